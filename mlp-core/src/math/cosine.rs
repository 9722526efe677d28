//! cos πt, for schedules: its reduction is exact, so it needs no long π.

pub(super) mod double {
    use crate::number::Real;
    use core::f64::consts::PI;

    /// cos πt, for t from 0 to 1; below and above it as at 0 and 1. NaN for NaN.
    ///
    /// Within 4e-16 of the true value; 1, 0 and −1 at 0, ½ and 1. The Taylor series of sine and cosine on
    /// an eighth of a turn, where their first term left out is below 3e-18.
    #[must_use]
    #[inline]
    pub fn cos_pi(t: f64) -> f64 {
        let t = t.at_least(0.0).at_most(1.0);
        // Each difference is exact, or its rounding far below that of the result.
        if t <= 0.25 {
            cosine(t)
        } else if t < 0.75 {
            sine(0.5 - t)
        } else {
            -cosine(1.0 - t)
        }
    }

    /// Σ (−1)ᵏ x²ᵏ / (2k)!, the highest power first.
    fn cosine(t: f64) -> f64 {
        let x = PI * t;
        series(x * x, 16.0, 1.0)
    }

    /// x Σ (−1)ᵏ x²ᵏ / (2k + 1)!.
    fn sine(t: f64) -> f64 {
        let x = PI * t;
        x * series(x * x, 17.0, 1.0)
    }

    /// 1 − x²/((n−1)n) (…), from the last factor `last` down to the first.
    fn series(square: f64, last: f64, first: f64) -> f64 {
        let mut n = last;
        let mut sum = 1.0;
        while n > first {
            sum = Real::fused(-square / ((n - 1.0) * n), sum, 1.0);
            n -= 2.0;
        }
        sum
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn cosines_are_those_of_msun() {
            let mut worst = 0.0_f64;
            for k in 0..=100_000_u32 {
                let t = f64::from(k) / 1e5;
                worst = worst.max((cos_pi(t) - libm::cos(PI * t)).abs());
            }
            // libm's own argument, π t rounded, is off by up to 2.2e-16 and the rounding of π.
            assert!(worst <= 8e-16, "{worst:e}");
        }

        #[test]
        fn whole_halves_are_exact_and_other_arguments_do_no_harm() {
            assert_eq!([0.0, 0.5, 1.0].map(cos_pi), [1.0, 0.0, -1.0]);
            let outside = [-3.0, 7.0, f64::INFINITY, f64::NEG_INFINITY];
            assert_eq!(outside.map(cos_pi), [1.0, -1.0, -1.0, 1.0]);
            assert!(cos_pi(f64::NAN).is_nan());
        }

        #[test]
        fn the_second_half_mirrors_the_first() {
            for k in 0..=1024_u32 {
                let t = f64::from(k) / 2048.0;
                assert_eq!(cos_pi(1.0 - t), -cos_pi(t), "{t}");
            }
        }
    }
}
