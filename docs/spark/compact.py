"""Keeps Iceberg tables of few large, sorted files in step with the tables that `commitlake catalog` keeps.

    spark-submit compact.py --catalog commitlake [--namespace commitlake] [--into compacted] [--buckets 16] [--min-files 5]
        [--keep-days 7] [--summary FILE]

docs/compaction.md says how to configure Spark. The dataset's own files are only read. Killed at any moment and repeated,
no row is missing or there twice; if two run at once, one of them may end with an error. Exits with 3 if a repetition would
fail too. Runs with Python 3.10, which is that of Spark's public images.
"""

import argparse
import json
import sys
import time
import traceback
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from pyspark.sql import DataFrame, Row, SparkSession
from pyspark.sql import functions as F

SORTED_BY = {
    "commits": "repository_id, commit_at, commit_sha",
    "file_changes": "repository_id, commit_at, commit_sha, file_path",
    "file_states": "repository_id, commit_at, commit_sha, file_path",
    "file_contents": "repository_id, file_sha",
}
MEGABYTE = 1024 * 1024
FILE_SIZE = 256 * MEGABYTE
# The snapshot of the source up to which a table has all rows, in the summary of the table's own snapshot.
SOURCE = "commitlake.source-snapshot"
BRANCH = "compact_"
# A branch that is older belongs to a program that was killed.
LONGEST = timedelta(days=1)
# The status of a manifest's entry of a removed file.
DELETED = 2
# The worker's exit code for a wrong setting.
SETTINGS = 3


