"""The programs that an export is compared with, and the single steps of Git that no export can leave out."""

import pathlib
import sys
from collections.abc import Mapping
from typing import NamedTuple

from .process import Cost, Failed, measure

HERE = pathlib.Path(__file__).parent
# A tool that took longer than this many seconds isn't measured again in later rounds.
SLOW = 60

LOG = "git log"
LOG_WITH_MERGES = "git log, merges too"
PERCEVAL = "Perceval"
PYDRILLER = "PyDriller"
INDEX_PACK = "git index-pack"
CAT_FILE = "git cat-file"
DIFF_TREE = "git diff-tree"
# In the order of the tables.
READERS = [LOG, LOG_WITH_MERGES, PERCEVAL, PYDRILLER]
STEPS = [INDEX_PACK, CAT_FILE, DIFF_TREE]


class Tool(NamedTuple):
    command: list[str]
    stdin: pathlib.Path | None = None


def tools_for(repository: pathlib.Path, scratch: pathlib.Path) -> dict[str, Tool]:
    """The tools by name, for a bare repository with one pack.

    scratch: a folder that has the SHAs of all commits, one a line, in the file "commits".
    """
    git = ["git", "-C", str(repository)]
    [pack] = (repository / "objects" / "pack").glob("*.pack")
    log = [*git, "log", "-M", "--raw", "--numstat"]
    batch = ["cat-file", "--batch-all-objects", "--unordered", "--batch", "--buffer"]
    trees = ["diff-tree", "--stdin", "-r", "-M", "--raw", "--root", "--diff-merges=first-parent"]
    return {
        LOG: Tool([*log, "HEAD"]),
        LOG_WITH_MERGES: Tool([*log, "--diff-merges=first-parent", "HEAD"]),
        PERCEVAL: Tool([sys.executable, str(HERE / "traverse_perceval.py"), str(repository)]),
        PYDRILLER: Tool([sys.executable, str(HERE / "traverse_pydriller.py"), str(repository)]),
        INDEX_PACK: Tool([*git, "index-pack", "-o", str(scratch / "pack.idx"), str(pack)]),
        CAT_FILE: Tool([*git, *batch]),
        DIFF_TREE: Tool([*git, *trees], scratch / "commits"),
    }


def measured(name: str, tool: Tool, earlier: Mapping[str, list[Cost | str]], limit: float) -> Cost | str | None:
    """Measures a tool once more: its cost, why it failed, or None if it failed or was slow in an earlier round.

    limit: seconds after which the tool is killed.
    """
    if any(isinstance(cost, str) or cost.wall > SLOW for cost in earlier.get(name, [])):
        return None
    try:
        return measure(tool.command, stdin=tool.stdin, limit=limit)
    except Failed as failed:
        return reason(str(failed))


def reason(errors: str) -> str:
    """The line of a program's errors that says why it failed: the one that names an exception, or else the last one."""
    lines = [line.strip() for line in errors.splitlines()]
    return next((line for line in reversed(lines) if "Error: " in line), lines[-1])[:200]
