"""The DAG of a second dataset on the same Airflow, for compose.py."""

from __future__ import annotations

from commitlake.export import export_dag
from commitlake.settings import settings

export_dag(
    "second", settings(COMMITLAKE_DATASET="s3://commitlake/second", COMMITLAKE_SCHEDULE="", COMMITLAKE_CATALOG_TASK="false")
)
