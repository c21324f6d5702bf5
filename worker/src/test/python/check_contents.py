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


def blobs_of(git_dir: str, shas: list[str]) -> dict[str, bytes]:
    """The blobs as `git cat-file --batch` prints them."""
    printed = subprocess.run(
        ["git", "-C", git_dir, "cat-file", "--batch"], input="\n".join(shas).encode(), capture_output=True, check=True
    ).stdout
    blobs, at = {}, 0
    for sha in shas:
        end = printed.index(b"\n", at)
        name, kind, size = printed[at:end].decode().split()
        assert (name, kind) == (sha, "blob"), printed[at:end]
        blobs[sha] = printed[end + 1 : end + 1 + int(size)]
        at = end + 2 + int(size)
    return blobs


def check(folder: pathlib.Path, address: str, git_dir: str, repository: str, kept: Filter) -> tuple[int, int, int]:
    states: dict[str, list[dict]] = {}
    for file in sorted(folder.glob(f"file_states/repository_id={repository}/*/*.parquet")):
        export = file.stem.rsplit("-", 1)[1]
        states.setdefault(export, []).extend(pq.ParquetFile(file).read().to_pylist())
    found = {file.stem.rsplit("-", 1)[1] for file in folder.glob(f"file_contents/repository_id={repository}/*")}
    rows = located = 0
    for export, of_export in states.items():
        key = f"file_contents/repository_id={repository}/file_contents_{repository}-{export}.parquet"
        wanted = sorted({s["file_sha"] for s in of_export if kept.wants(s["file_path"], s["file_size"])})
        expected = [
            {
                "repository_id": int(repository),
                "file_sha": sha,
                "file_size": len(content),
                "is_binary": b"\0" in content[:8000],
                "content": content,
            }
            for sha, content in blobs_of(git_dir, wanted).items()
        ]
        expected = [row for row in expected if not (kept.text and row["is_binary"])]
        have = pq.ParquetFile(folder / key).read().to_pylist() if export in found else []
        assert (export in found) == bool(expected), f"export {export} has {len(expected)} blobs to keep"
        found.discard(export)
        assert have == expected, f"export {export} has {len(have)} rows and should have {len(expected)}"
        names = {row["file_sha"] for row in expected}
        for state in of_export:
            should = address + key if state["file_sha"] in names else None
            assert state["s3_file_location"] == should, f"{state} should have the address {should}"
            located += should is not None
        rows += len(expected)
    assert not found, f"files of exports without file states: {found}"
    return len(states), rows, located


if __name__ == "__main__":
    exports, total, with_address = check(pathlib.Path(sys.argv[1]), *sys.argv[2:5], Filter(sys.argv[5]))
    print(f"{exports} exports, {total} rows, {with_address} file states with an address")
