//! Generated code means the same whatever is in scope around it, and leaves nothing behind but the
//! struct.

#![no_implicit_prelude]
#![allow(clippy::float_cmp, reason = "the same computation gives the same bits")]
#![allow(dead_code, reason = "what is in scope here is to be in the way")]

use ::core::prelude::v1::test;
use ::core::{assert, assert_eq};

/// Nothing is in scope but what the module names.
mod without_prelude {
    ::mlp::network! { pub(super) struct Circles: 2 => relu 4 => leaky_relu(0.1) 4 => sigmoid 1 }
    ::mlp::network! {
        pub(super) struct Wide:
            2 => tanh HIDDEN [init = orthogonal] => softmax 3 where numerics = fast
    }
    ::mlp::network! { pub(super) struct Gates: 2 => glu HIDDEN => maxout(3) HIDDEN => reglu 1 }

    const HIDDEN: ::core::primitive::usize = 8;
}

/// Every name that generated code could be tempted to use means something else.
#[allow(
    non_camel_case_types,
    unused_macros,
    reason = "they hide what they are named after"
)]
mod shadowed {
    struct Result;
    struct Option;
    struct Some;
    struct None;
    struct Ok;
    struct Err;
    struct Vec;
    struct Box;
    struct String;
    struct Self_;
    struct f32;
    struct f64;
    struct usize;
    struct bool;
    struct str;
    trait Clone {}
    trait Copy {}
    trait Debug {}
    trait Default {}
    trait PartialEq {}
    trait Sized {}
    trait Fn {}
    mod core {}
    mod std {}
    mod alloc {}
    mod mlp {}
    macro_rules! assert {
        () => {};
    }
    macro_rules! vec {
        () => {};
    }

    ::mlp::network! { pub(super) struct Circles: 2 => relu 4 => leaky_relu(0.1) 4 => sigmoid 1 }
    ::mlp::network! { pub(super) struct Double<f64>: 3 => tanh 2 [no_bias] => softmax 2 }
    ::mlp::network! {
        pub(super) struct Wide: 2 => tanh super::HIDDEN => linear 1 where numerics = fast
    }
    ::mlp::network! { pub(super) struct Gates: 2 => glu 8 => maxout(3) 8 => reglu 1 }
}

/// Items are called as those of the library are, and as the parameters of generated functions.
#[allow(
    non_upper_case_globals,
    reason = "constants are called as the library's functions are"
)]
mod names_of_the_library {
    struct Dense;
    struct NoBiases;
    struct Summary;
    struct Numerics;
    struct Samples;
    struct Sigmoid;
    struct Relu;
    struct Glu;
    struct Maxout;
    struct Linear;
    trait Gate {}
    trait Real {}
    trait Rng {}
    trait Loss {}
    trait LayerActivation {}
    trait Activation {}
    trait Equations {}
    mod activation {}
    mod matrix {}
    mod engine {}
    fn fill() {}
    fn join() {}
    const affine: ::core::primitive::usize = 5;
    const add_product: ::core::primitive::usize = 2;
    const INPUTS: ::core::primitive::usize = 3;
    const OUTPUTS: ::core::primitive::usize = 2;

    ::mlp::network! {
        pub(super) struct V: 2 => relu 4 => sigmoid 1 where numerics = fast;
        pub(super) struct L: 2 => relu 4 => sigmoid 1;
        pub(super) struct R: INPUTS => relu affine => relu add_product => sigmoid OUTPUTS;
        pub(super) struct Network: 20 => relu 20 => sigmoid 1;
        pub(super) struct LossOf: 20 => relu 20 => sigmoid 1;
        pub(super) struct Gates: INPUTS => glu affine => maxout(2) add_product => glu OUTPUTS
    }
}

/// A network is called as an item of the library is.
mod networks_of_the_library {
    ::mlp::network! {
        pub(super) struct Dense: 2 => relu 4 => sigmoid 1;
        pub(super) struct Loss: 2 => relu 4 => sigmoid 1;
        pub(super) struct Relu: 2 => relu 4 => sigmoid 1;
        pub(super) struct Numerics: 2 => relu 4 => sigmoid 1 where numerics = fast;
        pub(super) struct LayerActivation: 20 => relu 20 => sigmoid 1;
        pub(super) struct Real: 2 => relu 4 => sigmoid 1
    }
}

