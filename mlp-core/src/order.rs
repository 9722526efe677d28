//! The order in which sums run: a function of the shape alone.
//!
//! Floating-point addition is not associative, so the bits of a sum depend on its order. This page
//! fixes that order once, for every target, vector width and thread count:
//!
//! - A pre-activation `z[j] = biases[j] + Σᵢ weights[i][j] · a[i]` runs as
//!   [`partial_sums`] interleaved sums: sum `p` takes the inputs `p`, `p + P`, `p + 2P`, … in this
//!   order, each product fused into it. Sum 0 starts from the bias, the others from their first
//!   product. The `P` sums are then added by halves, sum `p` and sum `p + P/2`, until one is left.
//! - A back-propagated sum `Σⱼ weights[i][j] · delta[j]` runs over `j` in order, each product fused.
//! - A gradient runs over the samples of a batch in order, each product fused.
//! - The loss of a batch runs over its samples in order, in the network's scalar type, and so do the
//!   sums over the outputs inside a loss, over the neurons inside a softmax, and over the weights
//!   inside a penalty. The trainer's mean over the batches of an epoch runs over them in order in
//!   `f64`, product and sum apart.
//!
//! Interleaving is what keeps a vector unit busy: one sum waits four cycles for each step, eight
//! sums side by side do not wait at all.

/// Lanes that should be in flight at once: eight sums of sixteen `f32`.
const LANES_IN_FLIGHT: usize = 128;

/// Each partial sum should have at least this many terms, or adding the sums up costs more than
/// running them side by side saves.
const LEAST_TERMS: usize = 4;

/// The most partial sums of one pre-activation.
pub const MOST_PARTIAL_SUMS: usize = 16;

/// The number of interleaved sums of which a pre-activation of a `fan_in` × `fan_out` layer is made:
/// a power of two from 1 to [`MOST_PARTIAL_SUMS`].
///
/// ```
/// use mlp_core::order::partial_sums;
///
/// assert_eq!(partial_sums(2, 4), 1); // too short to split
/// assert_eq!(partial_sums(64, 32), 4); // 4 sums of 32 lanes
/// assert_eq!(partial_sums(784, 128), 1); // wide enough to fill the unit by itself
/// assert_eq!(partial_sums(640, 1), 16); // a dot product
/// ```
#[must_use]
pub const fn partial_sums(fan_in: usize, fan_out: usize) -> usize {
    let mut sums = 1;
    while sums < MOST_PARTIAL_SUMS
        && sums * 2 * fan_out <= LANES_IN_FLIGHT
        && sums * 2 * LEAST_TERMS <= fan_in
    {
        sums *= 2;
    }
    sums
}
