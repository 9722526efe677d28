//! The layer table, known at compile time.

mod segments;

pub use segments::{Parameter, Segment, SegmentKind};

use core::fmt;
use core::ops::Range;

/// A network's layers and what they cost; prints as the table Keras users know.
///
/// It is a constant: every figure can be used in a `const`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerSummary {
    /// The activation as written in `network!`.
    pub activation: &'static str,
    /// The number of inputs of each neuron.
    pub fan_in: usize,
    /// The number of neurons.
    pub fan_out: usize,
    /// Whether each neuron has a bias.
    pub bias: bool,
}

impl LayerSummary {
    /// The number of weights: `fan_in · fan_out`, which is also the multiplications of a pass.
    #[must_use]
    pub const fn weights(&self) -> usize {
        self.fan_in * self.fan_out
    }

    /// The number of biases: `fan_out` or 0.
    #[must_use]
    pub const fn biases(&self) -> usize {
        if self.bias { self.fan_out } else { 0 }
    }

    /// The number of weights and biases.
    #[must_use]
    pub const fn parameters(&self) -> usize {
        self.weights() + self.biases()
    }
}

impl Summary {
    /// The number of weights and biases.
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
    /// widths.
    #[must_use]
    pub const fn inference_bytes(&self) -> usize {
        let mut most = 0;
        let mut rest = self.layers;
        while let [layer, others @ ..] = rest {
            if layer.fan_in + layer.fan_out > most {
                most = layer.fan_in + layer.fan_out;
            }
            rest = others;
        }
        most * self.scalar_bytes
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
    /// the input, and z, a and δ of each neuron.
    #[must_use]
    pub const fn training_bytes(&self) -> usize {
        (self.parameters() + self.inputs + 3 * self.neurons()) * self.scalar_bytes
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

/// The width of the table in characters.
const WIDTH: usize = 61;

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rule = |f: &mut fmt::Formatter<'_>, line: &str| {
            for _ in 0..WIDTH {
                f.write_str(line)?;
            }
            writeln!(f)
        };
        writeln!(f, "{}: {} inputs, {}", self.name, self.inputs, self.scalar)?;
        rule(f, "─")?;
        writeln!(
            f,
            "{:<7}{:<22}{:>10}{:>12}{:>10}",
            "layer", "activation", "shape", "parameters", "MACs"
        )?;
        rule(f, "═")?;
        for (layer, number) in self.layers.iter().zip(1..) {
            write!(f, "{number:<7}{:<22}", layer.activation)?;
            let digits = |n: usize| n.checked_ilog10().unwrap_or(0) as usize + 1;
            let shape = digits(layer.fan_in) + " × ".chars().count() + digits(layer.fan_out);
            for _ in shape..10 {
                f.write_str(" ")?;
            }
            writeln!(
                f,
                "{} × {}{:>12}{:>10}",
                layer.fan_in,
                layer.fan_out,
                layer.parameters(),
                layer.weights()
            )?;
        }
        rule(f, "─")?;
        writeln!(
            f,
            "parameters: {} ({} bytes), MACs: {}",
            self.parameters(),
            self.flash_bytes(),
            self.macs()
        )?;
        write!(
            f,
            "inference: {} bytes of activations, training: {} bytes",
            self.inference_bytes(),
            self.training_bytes()
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::ToString;

    const CIRCLES: Summary = Summary {
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
            },
            LayerSummary {
                activation: "relu",
                fan_in: 4,
                fan_out: 4,
                bias: false,
            },
            LayerSummary {
                activation: "sigmoid",
                fan_in: 4,
                fan_out: 1,
                bias: true,
            },
        ],
    };

    #[test]
    fn every_row_of_the_table_is_as_wide_as_the_rules() {
        let table = CIRCLES.to_string();
        let rows: std::vec::Vec<_> = table.lines().skip(1).take(7).collect();
        for row in rows {
            assert_eq!(row.chars().count(), WIDTH, "{table}");
        }
    }

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
