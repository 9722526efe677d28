//! What the numbers of `parameters()` are: ranges of the same kind, layer by layer.

use super::Summary;
use core::fmt;
use core::ops::Range;

/// What a range of parameters holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SegmentKind {
    /// The weights of a layer, row by row: `weights[i][j]` goes from input i to neuron j.
    Weights,
    /// The biases of a layer, one for each neuron.
    Biases,
    /// γ of a batch normalization, one for each neuron.
    Scales,
    /// β of a batch normalization, one for each neuron.
    Shifts,
    /// The moving mean of each neuron, then the moving variance of each: no optimizer moves them.
    Statistics,
    /// The learned slopes of `prelu`, one for each neuron.
    Slopes,
}

/// The name of the field: `weights`, `biases`, `gamma`, `beta`, `slopes`; `statistics` for two of them.
impl fmt::Display for SegmentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Weights => "weights",
            Self::Biases => "biases",
            Self::Scales => "gamma",
            Self::Shifts => "beta",
            Self::Statistics => "statistics",
            Self::Slopes => "slopes",
        })
    }
}

/// A range of a network's [`parameters`](crate::Network::parameters).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Segment {
    /// The layer, from 1.
    pub layer: usize,
    /// What the numbers are.
    pub kind: SegmentKind,
    /// Where they are.
    pub range: Range<usize>,
    /// The number of neurons of the layer: the length of a row.
    pub neurons: usize,
}

impl Summary {
    /// The ranges of [`parameters`](crate::Network::parameters) in order, without gaps; a range may
    /// be empty.
    pub fn segments(&self) -> impl Iterator<Item = Segment> + use<> {
        let mut start = 0;
        self.layers
            .iter()
            .zip(1..)
            .flat_map(move |(layer, number)| {
                [
                    (SegmentKind::Weights, layer.weights()),
                    (SegmentKind::Biases, layer.biases()),
                    (SegmentKind::Scales, layer.statistics() / 2),
                    (SegmentKind::Shifts, layer.statistics() / 2),
                    (SegmentKind::Statistics, layer.statistics()),
                    (SegmentKind::Slopes, layer.slope_parameters()),
                ]
                .map(|(kind, len)| {
                    let range = start..start + len;
                    start = range.end;
                    Segment {
                        layer: number,
                        kind,
                        range,
                        neurons: layer.fan_out,
                    }
                })
            })
    }

    /// Which number `index` of [`parameters`](crate::Network::parameters) is; `None` beyond the last.
    #[must_use]
    pub fn parameter(&self, index: usize) -> Option<Parameter> {
        let segment = self
            .segments()
            .find(|segment| segment.range.contains(&index))?;
        Some(Parameter {
            layer: segment.layer,
            kind: segment.kind,
            index: index - segment.range.start,
            neurons: segment.neurons,
        })
    }
}

/// One parameter by its name: prints as `layer2.weights[0][3]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Parameter {
    /// The layer, from 1.
    pub layer: usize,
    /// What it is.
    pub kind: SegmentKind,
    /// Its place among those of its kind in the layer.
    pub index: usize,
    /// The number of neurons of the layer.
    pub neurons: usize,
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (layer, kind, index) = (self.layer, self.kind, self.index);
        let row = self.neurons.max(1);
        match kind {
            SegmentKind::Weights => {
                write!(f, "layer{layer}.{kind}[{}][{}]", index / row, index % row)
            }
            SegmentKind::Biases => write!(f, "layer{layer}.{kind}[{index}]"),
            SegmentKind::Scales | SegmentKind::Shifts => {
                write!(f, "batch_norm{layer}.{kind}[{index}]")
            }
            SegmentKind::Statistics if index < row => {
                write!(f, "batch_norm{layer}.moving_mean[{index}]")
            }
            SegmentKind::Statistics => {
                write!(f, "batch_norm{layer}.moving_variance[{}]", index - row)
            }
            SegmentKind::Slopes => write!(f, "slopes{layer}[{index}]"),
        }
    }
}
