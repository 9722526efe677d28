//! Names with arguments, and the options in brackets behind a width.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::ext::IdentExt as _;
use syn::parse::{ParseStream, Parser as _};
use syn::spanned::Spanned as _;
use syn::{Lit, LitInt, Path, Token, token};

use super::{Halt, Reader, Step};
use crate::ast::{Argument, Arguments, Bracket, Call, Setting, Value};
use crate::codes::Code;
use crate::diagnostics::{path_text, text};
use crate::table;

impl Reader<'_, '_> {
    /// `relu`, `leaky_relu(0.2)`, `crate::Swish`
    pub(super) fn call(&mut self) -> Step<Call> {
        let path = self.path()?;
        let arguments = self.arguments();
        Ok(Call { path, arguments })
    }

    pub(super) fn path(&mut self) -> Step<Path> {
        let start = self.next();
        let Ok(path) = self.input.call(Path::parse_mod_style) else {
            let message = "a path is names with `::` between them, as in `crate::HIDDEN`";
            self.errors.push(Code::Path, self.next_or(start), message);
            return Err(Halt);
        };
        if path
            .segments
            .first()
            .is_some_and(|segment| segment.ident == "Self")
        {
            let message = format!(
                "`{}` starts with `Self`, and a network is an item of its own, in no `impl`; \
                 write a path from this module, such as `crate::HIDDEN`",
                path_text(&path)
            );
            self.errors.push(Code::Path, path, message);
            return Err(Halt);
        }
        if !names_something(&path) {
            let message = format!(
                "`{}` is no path to a constant or a type, since a keyword of Rust stands where \
                 a name belongs; write it as in `crate::HIDDEN`",
                path_text(&path)
            );
            self.errors.push(Code::Path, path, message);
            return Err(Halt);
        }
        if self.input.peek(Token![<]) {
            let message = "a path has no generic arguments here; \
                           name the type or constant by an alias of your own and write that";
            self.errors.push(Code::Path, self.next(), message);
            return Err(Halt);
        }
        Ok(path)
    }

    /// `(0.2, 3)`, if it follows.
    fn arguments(&mut self) -> Option<Arguments> {
        if !self.input.peek(token::Paren) {
            return None;
        }
        let group = self.input.parse::<Group>().ok()?;
        let items = self.within(&group, |reader| {
            let mut items = Vec::new();
            while !reader.input.is_empty() {
                items.push(reader.argument());
                reader.skip_token();
            }
            items
        });
        Some(Arguments { group, items })
    }

    /// Everything up to the next comma.
    fn argument(&mut self) -> Argument {
        let ahead = self.input.fork();
        let value = number(&ahead).filter(|_| ahead.is_empty() || ahead.peek(Token![,]));
        let named = self.named_number();
        let mut tokens = TokenStream::new();
        while !self.input.is_empty() && !self.input.peek(Token![,]) {
            tokens.extend(self.input.parse::<TokenTree>());
        }
        if tokens.is_empty() {
            tokens = self.next();
        }
        Argument {
            tokens,
            value,
            named,
        }
    }

    /// `momentum = 0.9`, if it follows.
    fn named_number(&self) -> Option<(Ident, Option<f64>)> {
        let ahead = self.input.fork();
        let name = ahead.call(Ident::parse_any).ok()?;
        ahead.parse::<Token![=]>().ok()?;
        let value = number(&ahead).filter(|_| ahead.is_empty() || ahead.peek(Token![,]));
        Some((name, value))
    }

    /// `[init = he_uniform, no_bias]`, any number of them.
    pub(super) fn brackets(&mut self, before_width: bool) -> Vec<Bracket> {
        let mut brackets = Vec::new();
        while self.input.peek(token::Bracket) {
            let Ok(group) = self.input.parse::<Group>() else {
                break;
            };
            brackets.push(self.bracket(group, before_width));
        }
        brackets
    }

    fn bracket(&mut self, group: Group, before_width: bool) -> Bracket {
        let settings = self.within(&group, |reader| {
            let mut settings = Vec::new();
            while !reader.input.is_empty() {
                settings.extend(reader.setting());
                while !reader.input.is_empty() && !reader.input.peek(Token![,]) {
                    reader.skip_token();
                }
                reader.skip_token();
            }
            settings
        });
        Bracket {
            group,
            settings,
            before_width,
        }
    }

    /// What stands behind the width of a layer: options in brackets, or, a mistake, without.
    pub(super) fn options(&mut self) -> Vec<Bracket> {
        let mut brackets = self.brackets(false);
        while let Some(loose) = self.loose_options() {
            let message = format!("options stand in brackets; write `[{}]`", text(&loose));
            self.errors.push(Code::OptionsPlace, loose, message);
            brackets.extend(self.brackets(false));
        }
        brackets
    }

    /// The options behind the input, in brackets or not; it can have none.
    pub(super) fn options_of_input(&mut self) -> Vec<Bracket> {
        let mut brackets = self.brackets(false);
        while let Some(loose) = self.loose_options() {
            brackets.push(self.put_in_brackets(loose));
            brackets.extend(self.brackets(false));
        }
        brackets
    }

    fn put_in_brackets(&mut self, options: TokenStream) -> Bracket {
        let span = options.span();
        let mut group = Group::new(Delimiter::Bracket, options);
        group.set_span(span);
        self.bracket(group, false)
    }

