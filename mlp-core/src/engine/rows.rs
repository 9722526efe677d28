//! Wide networks: the numbers of a sample in a row, neurons side by side.

mod regularized;

use super::{Last, parts};
use crate::activation::LayerActivation;
use crate::array::generate;
use crate::dense::{Biases, Dense};
use crate::loss::Loss;
use crate::matrix::rows::{self as kernels, Layer, LayerMut};
use crate::network::{Network, SamplesFor};
use crate::number::Scalar;
use crate::order::PART;
use crate::samples::{LengthMismatch, Noise};
use crate::simd::{self, Columns, Lanes, Level, Run, Simd, dispatch};
use crate::summary::Summary;
use core::marker::PhantomData;

/// The equations of a wide network: what `network!` writes out.
pub trait Equations<const INPUTS: usize, const OUTPUTS: usize>:
    Network<Input = [<Self as Network>::Scalar; INPUTS], Output = [<Self as Network>::Scalar; OUTPUTS]>
{
    /// a⁽ᴸ⁾ from a⁽⁰⁾ of one sample.
    fn respond<S: Simd<Self::Scalar>>(
        &self,
        simd: S,
        a0: &[Self::Scalar; INPUTS],
    ) -> [Self::Scalar; OUTPUTS];

    /// z⁽ᴸ⁾ and a⁽ᴸ⁾ from the a⁽⁰⁾ of some samples.
    fn propagate<const SAMPLES: usize>(
        &self,
        rows: Rows<'_, Self>,
        a0: &[&[Self::Scalar; INPUTS]; SAMPLES],
    ) -> Last<[[Self::Scalar; OUTPUTS]; SAMPLES]>;

    /// The losses, from the a⁽⁰⁾ and targets y of some samples; adds the samples to the gradients.
    fn back_propagate<L: Loss<Self::OutputActivation>, const SAMPLES: usize>(
        &self,
        rows: Rows<'_, Self>,
        loss: &L,
        a0: &[&[Self::Scalar; INPUTS]; SAMPLES],
        y: &[[Self::Scalar; OUTPUTS]; SAMPLES],
        gradients: &mut Self,
    ) -> [Self::Scalar; SAMPLES];

    /// φ of the last layer.
    fn output_activation(&self) -> Self::OutputActivation;
}

/// Calls a product of the type of number, which is compiled in this crate, or its namesake that is
/// compiled for `Plain` where a network may need it.
macro_rules! kernel {
    ($rows:ident, $kernel:ident or $at:ident($($argument:expr),*)) => {
        if const { Level::may_be_plain::<M::Scalar>(M::NUMERICS) } {
            if let Level::Plain(simd) = $rows.level {
                kernels::$at(simd, $($argument),*)
            } else {
                T::$kernel($rows.level, $($argument),*)
            }
        } else {
            T::$kernel($rows.level, $($argument),*)
        }
    };
}

/// Some samples on their way through the network `M`, of which the first `count` are there, and the
/// level of arithmetic.
#[derive(Clone, Debug)]
pub struct Rows<'a, M: Network> {
    level: Level,
    count: usize,
    /// The weight of each sample, where the targets carry one; otherwise nothing.
    weights: &'a [M::Scalar],
    /// What is left to chance, from the first sample on; `None` where nothing is.
    noise: Option<Noise>,
    network: PhantomData<fn() -> M>,
}

impl<M: Network> Copy for Rows<'_, M> {}

impl<'a, M: Network> Rows<'a, M> {
    const fn new(level: Level, count: usize) -> Self {
        Self {
            level,
            count,
            weights: &[],
            noise: None,
            network: PhantomData,
        }
    }

    /// The same samples with their weights.
    const fn weighted(self, weights: &'a [M::Scalar]) -> Self {
        Self { weights, ..self }
    }

    const fn with_noise(self, noise: Option<Noise>) -> Self {
        Self { noise, ..self }
    }

