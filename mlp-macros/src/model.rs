//! What will be built: every name resolved, every default filled in, nothing left to refuse.
//!
//! Only `validate` makes these values, so code generation needs no error path. Spans stay, because
//! what the macro cannot see (the value of a constant, the trait of a user's own activation) is
//! checked by the compiler later, in tokens that should point at the user's word.

use proc_macro2::{Ident, Span};
use quote::ToTokens as _;
use syn::{Attribute, Path, Visibility};

use crate::diagnostics::path_text;
use crate::table::{self, Parameter};

/// One network, checked.
#[derive(Clone)]
pub(crate) struct Network {
    /// Doc comments and attributes, to stand on the struct as written.
    pub attributes: Vec<Attribute>,
    pub visibility: Visibility,
    pub name: Ident,
    pub scalar: Scalar,
    pub numerics: Numerics,
    /// Whether a test of its gradients is written.
    pub tested: bool,
    pub inputs: Width,
    /// At least one; the number of `layers[i]` is `i + 1`.
    pub layers: Vec<Layer>,
    /// The first and the last layer of each residual block, inner ones before those around them.
    pub blocks: Vec<(usize, usize)>,
}

/// The type of every parameter, input and output of a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scalar {
    F32,
    F64,
}

/// Whether the bits of a result are promised: `Numerics` of `mlp-core`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Numerics {
    Exact,
    Fast,
}

/// One dense layer with its activation.
#[derive(Clone)]
pub(crate) struct Layer {
    /// Counted from 1; the input is layer 0.
    pub number: usize,
    pub fan_in: Width,
    /// The width as written: the activations, which the next layer takes. Of a gate each is made of
    /// several neurons.
    pub outputs: Width,
    pub activation: Activation,
    pub initializer: Initializer,
    pub bias: bool,
    /// Whether the user said so; with a batch normalization there is no bias anyway.
    pub no_bias: bool,
    pub l1: f64,
    pub l2: f64,
    /// From 0 up to but not 1.
    pub dropout: f64,
    pub batch_norm: Option<BatchNorm>,
    /// The layers whose activations are added to this one's, innermost block first.
    pub adds: Vec<usize>,
}

/// The settings of a batch normalization. Defaults as in Keras.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct BatchNorm {
    pub momentum: f64,
    pub epsilon: f64,
}

impl Default for BatchNorm {
    fn default() -> Self {
        Self {
            momentum: 0.99,
            epsilon: 1e-3,
        }
    }
}

/// How many numbers stand at one end of a layer.
#[derive(Clone)]
pub(crate) enum Width {
    /// At least 1.
    Literal {
        value: usize,
        span: Span,
    },
    Constant(Path),
}

/// What a layer applies to `z = a W + b`.
#[derive(Clone)]
pub(crate) enum Activation {
    BuiltIn {
        entry: &'static table::Activation,
        /// One for each parameter of the entry, defaults filled in.
        arguments: Vec<f64>,
        span: Span,
    },
    /// The user's own type.
    Custom(Path),
}

/// What a layer's weights are drawn from.
#[derive(Clone)]
pub(crate) struct Initializer {
    pub entry: &'static table::Initializer,
    /// One for each parameter of the entry, defaults filled in.
    pub arguments: Vec<f64>,
}

impl Network {
    /// The width of the last layer.
    pub(crate) fn outputs(&self) -> &Width {
        self.layers
            .last()
            .map_or(&self.inputs, |layer| &layer.outputs)
    }

    /// The multiplications of one forward pass, if every width is written as a number.
    pub(crate) fn macs(&self) -> Option<usize> {
        self.layers.iter().map(Layer::macs).sum()
    }

    /// The numbers a training run changes, if every width is written as a number.
    pub(crate) fn parameters(&self) -> Option<usize> {
        self.layers.iter().map(Layer::parameters).sum()
    }

    /// The layers as the user would write them: `2 => relu 4 => sigmoid 1`.
    pub(crate) fn source_text(&self) -> String {
        let mut text = self.inputs.source_text();
        for layer in &self.layers {
            text.push_str(&self.opening(layer));
            text.push_str(&layer.source_text());
            text.push_str(&self.closing(layer));
        }
        text
    }

    /// What stands before a layer: ` => `, and the start of the blocks that start with it.
    pub(crate) fn opening(&self, layer: &Layer) -> String {
        let starts = self
            .blocks
            .iter()
            .filter(|(first, _)| *first == layer.number);
        format!(" => {}", "residual(".repeat(starts.count()))
    }

    /// What stands behind a layer: the end of the blocks that end with it.
    pub(crate) fn closing(&self, layer: &Layer) -> String {
        let ends = self.blocks.iter().filter(|(_, last)| *last == layer.number);
        ")".repeat(ends.count())
    }

    /// Whether a layer has a batch normalization, so that there is a second type without.
    pub(crate) fn has_batch_norm(&self) -> bool {
        self.layers.iter().any(|layer| layer.batch_norm.is_some())
    }

    /// The network that this one folds into: each batch normalization in the weights and biases of its
    /// layer, and nothing that only training knows.
    pub(crate) fn folded(&self) -> Self {
        let mut folded = self.clone();
        folded.name = folded_name(&self.name);
        for layer in &mut folded.layers {
            layer.bias |= layer.batch_norm.is_some();
            layer.no_bias = !layer.bias;
            layer.batch_norm = None;
            layer.dropout = 0.0;
            layer.l1 = 0.0;
            layer.l2 = 0.0;
        }
        folded
    }

    /// The same network in `f64`, for itself.
    pub(crate) fn in_f64(&self) -> Self {
        Self {
            attributes: Vec::new(),
            visibility: Visibility::Inherited,
            scalar: Scalar::F64,
            ..self.clone()
        }
    }

