//! Optimizers beside the pseudo code of their papers, and what they have to find.

mod support;

use mlp::network::SamplesFor;
use mlp::optimizer::{
    Adadelta, Adagrad, Adam, AdamW, Adamax, Ema, IRpropMinus, Lbfgs, Lion, Nadam, Optimizer,
    OptimizerError, RAdam, RmsProp, Sgd, State, Step, training_bytes,
};
use mlp::prelude::*;
use mlp_core::simd::{Baseline, Level};
use support::close::{Tolerance, assert_close};
use support::random::Random;
use support::shapes::{doubles, random_network, with_parameters};

network! {
    struct Small<f64>: 3 => tanh 5 => softmax 2;
    struct Line<f64>: 1 => linear 1;
    struct Plane<f64>: 3 => linear 1;
    struct Xor: 2 => tanh 4 => sigmoid 1;
    struct Wide: 64 => relu 32 => softmax 10;
}

const INPUTS: [[f64; 3]; 4] = [
    [0.5, -1.0, 2.0],
    [-0.25, 0.75, 0.0],
    [1.5, 0.5, -0.5],
    [-1.0, -2.0, 0.25],
];
const TARGETS: [[f64; 2]; 4] = [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0], [1.0, 0.0]];

/// Twenty steps of an optimizer beside a rule that is shown gradients and moves parameters.
fn follows<O: Optimizer>(optimizer: O, mut rule: impl FnMut(&mut [f64], &[f64])) {
    let mut network: Small = random_network(&mut Random::new(7));
    let mut twin = doubles(network.parameters());
    let samples: SamplesFor<'_, Small, CategoricalCrossEntropy> =
        Samples::new(&INPUTS, &TARGETS).expect("as many targets");
    let mut steps = 0;
    Trainer::new(CategoricalCrossEntropy)
        .optimizer(optimizer)
        .epochs(20)
        .full_batch()
        .no_shuffle()
        .fit_with(&mut network, &INPUTS, &TARGETS, |_, network| {
            let at: Small = with_parameters(&twin);
            let (_, gradients) = at.gradients(&samples, &CategoricalCrossEntropy);
            rule(&mut twin, gradients.parameters());
            let tolerance = Tolerance::absolute(1e-12);
            assert_close("parameters", network.parameters(), &twin, tolerance);
            steps += 1;
        })
        .expect("training");
    assert_eq!(steps, 20);
}

fn sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x.signum() }
}

#[test]
fn lion_is_that_of_its_paper() {
    let (rate, b1, b2, decay) = (0.01, 0.8, 0.95, 0.1);
    let mut m = [0.0; 32];
    let lion = Lion::new(rate).beta_1(b1).beta_2(b2).weight_decay(decay);
    follows(lion, |w, g| {
        for ((w, g), m) in w.iter_mut().zip(g).zip(&mut m) {
            let update = b1 * *m + (1.0 - b1) * g;
            *m = b2 * *m + (1.0 - b2) * g;
            *w -= rate * (sign(update) + decay * *w);
        }
    });
}

#[test]
fn irprop_minus_is_that_of_its_paper() {
    let mut before = [0.0; 32];
    let mut length = [0.1_f64; 32];
    let irprop = IRpropMinus::new(0.1).smallest(1e-3).largest(0.3);
    follows(irprop, |w, g| {
        for k in 0..w.len() {
            let mut g = g[k];
            if before[k] * g > 0.0 {
                length[k] = (length[k] * 1.2).min(0.3);
            } else if before[k] * g < 0.0 {
                length[k] = (length[k] * 0.5).max(1e-3);
                g = 0.0;
            }
            w[k] -= sign(g) * length[k];
            before[k] = g;
        }
    });
}

