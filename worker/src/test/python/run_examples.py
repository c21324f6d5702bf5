"""Runs a document's code, block by block in one namespace, and compares each output with the answer in the text.

    run_examples.py [--in-order] DOCUMENT [HEADING ...]

Runs the blocks of Python, and those of SQL in DuckDB, under these headings, or all blocks without any. The first
sentence after a block is its answer: each number and each `name` in it must occur in the block's output, with --in-order
in the same order. Prints the number of blocks and of compared values.
"""

import contextlib
import io
import pathlib
import re
import sys

import duckdb

BLOCK = re.compile(r"^```(python|sql)\n(.*?)^```\n\n?(.*?)(?:\n\n|\Z)", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SENTENCE = re.compile(r"(.*?)[.](?=\s|\Z)", re.DOTALL)
VALUE = re.compile(r"`([^`]+)`|(?<![\w.,-])(\d[\d,]*(?:[.]\d+)?)(?![\w-])")


def heading_of(text: str, position: int) -> str:
    """The last heading before a position; a comment in a code block isn't one."""
    before = FENCED.sub(lambda code: " " * len(code[0]), text)[:position]
    headings = HEADING.findall(before)
    return headings[-1] if headings else ""


def answer(after: str) -> list[str]:
    """The values in the first sentence after a block, numbers without separators; none after a heading or a block."""
    sentence = SENTENCE.match(after)
    if sentence is None or after.startswith(("#", "`" * 3, "    ", "|")):
        return []
    return [name or number.replace(",", "") for name, number in VALUE.findall(sentence[1])]


def missing(values: list[str], output: str, in_order: bool = False) -> list[str]:
    """The values that aren't in an output, or not after the values before them; 10 isn't in 100."""
    lacking, start = [], 0
    for value in values:
        found = re.compile(rf"(?<![\w.]){re.escape(value)}(?!\w|[.]\d*[1-9])").search(output, start)
        if found is None:
            lacking.append(value)
        elif in_order:
            start = found.end()
    return lacking


def main(document: pathlib.Path, headings: list[str], in_order: bool = False) -> None:
    text = document.read_text(encoding="utf-8")
    namespace: dict[str, object] = {"__name__": "__main__"}
    blocks = compared = 0
    for block in BLOCK.finditer(text):
        if headings and heading_of(text, block.start()) not in headings:
            continue
        line = text.count("\n", 0, block.start()) + 2
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            if block[1] == "sql":
                rows = duckdb.sql(block[2]).fetchall()
                print(len(rows), "rows", *(value for row in rows for value in row))
            else:
                exec(compile("\n" * (line - 1) + block[2], document, "exec"), namespace)
        values = answer(block[3])
        lacking = missing(values, out.getvalue(), in_order)
        if lacking:
            sys.exit(f"{document.name}, line {line}: the output lacks {', '.join(lacking)}\n{out.getvalue()}")
        blocks += 1
        compared += len(values)
    print(f"{blocks} blocks, {compared} values")


if __name__ == "__main__":
    ordered = sys.argv[1] == "--in-order"
    main(pathlib.Path(sys.argv[1 + ordered]), sys.argv[2 + ordered :], ordered)
