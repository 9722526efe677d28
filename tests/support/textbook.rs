//! A multilayer perceptron as textbooks write it: nested vectors, double precision, plain loops, the
//! chain rule one factor after the other. It knows nothing of the library.
//!
//! Equations: Bishop, *Pattern Recognition and Machine Learning*, 2006, 5.1 to 5.3.

/// φ of one layer; softmax is a function of all of its neurons, and behind the line an output is one of
/// several.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Phi {
    Linear,
    Relu,
    LeakyRelu(f64),
    Sigmoid,
    Tanh,
    Softmax,
    // ---
    Glu,
    Swiglu,
    Reglu,
    Maxout(usize),
}

/// What is minimized: the mean over the samples.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cost {
    /// The mean over the outputs.
    BinaryCrossEntropy,
    CategoricalCrossEntropy,
    /// The mean over the outputs.
    MeanSquaredError,
}

/// One layer: `w[i][j]` from input i to neuron j; the biases are empty if it has none.
#[derive(Clone, Debug)]
pub(crate) struct Layer {
    pub(crate) w: Vec<Vec<f64>>,
    pub(crate) b: Vec<f64>,
    pub(crate) phi: Phi,
}

#[derive(Clone, Debug)]
pub(crate) struct Textbook {
    pub(crate) layers: Vec<Layer>,
}

impl Phi {
    pub(crate) fn named(name: &str) -> Self {
        match name {
            "linear" => Self::Linear,
            "relu" => Self::Relu,
            "sigmoid" => Self::Sigmoid,
            "tanh" => Self::Tanh,
            "softmax" => Self::Softmax,
            "glu" => Self::Glu,
            "swiglu" => Self::Swiglu,
            "reglu" => Self::Reglu,
            "maxout(2)" => Self::Maxout(2),
            "maxout(3)" => Self::Maxout(3),
            name => {
                let slope = name
                    .strip_prefix("leaky_relu(")
                    .and_then(|rest| rest.strip_suffix(')'));
                let slope = slope.and_then(|slope| slope.parse().ok());
                Self::LeakyRelu(slope.unwrap_or_else(|| panic!("no textbook has `{name}`")))
            }
        }
    }

    /// z of the neurons that an output is made of, in columns.
    fn pieces(z: &[f64], count: usize) -> Vec<Vec<f64>> {
        let outputs = z.len() / count;
        let column = |j| z.iter().skip(j).step_by(outputs).copied().collect();
        (0..outputs).map(column).collect()
    }

    fn activate(self, z: &[f64]) -> Vec<f64> {
        let sigmoid = |z: f64| 1.0 / (1.0 + (-z).exp());
        let halves = |f: &dyn Fn(f64) -> f64| {
            let pieces = Self::pieces(z, 2);
            pieces.iter().map(|z| z[0] * f(z[1])).collect()
        };
        let each = |f: fn(f64) -> f64| z.iter().map(|&z| f(z)).collect();
        match self {
            Self::Linear => z.to_vec(),
            Self::Relu => each(|z| if z > 0.0 { z } else { 0.0 }),
            Self::LeakyRelu(slope) => z
                .iter()
                .map(|&z| if z > 0.0 { z } else { slope * z })
                .collect(),
            Self::Sigmoid => each(|z| 1.0 / (1.0 + (-z).exp())),
            Self::Tanh => each(f64::tanh),
            Self::Softmax => {
                let sum: f64 = z.iter().map(|z| z.exp()).sum();
                z.iter().map(|z| z.exp() / sum).collect()
            }
            Self::Glu => halves(&sigmoid),
            Self::Swiglu => halves(&|z| z * sigmoid(z)),
            Self::Reglu => halves(&|z| if z > 0.0 { z } else { 0.0 }),
            Self::Maxout(count) => Self::pieces(z, count)
                .iter()
                .map(|z| z.iter().copied().fold(f64::NEG_INFINITY, f64::max))
                .collect(),
        }
    }

