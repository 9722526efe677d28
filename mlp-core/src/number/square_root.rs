//! √x, correctly rounded, on every target.
//!
//! Where the compilation target has the instruction, it is used: IEEE 754 demands the same bits of
//! it. Elsewhere an integer root with one bit more than the result settles the rounding: the root
//! of a number is never a tie, because the square of a tie would need more bits than the number has.

pub(super) use chosen::{f32, f64};

cfg_select! {
    // SSE2 belongs to every x86-64, and to x86 unless the target says otherwise.
    all(any(target_arch = "x86_64", target_arch = "x86"), target_feature = "sse2") => {
        mod chosen {
            #[cfg(target_arch = "x86")]
            use core::arch::x86 as arch;
            #[cfg(target_arch = "x86_64")]
            use core::arch::x86_64 as arch;

            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            pub(in crate::number) fn f32(x: f32) -> f32 {
                // SAFETY: this module exists only where the compilation target has SSE2.
                unsafe { arch::_mm_cvtss_f32(arch::_mm_sqrt_ss(arch::_mm_set_ss(x))) }
            }

            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            pub(in crate::number) fn f64(x: f64) -> f64 {
                // SAFETY: this module exists only where the compilation target has SSE2.
                unsafe {
                    let x = arch::_mm_set_sd(x);
                    arch::_mm_cvtsd_f64(arch::_mm_sqrt_sd(x, x))
                }
            }
        }
    }
    all(target_arch = "aarch64", target_feature = "neon") => {
        mod chosen {
            use core::arch::aarch64 as arch;

            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            pub(in crate::number) fn f32(x: f32) -> f32 {
                // SAFETY: this module exists only where the compilation target has NEON.
                unsafe { arch::vget_lane_f32::<0>(arch::vsqrt_f32(arch::vdup_n_f32(x))) }
            }

            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            pub(in crate::number) fn f64(x: f64) -> f64 {
                // SAFETY: this module exists only where the compilation target has NEON.
                unsafe { arch::vget_lane_f64::<0>(arch::vsqrt_f64(arch::vdup_n_f64(x))) }
            }
        }
    }
    // The M profile of Arm with floating-point registers; `fused` says how it is recognized.
    all(
        target_arch = "arm",
        target_abi = "eabihf",
        any(target_os = "none", target_os = "nuttx"),
        not(target_has_atomic = "64")
    ) => {
        mod chosen {
            pub(in crate::number) use super::software_f64 as f64;

            #[inline(always)]
            pub(in crate::number) fn f32(x: f32) -> f32 {
                vsqrt(x)
            }

            #[unsafe(naked)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            extern "C" fn vsqrt(x: f32) -> f32 {
                // The calling convention of `eabihf` has both x and the result in s0.
                core::arch::naked_asm!(".fpu fpv4-sp-d16", "vsqrt.f32 s0, s0", "bx lr")
            }
        }
    }
    // As in `fused`.
    all(
        target_arch = "riscv64",
        any(target_os = "linux", target_os = "android", target_os = "freebsd", target_os = "netbsd", target_os = "openbsd")
    ) => {
        mod chosen {
            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            pub(in crate::number) fn f32(x: f32) -> f32 {
                let root;
                // SAFETY: reads and writes registers only.
                unsafe {
                    core::arch::asm!(
                        "fsqrt.s {root}, {x}",
                        x = in(freg) x, root = lateout(freg) root,
                        options(pure, nomem, nostack, preserves_flags)
                    );
                }
                root
            }

            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            pub(in crate::number) fn f64(x: f64) -> f64 {
                let root;
                // SAFETY: reads and writes registers only.
                unsafe {
                    core::arch::asm!(
                        "fsqrt.d {root}, {x}",
                        x = in(freg) x, root = lateout(freg) root,
                        options(pure, nomem, nostack, preserves_flags)
                    );
                }
                root
            }
        }
    }
    all(feature = "std", target_arch = "wasm32") => {
        mod chosen {
            #[inline(always)]
            pub(in crate::number) fn f32(x: f32) -> f32 {
                x.sqrt()
            }

            #[inline(always)]
            pub(in crate::number) fn f64(x: f64) -> f64 {
                x.sqrt()
            }
        }
    }
    _ => {
        mod chosen {
            pub(in crate::number) use super::{software_f32 as f32, software_f64 as f64};
        }
    }
}

