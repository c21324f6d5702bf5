"""docs/performance.md, whose tables between two markers are those of the recorded figures."""

from typing import Any

from . import tables
from .exports import ROOT

PAGE = ROOT / "docs" / "performance.md"
CHART = ROOT / "docs" / "images" / "performance.svg"
BEGIN = "<!-- tables of `make benchmark` -->\n"
END = "<!-- end of the tables -->\n"


def updated(text: str, record: dict[str, Any]) -> str:
    """The text of the page with the tables of a record."""
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise ValueError(f"{PAGE.name} should have the lines {BEGIN.strip()} and {END.strip()} once, in this order")
    blocks = [f"### {title}\n\n{tables.for_page(table)}\n" for title, table in tables.all_of(record)]
    blocks.append("### Runs\n\n" + "\n".join(f"- {line}" for line in tables.runs(record)) + "\n")
    before, rest = text.split(BEGIN)
    return before + BEGIN + "\n" + "\n".join(blocks) + "\n" + END + rest.split(END)[1]


def update(record: dict[str, Any]) -> None:
    PAGE.write_text(updated(PAGE.read_text(), record))
