//! What must not compile, and in which words: one rule a file in `tests/ui`.
//!
//! `TRYBUILD=overwrite cargo test --test ui` rewrites the messages; read the difference as a user
//! would.

#[test]
fn mistakes_are_explained_at_the_word_that_caused_them() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}

#[test]
fn the_readme_shows_the_words_of_the_compiler() {
    let message = include_str!("ui/activation/unknown.stderr");
    let message = message.lines().next().unwrap_or_default();
    assert!(include_str!("../README.md").contains(message), "{message}");
}
