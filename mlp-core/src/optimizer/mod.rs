//! Optimizers: how the parameters follow the gradient.
//!
//! An optimizer is elementwise over two flat slices, the parameters and their gradients. What it
//! remembers between steps is a fixed-size value beside the network. Adding one is a file here and
//! a line below.

mod sgd;

pub use sgd::Sgd;

use crate::network::Network;
use crate::simd::Simd;

/// A rule that moves the parameters of a network by their gradients.
pub trait Optimizer {
    /// What the rule remembers between the steps of a network `N`.
    type State<N: Network>;

    /// The learning rate before any schedule.
    fn learning_rate(&self) -> f64;

    /// What each parameter is pulled towards 0 by; 0 for a rule without weight decay.
    fn weight_decay(&self) -> f64 {
        0.0
    }

    /// The state before the first step.
    fn start<N: Network>(&self) -> Self::State<N>;

    /// One step: writes the parameters that follow those of `network` over the gradients.
    ///
    /// The network itself stays, so that a step beyond all numbers can still be refused.
    fn step<S: Simd<N::Scalar>, N: Network>(
        &self,
        simd: S,
        state: &mut Self::State<N>,
        network: &N,
        gradients: &mut N,
        learning_rate: N::Scalar,
    );
}
