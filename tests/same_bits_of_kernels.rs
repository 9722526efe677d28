//! The products of a layer in rows, at every level of this machine, against plain loops that run
//! every sum in the order of `mlp_core::order`: the same bits, in shapes around the borders of
//! registers, tiles and panels. Widths are values there, so many shapes cost nothing to compile.

mod support;

use mlp::number::Scalar;
use mlp_core::activation::{LayerActivation, Softmax};
use mlp_core::loss::{CategoricalCrossEntropy, Loss};
use mlp_core::matrix::rows::{Layer, LayerMut};
use mlp_core::simd::{Level, dispatch};
use support::in_order;
use support::random::Random;
use support::shapes::bits;

/// Inputs and neurons of layers, and how many samples go through them.
const SHAPES: &[(&[usize], &[usize], &[usize])] = &[
    (
        &[1, 2, 3, 5, 7, 8, 9, 17, 33, 65],
        &[1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33],
        &[0, 1, 2, 5, 16, 17],
    ),
    (&[17], &[9, 33], &[3, 7, 8, 11, 15, 31, 33, 63, 64, 65]),
    // Rows that are just read in place, and those just too long; an even and an odd number of registers.
    (&[6, 12, 64], &[10, 24, 64, 65], &[2, 33]),
    // Sums in sixteen parts, and fewer of them.
    (&[127, 129, 255], &[1, 3, 9], &[1, 6]),
    // Two panels of weights forwards, and three, two backwards.
    (&[257, 393, 801], &[37], &[1, 16, 19]),
    (&[9, 35], &[129, 257], &[1, 7]),
    // One sample, weights that stream by: more neurons than whole registers, more than stay near.
    (&[70, 75], &[133], &[1]),
    (&[9], &[1100], &[1]),
    // Deltas of more neurons than a panel holds, with an odd register at the end, activations of more inputs.
    (&[50, 99], &[150, 281], &[13, 66]),
];

/// A layer with some numbers, and samples for it.
struct Case<T> {
    fan_in: usize,
    fan_out: usize,
    weights: Vec<T>,
    biases: Vec<T>,
    /// Rows of `fan_in`.
    a: Vec<Vec<T>>,
    /// Rows of `fan_out`.
    delta: Vec<Vec<T>>,
    /// Weights and biases of gradients that are there already.
    gradients: Vec<T>,
}

impl<T: Scalar> Case<T> {
    fn new([fan_in, fan_out]: [usize; 2], samples: usize, has_biases: bool) -> Self {
        let mut random = Random::new(u64::try_from(fan_in * fan_out + samples).expect("a seed"));
        let mut numbers = |count: usize| -> Vec<T> {
            let numbers = random.numbers(count).into_iter();
            numbers.map(T::from_f64).collect()
        };
        let biases = if has_biases { fan_out } else { 0 };
        Self {
            fan_in,
            fan_out,
            weights: numbers(fan_in * fan_out),
            biases: numbers(biases),
            a: (0..samples).map(|_| numbers(fan_in)).collect(),
            delta: (0..samples).map(|_| numbers(fan_out)).collect(),
            gradients: numbers(fan_in * fan_out + biases),
        }
    }

    /// The layer for the kernels.
    fn layer(&self) -> Layer<'_, T> {
        Layer {
            weights: &self.weights,
            biases: &self.biases,
            fan_in: self.fan_in,
            fan_out: self.fan_out,
        }
    }

    /// The layer for the plain loops.
    fn plain(&self) -> in_order::Layer<'_, T> {
        in_order::Layer {
            weights: &self.weights,
            biases: &self.biases,
            fan_in: self.fan_in,
            fan_out: self.fan_out,
            activation: "linear",
        }
    }

    /// What there was and the gradients of samples, or these alone.
    fn gradients_of(&self, level: Level, a: &[&[T]], delta: &[T], fresh: bool) -> Vec<T> {
        let mut result = self.gradients.clone();
        if fresh {
            result.fill(T::from_f64(7.0));
        }
        let (weights, biases) = result.split_at_mut(self.weights.len());
        let mut gradients = LayerMut {
            weights,
            biases,
            fan_in: self.fan_in,
            fan_out: self.fan_out,
            fresh,
        };
        T::add_gradients(level, &mut gradients, a, delta);
        result
    }

    fn check(&self) {
        let what = format!(
            "{} samples of {} to {}, {} biases",
            self.a.len(),
            self.fan_in,
            self.fan_out,
            self.biases.len()
        );
        let a: Vec<&[T]> = self.a.iter().map(Vec::as_slice).collect();
        // Samples one behind the other may be read where they lie.
        let together = self.a.concat();
        let in_a_row: Vec<&[T]> = together.chunks_exact(self.fan_in).collect();
        let delta = self.delta.concat();
        let plain = self.plain();
        let rows = |row: &dyn Fn(usize) -> Vec<T>| -> Vec<u64> {
            (0..a.len()).flat_map(|s| bits(&row(s))).collect()
        };
        let z = rows(&|s| plain.affine(a[s]));
        let da = rows(&|s| plain.back_propagate(&self.delta[s]));
        let mut sums = self.gradients.clone();
        let mut fresh = vec![T::ZERO; self.gradients.len()];
        for (a, delta) in a.iter().zip(&self.delta) {
            in_order::add_gradients(&mut sums, a, delta);
            in_order::add_gradients(&mut fresh, a, delta);
        }
        for level in Level::all() {
            // What was there before is overwritten, all of it.
            let mut result = vec![T::from_f64(7.0); a.len() * self.fan_out];
            T::affine(level, &self.layer(), &a, (&mut result[..]).into());
            assert_eq!(bits(&result), z, "z at {level:?}: {what}");

            let mut result = vec![T::from_f64(7.0); a.len() * self.fan_in];
            T::back_propagate(
                level,
                &self.layer(),
                a.len(),
                &delta,
                (&mut result[..]).into(),
            );
            assert_eq!(bits(&result), da, "da at {level:?}: {what}");

            for (a, lie) in [(&a, "apart"), (&in_a_row, "in a row")] {
                let what = format!("{what} that lie {lie}");
                let result = self.gradients_of(level, a, &delta, false);
                assert_eq!(bits(&result), bits(&sums), "gradients at {level:?}: {what}");

                // Fresh gradients are those that start from 0, whatever was there.
                let result = self.gradients_of(level, a, &delta, true);
                assert_eq!(
                    bits(&result),
                    bits(&fresh),
                    "fresh gradients at {level:?}: {what}"
                );
            }
        }
    }
}

