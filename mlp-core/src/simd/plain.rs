//! The level of networks that say `where numerics = fast`, where nothing fuses a product into its sum
//! in one instruction: both are rounded.

cfg_select! {
    all(feature = "std", target_arch = "x86_64") => {
        use super::{Apart, Vectors};

        /// What the compilation target guarantees, without the promised bits: `a * b + c` is rounded
        /// twice. The registers of 128 bits that every x86-64 machine has.
        pub type Plain = Vectors<fearless_simd::Sse2, Apart>;

        impl Plain {
            /// Every machine has it.
            #[must_use]
            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction set that is part of x86-64")]
            pub fn new() -> Self {
                // SAFETY: every x86-64 machine has SSE2.
                Self::with(unsafe { fearless_simd::Sse2::assume_supported() })
            }
        }

        impl Default for Plain {
            #[inline(always)]
            fn default() -> Self {
                Self::new()
            }
        }
    }
    all(feature = "std", target_arch = "wasm32", target_feature = "simd128") => {
        use super::{Apart, Vectors};

        /// What the compilation target guarantees, without the promised bits: `a * b + c` is rounded
        /// twice. The registers of 128 bits that the build asks for.
        pub type Plain = Vectors<fearless_simd::WasmSimd128, Apart>;

        impl Plain {
            /// Every machine has it.
            #[must_use]
            #[inline(always)]
            pub fn new() -> Self {
                Self::with(fearless_simd::WasmSimd128::assume_supported())
            }
        }

        impl Default for Plain {
            #[inline(always)]
            fn default() -> Self {
                Self::new()
            }
        }
    }
    _ => {
        use super::{Level, PlainOne, Run, Simd};
        use crate::number::Scalar;

        /// What the compilation target guarantees, without the promised bits: `a * b + c` is rounded
        /// twice. One number at a time.
        #[derive(Clone, Copy, Debug, Default)]
        pub struct Plain(());

        impl Plain {
            /// Every machine has it.
            #[must_use]
            pub const fn new() -> Self {
                Self(())
            }
        }

        impl Run for Plain {
            #[inline(always)]
            fn run<R>(self, task: impl FnOnce(Self) -> R) -> R {
                task(self)
            }

            #[inline(always)]
            fn level(self) -> Level {
                Level::Plain(self)
            }
        }

        impl<T: Scalar> Simd<T> for Plain {
            type One = PlainOne<T>;
            type Small = PlainOne<T>;
            type Native = PlainOne<T>;
            type Eight = PlainOne<T>;
            type Samples = PlainOne<T>;
        }
    }
}
