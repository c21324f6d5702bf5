"""Looks for what a dataset still has of a repository.

traces.py find DATASET TEXTS: prints each file whose key, bytes or Parquet rows have any line of the file TEXTS.
traces.py rows DATASET ID: prints all rows of the tables that repositories share, without those of the repository.
"""

import pathlib
import sys

import pyarrow.parquet as pq

SHARED = {"repositories": "id", "repository_states": "repository_id", "data_files": "repository_id"}


def text(file: pathlib.Path) -> str:
    if file.suffix == ".parquet":
        table = pq.read_table(file, partitioning=None)
        return "\n".join(str(row) for row in table.to_pylist()) + str(table.schema)
    return file.read_bytes().decode("utf-8", "replace")


def find(dataset: pathlib.Path, texts: list[str]) -> None:
    for file in sorted(dataset.rglob("*")):
        if file.is_file():
            content = f"{file.relative_to(dataset)}\n{text(file)}"
            found = [one for one in texts if one in content]
            if found:
                print(f"{file.relative_to(dataset)} has {found[:3]}")


def rows(dataset: pathlib.Path, repository: int) -> None:
    for table, column in SHARED.items():
        for file in sorted((dataset / table).rglob("*.parquet")):
            for row in pq.read_table(file, partitioning=None).to_pylist():
                if row[column] != repository:
                    print(file.relative_to(dataset), row)


if __name__ == "__main__":
    mode, place, what = sys.argv[1:]
    if mode == "find":
        find(pathlib.Path(place), pathlib.Path(what).read_text().splitlines())
    else:
        rows(pathlib.Path(place), int(what))
