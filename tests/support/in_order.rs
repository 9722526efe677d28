//! A network in plain loops over single numbers, each sum in the order that `mlp_core::order`
//! promises: what every level, form and tile must agree with to the bit.
//!
//! Of the library it uses the numbers with their fused product, the elementwise functions and the
//! losses, which have tests of their own.

use mlp::activation::{
    Activation, Gate, Geglu, Glu, LeakyRelu, Linear, Maxout, Reglu, Relu, Sigmoid, Swiglu, Tanh,
};
use mlp::loss::Loss;
use mlp::network::{Network, SamplesFor};
use mlp::number::{Real, Scalar};
use mlp::order::partial_sums;

/// The samples of a part, whose sums are added in order.
const PART: usize = 64;

/// A layer of some network: its numbers and its shape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layer<'a, T> {
    pub(crate) weights: &'a [T],
    pub(crate) biases: &'a [T],
    pub(crate) fan_in: usize,
    pub(crate) fan_out: usize,
    pub(crate) activation: &'a str,
}

impl<T: Scalar> Layer<'_, T> {
    /// `z[j] = biases[j] + Σᵢ weights[i][j] · a[i]`, in interleaved partial sums.
    pub(crate) fn affine(&self, a: &[T]) -> Vec<T> {
        let sums = partial_sums(self.fan_in, self.fan_out);
        let neuron = |j: usize| {
            let partial = |p: usize| {
                let mut terms = (p..self.fan_in)
                    .step_by(sums)
                    .map(|i| (a[i], self.weights[i * self.fan_out + j]));
                let start = match self.biases.get(j) {
                    Some(&bias) if p == 0 => bias,
                    _ => product(terms.next().expect("a term in each partial sum")),
                };
                terms.fold(start, |sum, (a, w)| a.fused(w, sum))
            };
            by_halves((0..sums).map(partial).collect())
        };
        (0..self.fan_out).map(neuron).collect()
    }

    /// `gradient[i] = Σⱼ weights[i][j] · delta[j]`, over j in order.
    pub(crate) fn back_propagate(&self, delta: &[T]) -> Vec<T> {
        let input = |row: &[T]| {
            let mut terms = row.iter().copied().zip(delta.iter().copied());
            let first = product(terms.next().expect("a neuron"));
            terms.fold(first, |sum, (w, delta)| w.fused(delta, sum))
        };
        self.weights.chunks(self.fan_out).map(input).collect()
    }

    /// `a = φ(z)`.
    fn activate(&self, z: &[T]) -> Vec<T> {
        if let Some((a, _)) = gate(self.activation, z, None) {
            return a;
        }
        let Some(sharpness) = sharpness(self.activation) else {
            return z.iter().map(|&z| each(self.activation, z).0).collect();
        };
        let largest = z.iter().fold(z[0], |largest, &z| largest.at_least(z));
        let below: Vec<T> = z.iter().map(|&z| (z - largest) * sharpness).collect();
        let powers: Vec<T> = below.iter().map(|&below| Real::exp(below)).collect();
        if self.activation.starts_with("log") {
            let is_largest = |&below: &T| T::from_f64(f64::from(below >= T::ZERO));
            let ones: Vec<T> = below.iter().map(is_largest).collect();
            let others: Vec<T> = powers.iter().zip(&ones).map(|(&p, &o)| p - o).collect();
            let log_sum = (interleaved(&others) + (interleaved(&ones) - T::ONE)).ln_1p();
            return below.into_iter().map(|below| below - log_sum).collect();
        }
        let scale = T::ONE / interleaved(&powers);
        powers.into_iter().map(|power| power * scale).collect()
    }

    /// `∂loss/∂z` from `∂loss/∂a`.
    fn backward(&self, z: &[T], a: &[T], gradient: &[T]) -> Vec<T> {
        if let Some((_, delta)) = gate(self.activation, z, Some(gradient)) {
            return delta;
        }
        let Some(sharpness) = sharpness(self.activation) else {
            let each = z.iter().map(|&z| each(self.activation, z).1);
            return each.zip(gradient).map(|(slope, &g)| g * slope).collect();
        };
        if self.activation.starts_with("log") {
            let sum = interleaved(gradient);
            let each = a.iter().zip(gradient);
            return each
                .map(|(&a, &g)| (-sum).fused(Real::exp(a), g) * sharpness)
                .collect();
        }
        let products: Vec<T> = a.iter().zip(gradient).map(|(&a, &g)| a * g).collect();
        let mean = interleaved(&products);
        a.iter()
            .zip(gradient)
            .map(|(&a, &g)| a * (g - mean) * sharpness)
            .collect()
    }
}

