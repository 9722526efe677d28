//! Categorical cross-entropy with classes as integers.

use super::{CategoricalCrossEntropy, Label, Loss, TargetError};
use crate::activation::{LogSoftmax, Softmax};
use crate::number::{Real, Scalar};
use crate::simd::Level;
use core::convert::Infallible;
use core::fmt;
use core::marker::PhantomData;

// An enum, so that the name is also that of a value whose type of labels is inferred: a unit struct
// cannot have a parameter.
/// `−ln a[y]` for a `softmax` or `log_softmax` output layer: [`CategoricalCrossEntropy`] whose targets are
/// labels, the number of the class from 0 on.
///
/// A label may be of any integer type, which is inferred from the targets. `Trainer::fit` refuses a
/// label of no class; elsewhere its loss and gradient are NaN.
///
/// ```
/// use mlp_core::activation::{LayerActivation, Softmax};
/// use mlp_core::loss::{Loss, SparseCategoricalCrossEntropy};
///
/// fn of_class<L: Loss<Softmax, Target<[f32; 3]> = u8>>(loss: L, class: u8) -> f32 {
///     let (softmax, z) = (Softmax::default(), [0.5, -1.0, 2.0]);
///     loss.loss(softmax, &z, &softmax.forward(&z), &L::values(&class))
/// }
/// let loss = SparseCategoricalCrossEntropy; // of `u8`, because the targets are
/// assert!((of_class(loss, 2) - 0.241).abs() < 1e-3); // −ln of a probability of 0.786
/// assert!(of_class(loss, 3).is_nan());
/// ```
#[derive(Default)]
pub enum SparseCategoricalCrossEntropy<I = usize> {
    /// The one value.
    #[default]
    SparseCategoricalCrossEntropy,
    #[doc(hidden)]
    Of(Infallible, PhantomData<fn() -> I>),
}

#[doc(hidden)]
pub use self::SparseCategoricalCrossEntropy::*;

impl<I> Clone for SparseCategoricalCrossEntropy<I> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<I> Copy for SparseCategoricalCrossEntropy<I> {}

impl<I> PartialEq for SparseCategoricalCrossEntropy<I> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<I> Eq for SparseCategoricalCrossEntropy<I> {}

impl<I> fmt::Debug for SparseCategoricalCrossEntropy<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SparseCategoricalCrossEntropy")
    }
}

macro_rules! fits {
    ($($phi:ident)*) => {$(
        impl<I: Label> Loss<$phi> for SparseCategoricalCrossEntropy<I> {
            type Target<O: Copy + Sync> = I;

            #[inline(always)]
            fn values<T: Scalar, const N: usize>(target: &I) -> [T; N] {
                one_hot(target.class())
            }

            fn check<T: Scalar, O: Copy + Sync + AsRef<[T]>>(
                &self,
                target: &I,
                outputs: usize,
            ) -> Result<(), TargetError> {
                if target.class().is_some_and(|label| label < outputs) {
                    Ok(())
                } else {
                    Err(TargetError::Label {
                        label: target.number(),
                        classes: outputs,
                    })
                }
            }

            #[inline(always)]
            fn loss<V: Real, const N: usize>(
                &self,
                phi: $phi,
                z: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> V {
                CategoricalCrossEntropy.loss(phi, z, a, y)
            }

            #[inline(always)]
            fn delta<V: Real, const N: usize>(
                &self,
                phi: $phi,
                z: &[V; N],
                a: &[V; N],
                y: &[V; N],
            ) -> [V; N] {
                CategoricalCrossEntropy.delta(phi, z, a, y)
            }

            #[inline(always)]
            fn losses_and_deltas<T: Scalar, const N: usize>(
                &self,
                phi: $phi,
                level: Level,
                of: [&[[T; N]]; 2],
                out: (&mut [T], &mut [[T; N]]),
            ) {
                CategoricalCrossEntropy.losses_and_deltas(phi, level, of, out);
            }
        }
    )*};
}

fits!(Softmax LogSoftmax);

/// 1 for the class and 0 for all others; NaN for a class that is not there.
#[inline(always)]
fn one_hot<T: Scalar, const N: usize>(class: Option<usize>) -> [T; N] {
    let mut values = [T::ZERO; N];
    match class.and_then(|class| values.get_mut(class)) {
        Some(value) => *value = T::ONE,
        None => values = [T::from_f64(f64::NAN); N],
    }
    values
}
