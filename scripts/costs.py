#!/usr/bin/env python3
"""Measures what a network costs to have, and writes docs/costs.md.

    scripts/costs.py                       minutes, on a machine that is best left alone meanwhile
    scripts/costs.py --runs 1 64-32-10     a look at one network; docs/costs.md stays as it is

Each network is compiled in a program that calls its `forward` and `forward_batch` and trains it.
What the same program without a network takes is subtracted. Seconds are processor time (user + system)
and wall time, each the best of three runs; bytes are `.text` of the release build.
"""
import argparse
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "costs.md"
PROFILES = {"dev": "debug", "release": "release"}
BCE, MSE, CCE = "BinaryCrossEntropy", "MeanSquaredError", "CategoricalCrossEntropy"
# name: layers, loss, seconds a release build may take
NETWORKS = {
    "2-4-4-1": ("2 => relu 4 => relu 4 => sigmoid 1", BCE, None),
    "1-16-16-1": ("1 => relu 16 => relu 16 => linear 1", MSE, None),
    "4-16-16-3": ("4 => tanh 16 => tanh 16 => softmax 3", CCE, None),
    "64-32-10": ("64 => relu 32 => softmax 10", CCE, 2),
    "784-128-10": ("784 => relu 128 => softmax 10", CCE, 3),
    "640-128-128-128-128-8-128-128-128-128-640": (
        "640 => relu 128 => relu 128 => relu 128 => relu 128 => relu 8"
        " => relu 128 => relu 128 => relu 128 => relu 128 => linear 640",
        MSE,
        5,
    ),
}
MANIFEST = f"""[package]
name = "costs"
version = "0.0.0"
edition = "2024"

[dependencies]
mlp = {{ path = '{ROOT}' }}

[workspace]
"""
EMPTY = "use mlp::prelude::*; fn main() { println!(\"{}\", TrainError::NoSamples); }\n"
PROGRAM = """use mlp::prelude::*;
use std::hint::black_box;
network! {{ struct Net: {layers} }}
fn main() {{
    println!("{{}}", TrainError::NoSamples);
    let mut network = Box::new(Net::zeroed());
    black_box(network.parameters_mut());
    let inputs = black_box(vec![[0.0; Net::INPUTS]; 2]);
    let mut outputs = vec![[0.0; Net::OUTPUTS]; 2];
    black_box(network.forward(&inputs[0]));
    let _ = black_box(network.forward_batch(&inputs, &mut outputs));
    let _ = black_box(Trainer::new({loss}).fit(&mut *network, &inputs, black_box(&outputs)));
    black_box(network);
}}
"""


class Package:
    """A program in a directory of its own, with a target directory of its own."""

    def __init__(self, directory):
        self.directory = Path(directory)
        (self.directory / "src").mkdir()
        (self.directory / "Cargo.toml").write_text(MANIFEST)
        # The project's versions of the dependencies, and its compiler.
        shutil.copy(ROOT / "Cargo.lock", self.directory)
        shutil.copy(ROOT / "rust-toolchain.toml", self.directory)
        self.source(EMPTY)

    def source(self, text):
        (self.directory / "src" / "main.rs").write_text(text)

    def cargo(self, profile, *arguments):
        """Seconds of processor time and of wall time of a build."""
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        environment = {k: v for k, v in os.environ.items() if k not in ("RUSTFLAGS", "CARGO_INCREMENTAL")}
        subprocess.run(
            ["cargo", "build", "--quiet", "--profile", profile, *arguments],
            cwd=self.directory,
            env={**environment, "CARGO_TARGET_DIR": str(self.directory / "target")},
            check=True,
        )
        wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime, wall

    def fetch(self):
        """Downloads, so that no build waits for the network."""
        subprocess.run(["cargo", "fetch", "--quiet"], cwd=self.directory, check=True)

    def build(self, profile, source, runs):
        """The best seconds of a few builds, each from nothing but the dependencies."""
        times = []
        for run in range(runs):
            shutil.rmtree(self.directory / "target" / PROFILES[profile] / "incremental", ignore_errors=True)
            self.source(f"{source}// {run}, {time.monotonic()}\n")
            times.append(self.cargo(profile))
        return [min(column) for column in zip(*times)]

    def code(self):
        """Bytes of machine code of the release build."""
        binary = self.directory / "target" / "release" / "costs"
        sections = subprocess.run(["size", "-A", binary], capture_output=True, text=True, check=True).stdout
        return next(int(line.split()[1]) for line in sections.splitlines() if line.startswith(".text"))


