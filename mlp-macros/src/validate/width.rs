//! What can be a width, and how large a network may be.

use proc_macro2::{Delimiter, Group, TokenTree};
use quote::ToTokens;
use syn::{Lit, LitInt};

use crate::ast::{self, Width};
use crate::codes::Code;
use crate::diagnostics::{Errors, text};
use crate::model;

/// The largest width of a layer. One layer between two such ends would be a table of 4 TiB.
pub(super) const LARGEST_WIDTH: u128 = 1 << 20;

/// The largest number of parameters: 64 MiB in `f32`, by far more than this library is for, but
/// still something that a machine can hold and a compiler can lay out.
pub(super) const MOST_PARAMETERS: u128 = 1 << 24;

const OUTSIDE: &str = "networks of more than about a million parameters are outside \
                       what this library is for, and run faster on a BLAS";

/// A width is a positive integer, or the path to a constant. `whose` is `the input` or `layer 1`;
/// `before` is what stands before the width, such as `relu ` with its space.
pub(super) fn check(
    width: &Width,
    whose: &str,
    before: &str,
    errors: &mut Errors,
) -> Option<model::Width> {
    match width {
        Width::Literal(None, Lit::Int(literal)) => integer(literal, whose, errors),
        Width::Literal(..) => {
            let message = format!(
                "the width of {whose} is a whole number of at least 1, not `{}`; \
                 write it as in `4`",
                text(width)
            );
            errors.push(Code::NotAWidth, width, message);
            None
        }
        Width::Constant(path) => Some(model::Width::Constant(path.clone())),
        Width::Names(group) => {
            if group.delimiter() == Delimiter::None {
                expression(group.stream(), before, errors);
            } else if group.stream().into_iter().all(names_or_separates) {
                names(group, errors);
            } else {
                expression(width, before, errors);
            }
            None
        }
    }
}

fn integer(literal: &LitInt, whose: &str, errors: &mut Errors) -> Option<model::Width> {
    let digits = literal.base10_digits();
    if !matches!(literal.suffix(), "" | "usize") {
        let message =
            format!("a width is a `usize`, and `{literal}` says otherwise; write `{digits}`");
        errors.push(Code::NotAWidth, literal, message);
        return None;
    }
    // More digits than a `u128` holds are more neurons than we allow, too.
    let value: u128 = digits.parse().unwrap_or(u128::MAX);
    if value == 0 {
        let what = if whose == "the input" {
            "a network without inputs"
        } else {
            "a layer without neurons"
        };
        let message = format!(
            "the width of {whose} is 0, and {what} computes nothing; write a width of at least 1"
        );
        errors.push(Code::ZeroWidth, literal, message);
        return None;
    }
    if value > LARGEST_WIDTH {
        let message = format!(
            "the width of {whose} is above {LARGEST_WIDTH}; {OUTSIDE}; write a smaller width"
        );
        errors.push(Code::TooLarge, literal, message);
        return None;
    }
    let value = usize::try_from(value).ok()?;
    Some(model::Width::Literal {
        value,
        span: literal.span(),
    })
}

/// `2 * HIDDEN`, `{ HIDDEN + 1 }`: nothing is calculated here.
pub(super) fn expression(place: impl ToTokens, before: &str, errors: &mut Errors) {
    let message = format!(
        "a width is a number or the path of a constant, not an expression; \
         write `const WIDTH: usize = …;` and `{before}WIDTH`"
    );
    errors.push(Code::NotAWidth, place, message);
}

fn names_or_separates(token: TokenTree) -> bool {
    match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ',',
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    }
}

/// `{ temperature, humidity }` is still to come.
fn names(group: &Group, errors: &mut Errors) {
    let names = group
        .stream()
        .into_iter()
        .filter(|token| matches!(token, TokenTree::Ident(_)));
    let message = format!(
        "names in place of a width are not supported yet; write their number, `{}`",
        names.count().max(1)
    );
    errors.push(
        Code::NotYet,
        TokenTree::from(group.clone()).into_token_stream(),
        message,
    );
}

/// All layers together stay below [`MOST_PARAMETERS`].
pub(super) fn total(
    network: &ast::Network,
    inputs: Option<&model::Width>,
    layers: &[model::Layer],
    errors: &mut Errors,
) {
    if inputs.is_none() || layers.len() != network.layers.len() {
        return;
    }
    // No width and no number of pieces is above 2²⁰ here, so no sum of fewer than 2⁶⁷ layers overflows.
    let size = |layer: &model::Layer| -> u128 {
        let (Some(rows), Some(outputs)) = (layer.fan_in.literal(), layer.outputs.literal()) else {
            return 0;
        };
        (rows as u128 + u128::from(layer.bias)) * outputs as u128 * layer.pieces() as u128
    };
    for layer in layers.iter().filter(|layer| layer.is_gate()) {
        let neurons = layer.outputs.literal().unwrap_or(1) as u128 * layer.pieces() as u128;
        if neurons > LARGEST_WIDTH {
            let message = format!(
                "layer {} has {} neurons for each output, {neurons} in all, which is above {LARGEST_WIDTH}; \
                 {OUTSIDE}; write a smaller width",
                layer.number,
                layer.pieces(),
            );
            let width = &network.layers[layer.number - 1].width;
            errors.push(Code::TooLarge, width, message);
            return;
        }
    }
    let parameters: u128 = layers.iter().map(size).sum();
    let largest = layers.iter().max_by_key(|layer| size(layer));
    if let Some(largest) = largest
        && parameters > MOST_PARAMETERS
    {
        let message = format!(
            "this network has {parameters} parameters, above {MOST_PARAMETERS}; {OUTSIDE}; \
             write smaller widths, in layer {} first",
            largest.number
        );
        errors.push(
            Code::TooLarge,
            &network.layers[largest.number - 1].width,
            message,
        );
    }
}
