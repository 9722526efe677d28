//! a · b + c with one rounding, where no instruction does it: exact for all inputs, subnormal
//! results, signed zeros and infinities included.

#![allow(
    dead_code,
    reason = "used where the target has no instruction, and tested everywhere"
)]

/// The fused multiply-add of `f32` through `f64`.
///
/// The product of two 24-bit significands is exact in `f64`. Rounding its sum with `c` to `f64`, then to `f32`,
/// goes wrong only where the first rounding ends halfway between two `f32`: every such place is an `f64`, so in all
/// other cases the sum stays on its side of it. For a normal result that shows in the bits that are dropped; a
/// subnormal one drops more of them, and is left to the slow way, too.
///
/// A call: in place of each product it would be most of the code of a network.
#[inline(never)]
#[allow(
    clippy::cast_possible_truncation,
    reason = "the one rounding that is asked for"
)]
pub(in crate::number) fn emulated_f32(a: f32, b: f32, c: f32) -> f32 {
    /// The bits of an `f64` that no normal `f32` keeps.
    const DROPPED: u64 = (1 << 29) - 1;
    const HALF: u64 = 1 << 28;
    /// Twice the smallest normal `f32`: what is less, but not zero, may be rounded to a subnormal one.
    const SMALL: u64 = (1023 - 125) << 52;

    let product = f64::from(a) * f64::from(b);
    let addend = f64::from(c);
    let sum = product + addend;
    let magnitude = sum.to_bits() << 1 >> 1;
    if magnitude & DROPPED == HALF || magnitude.wrapping_sub(1) < SMALL - 1 {
        return rounded_by_way_of_odd(product, addend, sum);
    }
    sum as f32
}

/// `product + addend`, whose sum in `f64` is `sum`, rounded once, to `f32`.
///
/// Rounding to `f32` what is rounded to odd cannot go wrong by rounding twice, because `f64` has more than 24 + 2
/// bits, for subnormal results too (Boldo & Melquiond, *Emulation of FMA and correctly rounded sums: proved
/// algorithms using rounding to odd*, 2008).
#[cold]
#[inline(never)]
#[allow(
    clippy::cast_possible_truncation,
    reason = "the one rounding that is asked for"
)]
fn rounded_by_way_of_odd(product: f64, addend: f64, sum: f64) -> f32 {
    rounded_to_odd(sum, error_of_sum(product, addend, sum)) as f32
}

/// What `a + b` lost when it was rounded to `sum`, exactly (Knuth's two-sum); NaN where infinities are involved.
#[inline(always)]
fn error_of_sum(a: f64, b: f64, sum: f64) -> f64 {
    let virtual_b = sum - a;
    (a - (sum - virtual_b)) + (b - virtual_b)
}

/// `sum + error`, where `sum` is the nearest `f64`: truncated, and its last bit set where anything was lost.
#[inline(always)]
fn rounded_to_odd(sum: f64, error: f64) -> f64 {
    // Below in magnitude if the error points towards zero.
    let bits = sum.to_bits();
    let inexact = u64::from(error.abs() > 0.0);
    let towards_zero = inexact & u64::from((error < 0.0) != (sum < 0.0));
    f64::from_bits((bits - towards_zero) | inexact)
}

/// The fused multiply-add of `f64`.
///
/// Where the machine computes with `f64` and nothing can overflow or underflow on the way, the product is two numbers
/// (T. J. Dekker, *A floating-point technique for extending the available precision*, 1971), the sum of three is
/// made of exact sums, and what is left of it is rounded to odd before the last one (Boldo & Melquiond, as above).
/// Elsewhere, in integer arithmetic.
#[inline(never)]
pub(in crate::number) fn emulated_f64(a: f64, b: f64, c: f64) -> f64 {
    if cfg!(any(
        target_arch = "x86_64",
        target_arch = "x86",
        target_arch = "wasm32"
    )) && within_range(a)
        && within_range(b)
        && (within_range(c) || c == 0.0)
    {
        return in_exact_parts(a, b, c);
    }
    in_integers(a, b, c)
}

