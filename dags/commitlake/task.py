"""The parts of a worker task that both runtimes share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from airflow.sdk import BaseOperator, Context
from airflow.sdk.exceptions import AirflowException, AirflowRescheduleException

from commitlake.reports import reports_of
from commitlake.waiting import error_or_wait

#: The file in which the worker writes a command's result, and both operators read it.
RESULT = "/airflow/xcom/return.json"

#: The folder in which a worker finds files with secrets, such as tokens and the key of a GitHub App.
SECRETS_FOLDER = "/secrets"


class WorkerTask(BaseOperator):
    """
    A mix-in for the operator of a runtime, which runs the command.

    :param shard: the shard of a mapped task
    :param lists: flags, each with the name of the run's parameter that holds the list of its values
    :param result_key: the key of the command's result whose value the task returns; by default the whole result
    :param reports: the folder with the reports of all runs; empty if the runs of this DAG have none
    :param memory_setting: the setting that limits the worker's memory
    :param longest_wait: the time for which the task waits for tokens or the store before it fails
    """

    def __init__(
        self,
        *,
        shard: Mapping[str, Any] | None = None,
        lists: Mapping[str, str] | None = None,
        result_key: str | None = None,
        reports: str = "",
        memory_setting: str = "COMMITLAKE_MEMORY_MB",
        longest_wait: timedelta = timedelta(0),
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        self.shard = shard
        self.lists = dict(lists or {})
        self.result_key = result_key
        self.reports = reports
        self.memory_setting = memory_setting
        self.longest_wait = longest_wait

    def full_command(self, command: list[str], context: Context) -> list[str]:
        """The command with each list flag whose parameter isn't empty in this run."""
        params = context["params"]
        return [*command, *(word for flag, name in self.lists.items() if params[name] for word in (flag, *params[name]))]

    def returned(self, result: Any) -> Any:
        """The part of a command's result that the task returns."""
        return result[self.result_key] if result and self.result_key else result

    def error_or_wait(self, error: AirflowException, summary: Mapping[str, Any] | None, context: Context) -> AirflowException:
        """The error of a failed try; if it is due to tokens or the store, the exception with which the task waits."""
        ended = error_or_wait(error, summary, context, pause=self.retry_delay, longest_wait=self.longest_wait)
        if isinstance(ended, AirflowRescheduleException):
            self.log.warning(
                "%s The task waits until %s, which isn't a retry.", error, f"{ended.reschedule_date:%Y-%m-%dT%H:%M:%SZ}"
            )
        return ended

    def log_reports(self, context: Context) -> None:
        """Writes the first line of a task's log, if its run has reports."""
        if self.reports:
            self.log.info("Reports of this run: %s", reports_of(context["ti"].run_id, self.reports))
