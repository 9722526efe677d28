#!/usr/bin/env python3
"""Prints how much of the stack the calls of a network take, beside the numbers that they keep there.

    scripts/stack.py            a minute; some small networks, opt-level "s", without std and vectors

The stack of a thread is painted, a network is called, and what is no longer painted was used. It is that of this
machine's instructions: on a chip of 32 bits, whose addresses and saved registers are half as wide, paint the stack of the
chip in the same way. What a call of nothing takes is subtracted.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# name: layers, loss, a target
NETWORKS = {
    "2-4-4-1": ("2 => relu 4 => relu 4 => sigmoid 1", "BinaryCrossEntropy", "[1.0]"),
    "3-8-3": ("3 => relu 8 => softmax 3", "CategoricalCrossEntropy", "[1.0, 0.0, 0.0]"),
    "4-16-16-3": (
        "4 => tanh 16 => tanh 16 => softmax 3",
        "CategoricalCrossEntropy",
        "[1.0, 0.0, 0.0]",
    ),
}
MANIFEST = f"""[package]
name = "stack"
version = "0.0.0"
edition = "2024"

[dependencies]
mlp = {{ path = "{ROOT}", default-features = false }}

[profile.release]
opt-level = "s"
lto = true
panic = "abort"

[workspace]
"""
PROGRAM = """
use mlp::prelude::*;
use std::hint::black_box;
use std::mem::MaybeUninit;

const AREA: usize = 256 * 1024;
const PAINT: u8 = 0xa5;

/// Paints what lies below the stack of the caller, and says where that ends.
#[inline(never)]
fn paint() -> usize {
    let mut area = [const { MaybeUninit::<u8>::uninit() }; AREA];
    for byte in &mut area {
        // SAFETY: a place of the array.
        unsafe { byte.as_mut_ptr().write_volatile(PAINT) };
    }
    black_box(&area).as_ptr() as usize
}

#[inline(never)]
fn used(call: &mut dyn FnMut()) -> usize {
    let bottom = paint();
    call();
    let painted = (0..AREA).take_while(|k| {
        // SAFETY: the stack of this thread, which is larger.
        unsafe { ((bottom + k) as *const u8).read_volatile() == PAINT }
    });
    AREA - painted.count()
}

fn more(call: &mut dyn FnMut()) -> usize {
    let nothing = used(&mut || {
        black_box(());
    });
    used(call).saturating_sub(nothing)
}
"""
OF_ONE = """
mod n{index} {{
    use super::*;
    network! {{ pub struct Net: {layers} }}

    pub fn print() {{
        let inputs = [[0.5; Net::INPUTS], [0.25; Net::INPUTS]];
        let targets = [{target}; 2];
        let mut network = Net::seeded(1);
        let mut output = [0.0; Net::OUTPUTS];
        let forward = more(&mut || output = black_box(&network).forward(black_box(&inputs[0])));
        black_box(output);
        let sgd = Trainer::new({loss}).batch_size(2).epochs(2);
        let adam = Trainer::new({loss}).optimizer(Adam::new(0.01)).batch_size(2).epochs(2);
        let mut fits = true;
        let by_sgd = more(&mut || fits &= sgd.fit(&mut network, &inputs, &targets).is_ok());
        let by_adam = more(&mut || fits &= adam.fit(&mut network, &inputs, &targets).is_ok());
        assert!(fits);
        let (kept, adam) = (Net::TRAINING_BYTES, mlp::optimizer::training_bytes::<Net, Adam>());
        println!(
            "| {name} | {{}} | {{}} | {{forward}} | {{kept}} | {{by_sgd}} | {{adam}} | {{by_adam}} |",
            Net::FLASH_BYTES, Net::INFERENCE_BYTES,
        );
    }}
}}
"""


def main():
    program, calls = PROGRAM, ""
    for index, (name, (layers, loss, target)) in enumerate(NETWORKS.items()):
        program += OF_ONE.format(index=index, name=name, layers=layers, loss=loss, target=target)
        calls += f"    n{index}::print();\n"
    program += f"\nfn main() {{\n{calls}}}\n"
    with tempfile.TemporaryDirectory() as directory:
        package = Path(directory)
        (package / "src").mkdir()
        (package / "Cargo.toml").write_text(MANIFEST)
        (package / "src" / "main.rs").write_text(program)
        # The versions that this repository was tested with.
        (package / "Cargo.lock").write_text((ROOT / "benches" / "counts" / "Cargo.lock").read_text())
        environment = dict(os.environ, CARGO_TARGET_DIR=str(package / "target"))
        command = ["cargo", "run", "--quiet", "--release"]
        run = subprocess.run(command, cwd=package, env=environment, stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        sys.exit(run.returncode)
    print("| network | parameters | `INFERENCE_BYTES` | forward | `TRAINING_BYTES` | fit, SGD | with Adam | fit, Adam |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|")
    print(run.stdout, end="")


if __name__ == "__main__":
    main()
