//! The loops around a network's equations: what every generated method calls.
//!
//! A network is narrow or wide, which the macro decides by its size. `network!` writes its equations in
//! the form that fits, and this folder takes slices of samples through them:
//!
//! | network | numbers side by side are | the macro writes | loops in |
//! |---|---|---|---|
//! | narrow | samples in training and batches, neurons for one sample | [`columns::Equations`] | [`columns`] |
//! | wide | neurons | [`rows::Equations`] | [`rows`] |
//!
//! The sums run in the same [`order`](crate::order) in both, so the form does not show in the bits.

pub mod columns;
pub(crate) mod parts;
pub mod rows;

/// The last layer's pre-activations z⁽ᴸ⁾ and activations a⁽ᴸ⁾: what the forward pass ends in.
#[derive(Clone, Copy, Debug)]
pub struct Last<O> {
    /// z⁽ᴸ⁾.
    pub z: O,
    /// a⁽ᴸ⁾ = φ(z⁽ᴸ⁾).
    pub a: O,
}
