//! Loss, output and every gradient of small networks, computed with `torch.autograd` in `float64`
//! and confirmed there by central differences.

mod support;

use mlp::network::Network;
use mlp::number::Scalar;
use mlp::prelude::*;
use support::close::{Tolerance, assert_close};
use support::golden::{number, numbers, parameters, read, rows};
use support::shapes::{arrays, with_parameters};

fn check<T, N, L, const INPUTS: usize, const OUTPUTS: usize>(file: &str, loss: &L)
where
    T: Scalar + Into<f64>,
    N: Network<Scalar = T, Input = [T; INPUTS], Output = [T; OUTPUTS]>,
    L: Loss<N::OutputActivation, Target<[T; OUTPUTS]> = [T; OUTPUTS]>,
{
    let golden = read(&format!("gradients/{file}.json"));
    let network: N = with_parameters(&parameters(&golden["W"], &golden["b"]));
    let inputs = arrays::<T, INPUTS>(&rows(&golden["X"]));
    let targets = arrays::<T, OUTPUTS>(&rows(&golden["Y"]));
    let samples = Samples::new(&inputs, &targets).expect("as many targets");
    // f64: one pass is good to about 1e-15. f32: parameters and inputs are rounded to 2⁻²⁴ of
    // themselves, and each layer adds a few roundings more to numbers of order 1: 16 ε.
    let tolerance = Tolerance::absolute(if T::NAME == "f64" {
        1e-12
    } else {
        16.0 * f64::from(f32::EPSILON)
    });

    let outputs: Vec<T> = inputs
        .iter()
        .flat_map(|input| network.forward(input))
        .collect();
    let layers = golden["a"].as_array().map_or(0, Vec::len);
    assert_close(
        "output",
        &outputs,
        &numbers(&golden["a"][layers - 1]),
        tolerance,
    );

    let (value, gradients) = network.gradients(&samples, loss);
    assert_close(
        "loss",
        &[value],
        &[number(&golden["loss_value"])],
        tolerance,
    );
    assert_close(
        "loss",
        &[network.loss(&samples, loss)],
        &[value.into()],
        Tolerance::absolute(0.0),
    );
    let expected = parameters(&golden["grad_W"], &golden["grad_b"]);
    assert_close("gradients", gradients.parameters(), &expected, tolerance);
}

/// One line a network: file, loss, layers.
macro_rules! networks {
    ($($name:ident $file:literal $loss:expr => { $($layers:tt)* })*) => {$(
        mod $name {
            use mlp::prelude::*;

            network! {
                struct Double<f64>: $($layers)*;
                struct Single: $($layers)*;
            }

            #[test]
            fn gradients_are_those_of_autograd_in_f64() {
                super::check::<f64, Double, _, _, _>($file, &$loss);
            }

            #[test]
            fn gradients_are_those_of_autograd_in_f32() {
                super::check::<f32, Single, _, _, _>($file, &$loss);
            }
        }
    )*};
}

networks! {
    width_one "g1_1x1x1_sigmoid_bce" BinaryCrossEntropy => { 1 => sigmoid 1 => sigmoid 1 }
    lecture "g2_2x4x4x1_relu_bce" BinaryCrossEntropy => { 2 => relu 4 => relu 4 => sigmoid 1 }
    classes "g3_3x5x2_tanh_softmax_ce" CategoricalCrossEntropy => { 3 => tanh 5 => softmax 2 }
    gelu_and_leaky_relu "g4_4x8x8x3_gelu_leaky_softmax_ce" CategoricalCrossEntropy =>
        { 4 => gelu 8 => leaky_relu 8 => softmax 3 }
    elu_and_softplus "g5_5x7x6x2_elu_softplus_linear_mse" MeanSquaredError =>
        { 5 => elu 7 => softplus 6 => linear 2 }
    silu_and_mish "g6_8x16x16x4_silu_mish_softmax_ce" CategoricalCrossEntropy =>
        { 8 => silu 16 => mish 16 => softmax 4 }
    selu_to_hard_silu "g7_3x6x5x4x2_selu_gelutanh_softsign_hardsilu_huber" Huber::default() =>
        { 3 => selu 6 => gelu_tanh 5 => softsign 4 => hard_silu 2 }
    no_hidden_layer "g8_6x4_softmax_only_ce" CategoricalCrossEntropy => { 6 => softmax 4 }
}
