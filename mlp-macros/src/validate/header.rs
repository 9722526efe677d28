//! The name of a network and its scalar.

use proc_macro2::{TokenStream, TokenTree};

use crate::ast::{Naming, Network};
use crate::codes::Code;
use crate::diagnostics::{Errors, did_you_mean, list, text};
use crate::model::{Scalar, folded_name};
use crate::table;

/// Which items a network of an invocation can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Names {
    /// All of its own.
    Free,
    /// Its own, but what it folds into would take the name of another network.
    FoldedTaken,
    /// None: there is no name for it, or another network has it.
    Taken,
}

/// Two networks of one invocation have two names, and so has what they fold into.
pub(super) fn name(index: usize, networks: &[Network], errors: &mut Errors) -> Names {
    let Some((network, before)) = networks.get(..=index).and_then(<[Network]>::split_last) else {
        return Names::Taken;
    };
    if network.naming == Naming::Unusable {
        return Names::Taken;
    }
    let same = |other: &&Network| other.naming != Naming::Unusable && other.name == network.name;
    if let Some(first) = before.iter().find(same) {
        repeated(network, first, errors);
        return Names::Taken;
    }
    names_of_folded(network, before, errors);
    // What the user wrote keeps its name, wherever it stands.
    if networks.iter().any(|other| is_folded(other, network)) {
        Names::FoldedTaken
    } else {
        Names::Free
    }
}

/// Says that a name is there twice.
fn repeated(network: &Network, first: &Network, errors: &mut Errors) {
    let name = &network.name;
    if network.naming == Naming::Given {
        let message =
            format!("there are two networks called `{name}`; give each a name of its own");
        errors.push(Code::RepeatedName, name, message);
    } else {
        let message = match first.naming {
            Naming::Default => "only one network can do without a name".to_owned(),
            _ => format!("a network without a name is called `{name}`, as another one is"),
        };
        let message = format!("{message}; write `pub struct Name:` before these layers");
        errors.push(Code::RepeatedName, start(network), message);
    }
}

/// Whether a network has the name that the other has with its batch normalization folded.
fn is_folded(network: &Network, other: &Network) -> bool {
    let named = |network: &Network| network.naming != Naming::Unusable;
    named(network)
        && named(other)
        && other.has_batch_norm()
        && folded_name(&other.name) == network.name
}

/// Says that what a network with batch normalization folds into has the name of another one.
fn names_of_folded(network: &Network, before: &[Network], errors: &mut Errors) {
    let name = &network.name;
    if let Some(other) = before.iter().find(|other| is_folded(network, other)) {
        let other = &other.name;
        let message = format!(
            "`{name}` is what `{other}` is called with its batch normalization folded; \
             give one of the two another name"
        );
        errors.push(Code::RepeatedName, name, message);
    } else if let Some(other) = before.iter().find(|other| is_folded(other, network)) {
        let other = &other.name;
        let message = format!(
            "`{name}` is called `{other}` with its batch normalization folded, as another network is; \
             give one of the two another name"
        );
        errors.push(Code::RepeatedName, name, message);
    }
}

/// Where a network without a name starts.
fn start(network: &Network) -> TokenStream {
    network
        .input
        .as_ref()
        .map(|input| input.next.clone())
        .unwrap_or_default()
}

/// At most one scalar stands behind the name, and it is one that we know.
pub(super) fn scalar(network: &Network, errors: &mut Errors) -> Scalar {
    let Some(generics) = &network.generics else {
        return Scalar::F32;
    };
    let names = table::SCALARS.iter().map(|(name, _)| *name);
    let allowed = list(names.clone(), "or");
    let mut content = generics.content.clone().into_iter();
    let (Some(TokenTree::Ident(word)), None) = (content.next(), content.next()) else {
        let message = format!(
            "a network has no generic parameters, only a scalar; write one of {allowed} \
             in the brackets, or leave them out"
        );
        errors.push(Code::Generics, generics, message);
        return Scalar::F32;
    };
    let name = word.to_string();
    if let Some((_, scalar)) = table::SCALARS.iter().find(|(known, _)| *known == name) {
        return *scalar;
    }
    if table::SCALARS_TO_COME.contains(&name.as_str()) {
        let message = format!("the scalar `{name}` is not supported yet; write {allowed}");
        errors.push(Code::NotYet, word, message);
    } else {
        let instead = did_you_mean(&name, names).map_or_else(
            || format!("write {allowed}"),
            |name| format!("did you mean `{name}`?"),
        );
        let message = format!("unknown scalar `{}`; {instead}", text(&word));
        errors.push(Code::UnknownScalar, word, message);
    }
    Scalar::F32
}