    /// The Jacobian: `jacobian[j][k] = ∂a[j]/∂z[k]`.
    fn jacobian(self, z: &[f64]) -> Vec<Vec<f64>> {
        let a = self.activate(z);
        let outputs = a.len();
        // Of two halves: the number that goes through the gate, and the gate's slope.
        let half = |j: usize, k: usize, open: f64, slope: f64| {
            if k == j {
                open
            } else if k == outputs + j {
                z[j] * slope
            } else {
                0.0
            }
        };
        let entry = |j: usize, k: usize| match self {
            Self::Glu => {
                let sigmoid = 1.0 / (1.0 + (-z[outputs + j]).exp());
                half(j, k, sigmoid, sigmoid * (1.0 - sigmoid))
            }
            Self::Swiglu => {
                let g = z[outputs + j];
                let sigmoid = 1.0 / (1.0 + (-g).exp());
                half(j, k, g * sigmoid, sigmoid + g * sigmoid * (1.0 - sigmoid))
            }
            Self::Reglu => {
                let g = z[outputs + j];
                half(j, k, g.max(0.0), if g > 0.0 { 1.0 } else { 0.0 })
            }
            Self::Maxout(_) => {
                let is_chosen = k % outputs == j && z[k] >= a[j];
                if is_chosen { 1.0 } else { 0.0 }
            }
            Self::Softmax => a[j] * (if j == k { 1.0 } else { 0.0 } - a[k]),
            _ if j != k => 0.0,
            Self::Linear => 1.0,
            Self::Relu => {
                if z[j] > 0.0 {
                    1.0
                } else {
                    0.0
                }
            }
            Self::LeakyRelu(slope) => {
                if z[j] > 0.0 {
                    1.0
                } else {
                    slope
                }
            }
            Self::Sigmoid => a[j] * (1.0 - a[j]),
            Self::Tanh => 1.0 - a[j] * a[j],
        };
        (0..outputs)
            .map(|j| (0..z.len()).map(|k| entry(j, k)).collect())
            .collect()
    }
}

#[allow(clippy::cast_precision_loss, reason = "a small number")]
fn count<T>(values: &[T]) -> f64 {
    values.len() as f64
}

impl Cost {
    pub(crate) fn value(self, a: &[f64], y: &[f64]) -> f64 {
        let each = |f: fn(f64, f64) -> f64| a.iter().zip(y).map(|(&a, &y)| f(a, y)).sum::<f64>();
        match self {
            Self::BinaryCrossEntropy => {
                each(|a, y| -(y * a.ln() + (1.0 - y) * (1.0 - a).ln())) / count(a)
            }
            Self::CategoricalCrossEntropy => each(|a, y| -y * a.ln()),
            Self::MeanSquaredError => each(|a, y| (a - y) * (a - y)) / count(a),
        }
    }

    /// ∂cost/∂a.
    fn gradient(self, a: &[f64], y: &[f64]) -> Vec<f64> {
        let n = count(a);
        let each = |f: &dyn Fn(f64, f64) -> f64| a.iter().zip(y).map(|(&a, &y)| f(a, y)).collect();
        match self {
            Self::BinaryCrossEntropy => each(&|a, y| (-y / a + (1.0 - y) / (1.0 - a)) / n),
            Self::CategoricalCrossEntropy => each(&|a, y| -y / a),
            Self::MeanSquaredError => each(&|a, y| 2.0 * (a - y) / n),
        }
    }
}

impl Textbook {
    /// Layers as (activation, inputs, neurons, whether it has biases), and all parameters: layer by
    /// layer, the weights row by row, then the biases.
    pub(crate) fn new(layers: &[(&str, usize, usize, bool)], parameters: &[f64]) -> Self {
        let mut rest = parameters.iter().copied();
        let layers = layers
            .iter()
            .map(|&(name, inputs, neurons, has_biases)| Layer {
                w: (0..inputs)
                    .map(|_| rest.by_ref().take(neurons).collect())
                    .collect(),
                b: rest
                    .by_ref()
                    .take(if has_biases { neurons } else { 0 })
                    .collect(),
                phi: Phi::named(name),
            });
        let network = Self {
            layers: layers.collect(),
        };
        assert_eq!(network.parameters().len(), parameters.len());
        network
    }

