//! The work of a batch shared among the threads of a rayon pool, with the bits of one thread.
//!
//! The gradients and the loss of a batch are sums over parts of [`PART`] samples, and the sums of the
//! parts are added in order (see [`order`](crate::order)). Threads compute the parts, whichever comes
//! next, and what each part came to waits for its turn to be added. So the bits of a result do not
//! show how many threads there were.
//!
//! The pool is rayon's: the global one, of as many threads as the machine runs at once, unless the
//! call is made inside [`ThreadPool::install`](rayon::ThreadPool::install).
//!
//! # When it pays
//! For batches well above 64 samples, of networks of more than some thousand parameters. Sharing
//! a batch took 10 to 30 µs longer than one thread did, on two cores that were both busy with other
//! work, so that no gain could be measured there. There is nothing to gain, then, where one thread
//! takes less than some 100 µs. What it took for a step on that machine:
//!
//! | network | parameters | 128 samples | 512 | 1024 |
//! |---|---:|---:|---:|---:|
//! | 2-4-4-1 | 37 | 2 µs | 7 µs | 13 µs |
//! | 64-32-10 | 2 410 | 34 µs | 134 µs | 267 µs |
//! | 100-200-40-10 | 28 650 | 270 µs | 1080 µs | 2160 µs |
//!
//! On a machine of your own:
//! `cargo test --release --features rayon --test parallel -- --ignored --nocapture`.

use crate::engine::parts;
use crate::engine::rows::forward_tile;
use crate::loss::Loss;
use crate::network::{Fits, Network, SamplesFor, mean};
use crate::number::Scalar;
use crate::order::PART;
use crate::samples::LengthMismatch;
use crate::simd::{self, Level, dispatch, perform};
use rayon::prelude::*;

/// The crate of the threads, for pools of your own.
pub use rayon;
use std::vec::Vec;

/// Batches shared among threads, for every network.
///
/// Each method has the bits of its namesake in [`Network`]. Sharing pays for much work: see each
/// method. Training shares its batches by [`Trainer::parallel`](crate::train::Trainer::parallel).
pub trait ParallelNetwork: Network {
    /// [`forward_batch`](Network::forward_batch), shared among threads.
    ///
    /// The batch is cut into jobs of at least 64 samples and some 260 000 multiplications, or of as many samples as
    /// go through the network at once (up to 128) if there are enough for all threads; a batch that is a single job stays in
    /// the thread of the caller.
    ///
    /// # Errors
    /// If there are not as many inputs as outputs; then nothing is written.
    fn forward_batch_parallel(
        &self,
        inputs: &[Self::Input],
        outputs: &mut [Self::Output],
    ) -> Result<(), LengthMismatch> {
        LengthMismatch::check(inputs.len(), outputs.len())?;
        let threads = rayon::current_num_threads();
        let least = parts_of_a_job(Self::MACS) * PART;
        let most = least.max(const { forward_tile(&Self::SUMMARY) });
        let job = inputs.len().div_ceil(threads).clamp(least, most);
        if threads < 2 || inputs.len() <= job {
            return self.forward_batch(inputs, outputs);
        }
        let jobs = inputs.par_chunks(job).zip(outputs.par_chunks_mut(job));
        jobs.try_for_each(|(inputs, outputs)| self.forward_batch(inputs, outputs))
    }

    /// [`gradients`](Network::gradients), shared among threads.
    #[must_use]
    fn gradients_parallel<L: Loss<Self::OutputActivation>>(
        &self,
        samples: &SamplesFor<'_, Self, L>,
        loss: &L,
    ) -> (Self::Scalar, Self) {
        const { Fits::<Self, L>::OUTPUTS };
        let mut gradients = Self::zeroed();
        let loss = self.gradients_into_parallel(samples, loss, &mut gradients);
        (loss, gradients)
    }

    /// [`gradients_into`](Network::gradients_into), shared among threads, a part of 64 samples each.
    ///
    /// It allocates a gradient for each part that is computed at once, at least two for each thread.
    /// A batch that is a single part stays in the thread of the caller.
    fn gradients_into_parallel<L: Loss<Self::OutputActivation>>(
        &self,
        samples: &SamplesFor<'_, Self, L>,
        loss: &L,
        gradients: &mut Self,
    ) -> Self::Scalar {
        const { Fits::<Self, L>::OUTPUTS };
        match Buffers::new(samples.len()).gradients(self, samples, loss, gradients) {
            Some(loss) => loss,
            None => self.gradients_into(samples, loss, gradients),
        }
    }

