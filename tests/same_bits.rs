//! The numeric promise: a result is a function of network, input and seed, to the bit. Whatever form
//! the macro writes a network in, whatever level of arithmetic the machine has, however many samples
//! are asked for at once, this run or the next.
//!
//! Each network computes what plain loops compute that run every sum in the order of
//! `mlp_core::order` (`support/in_order.rs`), one sample after the other, one number after the other,
//! fused by the instruction if the target is built for it, by exact emulation if not. So this is a
//! test of the emulation against the instruction, too, wherever a default build runs on a machine
//! that has one. `tests/same_bits_of_kernels.rs` does the same for the products of a layer, in many
//! more shapes.

mod support;

use mlp::loss::Loss;
use mlp::network::{Network, SamplesFor};
use mlp::number::Scalar;
use mlp::prelude::*;
use mlp_core::engine::{columns, rows};
use mlp_core::simd::{Level, dispatch};
use support::in_order;
use support::random::Random;
use support::room::with_room;
use support::shapes::{arrays, bits, random_network};

const W1: usize = 1;
const W2: usize = 2;
const W3: usize = 3;
const W4: usize = 4;
const W5: usize = 5;
const W7: usize = 7;
const W9: usize = 9;
const W17: usize = 17;
const W33: usize = 33;

/// Batches of none and one, around the registers of samples, and around the parts of 64.
const COUNTS: &[usize] = &[0, 1, 2, 3, 5, 15, 16, 17, 31, 33, 63, 64, 65, 130];
/// Fewer of them, for the networks that take long.
const FEWER: &[usize] = &[0, 1, 5, 17, 33, 65];

/// Multiplications from which on a network takes long.
const MANY: usize = 2000;

/// Inputs from −3 to 3 and targets from 0 to 1.
fn data<T: Scalar, const I: usize, const O: usize>(count: usize) -> (Vec<[T; I]>, Vec<[T; O]>) {
    let mut random = Random::new(11);
    let inputs: Vec<_> = (0..count)
        .map(|_| random.numbers(I).iter().map(|x| 3.0 * x).collect())
        .collect();
    let targets: Vec<_> = (0..count)
        .map(|_| random.numbers(O).iter().map(|y| y.abs()).collect())
        .collect();
    (arrays(&inputs), arrays(&targets))
}

/// What the two forms of a network have in common.
trait Form<const I: usize, const O: usize>: Network {
    /// One sample at a level.
    fn respond_at(&self, level: Level, input: &Self::Input) -> Self::Output;

    /// φ of the last layer.
    fn last_activation(&self) -> Self::OutputActivation;
}

/// `impl Form` for networks of a form.
macro_rules! form {
    ($form:ident: $($name:ident: [$scalar:ident; $inputs:tt] to $outputs:tt),*) => {$(
        impl Form<$inputs, $outputs> for $name {
            fn respond_at(&self, level: Level, input: &Self::Input) -> Self::Output {
                dispatch!(level, simd => $form::Equations::respond(self, simd, input))
            }

            fn last_activation(&self) -> Self::OutputActivation {
                $form::Equations::output_activation(self)
            }
        }
    )*};
}

#[path = "same_bits/training.rs"]
mod training;

/// A network against the plain loops, at every level.
///
/// Each call of a narrow network is compiled again for every level, in half a second without
/// optimization; so gradients are asked for in one place.
fn check<T, N, L, const I: usize, const O: usize>(network: &N, loss: &L)
where
    T: Scalar,
    N: Form<I, O> + Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    L: Loss<N::OutputActivation, Target<[T; O]> = [T; O]>,
{
    let counts = if N::MACS < MANY { COUNTS } else { FEWER };
    let most = counts.last().copied().unwrap_or_default();
    let (inputs, targets) = data::<T, I, O>(most);
    let samples = Samples::new(&inputs, &targets).expect("as many targets");

    let expected: Vec<Vec<u64>> = inputs
        .iter()
        .map(|input| bits(&in_order::forward(network, input)))
        .collect();
    for level in Level::all() {
        for (input, expected) in inputs.iter().zip(&expected) {
            let output = network.respond_at(level, input);
            assert_eq!(&bits(&output), expected, "one sample at {level:?}");
        }
    }
    for &count in counts {
        let mut outputs = vec![[T::ZERO; O]; count];
        network
            .forward_batch(&inputs[..count], &mut outputs)
            .expect("as many outputs");
        for (k, (output, expected)) in outputs.iter().zip(&expected).enumerate() {
            assert_eq!(&bits(output), expected, "sample {k} of {count}");
        }
    }

    let activation = network.last_activation();
    let expected = in_order::gradients(network, activation, &samples, loss, counts);
    for (&count, (value, gradients)) in counts.iter().zip(&expected) {
        let (batch, _) = samples.split_at(count);
        for level in Level::all() {
            let (loss_alone, loss_beside, found) = gradients_at(level, network, &batch, loss);
            let what = format!("{count} samples at {level:?}");
            assert_eq!(bits(&[loss_alone]), bits(&[*value]), "loss of {what}");
            assert_eq!(bits(&[loss_beside]), bits(&[*value]), "loss of {what}");
            assert_eq!(bits(&found), bits(gradients), "gradients of {what}");
        }
    }
}

