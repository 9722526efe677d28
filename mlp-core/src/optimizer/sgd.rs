//! Stochastic gradient descent.

use super::Optimizer;
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Simd};

/// Plain gradient descent: `w ← w − η (g + λ w)`.
///
/// η is the learning rate, above 0; λ the weight decay, 0 by default, which pulls every parameter,
/// biases included, towards 0, as in PyTorch's `SGD`. To decay the weights alone, as Keras' kernel
/// regularizer does, use the trainer's [`l2`](crate::train::Trainer::l2).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sgd {
    learning_rate: f64,
    weight_decay: f64,
}

impl Sgd {
    /// Gradient descent at this learning rate.
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            weight_decay: 0.0,
        }
    }

    /// Adds `weight_decay · w` to the gradient of every parameter.
    #[must_use]
    pub const fn weight_decay(self, weight_decay: f64) -> Self {
        Self {
            weight_decay,
            ..self
        }
    }
}

impl Optimizer for Sgd {
    type State<N: Network> = ();

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn weight_decay(&self) -> f64 {
        self.weight_decay
    }

    fn start<N: Network>(&self) {}

    #[inline(always)]
    fn step<S: Simd<N::Scalar>, N: Network>(
        &self,
        simd: S,
        (): &mut (),
        network: &N,
        gradients: &mut N,
        rate: N::Scalar,
    ) {
        let decay = (self.weight_decay != 0.0).then(|| N::Scalar::from_f64(self.weight_decay));
        let (w, g) = (network.parameters(), gradients.parameters_mut());
        descend(simd, rate, decay, w, g);
    }
}

/// `g ← w − rate · (g + decay · w)`.
#[inline(always)]
fn descend<S: Simd<T>, T: Scalar>(simd: S, rate: T, decay: Option<T>, w: &[T], g: &mut [T]) {
    match decay {
        None => simd::update_with(
            simd,
            g,
            [w],
            #[inline(always)]
            |g: S::Native, [w]| g.splat(-rate).fused(g, w),
        ),
        Some(decay) => simd::update_with(
            simd,
            g,
            [w],
            #[inline(always)]
            |g: S::Native, [w]| g.splat(-rate).fused(g.splat(decay).fused(w, g), w),
        ),
    }
}
