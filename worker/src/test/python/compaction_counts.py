"""Times a count of all commits in each engine, before and after docs/spark/compact.py.

    compaction_counts.py CATALOG DATASET    prints the table of counts in docs/compaction.md

Each engine counts as its page in docs/query says: by the folders, by the list of completed exports' files, and by the catalog.
Spark has been configured by the environment, and DuckDB's extensions are installed (iceberg.py prepare).
"""

import os
import pathlib
import statistics
import sys
import time
import urllib.parse
from collections.abc import Callable

import chdb
import duckdb
import polars as pl
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from datafusion import SessionContext
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.table import Table
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

CALLS = 3
# A first call that differs from the later ones by this factor is shown by itself.
FIRST_CALL_FACTOR = 1.5
COLUMNS = ("folders", "data_files", "catalog, before", "catalog, after")

Count = Callable[[], int]


class Counts:
    """Each engine's ways to count, in the order of COLUMNS; None if it has no such way, and docs/compaction.md says why."""

    def __init__(self, catalog: pathlib.Path, dataset: pathlib.Path) -> None:
        self.catalog = SqlCatalog("commitlake", uri=f"sqlite:///{catalog}")
        self.dataset = dataset
        self.commits = f"{dataset}/commits"
        self.data_files = f"{dataset}/data_files"

    def table(self, namespace: str) -> Table:
        return self.catalog.load_table(f"{namespace}.commits")

    def by_catalog(self, count: Callable[[str], int]) -> tuple[Count, Count]:
        return (lambda: count("commitlake")), (lambda: count("compacted"))

    def listed(self) -> list[str]:
        rows = pq.read_table(self.data_files, partitioning=None).to_pylist()
        return sorted({f"{self.dataset}/{row['path']}" for row in rows if row["table"] == "commits"})

    def duckdb(self) -> tuple[Count | None, ...]:
        duckdb.sql("LOAD iceberg")

        def count(source: str) -> int:
            return duckdb.sql(f"SELECT count(*) FROM {source}").fetchall()[0][0]

        def data_files() -> int:
            duckdb.sql(f"""
                SET VARIABLE files = (
                    SELECT list(DISTINCT '{self.dataset}/' || path) FROM '{self.data_files}/*.parquet'
                    WHERE "table" = 'commits')""")
            return count("read_parquet(getvariable('files'))")

        def iceberg(namespace: str) -> int:
            return count(f"iceberg_scan('{self.table(namespace).metadata_location}')")

        return (lambda: count(f"'{self.commits}/**/*.parquet'")), data_files, *self.by_catalog(iceberg)

    def polars(self) -> tuple[Count | None, ...]:
        def count(rows: pl.LazyFrame) -> int:
            return rows.select(pl.len()).collect().item()

        def data_files() -> int:
            listed = pl.read_parquet(f"{self.data_files}/*.parquet").unique("path").filter(pl.col("table") == "commits")
            return count(pl.scan_parquet([f"{self.dataset}/{path}" for path in listed["path"]]))

        def iceberg(namespace: str) -> int:
            return count(pl.scan_iceberg(self.table(namespace)))

        return (lambda: count(pl.scan_parquet(f"{self.commits}/**/*.parquet"))), data_files, *self.by_catalog(iceberg)

    def pyarrow(self) -> tuple[Count | None, ...]:
        return (
            lambda: ds.dataset(self.commits, partitioning=None).count_rows(),
            lambda: ds.dataset(self.listed(), partitioning=None).count_rows(),
            None,
            None,
        )

    def spark(self) -> tuple[Count | None, ...]:
        spark = SparkSession.builder.getOrCreate()
        spark.sparkContext.setLogLevel("ERROR")

        def folders() -> DataFrame:
            return spark.read.parquet(self.commits)

        def data_files() -> int:
            listed = spark.read.parquet(self.data_files).dropDuplicates(["path"])
            parts = F.lit("commits/repository_id="), "repository_id", F.lit("/commit_month="), "commit_month", F.lit("/")
            path = F.concat(*parts, "_metadata.file_name")
            return folders().withColumn("path", path).join(listed, "path", "left_semi").count()

        def iceberg(namespace: str) -> int:
            return spark.table(f"commitlake.{namespace}.commits").count()

        return (lambda: folders().count()), data_files, *self.by_catalog(iceberg)

    def chdb(self) -> tuple[Count | None, ...]:
        def count(source: str) -> int:
            return int(chdb.query(f"SELECT count() FROM {source}").data())

        def data_files() -> int:
            return count(f"""
                file('{self.commits}/**/*.parquet')
                WHERE concat('commits/repository_id=', toString(repository_id), '/commit_month=', commit_month, '/', _file) IN (
                    SELECT path FROM file('{self.data_files}/*.parquet'))""")

        def iceberg(namespace: str) -> int:
            return count(f"icebergLocal('{urllib.parse.urlsplit(self.table(namespace).location()).path}')")

        return (lambda: count(f"file('{self.commits}/**/*.parquet')")), data_files, *self.by_catalog(iceberg)

    def datafusion(self) -> tuple[Count | None, ...]:
        def count(context: SessionContext) -> int:
            return context.sql("SELECT count(*) AS n FROM commits").to_pylist()[0]["n"]

        def folders() -> int:
            context = SessionContext()
            context.register_parquet("commits", f"{self.commits}/")
            return count(context)

        def data_files() -> int:
            context = SessionContext()
            context.register_parquet("data_files", f"{self.data_files}/")
            listed = context.sql("""SELECT DISTINCT path FROM data_files WHERE "table" = 'commits'""").to_pylist()
            context.register_dataset("commits", ds.dataset([f"{self.dataset}/{row['path']}" for row in listed]))
            return count(context)

        return folders, data_files, None, None

    def pyiceberg(self) -> tuple[Count | None, ...]:
        return None, None, *self.by_catalog(lambda namespace: self.table(namespace).scan().count())


