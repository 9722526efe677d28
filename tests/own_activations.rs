//! Activations of the user's own: rectifiers that multiply by a derivative, from z or from a, and rectifiers with a
//! `back_propagate` of their own, in every form a network takes. All of them train to the bits of `relu`.

mod support;

use mlp::activation::Activation;
use mlp::network::Network;
use mlp::number::Real;
use mlp::prelude::*;
use support::random::Random;
use support::shapes::{array, bits};

/// φ(z) = max(0, z), with what it says of its derivative.
macro_rules! rectifier {
    ($(#[$what:meta])* $name:ident: $($slope:tt)*) => {
        $(#[$what])*
        #[derive(Clone, Copy, Debug, Default)]
        struct $name;

        impl Activation for $name {
            #[inline(always)]
            fn activate<V: Real>(self, z: V) -> V {
                z.at_least(z.constant(0.0))
            }

            $($slope)*
        }
    };
}

/// 1 above 0, NaN at NaN, 0 elsewhere.
#[inline(always)]
fn slope<V: Real>(x: V) -> V {
    let zero = x.constant(0.0);
    x.select(x.is_nan(), x.constant(1.0).select(zero.less_than(x), zero))
}

rectifier! {
    /// `back_propagate` as the trait provides it, from z.
    ByZ:
    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        slope(z)
    }
}

rectifier! {
    /// `back_propagate` as the trait provides it, from a; the other derivative would be noticed.
    ByA:
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        z.constant(f64::NAN)
    }

    #[inline(always)]
    fn derivative_from_activation<V: Real>(self, a: V) -> V {
        slope(a)
    }
}

rectifier! {
    /// A `back_propagate` of its own, from z; a derivative that is asked all the same would be noticed.
    OwnByZ:
    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        z.constant(f64::NAN)
    }

    #[inline(always)]
    fn back_propagate<V: Real>(self, gradient: V, z: V, _: V) -> V {
        gradient.zero_where(z.at_least(z.constant(0.0)).equals(z.constant(0.0)))
    }
}

rectifier! {
    /// The same from a.
    OwnByA:
    const DERIVATIVE_FROM_ACTIVATION: bool = true;

    #[inline(always)]
    fn derivative<V: Real>(self, z: V) -> V {
        z.constant(f64::NAN)
    }

    #[inline(always)]
    fn back_propagate<V: Real>(self, gradient: V, _: V, a: V) -> V {
        gradient.zero_where(a.equals(a.constant(0.0)))
    }
}

/// Networks of each form: what computes them differs, and which of z and a it still has.
macro_rules! networks {
    ($($module:ident: $phi:ident;)*) => {$(
        mod $module {
            use mlp::prelude::*;
            #[allow(unused_imports, reason = "relu is a name of the language")]
            use super::{ByA, ByZ, OwnByA, OwnByZ};

            network! {
                pub(super) struct Narrow: 3 => $phi 6 => $phi 5 => $phi 2;
                pub(super) struct Wide: 3 => $phi 60 => $phi 14 => $phi 2;
                pub(super) struct Normalized: 3 => $phi 6 [batch_norm] => residual($phi 6) => $phi 2;
                pub(super) struct Dropping: 3 => $phi 12 [dropout = 0.25] => $phi 5 => $phi 2;
            }
        }
    )*};
}

networks! {
    built_in: relu;
    by_z: ByZ;
    by_a: ByA;
    own_by_z: OwnByZ;
    own_by_a: OwnByA;
}

/// Some inputs and targets, more than a part of a batch has.
fn samples() -> (Vec<[f32; 3]>, Vec<[f32; 2]>) {
    let mut random = Random::new(8);
    let mut row = || array(&random.numbers(3));
    let inputs: Vec<[f32; 3]> = (0..71).map(|_| row()).collect();
    let targets = inputs
        .iter()
        .map(|[x, y, z]| [(x - y) * z, x * y])
        .collect();
    (inputs, targets)
}

/// The parameters that training leaves, one sample at a time, a few, and all of them in one batch.
fn trained<N>(start: &[f32]) -> Vec<Vec<u64>>
where
    N: Network<Scalar = f32, Input = [f32; 3], Output = [f32; 2]>,
    MeanSquaredError: Loss<N::OutputActivation, Target<[f32; 2]> = [f32; 2]>,
{
    let (inputs, targets) = samples();
    let of_batches = |batch_size| {
        let mut network = N::zeroed();
        network.parameters_mut().copy_from_slice(start);
        Trainer::new(MeanSquaredError)
            .optimizer(Sgd::new(0.1))
            .epochs(2)
            .batch_size(batch_size)
            .fit(&mut network, &inputs, &targets)
            .expect("training");
        bits(network.parameters())
    };
    [1, 7, 71].map(of_batches).into()
}

/// What `relu` learns, and that each network learns the same from the same start.
macro_rules! check {
    ($form:ident) => {
        let start = built_in::$form::seeded(1);
        let start = start.parameters();
        let expected = trained::<built_in::$form>(start);
        assert!(
            expected.iter().all(|learned| *learned != bits(start)),
            "nothing was learned"
        );
        let found = [
            ("by z", trained::<by_z::$form>(start)),
            ("by a", trained::<by_a::$form>(start)),
            ("own by z", trained::<own_by_z::$form>(start)),
            ("own by a", trained::<own_by_a::$form>(start)),
        ];
        for (name, found) in found {
            assert_eq!(found, expected, "{name}");
        }
    };
}

#[test]
fn a_narrow_network_trains_to_the_bits_of_relu() {
    check!(Narrow);
}

#[test]
fn a_wide_network_trains_to_the_bits_of_relu() {
    check!(Wide);
}

#[test]
fn a_network_with_batch_normalization_and_blocks_trains_to_the_bits_of_relu() {
    check!(Normalized);
}

#[test]
fn a_network_with_dropout_trains_to_the_bits_of_relu() {
    check!(Dropping);
}
