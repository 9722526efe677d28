//! The levels of arithmetic a machine offers, and the one dispatch of a public call.
//!
//! A level knows how to load, multiply, add and fuse; it knows no mathematics. Code written over
//! [`Simd`] is compiled once for each level and gives the same bits at each but [`Plain`]. [`dispatch!`] chooses
//! the level once for each public call of a network, never inside one.
//!
//! | level | numbers side by side | on |
//! |---|---|---|
//! | [`Baseline`] | 1 | every target; its products are fused by the instruction or by exact emulation |
//! | [`Plain`] | 4 `f32` on x86-64 and on wasm built with `simd128` (feature `std`), else 1 | the same, for networks that say `where numerics = fast`; products and sums are rounded apart |
//! | `Vectors<Avx2>`, `Vectors<Avx512>` | 8 and 16 `f32` | x86-64, found at run time (feature `std`) |
//! | `Vectors<Neon>` | 4 `f32` | 64-bit Arm (feature `std`) |
//!
//! With debug assertions, as in a debug build, every level computes one number at a time, with the same
//! bits: unoptimized vectors would be no faster and take seconds to compile in each network.
//!
//! This is the seam for the hot code: a new vector unit is a line in each of `instructions.rs`, `vectors.rs`
//! and `level.rs`.

mod baseline;
mod compiled;
mod level;
mod one;
mod plain;
mod slices;
mod transpose;

pub use baseline::Baseline;
pub use compiled::Compiled;
pub(crate) use compiled::{SMALL, compiled, perform, perform_here, seldom};
pub use level::{Level, apart, dispatch, plainly};
#[cfg(all(feature = "std", target_arch = "x86_64"))]
pub use one::FusedOne;
pub use one::PlainOne;
pub use plain::Plain;
pub(crate) use slices::{
    Add, AddTimes, AllFinite, FEW, Fill, Scale, fill, load_some, step_all, store_some, update,
    update_all, update_and_check, update_in, update_with, write_some,
};
pub(crate) use transpose::{Columns, columns_of_rows};

use crate::number::{Real, Scalar};

/// The most numbers side by side, at any level: those of the widest register, and of a narrow network's samples.
pub(crate) const MOST_LANES: usize = 16;

cfg_select! {
    all(
        feature = "std",
        any(target_arch = "x86_64", target_arch = "aarch64", all(target_arch = "wasm32", target_feature = "simd128"))
    ) => {
        mod instructions;
        mod vectors;

        pub use vectors::{Apart, Fused, Products, Registers, Vectors};
    }
    _ => {
        /// The registers of a type of number: none that this target is known to have, or could be asked for.
        pub trait Registers {}

        impl<T> Registers for T {}
    }
}

/// The proof that this machine has the instructions of a level.
pub trait Run: Copy {
    /// Runs `task` compiled for this level.
    fn run<R>(self, task: impl FnOnce(Self) -> R) -> R;

    /// The level as a value.
    fn level(self) -> Level;
}

/// One level of arithmetic: the proof that this machine has it, and the numbers it computes with.
pub trait Simd<T: Scalar>: Run {
    /// A single number at this level.
    type One: Lanes<Self, Scalar = T>;
    /// A few numbers: four `f32` or two `f64`.
    type Small: Lanes<Self, Scalar = T>;
    /// As many as a register of this level holds.
    type Native: Lanes<Self, Scalar = T>;
    /// Eight numbers, one of each lane of a gradient; at levels of one number that one.
    type Eight: Lanes<Self, Scalar = T>;
    /// One number of each of several samples: sixteen `f32` or eight `f64`.
    type Samples: Lanes<Self, Scalar = T>;
}

/// Numbers side by side that can be read from memory and written to it.
pub trait Lanes<S>: Real {
    /// How many.
    const COUNT: usize;

    /// `value` in every lane.
    fn broadcast(simd: S, value: Self::Scalar) -> Self;

    /// `[value(0), value(1), …]`.
    ///
    /// The lanes meet in registers: numbers written one by one and read back as a vector would have
    /// to wait for memory, since a processor forwards to a load only what one store wrote.
    fn from_fn(simd: S, value: impl Fn(usize) -> Self::Scalar) -> Self;

    /// The first [`COUNT`](Self::COUNT) of `values`.
    ///
    /// # Panics
    /// If there are fewer.
    fn load(simd: S, values: &[Self::Scalar]) -> Self;

    /// Writes the lanes over the first [`COUNT`](Self::COUNT) of `values`.
    ///
    /// # Panics
    /// If there are fewer.
    fn store(self, values: &mut [Self::Scalar]);

    /// Turns the square of the first [`COUNT`](Self::COUNT) values over its diagonal: lane `k` of value `j`
    /// and lane `j` of value `k` change places. A single number is what it was.
    #[must_use]
    #[inline(always)]
    fn turned<const N: usize>(square: [Self; N]) -> [Self; N] {
        square
    }

    /// Of the numbers of `self` and, behind them, those of `other`: the first, the third, …, and the second, the
    /// fourth, ….
    #[must_use]
    #[inline(always)]
    fn alternate(self, other: Self) -> (Self, Self) {
        (self, other)
    }

    /// The numbers at an address.
    ///
    /// # Safety
    /// [`COUNT`](Self::COUNT) numbers must be readable there.
    #[allow(
        unsafe_code,
        reason = "for kernels whose bounds are checked once, outside"
    )]
    unsafe fn read(simd: S, from: *const Self::Scalar) -> Self;

    /// Writes the lanes to an address.
    ///
    /// # Safety
    /// [`COUNT`](Self::COUNT) numbers must be writable there.
    #[allow(
        unsafe_code,
        reason = "for kernels whose bounds are checked once, outside"
    )]
    unsafe fn write(self, to: *mut Self::Scalar);
}
