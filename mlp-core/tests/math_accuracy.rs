//! How far the functions of `math` are from the true values, in units in the last place (ULP).
//!
//! Three oracles, none of them ours: the f64 functions of std (the C library's, good to one ULP of
//! f64, a 2⁻²⁹th of what is measured in f32) or, for erf and erfc, which std lacks, of libm (those of
//! Sun's msun, as good); mpmath's correctly rounded values in `tests/golden`; and symmetries that hold
//! to the bit.
//!
//! The ignored test visits all 2³² arguments of every f32 function and prints the worst; `ONLY` names
//! the functions to visit, if not all:
//!
//! ```text
//! ONLY=erf,erfc RUSTFLAGS="-C target-cpu=native" cargo test --release -p mlp-core --test math_accuracy -- --ignored --nocapture
//! ```

use mlp_core::math::{double, single};
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_2_SQRT_PI};
use std::{env, f32::consts::LN_2, fs, path::PathBuf, thread};

/// The promise of the crate.
const LIMIT: f64 = 2.0;

/// A function by its name, our f32 and f64 forms, and the reference.
struct Function {
    name: &'static str,
    single: fn(f32) -> f32,
    double: fn(f64) -> f64,
    reference: fn(f64) -> f64,
    /// How far the reference itself may be from the truth, in ULP of f64.
    slack: f64,
    /// Whether f(−0) is −0.
    keeps_zero: bool,
}

/// `name against reference, within slack`, and whether f(−0) is −0.
macro_rules! function {
    ($name:ident against $reference:path, within $slack:literal, keeps zero: $keeps_zero:literal) => {
        Function {
            name: stringify!($name),
            single: single::$name,
            double: double::$name,
            reference: $reference,
            slack: $slack,
            keeps_zero: $keeps_zero,
        }
    };
}

// glibc documents 1 ULP for these functions, 2 for tanh, and msun 1 for its two; our own two
// references add up more.
const FUNCTIONS: [Function; 11] = [
    function!(exp against f64::exp, within 1.0, keeps zero: false),
    function!(exp_m1 against f64::exp_m1, within 1.0, keeps zero: true),
    function!(ln against f64::ln, within 1.0, keeps zero: false),
    function!(ln_1p against f64::ln_1p, within 1.0, keeps zero: true),
    function!(tanh against f64::tanh, within 2.0, keeps zero: true),
    function!(sigmoid against sigmoid, within 2.0, keeps zero: false),
    function!(softplus against softplus, within 2.0, keeps zero: false),
    function!(erf against libm::erf, within 1.0, keeps zero: true),
    function!(erfc against libm::erfc, within 1.0, keeps zero: false),
    Function {
        name: "Φ",
        single: |x| single::normal_distribution(x).0,
        double: |x| double::normal_distribution(x).0,
        reference: normal_distribution,
        slack: 3.0,
        keeps_zero: false,
    },
    Function {
        name: "φ",
        single: |x| single::normal_distribution(x).1,
        double: |x| double::normal_distribution(x).1,
        reference: normal_density,
        slack: 3.0,
        keeps_zero: false,
    },
];

/// ½·erfc(−x/√2). What rounding t = −x/√2 loses is given back by the derivative, −2/√π · e^(−t²).
fn normal_distribution(x: f64) -> f64 {
    const LOW: f64 = -4.833_646_656_726_457e-17; // 1/√2 − its f64
    let t = -x * FRAC_1_SQRT_2;
    let rest = (-x).mul_add(FRAC_1_SQRT_2, -t) - x * LOW;
    let slope = -FRAC_2_SQRT_PI * (-t * t).exp();
    0.5 * if slope == 0.0 {
        libm::erfc(t)
    } else {
        slope.mul_add(rest, libm::erfc(t))
    }
}

/// e^(−x²/2)/√(2π). What rounding x² loses is given back by the derivative.
fn normal_density(x: f64) -> f64 {
    let square = x * x;
    let e = (-0.5 * square).exp() * (0.5 * FRAC_2_SQRT_PI * FRAC_1_SQRT_2);
    if e == 0.0 || e.is_nan() {
        e
    } else {
        (-0.5 * x.mul_add(x, -square)).mul_add(e, e)
    }
}

