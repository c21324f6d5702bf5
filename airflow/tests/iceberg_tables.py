"""Looks, on the real stack, at the Iceberg tables that the task ``catalog`` keeps."""

from __future__ import annotations

import json
from typing import Any

import pyarrow.parquet as pq
from airflow_rest import say
from stack import Stack

TABLES = ("commits", "file_changes", "file_states")


def cataloged(stack: Stack, run: str, snapshot: str) -> None:
    """The run's task ended well, and each table has all rows of the data files, and a tag for the snapshot."""
    assert stack.states(run)["catalog"] == "success", stack.states(run)
    counts = {}
    for table in TABLES:
        metadata = current_metadata(stack, table)
        current = next(one for one in metadata["snapshots"] if one["snapshot-id"] == metadata["current-snapshot-id"])
        counts[table] = int(current["summary"]["total-records"])
        files = stack.dataset().glob(f"{table}/repository_id=*/*/*.parquet")
        assert counts[table] == sum(pq.read_metadata(file).num_rows for file in files), (table, current)
        assert metadata["refs"][snapshot]["snapshot-id"] == current["snapshot-id"], (table, metadata["refs"])
    say(f"the Iceberg tables have all rows of the files: {counts}")


def current_metadata(stack: Stack, table: str) -> Any:
    folder = stack.dataset() / "iceberg" / table / "metadata"
    name = (folder / "version-hint.text").read_text()
    return json.loads((folder / f"{name}.metadata.json").read_text())
