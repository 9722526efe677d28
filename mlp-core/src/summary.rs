//! The layers of a network and what they cost, known at compile time.

mod segments;
mod table;

pub use segments::{Parameter, Segment, SegmentKind};

use crate::order::{PART, SMALL_NETWORK};
use core::ops::Range;

/// A network's layers and what they cost; prints as the table Keras users know.
///
/// It is a constant: every figure can be used in a `const`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// The name of the type.
    pub name: &'static str,
    /// `f32` or `f64`.
    pub scalar: &'static str,
    /// Bytes of one number.
    pub scalar_bytes: usize,
    /// The number of inputs.
    pub inputs: usize,
    /// One entry for each layer, from layer 1.
    pub layers: &'static [LayerSummary],
}

/// One row of the layer table.
///
/// ```
/// use mlp_core::summary::LayerSummary;
///
/// // What `network!` writes of `relu 4 [l2 = 1e-4]` behind two inputs.
/// let layer = LayerSummary {
///     activation: "relu",
///     fan_in: 2,
///     fan_out: 4,
///     l2: 1e-4,
///     ..LayerSummary::DENSE
/// };
/// assert_eq!(layer.parameters(), 12);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerSummary {
    /// The activation as written in `network!`.
    pub activation: &'static str,
    /// The number of inputs of each neuron.
    pub fan_in: usize,
    /// The number of neurons: columns of weights.
    pub fan_out: usize,
    /// The neurons that an output is made of: 2 of `glu`, 3 of `maxout(3)`, 1 of all that are no
    /// [`Gate`](crate::activation::Gate). 0 counts as 1.
    pub pieces: usize,
    /// Whether each neuron has a bias.
    pub bias: bool,
    /// λ of the penalty `λ Σ |w|` on this layer's weights in training; 0 unless it says `[l1 = …]`.
    pub l1: f64,
    /// λ of the penalty `λ · ½ Σ w²` on this layer's weights in training; 0 unless it says
    /// `[l2 = …]`.
    pub l2: f64,
    /// The part of this layer's activations that each training step drops; 0 unless it says
    /// `[dropout = …]`.
    pub dropout: f64,
    /// The settings of the normalization between z and φ, if the layer says `[batch_norm]`.
    pub batch_norm: Option<BatchNormSettings>,
    /// Whether each neuron learns the slope of its activation: `prelu`.
    pub slopes: bool,
    /// The layers whose activations are added to this one's, innermost block first: those before the
    /// `residual(…)` that end here. The input is layer 0.
    pub adds: &'static [usize],
}

/// The settings of a batch normalization: `[batch_norm(momentum = 0.99, epsilon = 1e-3)]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BatchNormSettings {
    /// The part of a moving statistic that a step keeps.
    pub momentum: f64,
    /// What is added to a variance before its root is taken.
    pub epsilon: f64,
}

impl LayerSummary {
    /// A layer with biases and nothing beside: what stands behind `..` where a layer is written out.
    pub const DENSE: Self = Self {
        activation: "linear",
        fan_in: 1,
        fan_out: 1,
        pieces: 1,
        bias: true,
        l1: 0.0,
        l2: 0.0,
        dropout: 0.0,
        batch_norm: None,
        slopes: false,
        adds: &[],
    };

    /// The number of weights: `fan_in · fan_out`, which is also the multiplications of a pass.
    #[must_use]
    pub const fn weights(&self) -> usize {
        self.fan_in * self.fan_out
    }

    /// The number of activations, which are the inputs of the next layer: `fan_out / pieces`.
    #[must_use]
    pub const fn outputs(&self) -> usize {
        match self.fan_out.checked_div(self.pieces) {
            Some(outputs) => outputs,
            None => self.fan_out,
        }
    }

    /// The number of biases: `fan_out` or 0.
    #[must_use]
    pub const fn biases(&self) -> usize {
        if self.bias { self.fan_out } else { 0 }
    }

    /// The numbers of a batch normalization: γ, β, moving mean and moving variance of each neuron, in
    /// this order behind weights and biases; 0 without one.
    #[must_use]
    pub const fn batch_norm_parameters(&self) -> usize {
        if self.batch_norm.is_some() {
            4 * self.fan_out
        } else {
            0
        }
    }

    /// The moving means and variances among [`batch_norm_parameters`](Self::batch_norm_parameters),
    /// the last half of them, which no optimizer moves.
    #[must_use]
    pub const fn statistics(&self) -> usize {
        self.batch_norm_parameters() / 2
    }

