//! A check of gradients that users can make of their own network.

mod drawn;

pub use drawn::check_drawn;

use crate::loss::Loss;
use crate::network::{Fits, Network, SamplesFor};
use crate::number::Scalar;
use crate::summary::{Parameter, SegmentKind};
use core::fmt;

/// Compares the gradient of every parameter with the slope of the loss: the central difference
/// `(loss(w + h) − loss(w − h)) / 2h`.
///
/// The loss is that of training, as [`gradients`](Network::gradients) returns it. It takes two passes for each
/// parameter, so it is for tests, with a few samples. `where gradients = tested` in `network!` writes
/// such a test.
///
/// | numbers | h | allowed |
/// |---|---|---|
/// | `f64` | 10⁻⁵ | a relative error of 10⁻⁶ |
/// | `f32` | 10⁻² | a relative error of 5·10⁻² |
///
/// The relative error of two values is `|a − b| / (max(|a|, |b|) + floor)`; the floor, 10⁻³ in `f64` and
/// 10⁻¹ in `f32`, times the loss if that is above 1, keeps the rounding of the loss from counting where the
/// slope is almost 0. In `f32` only gross mistakes can be told from rounding: check an `f64` twin of
/// the network.
///
/// A parameter that is beyond what is allowed is looked at again with h/8 and h/64, since the kink of a relu
/// may lie within the step. Where the slopes on the two sides differ by far all three times, as at the kink
/// itself, there is no derivative; such parameters are passed over and counted.
///
/// # Errors
/// The report is in `Err` if some parameter is beyond what is allowed, if every parameter was passed over, or if there
/// are no samples.
#[allow(
    clippy::result_large_err,
    reason = "both sides are the same report, which is small"
)]
pub fn check_gradients<N, L>(
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
) -> Result<GradientReport, GradientReport>
where
    N: Network,
    L: Loss<N::OutputActivation>,
{
    const { Fits::<N, L>::OUTPUTS };
    compare(network, samples, loss, 0..N::PARAMETERS)
}

/// [`check_gradients`] of some parameters, by their places.
fn compare<N, L>(
    network: &N,
    samples: &SamplesFor<'_, N, L>,
    loss: &L,
    places: impl Iterator<Item = usize>,
) -> Result<GradientReport, GradientReport>
where
    N: Network,
    L: Loss<N::OutputActivation>,
{
    let allowed = Allowed::of::<N::Scalar>();
    let mut scratch = N::zeroed();
    let mut gradients = N::zeroed();
    let value = network
        .gradients_into(samples, loss, &mut gradients)
        .to_f64();
    let floor = allowed.floor * if value > 1.0 { value } else { 1.0 };
    let mut report = GradientReport::of_nothing::<N>();
    report.samples = samples.len();
    if samples.is_empty() {
        // All slopes of nothing are 0, which would agree.
        return Err(report);
    }
    let regularized = is_regularized::<N>();
    let mut moved = network.clone();
    for index in places {
        let (Some(parameter), Some(start), Some(backward)) = (
            N::SUMMARY.parameter(index),
            network.parameters().get(index),
            gradients.parameters().get(index),
        ) else {
            continue;
        };
        if parameter.kind == SegmentKind::Statistics {
            report.passed_over += 1;
            continue;
        }
        let (start, backward) = (start.to_f64(), backward.to_f64());
        // The step that is taken is the one that the numbers can hold.
        let mut loss_at = |w: f64| {
            let w = N::Scalar::from_f64(w);
            if let Some(place) = moved.parameters_mut().get_mut(index) {
                *place = w;
            }
            let value = if regularized {
                moved.gradients_into(samples, loss, &mut scratch)
            } else {
                moved.loss(samples, loss)
            };
            (w.to_f64(), value.to_f64())
        };
        let mut found: Option<Difference> = None;
        // A kink within the step is a reason to look closer; a wrong gradient stays wrong.
        for part in [1.0, 0.125, 0.015_625] {
            let step = allowed.step * part;
            let (above, loss_above) = loss_at(start + step);
            let (below, loss_below) = loss_at(start - step);
            let right = (loss_above - value) / (above - start);
            let left = (value - loss_below) / (start - below);
            let size = magnitude(left).max(magnitude(right)).max(1.0);
            // Where the slope changes smoothly, it changes less within a smaller step.
            let noise = 4.0 * N::Scalar::EPSILON.to_f64() * floor / (allowed.floor * step);
            if magnitude(right - left) > allowed.kink * part * size + noise {
                continue;
            }
            let numeric = (loss_above - loss_below) / (above - below);
            let size = magnitude(backward).max(magnitude(numeric)) + floor;
            let relative_error = magnitude(backward - numeric) / size;
            if found.is_none_or(|found| relative_error < found.relative_error) {
                found = Some(Difference {
                    parameter,
                    backward,
                    numeric,
                    relative_error,
                });
            }
            if relative_error <= allowed.tolerance {
                break;
            }
        }
        if let Some(place) = moved.parameters_mut().get_mut(index) {
            *place = N::Scalar::from_f64(start);
        }
        let Some(found) = found else {
            report.passed_over += 1;
            continue;
        };
        report.compared += 1;
        let is_nan = found.relative_error.is_nan();
        let is_worse = report
            .worst
            .is_none_or(|worst| found.relative_error > worst.relative_error);
        if is_nan || is_worse {
            report.worst = Some(found);
        }
        // Nothing is worse than NaN.
        if is_nan {
            break;
        }
    }
    if report.passes() {
        Ok(report)
    } else {
        Err(report)
    }
}

