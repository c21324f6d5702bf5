"""Links from a task to the reports of its run, which the worker writes into the dataset."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from airflow.sdk import BaseOperatorLink

if TYPE_CHECKING:
    from airflow.sdk import BaseOperator
    from airflow.sdk.types import TaskInstanceKey


#: The DAG whose runs have reports.
EXPORT = "github_export"


def reports_of(run: str) -> str:
    """
    The address of a run's folder of reports: ``index.html`` for people, and a JSON file for each step.

    It is below COMMITLAKE_DATASET_URL, the dataset's address for a browser; if that isn't set, below the dataset's own address.
    """
    folder = f"_commitlake/reports/{quote(run, safe='')}/"
    # The folder's own name is percent-encoded, and an address for a browser encodes that once more.
    if url := os.environ.get("COMMITLAKE_DATASET_URL"):
        return f"{url.rstrip('/')}/{quote(folder)}"
    return f"{os.environ.get('COMMITLAKE_DATASET', '').rstrip('/')}/{folder}"


class ReportsLink(BaseOperatorLink):
    """A button on the task's page, also if the task failed. Airflow shows it only for an address that a browser can open."""

    @property
    def name(self) -> str:
        return "Reports"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:  # noqa: ARG002
        return reports_of(ti_key.run_id) if ti_key.dag_id == EXPORT else ""
