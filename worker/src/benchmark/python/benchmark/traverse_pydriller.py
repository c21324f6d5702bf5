"""Reads the lines that each commit of a bare repository added and deleted, with PyDriller: traverse_pydriller.py REPOSITORY."""

import sys

from pydriller import Repository

added = deleted = 0
for commit in Repository(sys.argv[1]).traverse_commits():
    for file in commit.modified_files:
        added += file.added_lines
        deleted += file.deleted_lines
print(added, deleted)
