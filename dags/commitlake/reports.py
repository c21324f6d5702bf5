"""Where a task's page leads to: the reports of its run, which the worker puts into the dataset."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

from airflow.sdk import BaseOperatorLink

if TYPE_CHECKING:
    from airflow.sdk import BaseOperator
    from airflow.sdk.types import TaskInstanceKey


class ReportsLink(BaseOperatorLink):
    """
    The folder with ``extract-{shard}.json``, ``merge.json`` and ``validate.json`` of a run. It is there for a failed task too.

    COMMITLAKE_DATASET_URL is where a browser finds the dataset, such as a store's console; the dataset's own address without.
    """

    @property
    def name(self) -> str:
        return "Reports"

    def get_link(self, operator: BaseOperator, *, ti_key: TaskInstanceKey) -> str:  # noqa: ARG002
        dataset = os.environ.get("COMMITLAKE_DATASET_URL") or os.environ.get("COMMITLAKE_DATASET", "")
        return f"{dataset.rstrip('/')}/_commitlake/reports/{quote(ti_key.run_id, safe='')}/"
