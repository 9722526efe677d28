//! Where the attributes of a network end up.

use super::{expansion, in_one_line, pretty};

#[test]
fn attributes_stand_where_they_mean_something() {
    let expanded = in_one_line(&pretty(expansion(
        "#[cfg(feature = \"digits\")] #[deprecated] #[derive(Copy, Clone, std::fmt::Debug)] \
         struct Digits: 2 => sigmoid WIDTH",
    )));
    // The struct, the assertion about its width and two implementations come and go together.
    assert_eq!(expanded.matches("#[cfg(feature = \"digits\")]").count(), 4);
    assert_eq!(expanded.matches("#[deprecated]").count(), 1);
    assert_eq!(expanded.matches("allow(deprecated").count(), 3);
    // What the user derives is not derived again.
    assert!(
        expanded.contains("#[derive(::core::cmp::PartialEq)]"),
        "{expanded}"
    );
}

#[test]
fn attributes_of_a_network_are_those_of_what_it_folds_into() {
    let expanded = in_one_line(&pretty(expansion(
        "/// Ours.\n #[cfg(feature = \"digits\")] #[derive(Copy)] #[repr(align(4))] #[expect(unused)] \
         #[cfg_attr(test, repr(align(8)))] #[cfg_attr(test, must_use)] \
         struct Norm: 2 => relu 3 [batch_norm] => sigmoid 1",
    )));
    assert_eq!(expanded.matches("#[derive(Copy)]").count(), 2);
    assert_eq!(expanded.matches("#[cfg_attr(test, must_use)]").count(), 2);
    // The struct and two implementations, the same of the second, and the way there.
    assert_eq!(expanded.matches("#[cfg(feature = \"digits\")]").count(), 7);
    for once in ["/// Ours", "align(4)", "align(8)", "#[expect(unused)]"] {
        assert_eq!(expanded.matches(once).count(), 1, "{once}: {expanded}");
    }
}