    /// [`loss`](Network::loss), shared among threads.
    #[must_use]
    fn loss_parallel<L: Loss<Self::OutputActivation>>(
        &self,
        samples: &SamplesFor<'_, Self, L>,
        loss: &L,
    ) -> Self::Scalar {
        const { Fits::<Self, L>::OUTPUTS };
        let sums: Vec<_> = (0..samples.len().div_ceil(PART))
            .into_par_iter()
            .with_min_len(parts_of_a_job(Self::MACS))
            .map(|k| {
                let part = part::<Self, L>(samples, k);
                dispatch!(for Self, simd => self.loss_of_part(simd, &part, loss))
            })
            .collect();
        let mut sum = Self::Scalar::ZERO;
        for part in sums {
            sum += part;
        }
        mean(sum, samples.len())
    }
}

impl<N: Network> ParallelNetwork for N {}

/// Part `k` of some samples.
fn part<'a, N: Network, L: Loss<N::OutputActivation>>(
    samples: &SamplesFor<'a, N, L>,
    k: usize,
) -> SamplesFor<'a, N, L> {
    samples.split_at(k * PART).1.split_at(PART).0
}

/// How many parts a thread takes at once, so that handing them out costs little beside them, for so
/// many multiplications a sample.
const fn parts_of_a_job(macs: usize) -> usize {
    /// Some ten microseconds.
    const MACS: usize = 1 << 18;
    (MACS / PART).div_ceil(if macs == 0 { 1 } else { macs })
}

/// What the parts of a batch come to, until they are added.
#[derive(Debug)]
pub(crate) struct Buffers<N: Network> {
    /// The sum of the losses of a part, and of the gradients.
    parts: Vec<(N::Scalar, N)>,
}

impl<N: Network> Buffers<N> {
    /// The numbers that the buffers may hold together, even if there are few threads.
    const NUMBERS: usize = 1 << 18;
    /// The most buffers that so few threads get.
    const MOST: usize = 256;
    /// The parameters that are added by one thread.
    const CHUNK: usize = 1 << 14;

    /// Buffers for batches of up to `samples` samples, and as many threads as this thread's pool has.
    pub(crate) fn new(samples: usize) -> Self {
        let parts = samples.div_ceil(PART);
        let threads = rayon::current_num_threads();
        let count = if parts < 2 || threads < 2 {
            0
        } else {
            (Self::NUMBERS / N::PARAMETERS.max(1))
                .min(Self::MOST)
                .max(2 * threads)
                .min(parts)
        };
        Self {
            parts: (0..count).map(|_| (N::Scalar::ZERO, N::zeroed())).collect(),
        }
    }

    /// Buffers for a single thread, which needs none.
    pub(crate) const fn none() -> Self {
        Self { parts: Vec::new() }
    }

    /// [`Network::gradients_into`]; `None`, and nothing done, if that is the work of one thread.
    pub(crate) fn gradients<L: Loss<N::OutputActivation>>(
        &mut self,
        network: &N,
        samples: &SamplesFor<'_, N, L>,
        loss: &L,
        gradients: &mut N,
    ) -> Option<N::Scalar> {
        if self.parts.is_empty() || samples.len() <= PART {
            return None;
        }
        let count = samples.len().div_ceil(PART);
        let mut sum = N::Scalar::ZERO;
        let mut first = 0;
        while first < count {
            let size = self.parts.len().min(count - first);
            let buffers = &mut self.parts[..size];
            buffers
                .par_iter_mut()
                .enumerate()
                .with_min_len(parts_of_a_job(3 * N::MACS))
                .for_each(|(k, (value, gradients))| {
                    let part = part::<N, L>(samples, first + k);
                    let level = Level::best_for::<N::Scalar>(N::NUMERICS);
                    *value = parts::gradients_of_part(level, network, &part, loss, gradients);
                });
            for (value, _) in &*buffers {
                sum += *value;
            }
            add(buffers, gradients, first == 0);
            first += size;
        }
        let weight = mean(N::Scalar::ONE, samples.len());
        let level = Level::best_for::<N::Scalar>(N::NUMERICS);
        perform::<N, simd::Scale>(level, (gradients.parameters_mut(), weight));
        Some(mean(sum, samples.len()))
    }
}

/// Adds the gradients of parts in order, to nothing if they are the first.
fn add<N: Network>(parts: &[(N::Scalar, N)], gradients: &mut N, first: bool) {
    gradients
        .parameters_mut()
        .par_chunks_mut(Buffers::<N>::CHUNK)
        .enumerate()
        .for_each(|(chunk, sums)| {
            let start = chunk * Buffers::<N>::CHUNK;
            let end = start + sums.len();
            let mut others = parts;
            if first && let Some(((_, part), rest)) = parts.split_first() {
                sums.copy_from_slice(&part.parameters()[start..end]);
                others = rest;
            }
            let level = Level::best_for::<N::Scalar>(N::NUMERICS);
            for (_, part) in others {
                perform::<N, simd::Add>(level, (sums, &part.parameters()[start..end]));
            }
        });
}
