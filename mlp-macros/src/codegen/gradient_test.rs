//! The test of `where gradients = tested`: what training computes against central differences.

use super::names::private;
use super::{equations, network_impl, structure};
use crate::model::{Activation, Network, Scalar};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

/// A function with `#[test]`, where the user asks for one.
///
/// Differences of losses mean little in `f32`, so the test has a network of the same layers in `f64` of
/// its own; the equations are the same.
pub(super) fn gradient_test(network: &Network) -> Option<TokenStream> {
    if !network.tested {
        return None;
    }
    let name = &network.name;
    let shared = super::attributes::shared(&network.attributes);
    let words = snake_case(&name.to_string());
    let test = format_ident!("gradients_of_{words}", span = name.span());
    let twin = (network.scalar != Scalar::F64).then(|| {
        let twin = network.in_f64();
        let structure = structure::structure(&twin, &TokenStream::new());
        let implementation = network_impl::network_impl(&twin);
        let equations = equations::equations(&twin);
        quote!(#structure #implementation #equations)
    });
    let (check, loss) = (private("test_gradients"), loss(network));
    let message = format!("the gradients of `{name}` are not those of central differences: {{}}");
    Some(quote! {
        #shared
        #[cfg(test)]
        #[::core::prelude::v1::test]
        fn #test() {
            #twin
            if let ::core::result::Result::Err(report) = #check::<#name, _, _, _>(&#loss) {
                ::core::panic!(#message, report);
            }
        }
    })
}

/// `two_spirals` of `TwoSpirals`: the user may forbid names of another style, and to allow them.
fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut snake = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let before = index.checked_sub(1).map(|index| letters[index]);
        let starts = match (before, letters.get(index + 1)) {
            (None | Some('_'), _) => false,
            (Some(before), _) if !before.is_uppercase() => true,
            // The last capital of `MLPNet` begins a word.
            (_, Some(behind)) => behind.is_lowercase(),
            (_, None) => false,
        };
        if letter.is_uppercase() && starts {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The loss that people use with the output, which is the one whose δ is written out where there is one.
fn loss(network: &Network) -> TokenStream {
    let output = match network.layers.last().map(|layer| &layer.activation) {
        Some(Activation::BuiltIn { entry, .. }) => entry.name,
        _ => "",
    };
    let name = match output {
        "sigmoid" => "BinaryCrossEntropy",
        "softmax" | "log_softmax" => "CategoricalCrossEntropy",
        _ => "MeanSquaredError",
    };
    let name = Ident::new(name, Span::call_site());
    quote!(::mlp::__private::loss::#name)
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn names_of_tests_are_in_snake_case() {
        for (name, snake) in [
            ("Circles", "circles"),
            ("TwoSpirals", "two_spirals"),
            ("XOR", "xor"),
            ("MLPNet", "mlp_net"),
            ("Net2D", "net2_d"),
            ("Wine_Quality", "wine_quality"),
            ("small", "small"),
            ("A", "a"),
        ] {
            assert_eq!(snake_case(name), snake);
        }
    }
}
