//! What stands behind `where`.

use proc_macro2::{TokenStream, TokenTree};
use syn::LitInt;

use crate::ast::{Clause, Limit, Network};
use crate::codes::Code;
use crate::diagnostics::{Errors, did_you_mean, list, text};
use crate::model::Numerics;
use crate::table;

/// What the limits of a network come to.
pub(super) struct Limits {
    pub(super) numerics: Numerics,
    /// Whether a test of its gradients is written.
    pub(super) tested: bool,
}

/// The limits of a network, each at most once, behind one `where`.
pub(super) fn of_network(network: &Network, errors: &mut Errors) -> Limits {
    let mut limits = Limits {
        numerics: Numerics::Exact,
        tested: false,
    };
    let mut seen: Vec<String> = Vec::new();
    let wheres = network.clauses.iter().filter_map(|clause| match clause {
        Clause::Where { keyword, limits } => Some((keyword, limits)),
        Clause::From { .. } => None,
    });
    let mut before: Option<&Vec<Limit>> = None;
    for (keyword, written) in wheres {
        // That nothing stands behind the first is said.
        if before
            .replace(written)
            .is_some_and(|limits| !limits.is_empty())
        {
            let message = "a network has one `where`; write `,` between two limits";
            errors.push(Code::LimitsPlace, keyword, message);
        }
        for limit in written {
            let name = limit.name.to_string();
            if seen.contains(&name) {
                let message = format!("the limit `{name}` is set twice; leave one of them out");
                errors.push(Code::RepeatedLimit, &limit.name, message);
                continue;
            }
            match name.as_str() {
                "numerics" => {
                    limits.numerics = numerics_of(limit, errors).unwrap_or(limits.numerics);
                }
                "gradients" => limits.tested = tested(limit, errors),
                _ => unknown(&name, limit, network, errors),
            }
            seen.push(name);
        }
    }
    limits
}

/// `gradients = tested`
fn tested(limit: &Limit, errors: &mut Errors) -> bool {
    let allowed = list(table::GRADIENTS.iter().copied(), "or");
    if limit.value.is_empty() {
        let message = format!("`gradients` needs a value, {allowed}; write `gradients = tested`");
        errors.push(Code::LimitValue, limit, message);
        return false;
    }
    let value = text(&limit.value);
    if !table::GRADIENTS.contains(&value.as_str()) {
        let message = format!(
            "the gradients of a network are {allowed}, not `{value}`; \
             write `gradients = tested`, or leave it out"
        );
        errors.push(Code::LimitValue, &limit.value, message);
        return false;
    }
    equals(limit, "gradients", &value, errors);
    true
}

/// `=` stands before the value of a limit that is a word.
fn equals(limit: &Limit, name: &str, value: &str, errors: &mut Errors) {
    let relation = text(&limit.relation).replace(' ', "");
    if relation == "=" {
        return;
    }
    let (place, instead) = match relation.as_str() {
        "" => (&limit.value, String::new()),
        _ => (&limit.relation, format!(", not `{relation}`")),
    };
    let message =
        format!("`=` stands between `{name}` and its value{instead}; write `{name} = {value}`");
    errors.push(Code::LimitValue, place, message);
}

/// `numerics = fast`
fn numerics_of(limit: &Limit, errors: &mut Errors) -> Option<Numerics> {
    let names = || table::NUMERICS.iter().map(|(name, _)| *name);
    let allowed = list(names(), "or");
    if limit.value.is_empty() {
        let message = format!("`numerics` needs a value, {allowed}; write `numerics = fast`");
        errors.push(Code::LimitValue, limit, message);
        return None;
    }
    let mut tokens = limit.value.clone().into_iter();
    let (Some(TokenTree::Ident(word)), None) = (tokens.next(), tokens.next()) else {
        let message = format!(
            "the numerics of a network are {allowed}, not `{}`; write `numerics = fast`",
            text(&limit.value)
        );
        errors.push(Code::LimitValue, &limit.value, message);
        return None;
    };
    let name = word.to_string();
    let Some((_, numerics)) = table::NUMERICS.iter().find(|(known, _)| *known == name) else {
        let near = || did_you_mean(&name, names());
        let instead = if let Some(ours) = table::alias(table::NUMERICS_ALIASES, &name) {
            format!("they are called `{ours}` here: write `numerics = {ours}`")
        } else if let Some(meant) = near() {
            format!("did you mean `{meant}`?")
        } else {
            format!("write {allowed}")
        };
        let message = format!("unknown numerics `{name}`; {instead}");
        errors.push(Code::LimitValue, word, message);
        return None;
    };
    equals(limit, "numerics", &name, errors);
    Some(*numerics)
}

/// Says that there is no such limit, and which is meant.
fn unknown(name: &str, limit: &Limit, network: &Network, errors: &mut Errors) {
    let available = list(table::LIMITS.iter().copied(), "and");
    if let Some((_, constant)) = table::LIMITS_TO_COME
        .iter()
        .find(|(known, _)| *known == name)
    {
        let message = format!(
            "the limit `{name}` is not supported yet, available are {available}; leave it out, \
             and write `const _: () = assert!({}::{constant} <= {});` behind the network",
            network.name,
            number(&limit.value)
        );
        errors.push(Code::NotYet, &limit.name, message);
        return;
    }
    let message = if table::NUMERICS.iter().any(|(value, _)| *value == name) {
        format!("`{name}` is a value of `numerics`; write `numerics = {name}`")
    } else if table::GRADIENTS.contains(&name) {
        format!("`{name}` is a value of `gradients`; write `gradients = {name}`")
    } else if let Some(instead) = table::alias(table::LIMIT_ALIASES, name) {
        format!("unknown limit `{name}`; write `{instead}`")
    } else if let Some(meant) = did_you_mean(name, table::LIMITS.iter().copied()) {
        format!("unknown limit `{name}`; did you mean `{meant}`?")
    } else {
        format!("unknown limit `{name}`; available are {available}: write `numerics = fast`")
    };
    errors.push(Code::UnknownLimit, &limit.name, message);
}

/// `16 KiB` as `16 * 1024`, for a comparison of the user's own; `…` for what is no such number.
fn number(value: &TokenStream) -> String {
    let mut tokens = value.clone().into_iter();
    let (Some(TokenTree::Literal(literal)), unit, None) =
        (tokens.next(), tokens.next(), tokens.next())
    else {
        return "…".to_owned();
    };
    let unit = unit.map(|unit| unit.to_string()).unwrap_or_default();
    let factor = match unit.as_str() {
        "" | "B" => "",
        "KiB" => " * 1024",
        "MiB" => " * 1024 * 1024",
        _ => return "…".to_owned(),
    };
    let whole = syn::parse_str::<LitInt>(&literal.to_string());
    match whole {
        Ok(whole) if whole.suffix().is_empty() => format!("{literal}{factor}"),
        _ => "…".to_owned(),
    }
}
