//! Batches of large networks: as many samples go through at once as have room on the stack, and nobody can tell from the
//! outputs how many those were.

mod support;

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
    for count in [0, 1, 6, 63, 65, 95, 96, 97, 127, 128, 129, 193, 259] {
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
}