    /// `z = a W + b`.
    #[must_use]
    pub fn affine<A, T, B, const FAN_IN: usize, const FAN_OUT: usize, const SAMPLES: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        a: &[A; SAMPLES],
    ) -> [[T; FAN_OUT]; SAMPLES]
    where
        A: AsRef<[T]>,
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        let mut z = [[T::ZERO; FAN_OUT]; SAMPLES];
        let (weights, biases) = layer.parameters().split_at(FAN_IN * FAN_OUT);
        let layer = Layer {
            weights,
            biases,
            fan_in: FAN_IN,
            fan_out: FAN_OUT,
        };
        let a = slices(a);
        let (a, to) = (&a[..self.count], self.filled_mut(&mut z));
        kernel!(self, affine or affine_at(&layer, a, to));
        z
    }

    /// `a = φ(z)`.
    #[must_use]
    pub fn forward<A, T, const N: usize, const SAMPLES: usize>(
        self,
        activation: A,
        z: &[[T; N]; SAMPLES],
    ) -> [[T; N]; SAMPLES]
    where
        A: LayerActivation,
        T: Scalar,
    {
        let mut a = *z;
        activate::<M, A, T>(self.level, activation, N, self.filled_mut(&mut a));
        a
    }

    /// The losses of the samples, and `δ = ∂loss/∂z` of the last layer.
    #[must_use]
    #[allow(clippy::type_complexity, reason = "losses and deltas")]
    pub fn loss<A, T, L, const N: usize, const SAMPLES: usize>(
        self,
        loss: &L,
        activation: A,
        z: &[[T; N]; SAMPLES],
        y: &[[T; N]; SAMPLES],
    ) -> ([T; SAMPLES], [[T; N]; SAMPLES])
    where
        A: LayerActivation,
        T: Scalar,
        M: Network<Scalar = T>,
        L: Loss<A>,
    {
        let mut losses = [T::ZERO; SAMPLES];
        let mut delta = [[T::ZERO; N]; SAMPLES];
        let (z, y) = (&z[..self.count], &y[..self.count]);
        let out = (&mut losses[..self.count], &mut delta[..self.count]);
        losses_and_deltas::<M, A, T, L, N>(self.level, loss, activation, [z, y], out);
        if const { L::WEIGHTED } {
            weigh(self.weights, &mut losses, &mut delta);
        }
        (losses, delta)
    }

    /// `∂loss/∂z` from `∂loss/∂a`.
    #[must_use]
    pub fn backward<A, T, const N: usize, const SAMPLES: usize>(
        self,
        activation: A,
        z: &[[T; N]; SAMPLES],
        a: &[[T; N]; SAMPLES],
        gradient: &[[T; N]; SAMPLES],
    ) -> [[T; N]; SAMPLES]
    where
        A: LayerActivation,
        T: Scalar,
    {
        let mut delta = *gradient;
        let (z, a) = (self.filled(z), self.filled(a));
        backward::<M, A, T>(
            self.level,
            activation,
            N,
            [z, a],
            self.filled_mut(&mut delta),
        );
        delta
    }

    /// `∂loss/∂a = δ Wᵀ` of the layer before.
    #[must_use]
    pub fn back_propagate<T, B, const FAN_IN: usize, const FAN_OUT: usize, const SAMPLES: usize>(
        self,
        layer: &Dense<FAN_IN, FAN_OUT, T, B>,
        delta: &[[T; FAN_OUT]; SAMPLES],
    ) -> [[T; FAN_IN]; SAMPLES]
    where
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        let mut gradient = [[T::ZERO; FAN_IN]; SAMPLES];
        let layer = Layer {
            weights: layer.weights.as_flattened(),
            biases: &[],
            fan_in: FAN_IN,
            fan_out: FAN_OUT,
        };
        let (delta, to) = (self.filled(delta), self.filled_mut(&mut gradient));
        kernel!(self, back_propagate or back_propagate_at(&layer, self.count, delta, to));
        gradient
    }

    /// `∂W += aᵀ δ`, `∂b += δ`.
    pub fn add_gradients<A, T, B, const FAN_IN: usize, const FAN_OUT: usize, const SAMPLES: usize>(
        self,
        gradients: &mut Dense<FAN_IN, FAN_OUT, T, B>,
        a: &[A; SAMPLES],
        delta: &[[T; FAN_OUT]; SAMPLES],
    ) where
        A: AsRef<[T]>,
        T: Scalar,
        B: Biases<T, FAN_OUT>,
    {
        let (weights, biases) = gradients.parameters_mut().split_at_mut(FAN_IN * FAN_OUT);
        let mut gradients = LayerMut {
            weights,
            biases,
            fan_in: FAN_IN,
            fan_out: FAN_OUT,
        };
        let a = slices(a);
        let (a, delta) = (&a[..self.count], self.filled(delta));
        kernel!(self, add_gradients or add_gradients_at(&mut gradients, a, delta));
    }

    /// The numbers of the samples that are there.
    fn filled<T, const N: usize, const SAMPLES: usize>(self, rows: &[[T; N]; SAMPLES]) -> &[T] {
        rows[..self.count].as_flattened()
    }

    fn filled_mut<T, const N: usize, const SAMPLES: usize>(
        self,
        rows: &mut [[T; N]; SAMPLES],
    ) -> &mut [T] {
        rows[..self.count].as_flattened_mut()
    }
}

