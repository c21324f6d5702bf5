"""The tables of docs/performance.md and of the terminal, from what was measured."""

from collections.abc import Callable
from typing import Any

from . import figures

Table = list[list[str]]
TARGET = 400_000  # rows a second and core


def seconds(value: float) -> str:
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def ratio(value: float) -> str:
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def number(value: float) -> str:
    return f"{value:,.0f}"


def whole_exports(record: dict[str, Any]) -> Table:
    rows = [["history", "program", "rounds", "wall s", "CPU s", "peak MB", "wall : git log", "CPU : git log"]]
    for name, history in record["histories"].items():
        for figure in figures.exports_and_readers(history):
            if figure.failure:
                rows.append([name, figure.name, "1", f"failed: {figure.failure}", "", "", "", ""])
            else:
                costs = [seconds(figure.wall), seconds(figure.cpu), number(figure.mb)]
                rows.append([name, figure.name, str(figure.rounds), *costs, ratio(figure.wall_ratio), ratio(figure.cpu_ratio)])
    return rows


def histories(record: dict[str, Any]) -> Table:
    rows = [["history", "commits", "file changes", "MB of its pack", "MB of its objects", "dataset: files", "MB"]]
    for name, history in record["histories"].items():
        megabytes = [f"{history[key] / 1e6:.1f}" for key in ("pack_bytes", "object_bytes")]
        dataset = [number(history["files"]), f"{history['bytes'] / 1e6:.1f}"]
        rows.append([name, number(history["commits"]), number(history["rows"]["file_changes"]), *megabytes, *dataset])
    return rows


def limits(record: dict[str, Any]) -> Table:
    steps = ["index-pack", "diff-tree", "hash lines", "compare", "write rows"]
    rows = [["history", *steps, "sum", "extract, alone", "times the sum", "in a shard", "times the sum", "cat-file"]]
    if "parts" in record:
        works: list[float]
        for name, history in record["histories"].items():
            limit = figures.limit(history, record["parts"]["rates"])
            alone, shard = figures.extract_cpu(history)
            works = [limit.pack, limit.trees, limit.hash, limit.compare, limit.write, limit.total]
            shards = [seconds(shard), ratio(shard / limit.total)] if shard else ["", ""]
            extracts = [seconds(alone), ratio(alone / limit.total), *shards]
            rows.append([name, *map(seconds, works), *extracts, seconds(limit.inflate)])
    return rows


def parts(record: dict[str, Any]) -> Table:
    rows = [["part", "per", "median", "lowest", "highest", "beside it"]]
    if "parts" not in record:
        return rows
    measured: dict[str, Any] = record["parts"]
    rates: dict[str, dict[str, list[float]]] = measured["rates"]
    arrow = measured["arrow"]

    def add(part: str, name: str, unit: str, clock: str = "cpu", beside: str = "") -> None:
        scale = 1e6 if unit == "MB" else 1
        second = "CPU second" if clock == "cpu" else "second"
        values = [number(value / scale) for value in rates[name][clock]]
        rows.append([part, f"{unit} in a {second}", *values, beside])

    def file(size: float) -> str:
        return f"{number(size)} bytes, {size / arrow['rows']:.1f} a row"

    written = "FileChangesBenchmark.write:count"
    target = f"{rates[written]['cpu'][0] / TARGET:.0%} of the target; {file(measured['file']['bytes'])}"
    add("hash all lines of a version", "LinesBenchmark.hashWholeVersion:bytes", "MB")
    add("hash the lines that the version before lacks", "LinesBenchmark.hashNextVersion:bytes", "MB", beside="whole version")
    add("compare two hashed versions", "LinesBenchmark.compareHashes:count", "changes")
    add("hash both versions and compare them", "LinesBenchmark.countFromBytes:count", "changes")
    add("write file changes to Parquet", written, "rows", beside=target)
    best = number(arrow["rate"])
    rows.append(["Arrow's writer, from columns in memory", "rows in a CPU second", "", "", best, file(arrow["bytes"])])
    add("read them", "FileChangesBenchmark.read:count", "rows")
    add("claim an export in a folder", "LedgerBenchmark.claimNew:count", "claims", "wall", "each reaches the disk")
    add("find it claimed", "LedgerBenchmark.claimTaken:count", "claims", "wall")
    add("read a claim", "LedgerBenchmark.readClaim:count", "claims", "wall")
    return rows


def all_of(record: dict[str, Any]) -> list[tuple[str, Table]]:
    """Every table that has rows, with its title."""
    found = [(title, table(record)) for title, table in TABLES]
    return [(title, table) for title, table in found if len(table) > 1]


def runs(record: dict[str, Any]) -> list[str]:
    """A sentence for each history, and for the parts: what was measured, when, where and by which versions."""
    measured = {name: (history["run"], len(history["rounds"])) for name, history in record["histories"].items()}
    lines = []
    for name, (run, rounds) in measured.items():
        lines.append(f"`{name}`: {rounds} {'round' if rounds == 1 else 'rounds'}, {description(run)}.")
    if "parts" in record:
        lines.append(f"Parts, on `{record['parts']['history']}`: {description(record['parts']['run'])}.")
    return lines


def description(run: dict[str, Any]) -> str:
    machine = run["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    where = f"{machine['processor']}, {machine['cores']} cores, {machine['gb']} GB, {machine['system']}"
    return f"{run['at']}, worker of {run['commit']}, a load of {run['load']} before it; {where}; {versions}"


TABLES: list[tuple[str, Callable[[dict[str, Any]], Table]]] = [
    ("Histories", histories),
    ("Whole exports", whole_exports),
    ("Single parts", parts),
    ("The limit, in processor seconds", limits),
]


def for_terminal(table: Table) -> str:
    """A table with columns of equal width, texts at the left and numbers at the right."""
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = []
    for row in table:
        cells = [cell.rjust(width) if is_number(cell) else cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def is_number(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").isdigit()


def for_page(table: Table) -> str:
    """A table in Markdown. A column is at the right if most of its cells are numbers."""
    columns = list(zip(*table, strict=True))
    rules = ["--:" if 2 * sum(map(is_number, column)) > len(column) - 1 else "---" for column in columns]
    lines = [table[0], rules, *([cell.replace("|", "\\|") for cell in row] for row in table[1:])]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