    pub(crate) fn parameters(&self) -> Vec<f64> {
        self.layers
            .iter()
            .flat_map(|layer| layer.w.iter().flatten().chain(&layer.b).copied())
            .collect()
    }

    /// z and a of every layer; a also of layer 0, the input.
    fn pass(&self, x: &[f64]) -> (Vec<Vec<f64>>, Vec<Vec<f64>>) {
        let (mut zs, mut activations) = (Vec::new(), vec![x.to_vec()]);
        for layer in &self.layers {
            let mut z: Vec<f64> = layer.w[0].iter().map(|_| 0.0).collect();
            for (a, row) in activations[activations.len() - 1].iter().zip(&layer.w) {
                for (z, w) in z.iter_mut().zip(row) {
                    *z += w * a;
                }
            }
            for (z, b) in z.iter_mut().zip(&layer.b) {
                *z += b;
            }
            activations.push(layer.phi.activate(&z));
            zs.push(z);
        }
        (zs, activations)
    }

    /// What every layer makes of the input; the last is what comes out.
    pub(crate) fn activations(&self, x: &[f64]) -> Vec<Vec<f64>> {
        self.pass(x).1
    }

    pub(crate) fn forward(&self, x: &[f64]) -> Vec<f64> {
        self.activations(x).pop().unwrap_or_default()
    }

    pub(crate) fn loss(&self, cost: Cost, xs: &[Vec<f64>], ys: &[Vec<f64>]) -> f64 {
        xs.iter()
            .zip(ys)
            .map(|(x, y)| cost.value(&self.forward(x), y))
            .sum::<f64>()
            / count(xs)
    }

    /// The gradient of the mean cost, in the order of [`parameters`](Self::parameters).
    pub(crate) fn gradients(&self, cost: Cost, xs: &[Vec<f64>], ys: &[Vec<f64>]) -> Vec<f64> {
        let mut sums = self.clone();
        for layer in &mut sums.layers {
            layer
                .w
                .iter_mut()
                .flatten()
                .chain(&mut layer.b)
                .for_each(|sum| *sum = 0.0);
        }
        for (x, y) in xs.iter().zip(ys) {
            let (zs, activations) = self.pass(x);
            let mut gradient = cost.gradient(&activations[self.layers.len()], y);
            for l in (0..self.layers.len()).rev() {
                let layer = &self.layers[l];
                let jacobian = layer.phi.jacobian(&zs[l]);
                let delta: Vec<f64> = (0..zs[l].len())
                    .map(|k| {
                        (0..gradient.len())
                            .map(|j| gradient[j] * jacobian[j][k])
                            .sum()
                    })
                    .collect();
                let sum = &mut sums.layers[l];
                for (a, row) in activations[l].iter().zip(&mut sum.w) {
                    for (sum, delta) in row.iter_mut().zip(&delta) {
                        *sum += a * delta;
                    }
                }
                for (sum, delta) in sum.b.iter_mut().zip(&delta) {
                    *sum += delta;
                }
                gradient = layer
                    .w
                    .iter()
                    .map(|row| row.iter().zip(&delta).map(|(w, d)| w * d).sum())
                    .collect();
            }
        }
        sums.parameters()
            .into_iter()
            .map(|sum| sum / count(xs))
            .collect()
    }

    /// One step of gradient descent: w ← w − η ∂cost/∂w.
    pub(crate) fn step(&mut self, cost: Cost, xs: &[Vec<f64>], ys: &[Vec<f64>], rate: f64) {
        let mut gradients = self.gradients(cost, xs, ys).into_iter();
        for layer in &mut self.layers {
            for (p, g) in layer
                .w
                .iter_mut()
                .flatten()
                .chain(&mut layer.b)
                .zip(&mut gradients)
            {
                *p -= rate * g;
            }
        }
    }
}
