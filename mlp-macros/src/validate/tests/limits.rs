//! What stands behind `where`, and what was meant to.

use super::{check, error, model};
use crate::model::Numerics;

#[test]
fn numerics_are_exact_unless_said() {
    let numerics = |text: &str| model(text).numerics;
    assert_eq!(numerics("2 => relu 4"), Numerics::Exact);
    assert_eq!(
        numerics("2 => relu 4 where numerics = exact"),
        Numerics::Exact
    );
    for text in [
        "2 => relu 4 where numerics = fast",
        "< 2 => relu HIDDEN > where numerics = fast,",
        "/// A \n pub struct A<f64>: 2 => relu 4 [no_bias] where numerics = fast;",
    ] {
        assert_eq!(numerics(text), Numerics::Fast, "{text}");
    }
}

#[test]
fn gradients_are_tested_if_the_user_says_so() {
    assert!(model("2 => sigmoid 1 where gradients = tested").tested);
    assert!(!model("2 => sigmoid 1 where numerics = fast").tested);
    let both = model("2 => sigmoid 1 where numerics = fast, gradients = tested");
    assert!(both.tested && both.numerics == Numerics::Fast);
    for (limit, expected) in [
        (
            "gradients",
            "[MLP0034] `gradients` needs a value, `tested`; write `gradients = tested`",
        ),
        (
            "gradients = checked",
            "[MLP0034] the gradients of a network are `tested`, not `checked`; \
             write `gradients = tested`, or leave it out",
        ),
        (
            "gradients: tested",
            "[MLP0034] `=` stands between `gradients` and its value, not `:`; \
             write `gradients = tested`",
        ),
        (
            "tested",
            "[MLP0033] `tested` is a value of `gradients`; write `gradients = tested`",
        ),
        (
            "gradient_check",
            "[MLP0033] unknown limit `gradient_check`; write `gradients = tested`",
        ),
        (
            "gradient = tested",
            "[MLP0033] unknown limit `gradient`; did you mean `gradients`?",
        ),
        (
            "gradients = tested, gradients = tested",
            "[MLP0035] the limit `gradients` is set twice; leave one of them out",
        ),
    ] {
        assert_eq!(error(&format!("2 => sigmoid 1 where {limit}")), expected);
    }
}

#[test]
fn limits_are_those_of_one_network() {
    let (models, errors) = check(
        "2 => relu 4 where numerics = fast; struct A: 2 => relu 4; \
         struct B: 2 => relu 4 where numerics = exact; struct C: 2 => relu 4 where numerics = fast,",
    );
    assert_eq!(errors, [""; 0]);
    let numerics: Vec<Numerics> = models.iter().map(|model| model.numerics).collect();
    let [exact, fast] = [Numerics::Exact, Numerics::Fast];
    assert_eq!(numerics, [fast, exact, exact, fast]);
}

#[test]
fn limits_are_advised_upon() {
    let advice = [
        (
            "numercs = fast",
            "[MLP0033] unknown limit `numercs`; did you mean `numerics`?",
        ),
        (
            "speed = 3",
            "[MLP0033] unknown limit `speed`; available are `numerics` and `gradients`: write `numerics = fast`",
        ),
        (
            "fast",
            "[MLP0033] `fast` is a value of `numerics`; write `numerics = fast`",
        ),
        (
            "fast_math = true",
            "[MLP0033] unknown limit `fast_math`; write `numerics = fast`",
        ),
        (
            "numerics = fats",
            "[MLP0034] unknown numerics `fats`; did you mean `fast`?",
        ),
        (
            "numerics = Exact",
            "[MLP0034] unknown numerics `Exact`; did you mean `exact`?",
        ),
        (
            "numerics = strict",
            "[MLP0034] unknown numerics `strict`; \
             they are called `exact` here: write `numerics = exact`",
        ),
        (
            "numerics = quick",
            "[MLP0034] unknown numerics `quick`; write `exact` or `fast`",
        ),
        (
            "numerics = 3 KiB",
            "[MLP0034] the numerics of a network are `exact` or `fast`, not `3 KiB`; \
             write `numerics = fast`",
        ),
        (
            "numerics",
            "[MLP0034] `numerics` needs a value, `exact` or `fast`; write `numerics = fast`",
        ),
        (
            "numerics =",
            "[MLP0034] `numerics` needs a value, `exact` or `fast`; write `numerics = fast`",
        ),
        (
            "numerics <= exact",
            "[MLP0034] `=` stands between `numerics` and its value, not `<=`; \
             write `numerics = exact`",
        ),
        (
            "numerics: fast",
            "[MLP0034] `=` stands between `numerics` and its value, not `:`; \
             write `numerics = fast`",
        ),
        (
            "numerics fast",
            "[MLP0034] `=` stands between `numerics` and its value; write `numerics = fast`",
        ),
        (
            "numerics = fast, numerics = fast",
            "[MLP0035] the limit `numerics` is set twice; leave one of them out",
        ),
        ("numerics = fast where numerics = fast", "[MLP0036]"),
    ];
    for (limits, words) in advice {
        let text = format!("2 => relu 4 where {limits}");
        let (_, errors) = check(&text);
        assert!(errors[0].starts_with(words), "{text}: {errors:?}");
        assert!(
            errors.len() == 1 || words == "[MLP0036]",
            "{text}: {errors:?}"
        );
    }
}