/// Whether 2⁻⁴⁰⁰ ≤ |x| < 2⁴⁰⁰: the last bits of a product of two such numbers are normal, and a sum is finite.
#[inline(always)]
fn within_range(x: f64) -> bool {
    const LEAST: u64 = (1023 - 400) << 52;
    const WIDTH: u64 = 800 << 52;
    (x.to_bits() << 1 >> 1).wrapping_sub(LEAST) < WIDTH
}

/// a · b + c of numbers within the range.
#[inline(always)]
fn in_exact_parts(a: f64, b: f64, c: f64) -> f64 {
    /// A number of at most 26 bits, and what is missing.
    #[inline(always)]
    fn split(x: f64) -> (f64, f64) {
        let scaled = x * 134_217_729.0; // 2²⁷ + 1
        let high = scaled - (scaled - x);
        (high, x - high)
    }

    let product = a * b;
    let ((a_high, a_low), (b_high, b_low)) = (split(a), split(b));
    let rest = a_low * b_low - (((product - a_high * b_high) - a_low * b_high) - a_high * b_low);
    let small = c + rest;
    let lost_by_small = error_of_sum(c, rest, small);
    let sum = product + small;
    let lost_by_sum = error_of_sum(product, small, sum);
    let lost = lost_by_small + lost_by_sum;
    sum + rounded_to_odd(lost, error_of_sum(lost_by_small, lost_by_sum, lost))
}

/// a · b + c in integer arithmetic.
#[inline(never)]
fn in_integers(a: f64, b: f64, c: f64) -> f64 {
    if !a.is_finite() || !b.is_finite() || a == 0.0 || b == 0.0 {
        // The product is an infinity, a NaN or a zero, and exact.
        return a * b + c;
    }
    if !c.is_finite() {
        return c;
    }
    if c == 0.0 {
        // Adding zero to the rounded product would lose the sign of a product that rounds to zero.
        return a * b;
    }
    let (a, b, c) = (Exact::of(a), Exact::of(b), Exact::of(c));
    let product = Exact {
        negative: a.negative != b.negative,
        exponent: a.exponent + b.exponent,
        significand: a.significand * b.significand,
    };
    product.aligned().plus(c.aligned()).rounded()
}

/// ± significand · 2^exponent.
#[derive(Clone, Copy)]
struct Exact {
    negative: bool,
    exponent: i32,
    significand: u128,
}

impl Exact {
    /// The leading bit of an aligned significand; one bit above it is left for a carry.
    const TOP: u32 = 126;

    /// The value of a finite number.
    fn of(value: f64) -> Self {
        const HIDDEN: u64 = 1 << 52;
        let bits = value.to_bits();
        #[allow(clippy::cast_possible_truncation, reason = "eleven bits")]
        let field = ((bits >> 52) & 0x7FF) as i32;
        let fraction = bits & (HIDDEN - 1);
        Self {
            negative: value.is_sign_negative(),
            exponent: field.max(1) - 1075,
            significand: u128::from(if field == 0 {
                fraction
            } else {
                fraction | HIDDEN
            }),
        }
    }

    /// The same value with the leading bit of its significand, which is not zero, at `TOP`.
    fn aligned(self) -> Self {
        let shift = self.significand.leading_zeros() - (127 - Self::TOP);
        Self {
            significand: self.significand << shift,
            exponent: self.exponent - shift.cast_signed(),
            ..self
        }
    }

    /// The sum of two aligned values, with bits that fall off at the end collected in the last bit:
    /// both keep more than twenty zeros there, so what is collected never meets what is rounded.
    fn plus(self, other: Self) -> Self {
        let magnitude = |x: Self| (x.exponent, x.significand);
        let (large, small) = if magnitude(self) < magnitude(other) {
            (other, self)
        } else {
            (self, other)
        };
        let distance = large.exponent.abs_diff(small.exponent);
        let addend = shift_right_sticky(small.significand, distance);
        if large.negative == small.negative {
            Self {
                significand: large.significand + addend,
                ..large
            }
        } else if large.significand == addend {
            Self {
                negative: false,
                significand: 0,
                ..large
            }
        } else {
            Self {
                significand: large.significand - addend,
                ..large
            }
        }
    }

