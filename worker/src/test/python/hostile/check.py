"""Compares how the exports of all cases ended with how they must end, and prints a table.

check.py HISTORIES DATASET SNAPSHOT

The program check_dataset.py compares each exported repository with Git. Needs pyarrow, like that program.
"""

import contextlib
import io
import itertools
import json
import pathlib
import re
import sys
import unittest.mock

import make
import noted
from case import CASES, EXPORTED, Case

sys.path.append(str(pathlib.Path(__file__).parents[1]))
import check_dataset

# Java knows more encodings than that program's list, and 0 is no user's ID.
check_dataset.ENCODINGS = re.compile(check_dataset.ENCODINGS.pattern + "|^utf-16[bl]e$", re.IGNORECASE)
check_dataset.NOREPLY = re.compile(r"^(0*[1-9]\d{0,17})\+[^@]+@users\.noreply\.github\.com$")


def oracle(histories: pathlib.Path, dataset: pathlib.Path, name: str, repository: int, snapshot: str) -> str:
    """Empty if the dataset has exactly the rows of a history, else the differences."""
    arguments = ["--dataset", str(dataset), "--git-dir", str(histories / f"{name}.git"), "--format", "2"]
    arguments += ["--repository-id", str(repository), "--full-name", f"sandbox/{name}", "--snapshot", snapshot]
    out = io.StringIO()
    with contextlib.redirect_stdout(out), unittest.mock.patch.object(sys, "argv", ["check_dataset.py", *arguments]):
        try:
            check_dataset.main()
        except SystemExit as end:
            return out.getvalue() if end.code else ""
        except Exception as fault:
            return f"{type(fault).__name__}: {fault}"
    return "the check never ended"


def parents_below_the_tree(body: bytes) -> tuple:
    """A commit as the other program reads it, but only with the parents that Git reads: those directly below the tree."""
    parents, *others = PARSED(body)
    below = itertools.takewhile(lambda line: line.startswith(b"parent "), body.split(b"\n")[1:])
    return parents[: len(list(below))], *others


PARSED = check_dataset.parse_commit
check_dataset.parse_commit = parents_below_the_tree


def outcome(name: str, dataset: pathlib.Path, repository: int) -> tuple[str, str]:
    """A repository's outcome by the reports of the run's shards, or by the ledger, and the words for it."""
    for path in dataset.glob("_commitlake/reports/*/extract-*.json"):
        report = json.loads(path.read_text())
        if words := report["failures"].get(name):
            return "failed", words
        if words := report["unwell"].get(name):
            return words.partition(":")[0], words
    if condition := noted.condition(dataset, repository):
        return condition["condition"].lower().replace("_", "-"), condition["words"]
    return EXPORTED, ""


def fault(made: Case, ended: str, words: str, differences: str) -> str:
    """What is wrong with an outcome; empty if nothing is."""
    if ended not in made.outcome.split(" or "):
        return f"ended as {ended}, not {made.outcome}: {words}"
    if differences:
        return f"isn't exported as Git has it:\n{differences}"
    if ended != EXPORTED and not re.search(made.words, words):
        return f"is named without the reason {made.words!r}: {words}"
    if re.search(r"[^\n\t -~\u00a0-\U0010ffff]", words):
        return f"is named with control characters: {words!r}"
    return ""


def main(histories: pathlib.Path, dataset: pathlib.Path, snapshot: str) -> int:
    ids = {name: entry["id"] for name, entry in json.loads((histories / "repositories.json").read_text()).items()}
    faults = 0
    table: dict[str, dict[str, int]] = {module.__name__: {} for module in make.MODULES}
    for made in CASES:
        ended, words = outcome(f"sandbox/{made.name}", dataset, ids[made.name])
        differences = oracle(histories, dataset, made.name, ids[made.name], snapshot) if ended == EXPORTED else ""
        if wrong := fault(made, ended, words, differences):
            faults += 1
            print(f"{made.name} {wrong}", file=sys.stderr)
        else:
            row = table[made.module]
            row[ended] = row.get(ended, 0) + 1
    print("| repositories | exported, equal to Git | named |\n|---|---|---|")
    for module, row in table.items():
        named = ", ".join(f"{count} {ended}" for ended, count in sorted(row.items()) if ended != EXPORTED)
        print(f"| {module} | {row.get(EXPORTED, 0)} | {named} |")
    print(f"{len(CASES) - faults} passed, {faults} failed")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]))
