//! Residual blocks, and what the last layer of a network cannot have.

use crate::ast::{self, Network};
use crate::codes::Code;
use crate::diagnostics::{Errors, text};
use crate::model::{Layer, Width};

/// Every block gives as many numbers as it takes and is followed by a layer; its last layer adds what
/// goes into its first.
pub(super) fn blocks(network: &Network, layers: &mut [Layer], errors: &mut Errors) {
    let whole = layers.len() == network.layers.len();
    for block in &network.blocks {
        if block.last == network.layers.len() && network.complete {
            let message = "a network cannot end in a residual block, since a loss is paired with the \
                           activation of the last layer; write a layer behind it, such as `=> linear 1`";
            errors.push(Code::ResidualPlace, &block.keyword, message);
        }
        if !whole || block.last < block.first {
            continue;
        }
        let (from, to) = (
            layers[block.first - 1].fan_in.clone(),
            layers[block.last - 1].outputs.clone(),
        );
        if let (Width::Literal { value: a, .. }, Width::Literal { value: b, .. }) = (&from, &to)
            && a != b
        {
            let last = &network.layers[block.last - 1];
            let activation = last.activation.as_ref().map(text).unwrap_or_default();
            let message = format!(
                "this residual block takes {a} numbers and gives {b}, and it adds the two; \
                 write `{activation} {a}`"
            );
            errors.push(Code::ResidualWidth, &last.width, message);
        }
        layers[block.last - 1].adds.push(block.first - 1);
    }
}

/// Nothing is dropped of the outputs, and no slope of theirs is learned.
pub(super) fn output(network: &Network, errors: &mut Errors) {
    let Some(last) = network.layers.last().filter(|_| network.complete) else {
        return;
    };
    for setting in last.brackets.iter().flat_map(|bracket| &bracket.settings) {
        if setting.name == "dropout" {
            let message = "the last layer has no dropout, since the loss compares each of its neurons \
                           with a target; leave it out, or write it behind a hidden layer";
            errors.push(Code::OutputLayer, setting, message);
        }
    }
    if let Some(call) = &last.activation
        && call.name().is_some_and(|name| name == "prelu")
    {
        learned_output(call, errors);
    }
}

fn learned_output(call: &ast::Call, errors: &mut Errors) {
    let message = "`prelu` belongs to hidden layers, since a loss is paired with the activation of the \
                   last layer; write `leaky_relu(0.25)` or `linear` there";
    errors.push(Code::OutputLayer, call, message);
}