def timed(count: Count) -> tuple[str, int]:
    """The time as docs/compaction.md shows it, and the count."""
    taken, answers = [], set()
    for _ in range(CALLS):
        begun = time.monotonic()
        answers.add(count())
        taken.append(time.monotonic() - begun)
    (answer,) = answers
    first, later = taken[0], statistics.median(taken[1:])
    if max(first, later) > FIRST_CALL_FACTOR * min(first, later):
        return f"{first:.2f} s, then {later:.2f} s", answer
    return f"{statistics.median(taken):.2f} s", answer


def main(catalog: pathlib.Path, dataset: pathlib.Path) -> None:
    os.chdir(catalog.parent)  # chDB reads files only there
    counts = Counts(catalog, dataset)
    engines = {
        "DuckDB": counts.duckdb,
        "Polars": counts.polars,
        "pyarrow": counts.pyarrow,
        "Spark": counts.spark,
        "ClickHouse (chDB)": counts.chdb,
        "DataFusion": counts.datafusion,
        "PyIceberg": counts.pyiceberg,
    }
    print(f"{len(counts.listed()):,} files of commits before, {counts.table('compacted').inspect.files().num_rows:,} after")
    print("| engine | " + " | ".join(COLUMNS) + " |")
    answers = set()
    for engine, ways in engines.items():
        cells = []
        for count in ways():
            if count is None:
                cells.append("-")
                continue
            cell, answer = timed(count)
            cells.append(cell)
            answers.add(answer)
            assert len(answers) == 1, (engine, answers)
        print(f"| {engine} | " + " | ".join(cells) + " |", flush=True)
    print(f"each count is {answers.pop():,}")


if __name__ == "__main__":
    match sys.argv[1:]:
        case [catalog, dataset]:
            main(pathlib.Path(catalog), pathlib.Path(dataset))
        case _:
            sys.exit(__doc__)
