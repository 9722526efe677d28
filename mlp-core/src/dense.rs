//! The parameters of one fully connected layer, and a network's parameters as one slice.

use crate::number::Scalar;
use core::ops::Range;
use core::slice;

/// The parameters of a fully connected layer: `z = a W + b`.
///
/// Row `i` of `weights` holds what leaves input `i`, so `weights[i][j]` connects input `i` to
/// neuron `j`, as in NumPy's `a @ W + b`. PyTorch, safetensors and ONNX store the transpose,
/// `[FAN_OUT][FAN_IN]`.
///
/// `B` is `[T; FAN_OUT]`, or [`NoBiases`] for a layer written with `[no_bias]`.
///
/// ```
/// use mlp_core::Dense;
///
/// let layer = Dense::<2, 3> {
///     weights: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
///     biases: [0.1, 0.2, 0.3],
/// };
/// // In memory: the weights row by row, then the biases.
/// assert_eq!(layer.parameters(), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 0.1, 0.2, 0.3]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C)]
pub struct Dense<const FAN_IN: usize, const FAN_OUT: usize, T = f32, B = [T; FAN_OUT]> {
    /// `weights[i][j]` connects input `i` to neuron `j`.
    pub weights: [[T; FAN_OUT]; FAN_IN],
    /// `biases[j]` is added to the pre-activation of neuron `j`.
    pub biases: B,
}

/// The biases of a layer that has none; takes no memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct NoBiases;

/// What stands in [`Dense::biases`]: one number for each neuron, or [`NoBiases`].
///
/// Sealed: the layout of a layer in memory depends on it.
pub trait Biases<T, const FAN_OUT: usize>: Copy + sealed::Sealed {
    /// How many numbers it holds: `FAN_OUT` or 0.
    const COUNT: usize;
    /// All zero.
    const ZEROED: Self;

    /// The bias of neuron `j`, or `None` where there are none. `j` is less than `FAN_OUT`.
    fn get(&self, j: usize) -> Option<T>;

    /// The biases as a slice, empty where there are none.
    fn as_mut_slice(&mut self) -> &mut [T];
}

mod sealed {
    pub trait Sealed {}
    impl<T, const N: usize> Sealed for [T; N] {}
    impl Sealed for super::NoBiases {}
}

impl<T: Scalar, const FAN_OUT: usize> Biases<T, FAN_OUT> for [T; FAN_OUT] {
    const COUNT: usize = FAN_OUT;
    const ZEROED: Self = [T::ZERO; FAN_OUT];

    #[inline(always)]
    fn get(&self, j: usize) -> Option<T> {
        Some(self[j])
    }

    #[inline(always)]
    fn as_mut_slice(&mut self) -> &mut [T] {
        self
    }
}

impl<T: Scalar, const FAN_OUT: usize> Biases<T, FAN_OUT> for NoBiases {
    const COUNT: usize = 0;
    const ZEROED: Self = Self;

    #[inline(always)]
    fn get(&self, _: usize) -> Option<T> {
        None
    }

    #[inline(always)]
    fn as_mut_slice(&mut self) -> &mut [T] {
        &mut []
    }
}

impl<const FAN_IN: usize, const FAN_OUT: usize, T, B> Dense<FAN_IN, FAN_OUT, T, B>
where
    T: Scalar,
    B: Biases<T, FAN_OUT>,
{
    /// The number of inputs of each neuron.
    pub const FAN_IN: usize = FAN_IN;
    /// The number of neurons.
    pub const FAN_OUT: usize = FAN_OUT;
    /// The number of weights and biases.
    pub const PARAMETERS: usize = FAN_IN * FAN_OUT + B::COUNT;
    /// Multiply–accumulate operations of one forward pass.
    pub const MACS: usize = FAN_IN * FAN_OUT;

    /// All parameters zero.
    pub const ZEROED: Self = Self {
        weights: [[T::ZERO; FAN_OUT]; FAN_IN],
        biases: B::ZEROED,
    };

    /// All parameters in memory order: the weights row by row, then the biases.
    #[must_use]
    #[inline(always)]
    #[allow(unsafe_code, reason = "a struct of nothing but T read as a slice of T")]
    pub fn parameters(&self) -> &[T] {
        const { assert!(size_of::<Self>() == Self::PARAMETERS * size_of::<T>()) };
        // SAFETY: the struct is `repr(C)` and holds arrays of T and nothing else, without padding
        // (asserted above), so it is `PARAMETERS` initialized values of T in a row.
        unsafe { slice::from_raw_parts(core::ptr::from_ref(self).cast(), Self::PARAMETERS) }
    }

    /// All parameters in memory order, to be changed.
    #[must_use]
    #[inline(always)]
    #[allow(
        unsafe_code,
        reason = "a struct of nothing but T changed as a slice of T"
    )]
    pub fn parameters_mut(&mut self) -> &mut [T] {
        const { assert!(size_of::<Self>() == Self::PARAMETERS * size_of::<T>()) };
        // SAFETY: as in `parameters`; the exclusive borrow of the struct becomes that of the slice,
        // and every value of T is a valid value of its place.
        unsafe { slice::from_raw_parts_mut(core::ptr::from_mut(self).cast(), Self::PARAMETERS) }
    }
}

