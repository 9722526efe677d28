//! Every activation and its derivative against correctly rounded values (mpmath, 420 digits), at
//! inputs from 5e-324 to infinity; the Jacobian of softmax.

#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../../tests/support/close.rs"]
mod close;
#[allow(dead_code, reason = "other tests use the rest")]
#[path = "../../tests/support/golden.rs"]
mod golden;

use close::{Tolerance, assert_close};
use golden::{list, numbers, read, rows};
use mlp_core::activation::{
    Activation, Celu, Elu, Exponential, Gate, Geglu, Gelu, GeluTanh, Glu, HardShrink, HardSigmoid,
    HardSilu, HardTanh, LayerActivation, LeakyRelu, Linear, LogSigmoid, LogSoftmax, Maxout, Mish,
    Prelu, Reglu, Relu, Relu6, Selu, Sigmoid, Silu, SoftShrink, Softmax, Softplus, Softsign,
    SparsePlus, SparseSigmoid, Sparsemax, Squareplus, Swiglu, Tanh, TanhShrink, Threshold,
};
use mlp_core::number::Scalar;
use serde_json::Value;

/// What the golden data asks for: fifty times the rounding of the result, and the subnormal numbers
/// near 1e-308 may lose what they cannot hold.
const F64: Tolerance = Tolerance::relative(1e-14, 1e-307);

/// As F64: a product of a few factors, each within 2 ULP (a ULP is up to ε of the value), and what
/// subnormal numbers cannot hold.
const F32: Tolerance = Tolerance::relative(8.0 * f32::EPSILON as f64, f32::MIN_POSITIVE as f64);

/// The inputs that are f32 numbers, so that rounding them plays no part.
fn as_single(x: f64) -> Option<f32> {
    let single = f32::from_f64(x);
    (f64::from(single).to_bits() == x.to_bits()).then_some(single)
}

fn check<A: Activation>(file: &str, activation: A) {
    let golden = read(&format!("activations/{file}.json"));
    let [x, y, dy] = ["x", "y", "dy"].map(|key| numbers(&golden[key]));
    let (mut doubles, mut singles) = (0, 0);
    for ((x, y), dy) in x.into_iter().zip(y).zip(dy) {
        check_at(&format!("{file} at {x:e}"), activation, x, [y, dy], F64);
        doubles += 1;
        if let Some(x) = as_single(x) {
            // What f32 cannot hold is infinite in it.
            let rounded = [y, dy].map(|value| f64::from(f32::from_f64(value)));
            check_at(
                &format!("{file} in f32 at {x:e}"),
                activation,
                x,
                rounded,
                F32,
            );
            singles += 1;
        }
    }
    assert!(
        doubles > 200 && singles > 90,
        "{doubles} and {singles} inputs"
    );
}

fn check_at<T: Scalar + Into<f64>, A: Activation>(
    what: &str,
    activation: A,
    x: T,
    [y, dy]: [f64; 2],
    tolerance: Tolerance,
) {
    let a = activation.activate(x);
    assert_close(what, &[a], &[y], tolerance);
    assert_close(
        &format!("derivative of {what}"),
        &[activation.derivative(x)],
        &[dy],
        // Where a function turns, its derivative is a difference of terms of order 1.
        if x.into().abs() < 3.0 {
            Tolerance::relative(tolerance.relative, 4.0 * T::EPSILON.to_f64())
        } else {
            tolerance
        },
    );

    // What back-propagation uses may come from a, which has rounded 1 − a away where it is small: its
    // error is a rounding or two of numbers up to 1. What comes back to NaN is NaN, and stays it.
    if y.is_nan() {
        let [delta] = activation.backward(&[x], &[a], &[x]);
        assert!(delta.into().is_nan(), "backward of {what}: {delta}");
        let [delta] = activation.backward(&[x], &[a], &[T::ONE]);
        let rectifier = what.starts_with("relu ");
        assert!(
            delta.into().is_nan() || rectifier,
            "backward of {what}: {delta}"
        );
        let slope = activation.derivative_from_activation(a);
        assert!(slope.into().is_nan(), "slope from a of {what}: {slope}");
    } else {
        let backward = activation.backward(&[x], &[a], &[T::ONE]);
        let epsilon = 2.0 * T::EPSILON.to_f64();
        assert_close(
            &format!("backward of {what}"),
            &backward,
            &[dy],
            Tolerance::relative(epsilon, epsilon),
        );
    }
}

