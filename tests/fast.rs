//! `where numerics = fast`: the same network as the exact one, but for the last bits, and those only
//! where nothing fuses a product into its sum in one instruction.

mod support;

use mlp::Numerics;
use mlp::network::Network;
use mlp::number::{Real, Scalar};
use mlp::prelude::*;
use mlp_core::engine::{columns, rows};
use mlp_core::simd::{Baseline, Lanes, Level, Plain, PlainOne, Simd, dispatch};
use std::hint::black_box;
use std::time::Instant;
use support::random::Random;
use support::shapes::{arrays, bits, random_network};

network! {
    struct Narrow: 2 => relu 4 => relu 4 => sigmoid 1;
    struct NarrowFast: 2 => relu 4 => relu 4 => sigmoid 1 where numerics = fast;
    struct Wide: 64 => relu 32 => softmax 10;
    struct WideFast: 64 => relu 32 => softmax 10 where numerics = fast;
    struct Gated: 4 => glu 9 => maxout(3) 5 => glu 2;
    struct GatedFast: 4 => glu 9 => maxout(3) 5 => glu 2 where numerics = fast;
    struct NarrowDouble<f64>: 2 => relu 4 => relu 4 => sigmoid 1;
    struct NarrowDoubleFast<f64>: 2 => relu 4 => relu 4 => sigmoid 1 where numerics = fast;
    struct WideDouble<f64>: 64 => relu 32 => softmax 10;
    struct WideDoubleFast<f64>: 64 => relu 32 => softmax 10 where numerics = fast;
}

/// Nanoseconds of a call: the least of many rounds.
fn nanoseconds<R>(mut call: impl FnMut() -> R) -> f64 {
    let mut least = f64::INFINITY;
    for _ in 0..200 {
        let start = Instant::now();
        for _ in 0..1000 {
            black_box(call());
        }
        least = least.min(start.elapsed().as_secs_f64() * 1e9 / 1000.0);
    }
    least
}

/// What a forward pass costs: `cargo test --release --test fast -- --ignored --nocapture`.
#[test]
#[ignore = "a measurement"]
fn cost_of_a_forward_pass() {
    macro_rules! cost {
        ($text:literal, $network:ident, $fast:ident, $form:ident) => {{
            let network: $network = random_network(&mut Random::new(1));
            let fast: $fast = random_network(&mut Random::new(1));
            let input = [0.25; $network::INPUTS];
            let best = nanoseconds(|| network.forward(black_box(&input)));
            let exact = nanoseconds(|| {
                $form::Equations::respond(&network, Baseline::new(), black_box(&input))
            });
            let plain =
                nanoseconds(|| $form::Equations::respond(&fast, Plain::new(), black_box(&input)));
            println!(
                "{:16} best {best:8.1} ns, emulated {exact:8.1} ns, plain {plain:8.1} ns: {:.1}",
                $text,
                exact / plain
            );
        }};
    }
    cost!("2-4-4-1 f32", Narrow, NarrowFast, columns);
    cost!("64-32-10 f32", Wide, WideFast, rows);
    cost!("2-4-4-1 f64", NarrowDouble, NarrowDoubleFast, columns);
    cost!("64-32-10 f64", WideDouble, WideDoubleFast, rows);
}

/// Inputs that try every sign and size, and one-hot-like targets.
fn inputs<T: Scalar, const I: usize>(count: usize) -> Vec<[T; I]> {
    let mut random = Random::new(4);
    let rows: Vec<_> = (0..count)
        .map(|_| random.numbers(I).iter().map(|x| 3.0 * x).collect())
        .collect();
    arrays(&rows)
}

fn assert_near<T: Scalar>(values: &[T], expected: &[T], what: &str) {
    let largest = expected
        .iter()
        .fold(0.0, |m, x| f64::max(m, x.to_f64().abs()));
    for (value, expected) in values.iter().zip(expected) {
        let difference = (value.to_f64() - expected.to_f64()).abs();
        let tolerance = 64.0 * T::EPSILON.to_f64() * largest;
        assert!(difference <= tolerance, "{what}: {value} is not {expected}");
    }
}

