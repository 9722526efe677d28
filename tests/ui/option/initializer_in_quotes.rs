use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 [init = "he_normal"] => sigmoid 1 }

fn main() {}
