use mlp::prelude::*;

network! {
    struct Digits: 64 => relu 32 [batch_norm] => softmax 10;
    struct FoldedDigits: 64 => relu 32 => softmax 10
}

fn main() {}