/// The logistic function, in the form that loses nothing on either side of zero.
fn sigmoid(x: f64) -> f64 {
    let e = (-x.abs()).exp();
    if x < 0.0 {
        e / (1.0 + e)
    } else {
        1.0 / (1.0 + e)
    }
}

fn softplus(x: f64) -> f64 {
    x.max(0.0)
        + if x.is_nan() {
            x
        } else {
            (-x.abs()).exp().ln_1p()
        }
}

/// How many units in the last place of f32 lie between a result and a true value.
///
/// The unit is that of the true value's binade, or of the subnormals. An infinity counts as 2¹²⁸,
/// the number that would follow the largest one.
fn ulps_single(actual: f32, expected: f64) -> f64 {
    if actual.is_nan() || expected.is_nan() {
        return if actual.is_nan() && expected.is_nan() {
            0.0
        } else {
            f64::INFINITY
        };
    }
    let end = 2.0_f64.powi(128);
    let [actual, expected] = [f64::from(actual), expected].map(|x| x.clamp(-end, end));
    let exponent_field = (expected.to_bits() >> 52) & 0x7FF;
    let unit_field = (exponent_field - exponent_field.min(23)).clamp(1023 - 149, 1023 + 127 - 23);
    (actual - expected).abs() / f64::from_bits(unit_field << 52)
}

/// How many numbers of f64 lie between two; an infinity follows the largest number.
#[allow(
    clippy::cast_precision_loss,
    reason = "small distances are exact, large ones only have to be large"
)]
fn ulps_double(actual: f64, expected: f64) -> f64 {
    if actual.is_nan() || expected.is_nan() {
        return if actual.is_nan() && expected.is_nan() {
            0.0
        } else {
            f64::INFINITY
        };
    }
    let place = |x: f64| {
        let magnitude = (x.to_bits() & (u64::MAX >> 1)).cast_signed();
        if x.is_sign_negative() {
            -magnitude
        } else {
            magnitude
        }
    };
    place(actual).abs_diff(place(expected)) as f64
}

/// The worst of a sweep: its error, and the argument that has it.
#[derive(Clone, Copy)]
struct Worst {
    error: f64,
    argument: f64,
}

impl Worst {
    const NONE: Self = Self {
        error: 0.0,
        argument: 0.0,
    };

    fn of(self, other: Self) -> Self {
        if other.error > self.error {
            other
        } else {
            self
        }
    }
}

fn sweep_single(function: &Function, bits: impl Iterator<Item = u32>) -> Worst {
    bits.map(f32::from_bits).fold(Worst::NONE, |worst, x| {
        let argument = f64::from(x);
        worst.of(Worst {
            error: ulps_single((function.single)(x), (function.reference)(argument)),
            argument,
        })
    })
}

#[test]
#[ignore = "visits all 2³² arguments of every function: minutes in release, hours without"]
fn every_f32_is_within_two_ulp() {
    let only = env::var("ONLY").ok();
    let asked = |name: &str| {
        only.as_ref()
            .is_none_or(|only| only.split(',').any(|one| one == name))
    };
    let threads = u32::try_from(thread::available_parallelism().map_or(1, usize::from)).unwrap();
    for function in FUNCTIONS.iter().filter(|function| asked(function.name)) {
        let worst = thread::scope(|scope| {
            let parts: Vec<_> = (0..threads)
                .map(|part| {
                    scope.spawn(move || {
                        sweep_single(function, (part..=u32::MAX).step_by(threads as usize))
                    })
                })
                .collect();
            parts
                .into_iter()
                .map(|part| part.join().unwrap())
                .fold(Worst::NONE, Worst::of)
        });
        println!(
            "{:9} {:.3} ULP at {:e}",
            function.name, worst.error, worst.argument
        );
        assert!(worst.error <= LIMIT, "{}", function.name);
    }
}

