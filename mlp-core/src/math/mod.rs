//! eˣ, ln, tanh and the rest: our own, in plain IEEE operations, the same bits on every target.

mod exponential;
mod logarithm;
mod polynomial;
mod softplus;
mod tanh;

/// The functions for `f32`, alone or in lanes.
pub mod single {
    pub use super::exponential::single::{exp, exp_m1, sigmoid};
    pub use super::logarithm::single::{ln, ln_1p};
    pub use super::softplus::single::softplus;
    pub use super::tanh::single::tanh;
}

/// The functions for `f64`, alone or in lanes.
pub mod double {
    pub use super::exponential::double::{exp, exp_m1, sigmoid};
    pub use super::logarithm::double::{ln, ln_1p};
    pub use super::softplus::double::softplus;
    pub use super::tanh::double::tanh;
}
