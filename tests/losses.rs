//! Every loss against its formula in plain double precision, its gradients against central differences of
//! that formula, and what losses make of weights, labels and smoothing, in narrow and wide networks.

mod support;

use mlp::activation::{LayerActivation, Linear, Sigmoid, Softmax, Tanh};
use mlp::loss::TargetError;
use mlp::network::Network;
use mlp::prelude::*;
use support::close::{Tolerance, assert_close};

network! {
    struct Classes<f64>: 2 => tanh 3 => softmax 3;
    struct Yes<f64>: 2 => tanh 3 => sigmoid 2;
    struct Line<f64>: 2 => tanh 3 => linear 2;
    /// More than 1024 parameters, so that its numbers stand in rows.
    struct Wide<f64>: 2 => tanh 300 => softmax 3;
}

const Z: [[f64; 3]; 4] = [
    [0.3, -1.2, 0.9],
    [2.0, 0.1, -0.4],
    [-3.0, 1.5, 1.1],
    [0.2, 0.0, -0.7],
];

/// The loss at z, and that its δ is the slope of the formula there.
fn against<A, L, F>(activation: A, loss: &L, y: [f64; 3], formula: F)
where
    A: LayerActivation,
    L: Loss<A>,
    F: Fn(&[f64; 3], &[f64; 3]) -> f64,
{
    for z in Z {
        let a = activation.forward(&z);
        let value = loss.loss(activation, &z, &a, &y);
        assert_close(
            "loss",
            &[value],
            &[formula(&a, &y)],
            Tolerance::relative(1e-12, 1e-13),
        );
        let slopes = core::array::from_fn::<_, 3, _>(|k| {
            let at = |change: f64| {
                let mut z = z;
                z[k] += change;
                formula(&activation.forward(&z), &y)
            };
            (at(1e-5) - at(-1e-5)) / 2e-5
        });
        let delta = loss.delta(activation, &z, &a, &y);
        assert_close("δ", &delta, &slopes, Tolerance::relative(1e-7, 1e-9));
    }
}

fn mean(a: &[f64; 3], y: &[f64; 3], f: impl Fn(f64, f64) -> f64) -> f64 {
    a.iter().zip(y).map(|(&a, &y)| f(a, y)).sum::<f64>() / 3.0
}

fn total(a: &[f64; 3], y: &[f64; 3], f: impl Fn(f64, f64) -> f64) -> f64 {
    a.iter().zip(y).map(|(&a, &y)| f(a, y)).sum()
}

const REAL: [f64; 3] = [0.05, -0.45, 1.35];

#[test]
fn losses_of_regression_are_their_formulas() {
    against(Tanh, &MeanAbsoluteError, REAL, |a, y| {
        mean(a, y, |a, y| (a - y).abs())
    });
    against(Linear, &Huber::new(0.6), REAL, |a, y| {
        mean(a, y, |a, y| {
            let e = (a - y).abs();
            if e <= 0.6 {
                0.5 * e * e
            } else {
                0.6 * (e - 0.3)
            }
        })
    });
    against(Sigmoid, &LogCosh, REAL, |a, y| {
        mean(a, y, |a, y| (a - y).cosh().ln())
    });
    against(Linear, &Quantile::new(0.9), REAL, |a, y| {
        mean(a, y, |a, y| (0.9 * (y - a)).max(0.1 * (a - y)))
    });
    against(Linear, &CosineSimilarity, REAL, |a, y| {
        let length = |x: &[f64; 3]| x.iter().map(|x| x * x).sum::<f64>().sqrt();
        -total(a, y, |a, y| a * y) / (length(a) * length(y))
    });
}

#[test]
fn hinges_are_their_formulas_and_zero_is_a_no() {
    let margin = |a: f64, y: f64| (1.0 - if y == 0.0 { -a } else { y * a }).max(0.0);
    for y in [[1.0, -1.0, 1.0], [1.0, 0.0, 0.0]] {
        against(Linear, &Hinge, y, |a, y| mean(a, y, margin));
        against(Tanh, &SquaredHinge, y, |a, y| {
            mean(a, y, |a, y| margin(a, y).powi(2))
        });
    }
    against(Tanh, &CategoricalHinge, [0.0, 1.0, 0.0], |a, _| {
        (1.0 + a[0].max(a[2]).max(0.0) - a[1]).max(0.0)
    });
}

