//! a · b + c with one rounding, on every target.
//!
//! Where the compilation target has the instruction, it is used. Elsewhere the same bits come from
//! exact emulation (`numerics.rs` says what a network pays for it). `core` has no
//! fused multiply-add, and the `fmaf` and `fma` that `std` falls back to are not exact on every
//! target, so nothing here calls them.
//!
//! RISC-V without an operating system and `no_std` x86 built for its baseline are emulated: stable
//! Rust does not tell a crate about the F and D extensions, and `no_std` cannot ask an x86 machine.

mod emulated;

pub(super) use chosen::{F32_BY_INSTRUCTION, F64_BY_INSTRUCTION, f32, f64};

/// The instruction of x86-64, for machines found to have it at run time.
#[cfg(all(feature = "std", target_arch = "x86_64"))]
pub(super) mod instruction {
    use core::arch::x86_64 as arch;

    #[target_feature(enable = "fma")]
    #[inline]
    pub(in crate::number) fn f32(a: f32, b: f32, c: f32) -> f32 {
        let [a, b, c] = [
            arch::_mm_set_ss(a),
            arch::_mm_set_ss(b),
            arch::_mm_set_ss(c),
        ];
        arch::_mm_cvtss_f32(arch::_mm_fmadd_ss(a, b, c))
    }

    #[target_feature(enable = "fma")]
    #[inline]
    pub(in crate::number) fn f64(a: f64, b: f64, c: f64) -> f64 {
        let [a, b, c] = [
            arch::_mm_set_sd(a),
            arch::_mm_set_sd(b),
            arch::_mm_set_sd(c),
        ];
        arch::_mm_cvtsd_f64(arch::_mm_fmadd_sd(a, b, c))
    }
}

cfg_select! {
    all(any(target_arch = "x86_64", target_arch = "x86"), target_feature = "fma") => {
        mod chosen {
            #[cfg(target_arch = "x86")]
            use core::arch::x86 as arch;
            #[cfg(target_arch = "x86_64")]
            use core::arch::x86_64 as arch;

            pub(in crate::number) const F32_BY_INSTRUCTION: bool = true;
            pub(in crate::number) const F64_BY_INSTRUCTION: bool = true;

            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            pub(in crate::number) fn f32(a: f32, b: f32, c: f32) -> f32 {
                // SAFETY: this module exists only where the compilation target has FMA.
                unsafe {
                    let [a, b, c] = [arch::_mm_set_ss(a), arch::_mm_set_ss(b), arch::_mm_set_ss(c)];
                    arch::_mm_cvtss_f32(arch::_mm_fmadd_ss(a, b, c))
                }
            }

            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            pub(in crate::number) fn f64(a: f64, b: f64, c: f64) -> f64 {
                // SAFETY: this module exists only where the compilation target has FMA.
                unsafe {
                    let [a, b, c] = [arch::_mm_set_sd(a), arch::_mm_set_sd(b), arch::_mm_set_sd(c)];
                    arch::_mm_cvtsd_f64(arch::_mm_fmadd_sd(a, b, c))
                }
            }
        }
    }
    all(target_arch = "aarch64", target_feature = "neon") => {
        mod chosen {
            use core::arch::aarch64 as arch;

            pub(in crate::number) const F32_BY_INSTRUCTION: bool = true;
            pub(in crate::number) const F64_BY_INSTRUCTION: bool = true;

            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            pub(in crate::number) fn f32(a: f32, b: f32, c: f32) -> f32 {
                // SAFETY: this module exists only where the compilation target has NEON.
                unsafe {
                    let [a, b, c] = [arch::vdup_n_f32(a), arch::vdup_n_f32(b), arch::vdup_n_f32(c)];
                    arch::vget_lane_f32::<0>(arch::vfma_f32(c, a, b))
                }
            }

            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            pub(in crate::number) fn f64(a: f64, b: f64, c: f64) -> f64 {
                // SAFETY: this module exists only where the compilation target has NEON.
                unsafe {
                    let [a, b, c] = [arch::vdup_n_f64(a), arch::vdup_n_f64(b), arch::vdup_n_f64(c)];
                    arch::vget_lane_f64::<0>(arch::vfma_f64(c, a, b))
                }
            }
        }
    }
    // Cortex-M4F, M7, M33 and their like have VFPv4 or later, in single precision for sure. Stable
    // Rust does not show that feature; but among the bare-metal Arm targets with floating-point
    // registers only the M profile lacks 64-bit atomics.
    all(
        target_arch = "arm",
        target_abi = "eabihf",
        any(target_os = "none", target_os = "nuttx"),
        not(target_has_atomic = "64")
    ) => {
        mod chosen {
            pub(in crate::number) const F32_BY_INSTRUCTION: bool = true;
            pub(in crate::number) const F64_BY_INSTRUCTION: bool = false;

            pub(in crate::number) use super::emulated::emulated_f64 as f64;

            #[inline(always)]
            pub(in crate::number) fn f32(a: f32, b: f32, c: f32) -> f32 {
                vfma(a, b, c)
            }

            /// A call instead of the instruction in place: rustc does not know that these targets have
            /// the registers, so it cannot hand them to inline assembly.
            #[unsafe(naked)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            extern "C" fn vfma(a: f32, b: f32, c: f32) -> f32 {
                // The calling convention of `eabihf` has a, b, c in s0, s1, s2 and the result in s0.
                core::arch::naked_asm!(".fpu fpv4-sp-d16", "vfma.f32 s2, s0, s1", "vmov.f32 s0, s2", "bx lr")
            }
        }
    }
    // Every 64-bit RISC-V target with one of these systems has F and D.
    all(
        target_arch = "riscv64",
        any(target_os = "linux", target_os = "android", target_os = "freebsd", target_os = "netbsd", target_os = "openbsd")
    ) => {
        mod chosen {
            pub(in crate::number) const F32_BY_INSTRUCTION: bool = true;
            pub(in crate::number) const F64_BY_INSTRUCTION: bool = true;

            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            pub(in crate::number) fn f32(a: f32, b: f32, c: f32) -> f32 {
                let sum;
                // SAFETY: reads and writes registers only.
                unsafe {
                    core::arch::asm!(
                        "fmadd.s {sum}, {a}, {b}, {c}",
                        a = in(freg) a, b = in(freg) b, c = in(freg) c, sum = lateout(freg) sum,
                        options(pure, nomem, nostack, preserves_flags)
                    );
                }
                sum
            }

            #[inline(always)]
            #[allow(unsafe_code, reason = "an instruction of this target")]
            pub(in crate::number) fn f64(a: f64, b: f64, c: f64) -> f64 {
                let sum;
                // SAFETY: reads and writes registers only.
                unsafe {
                    core::arch::asm!(
                        "fmadd.d {sum}, {a}, {b}, {c}",
                        a = in(freg) a, b = in(freg) b, c = in(freg) c, sum = lateout(freg) sum,
                        options(pure, nomem, nostack, preserves_flags)
                    );
                }
                sum
            }
        }
    }
    _ => {
        mod chosen {
            pub(in crate::number) const F32_BY_INSTRUCTION: bool = false;
            pub(in crate::number) const F64_BY_INSTRUCTION: bool = false;

            pub(in crate::number) use super::emulated::{emulated_f32 as f32, emulated_f64 as f64};
        }
    }
}
