//! The names the language knows: activations, initializers, options, scalars and limits.
//!
//! To add an activation or an initializer is to add one line to its table here (and its file and
//! line in `mlp-core`; a contract test fails until both agree). Everything else, from the spelling
//! suggestions to the lists in error messages, reads these tables.

use crate::model::{Numerics, Scalar};

/// A built-in activation.
#[derive(Debug)]
pub(crate) struct Activation {
    /// As written in a network.
    pub name: &'static str,
    /// As called in `mlp-core`.
    pub type_name: &'static str,
    pub parameters: &'static [Parameter],
    /// The name of the initializer that keeps the variance of a signal through this activation.
    pub initializer: &'static str,
    /// What to write in place of a layer of one neuron, where one neuron makes no sense.
    pub instead_of_one: Option<&'static str>,
    /// What it is, if it makes one output of several neurons.
    pub gate: Option<Gate>,
}

/// An activation that makes each of N outputs of several neurons.
#[derive(Debug)]
pub(crate) struct Gate {
    pub pieces: Pieces,
    /// Output j, for a documentation page.
    pub formula: &'static str,
}

/// How many neurons an output is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pieces {
    Two,
    /// The only argument says.
    Argument,
}

/// A distribution or pattern that a layer's weights start from.
#[derive(Debug)]
pub(crate) struct Initializer {
    /// As written in `[init = …]`.
    pub name: &'static str,
    /// As called in `mlp-core`.
    pub type_name: &'static str,
    pub parameters: &'static [Parameter],
}

/// A number between the parentheses of an activation or initializer.
#[derive(Debug)]
pub(crate) struct Parameter {
    pub name: &'static str,
    pub default: Option<f64>,
    pub range: Range,
    /// Whether the default does nothing, so that a summary need not show it.
    pub silent: bool,
}

/// What a parameter may be; it must be finite in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Range {
    Any,
    Positive,
    NotNegative,
    /// A whole number of at least 2.
    Pieces,
}

const fn activation(
    name: &'static str,
    type_name: &'static str,
    parameters: &'static [Parameter],
    initializer: &'static str,
) -> Activation {
    Activation {
        name,
        type_name,
        parameters,
        initializer,
        instead_of_one: None,
        gate: None,
    }
}

/// An activation of two halves.
const fn gated(
    name: &'static str,
    type_name: &'static str,
    formula: &'static str,
    initializer: &'static str,
) -> Activation {
    Activation {
        gate: Some(Gate {
            pieces: Pieces::Two,
            formula,
        }),
        ..activation(name, type_name, &[], initializer)
    }
}

const fn initializer(
    name: &'static str,
    type_name: &'static str,
    parameters: &'static [Parameter],
) -> Initializer {
    Initializer {
        name,
        type_name,
        parameters,
    }
}

const fn parameter(name: &'static str, default: Option<f64>, range: Range) -> Parameter {
    Parameter {
        name,
        default,
        range,
        silent: false,
    }
}

/// Minus the value of a bent rectifier far below zero.
const ALPHA: Parameter = parameter("alpha", Some(1.0), Range::Positive);

/// What a shrinkage takes for nothing.
const SHRINKAGE: Parameter = parameter("threshold", Some(0.5), Range::NotNegative);

/// How many linear functions a maxout takes the largest of.
const PIECES: Parameter = parameter("pieces", None, Range::Pieces);

/// What a softmax divides by first; by 1 unless said.
const TEMPERATURE: Parameter = Parameter {
    silent: true,
    ..parameter("temperature", Some(1.0), Range::Positive)
};

