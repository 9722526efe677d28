//! Every gradient of every activation with every loss that fits, against central differences.
//!
//! In f64 with a step of 1e-5 a central difference is off by h² f‴/6, about 1e-10, and by the
//! rounding of the loss over h, about 1e-11; both are allowed for tenfold.

mod support;

use mlp::network::Network;
use mlp::prelude::*;
use support::close::{Tolerance, assert_close};
use support::random::Random;
use support::shapes::random_network;

const STEP: f64 = 1e-5;
const TOLERANCE: Tolerance = Tolerance::relative(1e-8, 1e-9);

/// Targets that a loss can have: from 0 to 1, and a distribution if there are several.
fn target<const N: usize>(random: &mut Random) -> [f64; N] {
    let y: [f64; N] = core::array::from_fn(|_| random.number().abs() + 0.1);
    let sum: f64 = y.iter().sum();
    y.map(|y| y / (sum + 0.1))
}

fn check<N, L, const INPUTS: usize, const OUTPUTS: usize>(loss: &L)
where
    N: Network<Scalar = f64, Input = [f64; INPUTS], Output = [f64; OUTPUTS]>,
    L: Loss<N::OutputActivation, Target<[f64; OUTPUTS]> = [f64; OUTPUTS]>,
{
    for batch in [1, 4] {
        // A neuron at its kink has no derivative, so such numbers are passed over. A layer without
        // biases after one of relus that are all off is there.
        let checked = (1..=10).find(|&seed| is_checked::<N, L, INPUTS, OUTPUTS>(loss, batch, seed));
        assert!(checked.is_some(), "a kink or no gradient everywhere");
    }
}

/// Compares the gradients at the network and samples of this seed, unless some neuron is at a kink.
fn is_checked<N, L, const INPUTS: usize, const OUTPUTS: usize>(
    loss: &L,
    batch: usize,
    seed: u64,
) -> bool
where
    N: Network<Scalar = f64, Input = [f64; INPUTS], Output = [f64; OUTPUTS]>,
    L: Loss<N::OutputActivation, Target<[f64; OUTPUTS]> = [f64; OUTPUTS]>,
{
    let mut random = Random::new(seed);
    let network: N = random_network(&mut random);
    let inputs: Vec<[f64; INPUTS]> = (0..batch)
        .map(|_| core::array::from_fn(|_| 2.0 * random.number()))
        .collect();
    let targets: Vec<[f64; OUTPUTS]> = (0..batch).map(|_| target(&mut random)).collect();
    let samples = Samples::new(&inputs, &targets).expect("as many targets");
    let (value, gradients) = network.gradients(&samples, loss);
    let mut differences = Vec::new();
    for k in 0..N::PARAMETERS {
        let loss_at = |change: f64| {
            let mut moved = network.clone();
            moved.parameters_mut()[k] += change;
            moved.loss(&samples, loss)
        };
        let (above, below) = (loss_at(STEP), loss_at(-STEP));
        // The slopes of the two sides differ by about h f″, unless there is a kink.
        if ((above - value) - (value - below)).abs() > 1e-3 * STEP {
            return false;
        }
        differences.push((above - below) / (2.0 * STEP));
    }
    // A network of which nothing moves the output (all of its relus off) shows nothing.
    if !gradients.parameters().iter().any(|g| g.abs() > 1e-3) {
        return false;
    }
    assert_close(
        &format!("gradient, {batch} samples"),
        gradients.parameters(),
        &differences,
        TOLERANCE,
    );
    true
}

/// One network, one test.
macro_rules! network_test {
    ($name:ident: $loss:ident { $($layers:tt)* }) => {
        #[test]
        fn $name() {
            mlp::network! { struct Net<f64>: $($layers)* }
            crate::check::<Net, _, _, _>(&mlp::loss::$loss);
        }
    };
}

