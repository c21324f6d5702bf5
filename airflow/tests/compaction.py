"""Compacts the Iceberg tables on the real stack, by the DAG ``github_compact``."""

from __future__ import annotations

import urllib.parse

import pyarrow.parquet as pq
from airflow_rest import say
from iceberg_tables import TABLES
from stack import Stack

DAG = "github_compact"
BUCKETS = 2


def begin(stack: Stack) -> str:
    """Triggers a run beside others, and returns it."""
    stack.api("PATCH", f"/dags/{DAG}", {"is_paused": False})
    return stack.start(DAG, {"buckets": BUCKETS, "min_files": 2})


def compacted(stack: Stack, earlier: str) -> None:
    """An earlier run ended well beside exports. A second one adds what came since: each table has all rows, in few files."""
    first = tables(stack, earlier)
    second = tables(stack, begin(stack))
    for table in TABLES:
        small = list(stack.dataset().glob(f"{table}/repository_id=*/*/*.parquet"))
        rows = sum(pq.read_metadata(file).num_rows for file in small)
        assert second[table]["rows"] == rows > first[table]["rows"] > 0, (table, first, second, rows)
        assert second[table]["files"] <= BUCKETS < len(small), (table, second, len(small))
        kept = stack.dataset("compacted") / "compacted" / table / "data"
        assert len(list(kept.rglob("*.parquet"))) >= second[table]["files"], kept
    say(f"compacted by {DAG}: {second}")


def tables(stack: Stack, run: str) -> dict[str, dict[str, int]]:
    """The sizes of the compacted tables as a run's task says them, once the run has ended well."""
    state = stack.ended(run, dag=DAG)
    where = f"/dags/{DAG}/dagRuns/{urllib.parse.quote(run)}"
    tasks = stack.api("GET", f"{where}/taskInstances")["task_instances"]
    log = stack.api("GET", f"{where}/taskInstances/compact/logs/1?full_content=true")["content"]
    assert state == "success", (tasks, log)
    found = stack.api("GET", f"{where}/taskInstances/compact/xcomEntries/return_value?deserialize=true")["value"]
    return dict(found["tables"])
