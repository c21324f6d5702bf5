#!/usr/bin/env python3
"""The compose file for real: the whole stack up on this machine's Docker engine, driven over Airflow's REST API.

Called by "make test-airflow". Needs git and an engine; bases and the compose plugin come by docker/make-bases and
docker/make-compose. With --oracle PROGRAM the dataset is also held against git. Everything it started is taken down at the end.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import hashlib
import json
import os
import random
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

HOUSE = Path(__file__).resolve().parents[2]
PROJECT = "commitlake-test"
DAG = "github_export"
#: Each an independent history of a commit a day; the sandbox numbers them by name, from 1000.
REPOSITORIES = ("alpha", "beta", "broken", "gamma")
FIRST_DAY = datetime(2024, 1, 1, 12, tzinfo=UTC)
DAYS = 220
DATA = ("commits", "file_changes", "file_states", "repositories")


def say(words: str) -> None:
    print(f"[{time.monotonic() - STARTED:6.1f} s] {words}", flush=True)


STARTED = time.monotonic()
T = TypeVar("T")


def out(*command: str, **options: Any) -> str:
    """What a program prints; all it said where it fails."""
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    if ended.returncode:
        raise AssertionError(f"{' '.join(command)} ended with {ended.returncode}:\n{ended.stdout[-4000:]}")
    return str(ended.stdout)


def until(what: str, look: Callable[[], T | None], seconds: float = 600, every: float = 0.5) -> T:
    """The first thing that is found; fails by name where that takes too long."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = look()
        if found:
            return found
        time.sleep(every)
    raise AssertionError(f"waited {seconds:.0f} s in vain for {what}")


def free_port() -> int:
    with socket.socket() as any_port:
        any_port.bind(("127.0.0.1", 0))
        return int(any_port.getsockname()[1])


def make_histories(folder: Path) -> None:
    """A commit a day in each, of files that grow and move, by pinned authors and dates."""
    for number, name in enumerate(REPOSITORIES):
        repository = folder / f"{name}.git"
        out("git", "init", "-q", "--bare", "-b", "main", str(repository))
        lines: list[str] = []
        for day in range(DAYS):
            at = int((FIRST_DAY + timedelta(days=day)).timestamp())
            text = "".join(f"{name} {n}\n" for n in range(day % 40 + number + 1))
            lines += [
                "commit refs/heads/main",
                f"committer A <{1000 + number}+a@users.noreply.github.com> {at} +0000",
                f"data {len(f'day {day}')}",
                f"day {day}",
                f"M 100644 inline src/file{day % 7}.py",
                f"data {len(text)}",
                text,
            ]
        stream = "\n".join(lines) + "\n"
        out("git", "-C", str(repository), "fast-import", "--quiet", input=stream)
        out("git", "-C", str(repository), "repack", "-adq")
    # The sandbox's user owns them, for git serves nobody else's.
    out("chown", "-R", "10001:10001", str(folder))


