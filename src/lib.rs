#![doc = include_str!("../README.md")]
//!
//! # Where to look
//!
//! | for | see |
//! |---|---|
//! | the language | [`network!`] |
//! | what every network can do | [`Network`], [`Classifier`](predict::Classifier) |
//! | a generated type's own page | [`gallery::Circles`] |
//! | training | [`train::Trainer`], [`loss`], [`optimizer`], [`schedule`], [`init`] |
//! | data | [`data`], [`scaler`] |
//! | activations of your own | [`activation::Activation`] |
//! | arithmetic | [`math`], [`order`], [`number`], [`numerics`] |
//!
//! # Features
//!
//! - `std` (default): [`data`], run-time detection of the vector unit, and what needs an allocator, such as
//!   `Network::outputs`, `cross_validate` and histories. Without it, with `default-features = false`, the
//!   language, inference and training work without std and without an allocator, with the same bits.
//! - `rayon`: batches shared among threads, with the bits of one: the module `parallel`, and
//!   `Trainer::parallel`.
//! - `progress`: a bar in the terminal while a network trains: the module `progress`.
//! - `gzip`: NPY and IDX files that are compressed with gzip.

#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

// Generated code names `::mlp`; so do the networks in this crate.
extern crate self as mlp;

pub use mlp_core::{
    Activation, Dense, Loss, Network, Numerics, activation, batch_norm, check_gradients, dense,
    gradient_check, init, loss, math, metrics, network, number, numerics, optimizer, order,
    predict, samples, scaler, schedule, summary, train,
};
pub use mlp_macros::network;
pub use rand;

#[cfg(feature = "rayon")]
pub use mlp_core::parallel;

#[cfg(feature = "std")]
pub mod data;
#[cfg(any(doc, doctest))]
pub mod gallery;
mod gradient_test;
pub mod prelude;
#[cfg(feature = "progress")]
pub mod progress;
#[cfg(doctest)]
#[doc = include_str!("../tests/expanded/pages.md")]
mod pages {}
#[cfg(doctest)]
mod refused;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
