//! Generated code is a good guest: it passes on what the user writes around a network, and keeps the
//! strictest rules of the crate it stands in.

#![forbid(unsafe_code)]
#![deny(missing_docs, warnings, clippy::all, clippy::pedantic, clippy::nursery)]
#![deny(
    absolute_paths_not_starting_with_crate,
    ambiguous_negative_literals,
    deprecated_in_future,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    keyword_idents,
    let_underscore_drop,
    macro_use_extern_crate,
    meta_variable_misuse,
    missing_abi,
    missing_debug_implementations,
    non_ascii_idents,
    redundant_imports,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unnameable_types,
    unreachable_pub,
    unused_crate_dependencies,
    unused_extern_crates,
    unused_import_braces,
    unused_lifetimes,
    unused_macro_rules,
    unused_qualifications,
    unused_results,
    variant_size_differences
)]
#![allow(unused_crate_dependencies, reason = "other tests use the others")]
#![allow(
    clippy::redundant_pub_crate,
    reason = "`unreachable_pub` asks for the opposite"
)]
#![allow(clippy::float_cmp, reason = "the same computation gives the same bits")]

use mlp::activation::Activation;
use mlp::network;
use mlp::number::Real;
use mlp::{Dense, Network, Numerics};

const INPUTS: usize = 3;
const HIDDEN: usize = 5;

/// Constants in another module.
pub mod widths {
    /// The width of a layer.
    pub const HIDDEN: usize = 5;
}

/// φ(z) = z².
#[derive(Clone, Copy, Debug, Default)]
pub struct Square;

impl Activation for Square {
    fn activate<V: Real>(self, z: V) -> V {
        z * z
    }

    fn derivative<V: Real>(self, z: V) -> V {
        z + z
    }
}

network! {
    /// Every kind of piece that a network can have.
    pub struct Everything<f64>:
        INPUTS => relu HIDDEN [init = he_uniform]
            => Square 4 [no_bias]
            => leaky_relu(0.2) HIDDEN [no_bias, init = constant(-0.5)]
            => Square 20
            => softmax 3;

    /// The last layer is of a type of the user's.
    pub struct Squared: 2 => tanh 64 => tanh 64 => Square 1;

    /// What differs between training and inference.
    pub struct Regularized: 2 => prelu 4 [batch_norm, dropout = 0.25]
        => residual(Square HIDDEN [l1 = 1e-4] => tanh 4 [batch_norm, l2 = 1e-4]) => sigmoid 1;

    /// More neurons than outputs.
    pub struct Gated: INPUTS => glu HIDDEN [dropout = 0.25] => Square 4 => maxout(3) HIDDEN [batch_norm]
        => residual(swiglu HIDDEN) => geglu 2;
}

network! {
    /// Nobody folds it.
    struct Unfolded: 2 => relu 4 [batch_norm] => sigmoid 1 where gradients = tested;

    /// Tested as it is.
    pub struct Checked<f64>: 2 => Square HIDDEN => softmax 2 where gradients = tested;
}

network! {
    /// Written out.
    struct Small: 2 => relu 4 => relu 4 => sigmoid 1
}

#[test]
fn a_network_has_the_shape_that_is_written() {
    let Everything {
        layer1,
        layer2,
        layer3,
        layer4,
        layer5,
    } = Everything::zeroed();
    let layer1: Dense<3, 5, f64> = layer1;
    let layer4: Dense<5, 20, f64> = layer4;
    let layer5: Dense<20, 3, f64> = layer5;
    assert_eq!(
        layer1.parameters().len() + layer4.parameters().len(),
        20 + 120
    );
    assert_eq!(
        (layer2.parameters().len(), layer3.parameters().len()),
        (20, 20)
    );
    assert_eq!(
        Everything::PARAMETERS,
        20 + 20 + 20 + 120 + layer5.parameters().len()
    );
    assert_eq!(size_of::<Small>(), Small::FLASH_BYTES);
    // Widths that are constants of the program: the macro does not know how large it is.
    assert_eq!(size_of::<Everything>(), Everything::FLASH_BYTES);
    assert_eq!(Everything::FLASH_BYTES, Everything::PARAMETERS * 8);
    assert_eq!(Small::PARAMETERS, 37);
    assert_eq!(Squared::seeded(1).forward(&[0.0; 2]), [0.0]);
    assert_eq!((Unfolded::LAYERS, Checked::LAYERS), (2, 2));
    assert_eq!(FoldedRegularized::LAYERS, Regularized::LAYERS);
    assert_eq!(FoldedGated::MACS, Gated::MACS);
}