/// An activation in hidden layers before every output and loss, and as output.
macro_rules! activations {
    ($($name:ident [$($phi:tt)*])*) => {$(
        mod $name {
            mod gradients_are_slopes {
                network_test! { before_linear: MeanSquaredError { 2 => $($phi)* 3 => linear 2 } }
                network_test! { before_sigmoid: BinaryCrossEntropy { 3 => $($phi)* 5 => sigmoid 1 } }
                network_test! { before_softmax: CategoricalCrossEntropy { 2 => $($phi)* 5 => softmax 3 } }
                network_test! { before_itself: MeanSquaredError { 2 => $($phi)* 3 => $($phi)* 2 => tanh 1 } }
                network_test! { before_loops: BinaryCrossEntropy { 5 => $($phi)* 17 => sigmoid 5 } }
                network_test! { without_biases: MeanSquaredError {
                    3 => $($phi)* 5 [no_bias] => $($phi)* 2 => linear 2 [no_bias]
                } }
                network_test! { as_output: MeanSquaredError { 2 => tanh 3 => $($phi)* 5 } }
                network_test! { alone: MeanSquaredError { 5 => $($phi)* 3 } }
            }
        }
    )*};
}

/// Activations that can also stand in a layer of width 1.
macro_rules! elementwise {
    ($($name:ident [$($phi:tt)*])*) => {
        activations! { $($name [$($phi)*])* }

        mod width_one_gradients_are_slopes {
            $(network_test! { $name: MeanSquaredError { 1 => $($phi)* 1 => $($phi)* 1 => linear 1 } })*
        }
    };
}

// One line each.
elementwise! {
    linear [linear]
    relu [relu]
    leaky_relu [leaky_relu(0.2)]
    sigmoid [sigmoid]
    tanh [tanh]
    glu [glu]
    maxout [maxout(3)]
}

// Activations of whole layers, one line each.
activations! {
    softmax [softmax]
    log_softmax [log_softmax(0.7)]
}

/// Activations that take no path of their own through a network: one network each.
macro_rules! briefly {
    ($($name:ident [$($phi:tt)*])*) => {
        mod hidden_gradients_are_slopes {
            $(network_test! { $name: MeanSquaredError { 3 => $($phi)* 5 => tanh 2 => $($phi)* 3 } })*
        }
    };
}

// One line each.
briefly! {
    relu6 [relu6]
    elu [elu(0.7)]
    celu [celu(0.7)]
    selu [selu]
    gelu [gelu]
    gelu_tanh [gelu_tanh]
    silu [silu]
    hard_silu [hard_silu]
    mish [mish]
    threshold [threshold(0.1, -0.2)]
    softplus [softplus]
    squareplus [squareplus(0.5)]
    sparse_plus [sparse_plus]
    hard_sigmoid [hard_sigmoid]
    sparse_sigmoid [sparse_sigmoid]
    log_sigmoid [log_sigmoid]
    hard_tanh [hard_tanh]
    softsign [softsign]
    tanh_shrink [tanh_shrink]
    hard_shrink [hard_shrink(0.1)]
    soft_shrink [soft_shrink(0.1)]
    exponential [exponential]
    sparsemax [sparsemax]
    swiglu [swiglu]
    geglu [geglu]
    reglu [reglu]
}

/// Outputs with a loss of their own, at other widths.
mod outputs {
    mod gradients_are_slopes {
        network_test! { one_probability: BinaryCrossEntropy { 1 => sigmoid 1 } }
        network_test! { five_probabilities: BinaryCrossEntropy { 2 => sigmoid 5 } }
        network_test! { two_classes: CategoricalCrossEntropy { 1 => softmax 2 } }
        network_test! { five_classes: CategoricalCrossEntropy { 3 => softmax 5 [no_bias] } }
        network_test! { squared_probabilities: MeanSquaredError { 2 => relu 3 => sigmoid 2 } }
        network_test! { squared_classes: MeanSquaredError { 2 => relu 3 => softmax 3 } }
        network_test! { hot_classes: CategoricalCrossEntropy { 2 => tanh 3 => softmax(2.5) 3 } }
        network_test! { likelihoods: CategoricalCrossEntropy { 2 => tanh 3 => log_softmax 3 } }
        network_test! { hot_likelihoods: CategoricalCrossEntropy { 2 => tanh 3 => log_softmax(0.4) 3 } }
        network_test! { deep: CategoricalCrossEntropy { 2 => tanh 3 => relu 5 => sigmoid 3 => softmax 2 } }
    }
}

#[test]
fn every_activation_stands_in_the_lists_above() {
    let source = include_str!("central_differences.rs");
    // prelu has parameters of its own, and a place only in hidden layers: tests/regularization.rs.
    for name in mlp::activation::NAMES
        .iter()
        .filter(|&&name| name != "prelu")
    {
        let start = format!("    {name} [");
        assert!(
            source.lines().any(|line| line.starts_with(&start)),
            "{name}"
        );
    }
}
