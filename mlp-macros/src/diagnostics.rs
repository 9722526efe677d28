//! The collector of errors, and helpers that keep their wording alike.
//!
//! A message starts in lower case and ends without a full stop: what is wrong; what is allowed;
//! what to write.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::Path;

use crate::codes::Code;

/// All errors of one invocation. [`Errors::finish`] must be called: dropping the collector without
/// it fails every debug build, so that no stage can lose an error.
#[must_use]
#[derive(Debug, Default)]
pub(crate) struct Errors {
    collected: Vec<syn::Error>,
    finished: bool,
}

impl Errors {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Reports an error that underlines `tokens`, from the first to the last.
    pub(crate) fn push(&mut self, code: Code, tokens: impl ToTokens, message: impl Display) {
        self.push_error(syn::Error::new_spanned(
            tokens,
            format_args!("[{code}] {message}"),
        ));
    }

    /// Reports an error that a parser of `syn` found, at its place, in our words and then its own.
    pub(crate) fn push_syn(&mut self, code: Code, error: &syn::Error, message: impl Display) {
        let text = format!("[{code}] {message}: {error}");
        self.push_error(syn::Error::new(error.span(), text));
    }

    fn push_error(&mut self, error: syn::Error) {
        self.collected.push(error);
    }

    /// Takes back all but the first `count` errors: what follows from those.
    pub(crate) fn keep(&mut self, count: usize) {
        self.collected.truncate(count);
    }

    /// How many errors there are so far; a stage compares it before and after.
    pub(crate) fn count(&self) -> usize {
        self.collected.len()
    }

    /// The end: all errors as one, if there are any.
    pub(crate) fn finish(mut self) -> Result<(), syn::Error> {
        self.finished = true;
        let mut collected = self.collected.drain(..);
        let Some(mut all) = collected.next() else {
            return Ok(());
        };
        all.extend(collected);
        Err(all)
    }
}

impl Drop for Errors {
    fn drop(&mut self) {
        // A second panic while unwinding would abort and hide the first.
        debug_assert!(
            self.finished || std::thread::panicking(),
            "nobody asked for the errors"
        );
    }
}

/// The name in `names` that `word` is most likely a misspelling of.
pub(crate) fn did_you_mean<'a>(
    word: &str,
    names: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    // One slip in a short word, one in three letters of a longer one.
    let allowed = (word.chars().count() / 3).max(1);
    let word = word.to_lowercase();
    let (distance, name) = names
        .into_iter()
        .map(|name| (edit_distance(&word, name), name))
        .min_by_key(|(distance, _)| *distance)?;
    (distance <= allowed).then_some(name)
}

/// Letters to insert, delete, replace, or swap with their neighbour, to get from `a` to `b`
/// (the optimal string alignment distance).
fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before_last[j - 2] + 1);
            }
            row.push(best);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

/// `a`, `b` and `c`, each in backticks.
pub(crate) fn list<'a>(names: impl IntoIterator<Item = &'a str>, conjunction: &str) -> String {
    let quoted: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [init @ .., last] => format!("{} {conjunction} {last}", init.join(", ")),
    }
}

/// A path as it is usually written, `crate::config::HIDDEN`, without the spaces of its tokens.
pub(crate) fn path_text(path: &Path) -> String {
    let segments: Vec<String> = path
        .segments
        .iter()
        .map(|segment| segment.ident.to_string())
        .collect();
    let leading = if path.leading_colon.is_some() {
        "::"
    } else {
        ""
    };
    format!("{leading}{}", segments.join("::"))
}

/// Tokens as the user wrote them: without the spaces that outside the compiler stand around each.
pub(crate) fn text(tokens: impl ToTokens) -> String {
    let tokens: TokenStream = tokens.into_token_stream();
    let spaces = [
        (" ,", ","),
        ("- ", "-"),
        (" (", "("),
        (" :: ", "::"),
        (":: ", "::"),
    ];
    spaces.iter().fold(tokens.to_string(), |text, (from, to)| {
        text.replace(from, to)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_away_is_a_suggestion_and_a_different_word_is_not() {
        let names = ["linear", "relu", "leaky_relu", "sigmoid", "softmax", "tanh"];
        assert_eq!(did_you_mean("rellu", names), Some("relu"));
        assert_eq!(did_you_mean("erlu", names), Some("relu"));
        assert_eq!(did_you_mean("sigmiod", names), Some("sigmoid"));
        assert_eq!(did_you_mean("SoftMax", names), Some("softmax"));
        assert_eq!(did_you_mean("banana", names), None);
        assert_eq!(did_you_mean("x", []), None);
    }

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        assert_eq!(edit_distance("tahn", "tanh"), 1);
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(edit_distance("kitten", "sitting"), 3);
    }

    #[test]
    fn tokens_are_quoted_as_they_were_written() {
        let tokens: TokenStream = "crate::a::B(-0.2, 3)".parse().expect("these are tokens");
        assert_eq!(text(tokens), "crate::a::B(-0.2, 3)");
    }

    #[test]
    fn lists_read_as_sentences_do() {
        assert_eq!(list(["a", "b", "c"], "and"), "`a`, `b` and `c`");
        assert_eq!(list(["a"], "or"), "`a`");
    }

    #[test]
    fn all_errors_come_out_in_order_with_their_codes() {
        let mut errors = Errors::new();
        errors.push(Code::ZeroWidth, TokenStream::new(), "first");
        errors.push(Code::NoLayers, TokenStream::new(), "second");
        assert_eq!(errors.count(), 2);
        let error = errors.finish().expect_err("two errors were pushed");
        let texts: Vec<String> = error.into_iter().map(|error| error.to_string()).collect();
        assert_eq!(texts, ["[MLP0018] first", "[MLP0013] second"]);
    }

    #[test]
    #[should_panic(expected = "nobody asked for the errors")]
    #[cfg(debug_assertions)]
    fn a_forgotten_collector_is_a_failure() {
        drop(Errors::new());
    }
}
