//! What the hyperbolic tangent takes away.

use super::Activation;
use crate::number::Real;

/// `φ(z) = z − tanh z`; `φ′(z) = tanh² z`.
///
/// Exact relative to itself near 0, too, where it is about z³/3. NaN gives NaN.
///
/// # Numerics
/// For |z| up to ¾ from Lambert's continued fraction `tanh z = z / (1 + z²/(3 + z²/(5 + …)))`, ended at 15 and multiplied out; there all
/// terms are positive, and nothing cancels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TanhShrink;

impl Activation for TanhShrink {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        let square = z * z;
        let fraction = polynomial(square, NUMERATOR) / polynomial(square, DENOMINATOR);
        let near = (z * square) * fraction;
        near.select(z.abs().less_than(z.constant(0.75)), z - z.tanh())
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let t = z.tanh();
        t * t
    }
}

/// The numerator divided by z³ and the denominator of z − tanh z, lowest power of z² first.
const NUMERATOR: [f64; 4] = [675_675.0, 45_045.0, 594.0, 1.0];
const DENOMINATOR: [f64; 5] = [2_027_025.0, 945_945.0, 51_975.0, 630.0, 1.0];

/// A polynomial by Horner's scheme.
#[inline(always)]
fn polynomial<V: Real, const N: usize>(x: V, coefficients: [f64; N]) -> V {
    let mut sum = x.constant(coefficients[N - 1]);
    let mut k = N - 1;
    while k > 0 {
        k -= 1;
        sum = sum.fused(x, x.constant(coefficients[k]));
    }
    sum
}
