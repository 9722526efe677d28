"""The tables of docs/speed.md, from build/results.json."""
from workloads import BATCH, NETS, TOLERANCE, TRAINING

GROUPS = {
    "call": ("One sample, independent calls", "ns a call; less is better"),
    "chain": ("One sample, each call waits for the last", "ns a call; less is better"),
    "batch": (f"Batches of {BATCH}", "samples a second; more is better"),
    "train": ("Training", "samples a second; more is better"),
}


def best(entry):
    """The best round, in ns a sample."""
    return min(entry["ns"])


def columns(results, group):
    """The rows of the benchmark in this group that were measured, in their order."""
    measured = {entry["row"] for entry in results["rows"]}
    names = [*NETS, *TRAINING]
    return [f"{name}/{group}" for name in names if f"{name}/{group}" in measured]


def title(row):
    name, group = row.split("/")
    if group == "train":
        return f"{name} {TRAINING[name].net.shape}, batch {TRAINING[name].batch}"
    return f"{name} {NETS[name].shape}"


def heading(row):
    """For a table, where long shapes would not fit."""
    return title(row).replace("640-128-128-128-128-8-128-128-128-128-640", "640-…-8-…-640")


def number(ns, group):
    """Three digits: nanoseconds, or samples a second."""
    if group in ("call", "chain"):
        return f"{ns:.1f}" if ns < 99.95 else f"{ns:,.0f}"
    rate = 1e9 / ns
    for unit, name in ((1e6, " M"), (1e3, " k"), (1, "")):
        if rate >= unit:
            value = rate / unit
            return f"{value:.2f}{name}" if value < 10 else f"{value:.1f}{name}" if value < 100 else f"{value:.0f}{name}"
    return f"{rate:.2f}"


def peers(results, group):
    """The best entry of each peer in each row: {peer: {row: entry}}, void entries only where there is
    no other. Peers as fast as the geometric mean of what they have come first; mlp before all."""
    table = {}
    for entry in results["rows"]:
        if entry["row"].split("/")[1] != group:
            continue
        cells = table.setdefault(entry["peer"], {})
        old = cells.get(entry["row"])
        if old is None or (bool(entry["void"]), best(entry)) < (bool(old["void"]), best(old)):
            cells[entry["row"]] = entry
    return table


def fastest(results, row):
    """The fastest peer that agrees with the reference, or None."""
    valid = [e for e in results["rows"] if e["row"] == row and e["key"] != "mlp" and not e["void"]]
    return min(valid, key=best, default=None)


def own(results, row):
    valid = [e for e in results["rows"] if e["row"] == row and e["key"] == "mlp" and not e["void"]]
    return min(valid, key=best, default=None)


def ratio(results, row):
    """The time of mlp over that of the fastest peer."""
    a, b = own(results, row), fastest(results, row)
    return best(a) / best(b) if a and b else None


def times(factor):
    """Two digits of a ratio: 12, 1.31, 0.87, 0.012."""
    return f"{factor:.0f}" if factor >= 9.95 else f"{factor:.2f}" if factor >= 0.095 else f"{factor:.2g}"


def name(entry):
    return f"{entry['peer']} {entry['version']}".strip()


def lines(rows, words=1):
    """A Markdown table; the first row is its head, the first columns are words."""
    head, *body = rows
    return "\n".join(
        ["| " + " | ".join(head) + " |", "|" + "---|" * words + "---:|" * (len(head) - words), *("| " + " | ".join(r) + " |" for r in body)]
    )


def rank(cells, rows, results):
    """How far a peer is from the best of each row, on the average of logarithms."""
    import math

    logs = []
    for row in rows:
        if row in cells:
            least = min(best(e) for e in results["rows"] if e["row"] == row)
            logs.append(math.log(best(cells[row]) / least))
    return sum(logs) / len(logs) if logs else math.inf