#[test]
fn limits_to_come_are_assertions_until_then() {
    for (limit, assertion) in [
        ("flash <= 16 KiB", "A::FLASH_BYTES <= 16 * 1024"),
        ("ram <= 512 B", "A::INFERENCE_BYTES <= 512"),
        ("macs <= 3_000", "A::MACS <= 3_000"),
        ("flash <= 1 MiB", "A::FLASH_BYTES <= 1 * 1024 * 1024"),
        ("flash", "A::FLASH_BYTES <= …"),
        ("flash <= 3 parsecs", "A::FLASH_BYTES <= …"),
    ] {
        let name = limit.split(' ').next().unwrap_or_default();
        let expected = format!(
            "[MLP0031] the limit `{name}` is not supported yet, available are `numerics` and `gradients`; leave it \
             out, and write `const _: () = assert!({assertion});` behind the network"
        );
        assert_eq!(
            error(&format!("struct A: 2 => relu 4 where {limit}")),
            expected
        );
    }
    let (_, errors) = check("2 => relu 4 where flash <= 1 KiB, numerics = fast, ram <= 3 B");
    assert_eq!(errors.len(), 2, "{errors:?}");
}

#[test]
fn limits_do_not_stand_for_layers() {
    assert!(error("2 where numerics = fast").starts_with("[MLP0013]"));
    assert!(error("struct A: where numerics = fast").starts_with("[MLP0013]"));
}

#[test]
fn limits_that_a_mark_or_a_missing_word_cuts_off_give_one_error_and_still_count() {
    let cases = [
        (
            "2 => relu 4 numerics = fast",
            "write `where numerics = fast`",
        ),
        (
            "<2 => relu 4> numerics = fast, gradients = tested",
            "`where` is missing before the limits; write `where numerics = fast`",
        ),
        (
            "2 => relu 4, gradients = tested",
            "write `where gradients = tested` in place of the comma",
        ),
        (
            "2 => relu 4 where numerics = fast; gradients = tested",
            "`,` stands between two limits, and `;` ends the network; write `, gradients = tested`",
        ),
        (
            "2 => relu 4 where gradients = tested; numerics = exact; struct B: 2 => relu 4",
            "write `, numerics = exact`",
        ),
        (
            "2 => relu 4 where numerics; fast",
            "`=` stands between `numerics` and its value, not `;`; write `numerics = fast`",
        ),
        (
            "2 => relu 4; numerics = fast",
            "limits stand behind `where`, before the `;`; write `where numerics = fast;`",
        ),
    ];
    for (text, words) in cases {
        let error = error(text);
        assert!(error.contains(words), "{text}: {error}");
        assert!(error.starts_with("[MLP0036]"), "{text}: {error}");
    }
    for (limits, words) in [
        ("numerics: fast", "write `where numerics = fast`"),
        ("numerics fast", "write `where numerics = fast`"),
        ("numerics == fast", "write `where numerics = fast`"),
        ("fast", "write `where numerics = fast`"),
        (
            ", tested",
            "write `where gradients = tested` in place of the comma",
        ),
        (
            "=> numerics = fast",
            "write `where numerics = fast` in place of the arrow",
        ),
    ] {
        let error = error(&format!("2 => relu 4 {limits}"));
        assert!(error.ends_with(words), "{limits}: {error}");
    }
    for text in [
        "numerics = fast; 2 => relu 4",
        "numerics = fast, 2 => relu 4",
        "struct A numerics = fast: 2 => relu 4",
    ] {
        assert_eq!(
            error(text),
            "[MLP0036] limits stand behind all layers; write `where numerics = fast` there"
        );
    }
    // What they say is looked at, too.
    let twice = [
        "2 => relu 4 where numerics = fast; numerics = fast",
        "2 => relu 4 numerics = fast, numerics = fast",
    ];
    for text in twice {
        let (_, errors) = check(text);
        let [_, repeated] = errors.as_slice() else {
            panic!("{text}: {errors:?}");
        };
        assert!(repeated.contains("is set twice"), "{text}: {repeated}");
    }
    for (text, words) in [
        (
            "2 => relu 4 where numerics = fast; tested",
            "write `gradients = tested`",
        ),
        (
            "2 => relu 4 where numerics = fast; speed = high",
            "unknown limit `speed`",
        ),
    ] {
        let (_, errors) = check(text);
        assert_eq!(errors.len(), 2, "{text}: {errors:?}");
        assert!(errors[1].contains(words), "{text}: {errors:?}");
    }
    // A network behind the semicolon is none of it.
    let (models, errors) = check("2 => relu 4 where numerics = fast; struct Fast: 2 => relu 4");
    assert_eq!((models.len(), errors.len()), (2, 0));
}
