//! Stochastic gradient descent, plain and with momentum.

use super::error::{below_one, setting, weight_decay};
use super::{Memory, Optimizer, OptimizerError, Step};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::simd::{self, Compiled, Lanes, Level, Simd, compiled, perform, perform_here};

/// Gradient descent: `w ← w − η g`; with [momentum](Self::momentum) μ, `v ← μ v + g`, `w ← w − η v`.
///
/// `η` is the learning rate, above 0. `TENSORS` is how many values of the network's size it
/// remembers: none, or one with momentum.
///
/// ```
/// use mlp_core::optimizer::Sgd;
///
/// let plain: Sgd = Sgd::new(0.1);
/// let nesterov: Sgd<1> = Sgd::new(0.1).momentum(0.9).nesterov();
/// # let _ = (plain, nesterov);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sgd<const TENSORS: usize = 0> {
    learning_rate: f64,
    weight_decay: f64,
    momentum: f64,
    dampening: f64,
    nesterov: bool,
}

impl Sgd {
    /// Gradient descent at this learning rate.
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            weight_decay: 0.0,
            momentum: 0.0,
            dampening: 0.0,
            nesterov: false,
        }
    }

    /// Lets steps gather speed: `v ← μ v + g`, then `w ← w − η v`; v starts at the first gradient.
    /// μ is from 0 on and below 1, 0.9 as a rule.
    ///
    /// This is how PyTorch writes it. Keras' `v ← μ v − η g`, `w ← w + v` takes the same path as long as
    /// η stays; where a schedule changes η, here it acts on all of v at once.
    ///
    /// B. T. Polyak, *Some methods of speeding up the convergence of iteration methods*, 1964.
    #[must_use]
    pub const fn momentum(self, momentum: f64) -> Sgd<1> {
        Sgd {
            learning_rate: self.learning_rate,
            weight_decay: self.weight_decay,
            momentum,
            dampening: 0.0,
            nesterov: false,
        }
    }
}

impl<const TENSORS: usize> Sgd<TENSORS> {
    /// Adds `λ w` to the gradient of every parameter, biases included, as PyTorch's `SGD` does; λ is from 0 on.
    ///
    /// To decay the weights alone, as Keras' kernel regularizer does, use the trainer's
    /// [`l2`](crate::train::Trainer::l2).
    #[must_use]
    pub const fn weight_decay(self, weight_decay: f64) -> Self {
        Self {
            weight_decay,
            ..self
        }
    }
}

impl Sgd<1> {
    /// Looks ahead: `w ← w − η (g + μ v)`. Dampening then has no place and is not applied.
    ///
    /// Y. Nesterov, *A method for solving the convex programming problem with convergence rate
    /// O(1/k²)*, 1983, in the form of I. Sutskever et al., *On the importance of initialization and
    /// momentum in deep learning*, 2013.
    #[must_use]
    pub const fn nesterov(self) -> Self {
        Self {
            nesterov: true,
            ..self
        }
    }

    /// `v ← μ v + (1 − dampening) g` from the second step on; from 0 on, up to 1. PyTorch's; Keras has
    /// none.
    #[must_use]
    pub const fn dampening(self, dampening: f64) -> Self {
        Self { dampening, ..self }
    }
}

impl<const TENSORS: usize> Optimizer for Sgd<TENSORS> {
    type State<N: Network> = Memory<N, TENSORS>;

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn check(&self) -> Result<(), OptimizerError> {
        weight_decay(self.weight_decay)?;
        below_one(
            "momentum",
            self.momentum,
            "from 0 on and below 1, such as 0.9",
        )?;
        setting(
            (0.0..=1.0).contains(&self.dampening),
            "dampening",
            self.dampening,
            "from 0 to 1, such as 0",
        )
    }

    fn start<N: Network>(&self) -> Memory<N, TENSORS> {
        Memory::new([])
    }

    fn step<N: Network>(
        &self,
        level: Level,
        state: &mut Memory<N, TENSORS>,
        step: &Step,
        network: &N,
        gradients: &mut N,
    ) {
        if const { TENSORS == 0 } {
            perform::<N, Descend>(level, self.descent(step, network, gradients));
        } else {
            self.gather(level, state, step, (network, gradients, N::Scalar::ONE));
        }
    }

    #[inline(always)]
    fn step_here<S: Simd<N::Scalar>, N: Network>(
        &self,
        simd: S,
        level: Level,
        state: &mut Memory<N, TENSORS>,
        step: &Step,
        (network, gradients): (&N, &mut N),
    ) {
        if const { TENSORS == 0 } {
            let on = self.descent(step, network, gradients);
            perform_here::<S, N, Descend>(simd, level, on);
        } else {
            self.step(level, state, step, network, gradients);
        }
    }

