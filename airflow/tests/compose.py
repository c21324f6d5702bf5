#!/usr/bin/env python3
"""Tests the compose file: starts the whole stack on this machine's Docker engine, and uses it through Airflow's REST API.

"make test-airflow" runs it. Needs Git and an engine; .ci/make-compose provides the compose plugin. With --oracle PROGRAM it
also compares the dataset with Git. It takes down everything that it started.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from airflow_rest import DAG, out, say, until
from compaction import begin, compacted
from health import tells_when_its_database_is_gone
from histories import REPOSITORIES, digest, hold_against_git
from iceberg_tables import cataloged
from partitions import not_told_of, told_of
from proxy import only_its_own_workers
from report_page import shown_in_airflow
from second_dataset import begin_second, second_exported
from stack import KEEP, ROOT, Stack
from waits import limited_tokens


def nothing_tracked(stack: Stack) -> None:
    """Unpausing starts the latest scheduled run at once, and no repository is tracked yet."""
    stack.api("PATCH", f"/dags/{DAG}", {"is_paused": False})

    def first() -> Any:
        found = stack.api("GET", f"/dags/{DAG}/dagRuns?limit=1")["dag_runs"]
        return found[0]["dag_run_id"] if found else None

    run = until("the scheduled run", first)
    assert stack.ended(run) == "failed"
    plan = next(task for task in stack.tasks(run) if task["task_id"] == "plan")
    assert (plan["state"], plan["try_number"]) == ("failed", 1), stack.error(run, "plan")
    error = stack.error(run, "plan")
    assert "exit code 3 (SETTINGS), which a retry cannot fix. commitlake: " in error, error
    assert "Skipping" not in stack.log(run, "plan"), stack.log(run, "plan")
    states = stack.states(run)
    assert (states["merge"], states["validate"]) == ("upstream_failed", "upstream_failed"), states
    say(f"nothing tracked: failed at once, not tried again, not merged: {error.splitlines()[0]}")


def connection(stack: Stack) -> None:
    """Stores a connection whose password no_secret_anywhere later searches for in the database."""
    body = {"connection_id": "elsewhere", "conn_type": "http", "password": stack.connection_password}
    stack.api("POST", "/connections", body)
    say("a connection with a password is stored")


def renewed_token(stack: Stack) -> None:
    """Only the file changes: no service is restarted."""
    asked = stack.requests_by_token()
    assert asked[stack.file_tokens[0]] > 0, asked
    assert asked[stack.file_tokens[1]] == 0, asked
    stack.put_token(stack.file_tokens[1])
    assert stack.ended(stack.trigger("2024-02-02")) == "success"
    asked = stack.requests_by_token()
    assert asked[stack.file_tokens[0]] == 0, asked
    assert asked[stack.file_tokens[1]] > 0, asked
    assert any(stack.cache_folder.iterdir()), "the clone cache is empty"
    say("a token in a file: used, renewed, and the next run uses the new one")


def manual_run(stack: Stack) -> None:
    run = stack.trigger("2024-02-01")
    assert stack.ended(run) == "success", stack.tasks(run)
    assert stack.rows_of(0) == len(REPOSITORIES)
    labels = [shard["rendered_map_index"] for shard in stack.shards(run)]
    say(f"a manual run: green, shards {labels}")
    assert all(label.startswith("2024-02-01, shard ") for label in labels)
    told_of(stack, run, "2024-02-01")
    cataloged(stack, run, "2024-02-01")
    shown_in_airflow(stack, run)


def quiet_day(stack: Stack) -> None:
    before = digest(stack.dataset())
    again = stack.trigger("2024-02-02")
    assert stack.ended(again) == "success", stack.tasks(again)
    assert len(stack.shards(again)) == 1
    assert digest(stack.dataset()) == before
    not_told_of(stack, again, "2024-02-02")
    say("nothing new: one empty shard, green, no byte changed")


def backfill(stack: Stack, exports: tuple[int, int]) -> None:
    """Backfills two dates.

    :param exports: the numbers of the exports that the two runs make
    """
    body = {
        "dag_id": DAG,
        "from_date": "2024-03-01T00:00:00Z",
        "to_date": "2024-03-02T00:00:00Z",
        "run_backwards": False,
        "max_active_runs": 1,
        "reprocess_behavior": "none",
        "dag_run_conf": {},
    }
    identity = stack.api("POST", "/backfills", body)["id"]
    until("the backfill to end", lambda: stack.api("GET", f"/backfills/{identity}")["completed_at"], 1800)
    found = stack.api("GET", f"/dags/{DAG}/dagRuns?run_type=backfill&limit=10")["dag_runs"]
    assert [run["state"] for run in found] == ["success"] * 2, found
    assert all(stack.rows_of(number) == len(REPOSITORIES) for number in exports)
    for run in found:
        told_of(stack, run["dag_run_id"], run["logical_date"][:10])
    say("a backfill of two dates: green, each added rows, and a DAG after the export ran once for each")


#: Delays each Git request, so that the test can act while a worker is working.
SLOW = {"fault": "slow", "delay": "PT2S", "kind": "git", "times": 10000}


def killed_shard(stack: Stack) -> None:
    stack.forget_clones()
    stack.faults("POST", SLOW)
    run = stack.trigger("2024-06-01")
    victim = until("a shard's container", lambda: stack.containers(run)[:1], every=0.02)[0]
    labels = json.loads(out("docker", "inspect", "-f", "{{json .Config.Labels}}", victim))
    at = random.uniform(0, 3)
    time.sleep(at)  # a random moment to kill the container at, not a wait for a condition
    out("docker", "kill", victim)
    stack.faults("DELETE")
    assert stack.ended(run) == "success", stack.tasks(run)
    tries = {str(shard["map_index"]): shard["try_number"] for shard in stack.shards(run)}
    killed = labels["io.commitlake.map-index"]
    assert tries == {index: 2 if index == killed else 1 for index in tries}, (tries, killed)
    error = stack.error(run, "extract", shard=int(killed))
    assert "killed by SIGKILL" in error, error
    assert "(exit code 137)" in error, error
    say(f"shard {killed}'s container killed after {at:.2f} s: tries {tries}, green")


def stopped_in_the_ui(stack: Stack) -> None:
    """Marking a shard as failed removes its container; clearing it runs it alone. A lost task's container is removed."""
    stack.forget_clones()
    stack.faults("POST", SLOW)
    name = "stopped_in_the_ui"
    mine = {"network": stack.project, "dag": DAG, "run": name, "task": "extract", "map-index": "0"}
    labels = [word for key, value in mine.items() for word in ("--label", f"io.commitlake.{key}={value}")]
    image = ("commitlake/sandbox:latest", "--histories=/histories", "--quiet")
    left_over = out("docker", "run", "-d", *labels, *image).strip()
    run = stack.trigger("2024-06-15", name=name)
    victim = until("shard 1's container", lambda: stack.containers(run, "label=io.commitlake.map-index=1")[:1], every=0.05)[0]
    where = f"/dags/{DAG}/dagRuns/{urllib.parse.quote(run)}/taskInstances/extract"
    stack.api("PATCH", f"{where}/1", {"new_state": "failed"})
    marked = time.monotonic()
    until("its container to be gone", lambda: victim[:12] not in stack.containers(run), seconds=20, every=0.1)
    took = time.monotonic() - marked
    stack.faults("DELETE")
    assert stack.ended(run) == "failed"
    assert not out("docker", "ps", "-aq", "--filter", f"id={left_over}").strip(), "the left-over container is still there"
    log = stack.log(run, "extract", shard=1)
    assert "The task and its worker were stopped" in stack.error(run, "extract", shard=1), log
    assert "No such container" not in log, log
    assert "404 Client Error" not in log, log
    ended = dict.fromkeys(("plan", "merge", "validate", "catalog", "report"), "success")
    assert stack.states(run) | {"complete": ""} == ended | {"complete": ""}
    tasks = {"dry_run": False, "dag_run_id": run, "task_ids": [["extract", 1]], "include_downstream": True}
    stack.api("POST", f"/dags/{DAG}/clearTaskInstances", tasks)
    assert stack.ended(run) == "success", stack.tasks(run)
    tries = [shard["try_number"] for shard in sorted(stack.shards(run), key=lambda shard: int(shard["map_index"]))]
    assert tries == [1, 2, *[1] * (len(tries) - 2)], tries
    say(f"shard 1 marked as failed: its container gone after {took:.1f} s; cleared, it alone ran again: tries {tries}, green")
    link = stack.api("GET", f"{where}/links?map_index=1")["extra_links"]["Reports"]
    assert link == f"http://127.0.0.1:{stack.reports_port}/_commitlake/reports/{run}/"
    found = sorted(file.name for file in (stack.dataset() / "_commitlake" / "reports" / run).iterdir())
    shards = range(len(tries))
    expected = ["index.html", "merge.json", "plan.json"]
    expected += [f"{step}-{number}.json" for step in ("extract", "validate") for number in shards]
    assert found == sorted(expected), found
    assert str(link) in stack.log(run, "extract", shard=0)
    say(f"its log and its page lead to {link}")