fn check_all<T: Scalar>() {
    for &(inputs, neurons, samples) in SHAPES {
        for &fan_in in inputs {
            for &fan_out in neurons {
                for &samples in samples {
                    let has_biases = (fan_in + fan_out + samples) % 3 != 0;
                    Case::<T>::new([fan_in, fan_out], samples, has_biases).check();
                }
            }
        }
    }
}

#[test]
fn products_of_f32_have_the_same_bits_at_every_level() {
    check_all::<f32>();
}

#[test]
fn products_of_f64_have_the_same_bits_at_every_level() {
    check_all::<f64>();
}

/// Softmax of samples in rows, some of which stand side by side, against one sample after the other.
fn check_softmax<T: Scalar, const N: usize>() {
    for samples in [1, 7, 16, 33] {
        let z: Vec<T> = Random::new((N + samples) as u64)
            .numbers(N * samples)
            .into_iter()
            .map(|number| T::from_f64(9.0 * number))
            .collect();
        let softmax = Softmax::new(0.7);
        let (rows, _) = z.as_chunks::<N>();
        let alone: Vec<u64> = rows
            .iter()
            .flat_map(|z| bits(&softmax.forward(z)))
            .collect();
        for level in Level::all() {
            let mut a = z.clone();
            dispatch!(level, simd => softmax.rows(simd, N, &mut a));
            assert_eq!(bits(&a), alone, "{samples} samples of {N} at {level:?}");
        }
    }
}

#[test]
fn softmax_in_rows_has_the_same_bits_as_alone() {
    macro_rules! widths {
        ($($n:literal)*) => {
            $(
                check_softmax::<f32, $n>();
                check_softmax::<f64, $n>();
            )*
        };
    }
    widths!(1 3 4 7 8 10 16 17 64 65);
}

/// Cross-entropy and its δ of samples in rows against one sample after the other, by the formulas of arrays.
fn check_cross_entropy<T: Scalar, const N: usize>() {
    let softmax = Softmax::new(0.7);
    for samples in [1, 2, 8, 15, 16, 33] {
        let mut random = Random::new((N + samples) as u64);
        let mut rows = |scale: f64| -> Vec<[T; N]> {
            let mut rows = vec![[T::ZERO; N]; samples];
            for number in rows.as_flattened_mut() {
                *number = T::from_f64(scale * random.number());
            }
            rows
        };
        let (mut z, mut y) = (rows(9.0), rows(1.0));
        for y in y.as_flattened_mut() {
            *y = *y * *y;
        }
        // A class that is certain, classes alike, one-hot.
        z[0] = [T::ZERO; N];
        z[0][N - 1] = T::from_f64(90.0);
        z[samples / 2] = [T::ONE; N];
        y[samples - 1] = [T::ZERO; N];
        y[samples - 1][N / 2] = T::ONE;
        let (mut losses, mut deltas) = (Vec::new(), Vec::new());
        for (z, y) in z.iter().zip(&y) {
            let a = softmax.forward(z);
            losses.push(CategoricalCrossEntropy.loss(softmax, z, &a, y));
            deltas.extend(CategoricalCrossEntropy.delta(softmax, z, &a, y));
        }
        for level in Level::all() {
            let mut out = (vec![T::ONE; samples], vec![[T::ONE; N]; samples]);
            let into = (&mut *out.0, &mut *out.1);
            CategoricalCrossEntropy.losses_and_deltas(softmax, level, [&z, &y], into);
            let case = format!("{samples} samples of {N} classes at {level:?}");
            assert_eq!(bits(&out.0), bits(&losses), "losses of {case}");
            assert_eq!(
                bits(out.1.as_flattened()),
                bits(&deltas),
                "deltas of {case}"
            );
        }
    }
}

#[test]
fn cross_entropy_in_rows_has_the_same_bits_as_alone() {
    macro_rules! widths {
        ($($n:literal)*) => {
            $(
                check_cross_entropy::<f32, $n>();
                check_cross_entropy::<f64, $n>();
            )*
        };
    }
    // Beyond 64 classes it is compiled where it is called.
    widths!(1 3 8 10 17 64 65);
}
