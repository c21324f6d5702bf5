"""Measures a command with all processes that it starts."""

import os
import pathlib
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from typing import NamedTuple

# More samples would slow the command down.
SECONDS_BETWEEN_SAMPLES = 0.2


class Cost(NamedTuple):
    """What a command cost.

    wall: seconds. cpu: processor seconds of the command and of all descendants that were waited for. mb: the most
    memory that all its processes held at once, in MB (2^20 bytes), 0 if it ended before the first sample.
    """

    wall: float
    cpu: float
    mb: float


class Failed(Exception):
    """A command that failed or took too long; its text says which."""


def parents() -> dict[int, int]:
    """The parent of each process of this machine."""
    found = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                stat = pathlib.Path("/proc", entry, "stat").read_text(errors="replace")
            except OSError:
                continue  # the process has ended
            # The name, which is in parentheses, may have any characters.
            found[int(entry)] = int(stat[stat.rindex(")") + 2 :].split()[1])
    return found


def descendants(root: int, parent_of: Mapping[int, int]) -> set[int]:
    """A process and all that it started."""
    tree, found = set(), {root}
    while found:
        tree |= found
        found = {child for child, parent in parent_of.items() if parent in found} - tree
    return tree


def proportional_kilobytes(rollup: str) -> int:
    """The kB of a process, of which a page that several processes share counts for each in part."""
    return next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)


def memory(root: int) -> float:
    """The memory of a process and all that it started, in MB."""
    total = 0
    for process in descendants(root, parents()):
        try:
            total += proportional_kilobytes(pathlib.Path(f"/proc/{process}/smaps_rollup").read_text())
        except OSError:
            continue  # the process has ended
    return total / 1024


def measure(
    command: Sequence[str | os.PathLike[str]],
    environment: Mapping[str, str] | None = None,
    stdin: pathlib.Path | None = None,
    limit: float = 3600,
) -> Cost:
    """Runs a command to its end, without its output.

    limit: seconds after which it is killed. Raises Failed with the last lines of its errors.
    """
    with open(stdin or os.devnull, "rb") as given, tempfile.TemporaryFile() as errors:
        begun = time.monotonic()
        child = subprocess.Popen(
            command, env=environment, stdin=given, stdout=subprocess.DEVNULL, stderr=errors, start_new_session=True
        )
        try:
            peak, used = watch(child, begun, limit)
            wall = time.monotonic() - begun
        finally:
            if child.returncode is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()
        if child.returncode != 0:
            errors.seek(0)
            text = errors.read().decode(errors="replace").strip()
            raise Failed(f"{os.fspath(command[0])} ended with {child.returncode}: {text[-2000:]}")
        return Cost(wall, used, peak)


def watch(child: subprocess.Popen[bytes], begun: float, limit: float) -> tuple[float, float]:
    """Waits for a process, and returns its memory's peak in MB and its processor seconds, with those of its descendants."""
    peak = 0.0
    sample = time.monotonic()
    while True:
        ended, status, usage = os.wait4(child.pid, os.WNOHANG)
        if ended:
            child.returncode = os.waitstatus_to_exitcode(status)
            return peak, usage.ru_utime + usage.ru_stime
        now = time.monotonic()
        if now > begun + limit:
            raise Failed(f"took more than {limit:.0f} s")
        if now >= sample:
            peak = max(peak, memory(child.pid))
            sample = time.monotonic() + SECONDS_BETWEEN_SAMPLES
        time.sleep(0.01)
