"""Whole exports of one history, by real commands of the worker, from the sandbox's GitHub into its S3."""

import datetime
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import time
from collections import Counter
from typing import Any

from .process import Cost, measure

ROOT = pathlib.Path(__file__).parents[5]
WORKER = ROOT / "worker" / "bin" / "commitlake"
SANDBOX = ROOT / "sandbox" / "bin" / "sandbox"
COLD_PLAN = "export: plan"
COLD_EXTRACT = "export: extract"
COLD_MERGE = "export: merge"
START = "start: status"
SHARD = "shard: extract"


class Exports:
    """The sandbox with one history and copies of it under other names."""

    def __init__(self, bundle: pathlib.Path, copies: int, scratch: pathlib.Path) -> None:
        self.names = [bundle.stem, *(f"{bundle.stem}-{number}" for number in range(2, copies + 1))]
        histories = scratch / "histories"
        histories.mkdir()
        for name in self.names:
            shutil.copy(bundle, histories / f"{name}.bundle")
        self.data = scratch / "data"
        self.work = scratch / "work"
        self.log = scratch / "log"
        self.round = 0
        answer = scratch / "settings"
        with answer.open("wb") as out, self.log.open("wb") as log:
            command = [str(SANDBOX), "--histories", str(histories), "--s3-data", str(self.data)]
            self.sandbox = subprocess.Popen(command, stdout=out, stderr=log)
        self.settings = self.wait_for(answer)

    def wait_for(self, answer: pathlib.Path) -> dict[str, str]:
        """The settings that the sandbox prints when it serves."""
        end = time.monotonic() + 120
        while "COMMITLAKE_DATASET=" not in answer.read_text():
            if self.sandbox.poll() is not None or time.monotonic() > end:
                self.stop()
                raise SystemExit(f"{SANDBOX} didn't start: {self.log.read_text()[-2000:]}")
            time.sleep(0.1)
        words = (line.removeprefix("export ") for line in answer.read_text().splitlines() if line.startswith("export "))
        return dict("".join(shlex.split(word)).split("=", 1) for word in words)

    def environment(self, dataset: str) -> dict[str, str]:
        address = f"{self.settings['COMMITLAKE_DATASET']}/{dataset}"
        others = {name: value for name, value in os.environ.items() if not name.startswith(("COMMITLAKE_", "AWS_"))}
        return others | self.settings | {"COMMITLAKE_DATASET": address, "COMMITLAKE_WORK_DIR": str(self.work)}

    def command(self, dataset: str, *words: str) -> Cost:
        return measure([str(WORKER), *words], self.environment(dataset))

    def export(self, dataset: str, names: list[str]) -> list[Cost]:
        """Plans, extracts and merges a first export of repositories as one shard, and returns the cost of each step."""
        self.command(dataset, "track", *(f"sandbox/{name}" for name in names))
        now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        run = ["--snapshot", now, "--run", "benchmark"]
        return [
            self.command(dataset, "plan", *run, "--shards", "1"),
            self.command(dataset, "extract", *run, "--shard", "0"),
            self.command(dataset, "merge", *run),
        ]

    def cold(self) -> dict[str, Cost]:
        """Exports the history alone, by three processes of its own, and keeps the dataset as the newest one."""
        if self.round:
            shutil.rmtree(self.newest())
        self.round += 1
        plan, extract, merge = self.export(f"cold-{self.round}", self.names[:1])
        self.check(f"cold-{self.round}", 1)
        # A status of one repository does little, so it shows what each process takes to start and to reach the store.
        start = self.command(f"cold-{self.round}", "status")
        return {COLD_PLAN: plan, COLD_EXTRACT: extract, COLD_MERGE: merge, START: start}

    def shard(self) -> dict[str, Cost]:
        """Exports the history and its copies as one shard."""
        if len(self.names) == 1:
            return {}
        dataset = f"shard-{self.round}"
        _, extract, _ = self.export(dataset, self.names)
        self.check(dataset, len(self.names))
        shutil.rmtree(self.folder(dataset))
        return {SHARD: extract}

    def check(self, dataset: str, repositories: int) -> None:
        """Fails unless each repository's export is complete: a figure of anything less would be wrong."""
        complete = [outcome for outcome in self.outcomes(dataset) if outcome["outcome"] == "complete"]
        if len(complete) != repositories:
            raise SystemExit(f"{len(complete)} of {repositories} exports of {self.names[0]} are complete")

    def outcomes(self, dataset: str) -> list[dict[str, Any]]:
        folder = self.folder(dataset) / "_commitlake" / "ledger" / "outcomes"
        return [json.loads(file.read_text()) for file in sorted(folder.glob("*/*.json"))]

    def contents(self) -> dict[str, Any]:
        """The rows of the newest dataset by table, and the files and bytes of all of them."""
        [outcome] = self.outcomes(f"cold-{self.round}")
        rows = Counter[str]()
        for file in outcome["files"]:
            rows[file["key"].split("/", 1)[0]] += file["rows"]
        size = sum(file["bytes"] for file in outcome["files"])
        return {"rows": dict(rows), "files": len(outcome["files"]), "bytes": size}

    def folder(self, dataset: str) -> pathlib.Path:
        """Where the sandbox's S3 keeps a dataset."""
        return self.data / self.settings["COMMITLAKE_DATASET"].removeprefix("s3://") / dataset

    def newest(self) -> pathlib.Path:
        """The folder of the newest dataset with the history alone."""
        return self.folder(f"cold-{self.round}")

    def stop(self) -> None:
        self.sandbox.terminate()
        self.sandbox.wait()
