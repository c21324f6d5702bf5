"""Single parts of an export, measured by JMH and, where another program does the same work, beside it."""

import json
import os
import pathlib
import statistics
import subprocess
import sys
from typing import Any

from .exports import ROOT

WORKER = ROOT / "worker"
# Not the worker's options: these parts run long enough for Java to optimize them.
JAVA = ["-Xmx2g", "-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"]
# Two processes with two warm-up seconds and five measured ones for each part.
JMH = ["-f", "2", "-wi", "2", "-w", "1", "-i", "5", "-r", "1", "-bm", "thrpt", "-tu", "s", "-rf", "json"]


def run(repository: pathlib.Path, dataset: pathlib.Path, scratch: pathlib.Path) -> dict[str, Any]:
    """Measures all parts on a history that was exported into a dataset."""
    scratch.mkdir()
    classpath = [WORKER / "target" / "test-classes", WORKER / "target" / "classes"]
    libraries = (WORKER / "target" / "benchmark-classpath").read_text().strip()
    inputs = {"repository": repository, "dataset": dataset, "scratch": scratch}
    properties = [f"-Dbenchmark.{name}={path}" for name, path in inputs.items()]
    results = scratch / "jmh.json"
    java = pathlib.Path(os.environ["JAVA_HOME"], "bin", "java")
    # JMH itself uses sun.misc.Unsafe.
    java_command = [str(java), "--sun-misc-unsafe-memory-access=allow"]
    jmh = [*java_command, "-cp", ":".join([*map(str, classpath), libraries]), "org.openjdk.jmh.Main", *JMH]
    command = [*jmh, "-rff", str(results), "-jvmArgs", " ".join([*properties, *JAVA])]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=900)
    file = scratch / "file_changes.parquet"
    program = pathlib.Path(__file__).with_name("write_arrow.py")
    arrow = subprocess.run([sys.executable, program, file, scratch], check=True, capture_output=True, text=True)
    return {
        "rates": rates(json.loads(results.read_text())),
        "file": {"bytes": file.stat().st_size},
        "arrow": json.loads(arrow.stdout),
    }


def rates(results: list[dict[str, Any]]) -> dict[str, dict[str, list[float]]]:
    """What each benchmark counted, such as "LedgerBenchmark.claimNew:count", from JMH's results.

    "wall" is a second and "cpu" a processor second, each with the median, the lowest and the highest of all iterations.
    """
    found = {}
    for result in results:
        counters = {name: flat(metric["rawData"]) for name, metric in result["secondaryMetrics"].items()}
        seconds = [nanoseconds / 1e9 for nanoseconds in counters.pop("processorNanoseconds")]
        for counter, walls in counters.items():
            cpus = [wall / second for wall, second in zip(walls, seconds, strict=True)]
            name = ".".join(result["benchmark"].split(".")[-2:])
            found[f"{name}:{counter}"] = {"wall": spread(walls), "cpu": spread(cpus)}
    return found


def flat(forks: list[list[float]]) -> list[float]:
    return [value for iterations in forks for value in iterations]


def spread(values: list[float]) -> list[float]:
    return [statistics.median(values), min(values), max(values)]
