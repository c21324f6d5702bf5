#!/usr/bin/env python3
"""The DAGs with pods, for real: Airflow's own scheduler runs github_export on a real cluster, driven over Airflow's REST API.

Called by "make test-kubernetes". Airflow, PostgreSQL, the store and the sandbox are the compose file's, on this machine's
Docker engine; the cluster is KUBECONFIG's, whose pods must reach this machine as --host and find the worker's image, or that of
a folder with up.sh, load-image.sh and down.sh. With --oracle PROGRAM the dataset is also held against git. Everything it
started is taken down at the end.
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
from stack import HOUSE, KEEP

#: The store's whole life, a month at a time: the export's number is the place in it.
SNAPSHOTS = ("2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01", "2024-06-01")


def too_little_memory(stack: PodStack) -> None:
    """What an operator sees and does; the run that was cleared is the next tests' own."""
    stack.api("PATCH", f"/dags/{DAG}", {"is_paused": False})
    run = stack.trigger(SNAPSHOTS[0], shards=2)
    named = f"OOMKilled: it needs more than {FAR_TOO_LITTLE_MB}Mi of memory, so raise COMMITLAKE_MEMORY_MB"
    until("the log to name it", lambda: named in stack.log(run, "plan"), 180)
    stack.api("PATCH", f"/dags/{DAG}/dagRuns/{run}", {"state": "failed"})
    say(f"too little memory: {named}")
    stack.restart_scheduler(COMMITLAKE_MEMORY_MB=ENOUGH_MB)
    nothing_tracked(stack, run)
    stack.hold()
    stack.clear(run, only_failed=False)
    deleted_pod(stack, run)


def nothing_tracked(stack: PodStack, run: str) -> None:
    """An exit code that no retry mends, which is read from the pod."""

    def tried() -> int:
        return max(int(task["try_number"]) for task in stack.tasks(run) if task["task_id"] == "plan")

    before = tried()
    stack.clear(run, only_failed=False)
    assert stack.ended(run) == "failed"
    assert tried() == before + 1, (before, tried())
    assert "no retry mends" in stack.log(run, "plan", tried())
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
    told = stack.log(run, "extract", shard=shard)
    assert "its pod is gone" in told, told[-3000:]
    assert before.items() <= stack.written().items(), "what was done was written again"
    labels = [found["rendered_map_index"] for found in stack.shards(run)]
    say(f"raised, cleared, and shard {shard}'s pod deleted in mid-work: retried alone, green; {labels}")


def as_it_should_be(pod: Any) -> None:
    """The cluster's own view of a worker: its limits, where its settings are from, and that it holds none of them."""
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
    """Its pod works on, and the task finds it again rather than starting a second."""
    stack.hold()
    run = stack.trigger(SNAPSHOTS[3], shards=2)
    shard, pod = stack.held_shard(run, 3)
    stack.compose("kill", "-s", "KILL", "scheduler")
    stack.restart_scheduler()
    found = f"Reusing existing pod '{pod.metadata.name}'"
    until("the pod to be found again", lambda: any(found in stack.log(run, "extract", n, shard) for n in (1, 2)), 120)
    stack.let_go()
    assert stack.ended(run) == "success", stack.tasks(run)
    say(f"the scheduler killed: shard {shard}'s pod worked on and was found again by try {stack.tries(run)[shard]}, green")


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
    say(f"byte for byte what `commitlake run` makes: {len(mine)} files")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--cluster", type=Path, help="a folder with up.sh, load-image.sh and down.sh; without KUBECONFIG")
    arguments.add_argument("--host", default="10.88.0.1", help="this machine, as pods reach it (%(default)s)")
    arguments.add_argument("--sidecar", default="localhost/busybox:1", help="the image that hands results over (%(default)s)")
    arguments.add_argument("--oracle", help="check_dataset.py; its pyarrow must be this Python's")
    given = arguments.parse_args()
    if not os.environ.get("KUBECONFIG") and not given.cluster:
        arguments.error("which cluster? Set KUBECONFIG, or --cluster")
    # Who stops this test has it take down what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("test-kubernetes: stopped"))
    docker_config = out(str(HOUSE / ".ci" / "make-compose")).strip().splitlines()[-1]
    scratch = Path(tempfile.mkdtemp(prefix="commitlake-"))
    image = os.environ.get("COMMITLAKE_IMAGE", "commitlake/worker:latest")
    try:
        with (
            Cluster(HOUSE / "airflow" / "kubernetes.yaml", given.cluster, (image,)) as cluster,
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
