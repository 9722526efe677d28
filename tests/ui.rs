//! What must not compile, and in which words: one rule a file in `tests/ui`.
//!
//! `TRYBUILD=overwrite cargo test --test ui` rewrites the messages; read the difference as a user
//! would.

#[test]
fn mistakes_are_explained_at_the_word_that_caused_them() {
    trybuild::TestCases::new().compile_fail("tests/ui/*/*.rs");
}
