"""Export a history day by day, and print what each export cost: requests and bytes from GitHub, and processor seconds.

The days are the last ones of the history on which its main branch moved. Each day, the branch moves to where it was at the
day's end, and "commitlake run" exports it. In the end, the dataset is validated as a whole. The last lines compare the
second export with the last, and the medians of the first and the last exports after the first.

All commands run in one process, after some warm-up exports into another dataset: otherwise, the start of Java would take
most of the time.
"""

import argparse
import contextlib
import datetime
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import urllib.request
from typing import NamedTuple

from chaos_processes.servers import ROOT, TOKEN, GitHub

WORKER = ROOT / "worker"
CHUNK = 64 << 10
WARM_UP = 40
TICKS = os.sysconf("SC_CLK_TCK")


class Cost(NamedTuple):
    """What an export cost: bytes are those of GitHub's answers, CPU that of the command and its Git processes."""

    commits: int
    requests: int
    kilobytes: float
    cpu: float
    source: str

    def __str__(self) -> str:
        cost = f"{self.requests} requests, {self.kilobytes:.0f} kB, {self.cpu:.2f} CPU-s"
        return f"{self.commits} commits by {self.source}: {cost}"


class Meter:
    """A proxy in front of a local port that counts the bytes of the answers."""

    def __init__(self, port: int) -> None:
        self.target = port
        self.bytes = 0
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self) -> None:
        while True:
            client = self.listener.accept()[0]
            server = socket.create_connection(("127.0.0.1", self.target))
            threading.Thread(target=self.pump, args=[client, server, False], daemon=True).start()
            threading.Thread(target=self.pump, args=[server, client, True], daemon=True).start()

    def pump(self, source: socket.socket, target: socket.socket, counted: bool) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(CHUNK):
                if counted:
                    with self.lock:
                        self.bytes += len(chunk)
                target.sendall(chunk)
            target.shutdown(socket.SHUT_WR)


def git(folder: pathlib.Path, *arguments: str) -> str:
    return subprocess.run(["git", "-C", folder, *arguments], check=True, capture_output=True, text=True).stdout.strip()


def days(repository: pathlib.Path, count: int) -> list[tuple[str, str]]:
    """The last days on which the main branch moved, each with its last commit along first parents."""
    ends: dict[str, str] = {}
    for line in reversed(git(repository, "log", "--first-parent", "--format=%ct %H", "main").splitlines()):
        seconds, sha = line.split()
        ends[datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).date().isoformat()] = sha
    return list(ends.items())[-count:]