#[test]
fn focal_losses_are_those_of_the_paper() {
    for gamma in [0.0, 0.5, 1.0, 2.0, 3.5] {
        for y in [[1.0, 0.0, 1.0], [0.2, 0.9, 0.5]] {
            let formula = |a: f64, y: f64| {
                let right = y * a + (1.0 - y) * (1.0 - a);
                let entropy = -(y * a.ln() + (1.0 - y) * (1.0 - a).ln());
                (1.0 - right).powf(gamma) * entropy
            };
            let loss = BinaryFocalCrossEntropy::new(gamma);
            against(Sigmoid, &loss, y, |a, y| mean(a, y, formula));
            against(Sigmoid, &loss.alpha(0.25), y, |a, y| {
                mean(a, y, |a, y| (0.25 * y + 0.75 * (1.0 - y)) * formula(a, y))
            });
            let loss = CategoricalFocalCrossEntropy::new(gamma);
            against(Softmax::default(), &loss, y, |a, y| {
                total(a, y, |a, y| -0.25 * (1.0 - a).powf(gamma) * y * a.ln())
            });
        }
    }
}

#[test]
fn divergence_and_smoothing_are_their_formulas() {
    against(
        Softmax::default(),
        &KlDivergence,
        [0.25, 0.0, 0.75],
        |a, y| total(a, y, |a, y| if y == 0.0 { 0.0 } else { y * (y / a).ln() }),
    );
    let smoothed = CategoricalCrossEntropy.label_smoothing(0.3);
    against(Softmax::default(), &smoothed, [0.0, 1.0, 0.0], |a, y| {
        total(a, y, |a, y| -(0.7 * y + 0.1) * a.ln())
    });
    let smoothed = BinaryCrossEntropy.label_smoothing(0.3);
    against(Sigmoid, &smoothed, [0.0, 1.0, 1.0], |a, y| {
        mean(a, y, |a, y| {
            let y = 0.7 * y + 0.15;
            -(y * a.ln() + (1.0 - y) * (1.0 - a).ln())
        })
    });
}

#[test]
fn class_weights_multiply_samples_by_their_class() {
    let weighted = CategoricalCrossEntropy.class_weight([1.0, 5.0, 0.5]);
    against(Softmax::default(), &weighted, [0.0, 1.0, 0.0], |a, _| {
        -5.0 * a[1].ln()
    });
    let weighted = BinaryCrossEntropy.class_weight([0.5, 4.0]);
    against(Sigmoid, &weighted, [0.0, 1.0, 1.0], |a, y| {
        mean(a, y, |a, y| {
            -(4.0 * y * a.ln() + 0.5 * (1.0 - y) * (1.0 - a).ln())
        })
    });
}

/// Nothing overflows, underflows to NaN or is clipped where outputs are 0 or 1 by rounding.
#[test]
fn saturated_outputs_cost_what_they_should() {
    let at = |z: f64, y: f64| {
        let a = Sigmoid.forward(&[z]);
        let loss = BinaryFocalCrossEntropy::new(0.5);
        (
            loss.loss(Sigmoid, &[z], &a, &[y]),
            loss.delta(Sigmoid, &[z], &a, &[y])[0],
        )
    };
    assert_eq!(at(800.0, 0.0), (800.0, 1.0));
    assert_eq!(at(-800.0, 1.0), (800.0, -1.0));
    assert_eq!(at(800.0, 1.0), (0.0, 0.0));
    let softmax = Softmax::default();
    let z = [-900.0, 0.0, -1000.0];
    let a = softmax.forward(&z);
    let y = [1.0, 0.0, 0.0];
    let focal = CategoricalFocalCrossEntropy::new(0.5);
    assert_eq!(focal.loss(softmax, &z, &a, &y), 225.0);
    assert_eq!(focal.delta(softmax, &z, &a, &y), [-0.25, 0.25, 0.0]);
    assert_eq!(focal.delta(softmax, &z, &a, &[0.0, 1.0, 0.0]), [0.0; 3]);
    assert_eq!(KlDivergence.loss(softmax, &z, &a, &y), 900.0);
    let (z, y) = ([1e200, 1e-9, -750.0], [0.0; 3]);
    let value = LogCosh.loss(Linear, &[z[0]], &[z[0]], &[y[0]]);
    assert_eq!(value, 1e200);
    let value = LogCosh.loss(Linear, &[z[1]], &[z[1]], &[y[1]]);
    assert_close(
        "ln cosh 1e-9",
        &[value],
        &[0.5e-18],
        Tolerance::relative(1e-15, 0.0),
    );
}

