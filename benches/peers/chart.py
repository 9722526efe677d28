"""The chart docs/speed.svg: in each row mlp and its fastest peers, as multiples of the fastest peer's
time, on a logarithmic scale."""
import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedLocator, FuncFormatter, NullFormatter, NullLocator

from report import GROUPS, best, columns, fastest, number, own, peers, ratio
from workloads import NETS, TRAINING

SHOWN = 5  # peers in a row
WIDEST = 150.0  # times the fastest peer; what is slower is not drawn

INK, QUIET, FAINT, OWN = "#1f2430", "#5c6370", "#e3e6ea", "#e8590c"
STYLES = {
    "Eigen": ("#1864ab", "o"),
    "C++ loops": ("#495057", "s"),
    "ONNX Runtime": ("#2b8a3e", "D"),
    "JAX": ("#862e9c", "^"),
    "PyTorch": ("#c2255c", "v"),
    "NumPy SimpleMLP": ("#1098ad", "p"),
    "tract": ("#5c940d", "X"),
    "candle": ("#b08900", "P"),
    "dfdx": ("#7048e8", "h"),
    "burn": ("#a61e4d", "d"),
    "scikit-learn": ("#868e96", "<"),
}


def label(row):
    name, group = row.split("/")
    if group == "train":
        training = TRAINING[name]
        return training.net.shape, f"batch {training.batch}"
    net = NETS[name]
    if len(net.widths) > 6:
        return f"{net.widths[0]}-…-{min(net.widths)}-…-{net.widths[-1]}", f"{len(net.activations)} layers"
    kinds = list(dict.fromkeys(net.activations))
    return net.shape, ", ".join(kinds)


def panel(axes, results, group, used, least):
    rows = columns(results, group)
    headline, unit = GROUPS[group]
    table = peers(results, group)
    axes.set_xscale("log")
    axes.set_xlim(least, WIDEST * 1.15)
    axes.set_ylim(len(rows) - 0.45, -0.62)
    axes.axvspan(least, 1, color="#fff4ec", zorder=0, linewidth=0)
    axes.axvline(1, color=INK, linewidth=0.9, zorder=2)
    for y, row in enumerate(rows):
        axes.axhline(y, color=FAINT, linewidth=1.1, zorder=1)
        first, mine = fastest(results, row), own(results, row)
        base = best(first) if first else best(mine) if mine else None
        if base is None:
            continue
        cells = [(best(t[row]), p) for p, t in table.items() if p != "mlp" and row in t and not t[row]["void"]]
        for ns, peer in sorted(cells)[:SHOWN]:
            if ns / base <= WIDEST:
                color, marker = STYLES.get(peer, (QUIET, "o"))
                used.add(peer)
                axes.plot(
                    ns / base, y, marker, color=color, markersize=6.6, markeredgecolor="white", markeredgewidth=0.8,
                    alpha=0.95, zorder=3, clip_on=False,
                )
        if mine:
            x = best(mine) / base
            axes.plot(x, y, "o", color=OWN, markersize=11, markeredgecolor="white", markeredgewidth=1.2, zorder=4)
            text = f"{number(best(mine), group)}{' ns' if group in ('call', 'chain') else '/s'}"
            # On the side of the line where the point is.
            side, shift = ("left", -2) if x >= 1 else ("right", 2)
            axes.annotate(
                text, (x, y), xytext=(shift, 8), textcoords="offset points", ha=side, va="bottom", fontsize=7.8,
                color=OWN, fontweight="bold", zorder=5,
            )
    axes.set_yticks(range(len(rows)), [""] * len(rows))
    for y, row in enumerate(rows):
        shape, detail = label(row)
        axes.annotate(shape, (0, y), xycoords=("axes fraction", "data"), xytext=(-8, 1.5), textcoords="offset points",
                      ha="right", va="bottom", fontsize=8.8, color=INK)
        axes.annotate(detail, (0, y), xycoords=("axes fraction", "data"), xytext=(-8, -1.5), textcoords="offset points",
                      ha="right", va="top", fontsize=7.4, color=QUIET)
    axes.xaxis.set_major_locator(FixedLocator([x for x in (0.02, 0.05, 0.1) if x >= least] + [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100]))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.xaxis.set_minor_formatter(NullFormatter())
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}×"))
    axes.tick_params(axis="x", length=0, labelsize=8, colors=QUIET, pad=4)
    axes.tick_params(axis="y", length=0)
    for side in axes.spines.values():
        side.set_visible(False)
    axes.set_title(headline, loc="left", fontsize=10.8, color=INK, fontweight="bold", pad=8)


def draw(results, file):
    groups = [group for group in GROUPS if columns(results, group)]
    if not groups:
        return
    plt.rcParams.update({"font.family": "DejaVu Sans", "svg.hashsalt": "mlp"})
    pairs = [groups[k : k + 2] for k in range(0, len(groups), 2)]
    heights = [max(len(columns(results, group)) for group in pair) + 0.9 for pair in pairs]
    inches = 0.47 * sum(heights) + 2.3
    figure = plt.figure(figsize=(11.6, inches), facecolor="white")
    top = 1 - 1.35 / inches
    grid = figure.add_gridspec(
        len(pairs), 2 if len(groups) > 1 else 1, height_ratios=heights, left=0.145, right=0.982, top=top,
        bottom=0.62 / inches, wspace=0.40, hspace=0.30,
    )
    used = set()
    ratios = [ratio(results, row) for group in groups for row in columns(results, group)]
    least = 0.65 * min([0.23, *(r for r in ratios if r)])
    for r, pair in enumerate(pairs):
        for c, group in enumerate(pair):
            panel(figure.add_subplot(grid[r, c]), results, group, used, least)
    figure.text(0.018, 1 - 0.33 / inches, "mlp beside its peers on one core", fontsize=15, fontweight="bold", color=INK, va="center")
    figure.text(
        0.018, 1 - 0.62 / inches,
        f"Time as a multiple of the fastest peer's, logarithmic; in the shaded part mlp is faster than every peer. "
        f"The {SHOWN} fastest peers of each row.", fontsize=9, color=QUIET, va="center",
    )
    handles = [Line2D([], [], marker="o", linestyle="", color=OWN, markersize=10, markeredgecolor="white", label="mlp")]
    handles += [
        Line2D([], [], marker=marker, linestyle="", color=color, markersize=7, markeredgecolor="white", label=peer)
        for peer, (color, marker) in STYLES.items() if peer in used
    ]
    figure.legend(
        handles=handles, loc="center left", bbox_to_anchor=(0.012, 1 - 0.90 / inches), ncols=len(handles), frameon=False,
        fontsize=8.6, handletextpad=0.15, columnspacing=1.3, labelcolor=INK,
    )
    host = results["host"]
    figure.text(
        0.018, 0.2 / inches,
        f"{host['cpu']} ({host['family']}, {host['vectors']}), best of {results['rounds']} rounds, {results['date']}. "
        "Every table: docs/speed.md", fontsize=7.8, color=QUIET, va="center",
    )
    figure.savefig(file, metadata={"Date": None, "Creator": None})
    plt.close(figure)
