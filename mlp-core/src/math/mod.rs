//! eˣ, ln, tanh and the rest: our own, in plain IEEE operations, the same bits on every target.
//!
//! Each function is written once over [`Real`](crate::number::Real), without a branch on data, so
//! single numbers and vectors of any width take the same steps and give the same bits. `std` could
//! not promise that: its functions are those of the platform's C library.
//!
//! # Accuracy
//!
//! The largest distance from the true value, in units in the last place (ULP). For `f32` it is the
//! worst of all 2³² arguments, against the `f64` functions of glibc (erf and erfc: of libm); for `f64`
//! the worst of 140 000 to 540 000 scattered arguments, against mpmath.
//!
//! | function | worst of every `f32` | at | worst `f64` found | special values |
//! |---|---|---|---|---|
//! | `exp` | 1.66 | −32.579 | 1.59 | 0 at −∞, subnormal results, +∞ from 88.72 (709.78) |
//! | `exp_m1` | 1.66 | 11.722 | 1.75 | −1 at −∞, keeps −0 |
//! | `ln` | 1.00 | 1.5601 | 0.75 | −∞ at ±0, NaN below, subnormal arguments |
//! | `ln_1p` | 1.59 | 0.41433 | 1.29 | −∞ at −1, NaN below, keeps −0 |
//! | `tanh` | 1.99 | 0.51892 | 1.50 | ±1 at ±∞, keeps −0, odd to the bit |
//! | `sigmoid` | 1.75 | −1.0993 | 1.66 | 0 and 1 at ∓∞, the left tail down into the subnormals |
//! | `softplus` | 1.80 | 0.033731 | 1.72 | 0 at −∞, +∞ at +∞, the left tail down into the subnormals |
//! | `erf` | 1.88 | 0.21703 | 1.67 | ±1 at ±∞, keeps −0, odd to the bit |
//! | `erfc` | 1.89 | 6.9884 | 1.74 | 2 and 0 at ∓∞, 1 at ±0, the right tail down into the subnormals |
//! | `normal_distribution`, Φ | 1.95 | −9.2300 | 1.56 | 0 and 1 at ∓∞, ½ at ±0, the left tail down into the subnormals |
//! | its density φ | 1.89 | 2.5462 | 1.54 | 0 at ±∞, down into the subnormals |
//!
//! NaN gives NaN. `tests/math_accuracy.rs` holds the sweep (`every_f32_is_within_two_ulp`, ignored,
//! because it takes minutes), a sampled one that always runs, the values of mpmath, and the special
//! values.
//!
//! # Cost
//!
//! Instructions for one vector of `f32` on x86-64 with AVX2 and FMA, without loads and stores: exp 16,
//! sigmoid 19 and tanh 21 (one of them a division each), `exp_m1` 22, erf 28, softplus 29, `ln_1p` 32,
//! ln 33, erfc 47 (one of them a division).
//!
//! # Where the constants come from
//!
//! `scripts/coefficients.py` derives all polynomials and prints them as they stand here. Each file
//! names the books and papers that its method comes from; all of it is in J.-M. Muller et al.,
//! *Handbook of Floating-Point Arithmetic*, 2nd edition, 2018, and J.-M. Muller, *Elementary
//! Functions: Algorithms and Implementation*, 3rd edition, 2016.

mod cosine;
mod error_function;
mod exponential;
mod logarithm;
mod polynomial;
mod reduction;
mod sigmoid;
mod softplus;
mod tanh;

/// The functions for `f32`, alone or in lanes.
pub mod single {
    pub use super::error_function::single::{erf, erfc, normal_distribution};
    pub use super::exponential::single::{exp, exp_m1};
    pub use super::logarithm::single::{ln, ln_1p};
    pub use super::sigmoid::single::sigmoid;
    pub use super::softplus::single::softplus;
    pub use super::tanh::single::tanh;
}

/// The functions for `f64`, alone or in lanes.
pub mod double {
    pub use super::cosine::double::cos_pi;
    pub use super::error_function::double::{erf, erfc, normal_distribution};
    pub use super::exponential::double::{exp, exp_m1};
    pub use super::logarithm::double::{ln, ln_1p};
    pub use super::sigmoid::double::sigmoid;
    pub use super::softplus::double::softplus;
    pub use super::tanh::double::tanh;
}