/// The built-in activations, in the order in which they are listed to the user. Defaults as those of Keras'
/// functions. Where the negative half comes out small, half of the variance is lost, which `he_normal` makes
/// up for.
#[rustfmt::skip]
pub(crate) static ACTIVATIONS: &[Activation] = &[
    activation("linear",          "Linear",        &[],                                                          "glorot_normal"),
    activation("relu",            "Relu",          &[],                                                          "he_normal"),
    activation("leaky_relu",      "LeakyRelu",     &[parameter("slope", Some(0.2), Range::Any)],                 "he_normal"),
    activation("prelu",           "Prelu",         &[parameter("slope", Some(0.0), Range::Any)],                 "he_normal"),
    activation("relu6",           "Relu6",         &[],                                                          "he_normal"),
    activation("elu",             "Elu",           &[ALPHA],                                                     "he_normal"),
    activation("celu",            "Celu",          &[ALPHA],                                                     "he_normal"),
    activation("selu",            "Selu",          &[],                                                          "lecun_normal"),
    activation("gelu",            "Gelu",          &[],                                                          "he_normal"),
    activation("gelu_tanh",       "GeluTanh",      &[],                                                          "he_normal"),
    activation("silu",            "Silu",          &[],                                                          "he_normal"),
    activation("hard_silu",       "HardSilu",      &[],                                                          "he_normal"),
    activation("mish",            "Mish",          &[],                                                          "he_normal"),
    activation("threshold",       "Threshold",     &[parameter("threshold", None, Range::Any), parameter("value", None, Range::Any)],"he_normal"),
    Activation {
        gate: Some(Gate { pieces: Pieces::Argument, formula: "the largest z[k N + j] of all k" }),
        ..activation("maxout",    "Maxout",        &[PIECES],                                                    "he_normal")
    },
    gated("glu",                  "Glu",           "z[j] σ(z[N + j])",                                           "glorot_normal"),
    gated("swiglu",               "Swiglu",        "z[j] silu(z[N + j])",                                        "he_normal"),
    gated("geglu",                "Geglu",         "z[j] gelu(z[N + j])",                                        "he_normal"),
    gated("reglu",                "Reglu",         "z[j] relu(z[N + j])",                                        "he_normal"),
    activation("softplus",        "Softplus",      &[],                                                          "glorot_normal"),
    activation("squareplus",      "Squareplus",    &[parameter("b", Some(4.0), Range::Positive)],                "glorot_normal"),
    activation("sparse_plus",     "SparsePlus",    &[],                                                          "glorot_normal"),
    activation("sigmoid",         "Sigmoid",       &[],                                                          "glorot_normal"),
    activation("hard_sigmoid",    "HardSigmoid",   &[],                                                          "glorot_normal"),
    activation("sparse_sigmoid",  "SparseSigmoid", &[],                                                          "glorot_normal"),
    activation("log_sigmoid",     "LogSigmoid",    &[],                                                          "glorot_normal"),
    activation("tanh",            "Tanh",          &[],                                                          "glorot_normal"),
    activation("hard_tanh",       "HardTanh",      &[],                                                          "glorot_normal"),
    activation("softsign",        "Softsign",      &[],                                                          "glorot_normal"),
    activation("tanh_shrink",     "TanhShrink",    &[],                                                          "glorot_normal"),
    activation("hard_shrink",     "HardShrink",    &[SHRINKAGE],                                                 "glorot_normal"),
    activation("soft_shrink",     "SoftShrink",    &[SHRINKAGE],                                                 "glorot_normal"),
    activation("exponential",     "Exponential",   &[],                                                          "glorot_normal"),
    // The softmax of a single number is 1, whatever the number.
    Activation { instead_of_one: Some("sigmoid 1"), ..activation("softmax", "Softmax", &[TEMPERATURE], "glorot_normal") },
    Activation { instead_of_one: Some("log_sigmoid 1"), ..activation("log_softmax", "LogSoftmax", &[TEMPERATURE], "glorot_normal") },
    Activation { instead_of_one: Some("sigmoid 1"), ..activation("sparsemax", "Sparsemax", &[], "glorot_normal") },
];

/// The initializers, in the order in which they are listed to the user. Defaults as in Keras.
#[rustfmt::skip]
pub(crate) static INITIALIZERS: &[Initializer] = &[
    initializer("zeros",          "Zeros",         &[]),
    initializer("constant",       "Constant",      &[parameter("value", None, Range::Any)]),
    initializer("uniform",        "Uniform",       &[parameter("limit", Some(0.05), Range::Positive)]),
    initializer("normal",         "Normal",        &[parameter("standard_deviation", Some(0.05), Range::Positive)]),
    initializer("glorot_uniform", "GlorotUniform", &[]),
    initializer("glorot_normal",  "GlorotNormal",  &[]),
    initializer("he_uniform",     "HeUniform",     &[]),
    initializer("he_normal",      "HeNormal",      &[]),
    initializer("lecun_uniform",  "LecunUniform",  &[]),
    initializer("lecun_normal",   "LecunNormal",   &[]),
    initializer("orthogonal",     "Orthogonal",    &[parameter("gain", Some(1.0), Range::Positive)]),
];

/// The initializer of a layer whose activation is the user's own type.
pub(crate) const CUSTOM_ACTIVATION_INITIALIZER: &str = "glorot_normal";

