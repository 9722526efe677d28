//! Networks of a dozen shapes against the textbook's nested vectors; batches against single samples.

mod support;

use mlp::network::Network;
use mlp::number::Scalar;
use mlp::prelude::*;
use support::close::{Tolerance, assert_close};
use support::random::Random;
use support::shapes::{array, arrays, bits, doubles, random_network, twin};
use support::textbook::Cost;

/// The order of sums differs, so numbers of order 1 differ by a rounding for each term, up to 64.
const TOLERANCE: Tolerance = Tolerance::relative(1e-12, 1e-14);

/// Rows of inputs from −2 to 2.
fn inputs(random: &mut Random, count: usize, width: usize) -> Vec<Vec<f64>> {
    (0..count)
        .map(|_| random.numbers(width).iter().map(|x| 2.0 * x).collect())
        .collect()
}

/// One-hot rows; for width 1, zero and one in turn.
fn one_hot(count: usize, width: usize) -> Vec<Vec<f64>> {
    let hot = |k: usize, j: usize| {
        if width == 1 {
            k % 2 == 1
        } else {
            k % width == j
        }
    };
    (0..count)
        .map(|k| (0..width).map(|j| f64::from(u8::from(hot(k, j)))).collect())
        .collect()
}

fn check<N, L, const INPUTS: usize, const OUTPUTS: usize>(loss: &L, cost: Cost)
where
    N: Network<Scalar = f64, Input = [f64; INPUTS], Output = [f64; OUTPUTS]>,
    L: Copy + Loss<N::OutputActivation, Target<[f64; OUTPUTS]> = [f64; OUTPUTS]>,
{
    let mut random = Random::new(7);
    let mut network: N = random_network(&mut random);
    let mut textbook = twin(&network);
    let (xs, ys) = (inputs(&mut random, 9, INPUTS), one_hot(9, OUTPUTS));
    let (x_arrays, y_arrays) = (arrays(&xs), arrays(&ys));
    let samples = Samples::new(&x_arrays, &y_arrays).expect("as many targets");

    for (x, row) in x_arrays.iter().zip(&xs) {
        assert_close(
            "output",
            &network.forward(x),
            &textbook.forward(row),
            TOLERANCE,
        );
    }
    let (value, gradients) = network.gradients(&samples, loss);
    assert_close(
        "loss",
        &[value],
        &[textbook.loss(cost, &xs, &ys)],
        TOLERANCE,
    );
    assert_close(
        "loss",
        &[network.loss(&samples, loss)],
        &[value],
        Tolerance::absolute(0.0),
    );
    assert_close(
        "gradient",
        gradients.parameters(),
        &textbook.gradients(cost, &xs, &ys),
        TOLERANCE,
    );
    assert!(
        gradients.parameters().iter().any(|g| g.abs() > 1e-3),
        "the gradients are all zero"
    );

    let trainer = Trainer::new(*loss).optimizer(Sgd::new(0.1)).full_batch();
    for _ in 0..3 {
        trainer
            .fit(&mut network, &x_arrays, &y_arrays)
            .expect("a step");
        textbook.step(cost, &xs, &ys, 0.1);
    }
    assert_close(
        "trained",
        network.parameters(),
        &textbook.parameters(),
        TOLERANCE,
    );

    check_batches::<f64, N, L, INPUTS, OUTPUTS>(loss);
}

