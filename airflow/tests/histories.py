"""The histories that the tests of Airflow export, and the comparison of the dataset with them."""

from __future__ import annotations

import hashlib
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from airflow_rest import out

#: Independent histories with a commit a day; the sandbox numbers them in the order of their names, from 1000.
REPOSITORIES = ("alpha", "beta", "broken", "gamma")
FIRST_DAY = datetime(2024, 1, 1, 12, tzinfo=UTC)
DAYS = 220
DATA = ("commits", "file_changes", "file_states", "repositories")


def make_histories(folder: Path) -> None:
    """Makes the repositories, each with a commit a day on growing files, with fixed authors and dates."""
    for number, name in enumerate(REPOSITORIES):
        repository = folder / f"{name}.git"
        out("git", "init", "-q", "--bare", "-b", "main", str(repository))
        lines: list[str] = []
        for day in range(DAYS):
            at = int((FIRST_DAY + timedelta(days=day)).timestamp())
            text = "".join(f"{name} {n}\n" for n in range(day % 40 + number + 1))
            lines += [
                "commit refs/heads/main",
                f"committer A <{1000 + number}+a@users.noreply.github.com> {at} +0000",
                f"data {len(f'day {day}')}",
                f"day {day}",
                f"M 100644 inline src/file{day % 7}.py",
                f"data {len(text)}",
                text,
            ]
        stream = "\n".join(lines) + "\n"
        out("git", "-C", str(repository), "fast-import", "--quiet", input=stream)
        out("git", "-C", str(repository), "repack", "-adq")
    # Git serves only repositories that belong to its user, here the sandbox's.
    out("chown", "-R", "10001:10001", str(folder))


def digest(dataset: Path) -> dict[str, str]:
    """The SHA-256 of each data file, by its key."""
    return {
        str(file.relative_to(dataset)): hashlib.sha256(file.read_bytes()).hexdigest()
        for table in DATA
        for file in sorted((dataset / table).rglob("*.parquet"))
    }


def hold_against_git(program: str, dataset: Path, histories: Path, snapshot: str) -> None:
    """Runs the oracle on every repository; fails with its output."""
    for number, name in enumerate(REPOSITORIES):
        history = str(histories / f"{name}.git")
        words = ("--repository-id", str(1000 + number), "--full-name", f"sandbox/{name}", "--snapshot", snapshot)
        environment = os.environ | {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
        }
        out(sys.executable, program, "--dataset", str(dataset), "--git-dir", history, *words, env=environment)
