#!/usr/bin/env python3
"""Counts the instructions of calls of networks, and compares with benches/counts/expected.json.

    scripts/counts.py            fails if a call takes over 5 % more instructions than expected
    scripts/counts.py --bless    writes the counts of now into expected.json

benches/counts/README.md says what is counted, and what is not.
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "benches" / "counts"
EXPECTED = PACKAGE / "expected.json"
TOLERANCE = 0.05
CALLS = {"forward": "forward", "forward_batch": "forward_batch of 256", "train": "training step of 32"}
SAMPLES = {"forward": 1, "forward_batch": 256, "train": 32}
# Enough multiply-accumulates for a run: few calls of a wide network, many of a narrow one.
ENOUGH = 1_000_000
# The C library clears and copies with vectors: how often `rep stosb` and `rep movsb` would be taken, and
# counted a byte at a time, hangs on addresses.
NO_REP = ":".join(
    f"glibc.cpu.x86_{name}_threshold=1000000000" for name in ("rep_movsb", "rep_stosb", "non_temporal")
)
BLESS = "scripts/counts.py --bless"


def build():
    """The program, with the target directory of the project so that dependencies are built once."""
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")).absolute()
    subprocess.run(
        ["cargo", "build", "--release", "--quiet"],
        cwd=PACKAGE,
        env={**os.environ, "CARGO_TARGET_DIR": str(target)},
        check=True,
    )
    return target / "release" / "counts"


def valgrind(program, *arguments):
    """Instructions of a run, and what it printed."""
    with tempfile.TemporaryDirectory() as directory:
        out = Path(directory) / "out"
        run = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={out}", str(program), *arguments],
            capture_output=True,
            text=True,
            env={**os.environ, "GLIBC_TUNABLES": NO_REP},
        )
        if run.returncode != 0:
            sys.exit(f"counts {' '.join(arguments)} failed under valgrind:\n{run.stderr}")
        totals = [line for line in out.read_text().splitlines() if line.startswith("totals: ")]
    return int(totals[0].split()[1]), run.stdout


def count(program, network, macs, call):
    """Instructions of one call: a run with n calls and a run with twice as many differ by n calls."""
    n = max(1, min(1000, ENOUGH // (int(macs) * SAMPLES[call])))
    once, _ = valgrind(program, network, call, str(n))
    twice, _ = valgrind(program, network, call, str(2 * n))
    return round((twice - once) / n)


def table(counts, expected):
    rows = [["network", *CALLS.values()]]
    for network, calls in counts.items():
        row = [network]
        for call in CALLS:
            known = expected.get(network, {}).get(call)
            change = f" ({calls[call] / known - 1:+.1%})" if known else " (new)"
            row.append(f"{calls[call]:,}{change}")
        rows.append(row)
    widths = [max(map(len, column)) for column in zip(*rows)]
    for row in rows:
        print(row[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(row[1:], widths[1:])), sep="  ")


def verdict(counts, expected):
    """Prints what differs; whether all is as expected or better."""
    more, less, other = [], [], []
    for network, calls in counts.items():
        for call, now in calls.items():
            known = expected.get(network, {}).get(call)
            name = f"{CALLS[call]}, {network}"
            if not known:
                other.append(f"{name}: not in expected.json")
                continue
            change = now / known - 1
            line = f"{name}: {now:,} instructions instead of {known:,}, {abs(change):.1%}"
            if change > TOLERANCE:
                more.append(f"{line} more")
            elif change < -TOLERANCE:
                less.append(f"{line} less")
    other += [f"{network}: in expected.json, but not counted" for network in expected if network not in counts]
    if less:
        print("\nwarning: fewer instructions than expected. Keep what was won:", BLESS)
        print(*(f"  {line}" for line in less), sep="\n")
    for title, lines in [("more instructions than expected", more), ("expected.json does not fit", other)]:
        if lines:
            print(f"\nerror: {title}", file=sys.stderr)
            print(*(f"  {line}" for line in lines), sep="\n", file=sys.stderr)
    if more or other:
        print(f"If that is meant to be, accept it, and say in the commit why: {BLESS}", file=sys.stderr)
    return not more and not other


def main():
    arguments = sys.argv[1:]
    if arguments not in ([], ["--bless"]):
        sys.exit(__doc__.strip())
    if shutil.which("valgrind") is None:
        sys.exit("scripts/counts.py needs valgrind: `apt-get install valgrind`, or your system's package of it")
    program = build()
    _, level = valgrind(program, "level")
    if not level.startswith("Avx2"):
        print(f"skipped: the counts are those of AVX2, and under valgrind this machine has {level.split('(')[0]}")
        return
    listed = subprocess.run([program, "list"], capture_output=True, text=True, check=True).stdout
    work = [(*line.split(), call) for line in listed.splitlines() for call in CALLS]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda item: count(program, *item), work))
    counts = {}
    for (network, _, call), instructions in zip(work, results):
        counts.setdefault(network, {})[call] = instructions
    expected = json.loads(EXPECTED.read_text()) if EXPECTED.exists() else {}
    print("Instructions of a call at the AVX2 level, by callgrind\n")
    table(counts, expected)
    if arguments == ["--bless"]:
        EXPECTED.write_text(json.dumps(counts, indent=2) + "\n")
        print(f"\nwritten to {EXPECTED.relative_to(ROOT)}")
    elif not verdict(counts, expected):
        sys.exit(1)


if __name__ == "__main__":
    main()
