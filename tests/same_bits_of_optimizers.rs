//! Every optimizer takes the same steps, to the bit, at every level of arithmetic.
//!
//! With debug assertions each level computes one number at a time, so what vectors do shows in release.

mod support;

use mlp::optimizer::{
    Adadelta, Adagrad, Adam, AdamW, Adamax, Ema, IRpropMinus, Lbfgs, Lion, Nadam, Optimizer, RAdam,
    RmsProp, Sgd, State, Step,
};
use mlp::prelude::*;
use mlp_core::number::Scalar;
use mlp_core::simd::{Baseline, Level};
use support::checksum::checksum;
use support::random::Random;
use support::shapes::{array, bits, random_network};

network! {
    // Some 50 parameters each: whole registers and a rest.
    struct Single: 4 => tanh 7 => linear 2 [no_bias];
    struct Double<f64>: 4 => tanh 6 => linear 3;
    struct Ruled: 4 => tanh 7 [l1 = 0.001, l2 = 0.01] => tanh 5 => linear 2;
}

/// The bits of parameters and state after some steps along gradients that change.
fn run<N: Network, O: Optimizer>(level: Level, optimizer: &O) -> Vec<u64> {
    let mut random = Random::new(11);
    let mut network: N = random_network(&mut random);
    let mut state = optimizer.start::<N>();
    for number in 0..7 {
        let mut gradients: N = random_network(&mut random);
        let loss = 1.0 / f64::from(u32::try_from(number + 1).expect("a small number"));
        let step = Step::new(optimizer.learning_rate(), number).with_loss(loss);
        optimizer.step(level, &mut state, &step, &network, &mut gradients);
        network = gradients;
    }
    let mut all = bits(network.parameters());
    all.extend(state.tensors().flat_map(|tensor| bits(tensor.parameters())));
    all.extend(state.numbers().iter().map(|number| number.to_bits()));
    all
}

/// That one passage over the parameters does what a multiplication, a step and a look at what follows do, of gradients
/// that are finite and of one with an infinity among them.
fn takes_one_passage<N: Network, O: Optimizer>(level: Level, optimizer: &O) {
    let mut random = Random::new(12);
    let network: N = random_network(&mut random);
    let scale = N::Scalar::from_f64(0.3);
    for infinite in [None, Some(0), Some(N::PARAMETERS - 1)] {
        let mut sums: N = random_network(&mut random);
        if let Some(place) = infinite {
            sums.parameters_mut()[place] = N::Scalar::from_f64(f64::INFINITY);
        }
        let mut means: N = N::zeroed();
        for (mean, &sum) in means.parameters_mut().iter_mut().zip(sums.parameters()) {
            *mean = sum * scale;
        }
        let step = Step::new(optimizer.learning_rate(), 0).with_loss(0.5);
        let states = || (optimizer.start::<N>(), optimizer.start::<N>());
        let (mut one, mut other) = states();
        optimizer.step(level, &mut one, &step, &network, &mut means);
        let on = (&network, &mut sums, scale);
        let finite = optimizer.step_of_sums(Baseline::new(), level, &mut other, &step, on);
        assert_eq!(bits(sums.parameters()), bits(means.parameters()));
        assert_eq!(
            finite,
            means.parameters().iter().all(|w| w.to_f64().is_finite())
        );
        for (one, other) in one.tensors().zip(other.tensors()) {
            assert_eq!(bits(one.parameters()), bits(other.parameters()));
        }
    }
}

fn agrees<O: Optimizer>(what: &str, optimizer: &O) {
    let baseline = Level::all().last().expect("a level");
    for level in Level::all() {
        let (single, double) = (
            run::<Single, O>(level, optimizer),
            run::<Double, O>(level, optimizer),
        );
        assert_eq!(
            single,
            run::<Single, O>(baseline, optimizer),
            "{what} at {level:?}"
        );
        assert_eq!(
            double,
            run::<Double, O>(baseline, optimizer),
            "{what} at {level:?}"
        );
        takes_one_passage::<Ruled, O>(level, optimizer);
        takes_one_passage::<Double, O>(level, optimizer);
    }
}

#[test]
fn every_level_takes_the_same_steps() {
    agrees("sgd", &Sgd::new(0.1).weight_decay(0.01));
    agrees("momentum", &Sgd::new(0.1).momentum(0.9).dampening(0.5));
    agrees("nesterov", &Sgd::new(0.1).momentum(0.9).nesterov());
    agrees("adam", &Adam::new(0.1).weight_decay(0.01));
    agrees("amsgrad", &Adam::new(0.1).amsgrad());
    agrees("adamw", &AdamW::new(0.1));
    agrees("adamax", &Adamax::new(0.1));
    agrees("nadam", &Nadam::new(0.1));
    agrees("radam", &RAdam::new(0.1));
    agrees("rmsprop", &RmsProp::new(0.1));
    agrees("centered", &RmsProp::new(0.1).centered());
    agrees("both", &RmsProp::new(0.1).centered().momentum(0.9));
    agrees("adagrad", &Adagrad::new(0.1));
    agrees("adadelta", &Adadelta::new(1.0));
    agrees("lion", &Lion::new(0.1).weight_decay(0.1));
    agrees("irprop", &IRpropMinus::new(0.1));
    agrees("l-bfgs", &Lbfgs::<3>::new(1.0));
    agrees("l-bfgs of fixed steps", &Lbfgs::<3>::new(0.1).fixed_step());
    agrees("average", &Ema::new(Adam::new(0.1)));
}

/// The checksum is what this library computed on x86-64: it stands for sameness, not for being right,
/// which `training_runs` tests.
#[test]
fn a_run_under_every_rule_gives_the_same_bits_on_every_target() {
    let mut random = Random::new(3);
    let inputs: Vec<[f32; 4]> = (0..70).map(|_| array(&random.numbers(4))).collect();
    let targets: Vec<[f32; 2]> = (0..70).map(|_| array(&random.numbers(2))).collect();
    let mut network: Ruled = random_network(&mut random);
    let mut losses = 0.0;
    Trainer::new(MeanSquaredError)
        .epochs(5)
        .l1(0.002)
        .l2(0.02)
        .clipvalue(0.3)
        .clipnorm(0.5)
        .global_clipnorm(0.6)
        .max_norm(0.9)
        .freeze(2)
        .fit_with(&mut network, &inputs, &targets, |epoch, _| {
            losses += epoch.loss + epoch.penalty;
        })
        .expect("a run");
    let mut all = bits(network.parameters());
    all.push(losses.to_bits());
    assert_eq!(checksum(&all), 0x5972_1e9b_22a5_cd19);
}