/// What a level computes of a network, through the dispatch of public calls.
macro_rules! at {
    ($form:ident, $network:ident: $type:ident at $level:expr, $samples:expr, $loss:expr) => {{
        let mut gradients = $type::zeroed();
        let value = dispatch!(for $type at $level, simd => {
            $network.gradients_of_part(simd, $samples, $loss, &mut gradients)
        });
        let loss = dispatch!(for $type at $level, simd => {
            $network.loss_of_part(simd, $samples, $loss)
        });
        let outputs: Vec<_> = $samples
            .iter()
            .map(|(input, _)| dispatch!(for $type at $level, simd => {
                $form::Equations::respond(&$network, simd, input)
            }))
            .collect();
        (outputs, value, loss, gradients)
    }};
}

macro_rules! check {
    ($($name:ident: $exact:ident, $fast:ident, $form:ident, $loss:ident;)*) => {$(
        mod $name {
            use super::*;

            type Numbers = <$exact as Network>::Scalar;

            fn networks() -> ($exact, $fast) {
                let random = || Random::new(2);
                (random_network(&mut random()), random_network(&mut random()))
            }

            #[test]
            fn at_the_best_level_fast_is_exact_where_the_machine_fuses() {
                let fuses = !matches!(
                    Level::best_for::<Numbers>(Numerics::Fast),
                    Level::Plain(_)
                );
                let (exact, fast) = networks();
                let inputs = inputs(70);
                let targets = vec![[Numbers::ONE; $exact::OUTPUTS]; 70];
                let samples = Samples::new(&inputs, &targets).expect("as many targets");
                let (value, gradients) = exact.gradients(&samples, &$loss);
                let (fast_value, fast_gradients) = fast.gradients(&samples, &$loss);
                for input in &inputs {
                    assert_near(&fast.forward(input), &exact.forward(input), "outputs");
                    if fuses {
                        assert_eq!(bits(&fast.forward(input)), bits(&exact.forward(input)));
                    }
                }
                assert_near(&[fast_value], &[value], "loss");
                assert_near(fast_gradients.parameters(), gradients.parameters(), "gradients");
                if fuses {
                    assert_eq!(bits(fast_gradients.parameters()), bits(gradients.parameters()));
                }
            }

            #[test]
            fn the_plain_level_is_near_the_exact_one() {
                let (exact, fast) = networks();
                let inputs = inputs(50);
                let targets = vec![[Numbers::ONE; $exact::OUTPUTS]; 50];
                let samples = Samples::new(&inputs, &targets).expect("as many targets");
                let level = Level::Plain(Plain::new());
                let (outputs, value, loss, gradients) = at!($form, fast: $fast at level, &samples, &$loss);
                let expected = at!($form, exact: $exact at Level::best(), &samples, &$loss);
                for (output, expected) in outputs.iter().zip(&expected.0) {
                    assert_near(output, expected, "outputs");
                }
                assert_near(&[value, loss], &[expected.1, expected.2], "loss");
                assert_near(gradients.parameters(), expected.3.parameters(), "gradients");
                if Level::may_be_plain::<Numbers>(Numerics::Fast) {
                    let exact = expected.3.parameters();
                    assert_ne!(bits(gradients.parameters()), bits(exact), "it is plain");
                }
            }

            #[test]
            fn an_exact_network_is_never_plain() {
                let (exact, _) = networks();
                let inputs = inputs(5);
                let targets = vec![[Numbers::ONE; $exact::OUTPUTS]; 5];
                let samples = Samples::new(&inputs, &targets).expect("as many targets");
                let level = Level::Plain(Plain::new());
                let plain = at!($form, exact: $exact at level, &samples, &$loss);
                let best = at!($form, exact: $exact at Level::best(), &samples, &$loss);
                assert_eq!(bits(plain.3.parameters()), bits(best.3.parameters()));
                assert_eq!(plain.0.map_bits(), best.0.map_bits());
            }

            #[test]
            fn nan_and_infinity_behave_as_in_the_exact_network() {
                let (exact, fast) = networks();
                for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0] {
                    for place in 0..$exact::INPUTS {
                        let mut input = inputs(1)[0];
                        input[place] = Numbers::from_f64(odd);
                        let plain = dispatch!(for $fast at Level::Plain(Plain::new()), simd => {
                            $form::Equations::respond(&fast, simd, &input)
                        });
                        let kind = |x: &Numbers| {
                            (Real::is_nan(*x), x.is_finite(), x.to_f64() < 0.0)
                        };
                        let expected = exact.forward(&input);
                        assert!(plain.iter().map(kind).eq(expected.iter().map(kind)), "{odd}");
                    }
                }
            }
        }
    )*};
}

