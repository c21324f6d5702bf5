"""Finds repositories to export, by stars and creation date."""

from __future__ import annotations

from airflow.sdk import DAG, Param

from commitlake.dag import dag_arguments
from commitlake.settings import Settings
from commitlake.worker import worker


def discover_dag(name: str, settings: Settings) -> DAG:
    """
    Makes the DAG ``{name}_discover``.

    :param name: the name of the dataset's DAGs
    """
    with DAG(
        f"{name}_discover",
        description="Adds GitHub's repositories with a minimum number of stars to the dataset",
        schedule=None,
        params={
            "created_from": Param(
                "2008-01-01",
                title="Created from",
                type="string",
                format="date",
                description="The first creation date to search, from its start in UTC.",
            ),
            "created_to": Param(
                None,
                title="Created before",
                type=["null", "string"],
                format="date",
                description="Search up to the start of this date in UTC; by default the run's date.",
            ),
            "window": Param(
                "P3D",
                title="First search window",
                type="string",
                description="The length of the first search window; later ones adapt.",
            ),
            "stars": Param(100, title="Stars", type="integer", minimum=0, description="The minimum number of stars."),
            "forks": Param(
                False,
                title="Forks",
                type="boolean",
                description="Also find forks; like GitHub's search, the default finds none.",
            ),
            "repositories_per_file": Param(
                1000,
                title="Repositories per file",
                type="integer",
                minimum=1,
                maximum=1000,
                description="The most repositories in one file of the dataset.",
            ),
        },
        doc_md="""
### Find repositories to export

Searches GitHub for repositories that were created between two dates and have a minimum number of stars, and adds those that are
missing in the dataset. It compares the number of results with GitHub's own counts. You can run it again at any time: it adds no
repository twice and removes none.
""",
        **dag_arguments(settings),
    ) as dag:
        worker(
            settings,
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
    return dag
