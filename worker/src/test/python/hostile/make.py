"""Makes the repositories of all cases in a folder, for the sandbox to serve.

make.py FOLDER
"""

import json
import pathlib
import sys

import broken
import commits
import contents
import packs
import refs
import servers
import trees
from case import CASES
from repository import Repository

MODULES = (refs, commits, trees, contents, servers, packs, broken)  # each adds its cases when it is imported


def main(folder: pathlib.Path) -> None:
    for made in CASES:
        made.make(Repository(folder / f"{made.name}.git"))
    metadata = {made.name: {"id": 1000 + at, "createdAt": "2020-01-01T00:00:00Z"} for at, made in enumerate(CASES)}
    (folder / "repositories.json").write_text(json.dumps(metadata, indent=1))
    print(f"{len(CASES)} repositories from {len(MODULES)} modules")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
