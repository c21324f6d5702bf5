#!/usr/bin/env python3
"""Tests the DAGs with pods: Airflow's scheduler runs github_export on a real cluster, and the test uses Airflow's REST API.

"make test-kubernetes" runs it. The compose file starts Airflow, PostgreSQL, the store and the sandbox on this machine's Docker
engine. The cluster is that of KUBECONFIG, whose pods must reach this machine as --host and find the worker's image, or one that
a folder's up.sh starts (with load-image.sh and down.sh). With --oracle PROGRAM the test also compares the dataset with Git. It
takes down everything that it started.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import Any

from airflow_rest import DAG, out, say, until
from cluster import Cluster
from histories import REPOSITORIES, digest, hold_against_git
from pod_stack import CPUS, ENOUGH_MB, FAR_TOO_LITTLE_MB, PodStack
from stack import KEEP, ROOT

#: The snapshots of the test, a month apart; the index of each is the number of its export.
SNAPSHOTS = ("2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01", "2024-06-01")


def too_little_memory(stack: PodStack) -> None:
    """A plan that runs out of memory names the setting. The next tests continue with the same run."""
    stack.api("PATCH", f"/dags/{DAG}", {"is_paused": False})
    run = stack.trigger(SNAPSHOTS[0], shards=2)
    named = f"OOMKilled: the worker needs more than {FAR_TOO_LITTLE_MB}Mi of memory, so raise COMMITLAKE_MEMORY_MB"
    until("the log to name the setting", lambda: named in stack.log(run, "plan"), 180)
    stack.api("PATCH", f"/dags/{DAG}/dagRuns/{run}", {"state": "failed"})
    say(f"too little memory: {named}")
    stack.restart_scheduler(COMMITLAKE_MEMORY_MB=ENOUGH_MB)
    nothing_tracked(stack, run)
    stack.hold()
    stack.clear(run, only_failed=False)
    deleted_pod(stack, run)


def nothing_tracked(stack: PodStack, run: str) -> None:
    """Airflow reads the exit code from the pod, and doesn't retry this one."""

    def tried() -> int:
        return max(int(task["try_number"]) for task in stack.tasks(run) if task["task_id"] == "plan")

    before = tried()
    stack.clear(run, only_failed=False)
    assert stack.ended(run) == "failed"
    assert tried() == before + 1, (before, tried())
    assert "a retry cannot fix" in stack.log(run, "plan", tried())
    say("nothing tracked: exit 3, failed at once and not tried again")
    stack.worker("track", *(f"sandbox/{name}" for name in REPOSITORIES))


def deleted_pod(stack: PodStack, run: str) -> None:
    shard, pod = stack.held_shard(run, 0)
    say(f"live: shard {shard}'s log is read over REST while its pod runs")
    as_it_should_be(pod)
    before = stack.written()
    stack.let_go()
    stack.cluster.delete(pod.metadata.name)
    assert stack.ended(run) == "success", stack.tasks(run)
    assert stack.tries(run) == {index: 2 if index == shard else 1 for index in stack.tries(run)}
    log = stack.log(run, "extract", shard=shard)
    assert "its pod is gone" in log, log[-3000:]
    assert before.items() <= stack.written().items(), "finished files were written again"
    labels = [found["rendered_map_index"] for found in stack.shards(run)]
    say(f"raised, cleared, and shard {shard}'s pod deleted in mid-work: retried alone, green; {labels}")


def as_it_should_be(pod: Any) -> None:
    """Checks the pod in the cluster: its limits, the sources of its settings, and that it contains no setting itself."""
    base = next(container for container in pod.spec.containers if container.name == "base")
    memory = f"{ENOUGH_MB}Mi"
    assert base.resources.limits == {"memory": memory}, base.resources
    assert base.resources.requests == {"memory": memory, "cpu": CPUS}, base.resources
    assert [source.secret_ref.name for source in base.env_from if source.secret_ref] == ["commitlake"]
    assert [source.config_map_ref.name for source in base.env_from if source.config_map_ref] == ["commitlake"]
    assert not base.env, base.env
    assert pod.spec.service_account_name == "commitlake-worker"
    assert all(container.security_context.read_only_root_filesystem for container in pod.spec.containers)
    say(f"its pod: {base.resources.requests} requested, limited to {memory}, settings and secrets by reference")


def drained_node(stack: PodStack) -> None:
    stack.hold()
    run = stack.trigger(SNAPSHOTS[1], shards=2)
    shard, pod = stack.held_shard(run, 1)
    stack.let_go()
    stack.cluster.evict(pod.metadata.name)
    seconds = stack.cluster.gone_after(pod.metadata.name)
    assert stack.ended(run) == "success", stack.tasks(run)
    assert stack.tries(run)[shard] == 2, stack.tries(run)
    say(f"shard {shard}'s pod evicted, gone after {seconds:.0f} s: retried, green")


