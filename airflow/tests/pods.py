#!/usr/bin/env python3
"""The DAGs with pods, for real: Airflow's own scheduler runs github_export on a real cluster, driven over Airflow's REST API.

Called by "make test-kubernetes". Airflow, PostgreSQL, the store and the sandbox are the compose file's, on this machine's
Docker engine; the cluster is KUBECONFIG's, whose pods must reach this machine as --host and find the worker's image, or that of
a folder with up.sh, load-image.sh and down.sh. With --oracle PROGRAM the dataset is also held against git. Everything it
started is taken down at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import signal
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from airflow_rest import DAG, free_port, out, say, until
from cluster import NAMESPACE, Cluster
from histories import REPOSITORIES, digest, hold_against_git
from stack import HOUSE, KEEP, Stack

#: The store's whole life, a month at a time: the export's number is the place in it.
SNAPSHOTS = ("2024-02-01", "2024-03-01", "2024-04-01", "2024-05-01", "2024-06-01")
#: The repository whose fetch is held up, so that its shard is in mid-work for long enough to be looked at.
HELD = "sandbox/beta"
ENOUGH_MB, FAR_TOO_LITTLE_MB = "768", "40"
#: A core, so that all shards find room on a small node.
CPUS = "0.25"


class PodStack(Stack):
    """Airflow with its workers in a cluster."""

    files = (*Stack.files, Path(__file__).parent / "pods.compose.yaml")
    project = NAMESPACE

    def __init__(self, scratch: Path, docker_config: str, cluster: Cluster, host: str, sidecar: str) -> None:
        self.cluster = cluster
        self.sandbox_host = f"{host}:{free_port()}"
        self.planted_setting = "setting" + secrets.token_hex(12)
        kubeconfig = scratch / "kubeconfig"
        self.airflows_token = cluster.kubeconfig_of_airflow(kubeconfig)
        connection = {"kube_config_path": "/kubeconfig", "xcom_sidecar_container_image": sidecar}
        super().__init__(
            scratch,
            docker_config,
            POD_HOST=host,
            SANDBOX_PORT=self.sandbox_host.split(":")[1],
            POSTGRES_PORT=str(free_port()),
            AIRFLOW_KUBECONFIG=str(kubeconfig),
            COMMITLAKE_NAMESPACE=NAMESPACE,
            COMMITLAKE_SCHEDULE="",
            COMMITLAKE_CPUS=CPUS,
            COMMITLAKE_MEMORY_MB=FAR_TOO_LITTLE_MB,
            KUBERNETES_CONNECTION=json.dumps({"conn_type": "kubernetes", "extra": connection}),
        )
        self.environment["AWS_ENDPOINT_URL_S3"] = f"http://{host}:{self.environment['STORE_PORT']}"
        passed_on = ("AWS_ENDPOINT_URL_S3", "GITHUB_API_URL", "GITHUB_GRAPHQL_URL", "GITHUB_SERVER_URL")
        cluster.configure(
            {
                "COMMITLAKE_DATASET": "s3://commitlake/github",
                "AWS_REGION": "us-east-1",
                "COMMITLAKE_SOURCE": "git",
                "PLANTED_SETTING": self.planted_setting,
                **{name: self.environment[name] for name in passed_on},
            },
            {"GITHUB_TOKENS": self.canary, "AWS_ACCESS_KEY_ID": "commitlake", "AWS_SECRET_ACCESS_KEY": self.key},
        )

    def _sandbox(self) -> str:
        return self.sandbox_host

    def secrets(self) -> tuple[str, ...]:
        return (*super().secrets(), self.planted_setting, self.airflows_token)

    def places(self) -> Iterator[tuple[str, bytes]]:
        yield from super().places()
        yield "the cluster's pods and events", self.cluster.kept()

    def restart_scheduler(self, **changed: str) -> None:
        """As who changes a setting does."""
        self.environment |= changed
        self.compose("up", "-d", "--no-deps", "scheduler")

    def hold(self) -> None:
        """Each of the three requests of a fetch, for less than the minute after which git itself would give up."""
        self.faults("POST", {"fault": "slow", "delay": "PT50S", "kind": "git", "path": HELD, "times": 3})

    def let_go(self) -> None:
        """Those that come; one that waits already waits on."""
        self.faults("DELETE")

    def held_shard(self, run: str, number: int) -> tuple[int, Any]:
        """The shard that alone is left, and its pod: everything else is done, and its log can be read while it runs."""
        others = len(REPOSITORIES) - 1
        until(f"{others} repositories of export {number}", lambda: self.rows_of(number) == others)

        def look() -> int | None:
            left = [shard["map_index"] for shard in self.shards(run) if shard["state"] != "success"]
            return left[0] + 1 if len(left) == 1 else None

        shard = until("one shard to be left", look) - 1
        (pod,) = self.cluster.pods(task_id="extract", map_index=str(shard))
        until("its log", lambda: f"{HELD}: begins" in self.log(run, "extract", shard=shard), 60)
        pod = self.cluster.read(pod.metadata.name)
        (base,) = [status for status in pod.status.container_statuses if status.name == "base"]
        assert base.state.running, "the log came only after the worker had ended"
        return shard, pod

    def tries(self, run: str) -> dict[int, int]:
        return {shard["map_index"]: shard["try_number"] for shard in self.shards(run)}

    def written(self) -> dict[Path, int]:
        """When each data file was."""
        return {file: file.stat().st_mtime_ns for file in self.dataset().glob("*/repository_id=*/*/*.parquet")}

    def clear(self, run: str, only_failed: bool = True) -> None:
        body = {"dag_run_id": run, "dry_run": False, "only_failed": only_failed, "reset_dag_runs": True}
        self.api("POST", f"/dags/{DAG}/clearTaskInstances", body)


def too_little_memory(stack: PodStack) -> None:
    """What an operator sees, does, and gets."""
    stack.api("PATCH", f"/dags/{DAG}", {"is_paused": False})
    run = stack.trigger(SNAPSHOTS[0], shards=2)
    named = f"OOMKilled: it needs more than {FAR_TOO_LITTLE_MB}Mi of memory, so raise COMMITLAKE_MEMORY_MB"
    until("the log to name it", lambda: named in stack.log(run, "plan"), 180)
    stack.api("PATCH", f"/dags/{DAG}/dagRuns/{run}", {"state": "failed"})
    say(f"too little memory: {named}")
    stack.restart_scheduler(COMMITLAKE_MEMORY_MB=ENOUGH_MB)
    stack.hold()
    stack.clear(run, only_failed=False)
    deleted_pod(stack, run)


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
    assert base.resources.requests == {"memory": memory, "cpu": "250m"}, base.resources
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
    assert not stack.cluster.pods(), "pods are left over"
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
    assert set(stack.tries(run).values()) == {1}, stack.tries(run)
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
    docker_config = out(str(HOUSE / "docker" / "make-compose")).strip().splitlines()[-1]
    scratch = Path(tempfile.mkdtemp(prefix="commitlake-"))
    image = os.environ.get("COMMITLAKE_IMAGE", "commitlake/worker:latest")
    try:
        with (
            Cluster(HOUSE / "airflow" / "kubernetes.yaml", given.cluster, (image,)) as cluster,
            PodStack(scratch, docker_config, cluster, given.host, given.sidecar) as stack,
        ):
            say("the stack is up")
            stack.worker("track", *(f"sandbox/{name}" for name in REPOSITORIES))
            too_little_memory(stack)
            drained_node(stack)
            stopped_by_hand(stack)
            lost_scheduler(stack)
            deferred(stack)
            assert not cluster.pods(), "pods are left over"
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
