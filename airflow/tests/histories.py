"""The histories that the tests of Airflow export, and how what came out is held against them."""

from __future__ import annotations

import hashlib
import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from airflow_rest import out

#: Each an independent history of a commit a day; the sandbox numbers them by name, from 1000.
REPOSITORIES = ("alpha", "beta", "broken", "gamma")
FIRST_DAY = datetime(2024, 1, 1, 12, tzinfo=UTC)
DAYS = 220
DATA = ("commits", "file_changes", "file_states", "repositories")


def make_histories(folder: Path) -> None:
    """A commit a day in each, of files that grow and move, by pinned authors and dates."""
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
    # The sandbox's user owns them, for git serves nobody else's.
    out("chown", "-R", "10001:10001", str(folder))


def digest(dataset: Path) -> dict[str, str]:
    """The data files by key, with their SHA-256."""
    return {
        str(file.relative_to(dataset)): hashlib.sha256(file.read_bytes()).hexdigest()
        for table in DATA
        for file in sorted((dataset / table).rglob("*.parquet"))
    }


def hold_against_git(program: str, dataset: Path, histories: Path, snapshot: str) -> None:
    """The oracle, on every repository; fails with what it says."""
    for number, name in enumerate(REPOSITORIES):
        history = str(histories / f"{name}.git")
        words = ("--repository-id", str(1000 + number), "--full-name", f"sandbox/{name}", "--snapshot", snapshot)
        environment = os.environ | {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
        }
        out(sys.executable, program, "--dataset", str(dataset), "--git-dir", history, *words, env=environment)
