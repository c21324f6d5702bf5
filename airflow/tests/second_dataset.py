"""Exports a second dataset on the real stack, by a DAG of its own beside the others."""

from __future__ import annotations

import urllib.parse

from airflow_rest import say
from histories import REPOSITORIES
from stack import Stack

DAG = "second_export"
SNAPSHOT = "2024-02-01"


def begin_second(stack: Stack) -> str:
    """Tracks one repository in the second dataset, triggers its run beside others, and returns the run."""
    stack.worker("track", f"sandbox/{REPOSITORIES[0]}", dataset="s3://commitlake/second")
    stack.api("PATCH", f"/dags/{DAG}", {"is_paused": False})
    return stack.start(DAG, {"snapshot_date": SNAPSHOT, "shards": 1})


def second_exported(stack: Stack, run: str) -> None:
    """The run ended well, and its files, reports and event are those of the second dataset alone."""
    state = stack.ended(run, dag=DAG)
    where = f"/dags/{DAG}/dagRuns/{urllib.parse.quote(run)}"
    assert state == "success", stack.api("GET", f"{where}/taskInstances")["task_instances"]
    files = list(stack.dataset("second").glob("commits/*/*/*.parquet"))
    assert files
    assert len({file.parent.parent for file in files}) == 1, files
    reports = stack.dataset("second") / "_commitlake" / "reports" / urllib.parse.quote(run, safe="")
    assert (reports / "index.html").exists(), list(reports.parent.iterdir())
    events = stack.api("GET", f"/assets/events?source_run_id={urllib.parse.quote(run)}")["asset_events"]
    assert [(event["uri"], event["partition_key"]) for event in events] == [("s3://commitlake/second", SNAPSHOT)], events
    link = stack.api("GET", f"{where}/taskInstances/merge/links")["extra_links"]["Reports"]
    # The environment's address for browsers is that of the first dataset.
    assert link == f"s3://commitlake/second/_commitlake/reports/{urllib.parse.quote(run, safe='')}/", link
    say(f"a second dataset: {len(files)} files of its own, its own reports, and an event of {events[0]['uri']}")