class Compaction:
    """Keeps one table in step with its source."""

    def __init__(self, spark: SparkSession, catalog: str, source: str, target: str, sorted_by: str) -> None:
        self.spark = spark
        self.system = f"{quoted(catalog)}.system"
        self.source = quoted(f"{catalog}.{source}")
        self.name = quoted(target)
        self.target = quoted(f"{catalog}.{target}")
        self.sorted_by = sorted_by

    def rows(self, query: str) -> list[Row]:
        return self.spark.sql(query).collect()

    def call(self, procedure: str) -> Row:
        return self.rows(f"CALL {self.system}.{procedure}")[0]

    def create(self, buckets: int) -> None:
        fields = self.spark.table(self.source).schema.fields
        columns = (f"{each.name} {each.dataType.simpleString()}{'' if each.nullable else ' NOT NULL'}" for each in fields)
        self.spark.sql(f"""
            CREATE TABLE {self.target} ({", ".join(columns)}) USING iceberg PARTITIONED BY (bucket({buckets}, repository_id))
            TBLPROPERTIES ('format-version' = '2', 'write.target-file-size-bytes' = '{FILE_SIZE}',
                'write.parquet.compression-codec' = 'zstd', 'write.metadata.delete-after-commit.enabled' = 'true')""")
        self.spark.sql(f"ALTER TABLE {self.target} WRITE DISTRIBUTED BY PARTITION LOCALLY ORDERED BY {self.sorted_by}")

    def head(self, table: str, branch: str = "main") -> int | None:
        """The newest snapshot of a branch; none if there is no such branch."""
        self.spark.sql(f"REFRESH TABLE {table}")
        found = self.rows(f"SELECT snapshot_id FROM {table}.refs WHERE name = '{branch}'")
        return found[0].snapshot_id if found else None

    def history(self, table: str, newest: int | None) -> Iterator[Row]:
        """A snapshot and those before it, from the newest to the oldest that hasn't expired."""
        columns = f"snapshot_id, parent_id, operation, summary['{SOURCE}'] AS source"
        snapshots = {row.snapshot_id: row for row in self.rows(f"SELECT {columns} FROM {table}.snapshots")}
        at = newest
        while at in snapshots:
            yield snapshots[at]
            at = snapshots[at].parent_id

    def done(self, head: int | None) -> int | None:
        """The snapshot of the source up to which the table has all rows; none if it has no rows yet."""
        for snapshot in self.history(self.target, head):
            if snapshot.source is not None:
                return int(snapshot.source)
        if head is not None:
            sys.exit(
                f"{self.target} doesn't say which rows it has: drop it with PURGE, or choose another namespace with --into"
            )
        return None

    def add(self) -> None:
        """Adds the rows that the source has gained, and removes those of forgotten repositories."""
        head = self.head(self.target)
        done = self.done(head)
        newest = self.head(self.source)
        if newest is None or newest == done:
            return
        source = self.spark.read.format("iceberg").option("versionAsOf", newest).load(self.source)
        if done is None:
            self.publish(head, newest, source)
            return
        since: list[Row] = []
        for snapshot in self.history(self.source, newest):
            if snapshot.snapshot_id == done:
                break
            since.append(snapshot)
        else:
            sys.exit(
                f"{self.source} has no snapshot {done}, up to which {self.target} has its rows: has the source been made anew,"
                f" or does {self.target} belong to another dataset? Drop it with PURGE, or choose another namespace with --into"
            )
        lost = self.forgotten([snapshot.snapshot_id for snapshot in since if snapshot.operation != "append"])
        forgotten = F.col("repository_id").isin(lost)
        gained = self.spark.read.format("iceberg").option("start-snapshot-id", done).option("end-snapshot-id", newest)
        # A forgotten repository may be back, with other files than before.
        rows = gained.load(self.source).where(~forgotten).unionByName(source.where(forgotten))
        self.publish(head, newest, rows, lost)

    def forgotten(self, snapshots: list[int]) -> list[int]:
        """The repositories of which snapshots of the source have removed files."""
        if not snapshots:
            return []
        entries = self.rows(f"""
            SELECT DISTINCT data_file.partition.repository_id AS id FROM {self.source}.all_entries
            WHERE status = {DELETED} AND snapshot_id IN ({", ".join(map(str, snapshots))})""")
        return [entry.id for entry in entries]

    def publish(self, head: int | None, source: int, rows: DataFrame, lost: list[int] | None = None) -> None:
        """Removes repositories and adds rows, in one step for readers, if the table is still as it was at a snapshot."""
        branch = f"{BRANCH}{int(time.time())}_{uuid.uuid4().hex}"
        self.spark.sql(f"ALTER TABLE {self.target} CREATE BRANCH {branch}" + (f" AS OF VERSION {head}" if head else ""))
        try:
            start = self.head(self.target, branch)
            # Without rows, the table has no snapshot, and the branch begins with one of its own; not with another program's.
            if head is None and any(each.source is not None for each in self.history(self.target, start)):
                raise self.overtaken()
            written = f"{self.target}.{quoted('branch_' + branch)}"
            if lost:
                delete = f"DELETE FROM {written} WHERE repository_id IN ({', '.join(map(str, lost))})"
                start = self.commit(branch, start, None, lambda: self.spark.sql(delete))
            append = rows.writeTo(written).option(f"snapshot-property.{SOURCE}", source).append
            self.commit(branch, start, source, append)
            # Iceberg refuses this if another program was faster, because the branch doesn't continue main then.
            self.call(f"fast_forward(table => '{self.name}', branch => 'main', to => '{branch}')")
        finally:
            self.drop(branch)

    def commit(self, branch: str, before: int | None, note: int | None, write: Callable[[], object]) -> int | None:
        """Commits to a branch. If the branch is gone meanwhile, Iceberg makes it anew, with what main has by then."""
        write()
        after = self.head(self.target, branch)
        if after != before:
            newest = next(self.history(self.target, after))
            if newest.parent_id != before or newest.source != (None if note is None else str(note)):
                raise self.overtaken()
        return after

    def overtaken(self) -> Exception:
        return RuntimeError(f"another program has changed {self.target} meanwhile: run this one again")

    def drop(self, branch: str) -> None:
        self.spark.sql(f"ALTER TABLE {self.target} DROP BRANCH IF EXISTS {branch}")

    def tidy(self) -> None:
        """Drops the branches of programs that were killed."""
        for ref in self.rows(f"SELECT name FROM {self.target}.refs WHERE name LIKE '{BRANCH}%'"):
            if int(ref.name.split("_")[1]) < time.time() - LONGEST.total_seconds():
                self.drop(ref.name)

    def rewrite(self, fewest: int) -> int:
        """Makes large files of small ones, in each bucket with enough of them; returns how many it replaced."""
        options = f"map('min-input-files', '{fewest}', 'partial-progress.enabled', 'true')"
        sort = f"strategy => 'sort', sort_order => '{self.sorted_by}'"
        done = self.call(f"rewrite_data_files(table => '{self.name}', {sort}, options => {options})")
        self.call(f"rewrite_manifests(table => '{self.name}')")
        return done.rewritten_data_files_count

    def note(self) -> None:
        """Repeats in the newest snapshot up to which snapshot of the source the table has all rows: earlier ones expire."""
        head = self.head(self.target)
        newest = next(self.history(self.target, head), None)
        if newest is not None and newest.source is None:
            done = self.done(head)
            assert done is not None
            self.publish(head, done, self.spark.table(self.target).where(F.lit(False)))

    def expire(self, keep: timedelta) -> None:
        at = time.time() - keep.total_seconds()
        before = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(at)) + f".{int(at % 1 * 1_000_000):06}"
        self.call(f"expire_snapshots(table => '{self.name}', older_than => TIMESTAMP '{before}+00:00')")

    def size(self) -> dict[str, int]:
        columns = "count(*) AS files, coalesce(sum(file_size_in_bytes), 0) AS bytes, coalesce(sum(record_count), 0) AS rows"
        return self.rows(f"SELECT {columns} FROM {self.target}.files")[0].asDict()