/// One NaN among the outputs is one in the loss and its gradient.
#[test]
fn nan_in_gives_nan_out() {
    fn check<A: LayerActivation, L: Loss<A>>(activation: A, loss: &L) {
        for k in 0..3 {
            let mut z = [0.5, -0.3, 0.1];
            z[k] = f64::NAN;
            let a = activation.forward(&z);
            let y = [0.0, 1.0, 0.0];
            assert!(loss.loss(activation, &z, &a, &y).is_nan());
            assert!(loss.delta(activation, &z, &a, &y)[k].is_nan());
        }
    }
    check(Linear, &MeanAbsoluteError);
    check(Linear, &Huber::default());
    check(Linear, &LogCosh);
    check(Linear, &Quantile::default());
    check(Linear, &CosineSimilarity);
    check(Linear, &Hinge);
    check(Linear, &SquaredHinge);
    check(Linear, &CategoricalHinge);
    check(Sigmoid, &BinaryFocalCrossEntropy::default());
    check(Softmax::default(), &CategoricalFocalCrossEntropy::default());
    check(Softmax::default(), &KlDivergence);
}

fn inputs() -> Vec<[f64; 2]> {
    (0..19_u16)
        .map(|k| [0.125 * f64::from(k) - 1.0, 0.75 - 0.0625 * f64::from(k * k)])
        .collect()
}

/// The gradient with weights, against that of one sample after the other.
fn weights_count<N>()
where
    N: Network<Scalar = f64, Input = [f64; 2], Output = [f64; 3], OutputActivation = Softmax>,
{
    let network = N::seeded(3);
    let targets: Vec<([f64; 3], f32)> = (0..19_u8)
        .map(|k| {
            let mut y = [0.0; 3];
            y[usize::from(k % 3)] = 1.0;
            (y, f32::from(k % 5) * 0.5)
        })
        .collect();
    let weighted = CategoricalCrossEntropy.sample_weight();
    let inputs = inputs();
    let samples = Samples::new(&inputs, &targets).unwrap();
    let (loss, gradients) = network.gradients(&samples, &weighted);
    assert_eq!(loss.to_bits(), network.loss(&samples, &weighted).to_bits());
    let mut expected = vec![0.0; N::PARAMETERS];
    let mut expected_loss = 0.0;
    for (x, (y, weight)) in inputs.iter().zip(&targets) {
        let (xs, ys) = ([*x], [*y]);
        let one = Samples::new(&xs, &ys).unwrap();
        let (loss, gradient) = network.gradients(&one, &CategoricalCrossEntropy);
        expected_loss += f64::from(*weight) * loss / 19.0;
        for (sum, g) in expected.iter_mut().zip(gradient.parameters()) {
            *sum += f64::from(*weight) * g / 19.0;
        }
    }
    let tolerance = Tolerance::absolute(1e-13);
    assert_close("loss", &[loss], &[expected_loss], tolerance);
    assert_close("gradients", gradients.parameters(), &expected, tolerance);
}

#[test]
fn sample_weights_count_in_narrow_networks() {
    weights_count::<Classes>();
}

#[test]
fn sample_weights_count_in_wide_networks() {
    weights_count::<Wide>();
}

#[test]
fn labels_are_one_hot_targets_to_the_bit_whatever_their_integer() {
    let network = Classes::seeded(5);
    let labels: Vec<u8> = (0..19).map(|k| k % 3).collect();
    let one_hot: Vec<[f64; 3]> = labels
        .iter()
        .map(|&label| core::array::from_fn(|k| f64::from(u8::from(k == usize::from(label)))))
        .collect();
    let wide: Vec<usize> = labels.iter().map(|&label| usize::from(label)).collect();
    let expected = network.gradients(
        &Samples::new(&inputs(), &one_hot).unwrap(),
        &CategoricalCrossEntropy,
    );
    let loss = SparseCategoricalCrossEntropy;
    assert_eq!(
        network.gradients(&Samples::new(&inputs(), &labels).unwrap(), &loss),
        expected
    );
    let loss = SparseCategoricalCrossEntropy;
    assert_eq!(
        network.gradients(&Samples::new(&inputs(), &wide).unwrap(), &loss),
        expected
    );
}

