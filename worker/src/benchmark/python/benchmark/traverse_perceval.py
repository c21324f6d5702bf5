"""Reads every commit of a bare repository with Perceval, as its users do: traverse_perceval.py REPOSITORY."""

import sys

from perceval.backends.core.git import Git

# It clones or updates a repository first, unless that is told apart. This repository is there already.
commits = sum(1 for _ in Git(sys.argv[1], sys.argv[1]).fetch(no_update=True))
print(commits)
