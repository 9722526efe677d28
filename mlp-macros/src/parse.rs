//! Tokens to `ast`: the grammar and nothing else. What a name means, whether a number is allowed
//! and what a missing piece costs is `validate`'s business.
//!
//! Where the text cannot be read on, the mistake is reported, the network is marked incomplete and
//! reading goes on behind the next `;`, so that the other networks are still checked.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::{Attribute, Token, Visibility, token};

use crate::ast::{Generics, Invocation, Naming, Network};
use crate::codes::Code;
use crate::diagnostics::{Errors, text};

mod blocks;
mod calls;
mod clauses;
mod layers;
mod meant;

/// A mistake behind which reading on makes no sense; it has been reported.
struct Halt;

type Step<T = ()> = Result<T, Halt>;

const LIMITS_BEHIND_LAYERS: &str = "`where` stands behind all layers; write it behind the last one";

/// What reading needs: the tokens ahead, and a place for mistakes.
struct Reader<'a, 'e> {
    input: ParseStream<'a>,
    errors: &'e mut Errors,
}

/// Reads everything between the delimiters of one `network!`.
pub(crate) fn invocation(tokens: TokenStream, errors: &mut Errors) -> Invocation {
    let read = |input: ParseStream| {
        Ok(Reader {
            input,
            errors: &mut *errors,
        }
        .invocation())
    };
    match read.parse2(without_invisible_groups(tokens)) {
        Ok(invocation) => invocation,
        Err(error) => {
            errors.push_syn(Code::Unexpected, &error, "this cannot be read");
            Invocation {
                networks: Vec::new(),
            }
        }
    }
}

/// What a `macro_rules!` passes on as `$width` arrives in a group without delimiters; to the
/// grammar it is what it looks like.
fn without_invisible_groups(tokens: TokenStream) -> TokenStream {
    let mut flat = TokenStream::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) => {
                let content = without_invisible_groups(group.stream());
                if group.delimiter() == Delimiter::None {
                    flat.extend(content);
                } else {
                    let mut visible = Group::new(group.delimiter(), content);
                    visible.set_span(group.span());
                    flat.extend([TokenTree::Group(visible)]);
                }
            }
            other => flat.extend([other]),
        }
    }
    flat
}

impl Reader<'_, '_> {
    fn invocation(mut self) -> Invocation {
        let mut networks = Vec::new();
        while !self.input.is_empty() {
            if self.input.peek(Token![;]) {
                let extra = self.next();
                let message = "this `;` ends nothing; write one `;` between two networks";
                self.errors.push(Code::Unexpected, extra, message);
                self.skip_token();
                continue;
            }
            if self.input.peek(Token![where]) && !networks.is_empty() {
                self.limits_of_network_before();
                continue;
            }
            let mut before = Network::unnamed();
            if networks.is_empty() && self.limits_before_layers(&mut before) {
                if self.input.peek(Token![;]) || self.input.peek(Token![,]) {
                    self.skip_token();
                }
                continue;
            }
            networks.push(self.network());
            if self.input.peek(Token![;]) {
                let separator = self.next();
                self.skip_token();
                self.limits_behind_semicolon(&separator, networks.last_mut());
            }
        }
        Invocation { networks }
    }

    /// `2 => relu 4; where …`
    fn limits_of_network_before(&mut self) {
        let message = "`where` belongs to the network before it; write it before the `;`";
        self.errors.push(Code::LimitsPlace, self.next(), message);
        self.clause(&mut Network::unnamed());
        if self.input.peek(Token![;]) {
            self.skip_token();
        }
    }

    fn network(&mut self) -> Network {
        let mut network = Network::unnamed();
        let start = self.errors.count();
        let mut read = self.header(&mut network);
        let behind = self.errors.count();
        if read.is_ok() {
            read = self.layers(&mut network);
            if read.is_err() && behind > start {
                // With a head as it should be, the layers would be read from another place.
                self.errors.keep(behind);
                network.input = None;
                network.layers.clear();
                network.blocks.clear();
                network.clauses.clear();
            }
        }
        if read.is_err() {
            network.complete = false;
            while !self.at_end() {
                self.skip_token();
            }
        }
        network
    }