class Stack:
    """The compose file's services, up from entry to exit."""

    def __init__(self, scratch: Path, docker_config: str) -> None:
        self.scratch = scratch
        self.store = scratch / "store"
        self.histories = scratch / "histories"
        self.port = free_port()
        self.canary = "ghp_" + secrets.token_hex(18)
        self.key = secrets.token_hex(20)
        self.password = secrets.token_hex(8)
        self.postgres = secrets.token_hex(12)
        self.token = ""
        self.environment = os.environ | {
            "DOCKER_CONFIG": docker_config,
            "DOCKER_BUILDKIT": "0",
            "COMPOSE_PROFILES": "demo",
            "COMPOSE_PROJECT_NAME": PROJECT,
            "COMMITLAKE_DOCKER_NETWORK": PROJECT,
            "AIRFLOW_PORT": str(self.port),
            "STORE_PORT": str(free_port()),
            "STORE_DATA": str(self.store),
            "SANDBOX_HISTORIES": str(self.histories),
            "AIRFLOW_PASSWORD": self.password,
            "POSTGRES_PASSWORD": self.postgres,
            "AIRFLOW_JWT_SECRET": secrets.token_hex(32),
            "AIRFLOW_SECRET_KEY": secrets.token_hex(32),
            "AWS_SECRET_ACCESS_KEY": self.key,
            "GITHUB_TOKENS": self.canary,
            "COMMITLAKE_RETRY_DELAY_SECONDS": "3",
            "COMMITLAKE_SCHEDULE": "0 0 1-3 3 *",
            "COMMITLAKE_MEMORY_MB": "768",
            "GITHUB_API_URL": "http://sandbox:8080/api/v3",
            "GITHUB_GRAPHQL_URL": "http://sandbox:8080/api/graphql",
            "GITHUB_SERVER_URL": "http://sandbox:8080",
        }

    def compose(self, *words: str) -> str:
        return out(*self._command(*words), env=self.environment, cwd=HOUSE)

    @staticmethod
    def _command(*words: str) -> tuple[str, ...]:
        return ("docker", "compose", "--project-directory", str(HOUSE), *words)

    def __enter__(self) -> Stack:
        self.store.mkdir()
        self.histories.mkdir()
        make_histories(self.histories)
        try:
            # The demo's own names are not in these histories; "track" below brings those that are.
            # What a run that was killed left behind has other passwords.
            self._take_down()
            out(*self._command("up", "-d", "--no-build", "--scale", "demo=0"), env=self.environment, cwd=HOUSE, timeout=600)
            until("Airflow to answer", self._log_in)
            until("the DAG to be parsed", self._is_parsed)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if os.environ.get("COMMITLAKE_KEEP"):
            return
        self._take_down()

    def _take_down(self) -> None:
        mine = out("docker", "ps", "-aq", "--filter", f"network={PROJECT}", "--filter", "label=io.commitlake.dag").split()
        if mine:
            out("docker", "rm", "-fv", *mine)
        self.compose("down", "-v", "--remove-orphans", "-t", "5")

    def _log_in(self) -> bool:
        with contextlib.suppress(OSError, AssertionError):
            body = {"username": "admin", "password": self.password}
            self.token = self._call("POST", "/auth/token", body)["access_token"]
        return bool(self.token)

    def _is_parsed(self) -> bool:
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

    def trigger(self, snapshot: str, shards: int = 8) -> str:
        conf = {"snapshot_date": snapshot, "shards": shards}
        return str(self.api("POST", f"/dags/{DAG}/dagRuns", {"logical_date": None, "conf": conf})["dag_run_id"])

    def ended(self, run: str, seconds: float = 900) -> str:
        """How a run ended."""

        def look() -> str | None:
            state = str(self.api("GET", f"/dags/{DAG}/dagRuns/{urllib.parse.quote(run)}")["state"])
            return state if state in ("success", "failed") else None

        return until(f"run {run} to end", look, seconds)

    def tasks(self, run: str) -> list[dict[str, Any]]:
        path = f"/dags/{DAG}/dagRuns/{urllib.parse.quote(run)}/taskInstances?limit=200"
        return list(self.api("GET", path)["task_instances"])

    def shards(self, run: str) -> list[dict[str, Any]]:
        return [task for task in self.tasks(run) if task["task_id"] == "extract"]

    def states(self, run: str) -> dict[str, str]:
        return {task["task_id"]: task["state"] for task in self.tasks(run) if task["task_id"] != "extract"}

    def worker(self, *words: str, dataset: str = "") -> str:
        more = ("-e", f"COMMITLAKE_DATASET={dataset}") if dataset else ()
        return self.compose("run", "--rm", "--no-deps", "-T", *more, "worker", *words)

    def faults(self, method: str, order: Any = None) -> None:
        sandbox = self.compose("ps", "-q", "sandbox").split()[0]
        shape = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}"
        host = out("docker", "inspect", "-f", shape, sandbox).strip()
        body = None if order is None else json.dumps(order).encode()
        request = urllib.request.Request(f"http://{host}:8080/_sandbox/faults", method=method, data=body)
        urllib.request.urlopen(request, timeout=30).close()

    def rows_of(self, number: int) -> int:
        """Files that export `number` of any repository left."""
        return len(list(self.dataset().glob(f"commits/*/*/commits_*-{number}.parquet")))

    def dataset(self, name: str = "github") -> Path:
        return self.store / "commitlake" / name


