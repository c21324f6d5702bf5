"""Looks for what a dataset still has of a repository.

traces.py find DATASET TEXTS: prints each file whose key, bytes or Parquet rows have any line of the file TEXTS.
traces.py rows DATASET ID: prints all rows of the tables that repositories share, without those of the repository.
"""

import pathlib
import re
import sys

import pyarrow.parquet as pq

SHARED = {"repositories": "id", "repository_states": "repository_id", "data_files": "repository_id"}


def text(file: pathlib.Path) -> str:
    if file.suffix == ".parquet":
        table = pq.read_table(file, partitioning=None)
        return "\n".join(str(row) for row in table.to_pylist()) + str(table.schema)
    return file.read_bytes().decode("utf-8", "replace")


def hashes(content: str) -> set[str]:
    """Every run of 40 hexadecimal digits, also within longer ones."""
    runs = re.findall("[0-9a-f]{40,}", content)
    return {run[i : i + 40] for run in runs for i in range(len(run) - 39)}


def find(dataset: pathlib.Path, texts: list[str]) -> None:
    # There are thousands of hashes and few other texts, so the hashes are looked up instead of searched one by one.
    wanted = {one for one in texts if re.fullmatch("[0-9a-f]{40}", one)}
    others = [one for one in texts if one not in wanted]
    for file in sorted(dataset.rglob("*")):
        if file.is_file():
            content = f"{file.relative_to(dataset)}\n{text(file)}"
            found = [one for one in others if one in content] + sorted(wanted & hashes(content))
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