/// Activations are called as the parameters of generated functions are, and as what their bodies
/// import.
mod activations_of_the_library {
    macro_rules! activations {
        ($($name:ident)*) => {$(
            #[derive(
                ::core::clone::Clone, ::core::marker::Copy, ::core::default::Default,
            )]
            pub(super) struct $name;

            impl ::mlp::Activation for $name {
                fn activate<N: ::mlp::number::Real>(self, z: N) -> N {
                    z + z
                }
                fn derivative<N: ::mlp::number::Real>(self, z: N) -> N {
                    z.constant(2.0)
                }
            }
        )*};
    }
    activations! { V L R Loss LayerActivation Real }

    ::mlp::network! {
        pub(super) struct Own: 1 => V 1 => L 1 => R 1 => Loss 1 => LayerActivation 1 => Real 1
    }
}

/// Traits for everything, with methods of all names that generated code calls.
mod methods_for_everything {
    use ::core::marker::Sized;

    trait Methods: Sized {
        fn forward(self) {}
        fn backward(self) {}
        fn parameters(self) {}
        fn parameters_mut(self) {}
        fn splat(self) {}
        fn plus(self) {}
        fn times(self) {}
        fn loss(self) {}
        fn delta(self) {}
        fn fill(self) {}
        fn gate(self) {}
        fn backward_through_gate(self) {}
        fn affine(self) {}
        fn default() {}
        fn clone(self) {}
        fn unwrap_or_default(self) {}
    }
    impl<T> Methods for T {}

    ::mlp::network! { pub(super) struct Circles: 2 => relu 4 => leaky_relu(0.1) 4 => sigmoid 1 }
    ::mlp::network! { pub(super) struct Wide: 20 => tanh 20 [no_bias] => softmax 3 }
    ::mlp::network! { pub(super) struct Gates: 2 => glu 8 => maxout(3) 8 => reglu 1 }
}

const HIDDEN: ::core::primitive::usize = 6;

use ::mlp::Network as _;

#[test]
fn the_same_network_is_the_same_wherever_it_stands() {
    let expected = without_prelude::Circles::seeded(3).forward(&[0.25, -0.5]);
    assert_eq!(
        shadowed::Circles::seeded(3).forward(&[0.25, -0.5]),
        expected
    );
    assert_eq!(
        methods_for_everything::Circles::seeded(3).forward(&[0.25, -0.5]),
        expected
    );
    assert!(expected != [0.5]);
    let expected = without_prelude::Gates::seeded(3).forward(&[0.25, -0.5]);
    assert_eq!(shadowed::Gates::seeded(3).forward(&[0.25, -0.5]), expected);
    assert_eq!(
        methods_for_everything::Gates::seeded(3).forward(&[0.25, -0.5]),
        expected
    );
}

#[test]
fn constants_are_those_of_the_user() {
    assert_eq!(
        names_of_the_library::R::PARAMETERS,
        3 * 5 + 5 + 5 * 2 + 2 + 2 * 2 + 2
    );
    assert_eq!(without_prelude::Wide::PARAMETERS, 2 * 8 + 8 + 8 * 3 + 3);
    assert_eq!(
        names_of_the_library::Gates::PARAMETERS,
        (3 + 1) * 2 * 5 + (5 + 1) * 2 * 2 + (2 + 1) * 2 * 2
    );
}

#[test]
fn activations_are_those_of_the_user() {
    use activations_of_the_library::Own;

    let mut network = Own::zeroed();
    for parameter in network.parameters_mut() {
        *parameter = 1.0;
    }
    // Each layer adds 1 and doubles.
    assert_eq!(network.forward(&[0.0]), [126.0]);
    let (inputs, targets) = ([[0.0]], [[125.0]]);
    let samples = ::mlp::samples::Samples::new(&inputs, &targets).unwrap();
    let (loss, gradients) = network.gradients(&samples, &::mlp::loss::MeanSquaredError);
    assert_eq!(loss, 1.0);
    // 2 (a − y), doubled by each of six layers.
    assert_eq!(gradients.layer1.biases, [128.0]);
}

#[test]
fn a_network_stands_in_a_function() {
    const WIDTH: ::core::primitive::usize = 3;
    #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::default::Default)]
    struct Double;
    impl ::mlp::Activation for Double {
        fn activate<N: ::mlp::number::Real>(self, z: N) -> N {
            z + z
        }
        fn derivative<N: ::mlp::number::Real>(self, z: N) -> N {
            z.constant(2.0)
        }
    }
    ::mlp::network! { struct Local: 1 => Double WIDTH => linear 1 }
    {
        ::mlp::network! { struct Local: 1 => linear 2 }
        assert_eq!(Local::PARAMETERS, 4);
    }
    assert_eq!(Local::PARAMETERS, 2 * WIDTH + WIDTH + 1);
}
