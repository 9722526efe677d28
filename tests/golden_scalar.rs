//! Gradient descent with one hidden neuron, computed with plain Python: every quantity of the
//! equations in the first five steps and the last.

mod support;

use mlp::prelude::*;
use serde_json::Value;
use support::close::{Tolerance, assert_close};
use support::golden::{index, list, number, read};

network! {
    struct Demo<f64>: 1 => sigmoid 1 => sigmoid 1;
    // The same layers, cut off where the equations have a name for what comes out.
    struct Z1<f64>: 1 => linear 1;
    struct A1<f64>: 1 => sigmoid 1;
    struct Z2<f64>: 1 => sigmoid 1 => linear 1;
}

/// 500 steps in f64, each with a few roundings of numbers of order 1, which do not grow.
const TOLERANCE: Tolerance = Tolerance::absolute(1e-13);

/// The numbers under these names.
fn named<const N: usize>(golden: &Value, names: [&str; N]) -> [f64; N] {
    names.map(|name| number(&golden[name]))
}

fn check_parameters(what: &str, network: &Demo, golden: &Value) {
    let expected = named(golden, ["w1", "b1", "w2", "b2"]);
    assert_close(what, network.parameters(), &expected, TOLERANCE);
}

fn check_forward(what: &str, network: &Demo, x: f64, y: f64, golden: &Value) {
    let Demo { layer1, layer2 } = *network;
    let (inputs, targets) = ([[x]], [[y]]);
    let samples = Samples::new(&inputs, &targets).expect("one of each");
    let actual = [
        Z1 { layer1 }.forward(&[x])[0],
        A1 { layer1 }.forward(&[x])[0],
        Z2 { layer1, layer2 }.forward(&[x])[0],
        network.forward(&[x])[0],
        network.loss(&samples, &BinaryCrossEntropy),
    ];
    assert_close(
        what,
        &actual,
        &named(golden, ["z1", "a1", "z2", "y_hat", "J"]),
        TOLERANCE,
    );
}

fn follow(file: &str) {
    let golden = read(file);
    let [x, y, alpha] = named(&golden, ["x", "y", "alpha"]);
    let iterations = index(&golden["iterations"]);
    let mut network = Demo::zeroed();
    for (parameter, value) in network
        .parameters_mut()
        .iter_mut()
        .zip(named(&golden["initial"], ["w1", "b1", "w2", "b2"]))
    {
        *parameter = value;
    }
    check_forward(
        "initial forward",
        &network,
        x,
        y,
        &golden["initial_forward"],
    );

    let (inputs, targets) = ([[x]], [[y]]);
    let samples = Samples::new(&inputs, &targets).expect("one of each");
    let trainer = Trainer::new(BinaryCrossEntropy)
        .optimizer(Sgd::new(alpha))
        .full_batch();
    let mut traced = 0;
    for iteration in 1..=iterations {
        let trace = list(&golden["trace_first_5_and_last"]);
        let trace = trace
            .iter()
            .find(|trace| index(&trace["iteration"]) == iteration);
        if let Some(trace) = trace {
            check_parameters("before", &network, &trace["before"]);
            check_forward("forward", &network, x, y, &trace["forward"]);
            let (_, gradients) = network.gradients(&samples, &BinaryCrossEntropy);
            check_parameters("gradient", &gradients, &trace["gradient"]);
        }
        trainer
            .fit(&mut network, &inputs, &targets)
            .expect("a step");
        if let Some(trace) = trace {
            check_parameters("after", &network, &trace["after"]);
            traced += 1;
        }
    }
    assert_eq!(traced, 6);
    check_parameters("final", &network, &golden["final"]);
    check_forward("final forward", &network, x, y, &golden["final_forward"]);
}

#[test]
fn lecture_is_followed_number_by_number() {
    follow("scalar/lecture.json");
}

#[test]
fn a_target_of_zero_is_followed_number_by_number() {
    follow("scalar/target0.json");
}

#[test]
fn large_steps_from_a_negative_input_are_followed_number_by_number() {
    follow("scalar/fast_negative_x.json");
}

/// ŷ from 0.51 to 0.99 and the loss from 0.68 to 0.01: what the lecture prints.
#[test]
fn lecture_ends_where_it_says() {
    let golden = read("scalar/lecture.json");
    let mut network = Demo::zeroed();
    [network.layer1.weights[0][0], network.layer2.weights[0][0]] =
        named(&golden["initial"], ["w1", "w2"]);
    let (inputs, targets) = ([[number(&golden["x"])]], [[number(&golden["y"])]]);
    let mut printed = Vec::new();
    let mut print = |network: &Demo| {
        let samples = Samples::new(&inputs, &targets).expect("one of each");
        let loss = network.loss(&samples, &BinaryCrossEntropy);
        printed.push(format!(
            "y_hat = {:.2}, loss = {loss:.2}",
            network.forward(&inputs[0])[0]
        ));
    };
    print(&network);
    let trainer = Trainer::new(BinaryCrossEntropy)
        .optimizer(Sgd::new(0.1))
        .epochs(500)
        .full_batch();
    trainer
        .fit(&mut network, &inputs, &targets)
        .expect("training");
    print(&network);
    assert_eq!(
        printed,
        ["y_hat = 0.51, loss = 0.68", "y_hat = 0.99, loss = 0.01"]
    );
}
