//! What the Rust peers share: the networks of `workloads.py`.

pub use measure::{BATCH, Bench, ROTATION};

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Act {
    Linear,
    Relu,
    Sigmoid,
    Tanh,
    Softmax,
}
use Act::{Linear, Relu, Sigmoid, Softmax, Tanh};

pub struct Net {
    pub name: &'static str,
    pub widths: &'static [usize],
    pub activations: &'static [Act],
}

pub struct Training {
    pub name: &'static str,
    pub net: &'static Net,
    pub samples: usize,
    pub batch: usize,
    pub epochs: usize,
    pub rate: f64,
}

const fn net(name: &'static str, widths: &'static [usize], activations: &'static [Act]) -> Net {
    assert!(widths.len() == activations.len() + 1);
    Net {
        name,
        widths,
        activations,
    }
}

pub static NETS: [Net; 6] = [
    net("I1", &[2, 4, 4, 1], &[Relu, Relu, Sigmoid]),
    net("I2", &[1, 16, 16, 1], &[Relu, Relu, Linear]),
    net("I3", &[4, 16, 16, 3], &[Tanh, Tanh, Softmax]),
    net("I4", &[64, 32, 10], &[Relu, Softmax]),
    net("I5", &[784, 128, 10], &[Relu, Softmax]),
    net(
        "I6",
        &[640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640],
        &[Relu, Relu, Relu, Relu, Relu, Relu, Relu, Relu, Relu, Linear],
    ),
];

pub static TRAININGS: [Training; 4] = [
    Training {
        name: "T1b1",
        net: &NETS[0],
        samples: 256,
        batch: 1,
        epochs: 4,
        rate: 0.1,
    },
    Training {
        name: "T1b32",
        net: &NETS[0],
        samples: 256,
        batch: 32,
        epochs: 4,
        rate: 0.1,
    },
    Training {
        name: "T2",
        net: &NETS[3],
        samples: 1024,
        batch: 32,
        epochs: 2,
        rate: 0.1,
    },
    Training {
        name: "T3",
        net: &NETS[4],
        samples: 1024,
        batch: 64,
        epochs: 1,
        rate: 0.05,
    },
];

/// The parameters of a layer.
pub struct Layer {
    pub fan_in: usize,
    pub fan_out: usize,
    /// `[fan_in][fan_out]`
    pub weights: Vec<f32>,
    pub biases: Vec<f32>,
    pub activation: Act,
}

impl Layer {
    /// The weights as `[fan_out][fan_in]`.
    pub fn transposed(&self) -> Vec<f32> {
        let (n, m) = (self.fan_in, self.fan_out);
        (0..n * m)
            .map(|k| self.weights[k % n * m + k / n])
            .collect()
    }
}

impl Net {
    /// Cuts a file of parameters into layers.
    pub fn layers(&self, flat: &[f32]) -> Vec<Layer> {
        let mut at = 0;
        let mut take = |count| {
            at += count;
            flat[at - count..at].to_vec()
        };
        let mut layers = Vec::new();
        for (pair, &activation) in self.widths.windows(2).zip(self.activations) {
            let (fan_in, fan_out) = (pair[0], pair[1]);
            let weights = take(fan_in * fan_out);
            let biases = take(fan_out);
            layers.push(Layer {
                fan_in,
                fan_out,
                weights,
                biases,
                activation,
            });
        }
        assert_eq!(at, flat.len(), "parameters of {}", self.name);
        layers
    }

    pub fn inputs(&self) -> usize {
        self.widths[0]
    }

    pub fn outputs(&self) -> usize {
        *self.widths.last().expect("a network has layers")
    }
}

/// `[rows][columns]` to `[columns][rows]`.
pub fn transpose(matrix: &[f32], rows: usize, columns: usize) -> Vec<f32> {
    assert_eq!(matrix.len(), rows * columns);
    (0..rows * columns)
        .map(|k| matrix[k % rows * columns + k / rows])
        .collect()
}
