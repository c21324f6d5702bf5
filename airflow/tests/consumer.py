"""A DAG that runs after each export, for compose.py; it returns what it was told."""

from __future__ import annotations

from typing import Any

from airflow.sdk import DAG, Asset, PartitionedAssetTimetable, task

with DAG(
    "after_export",
    schedule=PartitionedAssetTimetable(assets=Asset.ref(name="commitlake")),
    catchup=False,
    is_paused_upon_creation=False,
):

    @task
    def told(dag_run: Any = None, triggering_asset_events: Any = None) -> dict[str, Any]:
        events = [event for found in triggering_asset_events.values() for event in found]
        return {"partition": dag_run.partition_key, "extras": [event.extra for event in events]}

    told()