/// A network's parameters as one slice, from the slices of its layers.
///
/// `parts` are the parameters of its layers in the order of its fields. The slice is made only if
/// those parts, one after the other, are the memory of `network`, but for what its alignment adds at
/// the end; `None` otherwise. The compiler can see the addresses, so for a generated network the check
/// costs nothing.
#[doc(hidden)]
#[must_use]
#[inline(always)]
#[allow(
    unsafe_code,
    reason = "neighbouring slices of one struct joined into one"
)]
pub fn join<'a, N, T: Scalar, const LAYERS: usize>(
    network: &'a N,
    parts: [&'a [T]; LAYERS],
) -> Option<&'a [T]> {
    let start: *const T = core::ptr::from_ref(network).cast();
    // SAFETY: it is the address of a reference. Said, because the compiler forgets it of references that
    // change places in a loop, and then asks again whether the slice is there.
    unsafe { core::hint::assert_unchecked(!start.is_null()) };
    let count = tiled::<N, T, LAYERS>(start, parts.map(<[T]>::as_ptr_range))?;
    // SAFETY: `tiled` found that the memory of `network` is aligned for T and begins with the memory of
    // `parts`, so it holds `count` initialized values of T, borrowed for 'a.
    Some(unsafe { slice::from_raw_parts(start, count) })
}

/// A network's parameters as one slice, to be changed; see [`join`].
#[doc(hidden)]
#[must_use]
#[inline(always)]
#[allow(
    unsafe_code,
    reason = "neighbouring slices of one struct joined into one"
)]
pub fn join_mut<N, T: Scalar, const LAYERS: usize>(
    network: &mut N,
    parts: impl for<'a> FnOnce(&'a mut N) -> [&'a mut [T]; LAYERS],
) -> Option<&mut [T]> {
    let parts = parts(network).map(|part| part.as_ptr_range());
    // Behind the borrow of the parts, which would take its right to the memory away.
    let start: *mut T = core::ptr::from_mut(network).cast();
    // SAFETY: as in `join`.
    unsafe { core::hint::assert_unchecked(!start.is_null()) };
    let count = tiled::<N, T, LAYERS>(start, parts)?;
    // SAFETY: `tiled` found that the memory of this very value is aligned for T and begins with `count`
    // values of T, each of which was just borrowed exclusively through `network`, so each may be
    // read and written as a T; the exclusive borrow covers all of them.
    Some(unsafe { slice::from_raw_parts_mut(start, count) })
}

/// The number of values in `parts`, if they tile the memory of an `N` at `start` in order. What is left
/// over at the end must be too little for anything but padding.
#[inline(always)]
fn tiled<N, T, const LAYERS: usize>(
    start: *const T,
    parts: [Range<*const T>; LAYERS],
) -> Option<usize> {
    // That `start` is aligned for T is the first part's to show.
    if LAYERS == 0 {
        return None;
    }
    let mut end = start;
    for part in parts {
        if part.start != end {
            return None;
        }
        end = part.end;
    }
    let bytes = end.addr() - start.addr();
    let left = size_of::<N>().checked_sub(bytes)?;
    (left < align_of::<N>()).then_some(bytes / size_of::<T>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[repr(C)]
    struct Two {
        first: Dense<2, 3>,
        second: Dense<3, 1, f32, NoBiases>,
    }

    fn two() -> Two {
        Two {
            first: Dense {
                weights: [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
                biases: [7.0, 8.0, 9.0],
            },
            second: Dense {
                weights: [[10.0], [11.0], [12.0]],
                biases: NoBiases,
            },
        }
    }

    #[test]
    fn joined_layers_are_the_network_in_order() {
        let network = two();
        let parts = [network.first.parameters(), network.second.parameters()];
        let joined = join(&network, parts).unwrap();
        assert!(joined.iter().zip(1_u8..).all(|(&p, n)| p == f32::from(n)));
        assert_eq!(joined.len(), 12);
    }

    #[test]
    fn what_an_alignment_adds_is_no_parameter() {
        #[repr(C, align(64))]
        struct Aligned(Two);
        let mut network = Aligned(two());
        assert_eq!(size_of::<Aligned>(), 64);
        let all = join_mut(&mut network, |n| {
            [n.0.first.parameters_mut(), n.0.second.parameters_mut()]
        });
        assert_eq!(all.unwrap().len(), 12);
        // A layer that is left out is no padding, unless it is as small as that.
        let parts = [network.0.first.parameters()];
        assert!(join(&network.0, parts).is_none());
    }

    #[test]
    fn changes_through_the_slice_reach_the_layers() {
        let mut network = two();
        let all = join_mut(&mut network, |n| {
            [n.first.parameters_mut(), n.second.parameters_mut()]
        });
        all.unwrap()[11] = 0.5;
        assert_eq!(network.second.weights[2], [0.5]);
    }

    #[test]
    fn no_parts_at_all_are_refused() {
        assert!(join::<(), f64, 0>(&(), []).is_none());
    }

    #[test]
    fn parts_that_do_not_tile_the_network_are_refused() {
        let network = two();
        let swapped = [network.second.parameters(), network.first.parameters()];
        assert!(join(&network, swapped).is_none());
        assert!(join(&network, [network.first.parameters()]).is_none());
        let other = two();
        assert!(
            join(
                &network,
                [other.first.parameters(), other.second.parameters()]
            )
            .is_none()
        );
    }
}
