//! What each code means, with an example of the mistake and of its remedy. `docs/errors.md` is
//! written from here, and tests run every example, so neither can drift from what the macro does.
//! Compiled for tests only: the macro itself carries the numbers alone.

use super::Code;

mod tests;

/// One section of the page.
pub(crate) struct Entry {
    pub summary: &'static str,
    pub explanation: &'static str,
    /// The inside of a `network!` that provokes the error, and no other.
    pub wrong: &'static str,
    /// What to write instead.
    pub right: &'static str,
}

const fn entry(
    summary: &'static str,
    explanation: &'static str,
    wrong: &'static str,
    right: &'static str,
) -> Entry {
    Entry {
        summary,
        explanation,
        wrong,
        right,
    }
}

/// The section of a code.
#[expect(
    clippy::too_many_lines,
    reason = "a table, and the compiler sees that no code lacks a row"
)]
pub(crate) fn explain(code: Code) -> Entry {
    match code {
        Code::Empty => entry(
            "no network",
            "The macro stands where an item stands and defines one struct for each network in it. \
             It is an item: it stands on a line of its own, not behind `let n =`. Without a network \
             there is nothing to define.",
            "",
            "2 => relu 4 => sigmoid 1",
        ),
        Code::Unexpected => entry(
            "something that cannot stand here",
            "A token that no network can have in this place. The message says what can stand there. \
             Unless it is plain what was meant, reading stops there, and the rest of this network is \
             not checked; other networks of the same invocation are.",
            "2 => relu 4 5",
            "2 => relu 4 => linear 5",
        ),
        Code::NotAStruct => entry(
            "a name without `struct`",
            "A network with a name is a struct, and is introduced as one: attributes, visibility, \
             `struct`, name, `:`. A network without a name is its layers alone, and is then called \
             `pub struct Network`.",
            "pub Circles: 2 => relu 4 => sigmoid 1",
            "pub struct Circles: 2 => relu 4 => sigmoid 1",
        ),
        Code::Name => entry(
            "a name that is missing or cannot be used",
            "The name of a network becomes the name of a struct and part of other names and texts. \
             Keywords of Rust and `_` cannot be that, not as raw identifiers (`r#type`) either.",
            "struct type: 2 => sigmoid 1",
            "struct Kind: 2 => sigmoid 1",
        ),
        Code::MissingColon => entry(
            "no `:` between name and layers",
            "The layers stand behind a colon. They are no fields, so they stand in no braces, and \
             they are no value, so they stand behind no `=`.",
            "struct Circles = 2 => sigmoid 1",
            "struct Circles: 2 => sigmoid 1",
        ),
        Code::Arrow => entry(
            "layers that are not joined by `=>`",
            "`=>` leads from the numbers of one layer to the next: `2 => relu 4` takes two numbers \
             to four. Nothing else joins layers, no `->`, no comma and no space.",
            "2 -> relu 4, sigmoid 1",
            "2 => relu 4 => sigmoid 1",
        ),
        Code::UnknownActivation => entry(
            "an unknown activation",
            "The built-in activations are written in lower case; the message names the one that is \
             most likely meant, or lists them all. A single \
             word that starts with an upper-case letter, and anything with `::`, is the path to a \
             type of your own that implements the trait `Activation`. An upper-case spelling of a \
             built-in name (`ReLU`) is taken for a mistake; for a type of that name write \
             `self::ReLU`.",
            "2 => rellu 4 => sigmoid 1",
            "2 => relu 4 => sigmoid 1",
        ),
        Code::UnknownInitializer => entry(
            "an unknown initializer",
            "The start weights of a layer are drawn as its activation asks, or as `[init = …]` \
             says. The initializers have the names of their authors in Keras: Glorot (elsewhere \
             Xavier), He (elsewhere Kaiming), LeCun.",
            "2 => tanh 4 [init = xavier_uniform] => sigmoid 1",
            "2 => tanh 4 [init = glorot_uniform] => sigmoid 1",
        ),
        Code::UnknownOption => entry(
            "an unknown option",
            "The brackets behind a width hold the options of that layer: `init = …` for the \
             distribution of the start weights, `no_bias` for a layer without biases, `l1 = …` and \
             `l2 = …` for penalties on its weights, `dropout = …` for the part of its activations \
             that each training step drops, `batch_norm` for a batch normalization before its \
             activation.",
            "2 => relu 4 [nobias] => sigmoid 1",
            "2 => relu 4 [no_bias] => sigmoid 1",
        ),
        Code::UnknownScalar => entry(
            "an unknown scalar",
            "The type in angle brackets behind the name is what the network computes in: inputs, \
             parameters and outputs. It is `f32` unless you say `f64`.",
            "struct Circles<float>: 2 => sigmoid 1",
            "struct Circles<f32>: 2 => sigmoid 1",
        ),
        Code::Generics => entry(
            "generic parameters",
            "A network has fixed shapes and one scalar, so the struct has no generic parameters. \
             The angle brackets behind the name take one scalar. A network without a name has no \
             place for a scalar; give it a name.",
            "struct Circles<T: Float>: 2 => sigmoid 1",
            "struct Circles<f64>: 2 => sigmoid 1",
        ),
        Code::AngleBracket => entry(
            "an angle bracket without its partner",
            "The layers may stand in a pair of angle brackets, which means nothing more; one of \
             the pair alone is a mistake. So is an open bracket around the scalar.",
            "< 2 => relu 4 => sigmoid 1",
            "< 2 => relu 4 => sigmoid 1 >",
        ),
        Code::NoLayers => entry(
            "a network without layers",
            "A width alone is an input that goes nowhere. The smallest network has one layer; \
             `2 => sigmoid 1` is logistic regression, `2 => linear 1` linear regression.",
            "2",
            "2 => sigmoid 1",
        ),
        Code::MissingWidth => entry(
            "a missing width",
            "A network starts with the number of its inputs, and behind each activation stands the \
             number of neurons of its layer. Layers count from 1; the input is layer 0.",
            "2 => relu => sigmoid 1",
            "2 => relu 4 => sigmoid 1",
        ),
        Code::MissingActivation => entry(
            "a missing activation",
            "Every layer names its activation. One that applies none says so: `linear`. A default \
             would be a guess, and the most common one (`linear`) makes two layers no more than one.",
            "2 => 4 => sigmoid 1",
            "2 => relu 4 => sigmoid 1",
        ),
        Code::WidthFirst => entry(
            "a width before its activation",
            "Behind the arrow the activation comes first, then the width: `relu 4` reads as four \
             neurons with relu.",
            "2 => 4 relu => sigmoid 1",
            "2 => relu 4 => sigmoid 1",
        ),
        Code::NotAWidth => entry(
            "something that is no width",
            "A width is a whole number, written in any form that Rust has for one (`16`, `1_000`, \
             `0x10`, `4usize`), or the path to a constant of type `usize`.",
            "2 => relu 4.0 => sigmoid 1",
            "2 => relu 4 => sigmoid 1",
        ),
        Code::ZeroWidth => entry(
            "a width of 0",
            "A layer without neurons passes nothing on, so everything behind it is the same for \
             every input. For a constant the compiler finds this out, where its value is known.",
            "2 => relu 0 => sigmoid 1",
            "2 => relu 1 => sigmoid 1",
        ),
        Code::TooLarge => entry(
            "a network too large for this library",
            "The code is written for each shape, and the parameters are one array. That is fast for \
             small networks; for more than about a million parameters a BLAS is faster. Up to 2²⁴ \
             parameters and widths up to 2²⁰ are accepted; all neurons of `glu` and `maxout` count.",
            "2 => relu 10_000_000 => sigmoid 1",
            "2 => relu 1_000 => sigmoid 1",
        ),
        Code::InputActivation => entry(
            "an activation on the input",
            "Before the first arrow stands the number of inputs and nothing else. An activation \
             belongs to the layer that computes the number behind it.",
            "relu 2 => sigmoid 1",
            "2 => relu 2 => sigmoid 1",
        ),
        Code::InputOptions => entry(
            "options on the input",
            "Options say something about the weights of a layer. The input is layer 0 and has none.",
            "2 [no_bias] => sigmoid 1",
            "2 => sigmoid 1 [no_bias]",
        ),
        Code::OptionsPlace => entry(
            "options in the wrong place",
            "All options of a layer stand in one pair of brackets behind its width, separated by \
             commas. A layer without options has no brackets.",
            "2 => relu [no_bias] 4 => sigmoid 1",
            "2 => relu 4 [no_bias] => sigmoid 1",
        ),
        Code::RepeatedOption => entry(
            "an option that is set twice",
            "One of the two would have to win, and the text would not say which.",
            "2 => relu 4 [init = zeros, init = he_normal] => sigmoid 1",
            "2 => relu 4 [init = he_normal] => sigmoid 1",
        ),
        Code::OptionValue => entry(
            "an option without its value, or with one too many",
            "`init` is followed by `=` and an initializer; `l1`, `l2` and `dropout` are followed by `=` \
             and a number. `no_bias` stands alone, and `batch_norm` alone or with its settings, \
             `batch_norm(momentum = 0.9, epsilon = 1e-5)`.",
            "2 => relu 4 [no_bias = true] => sigmoid 1",
            "2 => relu 4 [no_bias] => sigmoid 1",
        ),
        Code::ArgumentCount => entry(
            "too many arguments, or too few",
            "Numbers in parentheses behind an activation or an initializer are its parameters: the \
             slope of `leaky_relu(0.2)`. The width is none of them; it stands behind, without \
             parentheses. A type of your own keeps its numbers itself.",
            "2 => relu(4) => sigmoid 1",
            "2 => relu 4 => sigmoid 1",
        ),
        Code::NotANumber => entry(
            "an argument that is no number",
            "Arguments are written out as numbers, since they become part of the generated code \
             and of its documentation. Constants and expressions are not evaluated here.",
            "2 => leaky_relu(SLOPE) 4 => sigmoid 1",
            "2 => leaky_relu(0.2) 4 => sigmoid 1",
        ),
        Code::OutOfRange => entry(
            "an argument out of range",
            "Every argument is finite in the scalar of the network (`1e300` is not in `f32`), and \
             the width of a distribution is above 0, as is the `epsilon` of `batch_norm`. The λ of a \
             penalty is not negative; `dropout` and `momentum` are parts, from 0 up to but not 1. \
             The pieces of `maxout` are a whole number of at least 2: the largest of one is the one, \
             which is `linear`. To start from a single value write `[init = zeros]` or \
             `[init = constant(…)]`.",
            "2 => relu 4 [init = normal(-0.1)] => sigmoid 1",
            "2 => relu 4 [init = normal(0.1)] => sigmoid 1",
        ),
        Code::OneNeuron => entry(
            "softmax over one neuron",
            "`softmax` divides each output by the sum of all. A single output divided by itself is \
             1, whatever the input. For the probability of one of two classes write `sigmoid 1`.",
            "2 => relu 4 => softmax 1",
            "2 => relu 4 => sigmoid 1",
        ),
        Code::RepeatedName => entry(
            "two networks of one name",
            "Each network of an invocation defines a struct. A network without a name is called \
             `Network`, so only one of them can do without. In two invocations of the macro the \
             compiler says it first, as E0428: give one of them a name. A network with `[batch_norm]` \
             takes a second name, `FoldedDigits` beside `Digits`, for what it folds into.",
            "2 => sigmoid 1; 3 => sigmoid 1",
            "struct Two: 2 => sigmoid 1; struct Three: 3 => sigmoid 1",
        ),
        Code::MissingSeparator => entry(
            "no `;` between two networks",
            "Several networks in one invocation are separated by `;`, as items without braces are.",
            "struct Two: 2 => sigmoid 1 struct Three: 3 => sigmoid 1",
            "struct Two: 2 => sigmoid 1; struct Three: 3 => sigmoid 1",
        ),
        Code::NotYet => entry(
            "a part of the language that is still to come",
            "The language has a place for this, and this version does not build it yet. The message \
             says what to write until then.",
            "{ temperature, humidity } => relu 4 => sigmoid 1",
            "2 => relu 4 => sigmoid 1",
        ),
        Code::Path => entry(
            "a path that cannot be used here",
            "Paths to constants and types are names joined by `::`, seen from the module in which \
             the macro stands. `Self` means nothing there, and generic arguments have no place; an \
             alias (`type Mine = Their<f32>;`) gives such a type a name.",
            "2 => relu Self::HIDDEN => sigmoid 1",
            "2 => relu crate::HIDDEN => sigmoid 1",
        ),
        Code::UnknownLimit => entry(
            "an unknown limit",
            "Behind `where` stands what holds for the network as a whole. Today that is \
             `numerics` (`exact`, which is the default, gives the same bits on every target; `fast` \
             gives that up for speed on targets without a fused multiply-add) and `gradients` \
             (`tested` writes a test that compares them with central differences).",
            "2 => relu 4 => sigmoid 1 where precision = fast",
            "2 => relu 4 => sigmoid 1 where numerics = fast",
        ),
        Code::LimitValue => entry(
            "a limit without its value, or with one that it cannot have",
            "`numerics` is followed by `=` and `exact` or `fast`, `gradients` by `=` and `tested`.",
            "2 => relu 4 => sigmoid 1 where numerics = fats",
            "2 => relu 4 => sigmoid 1 where numerics = fast",
        ),
        Code::RepeatedLimit => entry(
            "a limit that is set twice",
            "One of the two would have to win, and the text would not say which.",
            "2 => relu 4 => sigmoid 1 where numerics = exact, numerics = fast",
            "2 => relu 4 => sigmoid 1 where numerics = fast",
        ),
        Code::LimitsPlace => entry(
            "limits in the wrong place",
            "All limits of a network stand behind one `where`, separated by commas, and it stands \
             behind the last layer: behind its options, behind the closing angle bracket if there is \
             one, before the `;`. A network without limits has no `where`.",
            "2 => relu 4 where numerics = fast => sigmoid 1",
            "2 => relu 4 => sigmoid 1 where numerics = fast",
        ),
        Code::ResidualWidth => entry(
            "a residual block whose ends differ",
            "`residual(…)` adds what goes into its first layer to what comes out of its last, neuron \
             by neuron, so both are equally many. Layers between them may be of any width. For \
             constants the compiler finds this out, where their values are known.",
            "4 => relu 8 => residual(relu 8 => relu 4) => sigmoid 1",
            "4 => relu 8 => residual(relu 4 => relu 8) => sigmoid 1",
        ),
        Code::ResidualPlace => entry(
            "a residual block that cannot stand so",
            "`residual(…)` stands behind an arrow, around one layer or more, and has no width and no \
             options of its own. Before it stand the inputs or a layer, to which it adds, and behind \
             it a layer, since a loss is paired with the activation of the last layer, which a sum \
             has not. Blocks may stand in blocks.",
            "4 => residual(relu 8 => linear 4)",
            "4 => residual(relu 8 => linear 4) => linear 1",
        ),
        Code::OutputLayer => entry(
            "something that the last layer cannot have",
            "`dropout` would drop outputs that the loss compares with their targets, and a loss is \
             paired with an activation whose shape does not change while it is minimized, which \
             `prelu` is not. Both belong to hidden layers.",
            "2 => relu 4 => sigmoid 1 [dropout = 0.2]",
            "2 => relu 4 [dropout = 0.2] => sigmoid 1",
        ),
    }
}