/// a of a gate, and δ where a gradient is given; nothing for other activations.
fn gate<T: Scalar>(name: &str, z: &[T], gradient: Option<&[T]>) -> Option<(Vec<T>, Vec<T>)> {
    fn both<T: Scalar, G: Gate<PIECES>, const PIECES: usize>(
        gate: G,
        z: &[T],
        gradient: Option<&[T]>,
    ) -> (Vec<T>, Vec<T>) {
        let outputs = z.len() / PIECES;
        let (mut a, mut delta) = (vec![T::ZERO; outputs], vec![T::ZERO; z.len()]);
        for j in 0..outputs {
            let pieces = core::array::from_fn(|k| z[k * outputs + j]);
            a[j] = gate.forward(pieces);
            let back = gate.backward(pieces, gradient.map_or(T::ZERO, |gradient| gradient[j]));
            for (k, back) in back.into_iter().enumerate() {
                delta[k * outputs + j] = back;
            }
        }
        (a, delta)
    }
    Some(match name {
        "glu" => both(Glu, z, gradient),
        "swiglu" => both(Swiglu, z, gradient),
        "geglu" => both(Geglu, z, gradient),
        "reglu" => both(Reglu, z, gradient),
        "maxout(2)" => both(Maxout::<2>, z, gradient),
        "maxout(3)" => both(Maxout::<3>, z, gradient),
        _ => return None,
    })
}

fn product<T: Scalar>((x, y): (T, T)) -> T {
    x * y
}

/// `∂W += aᵀ δ` and `∂b += δ` of one sample; `gradients` holds the weights, then the biases.
pub(crate) fn add_gradients<T: Scalar>(gradients: &mut [T], a: &[T], delta: &[T]) {
    let (weights, biases) = gradients.split_at_mut(a.len() * delta.len());
    for (row, &a) in weights.chunks_mut(delta.len()).zip(a) {
        for (sum, &delta) in row.iter_mut().zip(delta) {
            *sum = a.fused(delta, *sum);
        }
    }
    for (sum, &delta) in biases.iter_mut().zip(delta) {
        *sum += delta;
    }
}

/// 1 over the temperature of a softmax or its logarithm; nothing for other activations.
fn sharpness<T: Scalar>(activation: &str) -> Option<T> {
    let rest = activation
        .trim_start_matches("log_")
        .strip_prefix("softmax")?;
    let temperature = rest.trim_matches(['(', ')']);
    let temperature = if temperature.is_empty() {
        "1"
    } else {
        temperature
    };
    let temperature: f64 = temperature.parse().expect("a temperature");
    Some(T::from_f64(1.0 / temperature))
}

/// φ(z) and φ′(z) of an elementwise activation.
fn each<T: Scalar>(name: &str, z: T) -> (T, T) {
    fn both<A: Activation, T: Scalar>(activation: A, z: T) -> (T, T) {
        let a = activation.activate(z);
        let slope = if A::DERIVATIVE_FROM_ACTIVATION {
            activation.derivative_from_activation(a)
        } else {
            activation.derivative(z)
        };
        (a, slope)
    }
    match name {
        "linear" => both(Linear, z),
        "relu" => both(Relu, z),
        "sigmoid" => both(Sigmoid, z),
        "tanh" => both(Tanh, z),
        name => {
            let slope = name
                .strip_prefix("leaky_relu(")
                .and_then(|rest| rest.strip_suffix(')'));
            let slope = slope.and_then(|slope| slope.parse().ok());
            both(LeakyRelu::new(slope.expect("a slope")), z)
        }
    }
}

