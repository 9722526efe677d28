//! Networks as they look in documentation; they exist on these pages only.

use crate::network;

network! {
    /// Tells the inner circle from the outer one.
    pub struct Circles: 2 => relu 4 => relu 4 => sigmoid 1
}

network! {
    /// Reads handwritten digits. In training each hidden neuron is normalized by the batch.
    pub struct Digits: 64 => relu 32 [batch_norm, dropout = 0.2] => softmax 10
}
