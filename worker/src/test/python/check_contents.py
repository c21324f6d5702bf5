"""Compares the file contents of a repository in a dataset with Git's.

    check_contents.py FOLDER ADDRESS GIT_DIR REPOSITORY_ID FILTER

FOLDER has the dataset, whose rows name its files by ADDRESS (with a slash at its end); FILTER is COMMITLAKE_CONTENTS. Each
export must have one row for each distinct blob among its file states that the filter keeps, with the content that
`git cat-file` prints, in the order of the SHAs; and exactly the file states of these blobs must name the file. Prints the
number of exports, of rows, and of file states that name a file.
"""

import os.path
import pathlib
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator

import pyarrow.parquet as pq

UNITS = {"": 1, "KB": 1 << 10, "MB": 1 << 20}
LIMIT = 16 << 20


class Filter:
    """What COMMITLAKE_CONTENTS keeps."""

    def __init__(self, text: str) -> None:
        words = text.split(",")
        sizes = [re.fullmatch(r"max=(\d+)(KB|MB|)", word) for word in words]
        self.types = {word for word in words if word.startswith(".")}
        self.most = next((int(size[1]) * UNITS[size[2]] for size in sizes if size), LIMIT)
        self.text = "text" in words

    def wants(self, path: str, size: int) -> bool:
        extension = os.path.splitext(path.rsplit("/", 1)[-1])[1]
        return size <= self.most and (not self.types or extension in self.types)


def blobs_of(git_dir: str, shas: list[str]) -> Iterator[tuple[str, bytes]]:
    """The blobs as `git cat-file --batch` prints them, in the order of the SHAs."""
    with tempfile.TemporaryFile() as requested:
        requested.write("".join(f"{sha}\n" for sha in shas).encode())
        requested.seek(0)
        git = subprocess.Popen(["git", "-C", git_dir, "cat-file", "--batch"], stdin=requested, stdout=subprocess.PIPE)
    with git:
        assert git.stdout is not None
        for sha in shas:
            name, kind, size = git.stdout.readline().decode().split()
            assert (name, kind) == (sha, "blob"), f"Git prints {kind} {name} for {sha}"
            yield sha, git.stdout.read(int(size))
            assert git.stdout.read(1) == b"\n"


def rows_of(file: pathlib.Path) -> Iterator[dict]:
    """The rows of a file of contents; none if there is no such file."""
    if file.exists():
        with pq.ParquetFile(file) as contents:
            for batch in contents.iter_batches(batch_size=64):
                yield from batch.to_pylist()


def check_rows(export: str, have: Iterator[dict], repository: str, blobs: Iterator[tuple[str, bytes]], text: bool) -> set[str]:
    """Compares the rows of an export with the blobs; returns their SHAs."""
    names: set[str] = set()
    for sha, content in blobs:
        binary = b"\0" in content[:8000]
        if text and binary:
            continue
        row = next(have, None)
        assert row == {
            "repository_id": int(repository),
            "file_sha": sha,
            "file_size": len(content),
            "is_binary": binary,
            "content": content,
        }, f"row {len(names)} of export {export} should be blob {sha}, but is {row and row['file_sha']}"
        names.add(sha)
    assert next(have, None) is None, f"export {export} has more than {len(names)} rows"
    return names


def check(folder: pathlib.Path, address: str, git_dir: str, repository: str, kept: Filter) -> tuple[int, int, int]:
    states: dict[str, list[tuple[str, str, int, str | None]]] = {}
    for file in sorted(folder.glob(f"file_states/repository_id={repository}/*/*.parquet")):
        table = pq.read_table(file, columns=["file_path", "file_sha", "file_size", "s3_file_location"], partitioning=None)
        export = file.stem.rsplit("-", 1)[1]
        states.setdefault(export, []).extend(zip(*(column.to_pylist() for column in table.columns), strict=True))
    found = {file.stem.rsplit("-", 1)[1] for file in folder.glob(f"file_contents/repository_id={repository}/*")}
    rows = located = 0
    for export, of_export in states.items():
        key = f"file_contents/repository_id={repository}/file_contents_{repository}-{export}.parquet"
        wanted = sorted({sha for path, sha, size, _ in of_export if kept.wants(path, size)})
        names = check_rows(export, rows_of(folder / key), repository, blobs_of(git_dir, wanted), kept.text)
        assert (export in found) == bool(names), f"export {export} has {len(names)} blobs to keep"
        found.discard(export)
        for path, sha, _, location in of_export:
            should = address + key if sha in names else None
            assert location == should, f"{path} with the blob {sha} has the address {location} and should have {should}"
            located += should is not None
        rows += len(names)
    assert not found, f"files of exports without file states: {found}"
    return len(states), rows, located


if __name__ == "__main__":
    exports, total, with_address = check(pathlib.Path(sys.argv[1]), *sys.argv[2:5], Filter(sys.argv[5]))
    print(f"{exports} exports, {total} rows, {with_address} file states with an address")
