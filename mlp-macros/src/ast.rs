//! What the user wrote, every piece with its tokens, right or wrong.
//!
//! The parser keeps what it can name, also pieces that are missing, misplaced or not part of the
//! language yet, so that `validate` can report all of them at once.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt as _};
use syn::{Attribute, Lit, Path, Token, Visibility};

/// Everything between the delimiters of one `network!`.
pub(crate) struct Invocation {
    pub networks: Vec<Network>,
}

/// `/// … pub struct Circles<f32>: 2 => relu 4 => sigmoid 1`, or the layers alone.
pub(crate) struct Network {
    pub attributes: Vec<Attribute>,
    /// `pub` if the network has no name of its own.
    pub visibility: Visibility,
    /// `Network` if the network has no name of its own.
    pub name: Ident,
    pub naming: Naming,
    pub generics: Option<Generics>,
    pub input: Option<Input>,
    pub layers: Vec<Layer>,
    /// Inner blocks before those around them.
    pub blocks: Vec<Block>,
    pub clauses: Vec<Clause>,
    /// Whether the parser reached the end; if not, it has said why, and what it read so far is here.
    pub complete: bool,
}

/// Where a network's name comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Naming {
    /// `struct Circles`
    Given,
    /// The network consists of layers alone.
    Default,
    /// The parser found none that can be used, and has said so.
    Unusable,
}

/// `<f64>` behind the name.
pub(crate) struct Generics {
    pub open: Token![<],
    /// What stands between the brackets.
    pub content: TokenStream,
    pub close: Token![>],
}

/// What stands before the first arrow.
pub(crate) struct Input {
    /// A mistake: the input has none.
    pub activation: Option<Call>,
    pub width: Option<Width>,
    /// A mistake: options belong to layers.
    pub brackets: Vec<Bracket>,
    /// Where to point if the width is missing.
    pub next: TokenStream,
}

/// `=> relu 4 [no_bias]`
pub(crate) struct Layer {
    /// Counted from 1; the input is layer 0.
    pub number: usize,
    pub arrow: Arrow,
    pub activation: Option<Call>,
    pub width: Option<Width>,
    /// A mistake: `4 relu` instead of `relu 4`.
    pub width_first: bool,
    pub brackets: Vec<Bracket>,
    /// Where to point if a piece is missing: what stands in its place, or the last piece there is.
    pub next: TokenStream,
}

/// `residual(relu 16 => relu 16)`: its layers are among those of the network.
pub(crate) struct Block {
    pub keyword: Ident,
    /// The numbers of its first and its last layer.
    pub first: usize,
    pub last: usize,
}

/// What stands between two layers.
pub(crate) enum Arrow {
    /// `=>`
    Right(Token![=>]),
    /// `->`, `,`, `-`, …
    Wrong(TokenStream),
    /// Nothing; this follows instead.
    Missing(TokenStream),
}

/// The number of inputs, or of a layer's neurons.
pub(crate) enum Width {
    /// Any literal, of which only some integers are widths; a minus sign if there is one.
    Literal(Option<Token![-]>, Lit),
    Constant(Path),
    /// `{ temperature, humidity }`
    Names(Group),
}

/// `relu`, `leaky_relu(0.2)`, `crate::Swish`, `he_normal`
pub(crate) struct Call {
    pub path: Path,
    pub arguments: Option<Arguments>,
}

/// `(0.2, 3)`
pub(crate) struct Arguments {
    pub group: Group,
    pub items: Vec<Argument>,
}

/// One piece between the commas of an argument list.
pub(crate) struct Argument {
    pub tokens: TokenStream,
    /// `None` if it is not a number.
    pub value: Option<f64>,
    /// `momentum = 0.9`: the name, and the number if it is one.
    pub named: Option<(Ident, Option<f64>)>,
}

/// `[init = he_uniform, no_bias]`
pub(crate) struct Bracket {
    pub group: Group,
    pub settings: Vec<Setting>,
    /// A mistake: `relu [no_bias] 4` instead of `relu 4 [no_bias]`.
    pub before_width: bool,
}

