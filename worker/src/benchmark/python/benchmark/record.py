"""Everything that was measured, as JSON.

{"histories": {"large": {"run": {...}, "commits": 4608, "rows": {...}, "copies": 5, "rounds": [
    {"export: plan": [wall, cpu, mb], "git log": [...], "PyDriller": "why it failed", ...}, ...]}},
 "parts": {"run": {...}, "history": "large", "rates": {
         "LinesBenchmark.compareHashes:count": {"wall": [median, lowest, highest], "cpu": [...]}}}}
"""

import datetime
import importlib.metadata
import json
import os
import pathlib
import platform
import subprocess
from typing import Any

from .exports import ROOT

RECORDED = ROOT / "worker" / "src" / "benchmark" / "figures.json"
PACKAGES = ["perceval", "pydriller", "pyarrow", "gitpython"]


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT).stdout.strip()


def line_of(file: str, name: str) -> str:
    """The value of a line "name: value" of a file of the kernel."""
    lines = pathlib.Path(file).read_text().splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(name)), "unknown")


def product_commit() -> str:
    """The newest commit that changed the worker, with a plus if there are changes since."""
    product = "worker/src/main"
    changed = output("git", "status", "--porcelain", "--", product)
    return output("git", "log", "-1", "--format=%h", "--abbrev=12", "--", product) + ("+" if changed else "")


def run_now() -> dict[str, Any]:
    """Which commit is measured, when, on which machine, and by which versions."""
    java = subprocess.run(
        [pathlib.Path(os.environ["JAVA_HOME"], "bin", "java"), "-version"], check=True, capture_output=True, text=True
    )
    kilobytes = int(line_of("/proc/meminfo", "MemTotal").split()[0])
    return {
        "at": datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "commit": product_commit(),
        "machine": {
            "processor": line_of("/proc/cpuinfo", "model name"),
            "cores": os.cpu_count(),
            "gb": round(kilobytes / (1 << 20)),
            "system": f"{platform.system()} {platform.release()}",
        },
        "load": round(os.getloadavg()[0], 2),
        "versions": {
            "java": java.stderr.splitlines()[0].split('"')[1],
            "git": output("git", "--version").removeprefix("git version "),
            "python": platform.python_version(),
        }
        | {name: importlib.metadata.version(name) for name in PACKAGES},
    }


def read(file: pathlib.Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(file.read_text()) if file.exists() else {"histories": {}}
    return loaded


def write(record: dict[str, Any], file: pathlib.Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(record, indent=1) + "\n")


def merged(earlier: dict[str, Any], later: dict[str, Any]) -> dict[str, Any]:
    """The earlier record, with what was measured later in place of what it replaces; histories by commits."""
    histories: dict[str, Any] = earlier["histories"] | later["histories"]
    by_size = sorted(histories.items(), key=lambda item: item[1]["commits"])
    return earlier | later | {"histories": dict(by_size)}