def stopped_by_hand(stack: PodStack) -> None:
    stack.hold()
    run = stack.trigger(SNAPSHOTS[2], shards=2)
    shard, pod = stack.held_shard(run, 2)
    stack.api("PATCH", f"/dags/{DAG}/dagRuns/{run}/taskInstances/extract/{shard}", {"new_state": "failed"})
    seconds = stack.cluster.gone_after(pod.metadata.name)
    stack.let_go()
    assert stack.ended(run) == "failed"
    assert stack.states(run)["merge"] == "success", stack.states(run)
    stack.clear(run)
    assert stack.ended(run) == "success", stack.tasks(run)
    say(f"shard {shard} marked failed by hand: its pod gone after {seconds:.0f} s, the others merged; cleared, green")


def lost_scheduler(stack: PodStack) -> None:
    """The pod keeps running, and the retried task finds it instead of starting a second pod."""
    stack.hold()
    run = stack.trigger(SNAPSHOTS[3], shards=2)
    shard, pod = stack.held_shard(run, 3)
    stack.compose("kill", "-s", "KILL", "scheduler")
    stack.restart_scheduler()
    found = f"Reusing existing pod '{pod.metadata.name}'"
    until("the pod to be found again", lambda: any(found in stack.log(run, "extract", n, shard) for n in (1, 2)), 120)
    stack.let_go()
    assert stack.ended(run) == "success", stack.tasks(run)
    say(f"the scheduler killed: shard {shard}'s pod kept running, and was found again by try {stack.tries(run)[shard]}, green")


def deferred(stack: PodStack) -> None:
    """The shard waits in the triggerer, and its log is still live."""
    stack.restart_scheduler(DEFERRABLE="True")
    stack.hold()
    run = stack.trigger(SNAPSHOTS[4], shards=2)
    shard, _ = stack.held_shard(run, 4)
    (state,) = [found["state"] for found in stack.shards(run) if found["map_index"] == shard]
    assert state == "deferred", state
    stack.let_go()
    assert stack.ended(run) == "success", stack.tasks(run)
    tries = stack.tries(run)
    assert set(tries.values()) == {1}, [stack.log(run, "extract", 1, index)[-3000:] for index in tries if tries[index] > 1]
    say(f"deferrable: shard {shard} waited in the triggerer with a live log, green")


def same_as_commitlake_run(stack: PodStack) -> None:
    twin = "s3://commitlake/twin"
    stack.worker("track", *(f"sandbox/{name}" for name in REPOSITORIES), dataset=twin)
    for snapshot in SNAPSHOTS:
        stack.worker("run", "--source", "git", "--snapshot", snapshot, dataset=twin)
    mine, its = digest(stack.dataset()), digest(stack.dataset("twin"))
    assert mine
    assert mine == its, sorted(set(mine.items()) ^ set(its.items()))[:10]
    say(f"the same bytes as from `commitlake run`: {len(mine)} files")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument(
        "--cluster", type=Path, help="a folder with up.sh, load-image.sh and down.sh, used if KUBECONFIG isn't set"
    )
    arguments.add_argument("--host", default="10.88.0.1", help="the address at which pods reach this machine (%(default)s)")
    arguments.add_argument(
        "--sidecar", default="localhost/busybox:1", help="the image of the sidecar that returns results (%(default)s)"
    )
    arguments.add_argument("--oracle", help="check_dataset.py; its pyarrow must be this Python's")
    given = arguments.parse_args()
    if not os.environ.get("KUBECONFIG") and not given.cluster:
        arguments.error("there is no cluster: set KUBECONFIG, or give --cluster FOLDER")
    # Exit on SIGTERM, so that the test takes down what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("test-kubernetes: stopped"))
    docker_config = out(str(ROOT / ".ci" / "make-compose")).strip().splitlines()[-1]
    scratch = Path(tempfile.mkdtemp(prefix="commitlake-"))
    image = os.environ.get("COMMITLAKE_IMAGE", "commitlake/worker:latest")
    try:
        with (
            Cluster(ROOT / "airflow" / "kubernetes.yaml", given.cluster, (image,)) as cluster,
            PodStack(scratch, docker_config, cluster, given.host, given.sidecar) as stack,
        ):
            say("the stack is up")
            too_little_memory(stack)
            drained_node(stack)
            stopped_by_hand(stack)
            lost_scheduler(stack)
            deferred(stack)
            until("all pods to go", lambda: not cluster.pods(), 60)
            same_as_commitlake_run(stack)
            if given.oracle:
                hold_against_git(given.oracle, stack.dataset(), stack.histories, SNAPSHOTS[-1])
                say(f"the oracle agrees on {len(REPOSITORIES)} repositories")
            stack.no_secret_anywhere()
    finally:
        if not KEEP:
            shutil.rmtree(scratch, ignore_errors=True)
    say("test-kubernetes: all passed")


if __name__ == "__main__":
    main()