def note(text):
    print(text, file=sys.stderr, flush=True)


def measure(package, names, runs):
    """The lines of the page's tables."""
    dependencies = {}
    for profile in PROFILES:
        note(f"dependencies, {profile}")
        kernels = package.cargo(profile, "-p", "fearless_simd")
        rest = package.cargo(profile)
        dependencies[profile] = [[a + b for a, b in zip(kernels, rest)], kernels]
    empty = {profile: package.build(profile, EMPTY, runs) for profile in PROFILES}
    without = package.code()
    rows = []
    for name in names:
        layers, loss, target = NETWORKS[name]
        source = PROGRAM.format(layers=layers, loss=loss)
        cells, release = [name], None
        for profile in PROFILES:
            note(f"{name}, {profile}")
            release = [max(0, a - b) for a, b in zip(package.build(profile, source, runs), empty[profile])]
            cells.append(f"{release[0]:.1f} ({release[1]:.1f})")
        if target is None:
            cells.append("")
        else:
            cells.append(f"under {target}: " + ("yes" if release[0] < target else f"**no, {release[0] / target:.1f} ×**"))
        cells.append(f"{(package.code() - without) / 1000:,.0f}")
        rows.append("| " + " | ".join(cells) + " |")
    once = [
        f"| {what} | "
        + " | ".join(f"{dependencies[profile][k][0]:.0f} ({dependencies[profile][k][1]:.0f})" for profile in PROFILES)
        + " |"
        for k, what in enumerate(["all, mlp included", "`fearless_simd` of it"])
    ]
    return rows, once


def page(rows, once, runs):
    version = subprocess.run(
        ["rustc", "--version"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()[1]
    best = "one run" if runs == 1 else f"the best of {runs} runs"
    return "\n".join(
        [
            "# What a network costs to have",
            "",
            f"Written by `scripts/costs.py` with Rust {version} on {platform.machine()}, {os.cpu_count()} cores.",
            "",
            "Each network is in a small program that calls `forward` and `forward_batch` and trains it; what",
            "the same program without a network takes is subtracted. Seconds are processor time, which a busy",
            f"machine changes little, and in brackets wall time; each is {best}. Targets are for the processor",
            "time of a release build. Code is `.text` of the release build, for all levels of arithmetic at once",
            "(on x86-64: baseline, AVX2, AVX-512); the kernels of wide networks are in it, which all wide networks",
            "of a program share.",
            "",
            "| network | debug, s | release, s | target | code, kB |",
            "|---|---:|---:|---|---:|",
            *rows,
            "",
            "Dependencies are built once for a project, and are no part of the figures above. From nothing:",
            "",
            "| dependencies | debug, s | release, s |",
            "|---|---:|---:|",
            *once,
            "",
        ]
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("networks", nargs="*", metavar="network", help=f"of {', '.join(NETWORKS)}")
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    unknown = [name for name in arguments.networks if name not in NETWORKS]
    if unknown or arguments.runs < 1:
        parser.error(f"no network {unknown[0]}" if unknown else "at least one run")
    with tempfile.TemporaryDirectory() as directory:
        package = Package(directory)
        package.fetch()
        text = page(*measure(package, arguments.networks or NETWORKS, arguments.runs), arguments.runs)
    print(text)
    if not arguments.networks:
        PAGE.write_text(text)
        note(f"written to {PAGE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
