//! What a network promises about the bits of its results.

/// How a network rounds: what stands behind `where numerics =` in `network!`, and the constant
/// [`NUMERICS`](crate::Network::NUMERICS) of every network.
///
/// It concerns targets without a fused multiply-add instruction, where an exact fused product takes
/// many plain instructions: SSE2-only x86, wasm, chips without an FPU. NaN and infinities behave the
/// same in both.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Numerics {
    /// The same bits on every target: every product is fused into its sum, and every sum runs in
    /// the order that [`order`](crate::order) says. Without the instruction the same bits come from
    /// exact emulation, slower.
    #[default]
    Exact,
    /// For this network, speed comes before the promise of the same bits: on targets without the
    /// instruction, products and sums are rounded apart instead of being emulated exactly, and sums
    /// may be reordered. On targets with it nothing changes today.
    Fast,
}
