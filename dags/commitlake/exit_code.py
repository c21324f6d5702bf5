"""Turns a worker's exit code and output into the error of its task."""

from __future__ import annotations

import json
import signal
from collections.abc import Sequence
from datetime import timedelta
from enum import IntEnum
from itertools import pairwise

from airflow.sdk.exceptions import AirflowException, AirflowFailException

#: The prefix of the line in which the worker says why it failed.
SPEAKER = "commitlake: "


class ExitCode(IntEnum):
    """The worker's exit codes, with the names of io.commitlake.cli.ExitCode."""

    DONE = 0
    BUG = 1
    USAGE = 2
    SETTINGS = 3
    REPOSITORIES = 4
    GITHUB = 5
    STORE = 6
    FAULTY = 7


#: Exit codes after which a retry can't succeed.
PERMANENT = (ExitCode.USAGE, ExitCode.SETTINGS, ExitCode.FAULTY)

#: The exit code of a container whose first process the kernel killed. The kernel may also kill a Git process for memory,
#: which marks the container as OOMKilled although the worker goes on and ends with an exit code of its own.
KILLED = 128 + signal.SIGKILL


class Unavailable(AirflowException):
    """
    The error of a task whose worker couldn't reach GitHub, had no tokens left, or couldn't use the store.

    :param code: the worker's exit code
    """

    def __init__(self, message: str, code: int) -> None:
        super().__init__(message)
        self.code = code


STOPPED = "The task and its worker were stopped. The worker's finished work is kept."


def failure(code: int, lines: Sequence[str | bytes] = ()) -> AirflowException:
    """
    The task's error, which names the exit code and ends with the worker's own reason.

    :param code: the worker's exit code
    :param lines: the worker's output
    """
    if code in PERMANENT:
        return AirflowFailException(f"The worker failed: {named(code)}, which a retry cannot fix. {reason(lines)}".rstrip())
    error = failed(f"{named(code)}. {reason(lines)}")
    return Unavailable(str(error), code) if code in (ExitCode.GITHUB, ExitCode.STORE) else error


def failed(why: str) -> AirflowException:
    """The error of a task that Airflow retries."""
    return AirflowException(f"The worker failed: {why.rstrip('. ')}. Its finished work is kept, and a retry does the rest.")


def timed_out(limit: timedelta | None) -> str:
    """The error of a task that ran for longer than its limit. Airflow retries it."""
    hours = f"{(limit or timedelta(0)) / timedelta(hours=1):g} h"
    return (
        f"The task ran for longer than COMMITLAKE_TASK_TIMEOUT_HOURS ({hours}) allows, so its worker was stopped. "
        "Its finished work is kept, and a retry does the rest."
    )


def named(code: int) -> str:
    """The exit code with its name; above 128, with the signal that ended the worker."""
    if code in ExitCode.__members__.values():
        return f"exit code {code} ({ExitCode(code).name})"
    if code - 128 in {known.value for known in signal.Signals}:
        number = signal.Signals(code - 128)
        why = " from outside, or because the machine ran out of memory" if number == signal.SIGKILL else " from outside"
        return f"killed by {number.name}{why} (exit code {code})"
    return f"exit code {code}"


def out_of_memory(limit: str, setting: str) -> AirflowException:
    """The error of a task whose container was killed at its memory limit, which a setting gives."""
    return failed(f"OOMKilled: the worker needs more than {limit} of memory, so raise {setting}")


def reason(lines: Sequence[str | bytes]) -> str:
    """The worker's last line that says why it failed; if there is none, the last line of its output."""
    texts = [line.decode(errors="replace") if isinstance(line, bytes) else line for line in lines]
    texts = [_message(text.strip()) for text in texts if text.strip()]
    for text, after in reversed([*pairwise([*texts, ""])]):
        if text.startswith(SPEAKER):
            # The worker reports a bug in two lines: an announcement that ends with a colon, then the exception.
            return f"{text} {after}" if text.endswith(":") else text
    return texts[-1] if texts else ""


def _message(line: str) -> str:
    """The message of a line of the worker's log, which COMMITLAKE_LOG=json makes an object; other lines as they are."""
    if not line.startswith("{"):
        return line
    try:
        return str(json.loads(line)["message"])
    except (ValueError, KeyError):
        return line
