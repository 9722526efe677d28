#!/usr/bin/env bash
# Prints the seconds a network adds to the build of a small program, debug and release, the
# dependencies built before: `scripts/compile_time.sh '784 => relu 128 => softmax 10'`.
set -euo pipefail
cd "$(dirname "$0")/.."
layers=${1:-784 => relu 128 => softmax 10}
dir=target/compile_time
mkdir -p "$dir/src"
cat > "$dir/Cargo.toml" <<TOML
[package]
name = "compile-time"
version = "0.0.0"
edition = "2024"

[dependencies]
mlp = { path = "../.." }

[workspace]
TOML
empty='use mlp::prelude::*; fn main() { println!("{}", TrainError::NoSamples); }'
network="use mlp::prelude::*;
network! { struct Net: $layers }
fn main() {
    let mut network = Net::seeded(std::env::args().count() as u64);
    let (x, y) = ([[0.0; Net::INPUTS]; 1], [[0.0; Net::OUTPUTS]; 1]);
    Trainer::new(MeanSquaredError).fit(&mut network, &x, &y).unwrap();
    println!(\"{:?}\", network.forward(&x[0]));
}"
seconds() { # profile source
    printf '%s\n' "$2" > "$dir/src/main.rs"
    local start
    start=$(date +%s%N)
    CARGO_TARGET_DIR=$dir/target cargo build --quiet --manifest-path "$dir/Cargo.toml" --profile "$1"
    awk -v a="$start" -v b="$(date +%s%N)" 'BEGIN { printf "%.2f", (b - a) / 1e9 }'
}
for profile in dev release; do
    seconds $profile "$empty" > /dev/null
    without=$(seconds $profile "$empty // again")
    with=$(seconds $profile "$network")
    awk -v p="$profile" -v a="$without" -v b="$with" -v l="$layers" \
        'BEGIN { printf "%-8s %s: %.2f s (%.2f s with it, %.2f s without)\n", p, l, b - a, b, a }'
done
