"""Measures what it costs to keep file contents, and compares every content with Git's.

    python -m benchmark.contents FOLDER [SOURCE ...]

Exports each of a folder's *.bundle files without and with contents, by each source (git and api by default), and prints a
row for each: wall-clock seconds, processor seconds, the peak memory of all its processes in MB, and the file's size.
"""

import pathlib
import subprocess
import sys
import tempfile

from .exports import Exports
from .process import Cost

CHECK = pathlib.Path(__file__).parents[3] / "test/python/check_contents.py"
FILTER = "all"


def run(exports: Exports, source: str, contents: str) -> Cost:
    exports.settings |= {"COMMITLAKE_SOURCE": source, "COMMITLAKE_CONTENTS": contents}
    dataset = f"{source}-{contents}"
    exports.command(dataset, "track", f"sandbox/{exports.names[0]}")
    cost = exports.command(dataset, "run")
    exports.check(dataset, 1)
    return cost


def measure(bundle: pathlib.Path, source: str, scratch: pathlib.Path) -> str:
    git_dir = scratch / "history.git"
    subprocess.run(["git", "clone", "-q", "--bare", bundle, git_dir], check=True)
    exports = Exports(bundle, 1, scratch)
    try:
        without, with_contents = (run(exports, source, contents) for contents in ("none", FILTER))
        folder = exports.folder(f"{source}-{FILTER}")
        [repository_folder] = (folder / "file_contents").iterdir()
        repository = repository_folder.name.removeprefix("repository_id=")
        address = f"{exports.environment(f'{source}-{FILTER}')['COMMITLAKE_DATASET']}/"
        compared = [sys.executable, str(CHECK), str(folder), address, str(git_dir), repository, FILTER]
        rows = (
            subprocess.run(compared, check=True, stdout=subprocess.PIPE, text=True).stdout.split(", ")[1].removesuffix(" rows")
        )
        size = sum(file.stat().st_size for file in repository_folder.iterdir())
    finally:
        exports.stop()
    cells = [
        *(f"{cost.wall:.1f} | {cost.cpu:.1f} | {cost.mb:.0f}" for cost in (without, with_contents)),
        f"{int(rows):,}",
        f"{size / 2**20:.1f}",
    ]
    return f"| {bundle.stem} | {source} | {' | '.join(cells)} |"


def main(folder: pathlib.Path, sources: list[str]) -> None:
    print("| history | source | s | CPU-s | MB | s, contents | CPU-s, contents | MB, contents | blobs | MB of file_contents |")
    for bundle in sorted(folder.glob("*.bundle"), key=lambda bundle: bundle.stat().st_size):
        for source in sources:
            with tempfile.TemporaryDirectory() as scratch:
                print(measure(bundle, source, pathlib.Path(scratch)), flush=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]), sys.argv[2:] or ["git", "api"])