    /// `/// … pub struct Circles<f32>:`, or nothing of it.
    fn header(&mut self, network: &mut Network) -> Step {
        let start = self.next();
        match self.input.call(Attribute::parse_outer) {
            Ok(attributes) => network.attributes = attributes,
            Err(error) => {
                network.naming = Naming::Unusable;
                self.errors
                    .push_syn(Code::Unexpected, &error, "this is not an attribute");
                return Err(Halt);
            }
        }
        let visibility = match self.input.parse::<Visibility>() {
            Ok(visibility) => visibility,
            Err(error) => {
                network.naming = Naming::Unusable;
                self.errors
                    .push_syn(Code::Unexpected, &error, "this is not a visibility");
                return Err(Halt);
            }
        };
        let has_visibility = !matches!(visibility, Visibility::Inherited);
        let before = self.errors.count();
        self.no_visibility();
        if self.struct_keyword() {
            // `type Circles = …` is one mistake.
            let said = self.errors.count() > before;
            network.visibility = visibility;
            self.name(network, start);
            self.generics(network)?;
            self.limits_before_colon(network);
            return self.colon(network, said);
        }
        if has_visibility {
            let message = "a visibility needs a name behind it; \
                           write `pub struct Name:` before the layers";
            self.errors.push(Code::NotAStruct, start, message);
            network.visibility = visibility;
        }
        Ok(())
    }

    /// `public struct …`, `pub pub struct …`: skips what is no visibility.
    fn no_visibility(&mut self) {
        if self.input.peek2(Token![struct]) && self.input.cursor().ident().is_some() {
            let next = self.next();
            let message = format!(
                "`{}` cannot stand here; write `pub`, `pub(crate)` or nothing before `struct`",
                text(&next)
            );
            self.errors.push(Code::Unexpected, next, message);
            self.skip_token();
        }
    }

    /// Reads `struct`, or what stands in its place; `false` if layers follow at once.
    fn struct_keyword(&mut self) -> bool {
        if self.input.peek(Token![struct]) {
            self.skip_token();
            return true;
        }
        if self.input.peek(Token![where]) {
            return false;
        }
        let next = self.next();
        let ahead = self.input.fork();
        let Ok(first) = ahead.call(Ident::parse_any) else {
            return false;
        };
        // `enum Circles: …`
        let second = ahead.fork().call(Ident::parse_any);
        if let Ok(name) = second {
            let behind = ahead.fork();
            let _ = behind.call(Ident::parse_any);
            if introduces_layers(&behind) {
                let message = format!("a network is a struct; write `struct {name}:`");
                self.errors.push(Code::NotAStruct, next, message);
                self.skip_token();
                return true;
            }
            return false;
        }
        // `Circles: …`, `Circles<f32>: …` or `Circles { … }`
        if introduces_layers(&ahead) || ahead.peek(token::Brace) {
            let message = format!(
                "a network with a name is a struct; write `struct {first}:` before the layers"
            );
            self.errors.push(Code::NotAStruct, next, message);
            return true;
        }
        false
    }

    fn name(&mut self, network: &mut Network, start: TokenStream) {
        let plain = self.input.peek(syn::Ident);
        let next = self.next_or(start);
        network.naming = Naming::Unusable;
        let Ok(name) = self.input.fork().call(Ident::parse_any) else {
            let message = "the name of the network is missing; write `struct Name:`";
            self.errors.push(Code::Name, next, message);
            return;
        };
        self.skip_token();
        let word = name.to_string();
        if !plain || word.starts_with("r#") {
            let message = format!(
                "`{word}` cannot name a network, since its name becomes part of other names; \
                 write a name that is no keyword of Rust, such as `Circles`"
            );
            self.errors.push(Code::Name, name, message);
            return;
        }
        network.naming = Naming::Given;
        network.name = name;
    }