/// The mean loss over some samples, alone and beside its gradients, and these, part by part.
fn gradients_at<N, L>(
    level: Level,
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
) -> (N::Scalar, N::Scalar, Vec<N::Scalar>)
where
    N: Network,
    L: Loss<N::OutputActivation>,
{
    let (mut alone, mut beside) = (N::Scalar::ZERO, N::Scalar::ZERO);
    let mut sums = N::zeroed().parameters().to_vec();
    for part in samples.batches(64) {
        let mut gradients = N::zeroed();
        let (value, value_beside) = dispatch!(level, simd => (
            network.loss_of_part(simd, &part, loss),
            network.gradients_of_part(simd, &part, loss, &mut gradients),
        ));
        alone += value;
        beside += value_beside;
        for (sum, &gradient) in sums.iter_mut().zip(gradients.parameters()) {
            *sum += gradient;
        }
    }
    let weight = one_over::<N::Scalar>(samples.len());
    for sum in &mut sums {
        *sum = *sum * weight;
    }
    (alone * weight, beside * weight, sums)
}

/// 1/n; 1 for none.
fn one_over<T: Scalar>(count: usize) -> T {
    T::ONE / T::from_f64(f64::from(u32::try_from(count.max(1)).expect("a few")))
}

/// What users call, against the plain loops.
fn check_calls<T, N, L, const I: usize, const O: usize>(network: &N, loss: &L)
where
    T: Scalar,
    N: Form<I, O> + Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    L: Loss<N::OutputActivation, Target<[T; O]> = [T; O]>,
{
    let (inputs, targets) = data::<T, I, O>(200);
    let samples = Samples::new(&inputs, &targets).expect("as many targets");
    for input in &inputs {
        let expected = bits(&in_order::forward(network, input));
        assert_eq!(bits(&network.forward(input)), expected);
    }
    let counts = [0, 1, 2, 17, 64, 65, 128, 129, 200];
    let activation = network.last_activation();
    let expected = in_order::gradients(network, activation, &samples, loss, &counts);
    for (count, (value, gradients)) in counts.into_iter().zip(&expected) {
        let (batch, _) = samples.split_at(count);
        let alone = network.loss(&batch, loss);
        assert_eq!(bits(&[alone]), bits(&[*value]), "loss of {count}");
        let (beside, found) = network.gradients(&batch, loss);
        let found = found.parameters();
        assert_eq!(bits(&[beside]), bits(&[*value]), "loss beside, {count}");
        assert_eq!(bits(found), bits(gradients), "gradients of {count}");
    }
}

/// A narrow network, `A`, and the same in the form of wide ones, `B`.
fn check_pair<T, A, B, L, const I: usize, const O: usize>(loss: &L)
where
    T: Scalar,
    A: Form<I, O> + Network<Scalar = T, Input = [T; I], Output = [T; O]>,
    B: Form<I, O>
        + Network<Scalar = T, Input = [T; I], Output = [T; O], OutputActivation = A::OutputActivation>,
    L: Loss<A::OutputActivation, Target<[T; O]> = [T; O]>,
{
    let a: A = random_network(&mut Random::new(10));
    let mut b = B::zeroed();
    b.parameters_mut().copy_from_slice(a.parameters());
    check(&a, loss);
    check(&b, loss);
}

/// Narrow networks, and the same with a `const` width, which makes the macro write the wide form.
macro_rules! pairs {
    ($($name:ident: $scalar:ident, $loss:ident, $inputs:tt to $outputs:tt { $($narrow:tt)* } { $($wide:tt)* })*) => {$(
        mod $name {
            use super::*;

            network! {
                pub(super) struct Narrow<$scalar>: $($narrow)*;
                struct Wide<$scalar>: $($wide)*;
            }
            form! { columns: Narrow: [$scalar; $inputs] to $outputs }
            form! { rows: Wide: [$scalar; $inputs] to $outputs }

            #[test]
            fn has_the_same_bits_in_both_forms_at_every_level() {
                with_room(|| check_pair::<$scalar, Narrow, Wide, _, _, _>(&$loss));
            }
        }
    )*};
}

