//! Mistakes behind which it is plain how to read on, so that each is one error: pieces of layers that stand in quotes,
//! in brackets, behind a sign too many, or in another's place.

use proc_macro2::{Delimiter, Group, Punct, TokenStream, TokenTree};
use syn::parse::discouraged::Speculative as _;
use syn::{Lit, LitInt, LitStr, Path, Token, token};

use super::layers::is_constant_name;
use super::{Reader, Step};
use crate::ast::{Arrow, Call, Naming, Network, Width};
use crate::codes::Code;
use crate::diagnostics::{did_you_mean, text};
use crate::table;

impl Reader<'_, '_> {
    /// `<f64> 2 => …`: a scalar where only layers can stand in angle brackets, with a name before them or without.
    pub(super) fn scalar_before_the_layers(&mut self, network: &Network) {
        let scalar = self.input.peek2(syn::Ident) && self.input.peek3(Token![>]);
        let named = network.naming != Naming::Default;
        if !self.input.peek(Token![<]) || !scalar || named && network.generics.is_some() {
            return;
        }
        let ahead = self.input.fork();
        let tokens: TokenStream = (0..3)
            .filter_map(|_| ahead.parse::<TokenTree>().ok())
            .collect();
        if !ahead.peek(Lit) && !ahead.peek(syn::Ident) && !ahead.peek(token::Brace) {
            return;
        }
        for _ in 0..3 {
            self.skip_token();
        }
        let scalar = tokens.to_string().replace(' ', "");
        let message = if named {
            format!(
                "the scalar stands right behind the name; write `struct {}{scalar}:`",
                network.name
            )
        } else {
            format!(
                "only a network with a name can choose its scalar; \
                 write `pub struct Network{scalar}:` before the layers"
            )
        };
        self.errors.push(Code::Generics, tokens, message);
    }

    /// `struct A: f64: 2 => …`
    pub(super) fn scalar_without_brackets(&mut self, network: &Network) {
        let ahead = self.input.fork();
        let Ok(scalar) = ahead.parse::<syn::Ident>() else {
            return;
        };
        let known = table::SCALARS.iter().any(|(name, _)| scalar == *name);
        if !known || network.naming != Naming::Given {
            return;
        }
        let separated = ahead.peek(Token![:]) || ahead.peek(Token![,]);
        if separated || ahead.peek(Lit) {
            let message = format!(
                "the scalar stands in angle brackets behind the name; write `struct {}<{scalar}>:`",
                network.name
            );
            self.errors.push(Code::Generics, scalar, message);
            self.skip_token();
            if separated {
                self.skip_token();
            }
        }
    }

    /// `=> 2 => …` and `=> 2 relu 4`
    pub(super) fn arrow_before_the_input(&mut self) -> Step {
        let ahead = self.input.fork();
        let (Ok(arrow), Ok(inputs)) = (ahead.parse::<Token![=>]>(), ahead.parse::<Lit>()) else {
            return Ok(());
        };
        if ahead.peek(Token![=>]) {
            let message = "a network starts with the number of its inputs; leave this `=>` out";
            self.errors.push(Code::Unexpected, arrow, message);
            let _ = self.input.parse::<Token![=>]>();
        } else if ahead.peek(syn::Ident) {
            let inputs = text(inputs);
            return self.unexpected(&format!(
                "write `{inputs} => …`, the number of inputs first"
            ));
        }
        Ok(())
    }

    /// `"relu" 4`, read as if the quotes were not there.
    pub(super) fn activation_in_quotes(&mut self) -> Option<Call> {
        let literal = self.input.fork().parse::<LitStr>().ok()?;
        let name = literal.parse::<syn::Ident>().ok()?;
        let message = format!("an activation is written without quotes; write `{name}`");
        self.errors.push(Code::Unexpected, literal, message);
        self.skip_token();
        Some(Call {
            path: name.into(),
            arguments: None,
        })
    }

    /// `relu => 4`, `relu: 4` and `relu[4]`: the width, after a word about what stands before or around it.
    pub(super) fn width_kept_apart(&mut self, call: &Call, before: &mut Arrow) -> Option<Width> {
        if call.arguments.is_none() && is_constant_name(&call.path) {
            return None;
        }
        let ahead = self.input.fork();
        let mut between = TokenStream::new();
        while !ahead.peek(Token![;])
            && !ahead.peek(Token![-])
            && let Ok(punct) = ahead.parse::<Punct>()
        {
            between.extend([TokenTree::from(punct)]);
        }
        let width = if between.is_empty() {
            let group = ahead.parse::<Group>().ok()?;
            between.extend([TokenTree::from(group.clone())]);
            let bracketed = group.delimiter() == Delimiter::Bracket;
            syn::parse2::<LitInt>(group.stream())
                .ok()
                .filter(|_| bracketed)?
        } else {
            ahead.parse::<LitInt>().ok()?
        };
        // In `relu => 4 tanh` pieces are missing.
        if ahead.cursor().ident().is_some() && !ahead.peek(Token![where]) {
            return None;
        }
        let call = text(call);
        let arrow = syn::parse2::<Token![=>]>(between.clone());
        if let (Arrow::Missing(_), Ok(arrow)) = (&*before, arrow) {
            let message = format!("`=>` stands before an activation; write `=> {call} {width}`");
            self.errors.push(Code::Arrow, between, message);
            *before = Arrow::Right(arrow);
        } else {
            let message = format!(
                "`{}` cannot stand here; a width stands right behind its activation: write `{call} {width}`",
                text(&between).replace(' ', "")
            );
            self.errors.push(Code::Unexpected, between, message);
        }
        self.input.advance_to(&ahead);
        Some(Width::Literal(None, Lit::Int(width)))
    }

    /// Whether a constant follows that is no type before a width: `relu 4 HIDDEN`.
    pub(super) fn constant_alone_ahead(&self) -> bool {
        let ahead = self.input.fork();
        let constant = ahead.call(Path::parse_mod_style);
        let constant = constant.is_ok_and(|path| is_constant_name(&path));
        constant && !ahead.peek(Lit) && !ahead.peek(syn::Ident)
    }

    /// Whether the word that follows can be the start of a layer whose arrow is missing: an activation as it is called
    /// here or elsewhere, a path, a constant.
    pub(super) fn layer_ahead(&self) -> bool {
        let ahead = self.input.fork();
        let Ok(path) = ahead.call(Path::parse_mod_style) else {
            return true;
        };
        let Some(word) = path.get_ident().map(ToString::to_string) else {
            return true;
        };
        let type_and_width = word.starts_with(char::is_uppercase) && ahead.peek(Lit);
        table::is_activation_of_some_tool(&word)
            || did_you_mean(&word, table::activation_names()).is_some()
            || is_constant_name(&path)
            || type_and_width
    }
}