    /// `<f64>`
    fn generics(&mut self, network: &mut Network) -> Step {
        if !self.input.peek(Token![<]) {
            return Ok(());
        }
        let start = self.next();
        let Ok(open) = self.input.parse::<Token![<]>() else {
            return Ok(());
        };
        let mut content = TokenStream::new();
        while !self.at_end() && !self.input.peek(Token![=>]) {
            if let Ok(close) = self.input.parse::<Token![>]>() {
                network.generics = Some(Generics {
                    open,
                    content,
                    close,
                });
                return Ok(());
            }
            if let Ok(token) = self.input.parse::<TokenTree>() {
                content.extend([token]);
            }
        }
        let message = "the angle bracket behind the name is never closed; \
                       write the scalar between brackets, as in `<f32>`";
        self.errors.push(Code::AngleBracket, start, message);
        Err(Halt)
    }

    /// `struct Circles where …:`, as Rust has it.
    fn limits_before_colon(&mut self, network: &mut Network) {
        if self.input.peek(Token![where]) {
            self.clause(network);
            self.limits_misplaced(network.clauses.last(), LIMITS_BEHIND_LAYERS);
        } else {
            self.limits_before_layers(network);
        }
    }

    /// `said`: there is an error about what stands before already.
    fn colon(&mut self, network: &Network, said: bool) -> Step {
        if self.input.peek(Token![:]) && !self.input.peek(Token![::]) {
            self.skip_token();
            return Ok(());
        }
        let second = self.input.fork();
        if let Ok(word) = second.parse::<syn::Ident>()
            && second.peek(Token![:])
            && !second.peek(Token![::])
            && network.naming == Naming::Given
            && network.generics.is_none()
        {
            let message = format!("a name is one word; write `struct {}{word}:`", network.name);
            self.errors.push(Code::Name, word, message);
            self.skip_token();
            self.skip_token();
            return Ok(());
        }
        // Where the name is missing too, that has been said.
        if network.naming == Naming::Given && !said {
            let name = &network.name;
            let message = format!(
                "`:` is missing between the name and the layers; \
                 write `struct {name}: 2 => sigmoid 1`"
            );
            self.errors
                .push(Code::MissingColon, self.next_or(name), message);
        }
        let group = self.input.peek(token::Brace) || self.input.peek(token::Paren);
        if group || self.at_end() {
            return Err(Halt);
        }
        // What is no part of a layer stands in the place of the colon.
        let instead = self.input.peek(Token![=]) || self.input.peek(Token![::]);
        if instead || self.input.peek(Token![=>]) || self.input.peek(Token![->]) {
            while self.input.parse::<Punct>().is_ok() {}
        }
        Ok(())
    }

    /// Whether nothing of this network is left.
    fn at_end(&self) -> bool {
        self.input.is_empty() || self.input.peek(Token![;])
    }

    /// The next token, to be pointed at; `=>` and its like count as one.
    fn next(&self) -> TokenStream {
        let ahead = self.input.fork();
        let mut tokens = TokenStream::new();
        while let Ok(token) = ahead.parse::<TokenTree>() {
            let joint =
                matches!(&token, TokenTree::Punct(punct) if punct.spacing() == Spacing::Joint);
            tokens.extend([token]);
            let next = ahead.cursor().punct();
            if !joint || next.is_none_or(|(punct, _)| punct.as_char() == ';') {
                break;
            }
        }
        tokens
    }

    /// The next token, or `last` where there is none.
    fn next_or(&self, last: impl ToTokens) -> TokenStream {
        if self.at_end() {
            last.into_token_stream()
        } else {
            self.next()
        }
    }

    fn skip_token(&self) {
        // At the end there is nothing to skip.
        let _ = self.input.parse::<TokenTree>();
    }

    /// Reports the next token as one that cannot stand here.
    fn unexpected<T>(&mut self, expected: &str) -> Step<T> {
        let next = self.next();
        let message = format!("`{}` cannot stand here; {expected}", text(&next));
        self.errors.push(Code::Unexpected, next, message);
        Err(Halt)
    }
}

/// Whether what stands behind a name of a network follows: `:`, `<f32>`, or `=` by mistake.
fn introduces_layers(input: ParseStream) -> bool {
    let colon = input.peek(Token![:]) && !input.peek(Token![::]);
    let arrow = input.peek(Token![=>]) || input.peek2(Token![>]);
    let equals = input.peek(Token![=]) && !arrow;
    colon || equals || input.peek(Token![<])
}

#[cfg(test)]
mod tests;
