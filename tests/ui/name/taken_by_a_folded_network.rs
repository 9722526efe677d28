use mlp::prelude::*;

network! {
    struct Digits: 64 => relu 32 [batch_norm] => softmax 10;
    struct FoldedDigits: 3 => relu 4 => softmax 2
}

fn main() {
    let digits = Digits::seeded(1);
    let _: [f32; 10] = digits.folded().forward(&[0.0; 64]);
    let _: [f32; 2] = FoldedDigits::seeded(1).forward(&[0.0; 3]);
}