/// `no_bias`, `init = he_uniform`, `dropout = 0.2`, `batch_norm(momentum = 0.9)`
pub(crate) struct Setting {
    pub name: Ident,
    pub value: Value,
}

/// What follows the name of an option.
pub(crate) enum Value {
    /// Nothing.
    Absent,
    /// `init =`
    Missing(Token![=]),
    /// `init = he_uniform`
    Call(Call),
    /// `dropout = 0.2`
    Number(Argument),
    /// `batch_norm(momentum = 0.9)`
    Arguments(Arguments),
}

/// What stands behind the layers.
pub(crate) enum Clause {
    /// `from "digits.safetensors"`
    From { keyword: Ident, file: TokenStream },
    /// `where numerics = fast, flash <= 16 KiB`
    Where { keyword: Ident, limits: Vec<Limit> },
}

/// `numerics = fast`, `flash <= 16 KiB`
pub(crate) struct Limit {
    pub name: Ident,
    /// `=`, `<=`, whatever stands there, or nothing.
    pub relation: TokenStream,
    /// Everything up to the next comma.
    pub value: TokenStream,
}

impl Network {
    /// A network as it is before anything of it is read.
    pub(crate) fn unnamed() -> Self {
        Self {
            attributes: Vec::new(),
            visibility: Visibility::Public(<Token![pub]>::default()),
            name: Ident::new("Network", Span::call_site()),
            naming: Naming::Default,
            generics: None,
            input: None,
            layers: Vec::new(),
            blocks: Vec::new(),
            clauses: Vec::new(),
            complete: true,
        }
    }

    /// Whether a layer has a batch normalization, so that there is a second type without.
    pub(crate) fn has_batch_norm(&self) -> bool {
        let mut brackets = self.layers.iter().flat_map(|layer| &layer.brackets);
        brackets.any(|bracket| {
            let mut settings = bracket.settings.iter();
            settings.any(|setting| setting.name == "batch_norm")
        })
    }
}

impl Call {
    /// The name, if the path is a single one.
    pub(crate) fn name(&self) -> Option<&Ident> {
        self.path.get_ident()
    }
}

impl ToTokens for Generics {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.open.to_tokens(tokens);
        self.content.to_tokens(tokens);
        self.close.to_tokens(tokens);
    }
}

impl ToTokens for Arrow {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Right(arrow) => arrow.to_tokens(tokens),
            Self::Wrong(instead) | Self::Missing(instead) => instead.to_tokens(tokens),
        }
    }
}

impl ToTokens for Width {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(minus, literal) => {
                minus.to_tokens(tokens);
                literal.to_tokens(tokens);
            }
            Self::Constant(path) => path.to_tokens(tokens),
            Self::Names(group) => tokens.append(group.clone()),
        }
    }
}

impl ToTokens for Call {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.path.to_tokens(tokens);
        self.arguments.to_tokens(tokens);
    }
}

impl ToTokens for Arguments {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(self.group.clone());
    }
}

impl ToTokens for Argument {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.tokens.to_tokens(tokens);
    }
}

impl ToTokens for Bracket {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append(self.group.clone());
    }
}

impl ToTokens for Setting {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        match &self.value {
            Value::Absent => {}
            Value::Missing(equals) => equals.to_tokens(tokens),
            Value::Call(call) => call.to_tokens(tokens),
            Value::Number(number) => number.to_tokens(tokens),
            Value::Arguments(arguments) => arguments.to_tokens(tokens),
        }
    }
}

impl ToTokens for Clause {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::From { keyword, file } => {
                keyword.to_tokens(tokens);
                file.to_tokens(tokens);
            }
            Self::Where { keyword, limits } => {
                keyword.to_tokens(tokens);
                tokens.append_separated(limits, <Token![,]>::default());
            }
        }
    }
}

impl ToTokens for Limit {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.name.to_tokens(tokens);
        self.relation.to_tokens(tokens);
        self.value.to_tokens(tokens);
    }
}
