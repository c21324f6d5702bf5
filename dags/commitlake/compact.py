"""Copies the Iceberg tables into tables of few large files: catalog, compact."""

from __future__ import annotations

from dataclasses import replace

from airflow.sdk import DAG, Param

from commitlake.dag import dag_arguments
from commitlake.settings import Settings
from commitlake.worker import worker


def compact_dag(name: str, settings: Settings) -> DAG:
    """
    Makes the DAG ``{name}_compact``.

    :param name: the name of the dataset's DAGs
    """
    compaction = replace(settings, image=settings.compaction_image, memory_mb=settings.compaction_memory_mb)
    with DAG(
        f"{name}_compact",
        description="Compacts the Iceberg tables, for queries over many repositories",
        schedule=settings.compaction_schedule,
        params={
            "into": Param(
                "compacted",
                title="Namespace",
                type="string",
                minLength=1,
                description="The namespace of the compacted tables in the catalog.",
            ),
            "buckets": Param(
                16,
                title="Buckets",
                type="integer",
                minimum=1,
                description="Partitions of a new table, by repository: about one for each 500 MB of a table.",
            ),
            "min_files": Param(
                5,
                title="Small files in a bucket",
                type="integer",
                minimum=2,
                description="The small files that a bucket has before they are rewritten.",
            ),
            "keep_days": Param(
                7,
                title="Days to keep replaced files",
                type="number",
                minimum=0,
                description="How long replaced files stay, for queries that have begun and for time travel.",
            ),
        },
        doc_md="""
### Copy the Iceberg tables into few large files

**catalog** adds the files of all merged runs to the Iceberg tables. **compact** copies what is new there into tables of few
large files, which are sorted and partitioned by repository, and removes forgotten repositories from them. The dataset's own
files stay as they are. You can clear either task at any time: no row is added twice.

`compact` runs Spark in a container of the image `COMMITLAKE_COMPACTION_IMAGE`. It needs `COMMITLAKE_CATALOG`, in PostgreSQL,
and `COMMITLAKE_COMPACTED`, the place of the compacted tables.
""",
        **dag_arguments(settings),
    ) as dag:
        catalog = worker(settings, "catalog", ["catalog"])
        compact = worker(
            compaction,
            "compact",
            [
                "--into={{ params.into }}",
                "--buckets={{ params.buckets }}",
                "--min-files={{ params.min_files }}",
                "--keep-days={{ params.keep_days }}",
            ],
            memory_setting="COMMITLAKE_COMPACTION_MEMORY_MB",
        )
        catalog >> compact
    return dag
