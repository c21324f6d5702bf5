"""The compose file's Airflow with its workers in a cluster, one of which can be held up at work."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from airflow_rest import DAG, free_port, until
from cluster import NAMESPACE, Cluster
from histories import REPOSITORIES
from stack import Stack

#: The repository whose fetch is delayed, so that the test can look at its shard at work.
HELD = "sandbox/beta"
ENOUGH_MB, FAR_TOO_LITTLE_MB = "768", "40"
#: The CPU request as the cluster writes it, small enough for all shards to fit on one small node.
CPUS = "250m"


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
            # The pods can't reach the stack's PostgreSQL.
            COMMITLAKE_CATALOG_TASK="",
            COMMITLAKE_CPUS="0.25",
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
        """Restarts the scheduler with changed settings."""
        self.environment |= changed
        self.compose("up", "-d", "--no-deps", "scheduler")

    def hold(self) -> None:
        """Delays each of the three requests of a fetch by less than a minute, after which Git itself would give up."""
        self.faults("POST", {"fault": "slow", "delay": "PT50S", "kind": "git", "path": HELD, "times": 3})

    def let_go(self) -> None:
        """Stops delaying new requests; a request that is already waiting stays delayed."""
        self.faults("DELETE")

    def held_shard(self, run: str, number: int) -> tuple[int, Any]:
        """Waits until only one shard is left, and returns it with its pod, which is running and whose log can be read."""
        others = len(REPOSITORIES) - 1
        until(f"{others} repositories of export {number}", lambda: self.rows_of(number) == others)

        def look() -> int | None:
            left = [shard["map_index"] for shard in self.shards(run) if shard["state"] != "success"]
            return left[0] + 1 if len(left) == 1 else None

        shard = until("one shard to be left", look) - 1
        (pod,) = self.cluster.pods(task_id="extract", map_index=str(shard))
        until("its log", lambda: f"{HELD} (" in self.log(run, "extract", shard=shard), 120)
        pod = self.cluster.read(pod.metadata.name)
        (base,) = [status for status in pod.status.container_statuses if status.name == "base"]
        assert base.state.running, "the log came only after the worker had ended"
        return shard, pod

    def tries(self, run: str) -> dict[int, int]:
        return {shard["map_index"]: shard["try_number"] for shard in self.shards(run)}

    def written(self) -> dict[Path, int]:
        """The time at which each data file was written, in nanoseconds."""
        return {file: file.stat().st_mtime_ns for file in self.dataset().glob("*/repository_id=*/*/*.parquet")}

    def clear(self, run: str, only_failed: bool = True) -> None:
        body = {"dag_run_id": run, "dry_run": False, "only_failed": only_failed, "reset_dag_runs": True}
        self.api("POST", f"/dags/{DAG}/clearTaskInstances", body)