pairs! {
    width_one: f32, BinaryCrossEntropy, 1 to 1
        { 1 => tanh 1 => sigmoid 1 }
        { W1 => tanh 1 => sigmoid 1 }
    lecture: f32, BinaryCrossEntropy, 2 to 1
        { 2 => relu 4 => relu 4 => sigmoid 1 }
        { W2 => relu W4 => relu W4 => sigmoid W1 }
    every_activation: f32, MeanSquaredError, 5 to 1
        { 5 => tanh 3 => relu 7 => leaky_relu(0.2) 5 => sigmoid 9 => softmax 3 => linear 1 }
        { W5 => tanh W3 => relu W7 => leaky_relu(0.2) W5 => sigmoid W9 => softmax W3 => linear W1 }
    every_activation_in_f64: f64, MeanSquaredError, 5 to 1
        { 5 => tanh 3 => relu 7 => leaky_relu(0.2) 5 => sigmoid 9 => softmax 3 => linear 1 }
        { W5 => tanh W3 => relu W7 => leaky_relu(0.2) W5 => sigmoid W9 => softmax W3 => linear W1 }
    no_biases: f32, CategoricalCrossEntropy, 9 to 3
        { 9 => sigmoid 17 [no_bias] => softmax 3 [no_bias] }
        { W9 => sigmoid W17 [no_bias] => softmax W3 [no_bias] }
    no_biases_in_f64: f64, CategoricalCrossEntropy, 7 to 9
        { 7 => tanh 1 [no_bias] => softmax 9 [no_bias] }
        { W7 => tanh W1 [no_bias] => softmax W9 [no_bias] }
    temperatures: f32, CategoricalCrossEntropy, 3 to 9
        { 3 => softmax(0.3) 5 => log_softmax(3.0) 7 => softmax(1.7) 9 }
        { W3 => softmax(0.3) W5 => log_softmax(3.0) W7 => softmax(1.7) W9 }
    logarithms: f64, CategoricalCrossEntropy, 2 to 5
        { 2 => tanh 3 => log_softmax(0.7) 5 }
        { W2 => tanh W3 => log_softmax(0.7) W5 }
    long_sums: f32, MeanSquaredError, 33 to 2
        { 33 => softmax 17 => linear 1 => tanh 2 }
        { W33 => softmax W17 => linear W1 => tanh W2 }
    long_sums_in_f64: f64, BinaryCrossEntropy, 33 to 1
        { 33 => leaky_relu(0.1) 9 => sigmoid 1 }
        { W33 => leaky_relu(0.1) W9 => sigmoid W1 }
}

#[test]
fn calls_have_the_same_bits_in_both_forms() {
    let narrow: lecture::Narrow = random_network(&mut Random::new(12));
    with_room(move || check_calls(&narrow, &BinaryCrossEntropy));
    let wide: kernels_alone::Wide = random_network(&mut Random::new(12));
    with_room(move || check_calls(&wide, &MeanSquaredError));
}

/// Networks whose widths alone make them wide.
macro_rules! wide {
    ($($name:ident: $loss:ident, $inputs:tt to $outputs:tt { $($wide:tt)* })*) => {$(
        mod $name {
            use super::*;

            network! {
                pub(super) struct Wide: $($wide)*;
                struct WideDouble<f64>: $($wide)*;
            }
            form! { rows: Wide: [f32; $inputs] to $outputs, WideDouble: [f64; $inputs] to $outputs }

            #[test]
            fn has_the_same_bits_at_every_level() {
                with_room(|| check(&random_network::<Wide>(&mut Random::new(10)), &$loss));
                with_room(|| check(&random_network::<WideDouble>(&mut Random::new(10)), &$loss));
            }
        }
    )*};
}

wide! {
    odd_widths: BinaryCrossEntropy, 33 to 1
        { 33 => tanh 65 => relu 17 => leaky_relu(0.2) 7 => sigmoid 1 }
    classes: CategoricalCrossEntropy, 129 to 9
        { 129 => sigmoid 33 => softmax 9 }
    gates: MeanSquaredError, 3 to 2
        { 3 => glu 5 => maxout(3) 17 => swiglu 9 [no_bias] => geglu 1 => reglu 33 => linear 2 }
    gated_outputs: MeanSquaredError, 33 to 3
        { 33 => maxout(2) 16 => glu 3 }
    largest_outputs: MeanSquaredError, 2 to 1
        { 2 => glu 20 => maxout(3) 1 [no_bias] }
    // One sample goes through the kernels, too: more than 8192 multiplications.
    kernels_alone: MeanSquaredError, 129 to 2
        { 129 => relu 65 [no_bias] => softmax 5 => linear 2 }
    // Batches go through it in smaller tiles, for the stack.
    smaller_tiles: MeanSquaredError, 3 to 1
        { 3 => relu 525 => tanh 1 }
}
