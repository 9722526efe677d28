//! A network that runs and learns without std and without an allocator.
//!
//! That it links is the test: there is no global allocator, and nothing but `core` to call.

#![no_std]

use mlp::prelude::*;

network! {
    /// Learns on the chip.
    pub struct Xor: 2 => tanh 4 => sigmoid 1
}

/// Starts a network from a seed, trains it, and returns its answer to one sample.
///
/// The arguments keep the compiler from computing the answer itself.
#[unsafe(no_mangle)]
pub extern "C" fn train_and_predict(seed: u64, epochs: usize, x1: f32, x2: f32) -> f32 {
    let inputs = [[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
    let targets = [[0.0], [1.0], [1.0], [0.0]];
    let mut network = Xor::seeded(seed);
    let trained = Trainer::new(BinaryCrossEntropy)
        .optimizer(Sgd::new(0.5))
        .epochs(epochs)
        .batch_size(2)
        .shuffle(seed)
        .fit(&mut network, &inputs, &targets);
    match trained {
        Ok(_) => network.forward(&[x1, x2])[0],
        Err(_) => f32::NAN,
    }
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
