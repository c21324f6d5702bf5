"""The chart of docs/performance.md: the wall time of exports and of the other programs, for each history."""

import pathlib
from typing import Any

import matplotlib
from matplotlib import pyplot

from . import figures

COLORS = ["#1b6ca8", "#5aa9e6", "#444444", "#999999", "#e07a1f", "#b5332e"]
NOT_SHOWN = {"of these, extract", "a start alone (status)"}


def draw(record: dict[str, Any], file: pathlib.Path) -> None:
    """Draws a group of bars for each history. The same record makes the same bytes."""
    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.hashsalt": "performance", "font.size": 9})
    histories = record["histories"]
    groups = {name: shown(history) for name, history in histories.items()}
    names = list(dict.fromkeys(program for group in groups.values() for program in group))
    height = sum(len(group) + 1 for group in groups.values()) * 0.2 + 1
    plot, axes = pyplot.subplots(figsize=(8, height), layout="constrained")
    at = 0.0
    ticks = []
    labelled: set[str] = set()
    for history, group in groups.items():
        begin = at
        for program, wall in group.items():
            label = None if program in labelled else program
            labelled.add(program)
            axes.barh(at, wall, color=COLORS[names.index(program) % len(COLORS)], label=label)
            axes.text(wall * 1.03, at, f"{wall:.1f}", va="center", fontsize=7)
            at += 1
        ticks.append(((begin + at - 1) / 2, f"{history}\n{histories[history]['commits']:,} commits"))
        at += 1
    axes.set_xscale("log")
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_yticks([place for place, _ in ticks], [label for _, label in ticks])
    axes.invert_yaxis()
    axes.set_xlabel("wall seconds (logarithmic), median of the rounds")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(loc="upper center", bbox_to_anchor=(0.4, -0.08), ncols=3, frameon=False)
    file.parent.mkdir(parents=True, exist_ok=True)
    plot.savefig(file, format="svg", metadata={"Date": None, "Creator": None})
    # Matplotlib ends lines of paths with a space.
    file.write_text("\n".join(line.rstrip() for line in file.read_text().splitlines()) + "\n")
    pyplot.close(plot)


def shown(history: dict[str, Any]) -> dict[str, float]:
    return {
        figure.name: figure.wall
        for figure in figures.exports_and_readers(history)
        if not figure.failure and figure.name not in NOT_SHOWN
    }