/// Every batch size gives for each sample what it gives alone: outputs to the bit, gradients as
/// their mean.
fn check_batches<T, N, L, const INPUTS: usize, const OUTPUTS: usize>(loss: &L)
where
    T: Scalar + Into<f64>,
    N: Network<Scalar = T, Input = [T; INPUTS], Output = [T; OUTPUTS]>,
    L: Loss<N::OutputActivation, Target<[T; OUTPUTS]> = [T; OUTPUTS]>,
{
    let mut random = Random::new(8);
    let network: N = random_network(&mut random);
    let all_inputs = arrays::<T, INPUTS>(&inputs(&mut random, 33, INPUTS));
    let all_targets = arrays::<T, OUTPUTS>(&one_hot(33, OUTPUTS));
    for size in [0, 1, 2, 3, 7, 8, 9, 31, 33] {
        let mut outputs = vec![[T::ONE; OUTPUTS]; size];
        network
            .forward_batch(&all_inputs[..size], &mut outputs)
            .expect("as many outputs");
        for (input, output) in all_inputs.iter().zip(&outputs) {
            assert_eq!(
                bits(output),
                bits(&network.forward(input)),
                "batch of {size}"
            );
        }

        let samples =
            Samples::new(&all_inputs[..size], &all_targets[..size]).expect("as many targets");
        let (value, gradients) = network.gradients(&samples, loss);
        let mut mean = vec![0.0; N::PARAMETERS];
        let mut mean_loss = 0.0;
        for single in samples.batches(1) {
            let (value, gradients) = network.gradients(&single, loss);
            mean_loss += value.into();
            for (mean, &gradient) in mean.iter_mut().zip(gradients.parameters()) {
                *mean += gradient.into();
            }
        }
        let divisor = f64::from(u32::try_from(size.max(1)).expect("a small batch"));
        for mean in &mut mean {
            *mean /= divisor;
        }
        // A sum of up to 33 terms of order 1, rounded each time.
        let tolerance = Tolerance::absolute(33.0 * T::EPSILON.to_f64());
        assert_close("mean gradient", gradients.parameters(), &mean, tolerance);
        assert_close("mean loss", &[value], &[mean_loss / divisor], tolerance);
        if size == 0 {
            assert!(
                bits(gradients.parameters()).iter().all(|&bits| bits == 0),
                "not zero"
            );
        }
    }
}

macro_rules! shapes {
    ($($name:ident: $loss:ident { $($layers:tt)* })*) => {$(
        mod $name {
            use mlp::prelude::*;

            network! {
                struct Double<f64>: $($layers)*;
                struct Single: $($layers)*;
            }

            #[test]
            fn matches_the_textbook() {
                super::check::<Double, _, _, _>(&$loss, super::Cost::$loss);
            }

            #[test]
            fn batches_match_single_samples_in_f32() {
                super::check_batches::<f32, Single, _, _, _>(&$loss);
            }
        }
    )*};
}

shapes! {
    one_one: MeanSquaredError { 1 => linear 1 }
    one_one_one: BinaryCrossEntropy { 1 => tanh 1 => sigmoid 1 }
    width_one_and_deep: MeanSquaredError { 1 => relu 1 => leaky_relu(0.3) 1 => sigmoid 1 => linear 1 }
    three_one_two: CategoricalCrossEntropy { 3 => tanh 1 => softmax 2 }
    lecture: BinaryCrossEntropy { 2 => relu 4 => relu 4 => sigmoid 1 }
    lecture_with_sigmoid: BinaryCrossEntropy { 2 => sigmoid 4 => sigmoid 4 => sigmoid 1 }
    seven_five_three: CategoricalCrossEntropy { 7 => sigmoid 5 => softmax 3 }
    just_above_the_budget: MeanSquaredError { 13 => tanh 5 => linear 13 => relu 5 }
    seventeen_thirty_three_nine: BinaryCrossEntropy { 17 => leaky_relu(0.1) 33 => sigmoid 9 }
    digits: CategoricalCrossEntropy { 64 => relu 32 => softmax 10 }
    dot_product: MeanSquaredError { 64 => tanh 1 }
    deep: BinaryCrossEntropy { 2 => tanh 3 => relu 3 => sigmoid 3 => leaky_relu(0.2) 3 => tanh 3 => sigmoid 1 }
    softmax_in_the_middle: MeanSquaredError { 3 => softmax 4 => linear 2 }
    gated: MeanSquaredError { 3 => glu 5 => swiglu 4 => reglu 3 => linear 2 }
    gated_outputs: MeanSquaredError { 4 => tanh 3 => glu 2 }
    wide_gates: CategoricalCrossEntropy { 17 => glu 33 => maxout(3) 9 => softmax 4 }
    largest: BinaryCrossEntropy { 2 => maxout(2) 4 => maxout(3) 5 [no_bias] => sigmoid 1 }
    largest_outputs: MeanSquaredError { 5 => maxout(3) 16 => maxout(2) 1 }
    no_biases: CategoricalCrossEntropy { 4 => tanh 3 [no_bias] => relu 20 [no_bias] => softmax 4 [no_bias] }
    some_biases: MeanSquaredError { 16 => relu 3 [no_bias] => tanh 24 => linear 2 [no_bias] }
}

