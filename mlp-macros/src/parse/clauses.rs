//! What stands behind the layers: `from "digits.safetensors"`, `where numerics = fast`.

use proc_macro2::{Ident, Punct, Spacing, TokenStream, TokenTree};
use syn::ext::IdentExt as _;
use syn::parse::ParseStream;
use syn::{Lit, Token};

use super::Reader;
use crate::ast::{Clause, Limit, Network};
use crate::codes::Code;

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

    fn limits(&mut self, keyword: &Ident) -> Vec<Limit> {
        let before = self.errors.count();
        let mut limits = Vec::new();
        while !self.clause_end_ahead() && !inputs_ahead(self.input) && !self.comma_before_network()
        {
            limits.extend(self.limit());
            if self.limit_ahead() {
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
            if !value.is_empty() && (self.limit_ahead() || inputs_ahead(self.input)) {
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
        let name = ahead.parse::<syn::Ident>().is_ok();
        let equals = ahead.peek(Token![=]) && !ahead.peek(Token![=>]);
        name && (equals || ahead.peek(Token![<]) || ahead.peek(Token![>=]))
    }

    /// Whether what follows belongs to no clause, or to the next one.
    fn clause_end_ahead(&self) -> bool {
        let input = self.input;
        let layers = input.peek(Token![=>]) || input.peek(Token![>]);
        let colon = input.peek(Token![:]) && !input.peek(Token![::]);
        layers || colon || self.at_end() || self.clause_ahead() || self.network_ahead()
    }
}

/// Whether a network without a name starts: `2 =>`.
fn inputs_ahead(input: ParseStream) -> bool {
    input.peek(Lit) && input.peek2(Token![=>])
}
