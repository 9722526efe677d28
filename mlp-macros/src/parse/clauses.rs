//! What stands behind the layers: `from "digits.safetensors"`, `where numerics = fast`.

use proc_macro2::{Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Lit, Token};

use super::Reader;
use crate::ast::{Clause, Limit, Network};
use crate::codes::Code;
use crate::diagnostics::{did_you_mean, text};
use crate::table;

impl Reader<'_, '_> {
    /// Whether `from` or `where` follows.
    pub(super) fn clause_ahead(&self) -> bool {
        let name = self.input.cursor().ident();
        let from = name.is_some_and(|(name, _)| name == "from") && !self.input.peek2(Token![::]);
        from || self.input.peek(Token![where])
    }

    /// `from "digits.safetensors"`, `where numerics = fast, flash <= 16 KiB`
    pub(super) fn clause(&mut self, network: &mut Network) {
        let Ok(keyword) = self.input.call(Ident::parse_any) else {
            return;
        };
        if keyword == "where" {
            let limits = self.limits(&keyword);
            network.clauses.push(Clause::Where { keyword, limits });
            return;
        }
        let mut file = TokenStream::new();
        while !self.clause_end_ahead() {
            file.extend(self.input.parse::<TokenTree>());
        }
        network.clauses.push(Clause::From { keyword, file });
    }

    /// Says that limits do not stand where they were found; `from` is a mistake anywhere.
    pub(super) fn limits_misplaced(&mut self, clause: Option<&Clause>, instead: &str) {
        if let Some(Clause::Where { keyword, .. }) = clause {
            self.errors.push(Code::LimitsPlace, keyword, instead);
        }
    }

    /// `2 => relu 4, where …`
    pub(super) fn comma_before_limits(&mut self) {
        if self.input.peek(Token![,]) && self.input.peek2(Token![where]) {
            let message = "no comma stands before `where`; leave it out";
            self.errors.push(Code::LimitsPlace, self.next(), message);
            self.skip_token();
        }
    }

    /// `2 => relu 4 numerics = fast`, read as if the word were there; whether it was so.
    pub(super) fn limits_without_where(&mut self, network: &mut Network) -> bool {
        let comma = self.input.fork();
        let comma = comma.parse::<Token![,]>().is_ok() && meant_limit_ahead(&comma);
        let arrow = self.input.fork();
        let arrow = arrow.parse::<Token![=>]>().is_ok() && known_limit_ahead(&arrow);
        if network.input.is_none() || !(comma || arrow || meant_limit_ahead(self.input)) {
            return false;
        }
        let before = match (comma, arrow) {
            (true, _) => " in place of the comma",
            (_, true) => " in place of the arrow",
            _ => "",
        };
        if comma {
            self.skip_token();
        } else if arrow {
            let _ = self.input.parse::<Token![=>]>();
        }
        let place = self.next();
        let first = self.input.fork().call(Ident::parse_any);
        let Ok(keyword) = first else { return false };
        let limits: Vec<Limit> = self.limits(&keyword).into_iter().map(as_meant).collect();
        let written = text(limits.first());
        let message = if self.layers_go_on(network) {
            format!("limits stand behind all layers; write `where {written}` there")
        } else {
            format!("`where` is missing before the limits; write `where {written}`{before}")
        };
        self.errors.push(Code::LimitsPlace, place, message);
        network.clauses.push(Clause::Where { keyword, limits });
        true
    }

    /// `where numerics = fast; gradients = tested`: limits that a `;` cuts off from the network before it, to
    /// which they are given back.
    pub(super) fn limits_behind_semicolon(
        &mut self,
        semicolon: &TokenStream,
        network: Option<&mut Network>,
    ) {
        let Some(network) = network else { return };
        let mut wheres = network
            .clauses
            .iter_mut()
            .filter_map(|clause| match clause {
                Clause::Where { limits, .. } => Some(limits),
                Clause::From { .. } => None,
            });
        let mut before = wheres.next_back();
        let known = known_limit_ahead(self.input) || word_of_a_limit_ahead(self.input);
        let ahead = known || before.is_some() && self.limit_ahead() && !layers_ahead(self.input);
        let first = self.input.fork().call(Ident::parse_any);
        let (true, Ok(keyword)) = (ahead, first) else {
            return;
        };
        // `where numerics; fast`
        if let Some(limits) = &mut before
            && let Some(limit) = limits.last_mut().filter(|limit| limit.value.is_empty())
            && word_of_a_limit_ahead(self.input)
        {
            let name = &limit.name;
            let message = format!(
                "`=` stands between `{name}` and its value, not `;`; write `{name} = {keyword}`"
            );
            self.errors.push(Code::LimitsPlace, semicolon, message);
            limit.relation = quote::quote!(=);
            limit.value = keyword.into_token_stream();
            self.skip_token();
            return;
        }
        let behind = self.limits(&keyword);
        let written = text(behind.first());
        let message = if let Some(limits) = before {
            limits.extend(behind);
            format!("`,` stands between two limits, and `;` ends the network; write `, {written}`")
        } else {
            let limits = behind;
            network.clauses.push(Clause::Where { keyword, limits });
            format!("limits stand behind `where`, before the `;`; write `where {written};`")
        };
        self.errors.push(Code::LimitsPlace, semicolon, message);
        if self.input.peek(Token![;]) {
            let separator = self.next();
            self.skip_token();
            self.limits_behind_semicolon(&separator, Some(network));
        }
    }

