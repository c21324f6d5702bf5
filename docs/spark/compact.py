"""Keeps Iceberg tables of few large, sorted files in step with the tables that `commitlake catalog` keeps.

    spark-submit compact.py --catalog commitlake [--namespace commitlake] [--into compacted] [--buckets 16] [--min-files 5]
        [--keep-days 7]

docs/compaction.md says how to configure Spark. The dataset's own files are only read. Killed at any moment and repeated,
each row is in once; if two run at once, one of them ends with an error.
"""

import argparse
import sys
import uuid
from datetime import UTC, datetime, timedelta

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
# A snapshot's summary says up to which snapshot of the source its table has all rows.
SOURCE = "commitlake.source-snapshot"
# The status of a manifest's entry of a removed file.
DELETED = 2


class Compaction:
    """Keeps one table in step with its source."""

    def __init__(self, spark: SparkSession, catalog: str, source: str, target: str, sorted_by: str) -> None:
        self.spark = spark
        self.catalog = catalog
        self.source = f"{catalog}.{source}"
        self.name = target
        self.target = f"{catalog}.{target}"
        self.sorted_by = sorted_by

    def rows(self, query: str) -> list[Row]:
        return self.spark.sql(query).collect()

    def call(self, procedure: str) -> Row:
        return self.rows(f"CALL {self.catalog}.system.{procedure}")[0]

    def create(self, buckets: int) -> None:
        fields = self.spark.table(self.source).schema.fields
        columns = (f"{each.name} {each.dataType.simpleString()}{'' if each.nullable else ' NOT NULL'}" for each in fields)
        self.spark.sql(f"""
            CREATE TABLE IF NOT EXISTS {self.target} ({", ".join(columns)}) USING iceberg
            PARTITIONED BY (bucket({buckets}, repository_id))
            TBLPROPERTIES ('format-version' = '2', 'write.target-file-size-bytes' = '{FILE_SIZE}',
                'write.parquet.compression-codec' = 'zstd')""")
        self.spark.sql(f"ALTER TABLE {self.target} WRITE DISTRIBUTED BY PARTITION LOCALLY ORDERED BY {self.sorted_by}")

    def done(self) -> int | None:
        """The snapshot of the source up to which the table has all rows; none if it has no rows yet."""
        noted = self.rows(f"""
            SELECT summary['{SOURCE}'] FROM {self.target}.snapshots JOIN {self.target}.history USING (snapshot_id)
            WHERE is_current_ancestor AND summary['{SOURCE}'] IS NOT NULL ORDER BY made_current_at DESC LIMIT 1""")
        # Snapshots expire, so the table's property says it too.
        properties = {row.key: row.value for row in self.rows(f"SHOW TBLPROPERTIES {self.target}")}
        done = noted[0][0] if noted else properties.get(SOURCE)
        if done is None:
            if self.rows(f"SELECT 1 FROM {self.target}.files LIMIT 1"):
                sys.exit(f"{self.target} has rows that this program didn't write: choose another namespace with --into")
            return None
        if properties.get(SOURCE) != done:
            self.spark.sql(f"ALTER TABLE {self.target} SET TBLPROPERTIES ('{SOURCE}' = '{done}')")
        return int(done)

    def add(self) -> None:
        """Adds the rows that the source has gained."""
        done = self.done()
        main = self.rows(f"SELECT snapshot_id FROM {self.source}.refs WHERE name = 'main'")
        newest = main[0][0] if main else None
        if newest == done:
            return
        if done is not None and not self.rows(f"SELECT 1 FROM {self.source}.snapshots WHERE snapshot_id = {done}"):
            sys.exit(
                f"{self.source} has no snapshot {done}, up to which {self.target} has its rows: has the source been made anew?"
                f" Then drop {self.target} with PURGE, and repeat this"
            )
        branch = f"compact_{uuid.uuid4().hex}"
        # If this job is killed, its branch expires.
        self.spark.sql(f"ALTER TABLE {self.target} CREATE BRANCH {branch} RETAIN 1 DAYS")
        try:
            rows = self.spark.read.format("iceberg").option("versionAsOf", newest).load(self.source)
            if done is not None:
                rows = self.changes(rows, done, newest, f"{self.target}.branch_{branch}")
            rows.writeTo(f"{self.target}.branch_{branch}").option(f"snapshot-property.{SOURCE}", newest).append()
            # Fails if another job was faster, because main isn't an ancestor of the branch then. So nothing is in twice.
            self.call(f"fast_forward(table => '{self.name}', branch => 'main', to => '{branch}')")
        finally:
            self.spark.sql(f"ALTER TABLE {self.target} DROP BRANCH {branch}")
        self.done()

    def changes(self, rows: DataFrame, done: int, newest: int, branch: str) -> DataFrame:
        """Removes forgotten repositories from a branch; returns the rows to add, theirs too if they are back."""
        lost = self.forgotten(done)
        forgotten = F.col("repository_id").isin(lost)
        if lost:
            self.spark.sql(f"DELETE FROM {branch} WHERE repository_id IN ({', '.join(map(str, lost))})")
        gained = self.spark.read.format("iceberg").option("start-snapshot-id", done).option("end-snapshot-id", newest)
        return gained.load(self.source).where(~forgotten).unionByName(rows.where(forgotten))

    def forgotten(self, done: int) -> list[int]:
        """The repositories that the source has lost since then."""
        since = f"""SELECT snapshot_id, operation FROM {self.source}.snapshots
            WHERE committed_at > (SELECT committed_at FROM {self.source}.snapshots WHERE snapshot_id = {done})"""
        if not self.rows(f"SELECT 1 FROM ({since}) WHERE operation <> 'append'"):
            return []
        entries = f"SELECT * FROM {self.source}.all_entries WHERE status = {DELETED}"
        return [
            row.id
            for row in self.rows(f"""
            SELECT DISTINCT data_file.partition.repository_id AS id FROM ({entries}) JOIN ({since}) USING (snapshot_id)""")
        ]

    def rewrite(self, fewest: int) -> int:
        """Makes large files of small ones, in each bucket with enough of them; returns how many it replaced."""
        return self.call(f"""rewrite_data_files(table => '{self.name}', strategy => 'sort', sort_order => '{self.sorted_by}',
            options => map('min-input-files', '{fewest}', 'partial-progress.enabled', 'true'))""").rewritten_data_files_count

    def expire(self, keep: timedelta) -> None:
        self.call(f"rewrite_manifests(table => '{self.name}')")
        before = datetime.now(UTC) - keep
        self.call(f"expire_snapshots(table => '{self.name}', older_than => TIMESTAMP '{before:%Y-%m-%d %H:%M:%S.%f+00:00}')")

    def files(self) -> str:
        count, size, rows = self.rows(
            f"SELECT count(*), coalesce(sum(file_size_in_bytes), 0), coalesce(sum(record_count), 0) FROM {self.target}.files"
        )[0]
        return f"{rows:,} rows in {files(count)} of {size / MEGABYTE:,.1f} MB"


