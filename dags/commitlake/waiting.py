"""Decides when a task runs again that waits for tokens or for the store: such a wait uses up none of the task's retries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowRescheduleException

from commitlake.exit_code import ExitCode, Unavailable

#: The longest pause between two attempts to reach the store.
LONGEST_PAUSE = timedelta(minutes=15)


def error_or_wait(
    error: AirflowException,
    summary: Mapping[str, Any] | None,
    context: Context,
    *,
    pause: timedelta,
    longest_wait: timedelta,
) -> AirflowException:
    """
    The exception that ends a failed try: one that lets Airflow run the task again later in the same try, or else the error.

    A worker without tokens names the time from which a retry can help. If it names none, GitHub can't be reached, and the
    task's retries apply. A store names no time, so the pauses double.

    :param summary: the command's summary, if it wrote one
    :param pause: the pause before the first attempt to reach the store, and the shortest pause of all
    :param longest_wait: the time from the task's first wait until it fails; nothing waits if it is zero
    """
    retry_at = (summary or {}).get("retry_at")
    if not isinstance(error, Unavailable) or not longest_wait or (error.code == ExitCode.GITHUB and not retry_at):
        return error
    now = datetime.now(UTC)
    earlier_waits = context["task_reschedule_count"]
    # No pause is doubled more often than ten times, however long the store has been down: a time has a largest value.
    at = now + min(pause * 2 ** min(earlier_waits, 10), max(pause, LONGEST_PAUSE))
    if retry_at:
        at = max(now + pause, datetime.fromisoformat(retry_at))
    first = context["ti"].get_first_reschedule_date(context) or now
    if at > first + longest_wait:
        hours = f"{longest_wait / timedelta(hours=1):g} h"
        return AirflowFailException(
            f"{error} But COMMITLAKE_TASK_WAIT_HOURS allows no longer wait than {hours} since {first:%Y-%m-%dT%H:%M:%SZ}: "
            "raise it, or clear the task once the cause is gone."
        )
    return AirflowRescheduleException(at)  # type: ignore[no-untyped-call]
