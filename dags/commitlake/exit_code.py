"""How a worker's command ended, in one sentence for the task's page."""

from __future__ import annotations

import signal
from collections.abc import Sequence
from enum import IntEnum
from itertools import pairwise

from airflow.sdk.exceptions import AirflowException, AirflowFailException

#: The worker begins the sentence that says why it failed with its own name.
SPEAKER = "commitlake: "


class ExitCode(IntEnum):
    """The worker's exit codes, as io.commitlake.cli.ExitCode names them."""

    DONE = 0
    BUG = 1
    USAGE = 2
    SETTINGS = 3
    REPOSITORIES = 4
    GITHUB = 5
    STORE = 6
    FAULTY = 7


#: Exit codes that a retry can't mend.
PERMANENT = (ExitCode.USAGE, ExitCode.SETTINGS, ExitCode.FAULTY)

STOPPED = "The task was stopped, and its worker with it. What the worker has done is kept."


def failure(code: int, lines: Sequence[str | bytes] = ()) -> AirflowException:
    """
    The task's error: it names the exit code, and ends with the reason that the worker gave.

    :param lines: the worker's output
    """
    if code in PERMANENT:
        return AirflowFailException(f"The worker failed: {named(code)}, which no retry mends. {reason(lines)}".rstrip())
    return failed(f"{named(code)}. {reason(lines)}")


def failed(why: str) -> AirflowException:
    """The error of a task that is tried again."""
    return AirflowException(f"The worker failed: {why.rstrip('. ')}. What it has done is kept, a retry does the rest.")


def named(code: int) -> str:
    """An exit code with its name; above 128, the signal that ended the worker."""
    if code in ExitCode.__members__.values():
        return f"exit code {code} ({ExitCode(code).name})"
    if code - 128 in {known.value for known in signal.Signals}:
        number = signal.Signals(code - 128)
        why = " from outside, or because the machine ran out of memory" if number == signal.SIGKILL else " from outside"
        return f"killed by {number.name}{why} (exit code {code})"
    return f"exit code {code}"


def out_of_memory(limit: str) -> AirflowException:
    """The error of a task whose container was killed at its memory limit."""
    return failed(f"OOMKilled: it needs more than {limit} of memory, so raise COMMITLAKE_MEMORY_MB")


def reason(lines: Sequence[str | bytes]) -> str:
    """The worker's last word on why it failed; without one, the last line of its output."""
    texts = [line.decode(errors="replace") if isinstance(line, bytes) else line for line in lines]
    texts = [text.strip() for text in texts if text.strip()]
    for text, after in reversed([*pairwise([*texts, ""])]):
        if text.startswith(SPEAKER):
            # A bug is announced in one line and named in the next.
            return f"{text} {after}" if text.endswith(":") else text
    return texts[-1] if texts else ""
