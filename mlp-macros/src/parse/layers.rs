//! `2 => relu 4 => sigmoid 1`: widths, arrows, activations in their order, and what stands behind.

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::parse::ParseStream;
use syn::{Lit, LitStr, Path, Token, token};

use super::{LIMITS_BEHIND_LAYERS, Reader, Step};
use crate::ast::{Arrow, Call, Input, Layer, Network, Width};
use crate::codes::Code;
use crate::diagnostics::text;
use crate::table::Activation;

impl Reader<'_, '_> {
    /// The layers, in angle brackets or not, and the clauses behind them.
    pub(super) fn layers(&mut self, network: &mut Network) -> Step {
        self.scalar_before_the_layers(network);
        self.scalar_without_brackets(network);
        let start = self.next();
        let bracketed = self.input.peek(Token![<]);
        if bracketed {
            self.skip_token();
        }
        self.chain(network, bracketed)?;
        if bracketed && self.input.peek(Token![>]) {
            self.skip_token();
        } else if bracketed {
            let message = "this angle bracket is never closed; \
                           write `>` behind the last width, or leave both brackets out";
            self.errors.push(Code::AngleBracket, start, message);
        }
        self.end(network)
    }

    /// The input, every layer, and clauses, up to what is none of them.
    fn chain(&mut self, network: &mut Network, bracketed: bool) -> Step {
        if self.limits_before_layers(network)
            && (self.input.peek(Token![;]) || self.input.peek(Token![,]))
        {
            self.skip_token();
        }
        if !self.at_end() && !self.clause_ahead() {
            network.input = Some(self.layer_zero()?);
        }
        // How many clauses are spoken about: one before the colon is.
        let mut settled = network.clauses.len();
        while !(self.at_end() || bracketed && self.input.peek(Token![>])) {
            self.comma_before_limits();
            if self.clause_ahead() {
                self.clause(network);
                continue;
            }
            if self.limits_without_where(network) {
                if self.layers_go_on(network) {
                    settled = network.clauses.len();
                }
                continue;
            }
            if self.network_ahead() || self.comma_before_network() {
                break;
            }
            if network.clauses.len() > settled {
                if !self.layers_go_on(network) {
                    break;
                }
                self.limits_misplaced(network.clauses.get(settled), LIMITS_BEHIND_LAYERS);
                settled = network.clauses.len();
            }
            if network.input.is_none() && network.layers.is_empty() {
                network.input = Some(self.layer_zero()?);
                continue;
            }
            let Some(arrow) = self.arrow()? else { break };
            if self.block_ahead() {
                self.block(network, arrow)?;
                continue;
            }
            let layer = self.layer(network.layers.len() + 1, arrow)?;
            network.layers.push(layer);
        }
        if bracketed && self.input.peek(Token![>]) {
            let message = "angle brackets stand around the layers alone; \
                           write `where` behind the closing one";
            self.limits_misplaced(network.clauses.get(settled), message);
        }
        Ok(())
    }

    /// Whether more of the layers follows behind a clause, a mistake.
    pub(super) fn layers_go_on(&self, network: &Network) -> bool {
        let no_input = network.input.is_none() && self.width_ahead();
        no_input || self.input.peek(Token![=>])
    }

    /// What stands before the first arrow.
    fn layer_zero(&mut self) -> Step<Input> {
        if self.block_ahead() {
            return self.block_before_the_input();
        }
        let next = self.next();
        let mut input = Input {
            activation: None,
            width: None,
            brackets: Vec::new(),
            next,
        };
        self.arrow_before_the_input()?;
        if self.input.peek(LitStr) {
            return self.unexpected("layers are written without quotes: `2 => …`");
        }
        if self.activation_ahead() {
            input.activation = Some(self.call()?);
        }
        if self.width_ahead() {
            input.width = Some(self.width()?);
            if self.input.peek(token::Paren) && self.input.peek2(Token![=>]) {
                return self
                    .unexpected("a network starts with the number of its inputs alone: `2 => …`");
            }
        } else if !self.input.peek(Token![=>]) {
            return self.unexpected("a network starts with the number of its inputs: `2 => …`");
        }
        input.brackets = self.options_of_input();
        Ok(input)
    }

