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
    Activation, LayerActivation, LeakyRelu, Linear, Relu, Sigmoid, Softmax, Tanh,
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
        tolerance,
    );

    // What back-propagation uses may come from a, which has rounded 1 − a away where it is small: its
    // error is a rounding or two of numbers up to 1. At NaN the delta above is NaN already.
    if !y.is_nan() {
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
    leaky_relu_is_right_everywhere: "leaky_relu_0.01", LeakyRelu::default();
    leaky_relu_with_slope_0_2_is_right_everywhere: "leaky_relu_0.2", LeakyRelu::new(0.2);
    leaky_relu_with_slope_0_3_is_right_everywhere: "leaky_relu_0.3", LeakyRelu::new(0.3);
    sigmoid_is_right_everywhere: "sigmoid", Sigmoid;
    tanh_is_right_everywhere: "tanh", Tanh;
}

fn softmax<T: Scalar + Into<f64>, const N: usize>(
    case: &Value,
    tolerance: Tolerance,
    jacobian_tolerance: Tolerance,
) {
    let x = numbers(&case["x"]);
    let z: [T; N] = core::array::from_fn(|k| T::from_f64(x[k]));
    let a = Softmax.forward(&z);
    let what = format!("softmax of {x:?}");
    assert_close(&what, &a, &numbers(&case["y"]), tolerance);
    // Row i is ∂a[i]/∂z, which is what comes back if ∂loss/∂a is 1 at i and 0 elsewhere.
    for (i, row) in rows(&case["jacobian_rows_dyi"]).iter().enumerate() {
        let gradient = core::array::from_fn(|k| if k == i { T::ONE } else { T::ZERO });
        let backward = Softmax.backward(&z, &a, &gradient);
        assert_close(
            &format!("row {i} of the Jacobian, {what}"),
            &backward,
            row,
            jacobian_tolerance,
        );
    }
}

#[test]
fn softmax_and_its_jacobian_are_right() {
    let golden = read("activations/vector_softmax.json");
    let cases = list(&golden["cases"]);
    assert!(cases.len() > 20);
    for case in cases {
        match numbers(&case["x"]).len() {
            1 => check_softmax::<1>(case),
            2 => check_softmax::<2>(case),
            3 => check_softmax::<3>(case),
            4 => check_softmax::<4>(case),
            5 => check_softmax::<5>(case),
            8 => check_softmax::<8>(case),
            width => panic!("a case of width {width}: add a line"),
        }
    }
}

fn check_softmax<const N: usize>(case: &Value) {
    // An entry of the Jacobian is a product with 1 − a, whose error is that of a.
    softmax::<f64, N>(case, F64, Tolerance::relative(1e-14, 4.0 * f64::EPSILON));
    // Differences of inputs count: their rounding is that of the largest, times the derivative, which
    // is at most a.
    let x = numbers(&case["x"]);
    if x.iter().all(|&x| as_single(x).is_some()) {
        softmax::<f32, N>(
            case,
            F32,
            Tolerance::relative(F32.relative, 4.0 * f64::from(f32::EPSILON)),
        );
    }
}

#[test]
fn softmax_of_one_nan_is_nan_everywhere() {
    for k in 0..3 {
        let mut z = [1.0_f32, 2.0, 3.0];
        z[k] = f32::NAN;
        assert!(Softmax.forward(&z).iter().all(|a| a.is_nan()), "NaN at {k}");
    }
}
