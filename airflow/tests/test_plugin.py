"""Tests the plugin that shows the report of a run on the run's page."""

from __future__ import annotations

from typing import Any

from dag_process import DAGS, HERE, run

OPEN = """
import json
from commitlake_report import CommitlakeReport
from fastapi.testclient import TestClient

(mounted,) = CommitlakeReport.fastapi_apps
client = TestClient(mounted["app"], follow_redirects=False)
name = "manual__2024-11-01T00:00:00+00:00"
answers = [client.get("/report", params={"dag": dag, "run": name}) for dag in ("github_export", "other")]
print(json.dumps({
    "views": CommitlakeReport.external_views, "prefix": mounted["url_prefix"],
    "location": answers[0].headers["location"], "other": answers[1].text}))
"""


def opened(**more: str) -> Any:
    return run(OPEN, "docker", PYTHONPATH=f"{DAGS}:{HERE.parent / 'plugins'}", **more)


def test_a_runs_page_leads_to_the_address_of_its_report() -> None:
    shown = opened(COMMITLAKE_DATASET_URL="https://reports.example.com/")
    (view,) = shown["views"]
    assert view["destination"] == "dag_run"
    assert view["href"].startswith(shown["prefix"] + "/report?")
    # A folder is named for its run, percent-encoded; an address encodes the percent signs too.
    folder = "manual__2024-11-01T00%253A00%253A00%252B00%253A00"
    assert shown["location"] == f"https://reports.example.com/_commitlake/reports/{folder}/index.html"
    assert shown["other"] == "Only runs of github_export have a report here."


def test_without_an_address_for_browsers_a_runs_page_shows_no_report() -> None:
    assert opened()["views"] == []
