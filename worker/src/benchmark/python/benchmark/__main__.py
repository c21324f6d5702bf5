"""Measures whole exports beside other tools, and single parts of an export.

    python -m benchmark --histories sandbox/histories --rounds 3 --copies 5 --record

All programs take turns within a round, in another order in each round, so that other work on the machine hits all alike.
"""

import argparse
import pathlib
import signal
import subprocess
import sys
import tempfile
from typing import Any

from . import chart, page, parts, record, tables
from .exports import ROOT, Exports
from .tools import measured, tools_for

OUTPUT = ROOT / "target" / "benchmark"
# The benchmarks of single parts hold all file changes and the blobs of a history in memory.
MOST_FILE_CHANGES = 50_000
EXPORTS = "exports"


def git(repository: pathlib.Path, *words: str) -> str:
    return subprocess.run(["git", "-C", repository, *words], check=True, capture_output=True, text=True).stdout


def object_bytes(repository: pathlib.Path) -> tuple[int, int]:
    """The bytes of all objects of a repository, and of its blobs."""
    lines = git(repository, "cat-file", "--batch-all-objects", "--unordered", "--batch-check=%(objecttype) %(objectsize)")
    sizes = [(kind, int(size)) for kind, size in (line.split() for line in lines.splitlines())]
    return sum(size for _, size in sizes), sum(size for kind, size in sizes if kind == "blob")


class History:
    """One history, with all that measures it."""

    def __init__(self, bundle: pathlib.Path, copies: int, scratch: pathlib.Path) -> None:
        self.name = bundle.stem
        self.copies = copies
        self.repository = scratch / "bare.git"
        subprocess.run(["git", "clone", "-q", "--bare", bundle, self.repository], check=True)
        (scratch / "commits").write_text(git(self.repository, "rev-list", "HEAD"))
        self.commits = int(git(self.repository, "rev-list", "--count", "HEAD"))
        self.tools = tools_for(self.repository, scratch)
        self.rounds: list[dict[str, Any]] = []
        self.exports = Exports(bundle, copies, scratch)

    def round(self, limit: float) -> None:
        """Measures the exports and every tool once, and kills a tool that takes more seconds than the limit."""
        earlier: dict[str, list[Any]] = {}
        for one in self.rounds:
            for name, cost in one.items():
                earlier.setdefault(name, []).append(cost)
        turns = [EXPORTS, *self.tools]
        shift = len(self.rounds) * 3 % len(turns)
        now: dict[str, Any] = {}
        for name in turns[shift:] + turns[:shift]:
            if name == EXPORTS:
                now |= self.exports.cold() | self.exports.shard()
            elif (cost := measured(name, self.tools[name], earlier, limit)) is not None:
                now[name] = cost
        self.rounds.append(now)

    def result(self, run: dict[str, Any]) -> dict[str, Any]:
        contents = self.exports.contents()
        if contents["rows"]["commits"] != self.commits:
            raise SystemExit(f"the export of {self.name} has {contents['rows']['commits']} commits, Git {self.commits}")
        whole, blobs = object_bytes(self.repository)
        [pack] = (self.repository / "objects" / "pack").glob("*.pack")
        sizes = {"pack_bytes": pack.stat().st_size, "object_bytes": whole, "blob_bytes": blobs}
        return {"run": run, "commits": self.commits, **contents, **sizes, "copies": self.copies, "rounds": self.rounds}


def main() -> int:
    parser = argparse.ArgumentParser(prog="benchmark", description="Measures exports beside other tools, and their parts.")
    parser.add_argument("--histories", type=pathlib.Path, default=ROOT / "sandbox" / "histories", help="a folder of bundles")
    parser.add_argument("--names", nargs="*", default=[], help="only these of the bundles, in this order")
    parser.add_argument("--rounds", type=int, default=3, help="0: only single parts")
    parser.add_argument("--copies", type=int, default=5, help="so many copies of a history in one shard; 1: no shard")
    parser.add_argument("--limit", type=float, default=300, help="the most seconds of another tool")
    parser.add_argument("--no-parts", action="store_true", help="only whole exports")
    parser.add_argument("--record", action="store_true", help="put the figures into docs/performance.md")
    parser.add_argument("--page", action="store_true", help="measure nothing; put recorded figures into the page again")
    flags = parser.parse_args()
    if flags.page:
        publish(record.read(record.RECORDED))
        return 0
    names = flags.names or sorted(bundle.stem for bundle in flags.histories.glob("*.bundle"))
    result: dict[str, Any] = {"histories": {}}
    most = 0  # the parts are measured on each history that has more file changes than those before, and fits into memory
    for name in names:
        with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
            scratch = pathlib.Path(folder)
            run = record.run_now()
            history = History((flags.histories / f"{name}.bundle").resolve(), flags.copies, scratch)
            try:
                for number in range(1, flags.rounds + 1):
                    print(f"{name}: round {number} of {flags.rounds} ...", flush=True)
                    history.round(flags.limit)
                if flags.rounds:
                    result["histories"][name] = history.result(run)
                else:
                    history.exports.cold()
                changes = history.exports.contents()["rows"]["file_changes"]
                if not flags.no_parts and most < changes <= MOST_FILE_CHANGES:
                    most = changes
                    print(f"{name}: single parts ...", flush=True)
                    measured_parts = parts.run(history.repository, history.exports.newest(), scratch / "parts")
                    result["parts"] = {"run": run, "history": name, **measured_parts}
            finally:
                history.exports.stop()
    finish(result, flags.record)
    return 0


def finish(result: dict[str, Any], recorded: bool) -> None:
    """Prints and writes what was measured."""
    for title, table in tables.all_of(result):
        print(f"\n{title}\n\n{tables.for_terminal(table)}")
    record.write(result, OUTPUT / "figures.json")
    if result["histories"]:
        chart.draw(result, OUTPUT / "performance.svg")
    print(f"\nAll rounds are in {OUTPUT / 'figures.json'}.")
    if recorded:
        everything = record.merged(record.read(record.RECORDED), result)
        record.write(everything, record.RECORDED)
        publish(everything)


def publish(recorded: dict[str, Any]) -> None:
    """Puts recorded figures into the page and its chart."""
    chart.draw(recorded, page.CHART)
    page.update(recorded)
    print(f"{page.PAGE} has the figures.")


signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
sys.exit(main())
