"""Runs a notebook's code, and compares what it prints and draws with the outputs that the notebook has.

    run_notebook.py NOTEBOOK [--write]

Runs all code cells in one namespace. Each must print the same text and draw the same charts as when the notebook was
written, and each chart must have labels and data. The first sentence after a cell is its answer, as in run_examples.py. With
--write, puts the outputs into the notebook instead. Prints the number of code cells and of charts.
"""

import base64
import contextlib
import io
import json
import pathlib
import re
import sys
import warnings
from typing import Any

import matplotlib
import numpy as np
from matplotlib import image, pyplot
from matplotlib.figure import Figure
from run_examples import answer, missing

LINK = re.compile(r"\[[^\]]*\]\(([^)]+)\)")
#: How much the mean of all pixels may differ, from 0 to 1: other processors may round a line's edge differently.
TOLERANCE = 0.002


def execute(source: str, place: str, namespace: dict[str, object]) -> tuple[str, list[bytes]]:
    """Runs a cell. Returns what it printed, and the PNG of each chart as Jupyter would show it."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        exec(compile(source, place, "exec"), namespace)
    charts = []
    for figure in map(pyplot.figure, pyplot.get_fignums()):
        check(figure, place)
        file = io.BytesIO()
        figure.savefig(file, format="png", bbox_inches="tight", metadata={"Software": None})
        charts.append(file.getvalue())
    pyplot.close("all")
    return out.getvalue(), charts


def check(figure: Figure, place: str) -> None:
    """Fails unless each of the figure's axes has a title, labels, and only lines and areas of three points or more."""
    for axes in figure.axes:
        drawn = [line.get_xydata() for line in axes.lines]
        drawn += [path.vertices for area in axes.collections for path in area.get_paths()]
        points = [len(np.unique(each[np.isfinite(each).all(axis=1)], axis=0)) for each in drawn]
        if min(points, default=0) < 3:
            sys.exit(f"{place}: a chart draws lines and areas of only {points} points")
        labelled_beside = any(other.get_ylabel() for other in axes.get_shared_y_axes().get_siblings(axes))
        if not (axes.get_title(loc="left") and axes.get_xlabel() and labelled_beside):
            sys.exit(f"{place}: a chart lacks a title or a label")


def same(one: bytes, other: bytes) -> bool:
    """Whether two PNGs look the same."""
    pixels, others = (image.imread(io.BytesIO(png)) for png in (one, other))
    return pixels.shape == others.shape and float(np.abs(pixels - others).mean()) < TOLERANCE


def compare(outputs: list[dict[str, Any]], printed: str, charts: list[bytes], place: str) -> None:
    text = "".join("".join(output["text"]) for output in outputs if output["output_type"] == "stream")
    if text != printed:
        sys.exit(f"{place}: the notebook has\n{text}\nbut its code prints\n{printed}")
    pictures = [base64.b64decode("".join(output["data"]["image/png"])) for output in outputs if "data" in output]
    if len(pictures) != len(charts) or not all(map(same, pictures, charts)):
        sys.exit(f"{place}: its code draws other charts than the notebook has")


def as_outputs(printed: str, charts: list[bytes]) -> list[dict[str, Any]]:
    """The outputs of a cell in the notebook format 4."""
    lines = printed.splitlines(keepends=True)
    streams = [{"name": "stdout", "output_type": "stream", "text": lines}] if lines else []
    return streams + [
        {"data": {"image/png": base64.b64encode(chart).decode()}, "metadata": {}, "output_type": "display_data"}
        for chart in charts
    ]


def main(document: pathlib.Path, write: bool) -> None:
    matplotlib.use("agg")
    warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
    notebook = json.loads(document.read_text(encoding="utf-8"))
    namespace: dict[str, object] = {"__name__": "__main__"}
    cells = drawn = 0
    printed = ""
    for number, cell in enumerate(notebook["cells"], 1):
        place = f"{document.name}, cell {number}"
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            lacking = missing(answer(source), printed) if printed else []
            lacking += [link for link in LINK.findall(source) if not (document.parent / link).exists()]
            if lacking:
                sys.exit(f"{place}: the output or the folder lacks {', '.join(lacking)}\n{printed}")
            printed = ""
            continue
        printed, charts = execute(source, place, namespace)
        cells += 1
        drawn += len(charts)
        if write:
            cell |= {"execution_count": cells, "outputs": as_outputs(printed, charts)}
        else:
            compare(cell["outputs"], printed, charts, place)
    if write:
        document.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{cells} cells, {drawn} charts")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2:] == ["--write"])
