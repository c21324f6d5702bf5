"""Reads the ledger's records of repositories that can't be exported."""

import json
import pathlib

GROUPS = 64


def condition(dataset: pathlib.Path, repository: int) -> dict | None:
    """A repository's condition."""
    group = dataset / f"_commitlake/ledger/conditions/group-{repository % GROUPS}.json"
    conditions = json.loads(group.read_text())["conditions"] if group.exists() else []
    return next((noted for noted in conditions if noted["repository"] == repository), None)
