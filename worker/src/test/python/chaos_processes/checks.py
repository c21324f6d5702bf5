"""Compares a dataset with an undisturbed one, with its own claims carried out again, and with Git."""

import hashlib
import json
import pathlib
import subprocess
import sys
from typing import Any

from .histories import Moving, git
from .servers import ROOT

ORACLE = ROOT / "worker" / "src" / "test" / "python" / "check_dataset.py"
TABLES = ("commits", "file_changes", "file_states")
RECORDS = pathlib.Path("_commitlake")


def ledger(dataset: pathlib.Path) -> pathlib.Path:
    """The folder of the ledger, which has an ID if it has moved here."""
    record = dataset / RECORDS / "dataset.json"
    moved = json.loads(record.read_bytes()).get("ledger_id") if record.exists() else None
    return dataset / RECORDS / (f"ledgers/{moved}/ledger" if moved else "ledger")


def data_files(dataset: pathlib.Path, repository: int) -> dict[str, str]:
    """The hash of each data file of a repository, by key."""
    return {
        str(file.relative_to(dataset)): hashlib.sha256(file.read_bytes()).hexdigest()
        for table in TABLES
        for file in sorted((dataset / table / f"repository_id={repository}").rglob("*.parquet"))
    }


def records(dataset: pathlib.Path, kind: str, repository: int) -> dict[str, Any]:
    """The ledger's records of a repository, by export number."""
    folder = ledger(dataset) / kind / str(repository)
    return {file.stem: json.loads(file.read_bytes()) for file in sorted(folder.glob("*.json"))}


def different_files(one: pathlib.Path, other: pathlib.Path, repository: int) -> list[str]:
    """The keys of a repository's data files that only one dataset has, or whose bytes differ."""
    ours, theirs = data_files(one, repository), data_files(other, repository)
    return sorted(key for key in ours.keys() | theirs.keys() if ours.get(key) != theirs.get(key))


def ledger_faults(dataset: pathlib.Path, repository: int) -> list[str]:
    """Exports that aren't complete and closed: nothing in these rounds makes a claim void."""
    claims, outcomes = records(dataset, "claims", repository), records(dataset, "outcomes", repository)
    faults = [f"export {repository}-{number} has no outcome" for number in claims.keys() - outcomes.keys()]
    faults += [f"export {repository}-{number} has no claim" for number in outcomes.keys() - claims.keys()]
    for number, outcome in outcomes.items():
        if outcome["outcome"] != "complete":
            faults.append(f"export {repository}-{number} is {outcome}")
    # A worker that died before its claim leaves a mark; the next export takes the number.
    marks = [ledger(dataset) / "open" / f"{repository}-{number}" for number in claims]
    faults += [f"export {mark.name} is open" for mark in marks if mark.exists()]
    return faults


def row_faults(dataset: pathlib.Path, repository: Moving, server: str) -> list[str]:
    """What the oracle finds: each row of what each claimed tip reaches, missing, double or wrong."""
    tips = list(dict.fromkeys(claim["tip"]["sha"] for claim in records(dataset, "claims", repository.id).values()))
    # The tips that another one reaches need no look of their own.
    tips = git(repository.folder, "merge-base", "--independent", *tips).split() if tips else []
    faults = [] if tips else [f"{repository.full_name} has no export"]
    for tip in tips:
        command = [sys.executable, str(ORACLE), "--dataset", str(dataset), "--git-dir", str(repository.folder)]
        command += ["--repository-id", str(repository.id), "--full-name", repository.full_name]
        command += ["--server-url", server, "--format", "2", "--tip", tip]
        command += ["--allow-extra-commits"] if len(tips) > 1 else []
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            faults.append(f"{repository.full_name} up to {tip}:\n{done.stdout}{done.stderr}")
    return faults


def copy_claims(dataset: pathlib.Path, to: pathlib.Path, repository: int) -> None:
    """Gives another dataset the same claims and users, open, so that its next run carries them out."""
    for kind in ("claims", "users"):
        for number, record in records(dataset, kind, repository).items():
            copy = ledger(to) / kind / str(repository) / f"{number}.json"
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(json.dumps(record))
            opened = ledger(to) / "open" / f"{repository}-{number}"
            opened.parent.mkdir(parents=True, exist_ok=True)
            opened.touch()
