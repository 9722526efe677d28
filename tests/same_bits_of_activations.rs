//! Every activation computes the same bits on one number and on vectors of every level, in the layout of
//! narrow networks and in that of wide ones; and a user's copy of a built-in one does, too.

mod support;

use mlp::activation::{
    self, Activation, Celu, Elu, Exponential, Gelu, GeluTanh, HardShrink, HardSigmoid, HardSilu,
    HardTanh, LayerActivation, LeakyRelu, Linear, LogSigmoid, LogSoftmax, Mish, Relu, Relu6, Selu,
    Sigmoid, Silu, SoftShrink, Softmax, Softplus, Softsign, SparsePlus, SparseSigmoid, Sparsemax,
    Squareplus, Tanh, TanhShrink, Threshold,
};
use mlp::number::{Real, Scalar};
use mlp::prelude::*;
use mlp_core::simd::{Lanes, Level, Simd, dispatch};
use support::random::Random;
use support::shapes::{bits, random_network};

/// Rows of numbers from −8 to 8, and some that are special; a whole number of registers.
fn rows<T: Scalar, const N: usize>() -> Vec<[T; N]> {
    let mut random = Random::new(21);
    let mut rows = vec![[T::ZERO; N]; 64];
    for row in &mut rows {
        *row = core::array::from_fn(|_| T::from_f64(8.0 * random.number()));
    }
    let special = [
        0.0, -0.0, 1.0, -1.0, 3.0, -3.0, 6.0, 1e-30, -1e-30, 40.0, -40.0, 800.0, -800.0,
    ];
    for (row, x) in rows.iter_mut().zip(special) {
        row[0] = T::from_f64(x);
    }
    rows[20][0] = T::from_f64(f64::INFINITY);
    rows[21][0] = T::from_f64(f64::NEG_INFINITY);
    rows
}

/// φ(z), then ∂loss/∂z over ∂loss/∂a, as a wide network computes them.
fn at<S: Simd<T>, T: Scalar, A: LayerActivation>(
    simd: S,
    activation: A,
    width: usize,
    [z, a, gradient]: [&mut [T]; 3],
) {
    let mut k = 0;
    while k < z.len() {
        let value = activation.each(S::Native::load(simd, &z[k..]));
        value.store(&mut a[k..]);
        k += S::Native::COUNT;
    }
    activation.rows(simd, width, a);
    activation.backward_rows(simd, width, z, a, gradient);
}

/// NaN has many bits.
fn comparable<T: Scalar>(values: &[T]) -> Vec<u64> {
    let one_nan = |&x: &T| {
        if x.to_f64().is_nan() {
            T::from_f64(f64::NAN)
        } else {
            x
        }
    };
    bits(&values.iter().map(one_nan).collect::<Vec<_>>())
}

fn check_in<T: Scalar, A: LayerActivation, const N: usize>(name: &str, activation: A) {
    let z = rows::<T, N>();
    let gradient: Vec<[T; N]> = rows::<T, N>().into_iter().rev().collect();
    let a: Vec<[T; N]> = z.iter().map(|z| activation.forward(z)).collect();
    let all = z.iter().zip(&a).zip(&gradient);
    let delta: Vec<[T; N]> = all
        .map(|((z, a), gradient)| activation.backward(z, a, gradient))
        .collect();
    for level in Level::all() {
        let (mut z, mut found) = (z.clone(), vec![[T::ZERO; N]; 64]);
        let mut found_delta = gradient.clone();
        let parts = [
            z.as_flattened_mut(),
            found.as_flattened_mut(),
            found_delta.as_flattened_mut(),
        ];
        dispatch!(level, simd => at(simd, activation, N, parts));
        let what = format!("{name} in {} at {level:?}", T::NAME);
        assert_eq!(
            comparable(found.as_flattened()),
            comparable(a.as_flattened()),
            "{what}"
        );
        let [found, expected] =
            [&found_delta, &delta].map(|delta| comparable(delta.as_flattened()));
        assert_eq!(found, expected, "slope of {what}");
    }
}

