//! L-BFGS: quasi-Newton steps from the last few gradients, with a line search.

use super::{Optimizer, State, Step};
use crate::network::Network;
use crate::number::{Real, Scalar};
use crate::order::sum_of_parameters;
use crate::simd::{self, Level, compiled, perform, seldom};

/// Sufficient decrease: the part of the promised descent that a step must bring.
const DECREASE: f64 = 1e-4;
/// Curvature: the part of the slope that may be left.
const CURVATURE: f64 = 0.9;
/// The most trials of one search.
const TRIALS: f64 = 24.0;

/// L-BFGS: the direction is the gradient times an estimate of the inverse Hessian, made of the last
/// `HISTORY` steps and the changes of the gradient over them; how far to go is searched.
///
/// For [full batches](crate::train::Trainer::full_batch) of small networks, where tens of steps do what takes
/// plain descent thousands. Between two steps the loss must be the same function, so batches must
/// not change.
///
/// A step sees loss and gradient at the parameters it has proposed before, and proposes the next:
/// a new direction if the Wolfe conditions hold (the loss has fallen by 10⁻⁴ of what the slope promised, and at
/// most 0.9 of the slope are left), another distance along the same one otherwise, doubled until they
/// are bracketed and halved after that (Lewis and Overton). So every step of a run is one evaluation,
/// and the network between steps may be a trial that is worse than the one before. The learning rate
/// is the first distance of each search: 1, as a rule. The first direction is the negative gradient, cut to a sum of
/// magnitudes of 1.
///
/// [`fixed_step`](Self::fixed_step) goes without the search, as PyTorch's `LBFGS` does by default.
///
/// It remembers 3 + 2 `HISTORY` values of the network's size.
///
/// J. Nocedal, *Updating Quasi-Newton Matrices with Limited Storage*, 1980; A. S. Lewis,
/// M. L. Overton, *Nonsmooth optimization via quasi-Newton methods*, 2013, algorithm 2.6.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lbfgs<const HISTORY: usize = 10> {
    learning_rate: f64,
    search: bool,
}

impl<const HISTORY: usize> Lbfgs<HISTORY> {
    /// L-BFGS whose searches start at this distance, 1 as a rule.
    #[must_use]
    pub const fn new(learning_rate: f64) -> Self {
        Self {
            learning_rate,
            search: true,
        }
    }

    /// Takes each step as long as the learning rate says, without a search.
    #[must_use]
    pub const fn fixed_step(self) -> Self {
        Self {
            search: false,
            ..self
        }
    }
}

/// What [`Lbfgs`] remembers.
#[derive(Clone, Debug, PartialEq)]
pub struct LbfgsState<N, const HISTORY: usize> {
    /// Where the search started.
    origin: N,
    /// The gradient there.
    gradient: N,
    /// Where it goes.
    direction: N,
    /// The last steps, in a ring.
    steps: [N; HISTORY],
    /// How the gradient changed over each.
    changes: [N; HISTORY],
    numbers: [f64; 8],
}

/// What stands where in the numbers.
mod at {
    /// 1 once there is a direction.
    pub(super) const STARTED: usize = 0;
    /// The loss at the origin.
    pub(super) const LOSS: usize = 1;
    /// The slope there, along the direction.
    pub(super) const SLOPE: usize = 2;
    /// How far along the direction the trial is.
    pub(super) const DISTANCE: usize = 3;
    /// The largest distance known to be too short.
    pub(super) const SHORT: usize = 4;
    /// The smallest known to be too long.
    pub(super) const LONG: usize = 5;
    /// The trials of this search.
    pub(super) const TRIALS: usize = 6;
    /// The pairs ever remembered.
    pub(super) const PAIRS: usize = 7;
}

impl<N: Network, const HISTORY: usize> State<N> for LbfgsState<N, HISTORY> {
    fn tensors(&self) -> impl Iterator<Item = &N> {
        [&self.origin, &self.gradient, &self.direction]
            .into_iter()
            .chain(&self.steps)
            .chain(&self.changes)
    }