/// The rows as slices.
fn slices<A: AsRef<[T]>, T, const SAMPLES: usize>(rows: &[A; SAMPLES]) -> [&[T]; SAMPLES] {
    generate(
        #[inline(always)]
        |s| rows[s].as_ref(),
    )
}

/// `z ← φ(z)`: instantiated for each activation, not for each layer.
fn activate<M: Network, A: LayerActivation, T: Scalar>(
    level: Level,
    activation: A,
    width: usize,
    z: &mut [T],
) {
    dispatch!(for M at level, simd => {
        simd::update(simd, z, #[inline(always)] |z| activation.each(z));
        activation.rows(simd, width, z);
    });
}

/// `∂loss/∂a ← ∂loss/∂z`: instantiated for each activation, not for each layer.
fn backward<M: Network, A: LayerActivation, T: Scalar>(
    level: Level,
    activation: A,
    width: usize,
    [z, a]: [&[T]; 2],
    gradient: &mut [T],
) {
    dispatch!(for M at level, simd => activation.backward_rows(simd, width, z, a, gradient));
}

/// Multiplies the loss and δ of each sample by its weight.
fn weigh<T: Scalar, const N: usize>(weights: &[T], losses: &mut [T], deltas: &mut [[T; N]]) {
    for ((&weight, loss), delta) in weights.iter().zip(losses).zip(deltas) {
        *loss = *loss * weight;
        for delta in delta {
            *delta = *delta * weight;
        }
    }
}

/// Losses and deltas: instantiated for each loss, not for each number of samples.
fn losses_and_deltas<M, A, T, L, const N: usize>(
    level: Level,
    loss: &L,
    activation: A,
    [z, y]: [&[[T; N]]; 2],
    (losses, delta): (&mut [T], &mut [[T; N]]),
) where
    M: Network,
    A: LayerActivation,
    T: Scalar,
    L: Loss<A>,
{
    let mut first = 0;
    while first < z.len() {
        let count = dispatch!(for M at level, simd => side_by_side(
            simd,
            loss,
            activation,
            [&z[first..], &y[first..]],
            &mut losses[first..],
            &mut delta[first..],
        ));
        first += count;
    }
}

/// Losses and deltas of as many samples as stand side by side; how many they are.
#[inline(always)]
#[allow(
    clippy::many_single_char_names,
    reason = "z, a and y of samples s and neurons j"
)]
fn side_by_side<S, A, T, L, const N: usize>(
    simd: S,
    loss: &L,
    activation: A,
    [z, y]: [&[[T; N]]; 2],
    losses: &mut [T],
    delta: &mut [[T; N]],
) -> usize
where
    S: Simd<T>,
    A: LayerActivation,
    T: Scalar,
    L: Loss<A>,
{
    let count = S::Samples::COUNT.min(z.len());
    let mut columns = Columns::<T, N>::new();
    let z = side_by_side_of(simd, z, &mut columns);
    let y = side_by_side_of(simd, y, &mut columns);
    let a = activation.forward(&z);
    let mut lanes = [T::ZERO; MOST];
    loss.loss(activation, &z, &a, &y).store(&mut lanes);
    losses[..count].copy_from_slice(&lanes[..count]);
    let deltas = loss.delta(activation, &z, &a, &y);
    if whole::<S, T>(count) {
        let mut j = 0;
        while j < N {
            columns.set(simd, j, deltas[j]);
            j += 1;
        }
        columns.write_rows(simd, delta.as_flattened_mut());
        return count;
    }
    let mut j = 0;
    while j < N {
        deltas[j].store(&mut lanes);
        let mut s = 0;
        while s < count {
            delta[s][j] = lanes[s];
            s += 1;
        }
        j += 1;
    }
    count
}

/// Whether so many samples fill all lanes.
#[inline(always)]
const fn whole<S: Simd<T>, T: Scalar>(count: usize) -> bool {
    S::Samples::COUNT > 1 && count == S::Samples::COUNT
}

/// The rows of as many samples as there are lanes, or of fewer, side by side.
#[inline(always)]
fn side_by_side_of<S: Simd<T>, T: Scalar, const N: usize>(
    simd: S,
    rows: &[[T; N]],
    columns: &mut Columns<T, N>,
) -> [S::Samples; N] {
    if !whole::<S, T>(S::Samples::COUNT.min(rows.len())) {
        return column(simd, rows);
    }
    columns.read_rows(simd, N, rows.as_flattened());
    generate(
        #[inline(always)]
        |j| columns.get(simd, j),
    )
}

