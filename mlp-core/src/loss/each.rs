//! What losses of single outputs share: targets that are one number for each output, and means over
//! the outputs.

use super::{sum, weight_of_one};
use crate::activation::LayerActivation;
use crate::array::generate;
use crate::number::Real;

/// `Target`, `values`, `rows` and `check` of a loss whose target is one number for each output, in a range or one of a few. The
/// method that checks the settings is named where there are any.
macro_rules! numbers {
    ($range:expr $(, $settings:ident)?) => {
        numbers!(@ |target: &[T]| $crate::loss::target::check_each(target, $range) $(, $settings)?);
    };
    (one of $choice:expr, $allowed:expr) => {
        numbers!(@ |target: &[T]| $crate::loss::target::check_choice(target, &$choice, $allowed));
    };
    (@ |$target:ident: &[T]| $check:expr $(, $settings:ident)?) => {
        type Target<O: Copy + Sync> = O;

        #[inline(always)]
        fn values<T: $crate::number::Scalar, const N: usize>(target: &[T; N]) -> [T; N] {
            *target
        }

        #[inline(always)]
        fn rows<T: $crate::number::Scalar, const N: usize>(targets: &[[T; N]]) -> Option<&[[T; N]]> {
            Some(targets)
        }

        fn check<T: $crate::number::Scalar, O: Copy + Sync + AsRef<[T]>>(
            &self,
            $target: &O,
            _: usize,
        ) -> Result<(), $crate::loss::TargetError> {
            $(self.$settings()?;)?
            let $target = $target.as_ref();
            $check
        }
    };
}
pub(super) use numbers;

/// The range of every finite number.
pub(super) const FINITE: core::ops::RangeInclusive<f64> = f64::MIN..=f64::MAX;

/// The mean over the outputs of a loss of each.
#[inline(always)]
pub(super) fn mean<V: Real, const N: usize>(
    a: &[V; N],
    y: &[V; N],
    mut loss: impl FnMut(V, V) -> V,
) -> V {
    let each = generate::<_, N>(
        #[inline(always)]
        |j| loss(a[j], y[j]),
    );
    let sum = sum(&each);
    sum * sum.constant(weight_of_one::<N>())
}

/// δ of such a mean, from the derivative of the loss of each output by its activation.
#[inline(always)]
pub(super) fn delta<A: LayerActivation, V: Real, const N: usize>(
    activation: A,
    z: &[V; N],
    a: &[V; N],
    y: &[V; N],
    mut derivative: impl FnMut(V, V) -> V,
) -> [V; N] {
    let gradient = generate::<_, N>(
        #[inline(always)]
        |j| derivative(a[j], y[j]) * a[j].constant(weight_of_one::<N>()),
    );
    activation.backward(z, a, &gradient)
}

/// −1, 0 or 1; NaN of NaN.
#[inline(always)]
pub(super) fn sign<V: Real>(x: V) -> V {
    let zero = x.constant(0.0);
    x.constant(1.0)
        .copysign(x)
        .select(zero.less_than(x.abs()), x)
}

/// `base` to the power of a setting, for bases from 0 on; 0⁰ is 1.
#[inline(always)]
#[allow(clippy::float_cmp, reason = "the exponents that need no logarithm")]
pub(super) fn power<V: Real>(base: V, exponent: f64) -> V {
    if exponent == 0.0 {
        base.constant(1.0)
    } else if exponent == 1.0 {
        base
    } else if exponent == 2.0 {
        base * base
    } else {
        (base.ln() * base.constant(exponent)).exp()
    }
}