    fn tensors_mut(&mut self) -> impl Iterator<Item = &mut N> {
        [&mut self.origin, &mut self.gradient, &mut self.direction]
            .into_iter()
            .chain(&mut self.steps)
            .chain(&mut self.changes)
    }

    fn numbers(&self) -> &[f64] {
        &self.numbers
    }

    fn numbers_mut(&mut self) -> &mut [f64] {
        &mut self.numbers
    }
}

impl<const HISTORY: usize> Optimizer for Lbfgs<HISTORY> {
    type State<N: Network> = LbfgsState<N, HISTORY>;

    const USES_LOSS: bool = true;

    fn learning_rate(&self) -> f64 {
        self.learning_rate
    }

    fn start<N: Network>(&self) -> Self::State<N> {
        LbfgsState {
            origin: N::zeroed(),
            gradient: N::zeroed(),
            direction: N::zeroed(),
            steps: core::array::from_fn(|_| N::zeroed()),
            changes: core::array::from_fn(|_| N::zeroed()),
            numbers: [0.0; 8],
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
        if state.numbers[at::STARTED] == 0.0 {
            state.turn(level, step, network, gradients);
        } else if !self.search || state.holds(step.loss, gradients) {
            state.remember(level, network, gradients);
            state.turn(level, step, network, gradients);
        } else {
            state.next_distance();
        }
        state.propose(level, gradients);
    }
}

impl<N: Network, const HISTORY: usize> LbfgsState<N, HISTORY> {
    /// Whether the search may end at these parameters; if not, on which side of its end they are.
    fn holds(&mut self, loss: f64, gradients: &N) -> bool {
        let slope = dot(gradients.parameters(), self.direction.parameters());
        let n = &mut self.numbers;
        n[at::TRIALS] += 1.0;
        let (distance, first_slope) = (n[at::DISTANCE], n[at::SLOPE]);
        let falls = loss <= n[at::LOSS] + DECREASE * distance * first_slope;
        if !falls {
            n[at::LONG] = distance;
        } else if slope < CURVATURE * first_slope && n[at::TRIALS] < TRIALS {
            n[at::SHORT] = distance;
        } else {
            return true;
        }
        false
    }

    /// Doubles the distance, or halves the bracket; after too many trials goes back and starts anew.
    fn next_distance(&mut self) {
        let n = &mut self.numbers;
        n[at::DISTANCE] = if n[at::TRIALS] >= TRIALS {
            // The loss did not fall far enough anywhere: the pairs, or rounding, mislead.
            n[at::STARTED] = 0.0;
            n[at::PAIRS] = 0.0;
            n[at::SHORT]
        } else if n[at::LONG] > 0.0 {
            0.5 * (n[at::SHORT] + n[at::LONG])
        } else {
            2.0 * n[at::DISTANCE]
        };
    }

    /// Puts the step from the origin to these parameters, and the change of the gradient, into the
    /// ring, if the loss curves upwards between them.
    fn remember(&mut self, level: Level, network: &N, gradients: &N) {
        if HISTORY == 0 {
            return;
        }
        let place = self.pairs() % HISTORY;
        let (step, change) = (&mut self.steps[place], &mut self.changes[place]);
        difference(level, network, &self.origin, step);
        difference(level, gradients, &self.gradient, change);
        let (s, y) = (step.parameters(), change.parameters());
        if dot(s, y) > 1e-10 * dot(s, s) {
            self.numbers[at::PAIRS] += 1.0;
        }
    }

