"""Runs docs/spark/compact.py on a dataset's Iceberg tables, and compares the compacted tables with the plain files.

    compaction.py DATASET WAREHOUSE

DATASET is a folder with a dataset, to which this program adds; WAREHOUSE is the folder of the compacted tables. Spark has been
configured by the environment.
"""

import datetime
import hashlib
import pathlib
import subprocess
import sys
from collections.abc import Callable
from unittest import mock

import compact
import duckdb
import pyarrow.dataset as ds
from frames import ORDER, frame, same
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

COMMITLAKE = pathlib.Path("worker/bin/commitlake")
# The tables that the command keeps.
OWN = "commitlake.commitlake"
BUCKETS = 2
FORGOTTEN = "sandbox/small"


def commitlake(*words: str) -> str:
    return subprocess.run([COMMITLAKE, *words], check=True, stdout=subprocess.PIPE, text=True).stdout


def fails(action: Callable[[], object], message: str, *kinds: type[BaseException]) -> None:
    words = "no failure"
    try:
        action()
    except kinds as failed:
        words = str(failed)
    assert message in words, words


def just_before(method: str, word: str, action: Callable[[compact.Compaction], None]) -> mock._patch:
    """Does something once, just before a method is called whose first argument begins with a word."""
    original = getattr(compact.Compaction, method)
    waiting = [action]

    def stop(table: compact.Compaction, *arguments: object) -> object:
        if waiting and str(arguments[0]).startswith(word):
            waiting.pop()(table)
        return original(table, *arguments)

    return mock.patch.object(compact.Compaction, method, stop)


def interrupt(_: compact.Compaction) -> None:
    raise InterruptedError("interrupted")


def expire_branches(table: compact.Compaction) -> None:
    """Another job is faster, and then the branch of this one is gone, and made anew where main is."""
    (branch,) = [row.name for row in table.rows(f"SELECT name FROM {table.target}.refs") if row.name.startswith(compact.BRANCH)]
    table.add()
    table.drop(branch)
    table.spark.sql(f"ALTER TABLE {table.target} CREATE BRANCH {branch}")


class Test:
    def __init__(self, dataset: pathlib.Path, warehouse: pathlib.Path) -> None:
        self.spark = SparkSession.builder.getOrCreate()
        self.spark.sparkContext.setLogLevel("ERROR")
        self.dataset = dataset
        self.warehouse = warehouse

    def job(self, *words: str) -> None:
        compact.main(["--buckets", str(BUCKETS), "--min-files", "2", *words])

    def table(self, name: str) -> compact.Compaction:
        return compact.Compaction(self.spark, "commitlake", f"commitlake.{name}", f"compacted.{name}", compact.SORTED_BY[name])

    def check_rows(self, when: str) -> None:
        """Each row is in once, as it is in the files, and nothing else is."""
        for name in ORDER:
            want = frame(ds.dataset(self.dataset / name, partitioning=None).to_table(), name)
            same(f"{name} {when}", frame(self.spark.table(f"commitlake.compacted.{name}").toArrow(), name), want)
        print(f"{when}: all rows once", flush=True)

    def read_back(self) -> None:
        """Spark and DuckDB read the dataset's own tables at each tag as the files of the runs until then."""
        listed = ds.dataset(self.dataset / "data_files", partitioning=None).to_table().to_pylist()
        duckdb.sql("LOAD iceberg")
        duckdb.sql("SET TimeZone = 'UTC'")
        for name in ORDER:
            self.spark.sql(f"REFRESH TABLE {OWN}.{name}")  # Spark keeps a table for half a minute as it has read it
            tags = {row.name: row.snapshot_id for row in self.spark.sql(f"SELECT * FROM {OWN}.{name}.refs").collect()}
            metadata = self.spark.sql(f"SELECT file FROM {OWN}.{name}.metadata_log_entries").collect()[-1].file
            for tag, snapshot in tags.items():
                files = {
                    str(self.dataset / row["path"])
                    for row in listed
                    if row["table"] == name and tag in ("main", max(tag, str(row["snapshot_at"].date())))
                }
                want = frame(ds.dataset(sorted(files), partitioning=None).to_table(), name)
                in_spark = self.spark.sql(f"SELECT * FROM {OWN}.{name} VERSION AS OF {snapshot}").toArrow()
                same(f"{name} at {tag}, Spark", frame(in_spark, name), want)
                scan = f"FROM iceberg_scan('{metadata}', snapshot_from_id => {snapshot})"
                same(f"{name} at {tag}, DuckDB", frame(duckdb.sql(scan).arrow().read_all(), name), want)
            assert len(tags) == 3, tags
        print("Spark and DuckDB read all tags", flush=True)

    def checksums(self) -> dict[str, str]:
        """The dataset's data files by their content."""
        files = [file for name in ORDER for file in (self.dataset / name).rglob("*.parquet")]
        return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def run(dataset: pathlib.Path, warehouse: pathlib.Path) -> None:
    test = Test(dataset, warehouse)
    commitlake("catalog")

    # Interrupted just before its rows would be seen; killed there, so that its branch stays; interrupted just after.
    test.spark.sql("CREATE NAMESPACE commitlake.compacted")
    commits = test.table("commits")
    commits.create(BUCKETS)
    with just_before("call", "fast_forward", interrupt):
        fails(commits.add, "interrupted", InterruptedError)
    with just_before("call", "fast_forward", interrupt), mock.patch.object(compact.Compaction, "drop"):
        fails(commits.add, "interrupted", InterruptedError)
    assert test.spark.table(commits.target).isEmpty()
    with just_before("drop", "", interrupt):
        fails(commits.add, "interrupted", InterruptedError)
    test.job()
    test.check_rows("first")

    # More rows, a forgotten repository, and another job that is faster, at three moments.
    commitlake("run")
    commitlake("catalog")
    test.read_back()
    commitlake("forget", FORGOTTEN, "--yes")
    commitlake("catalog")
    before = test.checksums()
    with just_before("publish", "", lambda table: table.add()):
        fails(commits.add, "not an ancestor", PySparkException)
    with just_before("call", "fast_forward", lambda table: table.add()):
        fails(test.table("file_changes").add, "not an ancestor", PySparkException)
    with just_before("commit", "", expire_branches):
        fails(test.table("file_states").add, "another program has changed", RuntimeError)
    with mock.patch.object(compact, "LONGEST", datetime.timedelta(seconds=-1)):
        test.job("--keep-days", "0")
    test.check_rows("after another run, and without a forgotten repository")
    assert commits.done(commits.head(commits.target)) == commits.head(commits.source)

    # The replaced files have gone, those of the faster job and of interrupted ones too, and the dataset's are as they were.
    for name in ORDER:
        listed = {row.file_path for row in test.spark.table(f"commitlake.compacted.{name}.files").collect()}
        left = {f"file:{file}" for file in (warehouse / "compacted" / name / "data").rglob("*.parquet")}
        assert listed == left, (listed, left)
        assert 1 <= len(left) <= BUCKETS, left
    assert test.checksums() == before

    test.spark.sql("DROP TABLE commitlake.commitlake.commits")
    commitlake("catalog")
    fails(test.job, "has the source been made anew", SystemExit)


if __name__ == "__main__":
    run(*(pathlib.Path(word) for word in sys.argv[1:]))