#[test]
fn targets_that_can_only_be_a_mistake_are_refused_and_nothing_changes() {
    let untouched = Classes::seeded(5);
    let mut network = untouched.clone();
    let x = [[0.0, 1.0], [1.0, 0.0]];
    let refused = Trainer::new(SparseCategoricalCrossEntropy).fit(&mut network, &x, &[2, 3]);
    let error = refused.unwrap_err().to_string();
    assert!(
        error.contains(
            "the label 3 is that of no class; a network of 3 outputs has the labels 0 to 2"
        ),
        "{error}"
    );
    let loss = SparseCategoricalCrossEntropy.sample_weight();
    let refused = Trainer::new(loss).fit(&mut network, &x, &[(2, 1.0), (0, -1.0)]);
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("the weight of a sample is -1")
    );
    let targets = [[0.0, 1.0, 0.0], [0.0, 1.5, 0.0]];
    let error = Trainer::new(CategoricalCrossEntropy)
        .fit(&mut network, &x, &targets)
        .unwrap_err();
    assert!(matches!(
        error,
        TrainError::Target {
            sample: 1,
            error: TargetError::Value { output: 1, .. }
        }
    ));
    let loss = CategoricalCrossEntropy.label_smoothing(1.5);
    assert!(
        Trainer::new(loss)
            .fit(&mut network, &x, &targets[..1].repeat(2))
            .is_err()
    );
    assert_eq!(network, untouched);
    let refused = Trainer::new(Huber::new(-1.0)).fit(&mut Line::seeded(1), &x, &[[0.0; 2]; 2]);
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .contains("the delta of the loss is -1")
    );
    let refused =
        Trainer::new(MeanAbsoluteError).fit(&mut Line::seeded(1), &x, &[[f64::NAN; 2]; 2]);
    assert!(refused.is_err());
    let refused = Trainer::new(BinaryFocalCrossEntropy::new(-1.0)).fit(
        &mut Yes::seeded(1),
        &x,
        &[[0.0; 2]; 2],
    );
    assert!(refused.is_err());
}

#[test]
fn margins_have_two_sides_and_labels_are_named_as_they_are() {
    fn says<L: Loss<mlp::activation::Linear, Target<[f64; 2]> = [f64; 2]>>(
        loss: L,
        target: [f64; 2],
    ) -> Option<String> {
        let fit = Trainer::new(loss).fit(&mut Line::seeded(1), &[[0.0; 2]], &[target]);
        fit.err().map(|error| error.to_string())
    }
    let hinge = "it must be -1 for no or 1 for yes (0 counts as -1)";
    assert_eq!(says(Hinge, [-1.0, 1.0]), None);
    assert_eq!(says(Hinge, [0.0, 1.0]), None);
    assert_eq!(says(SquaredHinge, [-1.0, 0.0]), None);
    assert_eq!(
        says(Hinge, [-1.0, 0.5]),
        Some(format!("sample 0: the target of output 1 is 0.5; {hinge}"))
    );
    assert_eq!(
        says(SquaredHinge, [2.0, 1.0]),
        Some(format!("sample 0: the target of output 0 is 2; {hinge}"))
    );
    assert!(says(Hinge, [f64::NAN, 1.0]).is_some());
    assert_eq!(says(CategoricalHinge, [0.0, 1.0]), None);
    assert_eq!(
        says(CategoricalHinge, [0.5, 0.5]),
        Some(
            "sample 0: the target of output 0 is 0.5; it must be 1 for the class and 0 for all others"
                .to_owned()
        )
    );
    let trainer = Trainer::new(SparseCategoricalCrossEntropy);
    let error = trainer.fit(&mut Classes::seeded(5), &[[0.0, 1.0]], &[-7]);
    let error = error.expect_err("no class").to_string();
    assert!(
        error.contains("the label -7 is that of no class"),
        "{error}"
    );
    let trainer = Trainer::new(SparseCategoricalCrossEntropy);
    let error = trainer.fit(&mut Classes::seeded(5), &[[0.0, 1.0]], &[u64::MAX]);
    let error = error.expect_err("no class").to_string();
    assert!(
        error.contains("the label 18446744073709551615 is"),
        "{error}"
    );
}
