//! Arrays made element by element, in functions that always inline.
//!
//! The standard library's `map` and `from_fn` inline when the compiler likes, and where it does not,
//! their closures are compiled without the vector instructions of the level they are called at: a
//! product becomes a call. These cost nothing at any level.

/// `[f(0), f(1), …]`.
#[inline(always)]
pub(crate) fn generate<V: Copy, const N: usize>(mut f: impl FnMut(usize) -> V) -> [V; N] {
    const { assert!(N > 0, "a layer has at least one neuron and one input") };
    let mut values = [f(0); N];
    let mut k = 1;
    while k < N {
        values[k] = f(k);
        k += 1;
    }
    values
}

/// `[f(values[0]), f(values[1]), …]`.
#[inline(always)]
pub(crate) fn map<U: Copy, V: Copy, const N: usize>(
    values: &[U; N],
    mut f: impl FnMut(U) -> V,
) -> [V; N] {
    generate(
        #[inline(always)]
        |k| f(values[k]),
    )
}