def failing_repository(stack: Stack) -> str:
    """Makes one repository fail in every try of a run, and returns that run."""
    stack.forget_clones()
    stack.faults("POST", {"fault": "status", "status": 500, "kind": "git", "path": "sandbox/broken", "times": 10000})
    run = stack.trigger("2024-07-01")
    assert stack.ended(run) == "failed"
    shards = {shard["map_index"]: (shard["state"], shard["try_number"]) for shard in stack.shards(run)}
    assert sorted(state for state, _ in shards.values()) == ["failed"] + ["success"] * (len(shards) - 1), shards
    assert [tried for state, tried in shards.values() if state == "failed"] == [4], shards
    states = stack.states(run)
    assert (states["merge"], states["validate"]) == ("success", "success"), states
    assert states["complete"] == "upstream_failed", states
    broken = next(index for index, (state, _) in shards.items() if state == "failed")
    error = stack.error(run, "extract", tried=4, shard=broken)
    # Code 4 if the shard has other repositories, 5 if not.
    assert "exit code 4 (REPOSITORIES)" in error or "exit code 5 (GITHUB)" in error, error
    assert "commitlake: sandbox/broken failed: " in error, error
    stack.faults("DELETE")
    later = stack.trigger("2024-07-01")
    assert stack.ended(later) == "success", stack.tasks(later)
    say(f"a repository that always fails: {shards}, merged, red; a later run green")
    return run