    /// What stands before each layer; `None` if what stands there ends the network.
    pub(super) fn arrow(&mut self) -> Step<Option<Arrow>> {
        if let Ok(arrow) = self.input.parse::<Token![=>]>() {
            return Ok(Some(Arrow::Right(arrow)));
        }
        if self.input.peek(Token![#]) && !self.network_ahead() {
            return self.unexpected("a comment starts with `//`");
        }
        if self.path_ahead() {
            if self.constant_alone_ahead() {
                return self.unexpected("write `=>` and an activation before the next width");
            }
            if !self.layer_ahead() {
                return self.unexpected(
                    "behind a width stand its options in brackets, then `=>` and the next layer, or `where` and limits",
                );
            }
            return Ok(Some(Arrow::Missing(self.next())));
        }
        let mut run = TokenStream::new();
        while !self.at_end() && !self.path_ahead() && !self.network_ahead() {
            let Ok(punct) = self.input.parse::<Punct>() else {
                break;
            };
            run.extend([TokenTree::from(punct)]);
        }
        let written = text(&run).replace(' ', "");
        if run.is_empty() {
            return self.unexpected("write `=>` and an activation before the next width");
        }
        if !self.at_end() {
            return Ok(Some(Arrow::Wrong(run)));
        }
        if written == ">" {
            let message = "this angle bracket closes nothing; \
                           write `<` before the inputs too, or leave both brackets out";
            self.errors.push(Code::AngleBracket, run, message);
        } else {
            let message = format!("nothing follows this `{written}`; leave it out");
            self.errors.push(Code::Unexpected, run, message);
        }
        Ok(None)
    }

    /// What stands behind an arrow.
    pub(super) fn layer(&mut self, number: usize, arrow: Arrow) -> Step<Layer> {
        let next = self.next_or(&arrow);
        let mut layer = Layer {
            number,
            arrow,
            activation: None,
            width: None,
            width_first: false,
            brackets: Vec::new(),
            next,
        };
        if let Some(call) = self.activation_in_quotes() {
            self.width_behind(call, &mut layer)?;
        } else if self.path_ahead() {
            let call = self.call()?;
            self.width_behind(call, &mut layer)?;
        } else if self.width_ahead() {
            self.width_alone(&mut layer)?;
        } else if !self.at_end() && !self.layer_end_ahead() {
            return self.unexpected("an activation and a width stand here: `=> relu 4`");
        }
        Ok(layer)
    }

    /// What follows an activation: `4 [no_bias]`, as it should be, or as far as it goes.
    fn width_behind(&mut self, call: Call, layer: &mut Layer) -> Step {
        if let Some(width) = self.width_kept_apart(&call, &mut layer.arrow) {
            layer.width = Some(width);
            layer.activation = Some(call);
            layer.brackets = self.options();
            return Ok(());
        }
        layer.brackets = self.brackets(true);
        layer.next = self.next_or(&call);
        if self.width_ahead() {
            layer.width = Some(self.width()?);
            layer.brackets.extend(self.options());
        } else if call.arguments.is_none() && is_constant_name(&call.path) {
            // `2 => HIDDEN`: nobody calls a type so.
            layer.width = Some(self.calculated(Width::Constant(call.path)));
            layer
                .brackets
                .iter_mut()
                .for_each(|bracket| bracket.before_width = false);
            layer.brackets.extend(self.options());
            return Ok(());
        }
        if layer.width.is_none() && self.path_ahead() && !self.layer_ahead() {
            return self.unexpected(&format!(
                "a width stands behind `{0}`, a number or the path of a constant: write `{0} 4`",
                text(&call)
            ));
        }
        layer.activation = Some(call);
        Ok(())
    }

    /// `4` without an activation, or `4 relu`.
    fn width_alone(&mut self, layer: &mut Layer) -> Step {
        layer.width = Some(self.width()?);
        layer.brackets = self.options();
        // In `4 sigmoid 1` the name belongs to the next layer, which lacks its arrow.
        if self.path_ahead() && !self.activation_ahead() {
            layer.activation = Some(self.call()?);
            layer.width_first = true;
            layer.brackets.extend(self.options());
        }
        Ok(())
    }

    /// An integer, whatever else is written in its place as a literal, a path, or names.
    fn width(&mut self) -> Step<Width> {
        if self.path_ahead() {
            let path = self.path()?;
            return Ok(self.calculated(Width::Constant(path)));
        }
        if let Ok(group) = self.input.parse::<Group>() {
            return Ok(Width::Names(group));
        }
        let minus = self.input.parse::<Token![-]>().ok();
        match self.input.parse::<Lit>() {
            Ok(literal) => Ok(self.calculated(Width::Literal(minus, literal))),
            Err(_) => self.unexpected("a width is a number such as `4`"),
        }
    }

    /// `width`, or what is calculated from it, a mistake: `2 * HIDDEN`. Validation knows the
    /// latter by its group without delimiters.
    fn calculated(&self, width: Width) -> Width {
        if !self.operation_ahead() {
            return width;
        }
        let mut tokens = width.into_token_stream();
        while self.operation_ahead() {
            tokens.extend(self.input.parse::<TokenTree>());
            if let Ok(path) = self.input.call(Path::parse_mod_style) {
                path.to_tokens(&mut tokens);
            } else {
                tokens.extend(self.input.parse::<TokenTree>());
            }
        }
        Width::Names(Group::new(Delimiter::None, tokens))
    }

    /// Whether an operator and what it calculates with follow; in `2 - relu 4` the operator is
    /// rather a wrong arrow.
    fn operation_ahead(&self) -> bool {
        let ahead = self.input.fork();
        let operator = ahead.parse::<Token![as]>().is_ok()
            || ahead.parse::<Punct>().is_ok_and(|punct| {
                punct.spacing() == Spacing::Alone && "+-*/%".contains(punct.as_char())
            });
        if !operator || ahead.peek(Lit) || ahead.peek(token::Paren) {
            return operator;
        }
        let Ok(path) = ahead.call(Path::parse_mod_style) else {
            return false;
        };
        let activation = path
            .get_ident()
            .is_some_and(|name| Activation::find(&name.to_string()).is_some());
        let width = ahead.peek(Lit) || ahead.peek(token::Paren) || ahead.peek(syn::Ident);
        is_constant_name(&path) || !activation && !width
    }

    /// What may stand behind the last layer or the closing angle bracket.
    fn end(&mut self, network: &mut Network) -> Step {
        self.comma_before_limits();
        while self.clause_ahead() {
            self.clause(network);
        }
        self.limits_without_where(network);
        if !network.clauses.is_empty() && self.input.peek(Token![>]) {
            let message = "this angle bracket closes nothing; leave it out, \
                           or write `<` before the inputs and `>` behind the last width";
            self.errors.push(Code::AngleBracket, self.next(), message);
            self.skip_token();
        }
        if self.at_end() {
            return Ok(());
        }
        if self.comma_before_network() {
            let next = self.next();
            let message = "write `;` between two networks, not `,`";
            self.errors.push(Code::MissingSeparator, next, message);
            self.skip_token();
            return Ok(());
        }
        if self.network_ahead() {
            let next = self.next();
            let message = "`;` is missing between two networks; write it before this one";
            self.errors.push(Code::MissingSeparator, next, message);
            return Ok(());
        }
        self.unexpected("a network ends here; write `;` before the next one")
    }

    /// Whether a path follows that is not the start of a clause.
    pub(super) fn path_ahead(&self) -> bool {
        let input = self.input;
        let keyword = input.peek(Token![crate]) || input.peek(Token![self]);
        let relative = input.peek(Token![super]) || input.peek(Token![Self]);
        let path = input.peek(syn::Ident) || input.peek(Token![::]) || keyword || relative;
        path && !self.clause_ahead()
    }

    /// Whether a width follows, good or bad; a name that looks like an activation is none.
    fn width_ahead(&self) -> bool {
        let input = self.input;
        let number = input.peek(Lit) || (input.peek(Token![-]) && input.peek2(Lit));
        number || input.peek(token::Brace) || (self.path_ahead() && !self.activation_ahead())
    }

    /// Whether `relu 4`, `relu(…)` or `relu HIDDEN` follows: a small name and what belongs to it.
    fn activation_ahead(&self) -> bool {
        let ahead = self.input.fork();
        let Ok(name) = ahead.parse::<syn::Ident>() else {
            return false;
        };
        let small = name.to_string().starts_with(char::is_lowercase);
        if ahead.peek(Token![::]) {
            // `widths::HIDDEN` is one path.
            return false;
        }
        let number = ahead.peek(Lit) || ahead.peek(token::Paren);
        let constant = || {
            ahead
                .call(syn::Path::parse_mod_style)
                .is_ok_and(|path| is_constant_name(&path))
        };
        small && !self.clause_ahead() && (number || constant())
    }

    /// Whether the start of another network follows.
    pub(super) fn network_ahead(&self) -> bool {
        starts_network(self.input)
    }

    pub(super) fn comma_before_network(&self) -> bool {
        let ahead = self.input.fork();
        ahead.parse::<Token![,]>().is_ok() && starts_network(&ahead)
    }

    /// Whether what follows can stand behind a layer, so that the layer itself is what is missing.
    fn layer_end_ahead(&self) -> bool {
        let arrow = self.input.peek(Token![=>]) || self.input.peek(Token![>]);
        arrow || self.clause_ahead() || self.network_ahead()
    }
}

fn starts_network(input: ParseStream) -> bool {
    let attribute = input.peek(Token![#]) && input.peek2(token::Bracket);
    attribute || input.peek(Token![pub]) || input.peek(Token![struct])
}

/// Whether a path ends as constants do: `HIDDEN`, `config::LAYER_2`.
pub(super) fn is_constant_name(path: &syn::Path) -> bool {
    let capital = |letter: char| letter.is_uppercase() || letter.is_ascii_digit() || letter == '_';
    path.segments.last().is_some_and(|segment| {
        let name = segment.ident.to_string();
        name.len() > 1 && name.chars().all(capital)
    })
}
