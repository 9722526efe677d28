//! Which names generated code uses, and which are left to the user.

use super::{SNAPSHOTS, expansion, in_one_line, pretty};
use std::collections::BTreeSet;
use std::fs;

#[test]
fn a_user_may_call_types_as_generated_code_does() {
    // `V`, `C`, `L` and `S` are type parameters, `Last` and `LayerActivation` imports of
    // generated bodies.
    let expanded = in_one_line(&pretty(expansion(
        "2 => V 1 => L 1 => C 1 => S 1 => Loss 1 => LayerActivation 1 => Last 1",
    )));
    for (parameter, bound) in [
        ("VV", "Real"),
        ("CC", "Tile"),
        ("LL", "Loss"),
        ("SS", "Simd"),
    ] {
        let declared = format!("{parameter}: ::mlp::__private::{bound}<");
        assert!(expanded.contains(&declared), "{declared}: {expanded}");
    }
    assert!(
        expanded.contains("::mlp::__private::LayerActivation::forward("),
        "{expanded}"
    );
    assert!(!expanded.contains("use ::mlp::__private::L"), "{expanded}");
    // `SAMPLES` is a const parameter of a wide network.
    let expanded = pretty(expansion("2 => relu SAMPLES"));
    assert!(expanded.contains("const SAMPLESSAMPLES: "), "{expanded}");
}

#[test]
fn generated_code_names_our_private_items_and_the_core_and_nothing_else() {
    // Beside these, what a body imports or a signature declares, and the user's own paths.
    let local = [
        "Self",
        "L",
        "LayerActivation",
        "Maxout",
        "crate",
        "self",
        "clippy",
    ];
    for file in fs::read_dir(SNAPSHOTS).expect("there are snapshots") {
        let text = fs::read_to_string(file.expect("a file").path()).expect("a text");
        let code: Vec<&str> = text
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect();
        let code = code.join("\n");
        for root in roots(&code) {
            let ours = root == "::mlp::__private" || root.starts_with("::core::");
            assert!(ours || local.contains(&root.as_str()), "{root}");
        }
        assert!(code.contains("::mlp::__private"));
        assert!(!code.contains("unsafe"));
    }
}

/// What every path in a text starts with: the two words behind a leading `::`, or the first word.
fn roots(text: &str) -> BTreeSet<String> {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_';
    let word_at = |text: &str| {
        text.chars()
            .take_while(|letter| is_word(*letter))
            .collect::<String>()
    };
    let mut roots = BTreeSet::new();
    for (index, _) in text.match_indices("::") {
        let before = &text[..index];
        let word_before = before
            .rsplit(|letter| !is_word(letter))
            .next()
            .unwrap_or_default();
        let earlier = &before[..before.len() - word_before.len()];
        if before.trim_end().ends_with("crate") {
            // `crate ::HIDDEN`, as prettyplease prints it inside a macro.
        } else if word_before.is_empty() && !before.ends_with(['>', ':']) {
            let first = word_at(&text[index + 2..]);
            let second = text[index + 2 + first.len()..]
                .strip_prefix("::")
                .map(word_at);
            roots.insert(format!("::{first}::{}", second.unwrap_or_default()));
        } else if !word_before.is_empty() && !earlier.ends_with("::") {
            roots.insert(word_before.to_owned());
        }
    }
    roots
}
