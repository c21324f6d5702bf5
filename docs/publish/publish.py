#!/usr/bin/env python3
"""Copies the publishable part of a Commitlake dataset into a new folder, with a README, a citation and checksums.

    pip install pyarrow
    publish.py DATASET FOLDER --title "Title" --author "Name" [--note "Text"] [--without owner/name] [--all]

DATASET is a folder or s3://bucket/prefix. docs/publish.md says what the new folder has, and what to do with it.
"""

import argparse
import hashlib
import json
import os
import pathlib
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import readme
from pyarrow import fs

TABLES = ("commits", "file_changes", "file_states", "file_contents")


def dataset_at(address: str) -> fs.FileSystem:
    """The dataset's files, by their paths in it."""
    if address.startswith("s3://"):
        store = fs.S3FileSystem(endpoint_override=os.environ.get("AWS_ENDPOINT_URL_S3"))
        return fs.SubTreeFileSystem(address.removeprefix("s3://"), store)
    return fs.SubTreeFileSystem(os.path.abspath(address.removeprefix("file:")), fs.LocalFileSystem())


def files_of(dataset: fs.FileSystem, table: str) -> Iterator[tuple[str, pa.Table]]:
    """The path and the rows of each file of a table."""
    found = dataset.get_file_info(fs.FileSelector(table, recursive=True, allow_not_found=True))
    for path in sorted(file.path for file in found if file.path.endswith(".parquet")):
        with dataset.open_input_file(path) as file:
            yield path, pq.ParquetFile(file).read()


def visibility(dataset: fs.FileSystem) -> dict[int, str]:
    """How GitHub last showed each repository: as found, private, gone or blocked."""
    last: dict[int, tuple] = {}
    for _, states in files_of(dataset, "repository_states"):
        for row in states.filter(pc.field("outcome") != "failed").to_pylist():
            state = "private" if row["is_private"] else row["outcome"]
            seen = (row["seen_at"], state != "found", state)  # of two at once, the one that hides it
            last[row["repository_id"]] = max(seen, last.get(row["repository_id"], seen))
    return {repository: state for repository, (*_, state) in last.items()}


def exports_of(rows: list[dict], without: set[str], visible: dict[int, str] | None) -> dict[int, int]:
    """How many exports each repository has that may be published, by its id. Prints which repositories may not."""
    named = {row["id"]: (row.get("full_name") or str(row["id"])).lower() for row in rows}
    unknown = without - set(named.values())
    if unknown:
        sys.exit(f"the table repositories has no full_name {', '.join(sorted(unknown))}: correct --without")
    exports = {}
    for row in rows:
        name = named[row["id"]]
        state = "found" if visible is None else visible.get(row["id"])
        if name in without:
            print(f"left out, as asked: {name}")
        elif state is None:
            print(f"left out, because repository_states doesn't say whether it is public: {name} (--all keeps it)")
        elif state != "found":
            print(f"left out, because GitHub says that it is {state}: {name} (--all keeps it)")
        elif row.get("exports"):
            exports[row["id"]] = row["exports"]
    return exports


def belongs(row: dict) -> bool:
    """Whether a listed file is in its repository's folder of a table."""
    table, repository, *rest = row["path"].split("/")
    return table == row["table"] in TABLES and repository == f"repository_id={row['repository_id']}" and ".." not in rest


def copy(dataset: fs.FileSystem, path: str, listed: str, to: pathlib.Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        with dataset.open_input_stream(path) as content, to.open("wb") as file:
            shutil.copyfileobj(content, file, 1 << 20)
    except FileNotFoundError:
        sys.exit(
            f"{path} is gone: if its repository was forgotten meanwhile, publish again, else see commitlake validate --all"
        )
    if sha256(to) != listed:
        sys.exit(f"{path} doesn't have the SHA-256 {listed} that data_files lists: see commitlake validate --all")


def sha256(file: pathlib.Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def put(rows: pa.Table, file: pathlib.Path) -> None:
    if rows.num_rows:
        file.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(rows, file, compression="zstd", store_schema=False)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dataset")
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--title", required=True)
    parser.add_argument("--author", action="append", required=True, help="whom to cite; repeatable")
    parser.add_argument("--note", default="", help="a paragraph for the README")
    parser.add_argument(
        "--without", action="append", default=[], metavar="OWNER/NAME", help="a repository to leave out; repeatable"
    )
    parser.add_argument("--all", action="store_true", help="keep repositories that are private, gone or blocked")
    asked = parser.parse_args()
    if asked.folder.exists():
        sys.exit(f"{asked.folder} exists already: remove it, or name another folder")
    dataset = dataset_at(asked.dataset)
    try:
        with dataset.open_input_stream("_commitlake/dataset.json") as file:
            settings = json.load(file)
    except OSError as error:
        sys.exit(f"can't read {asked.dataset}/_commitlake/dataset.json ({error}): name the folder above the tables")

    # Merge lists an export's files before it raises the repository's number, so this order finds every file.
    repositories = list(files_of(dataset, "repositories"))
    visible = None if asked.all else visibility(dataset)
    rows = [row for _, table in repositories for row in table.to_pylist()]
    exports = exports_of(rows, {name.lower() for name in asked.without}, visible)
    lists = [table for _, table in files_of(dataset, "data_files")]
    files = {}  # by path, because two merges may have listed a file
    for row in (row for table in lists for row in table.to_pylist()):
        if row["export"] < exports.get(row["repository_id"], 0):
            if not belongs(row):
                sys.exit(
                    f"data_files lists {row['path']} of repository {row['repository_id']}, which isn't a place for its files"
                )
            files.setdefault(row["path"], row)
    if not files:
        sys.exit(f"{asked.dataset} has no completed export that may be published: see commitlake status")

    with ThreadPoolExecutor(16) as pool:
        copies = [pool.submit(copy, dataset, path, row["sha256"], asked.folder / path) for path, row in files.items()]
        try:
            for each in copies:
                each.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    listed = pa.Table.from_pylist([files[path] for path in sorted(files)], lists[0].schema)
    put(listed, asked.folder / "data_files/data_files.parquet")
    kept = pa.array(exports, pa.int64())
    for path, table in repositories:
        put(table.filter(pc.field("id").isin(kept)), asked.folder / path)
    for path, table in files_of(dataset, "repository_states"):
        public = pc.scalar(asked.all) | ~pc.coalesce(pc.field("is_private"), pc.scalar(False))
        put(table.filter(pc.field("repository_id").isin(kept) & public), asked.folder / path)

    readme.write(asked.folder, asked.title, asked.author, asked.note, settings)
    made = sorted(file.relative_to(asked.folder) for file in asked.folder.rglob("*") if file.is_file())
    known = {path: row["sha256"] for path, row in files.items()}  # copy has compared them
    sums = "".join(f"{known.get(file.as_posix()) or sha256(asked.folder / file)}  {file}\n" for file in made)
    (asked.folder / "SHA256SUMS").write_text(sums, encoding="utf-8")
    print(f"{asked.folder} has {len(files)} data files of {len(exports)} repositories. Read its README.md before others do.")


if __name__ == "__main__":
    main()
