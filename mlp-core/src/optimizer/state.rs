//! What an optimizer remembers between steps: networks and numbers, a fixed-size value.

use crate::network::Network;

/// What an optimizer remembers between the steps of a network: a fixed-size value.
///
/// It consists of tensors, which are values of the network's own type (one number for each
/// parameter), and of numbers. These are what a checkpoint stores.
pub trait State<N: Network>: Clone + Send + Sync + 'static {
    /// The tensors, in an order that stays.
    fn tensors(&self) -> impl Iterator<Item = &N>;

    /// The tensors, to be restored.
    fn tensors_mut(&mut self) -> impl Iterator<Item = &mut N>;

    /// The numbers, in an order that stays.
    fn numbers(&self) -> &[f64];

    /// The numbers, to be restored.
    fn numbers_mut(&mut self) -> &mut [f64];
}

/// A state of some tensors and some numbers, all zero at the start unless the optimizer says otherwise.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory<N, const TENSORS: usize, const NUMBERS: usize = 0> {
    pub(super) tensors: [N; TENSORS],
    pub(super) numbers: [f64; NUMBERS],
}

impl<N: Network, const TENSORS: usize, const NUMBERS: usize> Memory<N, TENSORS, NUMBERS> {
    /// Tensors of zeros, and these numbers.
    pub(super) fn new(numbers: [f64; NUMBERS]) -> Self {
        Self {
            tensors: core::array::from_fn(|_| N::zeroed()),
            numbers,
        }
    }
}

impl<N: Network, const TENSORS: usize, const NUMBERS: usize> State<N>
    for Memory<N, TENSORS, NUMBERS>
{
    fn tensors(&self) -> impl Iterator<Item = &N> {
        self.tensors.iter()
    }

    fn tensors_mut(&mut self) -> impl Iterator<Item = &mut N> {
        self.tensors.iter_mut()
    }

    fn numbers(&self) -> &[f64] {
        &self.numbers
    }

    fn numbers_mut(&mut self) -> &mut [f64] {
        &mut self.numbers
    }
}