macro_rules! activations {
    ($($name:ident: $file:literal, $activation:expr;)*) => {$(
        #[test]
        fn $name() {
            check($file, $activation);
        }
    )*};
}

// One line each.
activations! {
    linear_is_right_everywhere: "linear", Linear;
    relu_is_right_everywhere: "relu", Relu;
    leaky_relu_is_right_everywhere: "leaky_relu_0.2", LeakyRelu::default();
    leaky_relu_with_slope_0_01_is_right_everywhere: "leaky_relu_0.01", LeakyRelu::new(0.01);
    leaky_relu_with_slope_0_3_is_right_everywhere: "leaky_relu_0.3", LeakyRelu::new(0.3);
    sigmoid_is_right_everywhere: "sigmoid", Sigmoid;
    tanh_is_right_everywhere: "tanh", Tanh;
    prelu_is_right_everywhere: "prelu_0.25", Prelu { slope: 0.25 };
    relu6_is_right_everywhere: "relu6", Relu6;
    elu_is_right_everywhere: "elu_1", Elu::default();
    elu_with_alpha_0_5_is_right_everywhere: "elu_0.5", Elu::new(0.5);
    celu_is_right_everywhere: "celu_1", Celu::default();
    celu_with_alpha_2_is_right_everywhere: "celu_2", Celu::new(2.0);
    selu_is_right_everywhere: "selu", Selu;
    gelu_is_right_everywhere: "gelu", Gelu;
    gelu_tanh_is_right_everywhere: "gelu_tanh", GeluTanh;
    silu_is_right_everywhere: "silu", Silu;
    hard_sigmoid_is_right_everywhere: "hard_sigmoid", HardSigmoid;
    hard_silu_is_right_everywhere: "hard_silu", HardSilu;
    mish_is_right_everywhere: "mish", Mish;
    softplus_is_right_everywhere: "softplus", Softplus;
    softsign_is_right_everywhere: "softsign", Softsign;
    hard_tanh_is_right_everywhere: "hard_tanh", HardTanh;
    exponential_is_right_everywhere: "exponential", Exponential;
    log_sigmoid_is_right_everywhere: "log_sigmoid", LogSigmoid;
    tanh_shrink_is_right_everywhere: "tanh_shrink", TanhShrink;
    hard_shrink_is_right_everywhere: "hard_shrink_0.5", HardShrink::default();
    soft_shrink_is_right_everywhere: "soft_shrink_0.5", SoftShrink::default();
    threshold_is_right_everywhere: "threshold_1_0", Threshold::new(1.0, 0.0);
    squareplus_is_right_everywhere: "squareplus_4", Squareplus::default();
    sparse_plus_is_right_everywhere: "sparse_plus", SparsePlus;
    sparse_sigmoid_is_right_everywhere: "sparse_sigmoid", SparseSigmoid;
}

fn vector<A: LayerActivation, T: Scalar + Into<f64>, const N: usize>(
    activation: A,
    case: &Value,
    tolerance: Tolerance,
    jacobian_tolerance: Tolerance,
) {
    let x = numbers(&case["x"]);
    let z: [T; N] = core::array::from_fn(|k| T::from_f64(x[k]));
    let a = activation.forward(&z);
    let what = format!("{} of {x:?}", core::any::type_name::<A>());
    assert_close(&what, &a, &numbers(&case["y"]), tolerance);
    // Row i is ∂a[i]/∂z, which is what comes back if ∂loss/∂a is 1 at i and 0 elsewhere.
    for (i, row) in rows(&case["jacobian_rows_dyi"]).iter().enumerate() {
        let gradient = core::array::from_fn(|k| if k == i { T::ONE } else { T::ZERO });
        let backward = activation.backward(&z, &a, &gradient);
        assert_close(
            &format!("row {i} of the Jacobian, {what}"),
            &backward,
            row,
            jacobian_tolerance,
        );
    }
}