/// Defines a software root: its name, the type, its bits, an integer of twice the bits, and the
/// number of explicit bits in the significand.
macro_rules! software {
    ($name:ident, $float:ident, $bits:ident, $wide:ident, $mantissa_bits:literal) => {
        #[doc = concat!("√x of `", stringify!($float), "` in integer arithmetic.")]
        #[allow(
            dead_code,
            reason = "used where the target has no instruction, and tested everywhere"
        )]
        pub(crate) fn $name(x: $float) -> $float {
            /// The exponent field of the number whose significand, read as an integer, is its value.
            const UNIT: i32 = $float::MAX_EXP - 1 + $mantissa_bits;

            if x.is_nan() || x == 0.0 || x == $float::INFINITY {
                return x;
            }
            if x < 0.0 {
                return $float::NAN;
            }
            let bits = x.to_bits();
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_possible_wrap,
                reason = "at most eleven bits"
            )]
            let field = (bits >> $mantissa_bits) as i32;
            let fraction = bits & ((1 << $mantissa_bits) - 1);
            let significand = if field == 0 {
                fraction
            } else {
                fraction | (1 << $mantissa_bits)
            };
            // x = significand · 2^exponent, with the leading bit in its place for subnormals too.
            let lift = significand.leading_zeros() - ($bits::BITS - 1 - $mantissa_bits);
            let significand = significand << lift;
            let exponent = field.max(1) - UNIT - lift.cast_signed();
            // An even exponent, and a root of one bit more than the result.
            let shift = $mantissa_bits + 2 + ((exponent - $mantissa_bits) & 1);
            let root = ($wide::from(significand) << shift).isqrt();
            #[allow(
                clippy::cast_possible_truncation,
                reason = "one bit more than a significand"
            )]
            let rounded = (root as $bits).div_ceil(2);
            // `rounded` holds the hidden bit, which adds the last 1 to the exponent field.
            let field = (exponent - shift) / 2 + UNIT;
            #[allow(
                clippy::cast_sign_loss,
                reason = "the root of the smallest number is a normal number"
            )]
            let field = field as $bits;
            $float::from_bits((field << $mantissa_bits) + rounded)
        }
    };
}

software!(software_f32, f32, u32, u64, 23);
software!(software_f64, f64, u64, u128, 52);

#[cfg(test)]
mod tests {
    //! The oracle is `sqrt` of std, which is the instruction or an exact library.

    use super::{software_f32, software_f64};

    #[test]
    fn software_agrees_on_f32() {
        for bits in (0..=u32::MAX)
            .step_by(997)
            .chain(0..5000)
            .chain(0x7F7F_F000..0x7F80_0002)
        {
            let x = f32::from_bits(bits);
            let (ours, exact) = (software_f32(x), x.sqrt());
            assert!(
                ours.to_bits() == exact.to_bits() || ours.is_nan() && exact.is_nan(),
                "√{x:e}: {ours:e}"
            );
        }
    }

    #[test]
    fn software_agrees_on_f64() {
        // Squares and their neighbours are the cases where rounding is nearest to going wrong.
        let scattered = (0..2_000_000_u64).map(|k| k.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        let squares = (0..200_000_u64).flat_map(|k| {
            let root = 1.0
                + f64::from_bits(
                    0x3FF0_0000_0000_0000 | (k.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 12),
                );
            let square = (root * root).to_bits();
            [square - 1, square, square + 1]
        });
        for bits in scattered.chain(squares).chain(0..5000) {
            let x = f64::from_bits(bits);
            let (ours, exact) = (software_f64(x), x.sqrt());
            assert!(
                ours.to_bits() == exact.to_bits() || ours.is_nan() && exact.is_nan(),
                "√{x:e}: {ours:e}"
            );
        }
    }
}