/// Of 1025 parameters, one more than a network has whose size is that of its parameters everywhere.
mod alignment {
    use mlp::{Network as _, network};

    network! {
        /// On the first byte of a line by itself, on processors with vectors of such lines.
        pub struct Large: 204 => linear 5;
        /// On the first byte of a line because the user wants it there.
        #[repr(align(64))]
        pub struct Chosen: 2 => relu 4 => sigmoid 1;
    }

    #[test]
    fn alignment_adds_bytes_and_no_parameters() {
        let line = if cfg!(target_arch = "x86_64") { 64 } else { 4 };
        assert_eq!(align_of::<Large>(), line);
        assert_eq!(size_of::<Large>(), (1025 * 4_usize).next_multiple_of(line));
        assert_eq!(size_of::<Chosen>(), 128);
        assert_eq!((Large::PARAMETERS, Chosen::PARAMETERS), (1025, 17));
        assert_eq!((Large::FLASH_BYTES, Chosen::FLASH_BYTES), (4100, 68));
        let mut large = Large::zeroed();
        assert_eq!(large.parameters().len(), 1025);
        large.parameters_mut().fill(1.0);
        assert_eq!(large.layer1.biases, [1.0; 5]);
        let mut chosen = Chosen::zeroed();
        chosen.parameters_mut()[16] = 3.0;
        assert_eq!(chosen.layer2.biases, [3.0]);
    }
}

/// A network without a name stands in for the trait of its name, whose methods stay in scope by `_`.
mod without_a_name {
    use mlp::Network as _;

    mlp::network!(2 => relu 4 => sigmoid 1);

    pub(super) fn output() -> [f32; 1] {
        Network::seeded(5).forward(&[0.5, 0.25])
    }
}

#[test]
fn a_network_without_a_name_is_called_network() {
    assert_eq!(without_a_name::Network::PARAMETERS, 17);
    assert_eq!(
        without_a_name::output(),
        spellings::Plain::seeded(5).forward(&[0.5, 0.25])
    );
}