/// Checks all cases; `absolute` is how many roundings of 1 an output may be off.
fn check_vector<A: LayerActivation>(file: &str, activation: A, absolute: f64) {
    let golden = read(&format!("activations/vector_{file}.json"));
    let cases = list(&golden["cases"]);
    assert!(cases.len() > 20);
    for case in cases {
        match numbers(&case["x"]).len() {
            1 => check_case::<A, 1>(activation, case, absolute),
            2 => check_case::<A, 2>(activation, case, absolute),
            3 => check_case::<A, 3>(activation, case, absolute),
            4 => check_case::<A, 4>(activation, case, absolute),
            5 => check_case::<A, 5>(activation, case, absolute),
            8 => check_case::<A, 8>(activation, case, absolute),
            width => panic!("a case of width {width}: add a line"),
        }
    }
}

fn check_case<A: LayerActivation, const N: usize>(activation: A, case: &Value, absolute: f64) {
    // An entry of the Jacobian is a product with 1 − a, whose error is that of a.
    vector::<A, f64, N>(
        activation,
        case,
        Tolerance::relative(1e-14, (absolute * f64::EPSILON).max(F64.absolute)),
        Tolerance::relative(1e-14, 4.0 * f64::EPSILON),
    );
    // Differences of inputs count: their rounding is that of the largest, times the derivative, which
    // is at most a.
    let x = numbers(&case["x"]);
    if x.iter().all(|&x| as_single(x).is_some()) {
        let epsilon = f64::from(f32::EPSILON);
        vector::<A, f32, N>(
            activation,
            case,
            Tolerance::relative(F32.relative, (absolute * epsilon).max(F32.absolute)),
            Tolerance::relative(F32.relative, 4.0 * epsilon),
        );
    }
}

#[test]
fn softmax_and_its_jacobian_are_right() {
    check_vector("softmax", Softmax::default(), 0.0);
}

#[test]
fn log_softmax_and_its_jacobian_are_right() {
    check_vector("log_softmax", LogSoftmax::default(), 0.0);
}

#[test]
fn sparsemax_and_its_jacobian_are_right() {
    // An output is a difference of numbers of order 1.
    check_vector("sparsemax", Sparsemax, 2.0);
}

#[test]
fn a_temperature_divides_what_softmax_sees() {
    let z = [1.5_f64, -0.25, 3.0, 0.5];
    for temperature in [0.25, 0.5, 2.0, 8.0] {
        // Powers of two, so that dividing rounds nothing.
        let divided = z.map(|z| z / temperature);
        let (hot, plain) = (Softmax::new(temperature), Softmax::default());
        assert_eq!(hot.forward(&z), plain.forward(&divided));
        let (log_hot, log_plain) = (LogSoftmax::new(temperature), LogSoftmax::default());
        assert_eq!(log_hot.forward(&z), log_plain.forward(&divided));
        let gradient = [0.3, -1.0, 0.7, 0.2];
        let a = hot.forward(&z);
        let undivided = plain.backward(&divided, &a, &gradient);
        assert_eq!(
            hot.backward(&z, &a, &gradient),
            undivided.map(|g| g / temperature)
        );
    }
}

#[test]
fn one_nan_makes_every_output_nan() {
    fn check<A: LayerActivation>(activation: A) {
        for k in 0..3 {
            let mut z = [1.0_f32, 2.0, 3.0];
            z[k] = f32::NAN;
            let a = activation.forward(&z);
            assert!(a.iter().all(|a| a.is_nan()), "NaN at {k}: {a:?}");
        }
    }
    check(Softmax::default());
    check(LogSoftmax::default());
    check(Sparsemax);
}