def files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"


def quoted(name: str) -> str:
    """A name with dots between its parts, as Spark's SQL reads it whatever characters are in it."""
    return ".".join(f"`{part}`" for part in name.split("."))


def reason(failed: Exception) -> str:
    """Why the program failed, in one line: the causes that a Java exception's text names, or else Python's own text."""
    lines = str(failed).splitlines()
    causes = [line.removeprefix("Caused by").removeprefix(": ") for line in lines if line.startswith((": ", "Caused by: "))]
    return "; ".join(causes) or " ".join(lines[:1]) or type(failed).__name__


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", default="commitlake", help="the catalog's name in Spark's configuration")
    parser.add_argument("--namespace", default="commitlake", help="the namespace of the tables that `commitlake catalog` keeps")
    parser.add_argument("--into", default="compacted", help="the namespace of the compacted tables")
    parser.add_argument("--buckets", type=int, default=16, help="partitions of a new table, by repository")
    parser.add_argument("--min-files", type=int, default=5, help="the small files that a bucket has before they are rewritten")
    parser.add_argument("--keep-days", type=float, default=7, help="how long replaced files stay for readers and time travel")
    parser.add_argument("--summary", type=Path, help="a file for the size of each table, as JSON")
    arguments = parser.parse_args(words)
    catalog, namespace, into = arguments.catalog, arguments.namespace, arguments.into
    if into == namespace:
        parser.error(f"--into {into} must differ from --namespace: those tables name the dataset's own files")
    spark = SparkSession.builder.appName("commitlake-compact").getOrCreate()

    def tables(of: str) -> set[str]:
        return {row.tableName for row in spark.sql(f"SHOW TABLES IN {quoted(f'{catalog}.{of}')}").collect()}

    spark.sql(f"CREATE NAMESPACE IF NOT EXISTS {quoted(f'{catalog}.{into}')}")
    sources, targets = tables(namespace), tables(into)
    if not sources & SORTED_BY.keys():
        sys.exit(f"The catalog {catalog} has no tables in {namespace}: run `commitlake catalog` first")
    summary = {}
    for name in [name for name in SORTED_BY if name in sources]:
        table = Compaction(spark, catalog, f"{namespace}.{name}", f"{into}.{name}", SORTED_BY[name])
        if name not in targets:
            table.create(arguments.buckets)
        table.tidy()
        table.add()
        replaced = table.rewrite(arguments.min_files)
        table.note()
        table.expire(timedelta(days=arguments.keep_days))
        size = table.size()
        said = f"{size['rows']:,} rows in {files(size['files'])}, {size['bytes'] / MEGABYTE:,.1f} MB in all"
        print(f"{name}: {said}; replaced {files(replaced)}", flush=True)
        summary[name] = {**size, "replaced": replaced}
    if arguments.summary:
        arguments.summary.write_text(json.dumps({"tables": summary}))


if __name__ == "__main__":
    try:
        main()
    except Exception as failed:
        traceback.print_exc()
        sys.exit(f"commitlake: {reason(failed)}")
    except SystemExit as ended:
        if not isinstance(ended.code, str):
            raise
        print(f"commitlake: {ended.code}", file=sys.stderr)
        sys.exit(SETTINGS)