def group_table(results, group):
    rows = columns(results, group)
    table = peers(results, group)
    order = sorted(table, key=lambda peer: (peer != "mlp", rank(table[peer], rows, results)))
    out = [["", *map(heading, rows)]]
    for peer in order:
        cells = []
        for row in rows:
            entry = table[peer].get(row)
            if entry is None:
                cells.append("–")
            elif entry["void"]:
                cells.append("void")
            else:
                text = number(best(entry), group)
                first = fastest(results, row)
                cells.append(f"**{text}**" if first and best(first) == best(entry) and peer != "mlp" else text)
        sample = next(iter(table[peer].values()))
        out.append([f"**{name(sample)}**" if peer == "mlp" else name(sample), *cells])
    if "mlp" in table:
        ratios = [ratio(results, row) for row in rows]
        if any(ratios):
            out.append(["time of mlp ÷ fastest peer", *(f"**{times(r)}**" if r else "–" for r in ratios)])
    return lines(out)


def tables(results):
    parts = []
    for group, (headline, unit) in GROUPS.items():
        if columns(results, group):
            parts.append(f"## {headline}\n\n{unit}\n\n{group_table(results, group)}")
    return "\n\n".join(parts) + "\n"


def winners(results, group):
    """Which build the fastest peer of each row was."""
    found = []
    for row in columns(results, group):
        entry = fastest(results, row)
        if entry:
            found.append([title(row), name(entry), f"`{entry['build']}`" if entry["build"] else "", number(best(entry), group)])
    return lines([["row", "fastest peer", "build", ""], *found], words=3) if found else ""


def every_build(results, group):
    rows = columns(results, group)
    builds = {}
    for entry in results["rows"]:
        if entry["row"] in rows:
            builds.setdefault((entry["peer"], entry["build"]), {})[entry["row"]] = entry
    out = [["peer", "build", *map(heading, rows)]]
    for (_, build), cells in builds.items():
        sample = next(iter(cells.values()))
        out.append(
            [name(sample), build]
            + [("void" if cells[r]["void"] else number(best(cells[r]), group)) if r in cells else "–" for r in rows]
        )
    return lines(out, words=2)


def page(results):
    host = results["host"]
    versions = ", ".join(f"{tool} {version}" for tool, version in host["versions"].items())
    worst = max((e["error"] for e in results["rows"] if not e["void"]), default=0.0)
    parts = [
        "# Speed\n\n"
        "<!-- Written by benches/peers/run; do not edit. -->\n\n"
        f"mlp beside its peers: the same networks, weights and inputs, one core, one run of `benches/peers/run`. "
        f"[What is measured, and how](../benches/peers/README.md).\n\n"
        "![Time of mlp and of its fastest peers in each row](speed.svg)\n\n"
        f"Measured {results['date']} on one core of {host['cpu']} ({host['family']}, {host['vectors']}, "
        f"{host['os']}) with {versions}; mlp at {host['commit']}, built with `cargo build --release` and no flags. "
        f"A cell is the best of {results['rounds']} rounds and of a peer's builds: take ratios, not the last digit. "
        f"Every output was compared with a float64 reference (the largest error of all is {worst:.1g}; "
        f"beyond {TOLERANCE:g} a cell is void). "
        "The fastest peer of each row is bold; below 1 in the last line, mlp is faster than all of them."
    ]
    parts.append(tables(results).rstrip())
    parts.append("## Which build was fastest\n\nThe peers' own best, row by row.")
    for group, (headline, unit) in GROUPS.items():
        if columns(results, group):
            parts.append(f"### {headline}\n\n{winners(results, group)}")
    parts.append("## Every build")
    for group, (headline, unit) in GROUPS.items():
        if columns(results, group):
            parts.append(f"### {headline}: {unit}\n\n{every_build(results, group)}")
    if results["failures"]:
        listed = "\n".join(f"- {f.splitlines()[0]}" for f in results["failures"])
        parts.append(f"## Left out\n\n{listed}")
    return "\n\n".join(parts) + "\n"