def files(count: int) -> str:
    return f"{count:,} file{'' if count == 1 else 's'}"


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--catalog", default="commitlake", help="the catalog's name in Spark's configuration")
    parser.add_argument("--namespace", default="commitlake", help="the namespace of the tables that `commitlake catalog` keeps")
    parser.add_argument("--into", default="compacted", help="the namespace of the compacted tables")
    parser.add_argument("--buckets", type=int, default=16, help="partitions of a new table, by repository")
    parser.add_argument("--min-files", type=int, default=5, help="the small files that a bucket has before they are rewritten")
    parser.add_argument("--keep-days", type=float, default=7, help="how long replaced files stay for readers and time travel")
    arguments = parser.parse_args(words)
    spark = SparkSession.builder.appName("commitlake-compact").getOrCreate()
    spark.sql(f"CREATE NAMESPACE IF NOT EXISTS {arguments.catalog}.{arguments.into}")
    there = {row.tableName for row in spark.sql(f"SHOW TABLES IN {arguments.catalog}.{arguments.namespace}").collect()}
    if not there & SORTED_BY.keys():
        sys.exit(f"The catalog {arguments.catalog} has no tables in {arguments.namespace}: run `commitlake catalog` first")
    for name in [name for name in SORTED_BY if name in there]:
        table = Compaction(
            spark, arguments.catalog, f"{arguments.namespace}.{name}", f"{arguments.into}.{name}", SORTED_BY[name]
        )
        table.create(arguments.buckets)
        table.add()
        replaced = table.rewrite(arguments.min_files)
        table.expire(timedelta(days=arguments.keep_days))
        print(f"{name}: {table.files()}; replaced {files(replaced)}", flush=True)


if __name__ == "__main__":
    main()