    /// The number of learned slopes, behind everything else of the layer: `fan_out` or 0.
    #[must_use]
    pub const fn slope_parameters(&self) -> usize {
        if self.slopes { self.fan_out } else { 0 }
    }

    /// All numbers of the layer: weights, biases, batch normalization, slopes, in this order.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        self.weights() + self.biases() + self.batch_norm_parameters() + self.slope_parameters()
    }
}

impl Summary {
    /// The numbers of all layers: weights, biases, batch normalization, slopes.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        let mut sum = 0;
        let mut rest = self.layers;
        while let [layer, others @ ..] = rest {
            sum += layer.parameters();
            rest = others;
        }
        sum
    }

    /// Multiply–accumulate operations of one forward pass.
    #[must_use]
    pub const fn macs(&self) -> usize {
        let mut sum = 0;
        let mut rest = self.layers;
        while let [layer, others @ ..] = rest {
            sum += layer.weights();
            rest = others;
        }
        sum
    }

    /// Bytes of the parameters.
    #[must_use]
    pub const fn flash_bytes(&self) -> usize {
        self.parameters() * self.scalar_bytes
    }

    /// Bytes of activations alive at once in a forward pass: the largest sum of two neighbouring
    /// widths (of a gate, such as `glu`, all of its neurons and its inputs or its outputs), and of what the
    /// residual blocks around them are added to.
    #[must_use]
    pub const fn inference_bytes(&self) -> usize {
        let mut most = 0;
        let mut index = 0;
        while index < self.layers.len() {
            let layer = &self.layers[index];
            let mut beside = layer.fan_in;
            if layer.pieces > 1 && layer.outputs() > beside {
                beside = layer.outputs();
            }
            let alive = layer.fan_out + beside + self.kept(index);
            if alive > most {
                most = alive;
            }
            index += 1;
        }
        most * self.scalar_bytes
    }

    /// The numbers that are kept for the end of a residual block while layer `index + 1` computes,
    /// beside its own input.
    const fn kept(&self, index: usize) -> usize {
        let mut numbers = 0;
        // The activations of layer k are the input of layer k + 1, which is `layers[k]`.
        let mut k = 0;
        while k < index {
            let mut last = index;
            let mut needed = false;
            while last < self.layers.len() {
                let mut adds = self.layers[last].adds;
                while let [added, others @ ..] = adds {
                    needed |= *added == k;
                    adds = others;
                }
                last += 1;
            }
            if needed {
                numbers += self.layers[k].fan_in;
            }
            k += 1;
        }
        numbers
    }

    /// Whether a layer drops activations in training.
    #[must_use]
    pub const fn drops_out(&self) -> bool {
        let mut rest = self.layers;
        while let [layer, others @ ..] = rest {
            if layer.dropout > 0.0 {
                return true;
            }
            rest = others;
        }
        false
    }

    /// Whether gradients run as sums of lanes: see [`order`](crate::order).
    pub(crate) const fn sums_in_lanes(&self) -> bool {
        let mut rest = self.layers;
        while let [layer, others @ ..] = rest {
            let needs_rows = layer.dropout > 0.0
                || layer.batch_norm.is_some()
                || layer.slopes
                || layer.pieces > 1;
            if needs_rows {
                return false;
            }
            rest = others;
        }
        self.scalar_bytes == 4 && self.parameters() <= SMALL_NETWORK
    }

    /// Whether a layer says `[l1 = …]` or `[l2 = …]`.
    #[must_use]
    pub const fn penalizes(&self) -> bool {
        let mut rest = self.layers;
        while let [layer, others @ ..] = rest {
            if layer.l1 != 0.0 || layer.l2 != 0.0 {
                return true;
            }
            rest = others;
        }
        false
    }

    /// The number of neurons of all layers.
    #[must_use]
    pub const fn neurons(&self) -> usize {
        let mut sum = 0;
        let mut rest = self.layers;
        while let [layer, others @ ..] = rest {
            sum += layer.fan_out;
            rest = others;
        }
        sum
    }

    /// Bytes that a step of gradient descent needs besides the parameters: one gradient for each,
    /// the input, and z, a and δ of each neuron. Of a gate, such as `glu`, a is that of its outputs.
    ///
    /// With batch normalization the numbers of a whole part of the batch are needed at once:
    /// [`PART`] times the input, z, a and δ of each neuron, and γ ẑ + β of those that
    /// are normalized.
    ///
    /// Gradients beside the first, of a batch of several parts or lanes ([`order`](crate::order)), are not among them.
    #[must_use]
    pub const fn training_bytes(&self) -> usize {
        let (mut normalized, mut outputs) = (0, 0);
        let mut rest = self.layers;
        while let [layer, others @ ..] = rest {
            normalized += layer.statistics() / 2;
            outputs += layer.outputs();
            rest = others;
        }
        let samples = if normalized > 0 { PART } else { 1 };
        let numbers = self.inputs + 2 * self.neurons() + outputs + normalized;
        (self.parameters() + samples * numbers) * self.scalar_bytes
    }

    /// Whether a layer has batch normalization.
    #[must_use]
    pub const fn normalizes(&self) -> bool {
        let mut rest = self.layers;
        while let [layer, others @ ..] = rest {
            if layer.batch_norm.is_some() {
                return true;
            }
            rest = others;
        }
        false
    }

    /// Where the weights of each layer are among the parameters.
    pub fn weight_segments(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        self.layers.iter().scan(0, |start, layer| {
            let weights = *start..*start + layer.weights();
            *start += layer.parameters();
            Some(weights)
        })
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use std::string::ToString;

    pub(super) const CIRCLES: Summary = Summary {
        name: "Circles",
        scalar: "f32",
        scalar_bytes: 4,
        inputs: 2,
        layers: &[
            LayerSummary {
                activation: "relu",
                fan_in: 2,
                fan_out: 4,
                bias: true,
                ..LayerSummary::DENSE
            },
            LayerSummary {
                activation: "relu",
                fan_in: 4,
                fan_out: 4,
                bias: false,
                ..LayerSummary::DENSE
            },
            LayerSummary {
                activation: "sigmoid",
                fan_in: 4,
                fan_out: 1,
                bias: true,
                ..LayerSummary::DENSE
            },
        ],
    };

    #[test]
    fn figures_are_those_counted_by_hand() {
        assert_eq!(CIRCLES.parameters(), 12 + 16 + 5);
        assert_eq!(CIRCLES.macs(), 8 + 16 + 4);
        assert_eq!(CIRCLES.inference_bytes(), 8 * 4);
        assert_eq!(CIRCLES.training_bytes(), (33 + 2 + 27) * 4);
        let segments: std::vec::Vec<_> = CIRCLES.weight_segments().collect();
        assert_eq!(segments, [0..8, 12..28, 28..32]);
    }

    #[test]
    fn activations_alive_at_once_are_those_of_two_layers_and_of_what_a_block_adds() {
        const fn plain(fan_in: usize, fan_out: usize) -> LayerSummary {
            LayerSummary {
                fan_in,
                fan_out,
                ..LayerSummary::DENSE
            }
        }
        const fn ends_block(layer: LayerSummary) -> LayerSummary {
            LayerSummary {
                adds: &[1],
                ..layer
            }
        }
        let bytes =
            |layers: &'static [LayerSummary]| Summary { layers, ..CIRCLES }.inference_bytes();
        assert_eq!(bytes(const { &[plain(2, 4), plain(4, 1)] }), 4 * (2 + 4));
        // What goes into a block of one layer is the input of this layer anyway.
        let one = const { &[plain(2, 8), ends_block(plain(8, 8)), plain(8, 1)] };
        assert_eq!(bytes(one), 4 * (8 + 8));
        let two = const {
            &[
                plain(2, 8),
                plain(8, 4),
                ends_block(plain(4, 8)),
                plain(8, 1),
            ]
        };
        assert_eq!(bytes(two), 4 * (8 + 4 + 8));
    }

    #[test]
    fn segments_follow_one_another_and_name_every_parameter() {
        let segments: std::vec::Vec<_> = CIRCLES.segments().collect();
        let mut end = 0;
        for segment in &segments {
            assert_eq!(segment.range.start, end);
            end = segment.range.end;
        }
        assert_eq!(end, CIRCLES.parameters());
        let name = |index| CIRCLES.parameter(index).map(|name| name.to_string());
        assert_eq!(name(0).as_deref(), Some("layer1.weights[0][0]"));
        assert_eq!(name(7).as_deref(), Some("layer1.weights[1][3]"));
        assert_eq!(name(11).as_deref(), Some("layer1.biases[3]"));
        assert_eq!(name(12).as_deref(), Some("layer2.weights[0][0]"));
        assert_eq!(name(31).as_deref(), Some("layer3.weights[3][0]"));
        assert_eq!(name(32).as_deref(), Some("layer3.biases[0]"));
        assert_eq!(name(33), None);
    }
}
