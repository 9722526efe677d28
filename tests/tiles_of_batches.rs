//! Batches of large networks: as many samples go through at once as have room on the stack, and nobody can tell from the
//! outputs how many those were.

mod support;

use mlp::metrics;
use mlp::predict::Probabilities;
use mlp::prelude::*;
use support::random::Random;
use support::shapes::{arrays, bits, random_network};

network! {
    /// Few numbers for each sample: tiles of 128.
    struct Tiles128: 5 => relu 300 => softmax 3;
    /// So many that 128 samples would take too much of the stack: tiles of 96.
    struct Tiles96: 5 => relu 1200 => linear 19;
    /// More yet: tiles of 64.
    struct Tiles64: 5 => relu 1500 => linear 19;
    /// Outputs that wait by 128, and by 32, for what is decided of them; those of others by 384.
    struct Waiting128: 5 => sigmoid 100;
    struct Waiting32: 5 => sigmoid 160;
    /// Outputs too large to wait for each other.
    struct Waiting1: 5 => sigmoid 520;
    /// So few multiplications that a sample alone goes another way.
    struct Alone: 5 => tanh 40 => relu 20 => sigmoid 3;
    /// Layers whose numbers are made in several places.
    struct Regularized: 5 => relu 40 => glu 20 => residual(relu 20) => maxout(2) 3;
}

/// The outputs of a batch are those of its samples, one after the other.
fn check_tiles<N, const O: usize>()
where
    N: Network<Scalar = f32, Input = [f32; 5], Output = [f32; O]>,
{
    let mut random = Random::new(17);
    let network: N = random_network(&mut random);
    let rows: Vec<_> = (0..259).map(|_| random.numbers(5)).collect();
    let inputs: Vec<[f32; 5]> = arrays(&rows);
    let expected: Vec<_> = inputs.iter().map(|input| network.forward(input)).collect();
    for count in [
        0, 1, 2, 5, 6, 15, 16, 17, 63, 64, 65, 95, 96, 97, 127, 128, 129, 193, 259,
    ] {
        let mut outputs = vec![[7.0; O]; count];
        let result = network.forward_batch(&inputs[..count], &mut outputs);
        result.expect("as many outputs");
        for (k, (output, expected)) in outputs.iter().zip(&expected).enumerate() {
            assert_eq!(bits(output), bits(expected), "sample {k} of {count}");
        }
    }
}

#[test]
fn a_batch_gives_the_same_bits_however_many_samples_go_through_at_once() {
    check_tiles::<Tiles128, 3>();
    check_tiles::<Tiles96, 19>();
    check_tiles::<Tiles64, 19>();
    check_tiles::<Alone, 3>();
    check_tiles::<Regularized, 3>();
}

/// What is decided of a batch is what is decided of its samples, one after the other.
fn check_decisions<N, const O: usize>()
where
    N: Network<Scalar = f32, Input = [f32; 5], Output = [f32; O]>,
    N::OutputActivation: Probabilities<[f32; O]>,
{
    let mut random = Random::new(18);
    let network: N = random_network(&mut random);
    let rows: Vec<_> = (0..770).map(|_| random.numbers(5)).collect();
    let inputs: Vec<[f32; 5]> = arrays(&rows);
    let expected: Vec<_> = inputs.iter().map(|input| network.predict(input)).collect();
    // Every third target is that of the sample before.
    let targets: Vec<_> = (0..inputs.len())
        .map(|k: usize| network.forward(&inputs[if k % 3 == 2 { k - 1 } else { k }]))
        .collect();
    for count in [0, 1, 2, 32, 33, 34, 128, 129, 130, 384, 385, 386, 769, 770] {
        let mut labels = vec![network.predict(&[7.0; 5]); count];
        let result = network.predict_batch(&inputs[..count], &mut labels);
        result.expect("as many labels");
        assert_eq!(labels, expected[..count]);
        let wanted = targets[..count].iter().map(N::label);
        let accuracy = metrics::accuracy(wanted, expected[..count].iter().copied());
        let found = network.accuracy(&inputs[..count], &targets[..count]);
        let found = found.expect("as many targets");
        assert!(found == accuracy || count == 0 && found.is_nan(), "{found}");
    }
}

#[test]
fn a_batch_is_decided_as_its_samples_are_however_many_outputs_wait() {
    check_decisions::<Tiles128, 3>();
    check_decisions::<Waiting128, 100>();
    check_decisions::<Waiting32, 160>();
    check_decisions::<Waiting1, 520>();
}