    /// How many pairs there have been.
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a count of steps"
    )]
    fn pairs(&self) -> usize {
        self.numbers[at::PAIRS] as usize
    }

    /// A new search, from these parameters.
    fn turn(&mut self, level: Level, step: &Step, network: &N, gradients: &N) {
        self.origin.clone_from(network);
        self.gradient.clone_from(gradients);
        self.direction.clone_from(gradients);
        self.recur(level);
        let mut slope = -dot(self.direction.parameters(), gradients.parameters());
        if slope >= 0.0 {
            self.numbers[at::PAIRS] = 0.0;
            self.direction.clone_from(gradients);
            slope = -dot(gradients.parameters(), gradients.parameters());
        }
        let minus_one = -N::Scalar::ONE;
        perform::<N, simd::Scale>(level, (self.direction.parameters_mut(), minus_one));
        let first = if self.numbers[at::PAIRS] == 0.0 {
            let size = magnitude(gradients.parameters());
            if size > 1.0 { 1.0 / size } else { 1.0 }
        } else {
            1.0
        };
        let pairs = self.numbers[at::PAIRS];
        self.numbers = [
            1.0,
            step.loss,
            slope,
            first * step.learning_rate,
            0.0,
            0.0,
            0.0,
            pairs,
        ];
    }

    /// The two loops over the pairs: direction ← H · direction.
    fn recur(&mut self, level: Level) {
        let pairs = self.pairs();
        let count = if pairs < HISTORY { pairs } else { HISTORY };
        if count == 0 {
            return;
        }
        let mut parts = [0.0; HISTORY];
        let mut k = 1;
        while k <= count {
            let place = (pairs - k) % HISTORY;
            let (s, y) = (&self.steps[place], &self.changes[place]);
            let (s, y) = (s.parameters(), y.parameters());
            let d = self.direction.parameters_mut();
            parts[place] = dot(s, d) / dot(s, y);
            perform::<N, simd::AddTimes>(level, (d, N::Scalar::from_f64(-parts[place]), y));
            k += 1;
        }
        let place = (pairs - 1) % HISTORY;
        let (s, y) = (&self.steps[place], &self.changes[place]);
        let (s, y) = (s.parameters(), y.parameters());
        let scale = N::Scalar::from_f64(dot(s, y) / dot(y, y));
        perform::<N, simd::Scale>(level, (self.direction.parameters_mut(), scale));
        while k > 1 {
            k -= 1;
            let place = (pairs - k) % HISTORY;
            let (s, y) = (&self.steps[place], &self.changes[place]);
            let (s, y) = (s.parameters(), y.parameters());
            let d = self.direction.parameters_mut();
            let part = parts[place] - dot(y, d) / dot(s, y);
            perform::<N, simd::AddTimes>(level, (d, N::Scalar::from_f64(part), s));
        }
    }

    /// The parameters at the distance to be tried.
    fn propose(&self, level: Level, gradients: &mut N) {
        let distance = N::Scalar::from_f64(self.numbers[at::DISTANCE]);
        let from = [self.origin.parameters(), self.direction.parameters()];
        perform::<N, Propose>(level, (distance, from, gradients.parameters_mut()));
    }
}

/// `to ← a − b`.
fn difference<N: Network>(level: Level, a: &N, b: &N, to: &mut N) {
    let from = [a.parameters(), b.parameters()];
    perform::<N, Difference>(level, (from, to.parameters_mut()));
}

/// `a · b`.
fn dot<T: Scalar>(a: &[T], b: &[T]) -> f64 {
    seldom::<T, Dot>((a, b))
}

/// `Σ |a|`.
fn magnitude<T: Scalar>(a: &[T]) -> f64 {
    seldom::<T, Magnitude>(a)
}

compiled! {
    /// `g ← w + distance · d`.
    Propose = |simd: S, (distance, from, g): (T, [&'a [T]; 2], &'a mut [T])| {
        simd::update_with(
            simd,
            g,
            from,
            #[inline(always)]
            |g: S::Native, [w, d]| d.fused(g.splat(distance), w),
        );
    }

    /// `to ← a − b`.
    Difference = |simd: S, (from, to): ([&'a [T]; 2], &'a mut [T])| {
        simd::update_with(simd, to, from, #[inline(always)] |_: S::Native, [a, b]| a - b);
    }
}

compiled! {
    /// `a · b`.
    seldom Dot = |(a, b): (&'a [T], &'a [T])| -> f64 {
        let count = if a.len() < b.len() { a.len() } else { b.len() };
        sum_of_parameters(
            count,
            #[inline(always)]
            |k| a[k].to_f64() * b[k].to_f64(),
        )
    }

    /// `Σ |a|`.
    seldom Magnitude = |a: &'a [T]| -> f64 {
        sum_of_parameters(
            a.len(),
            #[inline(always)]
            |k| Real::abs(a[k].to_f64()),
        )
    }
}
