"""The DAG github_export: brings the dataset up to a snapshot date. Airflow finds DAGs in files that name it."""

from __future__ import annotations

from commitlake.export import export_dag
from commitlake.settings import settings

dag = export_dag("github", settings())
