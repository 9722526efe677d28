//! A network that runs and learns without std and without an allocator.
//!
//! That it links is the test: there is no global allocator, and nothing but `core` to call.

#![no_std]

use mlp::prelude::*;

network! {
    /// Learns on the chip.
    pub struct Xor: 2 => tanh 4 => sigmoid 1;

    /// What differs between training and inference.
    pub struct Regularized: 2 => prelu(0.25) 4 [batch_norm, dropout = 0.25]
        => residual(relu 4 [batch_norm, l2 = 1e-3]) => maxout(3) 4 => glu 2 => sigmoid 1
}

const INPUTS: [[f32; 2]; 4] = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
const TARGETS: [[f32; 1]; 4] = [[0.0], [1.0], [1.0], [0.0]];

/// Starts a network from a seed, trains it, and returns its answer to one sample.
///
/// The arguments keep the compiler from computing the answer itself.
#[unsafe(no_mangle)]
pub extern "C" fn train_and_predict(seed: u64, epochs: usize, x1: f32, x2: f32) -> f32 {
    let mut network = Xor::seeded(seed);
    let trained = Trainer::new(BinaryCrossEntropy)
        .optimizer(Sgd::new(0.5))
        .epochs(epochs)
        .batch_size(2)
        .shuffle(seed)
        .fit(&mut network, &INPUTS, &TARGETS);
    match trained {
        Ok(_) => network.forward(&[x1, x2])[0],
        Err(_) => f32::NAN,
    }
}

/// The same of a network with batch normalization, which is folded after training.
#[unsafe(no_mangle)]
pub extern "C" fn train_and_predict_folded(seed: u64, epochs: usize, x1: f32, x2: f32) -> f32 {
    let mut network = Regularized::seeded(seed);
    let trained = Trainer::new(BinaryCrossEntropy)
        .optimizer(Sgd::new(0.5))
        .epochs(epochs)
        .fit(&mut network, &INPUTS, &TARGETS);
    match trained {
        Ok(_) => network.folded().forward(&[x1, x2])[0],
        Err(_) => f32::NAN,
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
