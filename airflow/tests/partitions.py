"""Looks, on the real stack, at what a DAG after an export learns of it."""

from __future__ import annotations

import urllib.parse
from typing import Any

from airflow_rest import say, until
from stack import Stack

CONSUMER = "after_export"


def told_of(stack: Stack, run: str, snapshot: str) -> None:
    """The DAG after the export ran once for this date, and learned which run it was and how many rows that added."""

    def look() -> Any:
        found = stack.api("GET", f"/dags/{CONSUMER}/dagRuns?limit=100")["dag_runs"]
        runs = [one for one in found if one["partition_key"] == snapshot]
        assert len(runs) <= 1, runs
        return runs[0] if runs and runs[0]["state"] in ("success", "failed") else None

    consumer = until(f"{CONSUMER} to run for {snapshot}", look)
    assert consumer["state"] == "success", consumer
    where = f"/dags/{CONSUMER}/dagRuns/{urllib.parse.quote(consumer['dag_run_id'])}/taskInstances/told"
    told = stack.api("GET", f"{where}/xcomEntries/return_value?deserialize=true")["value"]
    assert told["partition"] == snapshot, told
    (extra,) = told["extras"]
    assert extra["run"] == run, told
    assert extra["rows"]["commits"] > 0, told
    say(f"a DAG after the export ran for {snapshot} and learned of {extra['rows']}")


def not_told_of(stack: Stack, run: str, snapshot: str) -> None:
    """A run without new rows skips its task `complete`, and no DAG runs after it."""
    assert stack.states(run)["complete"] == "skipped", stack.states(run)
    events = stack.api("GET", f"/assets/events?source_run_id={urllib.parse.quote(run)}")["asset_events"]
    assert not events, events
    say(f"no event for {snapshot}, for which nothing was exported")
