"""A shard of 1,000 repositories, of which 50 are bad, each in one of many ways.

shard.py make FOLDER   makes them, and in FOLDER/shard the names, the faults and the later repositories.json
shard.py check FOLDER DATASET SUMMARY N   checks the outcomes of the shard's try N, from 1 on
"""

import json
import pathlib
import sys

import broken
import commits
import noted
import refs
import trees
from repository import COMMITTER, Repository

REPOSITORIES, RENAMED = 1000, 5
FETCH = {"kind": "git", "times": 1_000_000}
Kind = tuple[int, str, str, object]  # how many, the outcome, words of it, what makes them bad
KINDS: dict[str, Kind] = {
    # GitHub shows these otherwise than when the run was planned.
    "gone": (6, "gone", "", {"standing": "gone"}),
    "blocked": (5, "blocked", "", {"standing": "blocked"}),
    "suspended": (3, "blocked", "", {"standing": "suspended"}),
    # The history has no usable head.
    "unborn-head": (3, "empty", "no commit", refs.no_branches),
    "detached-head": (2, "empty", "no commit", refs.detached_head),
    "head-missing": (3, "empty", "no commit", refs.branch_to_a_missing_commit),
    # The history is corrupt.
    "blob-missing": (3, "failed", "can't be fetched", lambda to: broken.blob(to, broken.missing)),
    "tree-cut": (2, "failed", "can't be fetched", lambda to: broken.tree(to, broken.cut)),
    "commit-garbage": (2, "failed", "can't be fetched", lambda to: broken.commit(to, broken.garbage)),
    "tree-malformed": (2, "failed", "can't be fetched", trees.an_empty_name),
    # The history is too large for the memory.
    "huge-message": (2, "too-large", "bytes", commits.message_of_10_megabytes),
    "tree-bomb": (1, "too-large", "", trees.a_tree_bomb),
    # The server fails every fetch.
    "status-500": (3, "failed", "500", FETCH | {"fault": "status", "status": 500}),
    "status-502": (2, "failed", "502", FETCH | {"fault": "status", "status": 502}),
    "reset": (3, "failed", "can't be fetched", FETCH | {"fault": "reset"}),
    "truncated": (3, "failed", "can't be fetched", FETCH | {"fault": "truncated", "bytes": 300}),
    "silent": (2, "too-slow", "longer than PT30S", FETCH | {"fault": "slow", "delay": "PT10M"}),
    "status-403": (3, "failed", "403", FETCH | {"fault": "status", "status": 403}),
}


def good(to: Repository, number: int) -> None:
    """Three commits that differ from those of all other repositories."""
    tip: list[str] = []
    for day in range(3):
        committer = COMMITTER.replace(b"1600000000", b"%d" % (1_600_000_000 + 86_400 * day))
        files = {b"number": b"%d\n" % number * (day + 1), b"folder/day": b"%d\n" % day}
        tip = [to.commit(to.files(files), *tip, committer=committer)]
    to.branch(tip[0])


def make(folder: pathlib.Path) -> None:
    before: dict[str, dict] = {}
    after: dict[str, dict] = {}
    faults: list[dict] = []
    bad = [f"bad-{kind}-{i}" for kind, (count, *_) in KINDS.items() for i in range(count)]
    names = bad + [f"good-{i:03}" for i in range(REPOSITORIES - len(bad))]
    for number, name in enumerate(names):
        to = Repository(folder / f"{name}.git")
        before[name] = {"id": 1000 + number, "createdAt": "2020-01-01T00:00:00Z"}
        after[name] = dict(before[name])
        how = KINDS[name[4:-2]][3] if name in bad else None
        if callable(how):
            how(to)
            continue
        good(to, number)
        if isinstance(how, dict) and "standing" in how:
            after[name] |= how
        elif isinstance(how, dict):
            faults.append(how | {"path": f"/sandbox/{name}/"})
        elif number >= REPOSITORIES - RENAMED:
            after[name] |= {"fullName": f"renamed/{name}", "formerNames": [f"sandbox/{name}"]}
    (folder / "shard").mkdir()
    (folder / "repositories.json").write_text(json.dumps(before))
    (folder / "shard/repositories.json").write_text(json.dumps(after))
    (folder / "shard/names").write_text("".join(f"sandbox/{name}\n" for name in names))
    (folder / "shard/faults").write_text("".join(json.dumps(fault) + "\n" for fault in faults))


def check(folder: pathlib.Path, dataset: pathlib.Path, summary: pathlib.Path, attempt: int) -> int:
    """Every bad repository must have its outcome, and all others must be exported by the first try."""
    result = json.loads(summary.read_text())
    named = {name: f"failed: {words}" for name, words in result["failures"].items()} | result["unwell"]
    for name, entry in json.loads((folder / "repositories.json").read_text()).items():
        condition = noted.condition(dataset, entry["id"])
        if condition and f"sandbox/{name}" not in named:  # by the plan
            named[f"sandbox/{name}"] = f"{condition['condition'].lower()}: {condition['words']}"
    faults = []
    for kind, (count, outcome, words, _) in KINDS.items():
        for name in (f"sandbox/bad-{kind}-{i}" for i in range(count)):
            told = named.pop(name, "nothing")
            if not told.startswith(outcome + ":") or words not in told:
                faults.append(f"{name} is named as {told!r}, not {outcome} with {words!r}")
        print(f"| {kind} | {count} | {outcome} |")
    faults += [f"{name} isn't bad, but is named: {words}" for name, words in named.items()]
    bad = sum(count for count, *_ in KINDS.values())
    others = "exported" if attempt == 1 else "up to date"
    if result["outcomes"].get(others) != REPOSITORIES - bad:
        faults.append(f"try {attempt} ended as {result['outcomes']}, not with {REPOSITORIES - bad} {others}")
    print(*faults, sep="\n", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    if sys.argv[1] == "make":
        make(pathlib.Path(sys.argv[2]))
    else:
        sys.exit(check(*map(pathlib.Path, sys.argv[2:5]), int(sys.argv[5])))
