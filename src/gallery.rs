//! Networks as they look in documentation; they exist on these pages only.

use crate::network;

network! {
    /// Tells the inner circle from the outer one.
    pub struct Circles: 2 => relu 4 => relu 4 => sigmoid 1
}