def same_as_commitlake_run(stack: Stack) -> None:
    twin = "s3://commitlake/twin"
    stack.worker("track", *(f"sandbox/{name}" for name in REPOSITORIES), dataset=twin)
    for snapshot in (
        "2024-02-01",
        "2024-02-02",
        "2024-03-01",
        "2024-03-02",
        "2024-06-01",
        "2024-06-15",
        "2024-06-20",
        "2024-07-01",
    ):
        stack.worker("run", "--snapshot", snapshot, dataset=twin)
    mine, its = digest(stack.dataset()), digest(stack.dataset("twin"))
    assert mine
    assert mine == its, sorted(set(mine.items()) ^ set(its.items()))[:10]
    say(f"the same bytes as from `commitlake run`: {len(mine)} files")


def oracle(stack: Stack, program: str) -> None:
    hold_against_git(program, stack.dataset(), stack.histories, "2024-07-01")
    say(f"the oracle agrees on {len(REPOSITORIES)} repositories")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--oracle", help="check_dataset.py; its pyarrow must be this Python's")
    oracle_program = arguments.parse_args().oracle
    docker_config = out(str(ROOT / ".ci" / "make-compose")).strip().splitlines()[-1]
    scratch = Path(tempfile.mkdtemp(prefix="commitlake-"))
    try:
        Stack.files += (ROOT / "airflow" / "tests" / "consumer.compose.yaml",)
        with Stack(scratch, docker_config) as stack:
            say("the stack is up")
            nothing_tracked(stack)
            connection(stack)
            only_its_own_workers(stack)
            stack.worker("track", *(f"sandbox/{name}" for name in REPOSITORIES))
            manual_run(stack)
            renewed_token(stack)
            quiet_day(stack)
            backfill(stack, (2, 3))
            killed_shard(stack)
            stopped_in_the_ui(stack)
            compaction = begin(stack)
            second = begin_second(stack)
            limited_tokens(stack)
            failing_repository(stack)
            compacted(stack, compaction)
            second_exported(stack, second)
            # One of them mostly waits, and the other needs none of the services that it stops.
            with ThreadPoolExecutor(1) as beside:
                same = beside.submit(same_as_commitlake_run, stack)
                tells_when_its_database_is_gone(stack)
                same.result()
            if oracle_program:
                oracle(stack, oracle_program)
            stack.no_secret_anywhere()
    finally:
        if not KEEP:
            shutil.rmtree(scratch, ignore_errors=True)
    say("test-airflow: all passed")


if __name__ == "__main__":
    main()