#[test]
fn sampled_f32_are_within_two_ulp() {
    // Around the ends of the ranges and the joints of the algorithms, every number; elsewhere one
    // of 4099 (a prime, so that all low bits occur).
    let joints = [
        0.0,
        LN_2 / 2.0,
        LN_2,
        1.0,
        2.0,
        3.95,
        9.2,
        10.06,
        17.328,
        88.0,
        88.722_84,
        103.972_08,
        104.0,
        f32::INFINITY,
    ];
    let around = |x: f32| x.to_bits().saturating_sub(200)..=x.to_bits().saturating_add(200);
    let near: Vec<u32> = joints
        .into_iter()
        .flat_map(|x| around(x).chain(around(-x)))
        .collect();
    for function in &FUNCTIONS {
        let worst = sweep_single(
            function,
            (0..=u32::MAX).step_by(4099).chain(near.iter().copied()),
        );
        assert!(
            worst.error <= LIMIT,
            "{}: {} ULP at {:e}",
            function.name,
            worst.error,
            worst.argument
        );
    }
}

/// Scattered numbers: any bits, and evenly spread ones between the limits of the functions.
fn scattered() -> impl Iterator<Item = f64> {
    const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;
    let any = (1..20_000_u64).map(|k| f64::from_bits(k.wrapping_mul(GOLDEN)));
    let even = [1e-3, 0.5, 1.0, 3.0, 40.0, 750.0]
        .into_iter()
        .flat_map(|end| {
            (1..10_000_u64).map(move |k| {
                let between_1_and_2 =
                    f64::from_bits((k.wrapping_mul(GOLDEN) >> 12) | 1.0_f64.to_bits());
                (2.0 * between_1_and_2 - 3.0) * end
            })
        });
    any.chain(even)
}

#[test]
fn scattered_f64_are_within_two_ulp() {
    for function in &FUNCTIONS {
        for x in scattered() {
            let (ours, reference) = ((function.double)(x), (function.reference)(x));
            let error = ulps_double(ours, reference);
            assert!(
                error <= LIMIT + function.slack,
                "{}({x:e}): {ours:e}, not {reference:e}: {error} ULP",
                function.name
            );
        }
    }
}

/// The numbers of one key of a golden file. Read by hand, because `str::parse` rounds every decimal
/// correctly and JSON readers need not.
fn numbers(file: &str, key: &str) -> Vec<f64> {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "../tests/golden", file]
        .iter()
        .collect();
    let text =
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let start = text
        .find(&format!("\"{key}\": ["))
        .expect("the key is in the file");
    let list = text[start..]
        .split_once('[')
        .unwrap()
        .1
        .split_once(']')
        .unwrap()
        .0;
    list.split(',')
        .map(|number| number.trim().trim_matches('"').parse().expect("a number"))
        .collect()
}

#[test]
fn golden_f64_are_within_two_ulp() {
    type Ours = fn(f64) -> f64;
    type Applies = fn(f64) -> bool;
    let always: Applies = |_| true;
    // elu is eˣ − 1 below zero.
    let files: [(&str, Ours, Applies); 8] = [
        ("activations/exponential.json", double::exp, always),
        ("activations/elu_1.json", double::exp_m1, |x| x < 0.0),
        ("activations/tanh.json", double::tanh, always),
        ("activations/sigmoid.json", double::sigmoid, always),
        ("activations/softplus.json", double::softplus, always),
        (
            "activations/log_sigmoid.json",
            |x| -double::softplus(-x),
            always,
        ),
        ("functions/erf.json", double::erf, always),
        ("functions/erfc.json", double::erfc, always),
    ];
    for (file, ours, applies) in files {
        let (arguments, values) = (numbers(file, "x"), numbers(file, "y"));
        assert!(
            arguments.len() == values.len() && arguments.len() > 200,
            "{file}"
        );
        for (x, y) in arguments
            .into_iter()
            .zip(values)
            .filter(|&(x, _)| applies(x))
        {
            // The sign of a zero result is not part of these files.
            let error = if ours(x) == 0.0 && y == 0.0 {
                0.0
            } else {
                ulps_double(ours(x), y)
            };
            assert!(
                error <= LIMIT,
                "{file}: at {x:e} {:e}, not {y:e}: {error} ULP",
                ours(x)
            );
        }
    }
}