/// The bits of many outputs.
trait MapBits {
    fn map_bits(&self) -> Vec<Vec<u64>>;
}

impl<T: Scalar, const O: usize> MapBits for Vec<[T; O]> {
    fn map_bits(&self) -> Vec<Vec<u64>> {
        self.iter().map(|output| bits(output)).collect()
    }
}

check! {
    narrow: Narrow, NarrowFast, columns, BinaryCrossEntropy;
    wide: Wide, WideFast, rows, CategoricalCrossEntropy;
    gates: Gated, GatedFast, rows, MeanSquaredError;
    narrow_in_double_precision: NarrowDouble, NarrowDoubleFast, columns, BinaryCrossEntropy;
    wide_in_double_precision: WideDouble, WideDoubleFast, rows, CategoricalCrossEntropy;
}

/// The largest error of a function at the plain level relative to the exact one, in units of epsilon.
fn error_of<T: Scalar>(
    range: [f64; 2],
    exact: fn(T) -> T,
    plain: fn(PlainOne<T>) -> PlainOne<T>,
) -> f64 {
    let [from, to] = range;
    let mut most = 0.0;
    for k in 0..=20_000 {
        let x = T::from_f64(from + (to - from) * f64::from(k) / 20_000.0);
        let number = <PlainOne<T> as Lanes<Plain>>::broadcast(Plain::new(), x);
        let (value, expected) = (plain(number).lane(0).to_f64(), exact(x).to_f64());
        assert_eq!(value.is_finite(), expected.is_finite(), "at {x}");
        if expected.is_finite() && value != expected {
            most = f64::max(most, ((value - expected) / expected).abs());
        }
    }
    most / T::EPSILON.to_f64()
}

/// The numbers of registers at the plain level beside those of one number at a time.
fn assert_registers_agree<T: Scalar, V: Lanes<Plain, Scalar = T>>(
    values: &[T],
    registers: impl Fn(V, V, V) -> V,
    one: impl Fn(PlainOne<T>, PlainOne<T>, PlainOne<T>) -> PlainOne<T>,
    what: &str,
) {
    let plain = Plain::new();
    let at = |k: usize| values[k % values.len()];
    for first in 0..values.len() {
        // Three registers of numbers that lie apart by steps without a common divisor.
        let register = |step: usize| V::from_fn(plain, |lane| at(first + lane * step));
        let computed = registers(register(1), register(3), register(7));
        for lane in 0..V::COUNT {
            let number = |step: usize| {
                <PlainOne<T> as Lanes<Plain>>::broadcast(plain, at(first + lane * step))
            };
            let expected = one(number(1), number(3), number(7)).lane(0);
            let value = computed.lane(lane);
            let both_nan = value.to_f64().is_nan() && expected.to_f64().is_nan();
            assert!(
                both_nan || bits(&[value]) == bits(&[expected]),
                "{what}: {value} is not {expected}"
            );
        }
    }
}