/// Names of other tools for our activations. They are advised upon, never accepted: a thing has
/// one name.
pub(crate) const ACTIVATION_ALIASES: &[(&str, &str)] = &[
    ("identity", "linear"),
    ("none", "linear"),
    ("logits", "linear"),
    ("rectifier", "relu"),
    ("ramp", "relu"),
    ("leaky", "leaky_relu"),
    ("lrelu", "leaky_relu"),
    ("logistic", "sigmoid"),
    ("logsig", "sigmoid"),
    ("expit", "sigmoid"),
    ("tansig", "tanh"),
    ("hyperbolic_tangent", "tanh"),
    ("swish", "silu"),
    ("hard_swish", "hard_silu"),
    ("hardswish", "hard_silu"),
    ("gelu_new", "gelu_tanh"),
    ("gelu_approximate", "gelu_tanh"),
    ("thresholded_relu", "threshold"),
    ("exp", "exponential"),
    ("gated_linear_unit", "glu"),
    ("swish_glu", "swiglu"),
];

/// Activations of other tools. A built-in name one letter away would be the wrong advice for
/// them: who writes `elu` did not mean `relu`. An entry that is built in some day is never reached.
pub(crate) const ACTIVATIONS_ELSEWHERE: &[&str] = &["crelu", "rrelu", "softmin"];

/// Names of other tools for our initializers.
pub(crate) const INITIALIZER_ALIASES: &[(&str, &str)] = &[
    ("xavier", "glorot_normal"),
    ("xavier_uniform", "glorot_uniform"),
    ("xavier_normal", "glorot_normal"),
    ("glorot", "glorot_normal"),
    ("kaiming", "he_normal"),
    ("kaiming_uniform", "he_uniform"),
    ("kaiming_normal", "he_normal"),
    ("he", "he_normal"),
    ("lecun", "lecun_normal"),
    ("zero", "zeros"),
    ("ones", "constant(1.0)"),
    ("one", "constant(1.0)"),
    ("random", "uniform(0.05)"),
    ("random_uniform", "uniform(0.05)"),
    ("random_normal", "normal(0.05)"),
    ("gaussian", "normal(0.05)"),
];

/// The options a layer can have today.
pub(crate) const OPTIONS: &[&str] = &["init", "no_bias", "l1", "l2", "dropout", "batch_norm"];

/// Names of other tools for our options.
pub(crate) const OPTION_ALIASES: &[(&str, &str)] = &[
    ("initializer", "init = …"),
    ("kernel_initializer", "init = …"),
    ("weights", "init = …"),
    ("kernel_regularizer", "l2 = …"),
    ("weight_decay", "l2 = …"),
    ("batch_normalization", "batch_norm"),
    ("batchnorm", "batch_norm"),
    ("bn", "batch_norm"),
    ("drop", "dropout = …"),
    (
        "residual",
        "=> residual(…)` around layers, behind an arrow, as in `=> residual(relu 4)",
    ),
    (
        "bias",
        "no_bias` or nothing, since a layer has biases unless you say `no_bias",
    ),
    (
        "use_bias",
        "no_bias` or nothing, since a layer has biases unless you say `no_bias",
    ),
];

/// The types a network can compute in.
pub(crate) const SCALARS: &[(&str, Scalar)] = &[("f32", Scalar::F32), ("f64", Scalar::F64)];

/// The scalars that are part of the language but not built yet.
pub(crate) const SCALARS_TO_COME: &[&str] = &["bf16", "f16", "i8"];

/// What can stand behind `where` today.
pub(crate) const LIMITS: &[&str] = &["numerics", "gradients"];

/// The limits that are part of the language but not built yet, and the constants to assert on
/// until then.
pub(crate) const LIMITS_TO_COME: &[(&str, &str)] = &[
    ("flash", "FLASH_BYTES"),
    ("ram", "INFERENCE_BYTES"),
    ("macs", "MACS"),
];

/// Whether this is the name of a limit, built or to come.
pub(crate) fn is_limit(name: &str) -> bool {
    LIMITS.contains(&name) || LIMITS_TO_COME.iter().any(|(limit, _)| *limit == name)
}

/// Names of other tools for our limits.
pub(crate) const LIMIT_ALIASES: &[(&str, &str)] = &[
    ("fast_math", "numerics = fast"),
    ("ffast_math", "numerics = fast"),
    ("deterministic", "numerics = exact"),
    ("reproducible", "numerics = exact"),
    ("check_gradients", "gradients = tested"),
    ("gradient_check", "gradients = tested"),
    ("gradcheck", "gradients = tested"),
    ("test_gradients", "gradients = tested"),
];

/// What `numerics` can be.
pub(crate) const NUMERICS: &[(&str, Numerics)] =
    &[("exact", Numerics::Exact), ("fast", Numerics::Fast)];

