//! Initializers: mean, variance and shape of what they draw, against the formulas of their papers.
//!
//! Everything is measured over N draws and allowed 5 standard errors, which chance passes once in
//! 1.7 million; seeds are fixed, so a test that passes goes on passing. With σ² the variance, the
//! standard error is σ/√N for the mean, and for the mean square σ²·√((κ − 1)/N), where κ is the
//! fourth moment over σ⁴: 3 for a normal, 9/5 for a uniform distribution.

use mlp_core::init::{
    Constant, GlorotNormal, GlorotUniform, HeNormal, HeUniform, Initializer, LecunNormal,
    LecunUniform, Normal, Orthogonal, Uniform, Zeros,
};
use mlp_core::number::Scalar;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;

const FAN_IN: usize = 20;
const FAN_OUT: usize = 30;
/// Matrices drawn; N is 600 times as many.
const MATRICES: u64 = 60;

/// The shape of a distribution.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Normal,
    Uniform,
}

fn filled<T: Scalar, const I: usize, const O: usize>(
    initializer: &impl Initializer,
    seed: u64,
) -> [[T; O]; I] {
    let mut weights = [[T::ONE; O]; I];
    initializer.fill(&mut weights, &mut Xoshiro256PlusPlus::seed_from_u64(seed));
    weights
}

/// The mean of the `power`-th powers.
fn moment(draws: &[f64], power: i32) -> f64 {
    draws.iter().map(|w| w.powi(power)).sum::<f64>() / count(draws)
}

#[allow(clippy::cast_precision_loss, reason = "some thousand numbers")]
fn count(draws: &[f64]) -> f64 {
    draws.len() as f64
}

#[track_caller]
fn assert_within(what: &str, actual: f64, expected: f64, standard_error: f64) {
    let errors = (actual - expected).abs() / standard_error;
    assert!(
        errors < 5.0,
        "{what} is {actual}, not {expected}: {errors:.1} standard errors off"
    );
}

/// Mean 0, this variance and shape, also in f32, where only the last bit differs.
fn check(initializer: &impl Initializer, shape: Shape, variance: f64) {
    let mut draws = Vec::new();
    for seed in 0..MATRICES {
        let doubles: [[f64; FAN_OUT]; FAN_IN] = filled(initializer, seed);
        let singles: [[f32; FAN_OUT]; FAN_IN] = filled(initializer, seed);
        let rounded = doubles.map(|row| row.map(f32::from_f64));
        assert!(
            singles == rounded,
            "f32 and f64 start from different points"
        );
        draws.extend(doubles.as_flattened());
    }
    let (n, deviation) = (count(&draws), variance.sqrt());
    // κ, and σ⁻⁸ times the eighth moment: 105 or 9, of which the error of κ is made.
    let (kurtosis, eighth) = match shape {
        Shape::Normal => (3.0_f64, 105.0_f64),
        Shape::Uniform => (9.0 / 5.0, 9.0),
    };
    assert_within("mean", moment(&draws, 1), 0.0, deviation / n.sqrt());
    assert_within(
        "variance",
        moment(&draws, 2),
        variance,
        variance * ((kurtosis - 1.0) / n).sqrt(),
    );
    let measured = moment(&draws, 4) / variance.powi(2);
    assert_within(
        "kurtosis",
        measured,
        kurtosis,
        ((eighth - kurtosis * kurtosis) / n).sqrt(),
    );

    // Neighbours are independent: their products have mean 0 and deviation σ².
    let products: Vec<f64> = draws.windows(2).map(|pair| pair[0] * pair[1]).collect();
    assert_within(
        "correlation of neighbours",
        moment(&products, 1),
        0.0,
        variance / n.sqrt(),
    );

    let largest = draws
        .iter()
        .fold(0.0_f64, |largest, w| largest.max(w.abs()));
    match shape {
        Shape::Uniform => {
            // σ² = limit²/3. The largest of N is within 1e-3 of the limit but for a chance of e⁻³⁶.
            let limit = (3.0 * variance).sqrt();
            assert!(
                largest <= limit * (1.0 + 1e-15) && largest > 0.999 * limit,
                "{largest} of {limit}"
            );
        }
        Shape::Normal => {
            // Beyond 2σ, where Keras truncates, are 4.55 % of the draws.
            let beyond = draws.iter().filter(|w| w.abs() > 2.0 * deviation);
            let fraction = count(&beyond.copied().collect::<Vec<_>>()) / n;
            assert_within(
                "fraction beyond 2σ",
                fraction,
                0.045_5,
                (0.045_5 * 0.954_5 / n).sqrt(),
            );
            assert!(largest > 3.5 * deviation);
        }
    }
}

macro_rules! initializers {
    ($($name:ident: $initializer:expr, $shape:ident, $variance:expr;)*) => {$(
        #[test]
        fn $name() {
            check(&$initializer, Shape::$shape, $variance);
        }
    )*};
}

