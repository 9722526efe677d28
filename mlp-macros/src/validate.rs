//! `ast` to `model`: every rule of the language that is not grammar. All mistakes are collected; a
//! model comes out only of a network in which none was found.

use crate::ast::{self, Naming};
use crate::codes::Code;
use crate::diagnostics::Errors;
use crate::model;
use header::Names;

mod activation;
mod arguments;
mod header;
mod limits;
mod options;
mod residual;
mod structure;
mod width;

/// What becomes of one network of an invocation.
pub(crate) enum Outcome<'a> {
    Sound(model::Network),
    /// To be replaced by a stub of the same name.
    Unsound(&'a ast::Network),
    /// The same, but what it folds into has no stub, since another network has that name.
    Unfoldable(&'a ast::Network),
    /// No stub either: there is no name for it, or another network has it.
    Nameless,
}

/// Checks all networks of an invocation.
pub(crate) fn invocation<'a>(
    invocation: &'a ast::Invocation,
    errors: &mut Errors,
) -> Vec<Outcome<'a>> {
    let networks = &invocation.networks;
    if networks.is_empty() && errors.count() == 0 {
        let message =
            "there is no network here; write its layers, as in `2 => relu 4 => sigmoid 1`";
        errors.push(Code::Empty, proc_macro2::TokenStream::new(), message);
    }
    let mut outcomes = Vec::new();
    for (index, ast) in networks.iter().enumerate() {
        let model = network(ast, errors);
        let names = header::name(index, networks, errors);
        outcomes.push(match (names, model) {
            (Names::Taken, _) => Outcome::Nameless,
            (Names::FoldedTaken, _) => Outcome::Unfoldable(ast),
            (Names::Free, Some(model)) => Outcome::Sound(model),
            (Names::Free, None) => Outcome::Unsound(ast),
        });
    }
    outcomes
}

/// Checks one network.
fn network(ast: &ast::Network, errors: &mut Errors) -> Option<model::Network> {
    let before = errors.count();
    let scalar = header::scalar(ast, errors);
    structure::no_file(ast, errors);
    let limits = limits::of_network(ast, errors);
    let has_layers = structure::has_layers(ast, errors);
    // Where the only width there is cannot be one, that it is alone says enough.
    let input = ast.input.as_ref().filter(|_| has_layers);
    let inputs = input.and_then(|input| structure::input(input, errors));

    let mut layers = Vec::new();
    let mut fan_in = inputs.clone();
    for (index, layer) in ast.layers.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| &ast.layers[before]);
        structure::arrow(layer, before, errors);
        let activation = activation::of_layer(layer, scalar, errors);
        let outputs = structure::layer_width(layer, ast.layers.get(index + 1), errors);
        let parts = Parts {
            activation,
            settings: options::of_layer(layer, scalar, errors),
            fan_in: std::mem::replace(&mut fan_in, outputs.clone()),
            outputs,
        };
        activation::fits_width(
            layer,
            parts.activation.as_ref(),
            parts.outputs.as_ref(),
            errors,
        );
        layers.extend(parts.assemble(layer));
    }
    residual::blocks(ast, &mut layers, errors);
    residual::output(ast, errors);
    width::total(ast, inputs.as_ref(), &layers, errors);

    let sound = errors.count() == before && ast.complete && ast.naming != Naming::Unusable;
    let inputs = inputs.filter(|_| sound && layers.len() == ast.layers.len())?;
    Some(model::Network {
        attributes: ast.attributes.clone(),
        visibility: ast.visibility.clone(),
        name: ast.name.clone(),
        scalar,
        numerics: limits.numerics,
        tested: limits.tested,
        inputs,
        layers,
        blocks: ast
            .blocks
            .iter()
            .map(|block| (block.first, block.last))
            .collect(),
    })
}

/// What is known of a layer: all of it, or an error has been reported.
struct Parts {
    fan_in: Option<model::Width>,
    outputs: Option<model::Width>,
    activation: Option<model::Activation>,
    settings: options::Settings,
}

impl Parts {
    fn assemble(self, layer: &ast::Layer) -> Option<model::Layer> {
        let activation = self.activation?;
        let initializer = self
            .settings
            .initializer
            .unwrap_or_else(|| options::default_initializer(&activation));
        Some(model::Layer {
            number: layer.number,
            fan_in: self.fan_in?,
            outputs: self.outputs?,
            activation,
            initializer,
            // β of a batch normalization takes the place of a bias.
            bias: self.settings.bias && self.settings.batch_norm.is_none(),
            no_bias: !self.settings.bias,
            l1: self.settings.l1,
            l2: self.settings.l2,
            dropout: self.settings.dropout,
            batch_norm: self.settings.batch_norm,
            adds: Vec::new(),
        })
    }
}

/// All errors that the text of an invocation leads to.
#[cfg(test)]
pub(crate) fn errors_of(tokens: proc_macro2::TokenStream) -> Option<syn::Error> {
    let mut errors = Errors::new();
    let ast = crate::parse::invocation(tokens, &mut errors);
    let _ = invocation(&ast, &mut errors);
    errors.finish().err()
}

#[cfg(test)]
mod tests;
