"""Compares Iceberg tables, over files of a dataset that a catalog registered as they are, with the files themselves.

    iceberg.py prepare                                  installs DuckDB's Iceberg extension from its wheel into $HOME
    iceberg.py compare CATALOG DATASET                  reads docs/query/iceberg.md's tables with PyIceberg, Polars and DuckDB
    iceberg.py spark DOCUMENT JAR DATASET               registers the files with Spark as the document does, and reads them

Every row must be equal, so a column that has a value in the files has it in the table.
"""

import importlib.resources
import pathlib
import re
import shutil
import sys

import duckdb
import polars as pl
import pyarrow.dataset as ds
from frames import ORDER, frame, same
from pyiceberg.catalog.sql import SqlCatalog
from pyiceberg.table import Table


def prepare() -> None:
    """Puts the extensions where INSTALL looks first, because tests don't download them."""
    platform = duckdb.sql("PRAGMA platform").fetchall()[0][0]
    folder = pathlib.Path.home() / ".duckdb" / "extensions" / f"v{duckdb.__version__}" / platform
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("avro", "iceberg"):
        wheel = importlib.resources.files(f"duckdb_extension_{name}")
        with importlib.resources.as_file(wheel / f"extensions/v{duckdb.__version__}/{name}.duckdb_extension") as extension:
            shutil.copy(extension, folder)


def rows_of(dataset: str, name: str) -> pl.DataFrame:
    return frame(ds.dataset(f"{dataset}/{name}", partitioning=None).to_table(), name)


def check(name: str, engine: str, rows: object, want: pl.DataFrame) -> None:
    same(f"{name}, {engine}", frame(rows, name), want)
    print(f"{name}: {engine} reads {want.height} rows with {len(want.columns)} columns as they are in the files")


def compare(catalog: str, dataset: str) -> None:
    warehouse = pathlib.Path(catalog).absolute()
    tables = SqlCatalog("local", uri=f"sqlite:///{warehouse}/catalog.db", warehouse=f"file://{warehouse}")
    duckdb.sql("LOAD iceberg")
    duckdb.sql("SET TimeZone = 'UTC'")
    for name in ORDER:
        want = rows_of(dataset, name)
        table: Table = tables.load_table(f"commitlake.{name}")
        partitions = {tuple(each["partition"].values()) for each in table.inspect.partitions().to_pylist()}
        assert partitions == set(want.select("repository_id", "commit_month").unique().iter_rows()), partitions
        check(name, "PyIceberg", table.scan().to_arrow(), want)
        check(name, "Polars", pl.scan_iceberg(table).collect(), want)
        check(name, "DuckDB", duckdb.sql(f"FROM iceberg_scan('{table.metadata_location}')").arrow().read_all(), want)


def spark(document: str, jar: str, dataset: str) -> None:
    text = pathlib.Path(document).read_text(encoding="utf-8")
    section = text[text.index("\n## Spark's Iceberg\n") :]
    (code,) = re.findall(r"^```python\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    # The test has the package already, so Spark needn't download it.
    code, replaced = re.subn(r'"spark\.jars\.packages", "[^"]*"', f'"spark.jars", "{jar}"', code)
    assert replaced == 1, code
    namespace: dict[str, object] = {}
    exec(compile(code, document, "exec"), namespace)
    session = namespace["spark"]
    for name in ORDER:
        have = session.table(f"lake.commitlake.{name}")  # type: ignore[attr-defined]
        check(name, "Spark", have.toArrow(), rows_of(dataset, name))


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    match command:
        case "prepare":
            prepare()
        case "compare":
            compare(*arguments)
        case "spark":
            spark(*arguments)
        case _:
            sys.exit(__doc__)