/// Sum `p` and sum `p + P/2`, until one is left.
fn by_halves<T: Scalar>(mut sums: Vec<T>) -> T {
    while sums.len() > 1 {
        let others = sums.split_off(sums.len() / 2);
        for (sum, other) in sums.iter_mut().zip(others) {
            *sum += other;
        }
    }
    sums[0]
}

/// The sum of some numbers as eight interleaved sums, fewer if there are not so many.
fn interleaved<T: Scalar>(values: &[T]) -> T {
    let mut sums: Vec<T> = values.iter().copied().take(8).collect();
    for (k, &value) in values.iter().enumerate().skip(8) {
        sums[k % 8] += value;
    }
    for half in [4, 2, 1] {
        for other in half..sums.len().min(2 * half) {
            let addend = sums[other];
            sums[other - half] += addend;
        }
    }
    sums[0]
}

/// The layers of a network.
pub(crate) fn layers<N: Network>(network: &N) -> Vec<Layer<'_, N::Scalar>> {
    let mut rest = network.parameters();
    let mut layers = Vec::new();
    for layer in N::SUMMARY.layers {
        let (weights, others) = rest.split_at(layer.weights());
        let (biases, others) = others.split_at(layer.biases());
        rest = others;
        layers.push(Layer {
            weights,
            biases,
            fan_in: layer.fan_in,
            fan_out: layer.fan_out,
            activation: layer.activation,
        });
    }
    layers
}

