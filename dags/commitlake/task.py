"""What a worker's task is on both runtimes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airflow.sdk import BaseOperator, Context

from commitlake.reports import reports_of

#: Where a command's result is written, and both operators look for it.
RESULT = "/airflow/xcom/return.json"

#: Where a worker finds the files of its secrets, such as tokens and the key of a GitHub App.
SECRETS_FOLDER = "/secrets"


class WorkerTask(BaseOperator):
    """
    Stands before a runtime's operator, which runs the command.

    :param shard: what a mapped task carries
    :param lists: flags that take a parameter of the run, a list, where it isn't empty
    :param result_key: what of the command's result the task returns; all of it without
    """

    def __init__(
        self,
        *,
        shard: Mapping[str, Any] | None = None,
        lists: Mapping[str, str] | None = None,
        result_key: str | None = None,
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        self.shard = shard
        self.lists = dict(lists or {})
        self.result_key = result_key

    def words(self, command: list[str], context: Context) -> list[str]:
        """The command with those of its flags whose parameter isn't empty in this run."""
        params = context["params"]
        return [*command, *(word for flag, name in self.lists.items() if params[name] for word in (flag, *params[name]))]

    def part(self, result: Any) -> Any:
        """What of a command's result the task returns."""
        return result[self.result_key] if result and self.result_key else result

    @staticmethod
    def reports(context: Context) -> str:
        """The first line of a task's log."""
        return f"Reports of this run: {reports_of(context['ti'].run_id)}"
