//! What a network promises about the bits of its results.

/// How a network rounds: what stands behind `where numerics =` in `network!`, and the constant
/// [`NUMERICS`](crate::Network::NUMERICS) of every network.
///
/// It concerns targets without a fused multiply-add instruction: x86-64 machines before 2013, x86-64
/// without std unless it is built for FMA, wasm, chips without an FPU, RISC-V without an operating
/// system. Where the instruction is found, when compiling or at run time, fast is exact, to the bit.
///
/// # What each costs
/// A forward pass on an x86-64 machine (AMD EPYC), in nanoseconds: with the instruction (AVX2), and as
/// a machine without it computes it, exactly and fast (SSE2). The least of 200 rounds on a shared
/// machine; the ratio is what to take from it.
///
/// | network | instruction | exact, emulated | fast | emulated / fast |
/// |---|---:|---:|---:|---:|
/// | 2-4-4-1, `f32` | 10 | 80 | 12 | 7 |
/// | 64-32-10, `f32` | 125 | 4800 | 200 | 24 |
/// | 2-4-4-1, `f64` | 16 | 450 | 17 | 27 |
/// | 64-32-10, `f64` | 195 | 25 000 | 380 | 66 |
///
/// (`cargo test --release --test fast -- --ignored --nocapture cost`)
///
/// Fast networks have registers of 128 bits on x86-64, and on wasm that is built for them
/// (`RUSTFLAGS="-C target-feature=+simd128"`), both with the feature `std`; elsewhere they compute one number at a time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Numerics {
    /// The same bits on every target: every product is fused into its sum, and every sum runs in
    /// the order that [`order`](crate::order) says. Without the instruction the same bits come from
    /// exact emulation, slower.
    #[default]
    Exact,
    /// For this network, speed comes before the promise of the same bits: on targets without the
    /// instruction, products and sums are rounded apart
    /// ([`Plain`](crate::simd::Plain)), and sums may be reordered. On targets with it nothing changes.
    ///
    /// What is lost is about the last bit of each step: eˣ, ln, tanh and their like differ from the
    /// exact ones by at most 2 ε there, where ε is the distance from 1 to the next number, and only
    /// `erfc` far out in its tail by more (33 ε in `f32`, 260 ε in `f64`, at 20 000 points each). NaN
    /// and infinities in an input behave the same; a product beyond the largest number is infinite
    /// even where a fused sum would bring it back.
    Fast,
}
