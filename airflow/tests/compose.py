#!/usr/bin/env python3
"""The compose file for real: the whole stack up on this machine's Docker engine, driven over Airflow's REST API.

Called by "make test-airflow". Needs git and an engine; bases and the compose plugin come by docker/make-bases and
docker/make-compose. With --oracle PROGRAM the dataset is also held against git. Everything it started is taken down at the end.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

from airflow_rest import DAG, out, say, until
from histories import REPOSITORIES, digest, hold_against_git
from stack import HOUSE, KEEP, Stack


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


def oracle(stack: Stack, program: str) -> None:
    hold_against_git(program, stack.dataset(), stack.histories, "2024-07-01")
    say(f"the oracle agrees on {len(REPOSITORIES)} repositories")


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
            stack.no_secret_anywhere()
    finally:
        if not KEEP:
            shutil.rmtree(scratch, ignore_errors=True)
    say("test-airflow: all passed")


if __name__ == "__main__":
    main()
