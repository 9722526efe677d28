use mlp::prelude::*;

network! { struct Plant: { light, water } => relu 4 => sigmoid { grows } }

fn main() {}