#[test]
fn registers_of_the_plain_level_take_the_steps_of_one_number() {
    if cfg!(all(
        feature = "std",
        target_arch = "x86_64",
        not(debug_assertions)
    )) {
        assert_eq!(
            <Plain as Simd<f32>>::Native::COUNT,
            4,
            "there are registers to see"
        );
    }
    macro_rules! check {
        ($($scalar:ident: $($what:literal |$x:ident, $y:ident, $z:ident| $value:expr;)*)*) => {$($({
            let mut random = Random::new(9);
            let mut values = vec![0.0, -0.0, 1.0, -1.0, $scalar::INFINITY, $scalar::NEG_INFINITY, $scalar::NAN];
            values.extend([$scalar::MIN_POSITIVE, $scalar::MIN_POSITIVE / 4.0, $scalar::MAX]);
            let numbers = random.numbers(200);
            values.extend(numbers.iter().map(|x| $scalar::from_f64(20.0 * x)));
            assert_registers_agree::<$scalar, <Plain as Simd<$scalar>>::Small>(
                &values, |$x, $y, $z| $value, |$x, $y, $z| $value, $what);
            assert_registers_agree::<$scalar, <Plain as Simd<$scalar>>::Native>(
                &values, |$x, $y, $z| $value, |$x, $y, $z| $value, $what);
            assert_registers_agree::<$scalar, <Plain as Simd<$scalar>>::Samples>(
                &values, |$x, $y, $z| $value, |$x, $y, $z| $value, $what);
        })*)*};
        ($($what:literal |$x:ident, $y:ident, $z:ident| $value:expr;)*) => {
            check! { f32: $($what |$x, $y, $z| $value;)* }
            check! { f64: $($what |$x, $y, $z| $value;)* }
        };
    }
    check! {
        "x y + z" |x, y, z| x.fused(y, z);
        "x y − z / y" |x, y, z| x * y - z / y;
        "√|x|" |x, y, z| (x.abs() + y * z.constant(0.0)).sqrt().copysign(z);
        "at least, at most" |x, y, z| x.at_least(y).at_most(z);
        "select" |x, y, z| x.select(y.less_than(z), -x);
        "zero where" |x, y, z| x.zero_where(y.less_than(z));
        "exp" |x, y, z| x.exp() + (y - z).exp_m1();
        "ln" |x, y, z| x.ln() + (y - z).ln_1p();
        "tanh" |x, y, z| x.tanh() + (y - z).sigmoid();
        "softplus" |x, y, z| x.softplus() + (y - z).erf();
    }
}

#[test]
fn elementary_functions_lose_a_few_bits_at_the_plain_level() {
    macro_rules! check {
        ($($scalar:ident { $($function:ident in $from:literal to $to:literal within $limit:literal;)* })*) => {$($(
            let error = error_of::<$scalar>([$from, $to], Real::$function, Real::$function);
            println!("{} {}: {error:.1} epsilon", stringify!($scalar), stringify!($function));
            assert!(error <= $limit, "{}: {error} epsilon", stringify!($function));
        )*)*};
    }
    check! {
        f32 {
            exp in -80.0 to 80.0 within 8.0;
            exp_m1 in -15.0 to 80.0 within 8.0;
            ln in 0.001 to 1000.0 within 8.0;
            ln_1p in -0.9 to 100.0 within 8.0;
            tanh in -9.0 to 9.0 within 8.0;
            sigmoid in -80.0 to 80.0 within 8.0;
            softplus in -80.0 to 80.0 within 8.0;
            erf in -4.0 to 4.0 within 8.0;
            erfc in -4.0 to 9.0 within 256.0;
        }
        f64 {
            exp in -700.0 to 700.0 within 8.0;
            exp_m1 in -30.0 to 700.0 within 8.0;
            ln in 0.001 to 1000.0 within 8.0;
            ln_1p in -0.9 to 100.0 within 8.0;
            tanh in -20.0 to 20.0 within 8.0;
            sigmoid in -700.0 to 700.0 within 8.0;
            softplus in -700.0 to 700.0 within 8.0;
            erf in -6.0 to 6.0 within 8.0;
            erfc in -6.0 to 26.0 within 2048.0;
        }
    }
}