    /// `struct A numerics = fast: …` and `numerics = fast; 2 => …`: limits that stand before the layers, without `where`.
    /// Whether they do; they are read.
    pub(super) fn limits_before_layers(&mut self, network: &mut Network) -> bool {
        let place = self.next();
        let first = self.input.fork().call(Ident::parse_any);
        let (true, Ok(keyword)) = (known_limit_ahead(self.input), first) else {
            return false;
        };
        let limits = self.limits(&keyword);
        let written = text(limits.first());
        let message = format!("limits stand behind all layers; write `where {written}` there");
        self.errors.push(Code::LimitsPlace, place, message);
        network.clauses.push(Clause::Where { keyword, limits });
        true
    }

    fn limits(&mut self, keyword: &Ident) -> Vec<Limit> {
        let before = self.errors.count();
        let mut limits = Vec::new();
        while !self.clause_end_ahead() && !inputs_ahead(self.input) && !self.comma_before_network()
        {
            limits.extend(self.limit());
            if self.and_ahead() {
                let and = self.next();
                let message = format!(
                    "limits are separated by `,`; write it in place of `{}`",
                    text(&and)
                );
                self.errors.push(Code::LimitsPlace, &and, message);
                and.into_iter().for_each(|_| self.skip_token());
            } else if self.limit_ahead() {
                let message = "`,` is missing between two limits; write it before this one";
                self.errors.push(Code::LimitsPlace, self.next(), message);
            } else if !self.comma_before_network() && self.input.peek(Token![,]) {
                self.skip_token();
            }
        }
        if limits.is_empty() && self.errors.count() == before {
            let message = "nothing stands behind this `where`; \
                           leave it out, or write `where numerics = fast`";
            self.errors.push(Code::LimitsPlace, keyword, message);
        }
        limits
    }

    /// Everything up to the next comma, or as far as it can belong to a limit.
    fn limit(&mut self) -> Option<Limit> {
        let Ok(name) = self.input.call(Ident::parse_any) else {
            let _ = self.unexpected::<()>("a limit stands here, such as `numerics = fast`");
            while !self.clause_end_ahead() && !self.input.peek(Token![,]) {
                self.skip_token();
            }
            return None;
        };
        let relation = self.relation();
        let mut value = TokenStream::new();
        while !self.clause_end_ahead() && !self.input.peek(Token![,]) {
            let next = self.limit_ahead() || self.and_ahead() || inputs_ahead(self.input);
            if !value.is_empty() && next {
                break;
            }
            value.extend(self.input.parse::<TokenTree>());
        }
        Some(Limit {
            name,
            relation,
            value,
        })
    }

    /// `=`, `<=`, or what else is written between a limit and its value, as far as it is one word.
    fn relation(&mut self) -> TokenStream {
        let mut relation = TokenStream::new();
        loop {
            let next = self.input.cursor().punct();
            if next.is_none_or(|(punct, _)| !"<>=:!".contains(punct.as_char())) {
                return relation;
            }
            let Ok(punct) = self.input.parse::<Punct>() else {
                return relation;
            };
            let ends = punct.spacing() == Spacing::Alone;
            relation.extend([TokenTree::from(punct)]);
            if ends {
                return relation;
            }
        }
    }

    /// Whether another limit follows, where a comma belongs: `macs <=`.
    fn limit_ahead(&self) -> bool {
        let ahead = self.input.fork();
        ahead.parse::<syn::Ident>().is_ok() && relation_ahead(&ahead)
    }

    /// Whether another limit follows behind `and`, `&&` or another sign in place of a comma.
    fn and_ahead(&self) -> bool {
        let ahead = self.input.fork();
        let word = ahead.parse::<syn::Ident>().is_ok_and(|word| word == "and");
        if !word {
            while !ahead.peek(Token![,]) && !ahead.peek(Token![;]) && ahead.parse::<Punct>().is_ok()
            {
            }
        }
        let and = ahead.cursor() != self.input.cursor();
        and && ahead.parse::<syn::Ident>().is_ok() && relation_ahead(&ahead)
    }

