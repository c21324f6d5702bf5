"""Compares the Iceberg tables of `commitlake catalog` with the plain files of the dataset.

    catalog.py CATALOG NAMESPACE DATASET PLAIN [PROPERTY=VALUE ...]

CATALOG is the database as SQLAlchemy names it, DATASET the dataset's address, PLAIN the folder with the same files, and a
property is one of PyIceberg's file access. Every row must be equal, now and at each tag, so a column that has a value in the
files has it in the table. The metrics must be those that PyIceberg itself takes from the footers.
"""

import collections
import datetime
import os
import sys
from collections.abc import Iterator

import chdb
import polars as pl
import pyarrow.dataset as ds
import pyarrow.parquet as pq
from frames import ORDER, frame, same
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.io.pyarrow import parquet_files_to_data_files
from pyiceberg.table import StaticTable, Table

METRICS = ("record_count", "column_sizes", "value_counts", "null_value_counts", "lower_bounds", "upper_bounds", "split_offsets")

# Polars' names of PyIceberg's properties.
AWS = {
    "s3.endpoint": "aws_endpoint_url",
    "s3.access-key-id": "aws_access_key_id",
    "s3.secret-access-key": "aws_secret_access_key",
    "s3.region": "aws_region",
}


def check(table: Table, name: str, dataset: str, plain: str, properties: dict[str, str]) -> str:
    listed = [row for row in pq.read_table(f"{plain}/data_files", partitioning=None).to_pylist() if row["table"] == name]

    def rows(until: datetime.date) -> pl.DataFrame:
        paths = {f"{plain}/{row['path']}" for row in listed if row["snapshot_at"].date() <= until}
        return frame(ds.dataset(sorted(paths), partitioning=None).to_table(), name)

    # Each file once.
    files = table.inspect.files().to_pylist()
    counts = collections.Counter(file["file_path"] for file in files)
    assert counts == collections.Counter({f"{dataset}/{row['path']}" for row in listed}), counts.most_common(3)

    # History is linear: the current snapshot's ancestors are all snapshots.
    snapshots = {snapshot.snapshot_id: snapshot for snapshot in table.snapshots()}
    ancestors = []
    current = table.current_snapshot()
    while current is not None:
        ancestors.append(current)
        current = snapshots.get(current.parent_snapshot_id or 0)
    assert len(ancestors) == len(snapshots), (len(ancestors), len(snapshots))

    # The current state and the state at each tag, by each engine.
    tags = sorted(tag for tag in table.refs() if tag != "main")
    assert tags == sorted({str(row["snapshot_at"].date()) for row in listed}), tags
    everything = rows(datetime.date.max)
    for ref in ("main", *tags):
        want = everything if ref == "main" else rows(datetime.date.fromisoformat(ref))
        for engine, found in read(table, table.refs()[ref].snapshot_id, f"{dataset}/iceberg/{name}", properties):
            same(f"{name} at {ref}, {engine}", frame(found, name), want)

    # Without the catalog.
    hint = StaticTable.from_metadata(f"{dataset}/iceberg/{name}", properties)
    assert hint.metadata_location == table.metadata_location, (hint.metadata_location, table.metadata_location)

    # A filter by metrics and partitions loses no row.
    months = "commit_month" in everything.columns
    column = "commit_sha" if months else "file_sha"
    half = sorted(everything[column])[everything.height // 2]
    found = table.scan(row_filter=f"{column} = '{half}'" + (" and commit_month >= '2000-01'" if months else "")).to_arrow()
    same(f"{name} of {half}", frame(found, name), everything.filter(pl.col(column) == half))

    # PyIceberg's own metrics of the same files. Those of the elements of lists differ: Iceberg's Java library keeps none.
    lists = {field.field_type.element_id for field in table.schema().fields if hasattr(field.field_type, "element_id")}
    own = {file.file_path: file for file in parquet_files_to_data_files(table.io, table.metadata, iter(counts))}
    for file in files:
        for metric in METRICS:
            have, want = file[metric], getattr(own[file["file_path"]], metric)
            if isinstance(want, dict):
                have, want = dict(have), {key: value for key, value in want.items() if key not in lists}
            assert have == want, (file["file_path"], metric, have, want)
        partition = own[file["file_path"]].partition
        wanted = {"repository_id": partition[0], "commit_month": partition[1]} if months else {"repository_id": partition[0]}
        assert file["partition"] == wanted, (file["partition"], wanted)
    assert table.properties["gc.enabled"] == "false"
    assert table.name_mapping() is not None
    return f"{name}: {everything.height} rows in {len(files)} files, {len(snapshots)} snapshots, tags {', '.join(tags)}"


def read(table: Table, snapshot: int, location: str, properties: dict[str, str]) -> Iterator[tuple[str, object]]:
    """A snapshot's rows by each engine. chDB has no type for the bytes of file contents."""
    yield "PyIceberg", table.scan(snapshot_id=snapshot).to_arrow()
    options = {AWS[name]: value for name, value in properties.items()} | ({"aws_allow_http": "true"} if properties else {})
    yield "Polars", pl.scan_iceberg(table, snapshot_id=snapshot, storage_options=options or None).collect()
    if not location.endswith("/file_contents"):
        if properties:
            url = location.replace("s3:/", properties["s3.endpoint"])
            source = f"icebergS3('{url}', '{properties['s3.access-key-id']}', '{properties['s3.secret-access-key']}')"
        else:
            source = f"icebergLocal('{location.removeprefix('file://')}')"
        yield "chDB", chdb.query(f"SELECT * FROM {source} SETTINGS iceberg_snapshot_id = {snapshot}", "ArrowTable")


def main(catalog: str, namespace: str, dataset: str, plain: str, *given: str) -> None:
    os.chdir(plain)  # chDB reads files only there
    properties = dict(each.split("=", 1) for each in given)
    tables = SqlCatalog("commitlake", uri=catalog, init_catalog_tables="false", **properties)
    contents = ["file_contents"] if tables.table_exists(f"{namespace}.file_contents") else []
    for name in [*ORDER, *contents]:
        print(check(tables.load_table(f"{namespace}.{name}"), name, dataset, plain, properties))


if __name__ == "__main__":
    main(*sys.argv[1:])
