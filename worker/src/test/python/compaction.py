"""Runs docs/spark/compact.py on a dataset's Iceberg tables, and compares the compacted tables with the plain files.

    compaction.py DATASET WAREHOUSE

DATASET is a folder with a dataset, to which this program adds; WAREHOUSE is the folder of the compacted tables. Spark has been
configured by the environment.
"""

import hashlib
import pathlib
import subprocess
import sys
from collections.abc import Callable
from unittest import mock

import compact
import pyarrow.dataset as ds
from frames import ORDER, frame, same
from pyspark.errors import PySparkException
from pyspark.sql import SparkSession

COMMITLAKE = pathlib.Path("worker/bin/commitlake")
FORGOTTEN = "sandbox/small"


def commitlake(*words: str) -> str:
    return subprocess.run([COMMITLAKE, *words], check=True, stdout=subprocess.PIPE, text=True).stdout


def ends(what: Callable[[], object], with_words: str, *kinds: type[BaseException]) -> None:
    words = "no failure"
    try:
        what()
    except kinds as failed:
        words = str(failed)
    assert with_words in words, words


class Test:
    def __init__(self, dataset: pathlib.Path, warehouse: pathlib.Path) -> None:
        self.spark = SparkSession.builder.getOrCreate()
        self.spark.sparkContext.setLogLevel("ERROR")
        self.dataset = dataset
        self.warehouse = warehouse

    def job(self, *words: str) -> None:
        compact.main(["--buckets", "2", "--min-files", "2", *words])

    def equal(self, when: str) -> None:
        """Each row is in once, as it is in the files, and nothing else is."""
        for name in ORDER:
            want = frame(ds.dataset(self.dataset / name, partitioning=None).to_table(), name)
            same(f"{name} {when}", frame(self.spark.table(f"commitlake.compacted.{name}").toArrow(), name), want)
        print(f"{when}: all rows once", flush=True)

    def plain(self) -> dict[str, str]:
        """The dataset's data files by their content."""
        files = [file for name in ORDER for file in (self.dataset / name).rglob("*.parquet")]
        return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}

    def stopped_at(self, procedure: str, instead: Callable[[compact.Compaction], None]) -> mock._patch:
        """Does something just before a procedure is called, once."""
        call = compact.Compaction.call
        waiting = [instead]

        def stop(table: compact.Compaction, words: str) -> object:
            if words.startswith(procedure) and waiting:
                waiting.pop()(table)
            return call(table, words)

        return mock.patch.object(compact.Compaction, "call", stop)


def interrupt(_: compact.Compaction) -> None:
    raise InterruptedError("interrupted")


def run(dataset: pathlib.Path, warehouse: pathlib.Path) -> None:
    test = Test(dataset, warehouse)
    commitlake("catalog")

    # Interrupted just before its rows would be seen, and again just after.
    with test.stopped_at("fast_forward", interrupt):
        ends(test.job, "interrupted", InterruptedError)
    assert test.spark.table("commitlake.compacted.commits").isEmpty()
    with test.stopped_at("rewrite_data_files", interrupt):
        ends(test.job, "interrupted", InterruptedError)
    test.job()
    test.equal("first")

    # More rows, a forgotten repository, and another job that is faster.
    commitlake("run")
    commitlake("catalog")
    commitlake("forget", FORGOTTEN, "--yes")
    commitlake("catalog")
    before = test.plain()
    with test.stopped_at("fast_forward", lambda table: table.add()):
        ends(test.job, "not an ancestor", PySparkException)
    test.job("--keep-days", "0")
    test.equal("after another run, and without a forgotten repository")

    # The replaced files have gone, those of the faster job and of interrupted ones too, and the dataset's are as they were.
    for name in ORDER:
        listed = {row.file_path for row in test.spark.table(f"commitlake.compacted.{name}.files").collect()}
        left = {f"file:{file}" for file in (warehouse / "compacted" / name / "data").rglob("*.parquet")}
        assert listed == left, (listed, left)
        assert 1 <= len(left) <= 2, left
    assert test.plain() == before

    test.spark.sql("DROP TABLE commitlake.commitlake.commits")
    commitlake("catalog")
    ends(test.job, "drop commitlake.compacted.commits with PURGE", SystemExit)


if __name__ == "__main__":
    run(*(pathlib.Path(word) for word in sys.argv[1:]))