// One line each, with the variance of its paper: `fan_in` 20, `fan_out` 30.
initializers! {
    glorot_normal_has_variance_two_over_both_fans: GlorotNormal, Normal, 2.0 / 50.0;
    glorot_uniform_has_variance_two_over_both_fans: GlorotUniform, Uniform, 2.0 / 50.0;
    he_normal_has_variance_two_over_fan_in: HeNormal, Normal, 2.0 / 20.0;
    he_uniform_has_variance_two_over_fan_in: HeUniform, Uniform, 2.0 / 20.0;
    lecun_normal_has_variance_one_over_fan_in: LecunNormal, Normal, 1.0 / 20.0;
    lecun_uniform_has_variance_one_over_fan_in: LecunUniform, Uniform, 1.0 / 20.0;
    normal_has_the_deviation_asked_for: Normal { standard_deviation: 0.3 }, Normal, 0.3 * 0.3;
    uniform_has_the_limit_asked_for: Uniform { limit: 0.3 }, Uniform, 0.3 * 0.3 / 3.0;
}

#[test]
fn constants_are_constant() {
    assert_eq!(
        filled::<f64, 3, 2>(&Constant { value: 0.7 }, 1),
        [[0.7; 2]; 3]
    );
    assert_eq!(
        filled::<f32, 3, 2>(&Constant { value: 0.7 }, 1),
        [[0.7; 2]; 3]
    );
    assert_eq!(filled::<f32, 3, 2>(&Zeros, 1), [[0.0; 2]; 3]);
}

/// The Gram matrix of the rows or columns, whichever are fewer, is gain² times the identity.
fn check_orthogonal<T: Scalar, const I: usize, const O: usize>(gain: f64, tolerance: f64) {
    for seed in 0..5 {
        let weights: [[T; O]; I] = filled(&Orthogonal { gain }, seed);
        let at = |v: usize, k: usize| if I <= O { weights[v][k] } else { weights[k][v] }.to_f64();
        let (vectors, length) = (I.min(O), I.max(O));
        for v in 0..vectors {
            for u in 0..=v {
                let dot: f64 = (0..length).map(|k| at(v, k) * at(u, k)).sum();
                let expected = if u == v { gain * gain } else { 0.0 };
                let difference = (dot - expected).abs();
                assert!(
                    difference <= tolerance * gain * gain,
                    "{I} × {O}, seed {seed}: vectors {v} and {u} have product {dot:e}, not {expected}"
                );
            }
        }
    }
}

/// Gram–Schmidt done twice is orthogonal to a few roundings of a number: 1e-14 is 45 ε of f64; 1e-6
/// is 8 ε of f32, in which each entry is rounded once, the errors adding up over a vector.
#[test]
fn orthogonal_is_orthogonal_in_every_shape() {
    fn check<const I: usize, const O: usize>() {
        for gain in [1.0, 1.5] {
            check_orthogonal::<f64, I, O>(gain, 1e-14);
            check_orthogonal::<f32, I, O>(gain, 1e-6);
        }
    }
    check::<1, 1>();
    check::<1, 4>();
    check::<4, 1>();
    check::<7, 3>();
    check::<3, 7>();
    check::<5, 5>();
    check::<40, 40>();
    check::<64, 17>();
    check::<17, 64>();
}

/// As for the others, but the f32 vectors are made orthogonal in f32: a few ε apart.
#[test]
fn orthogonal_starts_from_the_same_point_in_both_precisions() {
    for seed in 0..20 {
        let doubles: [[f64; 5]; 9] = filled(&Orthogonal { gain: 1.0 }, seed);
        let singles: [[f32; 5]; 9] = filled(&Orthogonal { gain: 1.0 }, seed);
        for (double, single) in doubles.as_flattened().iter().zip(singles.as_flattened()) {
            assert!(
                (double - f64::from(*single)).abs() < 4e-6,
                "seed {seed}: {double} and {single}"
            );
        }
    }
}

/// A rotation has no preferred direction: each entry has mean 0 and mean square 1/length, each of a
/// 1 × 1 matrix is 1 or −1, as often.
#[test]
fn orthogonal_has_no_preferred_direction() {
    let draws: Vec<f64> = (0..4000)
        .map(|seed| filled::<f64, 4, 3>(&Orthogonal { gain: 1.0 }, seed)[3][2])
        .collect();
    let n = count(&draws);
    assert_within("mean", moment(&draws, 1), 0.0, 0.5 / n.sqrt());
    // The fourth moment of an entry of a random unit vector of length 4 is 3 / (4 · 6).
    assert_within(
        "mean square",
        moment(&draws, 2),
        0.25,
        ((3.0 / 24.0 - 1.0 / 16.0) / n).sqrt(),
    );

    let signs: Vec<f64> = (0..400)
        .map(|seed| filled::<f64, 1, 1>(&Orthogonal { gain: 1.0 }, seed)[0][0])
        .collect();
    assert!(signs.iter().all(|sign| (sign.abs() - 1.0).abs() < 1e-15));
    assert_within("mean", moment(&signs, 1), 0.0, 1.0 / 20.0);
}