    /// Whether what follows belongs to no clause, or to the next one.
    fn clause_end_ahead(&self) -> bool {
        let input = self.input;
        let layers = input.peek(Token![=>]) || input.peek(Token![>]);
        let colon = input.peek(Token![:]) && !input.peek(Token![::]);
        layers || colon || self.at_end() || self.clause_ahead() || self.network_ahead()
    }
}

/// Whether `=`, `<=` or `>=` follows.
fn relation_ahead(input: ParseStream) -> bool {
    let equals = input.peek(Token![=]) && !input.peek(Token![=>]);
    equals || input.peek(Token![<]) || input.peek(Token![>=])
}

/// Whether the name of a limit and a relation follow: `numerics =`.
fn known_limit_ahead(input: ParseStream) -> bool {
    let ahead = input.fork();
    let name = ahead.parse::<syn::Ident>();
    name.is_ok_and(|name| table::is_limit(&name.to_string())) && relation_ahead(&ahead)
}

/// Whether a limit follows, or what can only be meant as one: `numerics: fast`, `numerics fast`, `numeric = fast`,
/// `fast`.
fn meant_limit_ahead(input: ParseStream) -> bool {
    if known_limit_ahead(input) || word_of_a_limit_ahead(input) {
        return true;
    }
    let ahead = input.fork();
    let Ok(name) = ahead.parse::<syn::Ident>() else {
        return false;
    };
    let name = name.to_string();
    if relation_ahead(&ahead) {
        return did_you_mean(&name, table::LIMITS.iter().copied()).is_some();
    }
    let colon =
        ahead.peek(Token![:]) && !ahead.peek(Token![::]) && ahead.parse::<Token![:]>().is_ok();
    let arrow = !colon && ahead.parse::<Token![=>]>().is_ok();
    let word = word_of_a_limit_ahead(&ahead);
    table::is_limit(&name) && (colon || word) && (!arrow || word)
}

/// The limit that is meant, where a letter of its name is wrong, or its `=` is missing or another sign:
/// `numeric = fast`, `numerics: fast`, `fast`; the one value that changes anything, where there is none.
fn as_meant(limit: Limit) -> Limit {
    let word = limit.name.to_string();
    let owner = if table::GRADIENTS.contains(&word.as_str()) {
        "gradients"
    } else if table::NUMERICS.iter().any(|(value, _)| *value == word) {
        "numerics"
    } else {
        let Some(name) = did_you_mean(&word, table::LIMITS.iter().copied()) else {
            return limit;
        };
        let values: &[&str] = if name == "numerics" {
            &["fast", "exact"]
        } else {
            table::GRADIENTS
        };
        let written = text(&limit.value);
        let value = match did_you_mean(&written, values.iter().copied()) {
            Some(value) => Ident::new(value, limit.name.span()).into_token_stream(),
            None if written.is_empty() => {
                Ident::new(values[0], limit.name.span()).into_token_stream()
            }
            None => limit.value,
        };
        return Limit {
            name: Ident::new(name, limit.name.span()),
            relation: quote::quote!(=),
            value,
        };
    };
    if !limit.value.is_empty() {
        return limit;
    }
    Limit {
        name: Ident::new(owner, limit.name.span()),
        relation: quote::quote!(=),
        value: limit.name.into_token_stream(),
    }
}

/// Whether one word of a limit, and nothing else, follows: `numerics` or `fast`.
fn word_of_a_limit_ahead(input: ParseStream) -> bool {
    let ahead = input.fork();
    let Ok(word) = ahead.parse::<syn::Ident>() else {
        return false;
    };
    let word = word.to_string();
    let value = table::NUMERICS.iter().any(|(name, _)| *name == word);
    let known = value || table::is_limit(&word) || table::GRADIENTS.contains(&word.as_str());
    known && (ahead.is_empty() || ahead.peek(Token![;]) || ahead.peek(Token![,]))
}

/// Whether an arrow follows before the next `;`.
fn layers_ahead(input: ParseStream) -> bool {
    let ahead = input.fork();
    while !(ahead.is_empty() || ahead.peek(Token![;])) {
        if ahead.peek(Token![=>]) {
            return true;
        }
        let _ = ahead.parse::<TokenTree>();
    }
    false
}

/// Whether a network without a name starts: `2 =>`.
fn inputs_ahead(input: ParseStream) -> bool {
    input.peek(Lit) && input.peek2(Token![=>])
}
