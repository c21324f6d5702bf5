"""A client of Airflow's REST API and the waits of a test, for compose.py and pods.py."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from typing import Any, TypeVar

DAG = "github_export"
STARTED = time.monotonic()
T = TypeVar("T")


def say(words: str) -> None:
    print(f"[{time.monotonic() - STARTED:6.1f} s] {words}", flush=True)


def out(*command: str, **options: Any) -> str:
    """Runs a program and returns its output; raises an error that quotes the output if the program fails."""
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    if ended.returncode:
        raise AssertionError(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stdout[-4000:]}")
    return str(ended.stdout)


def until(what: str, look: Callable[[], T | None], seconds: float = 600, every: float = 0.5) -> T:
    """Looks until something is found and returns it; fails with `what` if that takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(every)
    raise AssertionError(f"waited {seconds:.0f} s for {what}")


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


class AirflowRest:
    """Airflow's runs and tasks, seen through the API; those of github_export where no other DAG is named."""

    def __init__(self, port: int, password: str) -> None:
        self.port = port
        self.password = password
        self.token = ""

    def log_in(self) -> bool:
        with contextlib.suppress(OSError, AssertionError):
            body = {"username": "admin", "password": self.password}
            self.token = self._call("POST", "/auth/token", body)["access_token"]
        return bool(self.token)

    def is_parsed(self) -> bool:
        with contextlib.suppress(AssertionError):
            return not self.api("GET", f"/dags/{DAG}")["is_stale"]
        return False

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as refused:
            raise AssertionError(f"{method} {path}: {refused.code} {refused.read()[:1000]!r}") from refused

    def api(self, method: str, path: str, body: Any = None) -> Any:
        return self._call(method, "/api/v2" + path, body)

    def trigger(self, snapshot: str, shards: int = 8, name: str | None = None, **more: Any) -> str:
        return self.start(DAG, {"snapshot_date": snapshot, "shards": shards, **more}, name)

    def start(self, dag: str, conf: dict[str, Any], name: str | None = None) -> str:
        """Starts a run with parameters, and returns its name."""
        body: dict[str, Any] = {"logical_date": None, "conf": conf}
        if name:
            body["dag_run_id"] = name
        return str(self.api("POST", f"/dags/{dag}/dagRuns", body)["dag_run_id"])

    def ended(self, run: str, seconds: float = 900, dag: str = DAG) -> str:
        """Waits for a run to end and returns its state."""

        def look() -> str | None:
            state = str(self.api("GET", f"/dags/{dag}/dagRuns/{urllib.parse.quote(run)}")["state"])
            return state if state in ("success", "failed") else None

        return until(f"run {run} to end", look, seconds)

    def tasks(self, run: str) -> list[dict[str, Any]]:
        path = f"/dags/{DAG}/dagRuns/{urllib.parse.quote(run)}/taskInstances?limit=200"
        return list(self.api("GET", path)["task_instances"])

    def shards(self, run: str) -> list[dict[str, Any]]:
        return [task for task in self.tasks(run) if task["task_id"] == "extract"]

    def states(self, run: str) -> dict[str, str]:
        return {task["task_id"]: task["state"] for task in self.tasks(run) if task["task_id"] != "extract"}

    def log(self, run: str, task: str, tried: int = 1, shard: int = -1) -> str:
        """The log of one try of a task up to now; empty if the try hasn't begun."""
        where = f"{urllib.parse.quote(run)}/taskInstances/{task}/logs/{tried}?map_index={shard}&full_content=true"
        with contextlib.suppress(AssertionError):
            return "\n".join(json.dumps(line) for line in self.api("GET", f"/dags/{DAG}/dagRuns/{where}")["content"])
        return ""

    def error(self, run: str, task: str, tried: int = 1, shard: int = -1) -> str:
        """The errors that one try of a task logged at level ERROR."""
        where = f"{urllib.parse.quote(run)}/taskInstances/{task}/logs/{tried}?map_index={shard}&full_content=true"
        lines = self.api("GET", f"/dags/{DAG}/dagRuns/{where}")["content"]
        errors = [line for line in lines if isinstance(line, dict) and line.get("level") == "error"]
        return "\n".join(str(cause["exc_value"]) for line in errors for cause in line.get("error_detail") or [])
