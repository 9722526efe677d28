//! Activations over rows that this crate compiles for all levels, so that the crate of a network does not: those that
//! most networks have. Others are compiled where they are called.

/// Inside of `impl Activation for` a type of that name.
macro_rules! compiled_each {
    ($phi:ident) => {
        #[inline(always)]
        fn forward_slice<T: $crate::number::Scalar>(
            self,
            level: $crate::simd::Level,
            z: &[T],
            a: &mut [T],
        ) {
            $crate::simd::compiled! {
                Forward = |simd: S, (phi, z, a): ($phi, &'a [T], &'a mut [T])| {
                    $crate::activation::forward_slice(simd, phi, z, a);
                }
            }
            T::compiled::<Forward>(level, (self, z, a));
        }

        #[inline(always)]
        fn backward_slice<T: $crate::number::Scalar>(
            self,
            level: $crate::simd::Level,
            z: &[T],
            a: &[T],
            gradient: &mut [T],
        ) {
            $crate::simd::compiled! {
                Backward = |simd: S, (phi, z, a, gradient): ($phi, &'a [T], &'a [T], &'a mut [T])| {
                    $crate::activation::backward_slice(simd, phi, z, a, gradient);
                }
            }
            T::compiled::<Backward>(level, (self, z, a, gradient));
        }
    };
}

/// Inside of `impl LayerActivation for` a type of that name.
macro_rules! compiled_rows {
    ($phi:ident) => {
        #[inline(always)]
        fn forward_rows<T: $crate::number::Scalar>(
            self,
            level: $crate::simd::Level,
            width: usize,
            z: &[T],
            a: &mut [T],
        ) {
            $crate::simd::compiled! {
                Forward = |simd: S, (phi, width, z, a): ($phi, usize, &'a [T], &'a mut [T])| {
                    $crate::activation::forward_rows(simd, phi, width, z, a);
                }
            }
            T::compiled::<Forward>(level, (self, width, z, a));
        }

        #[inline(always)]
        fn backward_rows_at<T: $crate::number::Scalar>(
            self,
            level: $crate::simd::Level,
            width: usize,
            [z, a]: [&[T]; 2],
            gradient: &mut [T],
        ) {
            $crate::simd::compiled! {
                Backward =
                    |simd: S, (phi, width, z, a, gradient): ($phi, usize, &'a [T], &'a [T], &'a mut [T])| {
                        phi.backward_rows(simd, width, z, a, gradient);
                    }
            }
            T::compiled::<Backward>(level, (self, width, z, a, gradient));
        }
    };
}

pub(super) use {compiled_each, compiled_rows};