/// The most samples side by side.
const MOST: usize = 16;

/// Rows side by side; lanes without a row repeat the last.
#[inline(always)]
fn column<S, V, const N: usize>(simd: S, rows: &[[V::Scalar; N]]) -> [V; N]
where
    S: Copy,
    V: Lanes<S>,
{
    let last = rows.len() - 1;
    generate(
        #[inline(always)]
        |j| {
            V::from_fn(
                simd,
                #[inline(always)]
                |s| rows[s.min(last)][j],
            )
        },
    )
}

/// One sample through the network.
#[inline]
pub fn forward<N, const INPUTS: usize, const OUTPUTS: usize>(
    network: &N,
    input: &[N::Scalar; INPUTS],
) -> [N::Scalar; OUTPUTS]
where
    N: Equations<INPUTS, OUTPUTS>,
{
    if const { N::MACS <= COMPILED_FOR_ITS_SHAPE } {
        return dispatch!(for N, simd => network.respond(simd, input));
    }
    let level = Level::best_for::<N::Scalar>(N::NUMERICS);
    let [a] = network.propagate(Rows::new(level, 1), &[input]).a;
    a
}

/// The most multiplications of a network that is compiled for its shape; calling the kernels costs
/// others nothing that could be measured, and compiles sooner.
const COMPILED_FOR_ITS_SHAPE: usize = 8192;

/// The arrays of numbers of each neuron in training: z, a, δ and ∂loss/∂a.
const TRAINING_ARRAYS: usize = 4;

/// How many samples go through a network at once: as many as keep weights and registers busy, and
/// fewer where their numbers would take too much of the stack.
const fn tile(summary: &Summary, arrays: usize) -> usize {
    if arrays == TRAINING_ARRAYS && summary.normalizes() {
        // The statistics are those of a whole part.
        return PART;
    }
    if !cfg!(feature = "std") {
        return 1;
    }
    let bytes = summary.scalar_bytes * summary.neurons() * arrays;
    let mut samples = PART;
    while samples > 8 && samples * bytes > STACK_BYTES {
        samples /= 2;
    }
    samples
}

/// The bytes of activations, and of what back-propagation has beside them, that a call may hold.
const STACK_BYTES: usize = 512 * 1024;

/// Calls a function with the number of samples that [`tile`] says.
macro_rules! with_tile {
    ($network:ty, $arrays:literal, $function:ident($($argument:expr),*)) => {
        match const { tile(&<$network>::SUMMARY, $arrays) } {
            64 => $function::<64, $network, INPUTS, OUTPUTS>($($argument),*),
            32 => $function::<32, $network, INPUTS, OUTPUTS>($($argument),*),
            16 => $function::<16, $network, INPUTS, OUTPUTS>($($argument),*),
            8 => $function::<8, $network, INPUTS, OUTPUTS>($($argument),*),
            _ => $function::<1, $network, INPUTS, OUTPUTS>($($argument),*),
        }
    };
    ($network:ty, $loss:ty, $arrays:literal, $samples:expr, $function:ident($($argument:expr),*)) => {
        match const { tile(&<$network>::SUMMARY, $arrays) } {
            // Half the memory to clear for the batches that are most common.
            64 if $samples <= 32 => $function::<32, $network, $loss, INPUTS, OUTPUTS>($($argument),*),
            64 => $function::<64, $network, $loss, INPUTS, OUTPUTS>($($argument),*),
            32 => $function::<32, $network, $loss, INPUTS, OUTPUTS>($($argument),*),
            16 => $function::<16, $network, $loss, INPUTS, OUTPUTS>($($argument),*),
            8 => $function::<8, $network, $loss, INPUTS, OUTPUTS>($($argument),*),
            _ => $function::<1, $network, $loss, INPUTS, OUTPUTS>($($argument),*),
        }
    };
}

/// Each of many samples through the network.
///
/// # Errors
/// If there are not as many inputs as outputs; then nothing is written.
pub fn forward_batch<N, const INPUTS: usize, const OUTPUTS: usize>(
    network: &N,
    inputs: &[[N::Scalar; INPUTS]],
    outputs: &mut [[N::Scalar; OUTPUTS]],
) -> Result<(), LengthMismatch>
where
    N: Equations<INPUTS, OUTPUTS>,
{
    LengthMismatch::check(inputs.len(), outputs.len())?;
    with_tile!(N, 2, forward_tiles(network, inputs, outputs));
    Ok(())
}