class Worker:
    """A process that runs commands on a dataset in a folder, which tracks one repository of the sandbox."""

    def __init__(self, folder: pathlib.Path, github: GitHub, arguments: argparse.Namespace) -> None:
        self.github = github
        self.meter = Meter(github.port)
        self.folder = folder
        environment = {
            "PATH": os.environ["PATH"],
            "COMMITLAKE_WORK_DIR": str(folder / "work"),
            "COMMITLAKE_SOURCE": arguments.source,
            "GITHUB_TOKENS": TOKEN,
            "GITHUB_API_URL": f"{self.meter.address}/api/v3",
            "GITHUB_GRAPHQL_URL": f"{self.meter.address}/api/graphql",
            "GITHUB_SERVER_URL": self.meter.address,
        }
        if arguments.clone_cache:
            environment["COMMITLAKE_CLONE_CACHE"] = str(folder / "cache")
        jdk = subprocess.run(["sh", ROOT / ".mvn" / "find-jdk"], check=True, capture_output=True, text=True).stdout.strip()
        classes = f"{WORKER}/target/test-classes:{WORKER}/target/classes:{(WORKER / 'target' / 'test-classpath').read_text()}"
        options = f"@{WORKER}/bin/java.options"
        self.log = folder / "worker.log"
        self.process = subprocess.Popen(
            [f"{jdk}/bin/java", options, "-cp", classes, "io.commitlake.testing.CommandLoop"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log.open("w"),
            text=True,
        )

    def close(self) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()

    def empty_cache(self) -> None:
        shutil.rmtree(self.folder / "cache", ignore_errors=True)

    def run(self, lake: str, *command: str) -> None:
        assert self.process.stdin
        assert self.process.stdout
        print(*command, f"--dataset=file:{self.folder / lake}", file=self.process.stdin, flush=True)
        code = self.process.stdout.readline().strip()
        if code != "0":
            raise SystemExit(f"commitlake {command[0]} exited with {code}:\n{self.log.read_text()[-4000:]}")

    def seconds(self) -> float:
        """The processor seconds of this process and of its Git processes: proc(5)."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / TICKS

    def ask(self, method: str) -> dict[str, object]:
        address = f"http://127.0.0.1:{self.github.port}/_sandbox/requests"
        with urllib.request.urlopen(urllib.request.Request(address, method=method), timeout=10) as answer:
            return dict(json.loads(answer.read()))

    def export(self, lake: str, number: int, commits: int) -> Cost:
        self.ask("DELETE")
        begun, passed = self.seconds(), self.meter.bytes
        self.run(lake, "run")
        cpu, kilobytes = self.seconds() - begun, (self.meter.bytes - passed) / 1000
        claim = self.folder / lake / "_commitlake" / "ledger" / "claims" / "1000" / f"{number}.json"
        return Cost(commits, int(str(self.ask("GET")["total"])), kilobytes, cpu, json.loads(claim.read_text())["source"])


def export_daily(worker: Worker, lake: str, repository: pathlib.Path, count: int) -> list[Cost]:
    ends = days(repository, count)
    costs: list[Cost] = []
    git(repository, "update-ref", "refs/heads/main", ends[0][1])
    worker.run(lake, "track", f"sandbox/{repository.stem}")
    for number, (day, sha) in enumerate(ends):
        before = [f"^{ends[number - 1][1]}"] if number else []
        commits = int(git(repository, "rev-list", "--count", sha, *before))
        git(repository, "update-ref", "refs/heads/main", sha)
        costs.append(worker.export(lake, number, commits))
        print(f"{number + 1:3} {day} {costs[-1]}", flush=True)
    return costs


def median(costs: list[Cost]) -> str:
    middle = [
        statistics.median(getattr(cost, field) for cost in costs) for field in ("commits", "requests", "kilobytes", "cpu")
    ]
    return "{:.0f} commits: {:.0f} requests, {:.0f} kB, {:.2f} CPU-s".format(*middle)


def compare(costs: list[Cost]) -> None:
    some = max(1, min(30, len(costs) // 2))
    print(f"2nd:  {costs[0]}\nlast: {costs[-1]}")
    print(f"median of {some} from the 2nd:    {median(costs[:some])}")
    print(f"median of {some} up to the last: {median(costs[-some:])}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("history", type=pathlib.Path, help="a bundle with a branch main")
    parser.add_argument("--days", type=int, default=366)
    parser.add_argument("--source", choices=["auto", "git", "api"], default="auto")
    parser.add_argument("--clone-cache", action="store_true")
    parser.add_argument("--keep", type=pathlib.Path, help="a folder for the dataset, which stays")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.keep or pathlib.Path(scratch)
        repository = folder / "histories" / f"{arguments.history.stem}.git"
        repository.parent.mkdir(parents=True)
        git(folder, "clone", "-q", "--bare", str(arguments.history.resolve()), str(repository))
        github = GitHub(folder, repository.parent)
        github.start()
        try:
            with contextlib.closing(Worker(folder, github, arguments)) as worker:
                export_daily(worker, "warm-up", repository, WARM_UP)
                worker.empty_cache()
                costs = export_daily(worker, "lake", repository, arguments.days)
                worker.run("lake", "validate", "--all")
            compare(costs[1:])
        finally:
            github.kill()
    return 0


if __name__ == "__main__":
    sys.exit(main())
