//! Room on the stack for networks that are compiled without optimization.

/// Runs a test with room on the stack: without optimization each of the numbers that a level holds in
/// registers has a place there of its own.
///
/// WebAssembly has no threads; there the stack is as large as the linker was told (`scripts/other_targets.sh`).
pub(crate) fn with_room<R: Send + 'static>(test: impl FnOnce() -> R + Send + 'static) -> R {
    if cfg!(target_family = "wasm") {
        return test();
    }
    let thread = std::thread::Builder::new().stack_size(256 << 20);
    let handle = thread.spawn(test).expect("a thread");
    handle
        .join()
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
