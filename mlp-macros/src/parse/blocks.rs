//! `residual(relu 16 => relu 16)`: layers whose input is added to their output.

use proc_macro2::{Delimiter, Group, Ident};
use syn::ext::IdentExt as _;
use syn::{Lit, Token};

use super::{Halt, Reader, Step};
use crate::ast::{Arrow, Block, Network};
use crate::codes::Code;

impl Reader<'_, '_> {
    /// Whether `residual` follows.
    pub(super) fn block_ahead(&self) -> bool {
        let name = self.input.cursor().ident();
        name.is_some_and(|(name, _)| name == "residual") && !self.input.peek2(Token![::])
    }

    /// A block behind an arrow; its layers become layers of the network.
    pub(super) fn block(&mut self, network: &mut Network, arrow: Arrow) -> Step {
        let Ok(keyword) = self.input.call(Ident::parse_any) else {
            return Err(Halt);
        };
        let group = self.input.fork().parse::<Group>().ok();
        let group = group.filter(|group| group.delimiter() == Delimiter::Parenthesis);
        let Some(group) = group.filter(|group| !group.stream().is_empty()) else {
            let message = "`residual` stands around at least one layer, in parentheses; \
                           write `residual(relu 16 => relu 16)`";
            self.errors.push(Code::ResidualPlace, keyword, message);
            return Err(Halt);
        };
        self.skip_token();
        let first = network.layers.len() + 1;
        let read = self.within(&group, |reader| reader.block_layers(network, arrow).ok());
        read.ok_or(Halt)?;
        network.blocks.push(Block {
            keyword,
            first,
            last: network.layers.len(),
        });
        self.nothing_of_a_layer();
        Ok(())
    }

    /// Everything between the parentheses; `arrow` is the one before `residual`.
    fn block_layers(&mut self, network: &mut Network, arrow: Arrow) -> Step {
        let mut before = Some(arrow);
        loop {
            let arrow = match before.take() {
                Some(arrow) => arrow,
                None if self.input.is_empty() => return Ok(()),
                None => match self.arrow()? {
                    Some(arrow) => arrow,
                    None => return Err(Halt),
                },
            };
            if self.block_ahead() {
                self.block(network, arrow)?;
            } else {
                let layer = self.layer(network.layers.len() + 1, arrow)?;
                network.layers.push(layer);
            }
        }
    }

    /// A block has no width and no options of its own.
    fn nothing_of_a_layer(&mut self) {
        if let Some(bracket) = self.options_of_input().first() {
            let message = "a residual block has no options; \
                           write them behind the widths of its layers";
            self.errors.push(Code::ResidualPlace, bracket, message);
        }
        if self.input.peek(Lit) {
            let message = "a residual block gives as many numbers as it takes, \
                           so no width stands behind it; leave it out";
            self.errors.push(Code::ResidualPlace, self.next(), message);
            self.skip_token();
        }
    }

    /// `residual(…)` where the number of inputs belongs.
    pub(super) fn block_before_the_input<T>(&mut self) -> Step<T> {
        let message = "a network starts with the number of its inputs, and a residual block \
                       adds to what stands before it; write `16 => residual(…)`";
        self.errors.push(Code::ResidualPlace, self.next(), message);
        Err(Halt)
    }
}