#[test]
fn nadam_is_that_of_its_paper() {
    let mut m = [0.0; 32];
    let mut v = [0.0; 32];
    let (mut t, mut product) = (0, 1.0);
    let (rate, b1, b2) = (0.01_f64, 0.9_f64, 0.999_f64);
    follows(Nadam::new(rate), |w, g| {
        t += 1;
        let mu = |t: i32| b1 * (1.0 - 0.5 * 0.96_f64.powf(f64::from(t) * 0.004));
        product *= mu(t);
        for k in 0..w.len() {
            m[k] = b1 * m[k] + (1.0 - b1) * g[k];
            v[k] = b2 * v[k] + (1.0 - b2) * g[k] * g[k];
            let d = (v[k] / (1.0 - b2.powi(t))).sqrt() + 1e-7;
            w[k] -= rate * (1.0 - mu(t)) / (1.0 - product) * g[k] / d;
            w[k] -= rate * mu(t + 1) / (1.0 - product * mu(t + 1)) * m[k] / d;
        }
    });
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Nocedal and Wright, *Numerical Optimization*, algorithm 7.4, with steps as long as `PyTorch` takes them.
#[test]
fn lbfgs_without_a_search_is_that_of_its_paper() {
    let rate = 0.5;
    let mut pairs: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    let mut last: Option<(Vec<f64>, Vec<f64>)> = None;
    follows(Lbfgs::<3>::new(rate).fixed_step(), |w, g| {
        if let Some((x, before)) = &last {
            let s: Vec<f64> = w.iter().zip(x).map(|(w, x)| w - x).collect();
            let y: Vec<f64> = g.iter().zip(before).map(|(g, b)| g - b).collect();
            assert!(dot(&s, &y) > 0.0, "the test should not skip a pair");
            pairs.push((s, y));
            if pairs.len() > 3 {
                pairs.remove(0);
            }
        }
        let mut q = g.to_vec();
        let mut alphas = Vec::new();
        for (s, y) in pairs.iter().rev() {
            let alpha = dot(s, &q) / dot(s, y);
            q.iter_mut().zip(y).for_each(|(q, y)| *q -= alpha * y);
            alphas.push(alpha);
        }
        if let Some((s, y)) = pairs.last() {
            let scale = dot(s, y) / dot(y, y);
            for q in &mut q {
                *q *= scale;
            }
        }
        for ((s, y), alpha) in pairs.iter().zip(alphas.iter().rev()) {
            let beta = dot(y, &q) / dot(s, y);
            q.iter_mut()
                .zip(s)
                .for_each(|(q, s)| *q += (alpha - beta) * s);
        }
        let mut length = rate;
        if pairs.is_empty() {
            length *= 1.0_f64.min(1.0 / g.iter().map(|g| g.abs()).sum::<f64>());
        }
        last = Some((w.to_vec(), g.to_vec()));
        w.iter_mut().zip(&q).for_each(|(w, q)| *w -= length * q);
    });
}

/// The evaluations that L-BFGS takes on a function of two numbers until the gradient is below 1e-8.
fn evaluations(start: [f64; 2], f: impl Fn(f64, f64) -> (f64, [f64; 2])) -> (usize, Vec<f64>) {
    let optimizer = Lbfgs::<5>::new(1.0);
    let mut state = optimizer.start::<Line>();
    let mut at: Line = with_parameters(&start);
    for number in 0..200 {
        let (x, y) = (at.parameters()[0], at.parameters()[1]);
        let (loss, gradient) = f(x, y);
        if gradient[0].hypot(gradient[1]) < 1e-8 {
            return (number, vec![x, y]);
        }
        let mut gradients: Line = with_parameters(&gradient);
        let step = Step::new(1.0, number).with_loss(loss);
        let level = Level::Baseline(Baseline::new());
        optimizer.step(level, &mut state, &step, &at, &mut gradients);
        at = gradients;
    }
    panic!(
        "no minimum within 200 evaluations, at {:?}",
        at.parameters()
    );
}

#[test]
fn lbfgs_finds_the_end_of_rosenbrocks_valley() {
    let (count, minimum) = evaluations([-1.2, 1.0], |x, y| {
        let (a, b) = (1.0 - x, y - x * x);
        (a * a + 100.0 * b * b, [-2.0 * a - 400.0 * x * b, 200.0 * b])
    });
    assert_close("minimum", &minimum, &[1.0, 1.0], Tolerance::absolute(1e-7));
    // SciPy's takes 47 from there with a search of its own; descent would take tens of thousands.
    assert!(count <= 80, "{count} evaluations");
}

#[test]
fn lbfgs_solves_least_squares_in_few_steps() {
    let mut random = Random::new(3);
    let inputs: Vec<[f64; 3]> = (0..40)
        .map(|_| random.numbers(3).try_into().expect("three numbers"))
        .collect();
    let targets: Vec<[f64; 1]> = inputs
        .iter()
        .map(|x| [2.0 * x[0] - 0.5 * x[1] + 0.25 * x[2] + 1.0])
        .collect();
    let mut network = Plane::zeroed();
    Trainer::new(MeanSquaredError)
        .optimizer(Lbfgs::<5>::new(1.0))
        .full_batch()
        .epochs(25)
        .fit(&mut network, &inputs, &targets)
        .expect("training");
    let found = network.parameters();
    let expected = [2.0, -0.5, 0.25, 1.0];
    assert_close("solution", found, &expected, Tolerance::absolute(1e-8));
}

/// Exclusive or within 300 full batches, from the same start, and with a state that stays finite.
fn learns<O: Optimizer>(what: &str, optimizer: O) {
    let inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let targets = [[0.0], [1.0], [1.0], [0.0]];
    let mut network = Xor::seeded(4);
    let epoch = Trainer::new(BinaryCrossEntropy)
        .optimizer(optimizer)
        .full_batch()
        .epochs(300)
        .fit(&mut network, &inputs, &targets)
        .unwrap_or_else(|error| panic!("{what}: {error}"));
    assert!(epoch.loss < 0.2, "{what}: {epoch}");
}

#[test]
fn every_optimizer_learns_exclusive_or() {
    learns("momentum", Sgd::new(0.3).momentum(0.9));
    learns("nesterov", Sgd::new(0.3).momentum(0.9).nesterov());
    learns("adam", Adam::new(0.05));
    learns("amsgrad", Adam::new(0.05).amsgrad());
    learns("adamw", AdamW::new(0.05));
    learns("adamax", Adamax::new(0.05));
    learns("nadam", Nadam::new(0.05));
    learns("radam", RAdam::new(0.05));
    learns("rmsprop", RmsProp::new(0.02));
    learns("centered", RmsProp::new(0.02).centered());
    learns("adagrad", Adagrad::new(0.3));
    learns("adadelta", Adadelta::new(10.0));
    learns("lion", Lion::new(0.02));
    learns("irprop", IRpropMinus::new(0.05));
    learns("l-bfgs", Lbfgs::<10>::new(1.0));
}

/// Bytes beside gradient and activations, in `const` context: tensors and numbers, one by one.
fn takes<N: Network, O: Optimizer>(optimizer: &O, bytes: usize) {
    assert_eq!(bytes, N::TRAINING_BYTES + size_of::<O::State<N>>());
    let state = optimizer.start::<N>();
    let networks: usize = state.tensors().map(size_of_val).sum();
    assert_eq!(networks, state.tensors().count() * size_of::<N>());
    let parts = N::TRAINING_BYTES + networks + size_of_val(state.numbers());
    // A struct with numbers of eight bytes is a multiple of eight bytes, one with aligned networks of their alignment.
    let unit = align_of::<N>().max(8);
    assert!(parts <= bytes && bytes < parts + unit, "{parts}, {bytes}");
}

#[test]
fn training_bytes_are_those_of_the_values() {
    const ADAM: usize = training_bytes::<Xor, Adam>();
    const PLAIN: usize = training_bytes::<Xor, Sgd>();
    assert_eq!(PLAIN, Xor::TRAINING_BYTES);
    // 17 parameters of 4 bytes, twice, and two powers of 8 bytes.
    assert_eq!(ADAM, Xor::TRAINING_BYTES + 2 * 17 * 4 + 2 * 8);
    macro_rules! each {
        ($($optimizer:expr, $type:ty;)*) => {$(
            takes::<Xor, $type>(&$optimizer, const { training_bytes::<Xor, $type>() });
            takes::<Small, $type>(&$optimizer, const { training_bytes::<Small, $type>() });
            takes::<Wide, $type>(&$optimizer, const { training_bytes::<Wide, $type>() });
        )*};
    }
    each! {
        Sgd::new(0.1), Sgd;
        Sgd::new(0.1).momentum(0.9), Sgd<1>;
        Adam::new(0.1), Adam;
        Adam::new(0.1).amsgrad(), Adam<3>;
        AdamW::new(0.1), AdamW;
        AdamW::new(0.1).amsgrad(), AdamW<3>;
        Adamax::new(0.1), Adamax;
        Nadam::new(0.1), Nadam;
        RAdam::new(0.1), RAdam;
        RmsProp::new(0.1), RmsProp;
        RmsProp::new(0.1).centered(), RmsProp<2>;
        RmsProp::new(0.1).momentum(0.9).centered(), RmsProp<3>;
        Adagrad::new(0.1), Adagrad;
        Adadelta::new(0.1), Adadelta;
        Lion::new(0.1), Lion;
        IRpropMinus::new(0.1), IRpropMinus;
        Lbfgs::new(0.1), Lbfgs;
        Lbfgs::new(0.1), Lbfgs<3>;
        Ema::new(Adam::new(0.1)), Ema<Adam>;
    }
}

#[test]
fn settings_outside_their_range_are_named() {
    let refused = |name, error: Result<(), OptimizerError>| {
        let error = error.expect_err(name).to_string();
        assert!(error.contains(name), "{error}");
        assert!(error.contains("such as"), "{error}");
    };
    refused("momentum", Sgd::new(0.1).momentum(1.0).check());
    refused(
        "dampening",
        Sgd::new(0.1).momentum(0.9).dampening(1.5).check(),
    );
    refused("beta_1", Adam::new(0.1).beta_1(f64::NAN).check());
    refused("beta_2", AdamW::new(0.1).beta_2(1.0).check());
    refused("epsilon", RmsProp::new(0.1).epsilon(-1e-9).check());
    refused("weight decay", Lion::new(0.1).weight_decay(-1.0).check());
    refused("rho", Adadelta::new(1.0).rho(1.0).check());
    refused("growth", IRpropMinus::new(0.1).growth(0.9).check());
    refused(
        "largest",
        IRpropMinus::new(0.1).smallest(1.0).largest(0.5).check(),
    );
    assert_eq!(Nadam::new(0.1).check(), Ok(()));
}

#[test]
fn an_average_is_that_of_the_parameters_after_each_step() {
    let train = |network: &mut Small, optimizer: Ema<Sgd>, seen: &mut Vec<Vec<f64>>| {
        Trainer::new(CategoricalCrossEntropy)
            .optimizer(optimizer)
            .epochs(5)
            .batch_size(4)
            .no_shuffle()
            .fit_with(network, &INPUTS, &TARGETS, |_, network| {
                seen.push(doubles(network.parameters()));
            })
            .expect("training");
    };
    let mut network: Small = random_network(&mut Random::new(7));
    let mut average = doubles(network.parameters());
    let mut seen = Vec::new();
    train(
        &mut network,
        Ema::new(Sgd::new(0.5)).momentum(0.75),
        &mut seen,
    );
    assert_eq!(seen.len(), 5);
    for parameters in &seen {
        for (average, w) in average.iter_mut().zip(parameters) {
            *average = 0.75 * *average + 0.25 * w;
        }
    }
    let tolerance = Tolerance::absolute(1e-14);
    assert_close("average", network.parameters(), &average, tolerance);
}
