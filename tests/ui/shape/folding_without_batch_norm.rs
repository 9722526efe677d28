use mlp::prelude::*;

network! { struct Circles: 2 => relu 4 => sigmoid 1 }

fn predict<N: FoldBatchNorm>(network: &N, input: &N::Input) -> N::Output {
    network.folded().forward(input)
}

fn main() {
    let network = Circles::seeded(1);
    predict(&network, &[0.0, 0.0]);
}