/// Whether the loss of training is not that of inference, for dropout or batch normalization: then it takes a pass of
/// training, gradients included.
fn is_regularized<N: Network>() -> bool {
    let mut layers = N::SUMMARY.layers.iter();
    layers.any(|layer| layer.dropout > 0.0 || layer.batch_norm.is_some())
}

/// How a comparison is made, by the type of the numbers.
struct Allowed {
    step: f64,
    tolerance: f64,
    floor: f64,
    /// How far the slopes on the two sides may differ.
    kink: f64,
}

impl Allowed {
    fn of<T: Scalar>() -> Self {
        if size_of::<T>() == size_of::<f32>() {
            Self {
                step: 1e-2,
                tolerance: 5e-2,
                floor: 1e-1,
                kink: 1e-1,
            }
        } else {
            Self {
                step: 1e-5,
                tolerance: 1e-6,
                floor: 1e-3,
                kink: 1e-3,
            }
        }
    }
}

fn magnitude(x: f64) -> f64 {
    crate::number::Real::abs(x)
}

/// What [`check_gradients`] found.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct GradientReport {
    /// The samples of the loss.
    pub samples: usize,
    /// The parameters of the network.
    pub parameters: usize,
    /// Those that were compared.
    pub compared: usize,
    /// Those whose slopes on the two sides differ, and moving statistics, which have no gradient.
    pub passed_over: usize,
    /// The relative error that is allowed.
    pub tolerance: f64,
    /// The parameter with the largest relative error.
    pub worst: Option<Difference>,
}

impl GradientReport {
    /// Before anything has been compared.
    fn of_nothing<N: Network>() -> Self {
        Self {
            samples: 0,
            parameters: N::PARAMETERS,
            compared: 0,
            passed_over: 0,
            tolerance: Allowed::of::<N::Scalar>().tolerance,
            worst: None,
        }
    }

    /// Whether something was compared and nothing is beyond what is allowed.
    #[must_use]
    pub fn passes(&self) -> bool {
        self.worst
            .is_some_and(|worst| worst.relative_error <= self.tolerance)
    }
}

impl fmt::Display for GradientReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (compared, parameters) = (self.compared, self.parameters);
        if self.samples == 0 {
            return f.write_str("there are no samples to compare gradients over");
        }
        write!(f, "{compared} of {parameters} gradients compared")?;
        match &self.worst {
            None => f.write_str("; none could be, all slopes differ from side to side"),
            Some(worst) => write!(
                f,
                "; worst is {}: backward {}, central difference {}, relative error {:e} where {:e} \
                 is allowed",
                worst.parameter,
                worst.backward,
                worst.numeric,
                worst.relative_error,
                self.tolerance
            ),
        }
    }
}

impl core::error::Error for GradientReport {}

/// A gradient two ways.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Difference {
    /// Whose gradient it is.
    pub parameter: Parameter,
    /// What backpropagation says.
    pub backward: f64,
    /// What the central difference says.
    pub numeric: f64,
    /// `|backward − numeric| / (max(|backward|, |numeric|) + floor)`.
    pub relative_error: f64,
}
