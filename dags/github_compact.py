"""The DAG github_compact: compacts the Iceberg tables. Airflow finds DAGs in files that name it."""

from __future__ import annotations

from commitlake.compact import compact_dag
from commitlake.settings import settings

dag = compact_dag("github", settings())
