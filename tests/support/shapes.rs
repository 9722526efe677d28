//! From lists of numbers to the arrays of a network, and to its textbook twin.

use super::random::Random;
use super::textbook::Textbook;
use mlp::Network;
use mlp::number::Scalar;

/// A list as an array of the network's numbers.
#[track_caller]
pub(crate) fn array<T: Scalar, const N: usize>(values: &[f64]) -> [T; N] {
    assert_eq!(values.len(), N, "a row of another length");
    core::array::from_fn(|k| T::from_f64(values[k]))
}

/// Rows as arrays of the network's numbers.
#[track_caller]
pub(crate) fn arrays<T: Scalar, const N: usize>(rows: &[Vec<f64>]) -> Vec<[T; N]> {
    rows.iter().map(|row| array(row)).collect()
}

/// A network with these parameters.
#[track_caller]
pub(crate) fn with_parameters<N: Network>(parameters: &[f64]) -> N {
    let mut network = N::zeroed();
    assert_eq!(
        network.parameters().len(),
        parameters.len(),
        "parameters of another network"
    );
    for (parameter, &value) in network.parameters_mut().iter_mut().zip(parameters) {
        *parameter = N::Scalar::from_f64(value);
    }
    network
}

/// A network whose parameters, biases too, are neither zero nor alike: each from −1 to 1, weights
/// divided by √`fan_in` so that wide layers do not saturate.
pub(crate) fn random_network<N: Network>(random: &mut Random) -> N {
    let mut parameters = Vec::new();
    for layer in N::SUMMARY.layers {
        let scale = f64::sqrt(2.0 / f64::from(u32::try_from(layer.fan_in).expect("a small layer")));
        parameters.extend(
            random
                .numbers(layer.weights())
                .into_iter()
                .map(|w| w * scale),
        );
        parameters.extend(random.numbers(layer.biases()));
    }
    with_parameters(&parameters)
}

/// Numbers in double precision.
pub(crate) fn doubles<T: Scalar>(values: &[T]) -> Vec<f64> {
    values.iter().map(|value| value.to_f64()).collect()
}

/// The bits of numbers, `f32` widened exactly.
pub(crate) fn bits<T: Scalar>(values: &[T]) -> Vec<u64> {
    values
        .iter()
        .map(|value| value.to_f64().to_bits())
        .collect()
}

/// The same network as the textbook writes it.
pub(crate) fn twin<N: Network>(network: &N) -> Textbook {
    let layers = N::SUMMARY
        .layers
        .iter()
        .map(|l| (l.activation, l.fan_in, l.fan_out, l.bias));
    Textbook::new(&layers.collect::<Vec<_>>(), &doubles(network.parameters()))
}
