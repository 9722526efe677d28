//! The pipeline: parse, validate, generate, or fall back.

use proc_macro2::TokenStream;

use crate::diagnostics::Errors;
use crate::validate::Outcome;
use crate::{codegen, fallback, parse, validate};

/// Everything one `network!` becomes: all errors of all its networks, and an item of the right
/// name for each of them, so that one mistake gives one error.
pub(crate) fn network(input: TokenStream) -> TokenStream {
    let mut errors = Errors::new();
    let ast = parse::invocation(input, &mut errors);
    let outcomes = validate::invocation(&ast, &mut errors);

    let mut output = match errors.finish() {
        Ok(()) => {
            let sound = |outcome: &Outcome| matches!(outcome, Outcome::Sound(_));
            debug_assert!(outcomes.iter().all(sound), "a stub, and nothing said");
            TokenStream::new()
        }
        Err(error) => error.into_compile_error(),
    };
    for outcome in &outcomes {
        match outcome {
            Outcome::Sound(model) => output.extend(codegen::network(model)),
            Outcome::Unsound(ast) => output.extend(fallback::network(ast)),
            Outcome::Unfoldable(ast) => output.extend(fallback::unfoldable(ast)),
            Outcome::Nameless => {}
        }
    }
    output
}

#[cfg(test)]
mod tests;
