//! Tasks compiled for the vector instructions of a level, on x86-64 each of them once in a crate.

/// The proof that this machine has some vector instructions, and how a task gets to use them.
///
/// `fearless_simd` has a function of the kind itself, `vectorize`. That one is `#[inline]`, so each of the units that the
/// compiler cuts a program into has a copy of it, and of all that the task is, wherever it is called: one
/// sample through a wide network was optimized three times over for each level.
pub(super) trait Instructions: fearless_simd::Simd {
    /// Runs `task` in a function that has the instructions.
    fn run<R>(self, task: impl FnOnce() -> R) -> R;
}

/// A module for each, since the compiler cuts along modules: the levels are optimized side by side.
macro_rules! instructions {
    ($module:ident, $token:ident: $features:literal) => {
        mod $module {
            #[target_feature(enable = $features)]
            pub(super) fn run<R>(task: impl FnOnce() -> R) -> R {
                task()
            }
        }

        impl Instructions for fearless_simd::$token {
            #[inline(always)]
            #[allow(unsafe_code, reason = "the compiler does not know of the proof")]
            fn run<R>(self, task: impl FnOnce() -> R) -> R {
                // SAFETY: `self` exists only on a machine where these instructions were found.
                unsafe { $module::run(task) }
            }
        }
    };
    // What the target is sure to have anyway is compiled for it everywhere.
    ($token:ident) => {
        impl Instructions for fearless_simd::$token {
            #[inline(always)]
            fn run<R>(self, task: impl FnOnce() -> R) -> R {
                fearless_simd::Simd::vectorize(self, task)
            }
        }
    };
}

// The instructions that `fearless_simd` asks a machine for: those of `vectorize` of the same token. A new version of it is taken by
// hand (Cargo.toml), these lists with it.
#[cfg(target_arch = "x86_64")]
instructions!(avx2, Avx2: "avx2,bmi1,bmi2,cmpxchg16b,f16c,fma,fxsr,lzcnt,movbe,popcnt,xsave");
#[cfg(target_arch = "x86_64")]
instructions!(avx512, Avx512: "adx,aes,avx512bitalg,avx512bw,avx512cd,avx512dq,avx512f,avx512ifma,avx512vbmi,\
    avx512vbmi2,avx512vl,avx512vnni,avx512vpopcntdq,bmi1,bmi2,cmpxchg16b,fma,fxsr,gfni,lzcnt,movbe,pclmulqdq,\
    popcnt,rdrand,rdseed,sha,vaes,vpclmulqdq,xsave,xsavec,xsaveopt,xsaves");
#[cfg(target_arch = "x86_64")]
instructions!(Sse2);
#[cfg(target_arch = "aarch64")]
instructions!(Neon);
#[cfg(target_arch = "wasm32")]
instructions!(WasmSimd128);