    /// `no_bias`, `no_bias, init = zeros` or `(no_bias)`, if it follows.
    fn loose_options(&self) -> Option<TokenStream> {
        let ahead = self.input.fork();
        if ahead.peek(token::Paren) || ahead.peek(token::Brace) {
            let content = ahead.parse::<Group>().ok()?.stream();
            starts_with_option(&content).then(|| self.skip_token())?;
            return Some(content);
        }
        let mut options = TokenStream::new();
        while option_ahead(self.input) {
            options.extend(self.input.parse::<TokenTree>());
            let equals = self.input.peek(Token![=]) || self.input.peek(Token![:]);
            let arrow = self.input.peek(Token![=>]) || self.input.peek2(Token![>]);
            if equals && !arrow && !self.input.peek(Token![::]) {
                options.extend(self.input.parse::<TokenTree>());
                if self.input.peek(Token![-]) && self.input.peek2(Lit) {
                    options.extend(self.input.parse::<TokenTree>());
                }
                if self.input.peek(syn::Ident) || self.input.peek(Lit) {
                    options.extend(self.input.parse::<TokenTree>());
                }
            }
            if self.input.peek(token::Paren) {
                options.extend(self.input.parse::<TokenTree>());
            }
            let behind = self.input.fork();
            if behind.parse::<Token![,]>().is_ok() && option_ahead(&behind) {
                options.extend(self.input.parse::<TokenTree>());
            }
        }
        (!options.is_empty()).then_some(options)
    }

    /// Everything up to the next comma, or as far as it can be read.
    fn setting(&mut self) -> Step<Setting> {
        if self.input.peek(Token![where]) {
            return self.unexpected("`where` stands behind all layers, outside of brackets");
        }
        if self.input.peek(LitInt) {
            // `dropout = 0,5`
            return self.unexpected("an option stands here; a fraction has a point, as in `0.5`");
        }
        let Ok(name) = self.input.call(Ident::parse_any) else {
            return self
                .unexpected("an option stands here, such as `no_bias` or `init = he_normal`");
        };
        let value = if let Some(equals) = self.equals() {
            self.value(equals)?
        } else {
            self.arguments().map_or(Value::Absent, Value::Arguments)
        };
        if self.input.is_empty() || self.input.peek(Token![,]) {
            return Ok(Setting { name, value });
        }
        self.unexpected("write `,` between two options, and `=` between an option and its value")
    }

    /// `=`, or the `:` that other languages write in its place, after a word about it.
    fn equals(&mut self) -> Option<Token![=]> {
        if self.input.peek(Token![:]) && !self.input.peek(Token![::]) {
            let colon = self.input.parse::<Token![:]>().ok()?;
            let message = "write `=` between an option and its value, not `:`";
            self.errors.push(Code::OptionValue, colon, message);
            return Some(Token![=](colon.span));
        }
        self.input.parse::<Token![=]>().ok()
    }

    fn value(&mut self, equals: Token![=]) -> Step<Value> {
        if self.input.is_empty() || self.input.peek(Token![,]) {
            return Ok(Value::Missing(equals));
        }
        if self.path_ahead() {
            return self.call().map(Value::Call);
        }
        Ok(Value::Number(self.argument()))
    }

    /// Reads what stands in a group to its end.
    pub(super) fn within<T: Default>(
        &mut self,
        group: &Group,
        read: impl FnOnce(&mut Reader<'_, '_>) -> T,
    ) -> T {
        let errors = &mut *self.errors;
        let read = |input: ParseStream| Ok(read(&mut Reader { input, errors }));
        // `read` goes on to the end, so there is nothing left for `syn` to complain about.
        read.parse2(group.stream()).unwrap_or_default()
    }
}

/// Whether the name of an option follows.
fn option_ahead(input: ParseStream) -> bool {
    let name = input.cursor().ident().map(|(name, _)| name.to_string());
    let known = |name: &str| table::OPTIONS.contains(&name);
    name.is_some_and(|name| known(&name)) && !input.peek2(Token![::])
}

fn starts_with_option(tokens: &TokenStream) -> bool {
    let ahead = |input: ParseStream| {
        let found = option_ahead(input);
        input.parse::<TokenStream>()?;
        Ok(found)
    };
    ahead.parse2(tokens.clone()).unwrap_or(false)
}

/// Whether keywords stand only where a path can have them: `super::super::HIDDEN`, never `crate`
/// alone.
fn names_something(path: &Path) -> bool {
    let is_name = |name: &Ident| syn::parse2::<syn::Ident>(name.to_token_stream()).is_ok();
    let is_module = |name: &Ident| name == "crate" || name == "self" || name == "super";
    let mut names = path.segments.iter().map(|segment| &segment.ident).rev();
    names.next().is_some_and(is_name) && names.all(|name| is_name(name) || is_module(name))
}

/// `0.2`, `-3`, `1e-3_f32`; `None` if something else is written.
fn number(input: ParseStream) -> Option<f64> {
    let minus = input.parse::<Token![-]>().is_ok();
    let (digits, suffix) = match input.parse::<Lit>().ok()? {
        Lit::Float(literal) => (
            literal.base10_digits().to_owned(),
            literal.suffix().to_owned(),
        ),
        Lit::Int(literal) => (
            literal.base10_digits().to_owned(),
            literal.suffix().to_owned(),
        ),
        _ => return None,
    };
    let value: f64 = digits.parse().ok()?;
    let known = matches!(suffix.as_str(), "" | "f32" | "f64");
    known.then_some(if minus { -value } else { value })
}
