//! Another optimizer, and an average of the parameters it has led to.

use super::error::below_one;
use super::{Optimizer, OptimizerError, State, Step};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Level, compiled, perform};

/// Averages the parameters over the steps of another optimizer: `average ← μ average + (1 − μ) w` after each, from the
/// parameters before the first. When training has come to its end, the network holds the average.
///
/// Keras' `use_ema`, whose `ema_momentum` of 0.99 is the default here, too: see [`momentum`](Self::momentum).
/// Averaged is everything in `parameters()`, the moving statistics of a batch normalization, too. A run
/// that fails leaves the parameters as its last step left them; best weights that early stopping restores stand before
/// the average, as in Keras.
///
/// ```
/// use mlp_core::optimizer::{Adam, Ema};
///
/// let optimizer = Ema::new(Adam::new(0.01)).momentum(0.999);
/// # let _ = optimizer;
/// ```
///
/// B. T. Polyak, A. B. Juditsky, *Acceleration of Stochastic Approximation by Averaging*, 1992.
#[doc(alias = "use_ema")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ema<O> {
    optimizer: O,
    momentum: f64,
}

impl<O: Optimizer> Ema<O> {
    /// Averages over the steps of this optimizer.
    #[must_use]
    pub const fn new(optimizer: O) -> Self {
        Self {
            optimizer,
            momentum: 0.99,
        }
    }

    /// How much of the average stays with each step; from 0 on and below 1.
    #[must_use]
    pub fn momentum(self, momentum: f64) -> Self {
        Self { momentum, ..self }
    }

    /// `average ← μ average + (1 − μ) w`.
    fn add<N: Network>(&self, level: Level, network: &N, average: &mut N) {
        let by = [self.momentum, 1.0 - self.momentum].map(N::Scalar::from_f64);
        perform::<N, Follow>(level, (by, average.parameters_mut(), network.parameters()));
    }
}

compiled! {
    /// `a ← stays · a + comes · w`.
    Follow = |simd: S, ([stays, comes], average, w): ([T; 2], &'a mut [T], &'a [T])| {
        simd::update_with(
            simd,
            average,
            [w],
            #[inline(always)]
            |a: S::Native, [w]| a.splat(stays).fused(a, w * w.splat(comes)),
        );
    }
}

/// What [`Ema`] remembers: the state of its optimizer, and the average.
#[derive(Clone, Debug, PartialEq)]
pub struct EmaState<N, I> {
    average: N,
    inner: I,
}

impl<N: Network, I: State<N>> State<N> for EmaState<N, I> {
    fn tensors(&self) -> impl Iterator<Item = &N> {
        core::iter::once(&self.average).chain(self.inner.tensors())
    }

    fn tensors_mut(&mut self) -> impl Iterator<Item = &mut N> {
        core::iter::once(&mut self.average).chain(self.inner.tensors_mut())
    }

    fn numbers(&self) -> &[f64] {
        self.inner.numbers()
    }

    fn numbers_mut(&mut self) -> &mut [f64] {
        self.inner.numbers_mut()
    }
}

impl<O: Optimizer> Optimizer for Ema<O> {
    type State<N: Network> = EmaState<N, O::State<N>>;

    const USES_LOSS: bool = O::USES_LOSS;

    fn learning_rate(&self) -> f64 {
        self.optimizer.learning_rate()
    }

    fn check(&self) -> Result<(), OptimizerError> {
        let allowed = "from 0 on and below 1, such as 0.99";
        below_one("momentum", self.momentum, allowed)?;
        self.optimizer.check()
    }

    fn start<N: Network>(&self) -> Self::State<N> {
        EmaState {
            average: N::zeroed(),
            inner: self.optimizer.start(),
        }
    }

    fn step<N: Network>(
        &self,
        level: Level,
        state: &mut Self::State<N>,
        step: &Step,
        network: &N,
        gradients: &mut N,
    ) {
        // Of the parameters before the step, since what follows it may still be refused or limited.
        if step.number == 0 {
            state.average.clone_from(network);
        } else {
            self.add(level, network, &mut state.average);
        }
        self.optimizer
            .step(level, &mut state.inner, step, network, gradients);
    }

    fn finish<N: Network>(&self, state: &mut Self::State<N>, steps: usize, network: &mut N) {
        self.optimizer.finish(&mut state.inner, steps, network);
        if steps > 0 {
            let level = Level::best_for::<N::Scalar>(N::NUMERICS);
            self.add(level, network, &mut state.average);
            network.clone_from(&state.average);
        }
    }
}
