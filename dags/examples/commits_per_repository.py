"""
An example: runs after each export that added rows, and counts the commits that came with it.

To use it, copy it out of this folder, which Airflow ignores. It needs DuckDB in Airflow's image (pip install duckdb), and
COMMITLAKE_DATASET and, for a bucket, the keys in the environment of the process that runs the task.
"""

from __future__ import annotations

import os
from typing import Any

import pendulum
from airflow.sdk import DAG, Asset, PartitionedAssetTimetable, task

BUSIEST = """
    SELECT repository_id, count(*) AS commits, sum(num_lines_added)::BIGINT AS lines_added
    FROM read_parquet(getvariable('files'))
    GROUP BY repository_id ORDER BY commits DESC, repository_id LIMIT 10"""

with DAG(
    "commits_per_repository",
    description="The repositories with the most commits in an export",
    # The asset's partitions are snapshot dates, so each date is a run of its own.
    schedule=PartitionedAssetTimetable(assets=Asset.ref(name="commitlake")),
    start_date=pendulum.datetime(2024, 1, 1, tz="UTC"),
    catchup=False,
    tags=["commitlake", "example"],
) as dag:

    @task
    def busiest_repositories(dag_run: Any = None) -> list[list[int]]:
        """For each of the ten busiest repositories: its id, the commits that were added for this date, and their lines."""
        import duckdb

        date = dag_run.partition_key
        dataset = os.environ["COMMITLAKE_DATASET"].removeprefix("file:")
        database = duckdb.connect()
        if dataset.startswith("s3://"):
            database.sql("INSTALL httpfs; LOAD httpfs")
            database.execute(*bucket_secret())
        # Only whole exports are listed, and the list saves a listing of the bucket.
        database.execute(
            """SET VARIABLE files = (
                SELECT list(DISTINCT $dataset || '/' || path) FROM read_parquet($dataset || '/data_files/*.parquet')
                WHERE "table" = 'commits' AND snapshot_at = $date::TIMESTAMP AT TIME ZONE 'UTC')""",
            {"dataset": dataset, "date": date},
        )
        found = [list(row) for row in database.sql(BUSIEST).fetchall()]
        print(f"Export of {date}: {found}")
        return found

    busiest_repositories()


def bucket_secret() -> tuple[str, list[str]]:
    """DuckDB's statement with the keys of the bucket, and its parameters."""
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3", "").rstrip("/")
    own_store = f", ENDPOINT '{endpoint.split('://')[1]}', URL_STYLE 'path', USE_SSL {endpoint.startswith('https')}"
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"
    keys = [os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"], region]
    session = os.environ.get("AWS_SESSION_TOKEN")
    of_session = ", SESSION_TOKEN ?" if session else ""
    return (
        f"CREATE SECRET (TYPE s3, KEY_ID ?, SECRET ?, REGION ?{of_session}{own_store if endpoint else ''})",
        [*keys, *([session] if session else [])],
    )