/// Networks as fragments of a `macro_rules!`, which arrive in groups without delimiters.
mod fragments {
    macro_rules! hidden_layer {
        ($name:ident, $inputs:literal, $activation:ident, $hidden:expr, $slope:literal) => {
            mlp::network! {
                #[derive(Copy)]
                pub(super) struct $name:
                    $inputs => $activation $hidden => leaky_relu($slope) 3 => sigmoid 1
            }
        };
    }
    macro_rules! networks {
        ($($visibility:vis $name:ident = $($layers:tt)*);*) => {$(
            mlp::network! { $visibility struct $name: $($layers)* }
        )*};
    }
    macro_rules! typed {
        ($(#[$attribute:meta])* $name:ident<$scalar:ident> $activation:path, $width:path) => {
            mlp::network! {
                $(#[$attribute])*
                pub(super) struct $name<$scalar>: 2 => $activation $width => linear 1
            }
        };
    }

    hidden_layer!(Literal, 2, relu, 6, 0.25);
    networks!(pub(super) Whole = 2 => relu 6 [no_bias] => sigmoid 1);
    typed!(
        /// Documented.
        #[derive(Copy)]
        Typed<f64> super::Square, super::widths::HIDDEN
    );
}

#[test]
fn a_macro_may_pass_the_pieces_of_a_network_on() {
    let network = fragments::Literal::zeroed();
    let copy = network;
    assert_eq!(copy, network);
    assert_eq!(fragments::Literal::PARAMETERS, 18 + 21 + 4);
    assert_eq!(fragments::Whole::PARAMETERS, 12 + 7);
    assert_eq!(fragments::Typed::PARAMETERS, 15 + 6);
    let [_]: [f64; 1] = fragments::Typed::zeroed().forward(&[0.0, 0.0]);
}

/// How else the same network can be written.
mod spellings {
    mlp::network! { pub(super) struct Plain: 2 => relu 4 => sigmoid 1 }
    mlp::network! { pub(super) struct Brackets: < 2 => relu 4 => sigmoid 1 > }
    mlp::network!(pub(super) struct Parentheses<f32>: 2 => relu 4usize => sigmoid 0x1;);
    mlp::network![pub(in super::spellings) struct Inner: 2 => relu 4 => sigmoid 1];
    mlp::network! {
        pub(super) struct First: 2 => relu 4 => sigmoid 1;
        #[allow(dead_code, reason = "only the first is used")]
        struct Second: 2 => relu 4 => sigmoid 1;
    }

    pub(super) fn inner() -> [f32; 1] {
        use mlp::Network as _;
        Inner::seeded(5).forward(&[0.5, 0.25])
    }
}

#[test]
fn spellings_make_no_difference() {
    let input = [0.5, 0.25];
    let expected = spellings::Plain::seeded(5).forward(&input);
    assert_eq!(spellings::Brackets::seeded(5).forward(&input), expected);
    assert_eq!(spellings::Parentheses::seeded(5).forward(&input), expected);
    assert_eq!(spellings::First::seeded(5).forward(&input), expected);
    assert_eq!(spellings::inner(), expected);
}

/// Networks whose bits may differ between targets, and two that stay exact among them.
mod limits {
    mlp::network! {
        /// Documented.
        #[derive(Copy)]
        pub(super) struct Attributes<f64>: 2 => relu 4 => linear 1 [no_bias] where numerics = fast;

        pub(super) struct Exact: 2 => relu 4 => sigmoid 1;

        #[allow(dead_code, reason = "its constant is asked for")]
        pub(super) struct Said: 2 => relu 4 => sigmoid 1 where numerics = exact;

        pub(super) struct Brackets: < 2 => relu 4 => sigmoid 1 > where numerics = fast,;

        pub(super) struct Constants:
            2 => relu super::widths::HIDDEN => sigmoid 1
            where
                numerics = fast,
    }

    pub(super) mod without_a_name {
        mlp::network!(2 => relu 4 => sigmoid 1 where numerics = fast);
    }

    macro_rules! network {
        ($name:ident, $numerics:ident, $($layers:tt)*) => {
            mlp::network! { pub(super) struct $name: $($layers)* where numerics = $numerics }
        };
    }
    network!(Passed, fast, 2 => relu 4 => sigmoid 1);
}

#[test]
fn a_network_says_what_its_numerics_are() {
    use limits::{Attributes, Brackets, Constants, Exact, Passed, Said};

    assert_eq!(Attributes::NUMERICS, Numerics::Fast);
    assert_eq!(Exact::NUMERICS, Numerics::Exact);
    assert_eq!(Said::NUMERICS, Numerics::Exact);
    assert_eq!(Brackets::NUMERICS, Numerics::Fast);
    assert_eq!(Constants::NUMERICS, Numerics::Fast);
    assert_eq!(Passed::NUMERICS, Numerics::Fast);
    assert_eq!(limits::without_a_name::Network::NUMERICS, Numerics::Fast);
    assert_eq!(Small::NUMERICS, Numerics::default());
}

#[test]
fn numerics_change_neither_shape_nor_first_weights() {
    let (fast, exact) = (limits::Brackets::seeded(5), limits::Exact::seeded(5));
    assert_eq!(fast.parameters(), exact.parameters());
    let ([fast], [exact]) = (fast.forward(&[0.5, 0.25]), exact.forward(&[0.5, 0.25]));
    assert!((fast - exact).abs() < 1e-6);
    let [output] = limits::Constants::seeded(5).forward(&[f32::NAN, 0.25]);
    assert!(output.is_nan());
}

/// Attributes of the user's.
mod attributes {
    mlp::network! {
        #[cfg(any())]
        pub(super) struct Absent: NO => such::Type WIDTH => sigmoid 1;

        #[cfg(all())]
        #[derive(Copy)]
        #[must_use]
        pub(super) struct Present: 2 => relu 4 => sigmoid 1;

        #[derive(std::fmt::Debug, Clone, PartialEq)]
        #[allow(clippy::module_name_repetitions, reason = "passed on")]
        pub(super) struct DerivedTwice: 2 => relu 4 => sigmoid 1;

        #[allow(non_camel_case_types, reason = "passed on")]
        pub(super) struct small_letters: 2 => relu 4 => sigmoid 1;

        #[repr(align(4))]
        pub(super) struct Aligned: 2 => relu 4 => sigmoid 1
    }

    // Using it would be an error here; defining it is none.
    mlp::network! {
        /// Replaced.
        #[deprecated(note = "write `Present`")]
        #[allow(dead_code, reason = "nobody should use it")]
        pub(super) struct Old: 2 => relu super::HIDDEN => sigmoid 1
    }

    #[cfg(any())]
    compile_error!("`any()` of nothing is false");
}

#[test]
fn attributes_are_passed_on() {
    let present = attributes::Present::seeded(2);
    let copy = present;
    assert_eq!(present, copy);
    assert_eq!(
        format!("{:?}", attributes::DerivedTwice::zeroed())
            .matches("Dense")
            .count(),
        2
    );
    assert_eq!(attributes::small_letters::SUMMARY.name, "small_letters");
    assert_eq!(attributes::Aligned::zeroed().parameters().len(), 17);
}
