//! The macro of the crate `mlp`, which re-exports it: write `mlp::network!` and see its page there.
//!
//! Tokens pass through one stage a file, and no stage looks back:
//!
//! ```text
//! parse ─► ast ─► validate ─► model ─► codegen
//!                     └─ errors ─► fallback
//! ```
//!
//! `parse` knows grammar only, `ast` is what the user wrote, `validate` collects every error,
//! `model` is what will be built, and `codegen` cannot fail.

use proc_macro::TokenStream;

mod ast;
mod codegen;
mod codes;
mod diagnostics;
mod expand;
mod fallback;
mod model;
mod parse;
mod table;
mod validate;

/// Defines a neural network as a struct of fixed-size arrays, with its forward and backward code.
///
/// ```ignore
/// use mlp::prelude::*;
///
/// network! {
///     /// Tells the inner circle from the outer one.
///     pub struct Circles: 2 => relu 4 => relu 4 => sigmoid 1
/// }
///
/// assert_eq!(Circles::PARAMETERS, 37);
/// ```
///
/// Read it as it stands: two numbers come in, pass a layer of four neurons with `relu`, another
/// one, and a layer of one neuron with `sigmoid`. Layers count from 1; the input is layer 0.
///
/// # Grammar
///
/// ```text
/// invocation = network { ";" network } [ ";" ]
/// network    = [ attributes [ visibility ] "struct" Name [ "<" scalar ">" ] ":" ] layers
///              [ "where" limits ]
/// layers     = chain | "<" chain ">"
/// chain      = width layer { layer }
/// layer      = "=>" ( activation width [ options ] | block )
/// block      = "residual" "(" activation width [ options ] { layer } ")"
/// width      = integer | path to a `usize` constant            4   1_000   HIDDEN   crate::IN
/// activation = name [ "(" numbers ")" ] | path to a type       relu   leaky_relu(0.2)   crate::Mine
/// options    = "[" option { "," option } "]"                   [init = he_uniform, dropout = 0.2]
/// scalar     = "f32" | "f64"                                   f32 unless said
/// limits     = limit { "," limit } [ "," ]                     numerics = fast, gradients = tested
/// ```
///
/// - Attributes and doc comments are passed on to the struct.
/// - Without a name the struct is `pub struct Network`: `network!(2 => relu 4 => sigmoid 1);`
/// - Angle brackets around the layers mean nothing more: `network! { < 2 => relu 4 > }`.
/// - `network!` stands where an item stands: in a module or in a function.
/// - Up to 1024 parameters the equations are written out for each neuron, large layers among them as loops. Larger
///   networks call the kernels of the library layer by layer, and so do those with the constant of a path for a width,
///   whose value a macro cannot see.
///
/// ```ignore
/// const HIDDEN: usize = 16;
///
/// network! {
///     /// Approximates a curve, in double precision.
///     pub struct Curve<f64>: 1 => tanh HIDDEN => tanh HIDDEN => linear 1;
///
///     struct Digits: 64 => leaky_relu(0.2) 32 [init = he_uniform] => softmax 10 [no_bias]
/// }
/// ```
///
/// # Activations
///
/// | name | what it computes | start weights |
/// |---|---|---|
/// | `linear` | z | `glorot_normal` |
/// | `relu` | max(0, z) | `he_normal` |
/// | `leaky_relu(slope = 0.2)` | z above 0, slope · z below | `he_normal` |
/// | `prelu(slope = 0.0)` | z above 0, slope · z below; each neuron learns its slope, from this one on | `he_normal` |
/// | `relu6` | min(max(0, z), 6) | `he_normal` |
/// | `elu(alpha = 1.0)` | z above 0, alpha (eᶻ − 1) below | `he_normal` |
/// | `celu(alpha = 1.0)` | z above 0, alpha (e^(z/alpha) − 1) below | `he_normal` |
/// | `selu` | 1.0507 z above 0, 1.7581 (eᶻ − 1) below | `lecun_normal` |
/// | `gelu` | z Φ(z), Φ of the standard normal distribution, exact | `he_normal` |
/// | `gelu_tanh` | the same, approximated by a hyperbolic tangent | `he_normal` |
/// | `silu` | z / (1 + e⁻ᶻ), also known as swish | `he_normal` |
/// | `hard_silu` | z times `hard_sigmoid`, also known as hard swish | `he_normal` |
/// | `mish` | z tanh(ln(1 + eᶻ)) | `he_normal` |
/// | `threshold(threshold, value)` | z above the threshold, value elsewhere | `he_normal` |
/// | `maxout(pieces)` | the largest of several z; see below | `he_normal` |
/// | `glu` | z σ(g), one half of z with the other; see below | `glorot_normal` |
/// | `swiglu`, `geglu`, `reglu` | z silu(g), z gelu(g), z relu(g) | `he_normal` |
/// | `softplus` | ln(1 + eᶻ) | `glorot_normal` |
/// | `squareplus(b = 4.0)` | (z + √(z² + b)) / 2 | `glorot_normal` |
/// | `sparse_plus` | 0 up to −1, (z + 1)² / 4 up to 1, z from there | `glorot_normal` |
/// | `sigmoid` | 1 / (1 + e⁻ᶻ) | `glorot_normal` |
/// | `hard_sigmoid` | z/6 + ½ between 0 and 1 | `glorot_normal` |
/// | `sparse_sigmoid` | (z + 1)/2 between 0 and 1 | `glorot_normal` |
/// | `log_sigmoid` | −ln(1 + e⁻ᶻ) | `glorot_normal` |
/// | `tanh` | the hyperbolic tangent of z | `glorot_normal` |
/// | `hard_tanh` | z between −1 and 1 | `glorot_normal` |
/// | `softsign` | z / (1 + \|z\|) | `glorot_normal` |
/// | `tanh_shrink` | z − tanh z | `glorot_normal` |
/// | `hard_shrink(threshold = 0.5)` | z, but 0 up to the threshold on either side | `glorot_normal` |
/// | `soft_shrink(threshold = 0.5)` | z, nearer to 0 by the threshold | `glorot_normal` |
/// | `exponential` | eᶻ | `glorot_normal` |
/// | `softmax(temperature = 1.0)` | e^(z/temperature) / Σ e^(z/temperature) over the layer, which has at least 2 neurons | `glorot_normal` |
/// | `log_softmax(temperature = 1.0)` | the logarithm of `softmax` | `glorot_normal` |
/// | `sparsemax` | the distribution nearest to z, many of it exactly 0 | `glorot_normal` |
///
/// Names and defaults are those of Keras' functions. Other tools' names, such as `swish`, are answered by the
/// name to write.
///
/// Of `maxout` and `glu` and its kin the width is that of the outputs, which the next layer takes, and each output is
/// made of several neurons: behind 8 inputs `glu 16` is a `Dense<8, 32>`, and output j is z\[j\] σ(z\[16 + j\]);
/// `maxout(3) 16` is a `Dense<8, 48>`, and output j is the largest of z\[j\], z\[16 + j\] and z\[32 + j\].
/// Initializers, penalties and `batch_norm` see all neurons, `dropout` and `residual(…)` the outputs. To a loss the
/// outputs are `linear`.
///
/// A word that starts with an upper-case letter, or anything with `::`, is the path to a type of
/// your own that implements the trait `Activation`: `Swish`, `self::Swish`, `crate::nets::Swish`.
/// It takes no arguments, and its weights start from `glorot_normal`.
///
/// # Options
///
/// | option | meaning |
/// |---|---|
/// | `init = …` | what the weights start from, in place of what the activation asks for |
/// | `no_bias` | the layer computes a W instead of a W + b |
/// | `l1 = …` | a penalty λ Σ \|w\| on the weights of the layer |
/// | `l2 = …` | a penalty λ ½ Σ w² on them; Keras' `l2` is without the ½ |
/// | `dropout = …` | each step of training drops this part of the activations and scales the rest up; hidden layers only |
/// | `batch_norm` | between z and the activation each neuron is normalized, by the batch in training and by moving statistics in inference |
/// | `batch_norm(momentum = 0.99, epsilon = 1e-3)` | the same with its settings |
///
/// What differs between training and inference is nobody's to say twice: gradients are training, `forward`,
/// `forward_batch` and `loss` are inference.
///
/// # Residual blocks
///
/// `residual(…)` around layers adds what goes into the first to what comes out of the last:
/// `64 => relu 32 => residual(relu 16 => relu 32) => softmax 10`. The two widths are the same; blocks stand in
/// blocks, and a layer stands behind the last.
///
/// # Initializers
///
/// | name | weights |
/// |---|---|
/// | `zeros` | 0; a network of such layers does not learn |
/// | `constant(value)` | the value |
/// | `uniform(limit = 0.05)` | evenly between −limit and limit |
/// | `normal(standard_deviation = 0.05)` | normally around 0 |
/// | `glorot_uniform`, `glorot_normal` | variance 2 / (fan in + fan out) |
/// | `he_uniform`, `he_normal` | variance 2 / fan in |
/// | `lecun_uniform`, `lecun_normal` | variance 1 / fan in |
/// | `orthogonal(gain = 1.0)` | rows or columns at right angles, of length gain |
///
/// Biases start from 0.
///
/// # Limits
///
/// | limit | meaning |
/// |---|---|
/// | `numerics = exact` | the same bits on every target; the default |
/// | `numerics = fast` | on targets without a fused multiply-add instruction, plain arithmetic instead of its exact emulation: faster, and the bits may differ from those on other targets |
/// | `gradients = tested` | a test, `gradients_of_circles` for `Circles`, that compares the gradients of a network of these layers in `f64` with central differences, and names the worst parameter |
///
/// They hold for one network and stand behind its last layer:
/// `network! { struct Quick: 2 => relu 4 => sigmoid 1 where numerics = fast }`.
///
/// # What it defines
///
/// The struct of that name, with a public field for each layer: `layer1`, `layer2`, …, and behind
/// the layers that have them `batch_norm1` and `slopes1`. It
/// implements the trait `Network`, on whose page its methods and types are documented, and has
/// the constants `PARAMETERS`, `MACS`, `FLASH_BYTES`, `INFERENCE_BYTES`, `TRAINING_BYTES`,
/// `SUMMARY` and `NUMERICS`, which can be used wherever the compiler evaluates constants. No heap,
/// no `unsafe`.
///
/// A network with batch normalization is two structs: `FoldedDigits` beside `Digits` is the same
/// function without it, for inference, and `digits.folded()` makes one of the other (the trait
/// `FoldBatchNorm`). It has the visibility and the attributes of the first, but for doc comments, `repr` and
/// `expect`.
///
/// With `gradients = tested` there is a function with `#[test]`, which exists in tests alone. It needs
/// nothing in scope, and no std; with the feature `std` of this library it also has room for large networks. The
/// loss is cross-entropy behind `sigmoid`, `softmax` and `log_softmax`, squared error elsewhere;
/// parameters, samples and targets are drawn from a fixed seed. Of a large network some parameters of each kind in each
/// layer are compared, drawn from the same seed, over fewer samples, so that 784-128-10 takes a second or two without
/// optimization: what is wrong in a layer is wrong for all of its neurons. Inside of a function the compiler warns
/// that such a test is not run.
///
/// # Errors
///
/// Mistakes are compile errors at the word that caused them, all of one invocation at once. Each
/// starts with a code such as `[MLP0007]`, under which `docs/errors.md` in the repository explains
/// it. The struct is defined in spite of them, so that one mistake gives one error.
#[proc_macro]
pub fn network(input: TokenStream) -> TokenStream {
    expand::network(input.into()).into()
}