def nothing_tracked(stack: Stack) -> None:
    """Unpausing makes the latest scheduled run at once, and there is nothing yet that it could plan."""
    stack.api("PATCH", f"/dags/{DAG}", {"is_paused": False})

    def first() -> Any:
        found = stack.api("GET", f"/dags/{DAG}/dagRuns?limit=1")["dag_runs"]
        return found[0]["dag_run_id"] if found else None

    run = until("the scheduled run", first)
    assert stack.ended(run) == "failed"
    plan = next(task for task in stack.tasks(run) if task["task_id"] == "plan")
    assert (plan["state"], plan["try_number"]) == ("failed", 1), plan
    say("nothing tracked: exit 3, failed at once and not tried again")


def manual_run_and_quiet_day(stack: Stack) -> None:
    run = stack.trigger("2024-02-01")
    assert stack.ended(run) == "success", stack.tasks(run)
    assert stack.rows_of(0) == len(REPOSITORIES)
    labels = [shard["rendered_map_index"] for shard in stack.shards(run)]
    say(f"a manual run: green, shards {labels}")
    assert all(labels)
    before = digest(stack.dataset())
    again = stack.trigger("2024-02-01")
    assert stack.ended(again) == "success", stack.tasks(again)
    assert len(stack.shards(again)) == 1
    assert digest(stack.dataset()) == before
    say("the same again: one empty shard, green, not a byte changed")


def backfill(stack: Stack) -> None:
    body = {
        "dag_id": DAG,
        "from_date": "2024-03-01T00:00:00Z",
        "to_date": "2024-03-03T00:00:00Z",
        "run_backwards": False,
        "max_active_runs": 1,
        "reprocess_behavior": "none",
        "dag_run_conf": {},
    }
    identity = stack.api("POST", "/backfills", body)["id"]
    until("the backfill to end", lambda: stack.api("GET", f"/backfills/{identity}")["completed_at"], 1800)
    found = stack.api("GET", f"/dags/{DAG}/dagRuns?run_type=backfill&limit=10")["dag_runs"]
    assert [run["state"] for run in found] == ["success"] * 3, found
    assert all(stack.rows_of(number) == len(REPOSITORIES) for number in (1, 2, 3))
    say("a backfill of three dates: green, each added rows")


def killed_shard(stack: Stack) -> None:
    run = stack.trigger("2024-06-01")
    want = ("--filter", "label=io.commitlake.task=extract", "--filter", f"label=io.commitlake.run={run}")
    victim = until("a shard's container", lambda: out("docker", "ps", "-q", *want).split()[:1], every=0.02)[0]
    labels = json.loads(out("docker", "inspect", "-f", "{{json .Config.Labels}}", victim))
    at = random.uniform(0, 1.0)
    time.sleep(at)  # the moment itself is the test's input, nothing is waited for
    hit = subprocess.run(["docker", "kill", victim], capture_output=True, check=False).returncode == 0
    assert stack.ended(run) == "success", stack.tasks(run)
    tries = {str(shard["map_index"]): shard["try_number"] for shard in stack.shards(run)}
    killed = labels["io.commitlake.map-index"]
    expected = {index: 2 if hit and index == killed else 1 for index in tries}
    assert tries == expected, (tries, killed, hit)
    say(f"shard {killed}'s container killed after {at:.2f} s ({'hit' if hit else 'it had ended'}): tries {tries}, green")
    assert hit, "the container had ended before it could be killed"


def failing_repository(stack: Stack) -> None:
    stack.faults("POST", {"fault": "status", "status": 500, "kind": "git", "path": "sandbox/broken", "times": 10000})
    run = stack.trigger("2024-07-01")
    assert stack.ended(run) == "failed"
    shards = {shard["map_index"]: (shard["state"], shard["try_number"]) for shard in stack.shards(run)}
    assert sorted(state for state, _ in shards.values()) == ["failed"] + ["success"] * (len(shards) - 1), shards
    assert [tried for state, tried in shards.values() if state == "failed"] == [4], shards
    states = stack.states(run)
    assert states["merge"] == "success", states
    assert states["validate"] == "upstream_failed", states
    stack.faults("DELETE")
    later = stack.trigger("2024-07-01")
    assert stack.ended(later) == "success", stack.tasks(later)
    say(f"a repository that always fails: {shards}, merged, red; a later run green")


