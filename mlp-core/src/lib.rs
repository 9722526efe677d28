//! The arithmetic behind `mlp`: what a small neural network computes,
//! without std and without an allocator.
//!
//! Most programs use the facade crate `mlp`, whose `network!` macro writes a type for each network
//! and implements [`Network`] for it with the pieces of this crate. In reading order:
//!
//! | module | what it holds |
//! |---|---|
//! | [`number`] | a number, or several side by side: what activations and losses are written over |
//! | [`math`] | eˣ, ln, tanh and the rest, the same bits on every target |
//! | [`simd`] | the levels of arithmetic a machine offers, and the one dispatch of a call |
//! | [`order`] | in which order sums run: a function of the shape alone |
//! | [`numerics`] | whether a network keeps the promise below, or trades it for speed |
//! | [`dense`] | the parameters of one layer, and a network's parameters as one slice |
//! | [`matrix`] | products of a layer with vectors, forwards and backwards |
//! | [`activation`], [`loss`] | φ and its derivative; what training minimizes |
//! | [`init`] | where training starts |
//! | [`network`], [`engine`] | the trait every network implements, and the loops around its equations |
//! | [`optimizer`], [`schedule`], [`train`] | how parameters move, how far, and the loop around it |
//! | `parallel` | batches shared among threads (feature `rayon`) |
//! | [`metrics`], [`scaler`] | what came out; what goes in |
//!
//! # The numeric promise
//!
//! The same network, input and seed give the same bits on every target, at every vector width,
//! with and without std, in training as in inference. Every product of a network's sums is fused into its sum
//! (IEEE 754 fusedMultiplyAdd); where the machine has no such instruction the same bits come from exact
//! emulation, slower. The order of every sum is a function of the shape alone ([`order`]).
//! NaN in gives NaN out, infinities follow IEEE 754, and no input makes a call panic.
//!
//! A network may give the same bits up for speed, for itself alone, with `where numerics = fast`
//! ([`Numerics::Fast`]): on a target without the instruction its products and sums are then rounded
//! apart instead of being emulated, and its sums may be reordered. The rest of the promise stands.
//!
//! # Features
//!
//! - `std` (default): asks an x86-64 machine at run time for its fused multiply-add, and computes in vector
//!   registers. Without it, only the features of the compilation target count, and numbers are computed one at a time.
//! - `rayon`: batches shared among threads, with the bits of one: the module `parallel`, and
//!   `Trainer::parallel`. It brings `std` and the crate rayon.

#![no_std]

#[cfg(feature = "std")]
extern crate std;

#[cfg(all(target_arch = "x86", not(target_feature = "sse2")))]
compile_error!(
    "mlp needs SSE2 on x86: the x87 unit rounds twice, which breaks the numeric promise"
);

pub mod activation;
mod array;
pub mod batch_norm;
pub mod dense;
pub mod engine;
pub mod gradient_check;
pub mod init;
pub mod loss;
pub mod math;
pub mod matrix;
pub mod metrics;
pub mod network;
pub mod number;
pub mod numerics;
pub mod optimizer;
pub mod order;
#[cfg(feature = "rayon")]
pub mod parallel;
pub mod predict;
pub mod samples;
pub mod scaler;
pub mod schedule;
pub mod simd;
mod sum;
pub mod summary;
pub mod train;

pub use activation::Activation;
pub use dense::Dense;
pub use gradient_check::check_gradients;
pub use loss::Loss;
pub use network::Network;
pub use numerics::Numerics;