    /// The nearest `f64`, ties to even.
    fn rounded(self) -> f64 {
        /// How many bits a normal result drops.
        const DROPPED: i32 = Exact::TOP.cast_signed() - 52;

        if self.significand == 0 {
            return 0.0;
        }
        // A carry moved the leading bit to 127; bring it back, its last bit collected.
        let carry = u32::from(self.significand.leading_zeros() == 0);
        let carried = Self {
            significand: shift_right_sticky(self.significand, carry),
            exponent: self.exponent + carry.cast_signed(),
            ..self
        };
        let Self {
            negative,
            exponent,
            significand,
        } = carried.aligned();
        // Subnormals end at one fixed bit. Two of the dropped bits are kept for the rounding.
        let dropped = DROPPED.max(-1074 - exponent);
        let with_guards = shift_right_sticky(significand, dropped.cast_unsigned() - 2);
        #[allow(clippy::cast_possible_truncation, reason = "53 bits and two")]
        let with_guards = with_guards as u64;
        let quotient = with_guards >> 2;
        let up = u64::from(with_guards & 0b11 == 0b11 || with_guards & 0b111 == 0b110);
        // For a normal result `quotient` holds the hidden bit, which adds the last 1 to the
        // exponent field; so do the carries of rounding, up to infinity.
        let field = (exponent + dropped + 1074).min(0x7FE);
        let magnitude = if exponent + dropped > 971 {
            f64::INFINITY.to_bits()
        } else {
            (u64::from(field.cast_unsigned()) << 52) + quotient + up
        };
        f64::from_bits(magnitude | u64::from(negative) << 63)
    }
}

/// `value >> distance`, the last bit set if any bit fell off.
fn shift_right_sticky(value: u128, distance: u32) -> u128 {
    let shifted = value.checked_shr(distance).unwrap_or(0);
    let lost = shifted.checked_shl(distance).unwrap_or(0) != value;
    shifted | u128::from(lost)
}

#[cfg(test)]
mod tests {
    //! The oracle is `mul_add` of std: on x86-64 and 64-bit Arm either the instruction or a C library
    //! that is exact (glibc is; a target where these tests fail has one that is not).

    use super::{emulated_f32, emulated_f64, in_integers};

    /// xorshift64* (S. Vigna, 2016): enough to scatter bit patterns.
    struct Bits(u64);

    impl Bits {
        fn next(&mut self) -> u64 {
            self.0 ^= self.0 >> 12;
            self.0 ^= self.0 << 25;
            self.0 ^= self.0 >> 27;
            self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
        }

        /// A number below `end`.
        fn below(&mut self, end: u32) -> u32 {
            u32::try_from(((self.next() >> 32) * u64::from(end)) >> 32).unwrap()
        }
    }

