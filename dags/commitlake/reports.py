"""Where a task leads to: the reports of its run, which the worker puts into the dataset."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from airflow.sdk import BaseOperatorLink

if TYPE_CHECKING:
    from airflow.sdk import BaseOperator
    from airflow.sdk.types import TaskInstanceKey


def reports_of(run: str) -> str:
    """
    The folder with ``extract-{shard}.json``, ``merge.json`` and ``validate.json`` of a run.

    COMMITLAKE_DATASET_URL is where a browser finds the dataset, such as a store's console; the dataset's own address without.
    """
    dataset = os.environ.get("COMMITLAKE_DATASET_URL") or os.environ.get("COMMITLAKE_DATASET", "")
    return f"{dataset.rstrip('/')}/_commitlake/reports/{quote(run, safe='')}/"


class ReportsLink(BaseOperatorLink):
    """A button on the task's page, for a failed one too. Airflow shows it where the address is one for browsers."""

    @property
    def name(self) -> str:
        return "Reports"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:  # noqa: ARG002
        return reports_of(ti_key.run_id)
