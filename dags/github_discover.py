"""The DAG github_discover: finds repositories to export. Airflow finds DAGs in files that name it."""

from __future__ import annotations

from commitlake.discover import discover_dag
from commitlake.settings import settings

dag = discover_dag("github", settings())