def same_as_commitlake_run(stack: Stack) -> None:
    twin = "s3://commitlake/twin"
    stack.worker("track", *(f"sandbox/{name}" for name in REPOSITORIES), dataset=twin)
    for snapshot in ("2024-02-01", "2024-03-01", "2024-03-02", "2024-03-03", "2024-06-01", "2024-07-01"):
        stack.worker("run", "--snapshot", snapshot, dataset=twin)
    mine, its = digest(stack.dataset()), digest(stack.dataset("twin"))
    assert mine
    assert mine == its, sorted(set(mine.items()) ^ set(its.items()))[:10]
    say(f"byte for byte what `commitlake run` makes: {len(mine)} files")


def digest(dataset: Path) -> dict[str, str]:
    """The data files by key, with their SHA-256."""
    return {
        str(file.relative_to(dataset)): hashlib.sha256(file.read_bytes()).hexdigest()
        for table in DATA
        for file in sorted((dataset / table).rglob("*.parquet"))
    }


def oracle(stack: Stack, program: str) -> None:
    for number, name in enumerate(REPOSITORIES):
        history = str(stack.histories / f"{name}.git")
        words = ("--repository-id", str(1000 + number), "--full-name", f"sandbox/{name}", "--snapshot", "2024-07-01")
        environment = os.environ | {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": "safe.directory",
            "GIT_CONFIG_VALUE_0": "*",
        }
        out(sys.executable, program, "--dataset", str(stack.dataset()), "--git-dir", history, *words, env=environment)
    say(f"the oracle agrees on {len(REPOSITORIES)} repositories")


def places(stack: Stack) -> Iterator[tuple[str, bytes]]:
    """Everything that is kept of the runs and of what they ran on."""
    dump = ("exec", "-T", "-e", f"PGPASSWORD={stack.postgres}", "postgres", "pg_dump", "-h127.0.0.1", "-Uairflow", "airflow")
    yield "PostgreSQL", stack.compose(*dump).encode()
    logs = stack.scratch / "logs"
    scheduler = stack.compose("ps", "-q", "scheduler").split()[0]
    out("docker", "cp", f"{scheduler}:/opt/airflow/logs", str(logs))
    for file in logs.rglob("*"):
        if file.is_file() and not file.is_symlink():
            yield str(file), file.read_bytes()
    yield "the services' logs", stack.compose("logs", "--no-color").encode()
    for image in ("commitlake/worker:latest", "commitlake/airflow:latest"):
        yield image, out("docker", "inspect", image).encode() + out("docker", "history", "--no-trunc", image).encode()
        with subprocess.Popen(["docker", "save", image], stdout=subprocess.PIPE) as saved:
            assert saved.stdout
            yield f"the layers of {image}", saved.stdout.read()


def no_secret_anywhere(stack: Stack) -> None:
    forms = [form for secret in (stack.canary, stack.key) for form in (secret, base64.b64encode(secret.encode()).decode())]
    # The search can find one: a variable of Airflow's that says it openly, without a password's name.
    planted = "planted" + secrets.token_hex(12)
    stack.api("POST", "/variables", {"key": "planted", "value": "{}", "description": planted})
    found_planted, count = False, 0
    for where, content in places(stack):
        count += 1
        found_planted |= planted.encode() in content
        for form in forms:
            assert form.encode() not in content, f"{where} holds a secret"
    assert found_planted, "the search finds not even what was planted"
    say(f"no token and no key in {count} places; the planted one was found")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--oracle", help="check_dataset.py; its pyarrow must be this Python's")
    oracle_program = arguments.parse_args().oracle
    docker_config = out(str(HOUSE / "docker" / "make-compose")).strip().splitlines()[-1]
    scratch = Path(tempfile.mkdtemp(prefix="commitlake-"))
    try:
        with Stack(scratch, docker_config) as stack:
            say("the stack is up")
            nothing_tracked(stack)
            stack.worker("track", *(f"sandbox/{name}" for name in REPOSITORIES))
            manual_run_and_quiet_day(stack)
            backfill(stack)
            killed_shard(stack)
            failing_repository(stack)
            same_as_commitlake_run(stack)
            if oracle_program:
                oracle(stack, oracle_program)
            no_secret_anywhere(stack)
    finally:
        if not os.environ.get("COMMITLAKE_KEEP"):
            shutil.rmtree(scratch, ignore_errors=True)
    say("test-airflow: all passed")


if __name__ == "__main__":
    main()
