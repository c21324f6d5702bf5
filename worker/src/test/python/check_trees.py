"""Compares the trees that the macro of docs/query/views.sql finds with those of Git.

    check_trees.py DATASET VIEWS COMMITS NAME=REPOSITORY ...

For each repository of the dataset that is named, takes that many of its commits at random, and compares the paths, modes and
objects of each with "git ls-tree -r". REPOSITORY is a folder or a bundle. Prints the number of trees and of files.
"""

import pathlib
import random
import subprocess
import sys
import tempfile

import duckdb


def listed(repository: str, commit: str) -> list[tuple[str, str, str]]:
    """The path, mode and object of each file, as Git prints them."""
    command = ["git", "-C", repository, "ls-tree", "-r", "-z", commit]
    output = subprocess.run(command, check=True, capture_output=True).stdout
    files = []
    for entry in output.split(b"\0")[:-1]:
        about, path = entry.split(b"\t", 1)
        mode, _, sha = about.decode().split()
        files.append((path.decode("utf-8", "replace"), mode, sha))
    return sorted(files)


def main(dataset: str, views: str, count: int, named: list[str]) -> None:
    duckdb.sql(f"SET VARIABLE dataset = '{dataset}'")
    duckdb.execute(pathlib.Path(views).read_text(encoding="utf-8"))
    trees = files = 0
    with tempfile.TemporaryDirectory() as folder:
        for each in named:
            name, source = each.split("=", 1)
            clone = f"{folder}/{trees}"
            subprocess.run(["git", "clone", "-q", "--bare", source, clone], check=True)
            query = "SELECT id, commit_sha FROM repositories JOIN branch ON id = repository_id WHERE full_name = ? ORDER BY ALL"
            commits = duckdb.execute(query, [name]).fetchall()
            for identifier, sha in random.Random(name).sample(commits, count):
                tree = f"SELECT file_path, file_mode, file_sha FROM tree({identifier}, '{sha}') ORDER BY ALL"
                found, expected = duckdb.sql(tree).fetchall(), listed(clone, sha)
                if found != expected:
                    sys.exit(f"{name}: the tree of {sha} differs: {sorted(set(found) ^ set(expected))[:4]}")
                trees += 1
                files += len(found)
    print(f"{trees} trees, {files} files")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])
