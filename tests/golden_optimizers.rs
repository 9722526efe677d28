//! Twenty steps of each optimizer beside those of `PyTorch` and of Keras' rules.

mod support;

use mlp::activation::Softmax;
use mlp::number::Scalar;
use mlp::optimizer::{
    Adadelta, Adagrad, Adam, AdamW, Adamax, Nadam, Optimizer, RAdam, RmsProp, Sgd,
};
use mlp::prelude::*;
use support::close::{Tolerance, assert_close};
use support::golden::{list, numbers, read, rows};
use support::shapes::{arrays, with_parameters};

network! {
    struct Double<f64>: 3 => tanh 5 => softmax 2;
    struct Single: 3 => tanh 5 => softmax 2;
}

/// The network in either precision.
trait Small<T: Scalar>:
    Network<Scalar = T, Input = [T; 3], Output = [T; 2], OutputActivation = Softmax>
{
}
impl Small<f64> for Double {}
impl Small<f32> for Single {}

fn parameters(value: &serde_json::Value) -> Vec<f64> {
    ["W1", "b1", "W2", "b2"]
        .iter()
        .flat_map(|name| numbers(&value[name]))
        .collect()
}

/// Runs twenty steps and compares every loss and every parameter.
fn follow<T: Scalar + Into<f64>, N: Small<T>, O: Optimizer>(
    file: &str,
    optimizer: O,
    tolerance: f64,
) {
    let tolerance = Tolerance::absolute(tolerance);
    let net = read("optimizers/net.json");
    let golden = read(&format!("optimizers/{file}.json"));
    let (inputs, targets): (Vec<[T; 3]>, Vec<[T; 2]>) =
        (arrays(&rows(&net["X"])), arrays(&rows(&net["Y"])));
    let mut network: N = with_parameters(&parameters(&net["initial"]));
    let losses = numbers(&golden["loss_before_each_step"]);
    let after = list(&golden["parameters_after_each_step"]);
    let mut steps = 0;
    Trainer::new(CategoricalCrossEntropy)
        .optimizer(optimizer)
        .epochs(after.len())
        .full_batch()
        .no_shuffle()
        .fit_with(&mut network, &inputs, &targets, |epoch, network| {
            let what = format!("{file} in {}, step {}", T::NAME, epoch.number);
            assert_close(&what, &[epoch.loss], &losses[steps..=steps], tolerance);
            let expected = parameters(&after[steps]);
            assert_close(&what, network.parameters(), &expected, tolerance);
            steps += 1;
        })
        .expect("training");
    assert_eq!(steps, 20);
}

/// In `f64` to 1e-12, and in `f32` to what its roundings may come to: the gradients, of about 0.1, are off by some units of
/// 6e-8 of their terms, which the root of a mean of squares near 0 magnifies by the learning rate over |g|.
fn agrees<O: Optimizer + Copy>(file: &str, optimizer: O) {
    follow::<f64, Double, O>(file, optimizer, 1e-12);
    follow::<f32, Single, O>(file, optimizer, 1e-4);
}

#[test]
fn descent_is_that_of_pytorch_and_of_keras() {
    agrees("torch_sgd", Sgd::new(0.1));
    agrees("keras_sgd", Sgd::new(0.1));
    agrees("torch_sgd_weight_decay", Sgd::new(0.1).weight_decay(0.01));
}

#[test]
fn descent_with_momentum_is_that_of_pytorch_and_of_keras() {
    let momentum = Sgd::new(0.1).momentum(0.9);
    agrees("torch_momentum", momentum);
    agrees("keras_momentum", momentum);
    agrees("torch_nesterov", momentum.nesterov());
    agrees("keras_nesterov", momentum.nesterov());
    agrees("torch_momentum_dampened", momentum.dampening(0.5));
}

#[test]
fn adam_is_that_of_pytorch() {
    let adam = Adam::new(0.01).epsilon(1e-8);
    agrees("torch_adam", adam);
    agrees("torch_adam_weight_decay", adam.weight_decay(0.01));
    agrees("torch_amsgrad", adam.amsgrad());
    let decoupled = AdamW::new(0.01).epsilon(1e-8).weight_decay(0.01);
    agrees("torch_adamw", decoupled);
}

/// Keras' ε stands elsewhere: what that comes to is far above 1e-12 and far below a step.
#[test]
fn adam_is_that_of_keras_but_for_the_place_of_epsilon() {
    follow::<f64, Double, _>("keras_adam", Adam::new(0.01), 1e-4);
    follow::<f64, Double, _>("keras_adamw", AdamW::new(0.01), 1e-4);
}

#[test]
fn adamax_and_radam_are_those_of_pytorch() {
    agrees("torch_adamax", Adamax::new(0.01).epsilon(1e-8));
    agrees("torch_radam", RAdam::new(0.01).epsilon(1e-8));
}

/// `PyTorch` keeps the product of the μ in `f32`, which puts its parameters
/// off by some 1e-10; `textbook_optimizers.rs` holds ours to 1e-12.
#[test]
fn nadam_is_that_of_pytorch() {
    let nadam = Nadam::new(0.01).epsilon(1e-8);
    follow::<f64, Double, _>("torch_nadam", nadam, 1e-9);
    follow::<f32, Single, _>("torch_nadam", nadam, 1e-4);
}

#[test]
fn rmsprop_is_that_of_pytorch() {
    let rmsprop = RmsProp::new(0.01).rho(0.99).epsilon(1e-8);
    agrees("torch_rmsprop", rmsprop);
    let file = "torch_rmsprop_centered_momentum";
    agrees(file, rmsprop.centered().momentum(0.9));
}

#[test]
fn adagrad_is_that_of_pytorch_and_by_its_settings_that_of_keras() {
    let adagrad = Adagrad::new(0.1);
    let torch = adagrad.initial_accumulator_value(0.0).epsilon(1e-10);
    agrees("torch_adagrad", torch);
    let keras = adagrad.initial_accumulator_value(0.1 + 1e-7).epsilon(0.0);
    agrees("keras_adagrad", keras);
}

#[test]
fn adadelta_is_that_of_pytorch() {
    agrees("torch_adadelta", Adadelta::new(1.0).rho(0.9).epsilon(1e-6));
}
