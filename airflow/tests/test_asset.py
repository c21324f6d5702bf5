"""Tests the asset's events, and the example DAG that runs after them. Only the Docker engine is a fake."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dag_process import DAGS, database, run

# Runs the export for some dates, each with the rows that its merge says, and looks at what it tells Airflow.
EXPORTS = """
import json
import commits_per_repository, github_export
from airflow.models.asset import AssetEvent, AssetPartitionDagRun
from airflow.models.pool import Pool
from airflow.utils.db import initdb
from airflow.utils.session import create_session
from fake_engine import FakeEngine
from sqlalchemy import select

engine = FakeEngine()
engine.use()
initdb()
Pool.create_or_update_pool("github_extract", 4, "", True)
states = []
for date, rows in json.loads(%r):
    results = {"shards": [{"number": 0, "label": "one"}]}, {}, {"rows": rows}, {}, {}
    engine.runs([(0, result) for result in results])
    run = github_export.dag.test(run_conf={"snapshot_date": date})
    states.append([str(run.state), *(task.state for task in run.get_task_instances() if task.task_id == "complete")])
with create_session() as session:
    events = [[event.uri, event.partition_key, event.extra["rows"], event.extra["run"] == event.source_run_id]
              for event in session.scalars(select(AssetEvent).order_by(AssetEvent.id))]
    wanted = session.scalars(select(AssetPartitionDagRun).order_by(AssetPartitionDagRun.id)).all()
    wanted = [[one.target_dag_id, one.partition_key] for one in wanted]
print(json.dumps({"states": states, "events": events, "wanted": wanted}))
"""


def test_a_run_updates_the_partition_of_its_date_if_it_added_rows(tmp_path: Path) -> None:
    for file in ("github_export.py", "examples/commits_per_repository.py"):
        (tmp_path / Path(file).name).write_text((DAGS / file).read_text())
    rows = {"commits": 3, "file_changes": 7}
    own = database(tmp_path) | {"AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION": "False"}
    ended = run(EXPORTS % json.dumps([("2024-11-01", rows), ("2024-11-02", {})]), "docker", **own)
    assert ended == {
        "states": [["success", "success"], ["success", "skipped"]],
        "events": [["s3://commitlake/github", "2024-11-01", rows, True]],
        "wanted": [["commits_per_repository", "2024-11-01"]],
    }


ANSWER = """
import json
from types import SimpleNamespace
import commits_per_repository
task = commits_per_repository.dag.get_task("busiest_repositories")
print(json.dumps(task.python_callable(dag_run=SimpleNamespace(partition_key="2024-11-01"))))
"""


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """The data files of two runs and of an export that isn't complete."""
    listed: list[dict[str, Any]] = []

    def commits(repository: int, count: int, day: int | None) -> None:
        path = f"commits/repository_id={repository}/commit_month=2024-10/commits_{repository}-{day}.parquet"
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        rows = [{"repository_id": repository, "num_lines_added": 10} for _ in range(count)]
        pq.write_table(pa.Table.from_pylist(rows), tmp_path / path)
        if day:
            listed.append({"path": path, "table": "commits", "snapshot_at": datetime(2024, 11, day, tzinfo=UTC)})

    commits(1000, 2, 1)
    commits(1001, 5, 1)
    commits(1000, 9, 2)
    commits(1001, 50, None)
    (tmp_path / "data_files").mkdir()
    # A merge that was killed may list a file twice.
    pq.write_table(pa.Table.from_pylist([*listed, listed[0]]), tmp_path / "data_files/data_files_r.parquet")
    return tmp_path


def test_the_example_counts_the_commits_of_its_date_alone(dataset: Path) -> None:
    own = {"PYTHONPATH": f"{DAGS}:{DAGS / 'examples'}", "COMMITLAKE_DATASET": f"file:{dataset}"}
    assert run(ANSWER, "docker", **own) == [[1001, 5, 50], [1000, 2, 20]]
