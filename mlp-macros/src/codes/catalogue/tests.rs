use std::fmt::Write as _;

use super::{Code, explain};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/errors.md");

const INTRODUCTION: &str = "\
# Errors of `network!`

Every message of the macro starts with a code such as `[MLP0007]`. This page says what each code
means, with an example of the mistake and of its remedy. A code keeps its meaning: none is reused.

This page is written from `mlp-macros/src/codes/catalogue.rs`, whose examples are tests:
`MLP_BLESS=1 cargo test -p mlp-macros errors_page` writes it anew.
";

fn page() -> String {
    let mut page = INTRODUCTION.to_owned();
    for code in Code::ALL {
        let entry = explain(*code);
        let explanation = wrapped(entry.explanation);
        let wrong = format!("network! {{ {} }}", entry.wrong).replace("{  }", "{}");
        write!(
            page,
            "\n## {code}: {}\n\n{explanation}\n\n```rust,ignore\n{wrong} // mistake\n\
             network! {{ {} }}\n```\n",
            entry.summary, entry.right
        )
        .expect("a string takes any text");
    }
    page
}

/// At most 100 letters a line, as the rest of the repository.
fn wrapped(text: &str) -> String {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line = lines.last_mut().expect("there is a line from the start");
        if line.is_empty() {
            line.push_str(word);
        } else if line.chars().count() + 1 + word.chars().count() <= 100 {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines.join("\n")
}

/// The codes of the errors that a network text leads to, in order.
fn codes_of(text: &str) -> Vec<String> {
    let message = |error: syn::Error| error.to_string().chars().skip(1).take(7).collect();
    let tokens = text
        .parse()
        .unwrap_or_else(|error| panic!("`{text}` is no text of Rust: {error}"));
    crate::validate::errors_of(tokens)
        .into_iter()
        .flatten()
        .map(message)
        .collect()
}

#[test]
fn codes_count_from_one_without_gaps() {
    for (index, code) in Code::ALL.iter().enumerate() {
        assert_eq!(code.to_string(), format!("MLP{:04}", index + 1));
    }
}

#[test]
fn the_example_of_every_code_leads_to_that_code_alone() {
    for code in Code::ALL {
        let found = codes_of(explain(*code).wrong);
        assert!(!found.is_empty(), "{code}: the mistake is accepted");
        assert!(
            found.iter().all(|found| *found == code.to_string()),
            "{code}: {found:?}"
        );
    }
}

#[test]
fn the_remedy_of_every_code_is_accepted() {
    for code in Code::ALL {
        assert_eq!(codes_of(explain(*code).right), [""; 0], "{code}");
    }
}

#[test]
fn the_errors_page_says_what_the_catalogue_says() {
    if std::env::var_os("MLP_BLESS").is_some() {
        std::fs::write(PAGE, page()).expect("the page can be written");
    }
    let written = std::fs::read_to_string(PAGE).expect("docs/errors.md can be read");
    assert!(
        written == page(),
        "docs/errors.md is out of date; run this test with MLP_BLESS=1"
    );
}