    /// Whether a layer computes over the rows of samples in training, or has more neurons than outputs: such a network is
    /// computed in rows whatever its size.
    pub(crate) fn needs_rows(&self) -> bool {
        let needs = |layer: &Layer| {
            layer.dropout > 0.0
                || layer.batch_norm.is_some()
                || layer.slope().is_some()
                || layer.is_gate()
        };
        self.layers.iter().any(needs)
    }
}

/// What the network called `name` folds into.
pub(crate) fn folded_name(name: &Ident) -> Ident {
    Ident::new(&format!("Folded{name}"), name.span())
}

impl Scalar {
    /// The name of the primitive type.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::F64 => "f64",
        }
    }

    /// Whether `value` survives being rounded to this type.
    pub(crate) fn holds(self, value: f64) -> bool {
        match self {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "the rounding, to infinity too, is what is asked about"
            )]
            Self::F32 => (value as f32).is_finite(),
            Self::F64 => value.is_finite(),
        }
    }
}

impl Layer {
    /// The number of neurons that each output is made of: 1 but for gates.
    pub(crate) fn pieces(&self) -> usize {
        self.activation.pieces()
    }

    /// Whether outputs are made of several neurons each.
    pub(crate) fn is_gate(&self) -> bool {
        matches!(&self.activation, Activation::BuiltIn { entry, .. } if entry.gate.is_some())
    }

    /// The number of neurons, which is the length of z, if the width is written as a number.
    pub(crate) fn neurons(&self) -> Option<usize> {
        Some(self.pieces() * self.outputs.literal()?)
    }

    /// The number of neurons for a reader: `32`, `HIDDEN`, `(2 · HIDDEN)`.
    pub(crate) fn neurons_text(&self) -> String {
        match (self.neurons(), self.pieces()) {
            (Some(neurons), _) => neurons.to_string(),
            (None, 1) => self.outputs.source_text(),
            (None, pieces) => format!("({pieces} · {})", self.outputs.source_text()),
        }
    }

    /// Inputs times neurons, if both widths are written as numbers.
    pub(crate) fn macs(&self) -> Option<usize> {
        Some(self.fan_in.literal()? * self.neurons()?)
    }

    /// Weights, biases, batch normalization and slopes, if both widths are written as numbers.
    pub(crate) fn parameters(&self) -> Option<usize> {
        let neurons = self.neurons()?;
        let biases = if self.bias { neurons } else { 0 };
        let mut beside = 0;
        if self.batch_norm.is_some() {
            beside += 4 * neurons;
        }
        if self.slope().is_some() {
            beside += neurons;
        }
        Some(self.macs()? + biases + beside)
    }

    /// Where learned slopes start from, if the layer has them.
    pub(crate) fn slope(&self) -> Option<f64> {
        match &self.activation {
            Activation::BuiltIn {
                entry, arguments, ..
            } if entry.name == "prelu" => arguments.first().copied(),
            _ => None,
        }
    }

    /// The activation and width as the user would write them: `leaky_relu(0.2) 16`.
    pub(crate) fn source_text(&self) -> String {
        format!(
            "{} {}",
            self.activation.source_text(),
            self.outputs.source_text()
        )
    }
}

impl Width {
    /// The number, if it is written as one.
    pub(crate) fn literal(&self) -> Option<usize> {
        match self {
            Self::Literal { value, .. } => Some(*value),
            Self::Constant(_) => None,
        }
    }

    /// The user's word for this width, for assertions that should point at it.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Literal { span, .. } => *span,
            Self::Constant(path) => path_span(path),
        }
    }

    /// The width as the user would write it: `4`, `crate::HIDDEN`.
    pub(crate) fn source_text(&self) -> String {
        match self {
            Self::Literal { value, .. } => value.to_string(),
            Self::Constant(path) => path_text(path),
        }
    }
}

impl Activation {
    /// The number of neurons that each output is made of: 1 but for gates.
    pub(crate) fn pieces(&self) -> usize {
        match self {
            Self::BuiltIn {
                entry, arguments, ..
            } => entry.pieces(arguments),
            Self::Custom(_) => 1,
        }
    }

    /// The user's word for this activation, for code that should point at it.
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::BuiltIn { span, .. } => *span,
            Self::Custom(path) => path_span(path),
        }
    }

    /// The activation as the user would write it: `relu`, `leaky_relu(0.2)`, `crate::Swish`.
    pub(crate) fn source_text(&self) -> String {
        match self {
            Self::BuiltIn {
                entry, arguments, ..
            } => call_text(entry.name, entry.parameters, arguments),
            Self::Custom(path) => path_text(path),
        }
    }
}

impl Initializer {
    /// The initializer as the user would write it: `he_normal`, `uniform(0.05)`.
    pub(crate) fn source_text(&self) -> String {
        call_text(self.entry.name, self.entry.parameters, &self.arguments)
    }
}

fn call_text(name: &str, parameters: &[Parameter], arguments: &[f64]) -> String {
    let shown = |(parameter, argument): (&Parameter, &f64)| {
        !parameter.silent || parameter.default != Some(*argument)
    };
    if !parameters.iter().zip(arguments).any(shown) {
        return name.to_owned();
    }
    let arguments: Vec<String> = parameters
        .iter()
        .zip(arguments)
        .map(|(parameter, &argument)| parameter.text(argument))
        .collect();
    format!("{name}({})", arguments.join(", "))
}

/// The whole path where the compiler can join spans, its first token elsewhere.
fn path_span(path: &Path) -> Span {
    let mut spans = path.to_token_stream().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    spans
        .last()
        .and_then(|last| first.join(last))
        .unwrap_or(first)
}
