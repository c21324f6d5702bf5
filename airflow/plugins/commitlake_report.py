"""Shows the report of a run of `github_export` on the run's page, if COMMITLAKE_DATASET_URL is set."""

from __future__ import annotations

import os

from airflow.plugins_manager import AirflowPlugin
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse, RedirectResponse, Response

from commitlake.reports import reports_folder, reports_of
from commitlake.settings import settings

DAG = "github_export"

app = FastAPI(title="Reports of Commitlake's runs", docs_url=None, redoc_url=None, openapi_url=None)


@app.get("/report")
def report(dag: str, run: str) -> Response:
    """Leads to the report in the dataset: Airflow can't write its address, which encodes the run's name twice."""
    if dag != DAG:
        return PlainTextResponse(f"Only runs of {DAG} have a report here.")
    return RedirectResponse(reports_of(run, reports_folder(settings())) + "index.html")


class CommitlakeReport(AirflowPlugin):
    """A tab on the page of each run."""

    name = "commitlake_report"
    fastapi_apps = [{"app": app, "url_prefix": "/commitlake", "name": "Commitlake"}]
    external_views = (
        [
            {
                "name": "Report",
                "href": "/commitlake/report?dag={DAG_ID}&run={RUN_ID}",
                "destination": "dag_run",
                "url_route": "commitlake-report",
            }
        ]
        if os.environ.get("COMMITLAKE_DATASET_URL")
        else []
    )