/// Names of other tools for our numerics.
pub(crate) const NUMERICS_ALIASES: &[(&str, &str)] = &[
    ("deterministic", "exact"),
    ("precise", "exact"),
    ("reproducible", "exact"),
    ("strict", "exact"),
    ("relaxed", "fast"),
];

/// What `gradients` can be; without the limit nothing is tested.
pub(crate) const GRADIENTS: &[&str] = &["tested"];

impl Activation {
    /// The number of neurons that each output is made of, with arguments that have been checked: 1 but for
    /// gates.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number of at least 2, and not a large one"
    )]
    pub(crate) fn pieces(&self, arguments: &[f64]) -> usize {
        match &self.gate {
            None => 1,
            Some(gate) => match (gate.pieces, arguments) {
                (Pieces::Argument, &[pieces]) => pieces as usize,
                _ => 2,
            },
        }
    }

    /// The built-in activation of this name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        ACTIVATIONS.iter().find(|entry| entry.name == name)
    }

    /// The built-in activation whose name differs from `name` by case and underscores at most.
    pub(crate) fn find_in_any_case(name: &str) -> Option<&'static Self> {
        let plain = |name: &str| name.replace('_', "").to_lowercase();
        ACTIVATIONS
            .iter()
            .find(|entry| plain(entry.name) == plain(name))
    }
}

impl Parameter {
    /// An argument as the user would write it: `0.2`, and `3` where only whole numbers are allowed.
    pub(crate) fn text(&self, value: f64) -> String {
        match self.range {
            Range::Pieces => format!("{value}"),
            Range::Any | Range::Positive | Range::NotNegative => format!("{value:?}"),
        }
    }
}

impl Initializer {
    /// The initializer of this name.
    pub(crate) fn find(name: &str) -> Option<&'static Self> {
        INITIALIZERS.iter().find(|entry| entry.name == name)
    }
}

/// The names of all built-in activations.
pub(crate) fn activation_names() -> impl Iterator<Item = &'static str> + Clone {
    ACTIVATIONS.iter().map(|entry| entry.name)
}

/// Whether an activation has this name, in any case, here or in another tool.
pub(crate) fn is_activation_of_some_tool(name: &str) -> bool {
    Activation::find_in_any_case(name).is_some()
        || alias(ACTIVATION_ALIASES, name).is_some()
        || ACTIVATIONS_ELSEWHERE.contains(&name)
}

/// The names of all initializers.
pub(crate) fn initializer_names() -> impl Iterator<Item = &'static str> + Clone {
    INITIALIZERS.iter().map(|entry| entry.name)
}

/// What `name` is called here, if another tool's name for it is in `aliases`.
pub(crate) fn alias(aliases: &[(&str, &'static str)], name: &str) -> Option<&'static str> {
    aliases
        .iter()
        .find(|(alias, _)| *alias == name)
        .map(|(_, ours)| *ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_initializer_is_in_the_table_and_needs_no_argument() {
        let defaults = ACTIVATIONS.iter().map(|entry| entry.initializer);
        for name in defaults.chain([CUSTOM_ACTIVATION_INITIALIZER]) {
            let entry = Initializer::find(name).unwrap_or_else(|| panic!("{name} is unknown"));
            assert!(
                entry
                    .parameters
                    .iter()
                    .all(|parameter| parameter.default.is_some()),
                "{name}"
            );
        }
    }

    #[test]
    fn no_alias_is_also_a_name_and_every_alias_of_an_activation_leads_to_one() {
        for (alias, name) in ACTIVATION_ALIASES {
            assert!(Activation::find(alias).is_none(), "{alias}");
            assert!(Activation::find(name).is_some(), "{name}");
        }
        for (alias, name) in INITIALIZER_ALIASES {
            assert!(Initializer::find(alias).is_none(), "{alias}");
            let name = name.split('(').next().unwrap_or_default();
            assert!(Initializer::find(name).is_some(), "{name}");
        }
    }

    #[test]
    fn no_two_activations_differ_by_case_or_underscores_only() {
        for entry in ACTIVATIONS {
            let found = Activation::find_in_any_case(entry.name).map(|found| found.name);
            assert_eq!(found, Some(entry.name));
        }
    }

    #[test]
    fn halves_that_are_lost_start_from_he_and_everything_else_but_selu_from_glorot() {
        for entry in ACTIVATIONS {
            let expected = match entry.name {
                "selu" => "lecun_normal",
                "glu" => "glorot_normal",
                "threshold" | "mish" | "relu6" | "maxout" => "he_normal",
                name if name.ends_with("lu") || name == "gelu_tanh" => "he_normal",
                _ => "glorot_normal",
            };
            assert_eq!(entry.initializer, expected, "{}", entry.name);
        }
    }
}
