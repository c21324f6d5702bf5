"""Simulates faults in one process for each processor, and checks every guarantee after each step.

    chaos.py SEED RUNS LEDGER

Runs the seeds SEED, SEED + 1, ... with all ledgers in the store, all in PostgreSQL, or some in each: LEDGER is store,
postgres or both. Prints the trace of a broken simulation, or of the only one, and stops all processes at the first broken
one. Needs the classes and the class path that "mvn package" makes.
"""

import itertools
import os
import pathlib
import re
import subprocess
import sys
import threading
import time

WORKER = pathlib.Path(__file__).parents[3]
JVM = [
    "-XX:+UseSerialGC",
    "-Xmx512m",
    "--add-opens=java.base/java.lang=ALL-UNNAMED",
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
]
DONE = re.compile(r"(\d+) simulations with (\d+) exports in (\d+) steps")


def classpath(*first: pathlib.Path) -> str:
    """The class path of the worker's tests, after some folders that replace classes."""
    libraries = (WORKER / "target" / "test-classpath").read_text(encoding="utf-8").strip()
    own = [WORKER / "target" / "test-classes", WORKER / "target" / "classes"]
    return os.pathsep.join([*map(str, [*first, *own]), libraries])


def java(name: str) -> str:
    return str(pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / name)


def start(seed: int, runs: int, classes: str, *options: str, ledger: str = "store") -> subprocess.Popen[str]:
    command = [java("java"), *JVM, *options, "-cp", classes, "io.commitlake.simulation.Chaos", str(seed), str(runs), ledger]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def parts(seed: int, runs: int, count: int) -> list[tuple[int, int]]:
    """The first seed and the number of seeds of each process."""
    bounds = [seed + runs * part // count for part in range(count + 1)]
    return [(first, end - first) for first, end in itertools.pairwise(bounds) if end > first]


class Chaos:
    """Sums what the processes print."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.sums = [0, 0, 0]
        self.broken = False
        self.begin = time.monotonic()
        self.processes: list[subprocess.Popen[str]] = []

    def run(self, seed: int, runs: int, ledger: str) -> None:
        classes = classpath()
        self.processes = [start(*part, classes, ledger=ledger) for part in parts(seed, runs, os.cpu_count() or 1)]
        readers = [threading.Thread(target=self.read, args=[process]) for process in self.processes]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join()

    def read(self, process: subprocess.Popen[str]) -> None:
        """Passes on what isn't a sum. Only the first broken simulation is of interest, so it stops the other processes."""
        assert process.stdout is not None
        other: list[str] = []
        for line in process.stdout:
            done = DONE.match(line)
            if done is None:
                other.append(line)
                continue
            with self.lock:
                self.sums = [a + int(b) for a, b in zip(self.sums, done.groups(), strict=True)]
                print(f"{self}, {time.monotonic() - self.begin:,.0f} s", flush=True)
        with self.lock:
            if not self.broken:
                print("".join(other), end="", flush=True)
            if process.wait() != 0:
                self.broken = True
                for each in self.processes:
                    each.terminate()

    def __str__(self) -> str:
        return "{:,} simulations, {:,} exports, {:,} steps".format(*self.sums)


if __name__ == "__main__":
    chaos = Chaos()
    chaos.run(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
    sys.exit(chaos.broken)