fn forward_tiles<const SAMPLES: usize, N, const INPUTS: usize, const OUTPUTS: usize>(
    network: &N,
    inputs: &[[N::Scalar; INPUTS]],
    outputs: &mut [[N::Scalar; OUTPUTS]],
) where
    N: Equations<INPUTS, OUTPUTS>,
{
    let level = Level::best_for::<N::Scalar>(N::NUMERICS);
    for (inputs, outputs) in inputs.chunks(SAMPLES).zip(outputs.chunks_mut(SAMPLES)) {
        let count = inputs.len();
        let a0 = generate(|s| &inputs[s.min(count - 1)]);
        let a = network.propagate::<SAMPLES>(Rows::new(level, count), &a0).a;
        outputs.copy_from_slice(&a[..count]);
    }
}

/// Adds the gradients of a part; the sum of its losses.
pub fn add_part<S, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    simd: S,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    gradients: &mut N,
) -> N::Scalar
where
    S: Run,
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let level = simd.level();
    dispatch!(for N at level, simd => {
        simd::fill(simd, gradients.parameters_mut(), N::Scalar::ZERO);
    });
    with_tile!(
        N,
        L,
        4,
        samples.len(),
        add_tiles(level, network, samples, loss, gradients)
    )
}

fn add_tiles<const SAMPLES: usize, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    level: Level,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    gradients: &mut N,
) -> N::Scalar
where
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let mut sum = parts::LossSum::new();
    for part in samples.batches(SAMPLES) {
        let Some((a0, y)) = gather::<SAMPLES, N, L, INPUTS, OUTPUTS>(&part) else {
            break;
        };
        let count = part.len();
        let weights = weights::<SAMPLES, N, L>(&part);
        let rows = Rows::new(level, count)
            .weighted(&weights)
            .with_noise(part.noise());
        let losses = network.back_propagate(rows, loss, &a0, &y, gradients);
        sum.add(&losses[..count]);
    }
    sum.total()
}

/// The sum of the losses of a part.
pub fn loss_of_part<S, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    simd: S,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
) -> N::Scalar
where
    S: Run,
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let level = simd.level();
    with_tile!(
        N,
        L,
        2,
        samples.len(),
        loss_of_tiles(level, network, samples, loss)
    )
}

fn loss_of_tiles<const SAMPLES: usize, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    level: Level,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
) -> N::Scalar
where
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let mut sum = parts::LossSum::new();
    for part in samples.batches(SAMPLES) {
        let Some((a0, y)) = gather::<SAMPLES, N, L, INPUTS, OUTPUTS>(&part) else {
            break;
        };
        let weights = weights::<SAMPLES, N, L>(&part);
        let rows = Rows::new(level, part.len()).weighted(&weights);
        let z = network.propagate(rows, &a0).z;
        let (losses, _) = rows.loss(loss, network.output_activation(), &z, &y);
        sum.add(&losses[..part.len()]);
    }
    sum.total()
}

/// The weights of some samples; 1 for all where targets carry none.
#[inline]
fn weights<const SAMPLES: usize, N: Network, L: Loss<N::OutputActivation>>(
    samples: &SamplesFor<'_, N, L>,
) -> [N::Scalar; SAMPLES] {
    let mut weights = [N::Scalar::ONE; SAMPLES];
    if const { L::WEIGHTED } {
        for (weight, (_, target)) in weights.iter_mut().zip(samples.iter()) {
            *weight = L::weight::<N::Scalar, N::Output>(target);
        }
    }
    weights
}

/// Inputs and targets of some samples; the last are repeated. `None` if there are no samples.
#[allow(clippy::type_complexity, reason = "inputs and targets")]
fn gather<'a, const SAMPLES: usize, N, L, const INPUTS: usize, const OUTPUTS: usize>(
    samples: &SamplesFor<'a, N, L>,
) -> Option<(
    [&'a [N::Scalar; INPUTS]; SAMPLES],
    [[N::Scalar; OUTPUTS]; SAMPLES],
)>
where
    N: Equations<INPUTS, OUTPUTS>,
    L: Loss<N::OutputActivation>,
{
    let (first, _) = samples.get(0)?;
    let mut a0 = [first; SAMPLES];
    let mut y = [[N::Scalar::ZERO; OUTPUTS]; SAMPLES];
    for (s, (input, target)) in samples.iter().enumerate().take(SAMPLES) {
        a0[s] = input;
        y[s] = L::values(target);
    }
    Some((a0, y))
}