    #[inline(always)]
    fn step_of_sums<S: Simd<N::Scalar>, N: Network>(
        &self,
        _: S,
        level: Level,
        state: &mut Memory<N, TENSORS>,
        step: &Step,
        (network, gradients, scale): (&N, &mut N, N::Scalar),
    ) -> bool {
        if const { TENSORS == 0 } {
            let (rate, decay, w, g) = self.descent(step, network, gradients);
            perform::<N, DescendOnce>(level, ([rate, scale], decay, w, g))
        } else {
            self.gather(level, state, step, (network, gradients, scale))
        }
    }
}

impl<const TENSORS: usize> Sgd<TENSORS> {
    /// What [`Descend`] is given.
    #[inline(always)]
    fn descent<'a, N: Network>(
        &self,
        step: &Step,
        network: &'a N,
        gradients: &'a mut N,
    ) -> <Descend as Compiled>::On<'a, N::Scalar> {
        let rate = N::Scalar::from_f64(step.learning_rate);
        let decay = (self.weight_decay != 0.0).then(|| N::Scalar::from_f64(self.weight_decay));
        (
            rate,
            decay,
            network.parameters(),
            gradients.parameters_mut(),
        )
    }

    /// A step with momentum, of gradients that are yet to be multiplied by `scale`; whether all that follows is
    /// finite.
    fn gather<N: Network>(
        &self,
        level: Level,
        state: &mut Memory<N, TENSORS>,
        step: &Step,
        (network, gradients, scale): (&N, &mut N, N::Scalar),
    ) -> bool {
        let Some(v) = state.tensors.first_mut() else {
            return true;
        };
        let rate = N::Scalar::from_f64(step.learning_rate);
        let (w, g) = (network.parameters(), gradients.parameters_mut());
        let part = if step.number == 0 || self.nesterov {
            1.0
        } else {
            1.0 - self.dampening
        };
        let [decay, momentum, part] =
            [self.weight_decay, self.momentum, part].map(N::Scalar::from_f64);
        let by = [rate, decay, momentum, part];
        let on = (scale, by, self.nesterov, [g, v.parameters_mut()], w);
        perform::<N, Gather>(level, on)
    }
}

compiled! {
    /// `g ← w − rate · (g + decay · w)`.
    Descend = |simd: S, (rate, decay, w, g): (T, Option<T>, &'a [T], &'a mut [T])| {
        if w.len() < simd::FEW {
            descend_in::<S, S::Small>(simd, rate, decay, w, g);
        } else {
            descend_in::<S, S::Native>(simd, rate, decay, w, g);
        }
    }

    /// `g ← w − rate · (scale · g + decay · w)`; whether all that comes of it is finite.
    DescendOnce = |
        simd: S,
        ([rate, scale], decay, w, g): ([T; 2], Option<T>, &'a [T], &'a mut [T])
    | -> bool {
        match decay {
            None => simd::update_and_check(simd, g, w, #[inline(always)] |g: S::Native, w| {
                g.splat(-rate).fused(g * g.splat(scale), w)
            }),
            Some(decay) => simd::update_and_check(simd, g, w, #[inline(always)] |g: S::Native, w| {
                let g = g * g.splat(scale);
                g.splat(-rate).fused(g.splat(decay).fused(w, g), w)
            }),
        }
    }

    /// A step with momentum, of values g and v; g becomes what follows w.
    Gather = |
        simd: S,
        (scale, by, ahead, values, w): (T, [T; 4], bool, [&'a mut [T]; 2], &'a [T])
    | -> bool {
        let [rate, decay, momentum, part] = by;
        simd::step_all(simd, scale, values, [w], #[inline(always)] |[g, v]: [S::Native; 2], [w]| {
            let g = g.splat(decay).fused(w, g);
            let v = g.splat(momentum).fused(v, g * g.splat(part));
            let d = if ahead { g.splat(momentum).fused(v, g) } else { v };
            [g.splat(-rate).fused(d, w), v]
        })
    }
}

/// [`Descend`] in registers of any width.
#[inline(always)]
fn descend_in<S: Copy, V: Lanes<S>>(
    simd: S,
    rate: V::Scalar,
    decay: Option<V::Scalar>,
    w: &[V::Scalar],
    g: &mut [V::Scalar],
) {
    match decay {
        None => simd::update_in(
            simd,
            g,
            [w],
            #[inline(always)]
            |g: V, [w]| g.splat(-rate).fused(g, w),
        ),
        Some(decay) => simd::update_in(
            simd,
            g,
            [w],
            #[inline(always)]
            |g: V, [w]| g.splat(-rate).fused(g.splat(decay).fused(w, g), w),
        ),
    }
}
