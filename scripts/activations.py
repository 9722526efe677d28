#!/usr/bin/env python3
"""Measures what each activation costs beside relu, and writes docs/activations.md.

    scripts/activations.py            a minute, on a machine that is best left alone meanwhile
    scripts/activations.py --print    the page to the terminal; docs/activations.md stays as it is

The numbers are those of `cargo bench --bench activations`.
"""
import datetime
import os
import platform
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "activations.md"
BUSY = 2.0


def processor():
    """Its name, where the system says one."""
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def page(table, load):
    rust = subprocess.run(["rustc", "--version"], capture_output=True, text=True, check=True)
    version = rust.stdout.split()[1]
    return f"""# What an activation costs

Written by `scripts/activations.py` on {datetime.date.today()} with Rust {version}, on {processor()}
(load {load:.1f} before it began).

Networks of one layer, 16 inputs to 16 neurons in `f32`, that differ in their activation alone. φ is what a number
takes in `forward_batch` of 256 samples, φ and φ′ what it takes in the gradient of 64, each beyond what the same
network takes with `linear`, in nanoseconds: the best of many short loops. What is within some hundredths of 0 is
free. The quotients are of the whole layer, its multiplications included, by that of relu. `Own` is the formula of
`silu` written outside of this library. `prelu` is measured in front of a second layer, and the move into rows that
a network with it makes is part of what it takes.

{table}"""


def main():
    load = os.getloadavg()[0]
    if load >= BUSY:
        print(f"the load is {load:.1f}: take no times from this run", file=sys.stderr)
    command = ["cargo", "bench", "--quiet", "--bench", "activations", "--", "--markdown"]
    run = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    rows = [line for line in run.stdout.splitlines() if line.startswith("|")]
    text = page("\n".join(rows) + "\n", load)
    if "--print" in sys.argv[1:]:
        print(text)
    else:
        PAGE.write_text(text)


if __name__ == "__main__":
    main()
