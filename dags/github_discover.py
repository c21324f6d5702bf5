"""Repositories to export, found by stars and creation date."""

from __future__ import annotations

import pendulum
from airflow.sdk import DAG, Param

from commitlake.settings import settings
from commitlake.worker import worker

with DAG(
    "github_discover",
    description="Adds GitHub's repositories of so many stars to the dataset",
    schedule=None,
    start_date=pendulum.datetime(2024, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=["commitlake"],
    params={
        "created_from": Param("2008-01-01", type="string", format="date"),
        "created_to": Param(None, type=["null", "string"], format="date", description="The run's date without."),
        "window": Param("P3D", type="string", description="Days that one search begins with; it is halved where needed."),
        "stars": Param(100, type="integer", minimum=0, description="At least so many."),
        "forks": Param(False, type="boolean", description="Forks too; without it there are none, as in GitHub's search."),
        "repositories_per_file": Param(1000, type="integer", minimum=1, maximum=1000),
    },
    doc_md="""
### Repositories to export

Searches GitHub for repositories created between two dates with at least so many stars, and adds those that the dataset doesn't
have. What was found is held against GitHub's own counts. Run it again at any time: what is there stays, once.
""",
) as dag:
    worker(
        settings(),
        "discover",
        [
            "discover",
            "--created-from={{ params.created_from }}",
            "--created-to={{ params.created_to or ((dag_run.logical_date or dag_run.run_after) | ds) }}",
            "--window={{ params.window }}",
            "--stars={{ params.stars }}",
            "--forks={{ params.forks | lower }}",
            "--repositories-per-file={{ params.repositories_per_file }}",
        ],
        pool="github_extract",
    )