    macro_rules! tests {
        ($module:ident, $float:ident, $bits:ident, $emulated:ident, $mantissa_bits:literal, $cases:literal) => {
            mod $module {
                use super::{Bits, $emulated};

                const SPECIAL: [$float; 22] = [
                    0.0,
                    1.0,
                    1.0 + $float::EPSILON,
                    1.0 - $float::EPSILON / 2.0,
                    1.0 - $float::EPSILON,
                    2.0,
                    3.0,
                    0.1,
                    1.0 / 3.0,
                    $float::EPSILON,
                    $float::EPSILON / 2.0,
                    $float::EPSILON * $float::EPSILON,
                    $float::MAX,
                    $float::MAX / 2.0,
                    $float::MIN_POSITIVE,
                    $float::MIN_POSITIVE * (1.0 - $float::EPSILON),
                    $float::MIN_POSITIVE / 2.0,
                    $float::MIN_POSITIVE * $float::EPSILON,
                    $float::MIN_POSITIVE * $float::EPSILON * 3.0,
                    1.5,
                    $float::INFINITY,
                    $float::NAN,
                ];

                #[track_caller]
                fn check(a: $float, b: $float, c: $float) {
                    let (ours, exact) = ($emulated(a, b, c), a.mul_add(b, c));
                    let same = ours.to_bits() == exact.to_bits() || ours.is_nan() && exact.is_nan();
                    assert!(same, "{a:e} * {b:e} + {c:e} = {exact:e}, not {ours:e}");
                }

                #[test]
                fn agrees_on_special_numbers() {
                    let both = |x: $float| [x, -x];
                    for a in SPECIAL.into_iter().flat_map(both) {
                        for b in SPECIAL.into_iter().flat_map(both) {
                            for c in SPECIAL.into_iter().flat_map(both) {
                                check(a, b, c);
                            }
                        }
                    }
                }

                #[test]
                #[allow(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
                fn agrees_on_any_bits() {
                    let mut bits = Bits(1);
                    let mut number = || $float::from_bits(bits.next() as $bits);
                    for _ in 0..$cases {
                        check(number(), number(), number());
                    }
                }

                /// A number with few significant bits at the top and perhaps one at the bottom, so
                /// that ties, and cases one bit away from a tie, are common.
                #[allow(clippy::cast_possible_truncation, reason = "the low bits are wanted")]
                fn sparse(bits: &mut Bits, exponent_field: u32) -> $float {
                    const FRACTION: $bits = (1 << $mantissa_bits) - 1;
                    let empty = bits.below($mantissa_bits + 1);
                    let top = (bits.next() as $bits & FRACTION) >> empty << empty;
                    let bottom = bits.next() as $bits & 1;
                    let sign = (bits.next() as $bits) << ($bits::BITS - 1);
                    $float::from_bits(
                        sign | $bits::from(exponent_field) << $mantissa_bits | top | bottom,
                    )
                }

                /// Products near 1, near overflow and among the subnormals; addends near the product,
                /// near its negative, or around the last bits of either.
                #[test]
                fn agrees_on_hard_cases() {
                    const LAST: u32 = (1 << ($bits::BITS - 1 - $mantissa_bits)) - 2;
                    const BIAS: u32 = LAST / 2;
                    // As near to overflow and to subnormals as products come where they are made of exact parts.
                    const FAR: u32 = BIAS / 8 * 6;
                    const TARGETS: [u32; 8] =
                        [BIAS, BIAS, LAST, LAST, 1, 1, BIAS - FAR, BIAS + FAR];
                    let mut bits = Bits(2);
                    for _ in 0..$cases / 2 {
                        let target = TARGETS[bits.below(8) as usize];
                        let product_field =
                            target.saturating_sub(bits.below($mantissa_bits + 3)).max(1);
                        let field = BIAS / 2 + bits.below(BIAS);
                        let a = sparse(&mut bits, field);
                        let b = sparse(
                            &mut bits,
                            (product_field + BIAS).saturating_sub(field).min(LAST),
                        );
                        let distance = bits.below(2 * $mantissa_bits + 8);
                        let c = sparse(
                            &mut bits,
                            (product_field + 4).saturating_sub(distance).min(LAST),
                        );
                        let rounded = a * b;
                        for c in [
                            c,
                            0.0,
                            -0.0,
                            -rounded,
                            -rounded * (1.0 + $float::EPSILON),
                            rounded * $float::EPSILON / 2.0,
                            -rounded * $float::EPSILON / 4.0,
                            -rounded / 2.0,
                            -a.mul_add(b, -rounded),
                            $float::from_bits(1),
                            -$float::from_bits(1),
                        ] {
                            check(a, b, c);
                        }
                    }
                }
            }
        };
    }

    tests!(single, f32, u32, emulated_f32, 23, 2_000_000);
    tests!(double, f64, u64, emulated_f64, 52, 400_000);
    tests!(double_in_integers, f64, u64, in_integers, 52, 400_000);

    #[test]
    fn a_product_of_f32_is_not_rounded_twice() {
        // (1 + 2⁻¹²)² + 2⁻⁸⁰ lies just above a tie of two f32; through f64 alone it would become the
        // tie and round down to even.
        let a = 1.0 + f32::EPSILON * 2048.0;
        let tiny = f32::EPSILON.powi(3) / 2048.0;
        assert_eq!(emulated_f32(a, a, tiny), 1.0 + 4097.0 * f32::EPSILON);
        assert_eq!(emulated_f32(a, a, -tiny), 1.0 + 4096.0 * f32::EPSILON);
    }

    #[test]
    fn a_sum_of_two_underflowing_parts_keeps_its_sign() {
        let tiny = f64::from_bits(1);
        assert!(emulated_f64(-tiny, tiny, 0.0).is_sign_negative());
        assert!(emulated_f64(-tiny, tiny, tiny) == tiny);
        assert!(emulated_f64(1.0, -1.0, 1.0).is_sign_positive());
    }
}
