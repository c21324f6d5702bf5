"""Links from a task to the reports of its run, which the worker writes into the dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from airflow.sdk import BaseOperatorLink

from commitlake.settings import Settings

if TYPE_CHECKING:
    from airflow.sdk import BaseOperator
    from airflow.sdk.types import TaskInstanceKey


def reports_folder(settings: Settings) -> str:
    """
    The address of the folder with the reports of all runs, with a slash at the end.

    It is below the dataset's address for a browser; if that isn't set, below the dataset's own address.
    """
    return f"{(settings.dataset_url or settings.dataset).rstrip('/')}/_commitlake/reports/"


def reports_of(run: str, folder: str) -> str:
    """
    The address of a run's reports: ``index.html`` for people, and a JSON file for each step.

    :param folder: the folder with the reports of all runs
    """
    name = quote(run, safe="")
    # The folder's own name is percent-encoded, and an address for a browser encodes that once more.
    return f"{folder}{quote(name) if folder.startswith('http') else name}/"


class ReportsLink(BaseOperatorLink):
    """A button on the task's page, also if the task failed. Airflow shows it only for an address that a browser can open."""

    @property
    def name(self) -> str:
        return "Reports"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:
        folder = getattr(operator, "reports", "")
        return reports_of(ti_key.run_id, folder) if folder else ""