#[test]
fn limits_are_exact() {
    const INFINITY: f32 = f32::INFINITY;
    for (ours, x, limit) in [
        (single::exp as fn(f32) -> f32, -INFINITY, 0.0),
        (single::exp, INFINITY, INFINITY),
        (single::exp, 0.0, 1.0),
        (single::exp_m1, -INFINITY, -1.0),
        (single::exp_m1, INFINITY, INFINITY),
        (single::ln, 0.0, -INFINITY),
        (single::ln, -0.0, -INFINITY),
        (single::ln, 1.0, 0.0),
        (single::ln, INFINITY, INFINITY),
        (single::ln_1p, -1.0, -INFINITY),
        (single::ln_1p, INFINITY, INFINITY),
        (single::tanh, -INFINITY, -1.0),
        (single::tanh, INFINITY, 1.0),
        (single::sigmoid, -INFINITY, 0.0),
        (single::sigmoid, INFINITY, 1.0),
        (single::sigmoid, 0.0, 0.5),
        (single::softplus, -INFINITY, 0.0),
        (single::softplus, INFINITY, INFINITY),
        (single::erf, -INFINITY, -1.0),
        (single::erf, INFINITY, 1.0),
        (single::erfc, -INFINITY, 2.0),
        (single::erfc, INFINITY, 0.0),
        (single::erfc, f32::MAX, 0.0),
        (single::erfc, 0.0, 1.0),
        (single::erfc, -0.0, 1.0),
    ] {
        assert_eq!(ours(x).to_bits(), limit.to_bits(), "{} at {x}", ours(x));
    }
    for (ours, x, limit) in [
        (double::erf as fn(f64) -> f64, f64::NEG_INFINITY, -1.0_f64),
        (double::erf, f64::INFINITY, 1.0),
        (double::erfc, f64::NEG_INFINITY, 2.0),
        (double::erfc, f64::INFINITY, 0.0),
        (double::erfc, f64::MAX, 0.0),
        (double::erfc, 0.0, 1.0),
        (double::erfc, -0.0, 1.0),
    ] {
        assert_eq!(ours(x).to_bits(), limit.to_bits(), "{} at {x}", ours(x));
    }
    for negative in [-f32::from_bits(1), -1e-30, -2.0, -INFINITY] {
        assert!(single::ln(negative).is_nan() && double::ln(f64::from(negative)).is_nan());
        assert!(
            single::ln_1p(negative - 1.5).is_nan()
                && double::ln_1p(f64::from(negative) - 1.5).is_nan()
        );
    }
}

#[test]
fn zero_and_nan_pass_through() {
    for function in &FUNCTIONS {
        for nan in [f32::NAN, -f32::NAN] {
            assert!((function.single)(nan).is_nan(), "{}", function.name);
            assert!(
                (function.double)(f64::from(nan)).is_nan(),
                "{}",
                function.name
            );
        }
        if function.keeps_zero {
            for zero in [0.0_f32, -0.0] {
                assert_eq!(
                    (function.single)(zero).to_bits(),
                    zero.to_bits(),
                    "{}",
                    function.name
                );
                let zero = f64::from(zero);
                assert_eq!(
                    (function.double)(zero).to_bits(),
                    zero.to_bits(),
                    "{}",
                    function.name
                );
            }
        }
    }
}

#[test]
fn tanh_and_erf_are_odd_to_the_bit() {
    for bits in (0..0x7F80_0000_u32).step_by(10_007) {
        let x = f32::from_bits(bits);
        assert_eq!(single::tanh(-x).to_bits(), (-single::tanh(x)).to_bits());
        assert_eq!(single::erf(-x).to_bits(), (-single::erf(x)).to_bits());
        let x = f64::from(x);
        assert_eq!(double::tanh(-x).to_bits(), (-double::tanh(x)).to_bits());
        assert_eq!(double::erf(-x).to_bits(), (-double::erf(x)).to_bits());
    }
}
