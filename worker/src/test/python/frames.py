"""Reads the rows of a dataset's tables as data frames in a fixed order, and compares them."""

import sys

import polars as pl

ORDER = {
    "commits": ["repository_id", "commit_sha"],
    "file_changes": ["repository_id", "commit_sha", "file_path", "status"],
    "file_states": ["repository_id", "commit_sha", "file_path", "raw_url"],
}


def frame(rows: object, name: str) -> pl.DataFrame:
    """The rows of a table that Arrow or Polars holds."""
    read = rows if isinstance(rows, pl.DataFrame) else pl.from_arrow(rows)
    assert isinstance(read, pl.DataFrame)
    return read.sort(ORDER.get(name, ["repository_id", "file_sha"]))


def same(what: str, have: pl.DataFrame, want: pl.DataFrame) -> None:
    """Ends the program if the rows differ."""
    have = have.select(want.columns).cast(want.schema)
    if not have.equals(want):
        differing = [column for column in want.columns if not have[column].equals(want[column])]
        sys.exit(f"{what}: {have.height} rows for {want.height}; differing columns: {differing}")