/// z and a of each layer; a begins with the input.
fn forward_pass<T: Scalar>(layers: &[Layer<'_, T>], input: &[T]) -> (Vec<Vec<T>>, Vec<Vec<T>>) {
    let (mut z, mut a) = (Vec::new(), vec![input.to_vec()]);
    for (layer, k) in layers.iter().zip(0..) {
        z.push(layer.affine(&a[k]));
        a.push(layer.activate(&z[k]));
    }
    (z, a)
}

/// What the network makes of one sample.
pub(crate) fn forward<N: Network>(network: &N, input: &N::Input) -> Vec<N::Scalar> {
    let (_, mut a) = forward_pass(&layers(network), input.as_ref());
    a.pop().expect("a layer")
}

/// How the gradients of a network run over the samples of a part: the number of lanes, of which sample k is in lane
/// k % lanes, and how many samples go into them at a time. Those that are left over follow in order.
///
/// In small networks, of up to 64 `f32` and no gate, 8 lanes of 16 samples; in others in order, which is one lane.
fn lanes<N: Network>() -> (usize, usize) {
    let gates = N::SUMMARY.layers.iter().any(|layer| layer.pieces > 1);
    if N::PARAMETERS <= 64 && size_of::<N::Scalar>() == 4 && !gates {
        (8, 16)
    } else {
        (1, 1)
    }
}

/// Lane l and lane l + 4, and what comes of these in order, from zero; a single lane as it is.
fn sum_of_lanes<T: Scalar>(lanes: &[Vec<T>]) -> Vec<T> {
    if let [lane] = lanes {
        return lane.clone();
    }
    let sum = |p: usize| {
        let pairs = (0..4).map(|l| lanes[l][p] + lanes[l + 4][p]);
        pairs.fold(T::ZERO, |sum, pair| sum + pair)
    };
    (0..lanes[0].len()).map(sum).collect()
}

/// The mean loss and its gradients, for the first samples of a batch: as many as each of the `counts`
/// says, which grow.
pub(crate) fn gradients<N, L, const O: usize>(
    network: &N,
    activation: N::OutputActivation,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    counts: &[usize],
) -> Vec<(N::Scalar, Vec<N::Scalar>)>
where
    N: Network<Output = [<N as Network>::Scalar; O]>,
    L: Loss<N::OutputActivation>,
{
    let zero = N::Scalar::ZERO;
    let (lanes, block) = lanes::<N>();
    let add = |k: usize, losses: &mut [N::Scalar], gradients: &mut [N::Scalar]| {
        let (input, target) = samples.get(k).expect("a sample");
        let y: [N::Scalar; O] = L::values(target);
        losses[k % PART % 8] += back_propagate(network, activation, loss, input, &y, gradients);
    };
    let nothing = (
        vec![zero; 8],
        vec![vec![zero; network.parameters().len()]; lanes],
    );
    // The parts that are done, and the one that is not, which begins with sample `start`.
    let (mut done, mut part, mut start) = (None, nothing.clone(), 0);
    let mut results = Vec::new();
    let mut k = 0;
    for &count in counts {
        while k < count {
            if k - start == PART {
                done = Some(total(done, &part.0, sum_of_lanes(&part.1)));
                (part, start) = (nothing.clone(), k);
            }
            if k >= count - count % block {
                break;
            }
            add(k, &mut part.0, &mut part.1[k % PART % lanes]);
            k += 1;
        }
        let (mut losses, mut sums) = (part.0.clone(), sum_of_lanes(&part.1));
        for k in k..count {
            add(k, &mut losses, &mut sums);
        }
        let (value, mut gradients) = total(done.clone(), &losses, sums);
        let number = f64::from(u32::try_from(count.max(1)).expect("a small batch"));
        let weight = N::Scalar::ONE / N::Scalar::from_f64(number);
        for gradient in &mut gradients {
            *gradient = *gradient * weight;
        }
        results.push((value * weight, gradients));
    }
    results
}

/// The parts that are done, if there are any, and one more: loss and gradients.
fn total<T: Scalar>(done: Option<(T, Vec<T>)>, losses: &[T], part: Vec<T>) -> (T, Vec<T>) {
    let value = by_halves(losses.to_vec());
    let Some((sum, mut gradients)) = done else {
        return (value, part);
    };
    for (sum, addend) in gradients.iter_mut().zip(part) {
        *sum += addend;
    }
    (sum + value, gradients)
}

/// Adds the gradients of one sample; its loss.
fn back_propagate<N, L, const O: usize>(
    network: &N,
    activation: N::OutputActivation,
    loss: &L,
    input: &N::Input,
    y: &[N::Scalar; O],
    gradients: &mut [N::Scalar],
) -> N::Scalar
where
    N: Network<Output = [<N as Network>::Scalar; O]>,
    L: Loss<N::OutputActivation>,
{
    let layers = layers(network);
    let (z, a) = forward_pass(&layers, input.as_ref());
    let last = layers.len() - 1;
    let a_last: [N::Scalar; O] = core::array::from_fn(|j| a[last + 1][j]);
    // What comes out of a gate is linear to a loss.
    let is_gate = z[last].len() > O;
    let seen = if is_gate { &a[last + 1] } else { &z[last] };
    let z_last: [N::Scalar; O] = core::array::from_fn(|j| seen[j]);
    let mut delta = loss.delta(activation, &z_last, &a_last, y).to_vec();
    if is_gate {
        delta = layers[last].backward(&z[last], &a_last, &delta);
    }
    let mut rest = gradients;
    for (l, layer) in layers.iter().enumerate().rev() {
        let start = rest.len() - layer.weights.len() - layer.biases.len();
        let (before, own) = rest.split_at_mut(start);
        add_gradients(own, &a[l], &delta);
        rest = before;
        if l > 0 {
            let gradient = layer.back_propagate(&delta);
            delta = layers[l - 1].backward(&z[l - 1], &a[l], &gradient);
        }
    }
    loss.loss(activation, &z_last, &a_last, y)
}
