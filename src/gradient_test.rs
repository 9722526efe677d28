//! The test that `where gradients = tested` writes.

use mlp_core::Network;
use mlp_core::gradient_check::{GradientReport, check_drawn};
use mlp_core::loss::Loss;

/// Checks the gradients of a network with drawn parameters against central differences.
///
/// With std it runs in a thread whose stack holds networks that the one of a test does not.
///
/// # Errors
/// The report is in `Err` if they differ.
#[allow(
    clippy::result_large_err,
    reason = "both sides are the same report, which is small"
)]
pub fn test_gradients<N, L, const INPUTS: usize, const OUTPUTS: usize>(
    loss: &L,
) -> Result<GradientReport, GradientReport>
where
    N: Network<Scalar = f64, Input = [f64; INPUTS], Output = [f64; OUTPUTS]>,
    L: Loss<N::OutputActivation, Target<[f64; OUTPUTS]> = [f64; OUTPUTS]>,
{
    #[cfg(feature = "std")]
    {
        // Some networks, their copies in a build without optimization, and what a part of a batch takes.
        let stack = (64 << 20) + 16 * (N::FLASH_BYTES + N::TRAINING_BYTES);
        let checked = std::thread::scope(|scope| {
            let check = || check_drawn::<N, L, INPUTS, OUTPUTS>(loss);
            let thread = std::thread::Builder::new().stack_size(stack);
            let joined = thread.spawn_scoped(scope, check).ok()?.join();
            Some(joined.unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
        });
        if let Some(report) = checked {
            return report;
        }
    }
    // Where there are no threads.
    check_drawn::<N, L, INPUTS, OUTPUTS>(loss)
}
