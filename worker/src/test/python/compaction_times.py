"""Measures what docs/spark/compact.py gains.

    compaction_times.py histories FOLDER REPOSITORIES MONTHS    makes bare repositories with two commits a month
    compaction_times.py times CATALOG                           times queries of the tables before and after, in three engines

Spark has been configured by the environment, and DuckDB's extensions are installed (iceberg.py prepare).
"""

import datetime
import functools
import itertools
import pathlib
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

FIRST = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
BETWEEN = datetime.timedelta(days=15)
ROUNDS = 3
TABLES = ("commits", "file_changes")
QUERIES = {
    "count all commits": "SELECT count(*) AS n FROM commits",
    "commits of one repository": """
        SELECT commit_month, count(*) AS n FROM commits WHERE repository_id = {one} GROUP BY commit_month""",
    "one month, by repository": """
        SELECT repository_id, sum(num_lines_added) AS n FROM commits WHERE commit_month = '2025-03'
        GROUP BY repository_id ORDER BY n DESC, repository_id LIMIT 10""",
    "most active authors": """
        SELECT author_email, count(*) AS n FROM commits GROUP BY author_email ORDER BY n DESC, author_email LIMIT 10""",
    "lines by file type": "SELECT file_type, sum(lines_added) AS n FROM file_changes WHERE num_parents < 2 GROUP BY file_type",
    "files changed most often": """
        SELECT repository_id, file_path, count(*) AS n FROM file_changes
        GROUP BY repository_id, file_path ORDER BY n DESC, repository_id, file_path LIMIT 10""",
}


def histories(folder: pathlib.Path, count: int, months: int) -> None:
    for number in range(count):
        repository = folder / f"r{number:04d}.git"
        subprocess.run(["git", "init", "-q", "--bare", "-b", "main", repository], check=True)
        subprocess.run(["git", "-C", repository, "fast-import", "--quiet"], check=True, input=history(number, months).encode())


def history(number: int, months: int) -> str:
    """A repository's commits, as git fast-import reads them: at least one in each month."""
    dice = random.Random(number)
    end = FIRST.replace(year=FIRST.year + months // 12, month=1 + months % 12)
    stream = []
    for commit in itertools.count():
        made_at = FIRST + commit * BETWEEN + datetime.timedelta(minutes=dice.randrange(5000))
        if made_at >= end:
            break
        at = int(made_at.timestamp())
        person = dice.randrange(2000)
        message = f"Change {commit} of {number}"
        stream.append(f"commit refs/heads/main\ncommitter Person {person} <person-{person}@example.org> {at} +0000\n")
        stream.append(f"data {len(message)}\n{message}\n")
        for _ in range(1 + dice.randrange(3)):
            path = f"part{dice.randrange(4)}/file{dice.randrange(40)}{dice.choice(['.py', '.java', '.md'])}"
            text = "".join(f"line {dice.randrange(10**6)}\n" for _ in range(1 + dice.randrange(60)))
            stream.append(f"M 100644 inline {path}\ndata {len(text)}\n{text}\n")
    return "".join(stream)


def seconds(what: Callable[[], Any]) -> tuple[float, Any]:
    """The median time of several rounds, and the answer."""
    taken = []
    answer = None
    for _ in range(ROUNDS):
        begun = time.monotonic()
        answer = what()
        taken.append(time.monotonic() - begun)
    return statistics.median(taken), answer


def times(catalog: str) -> None:
    import duckdb
    import polars as pl
    from pyiceberg.catalog.sql import SqlCatalog
    from pyspark.sql import SparkSession

    tables = SqlCatalog("commitlake", uri=f"sqlite:///{catalog}")
    duckdb.sql("LOAD iceberg")
    duckdb.sql("SET TimeZone = 'UTC'")
    spark = SparkSession.builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    namespaces = ("commitlake", "compacted")

    def in_duckdb(query: str, namespace: str) -> list[tuple[object, ...]]:
        for name in TABLES:
            metadata = tables.load_table(f"{namespace}.{name}").metadata_location
            duckdb.sql(f"CREATE OR REPLACE TEMP VIEW {name} AS FROM iceberg_scan('{metadata}')")
        return duckdb.sql(query).fetchall()

    def in_polars(query: str, namespace: str) -> list[tuple[object, ...]]:
        frames = {name: pl.scan_iceberg(tables.load_table(f"{namespace}.{name}")) for name in TABLES}
        return pl.SQLContext(frames).execute(query).collect().rows()

    def in_spark(query: str, namespace: str) -> list[tuple[object, ...]]:
        spark.sql(f"USE commitlake.{namespace}")
        return [tuple(row) for row in spark.sql(query).collect()]

    for namespace in namespaces:
        for name in TABLES:
            files = tables.load_table(f"{namespace}.{name}").inspect.files()
            sizes = files["file_size_in_bytes"].to_pylist()
            print(f"{namespace}.{name}: {len(sizes):,} files, {sum(sizes) / 2**20:,.1f} MB", flush=True)
    one = in_duckdb("SELECT min(repository_id) FROM commits", "compacted")[0][0]
    print("| query | " + " | ".join(f"{engine}, {of}" for engine in ("DuckDB", "Polars", "Spark") for of in namespaces) + " |")
    for words, query in QUERIES.items():
        cells, answers = [], []
        for engine in (in_duckdb, in_polars, in_spark):
            for namespace in namespaces:
                taken, answer = seconds(functools.partial(engine, query.format(one=one), namespace))
                cells.append(f"{taken:.2f} s")
                answers.append(sorted(tuple(map(str, row)) for row in answer))
        assert all(answer == answers[0] for answer in answers), (words, [answer[:3] for answer in answers])
        print(f"| {words} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["histories", folder, count, months]:
            histories(pathlib.Path(folder), int(count), int(months))
        case ["times", catalog]:
            times(catalog)
        case _:
            sys.exit(__doc__)