/// Layers of `$width` neurons, and a test of each.
macro_rules! activations {
    ($($name:ident: $activation:expr, $width:literal;)*) => {
        const CHECKED: &[&str] = &[$(stringify!($name)),*];

        $(#[test]
        fn $name() {
            check_in::<f32, _, $width>(stringify!($name), $activation);
            check_in::<f64, _, $width>(stringify!($name), $activation);
        })*
    };
}

// One line each, in the order of `NAMES`.
activations! {
    celu: Celu::new(0.7), 1;
    elu: Elu::new(0.7), 1;
    exponential: Exponential, 1;
    gelu: Gelu, 1;
    gelu_tanh: GeluTanh, 1;
    hard_shrink: HardShrink::default(), 1;
    hard_sigmoid: HardSigmoid, 1;
    hard_silu: HardSilu, 1;
    hard_tanh: HardTanh, 1;
    leaky_relu: LeakyRelu::default(), 1;
    linear: Linear, 1;
    log_sigmoid: LogSigmoid, 1;
    log_softmax: LogSoftmax::new(0.7), 11;
    mish: Mish, 1;
    relu: Relu, 1;
    relu6: Relu6, 1;
    selu: Selu, 1;
    sigmoid: Sigmoid, 1;
    silu: Silu, 1;
    soft_shrink: SoftShrink::default(), 1;
    softmax: Softmax::new(0.7), 11;
    softplus: Softplus, 1;
    softsign: Softsign, 1;
    sparse_plus: SparsePlus, 1;
    sparse_sigmoid: SparseSigmoid, 1;
    sparsemax: Sparsemax, 11;
    squareplus: Squareplus::new(0.7), 1;
    tanh: Tanh, 1;
    tanh_shrink: TanhShrink, 1;
    threshold: Threshold::new(0.3, -0.7), 1;
}

#[test]
fn every_activation_is_checked() {
    // prelu computes with parameters of a network, gates with several neurons: tests/same_bits.rs.
    let elsewhere = ["geglu", "glu", "maxout", "prelu", "reglu", "swiglu"];
    let names: Vec<_> = activation::NAMES
        .iter()
        .filter(|name| !elsewhere.contains(name))
        .collect();
    assert_eq!(CHECKED.iter().collect::<Vec<_>>(), names);
}

/// What a user would write who does not know that it is built in.
#[derive(Clone, Copy, Debug, Default)]
struct MyGelu;

impl Activation for MyGelu {
    #[inline(always)]
    fn activate<V: Real>(self, z: V) -> V {
        z.at_least(z.constant(-64.0)) * z.normal_distribution().0
    }

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        let (below, density) = z.normal_distribution();
        let end = z.constant(64.0);
        z.at_least(-end).at_most(end).fused(density, below)
    }
}

network! {
    struct Theirs: 2 => self::MyGelu 5 => linear 1;
    struct Ours: 2 => gelu 5 => linear 1;
}

#[test]
fn a_copy_of_a_built_in_activation_gives_the_same_bits() {
    let ours: Ours = random_network(&mut Random::new(5));
    let mut theirs = Theirs::zeroed();
    theirs.parameters_mut().copy_from_slice(ours.parameters());
    let inputs: Vec<[f32; 2]> = rows::<f32, 2>().into_iter().skip(22).collect();
    let targets: Vec<[f32; 1]> = inputs.iter().map(|[x, y]| [x - y]).collect();
    for input in &inputs {
        assert_eq!(bits(&ours.forward(input)), bits(&theirs.forward(input)));
    }
    let samples = Samples::new(&inputs, &targets).expect("as many targets");
    let (loss, gradients) = ours.gradients(&samples, &MeanSquaredError);
    let (their_loss, their_gradients) = theirs.gradients(&samples, &MeanSquaredError);
    assert_eq!(loss.to_bits(), their_loss.to_bits());
    assert_eq!(
        bits(gradients.parameters()),
        bits(their_gradients.parameters())
    );
}