#[test]
fn decisions_are_those_made_by_hand() {
    network! {
        struct Classes<f64>: 3 => tanh 5 => softmax 4;
        struct Answers<f64>: 3 => tanh 5 => sigmoid 2;
    }
    let mut random = Random::new(9);
    let (classes, answers): (Classes, Answers) =
        (random_network(&mut random), random_network(&mut random));
    let xs = inputs(&mut random, 37, 3);
    let inputs = arrays::<f64, 3>(&xs);
    let by_hand: Vec<usize> = xs
        .iter()
        .map(|x| {
            let a = twin(&classes).forward(x);
            (0..4).fold(0, |best, k| if a[k] > a[best] { k } else { best })
        })
        .collect();
    let mut labels = vec![9; 37];
    classes
        .predict_batch(&inputs, &mut labels)
        .expect("as many labels");
    assert_eq!(labels, by_hand);
    assert!(
        inputs
            .iter()
            .zip(&by_hand)
            .all(|(input, &label)| classes.predict(input) == label)
    );

    let targets = arrays::<f64, 4>(&one_hot(37, 4));
    let hits = by_hand
        .iter()
        .enumerate()
        .filter(|&(k, &class)| class == k % 4)
        .count();
    assert!(hits > 0 && hits < 37);
    let hits = f64::from(u32::try_from(hits).expect("at most 37"));
    assert_close(
        "accuracy",
        &[classes.accuracy(&inputs, &targets).expect("as many")],
        &[hits / 37.0],
        TOLERANCE,
    );

    for threshold in [0.5, 0.3] {
        let by_hand: Vec<[bool; 2]> = xs
            .iter()
            .map(|x| twin(&answers).forward(x))
            .map(|a| [a[0] >= threshold, a[1] >= threshold])
            .collect();
        let mut labels = vec![[false; 2]; 37];
        answers
            .predict_batch_at(&inputs, threshold, &mut labels)
            .expect("as many labels");
        assert_eq!(labels, by_hand);
        assert!(
            inputs
                .iter()
                .zip(&by_hand)
                .all(|(x, &y)| answers.predict_at(x, threshold) == y)
        );
        if threshold > 0.4 {
            answers
                .predict_batch(&inputs, &mut labels)
                .expect("as many labels");
            assert_eq!(labels, by_hand);
            assert!(
                inputs
                    .iter()
                    .zip(&by_hand)
                    .all(|(x, &y)| answers.predict(x) == y)
            );
        }
    }
}

/// One half is a yes: with weights of zero every sigmoid is exactly there.
#[test]
fn a_probability_of_one_half_is_a_yes() {
    network! { struct Undecided: 2 => sigmoid 1 }
    assert_eq!(
        bits(&Undecided::zeroed().forward(&array(&[1.0, 2.0]))),
        bits(&[0.5])
    );
    assert_eq!(Undecided::zeroed().predict(&[1.0, 2.0]), [true]);
    assert_close(
        "outputs",
        &doubles(&Undecided::zeroed().predict_proba(&[3.0, 4.0])),
        &[0.5],
        TOLERANCE,
    );
}
