"""The dataset as an asset of Airflow, and the task that updates it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from airflow.sdk import Asset, BaseOperator, Context
from airflow.sdk.exceptions import AirflowSkipException


def dataset_asset(name: str, dataset: str) -> Asset:
    """The asset that stands for a dataset. Its URI is the dataset's address; without one, its name."""
    return Asset(name, dataset) if dataset else Asset(name)


class UpdateAsset(BaseOperator):
    """
    Updates an asset, in the partition that is named for the snapshot date; is skipped if the run added no rows.

    The event's ``extra`` has the run's name (``run``) and the number of rows that it added to each table (``rows``).

    :param asset: the asset
    :param snapshot: the snapshot date, such as 2024-11-01
    :param merged: the result of ``merge``
    """

    template_fields = ("snapshot", "merged")

    def __init__(self, *, asset: Asset, snapshot: str, merged: Any, **arguments: Any) -> None:
        super().__init__(outlets=[asset], **arguments)
        self.asset = asset
        self.snapshot = snapshot
        self.merged: Mapping[str, Any] = merged

    def execute(self, context: Context) -> None:
        rows = self.merged["rows"]
        if not any(rows.values()):
            raise AirflowSkipException(
                f"The run added no rows to the dataset for {self.snapshot}, so the asset stays as it is."
            )
        event = context["outlet_events"][self.asset]
        event.add_partitions(self.snapshot)
        event.extra = {"run": context["ti"].run_id, "rows": dict(rows)}
        self.log.info("Updated the partition %s of %s: %s", self.snapshot, self.asset.uri, rows)