/// The outputs of a gate over two halves, and each entry of its Jacobian.
fn check_halves<G: Gate<2>, T: Scalar + Into<f64>>(gate: G, case: &Value, tolerance: Tolerance) {
    let x = numbers(&case["x"]);
    let outputs = x.len() / 2;
    let z: Vec<T> = x.iter().map(|&x| T::from_f64(x)).collect();
    let rounded = |values: Vec<f64>| -> Vec<f64> {
        let rounded = |x: f64| T::from_f64(x).to_f64();
        values.into_iter().map(rounded).collect()
    };
    let pieces = |j: usize| [z[j], z[outputs + j]];
    let a: Vec<T> = (0..outputs).map(|j| gate.forward(pieces(j))).collect();
    let what = format!("{} of {x:?}", core::any::type_name::<G>());
    assert_close(&what, &a, &rounded(numbers(&case["y"])), tolerance);
    for (j, row) in rows(&case["jacobian_rows_dyi"]).into_iter().enumerate() {
        let [through, opening] = gate.backward(pieces(j), T::ONE);
        let mut found = vec![T::ZERO; 2 * outputs];
        found[j] = through;
        found[outputs + j] = opening;
        let what = format!("row {j} of the Jacobian, {what}");
        assert_close(&what, &found, &rounded(row), tolerance);
    }
}

#[test]
fn glu_and_its_jacobian_are_right() {
    let golden = read("activations/vector_glu.json");
    let cases = list(&golden["cases"]);
    let mut singles = 0;
    for case in cases {
        check_halves::<_, f64>(Glu, case, F64);
        let x = numbers(&case["x"]);
        if x.iter().all(|&x| as_single(x).is_some()) {
            check_halves::<_, f32>(Glu, case, F32);
            singles += 1;
        }
    }
    assert!(
        cases.len() >= 20 && singles > 5,
        "{} and {singles}",
        cases.len()
    );
}

#[test]
fn gated_linear_units_of_other_activations_are_products_with_them() {
    fn check<G: Gate<2>, A: Activation>(gate: G, phi: A) {
        for z in [-2.5_f64, -0.3, 0.0, 1.7, 40.0] {
            for g in [-30.0_f64, -1.25, 0.0, 0.4, 6.0] {
                assert_close("a", &[gate.forward([z, g])], &[z * phi.activate(g)], F64);
                let expected = [0.5 * phi.activate(g), 0.5 * z * phi.derivative(g)];
                assert_close("delta", &gate.backward([z, g], 0.5), &expected, F64);
            }
        }
    }
    check(Swiglu, Silu);
    check(Geglu, Gelu);
    check(Reglu, Relu);
    check(Glu, Sigmoid);
}

/// All triples of these numbers, special ones among them.
const SOME: [f64; 9] = [
    f64::NEG_INFINITY,
    -1e30,
    -1.5,
    -0.0,
    0.0,
    1e-30,
    1.5,
    2.0,
    f64::INFINITY,
];

#[test]
fn maxout_is_the_first_of_the_largest_and_the_gradient_is_its_alone() {
    fn check<T: Scalar>(z: [f64; 3]) {
        let mut chosen = 0;
        for k in 1..3 {
            if z[k] > z[chosen] {
                chosen = k;
            }
        }
        let z = z.map(T::from_f64);
        let a = Maxout::<3>.forward(z);
        assert_eq!(a.to_f64().to_bits(), z[chosen].to_f64().to_bits(), "{z:?}");
        let mut expected = [T::ZERO; 3];
        expected[chosen] = T::from_f64(-0.75);
        assert_eq!(
            Maxout::<3>.backward(z, T::from_f64(-0.75)),
            expected,
            "{z:?}"
        );
    }
    for x in SOME {
        for y in SOME {
            for z in SOME {
                check::<f64>([x, y, z]);
                check::<f32>([x, y, z]);
            }
        }
    }
}

#[test]
fn nan_in_any_piece_makes_the_output_and_a_gradient_nan() {
    fn check<G: Gate<PIECES>, const PIECES: usize>(gate: G) {
        for k in 0..PIECES {
            let mut z = [1.5_f32; PIECES];
            z[k] = f32::NAN;
            let what = core::any::type_name::<G>();
            assert!(gate.forward(z).is_nan(), "{what}, piece {k}");
            let backward = gate.backward(z, 1.0);
            assert!(
                backward.iter().any(|delta| delta.is_nan()),
                "{what}, piece {k}"
            );
        }
    }
    check(Glu);
    check(Swiglu);
    check(Geglu);
    check(Reglu);
    check(Maxout::<2>);
    check(Maxout::<5>);
}
