#!/usr/bin/env python3
"""Installs Airflow's official Helm chart with airflow/values.yaml on a real cluster, and runs github_export there.

"make test-chart" runs it. It needs helm, kubectl, a cluster as pods.py does, and the chart: by default that of the
official repository; --chart names a folder or an archive instead. PostgreSQL, the store and the sandbox run on this machine's
Docker engine. The namespaces "airflow" and "commitlake" must not exist; the test removes them at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import string
import subprocess
import sys
import tempfile
import urllib.parse
from contextlib import suppress
from pathlib import Path

import yaml
from airflow_rest import free_port, out, say, until
from cluster import bring_up, is_up
from forward import Forward
from histories import REPOSITORIES, hold_against_git
from kubernetes import client, config, utils
from stack import KEEP, ROOT, Stack

VALUES = ROOT / "airflow" / "values.yaml"
OBJECTS = ROOT / "airflow" / "kubernetes.yaml"
HERE = Path(__file__).parent
AIRFLOW, WORKERS = NAMESPACES = ("airflow", "commitlake")
OFFICIAL = ("airflow", "--repo", "https://airflow.apache.org", "--version", "1.18.0")
SNAPSHOT = "2024-03-01"


class ChartStack(Stack):
    """Airflow as the chart installs it, and the services that it needs on this machine."""

    files = (*Stack.files, HERE / "pods.compose.yaml", HERE / "chart.compose.yaml")
    project = "commitlake-chart-test"
    services = ("postgres", "store", "sandbox", "bucket")

    def __init__(self, scratch: Path, docker_config: str, given: argparse.Namespace) -> None:
        self.host = given.host
        self.sidecar = given.sidecar
        self.chart = (given.chart,) if given.chart else OFFICIAL
        self.sandbox_host = f"{self.host}:{free_port()}"
        self.port_forward: subprocess.Popen[bytes] | None = None
        self.api_server: Forward | None = None
        self.core = client.CoreV1Api()
        super().__init__(
            scratch,
            docker_config,
            POD_HOST=self.host,
            SANDBOX_PORT=self.sandbox_host.split(":")[1],
            POSTGRES_PORT=str(free_port()),
            AIRFLOW_KUBECONFIG="/dev/null",
            KUBERNETES_CONNECTION="",
            COMMITLAKE_NAMESPACE=WORKERS,
        )
        self.environment["AWS_ENDPOINT_URL_S3"] = f"http://{self.host}:{self.environment['STORE_PORT']}"

    def _sandbox(self) -> str:
        return self.sandbox_host

    def install_airflow(self) -> None:
        for found in yaml.safe_load_all(OBJECTS.read_text()):
            utils.create_from_dict(client.ApiClient(), found)
        self.core.create_namespace(client.V1Namespace(metadata=client.V1ObjectMeta(name=AIRFLOW)))
        self._settings_of_workers()
        database = f"postgresql://airflow:{self.postgres}@{self.host}:{self.environment['POSTGRES_PORT']}/airflow"
        self._secret(AIRFLOW, "airflow-database", connection=database)
        self._secret(AIRFLOW, "airflow-fernet-key", **{"fernet-key": self.environment["AIRFLOW_FERNET_KEY"]})
        self._secret(AIRFLOW, "airflow-api-secret-key", **{"api-secret-key": self.environment["AIRFLOW_SECRET_KEY"]})
        self._secret(AIRFLOW, "airflow-jwt-secret", **{"jwt-secret": self.environment["AIRFLOW_JWT_SECRET"]})
        self._secret(AIRFLOW, "airflow-password", password=self.password)
        overlay = self.scratch / "values.yaml"
        overlay.write_text(self._overlay())
        values = ("--values", str(VALUES), "--values", str(overlay))
        out("helm", "install", "airflow", *self.chart, "--namespace", AIRFLOW, "--timeout", "15m", *values, timeout=1000)
        say("the chart is installed, and Airflow's database is migrated")
        until("the pods of Airflow to be ready", self._ready, 900, 2)
        say(f"ready: {sorted(pod.metadata.name for pod in self._pods())}")
        # Not a service: the cluster may have no addresses for them.
        words = ("kubectl", "-n", AIRFLOW, "port-forward", "--address", f"127.0.0.1,{self.host}", "deploy/airflow-api-server")
        self.port_forward = subprocess.Popen((*words, f"{self.port}:8080"), stdout=subprocess.DEVNULL)

    def _overlay(self) -> str:
        connection = {"conn_type": "kubernetes", "extra": {"in_cluster": True, "xcom_sidecar_container_image": self.sidecar}}
        server = urllib.parse.urlsplit(client.Configuration.get_default_copy().host)
        api = ("kubernetes.default.svc", 443)
        if server.hostname == "127.0.0.1" and server.port:  # a cluster on one machine, perhaps without services
            api = (self.host, server.port)
            self.api_server = Forward(*api)
        text = string.Template((HERE / "chart.values.yaml").read_text()).substitute(
            HOST=self.host,
            API_HOST=api[0],
            API_PORT=str(api[1]),
            AIRFLOW_PORT=str(self.port),
            CONNECTION=json.dumps(connection),
        )
        overlay = yaml.safe_load(text)
        # Helm replaces lists, so keep the variables of the file under test that this cluster doesn't change.
        environment = {one["name"]: one for one in [*yaml.safe_load(VALUES.read_text())["env"], *overlay["env"]]}
        return str(yaml.safe_dump(overlay | {"env": list(environment.values())}))

    def _settings_of_workers(self) -> None:
        passed_on = ("AWS_ENDPOINT_URL_S3", "GITHUB_API_URL", "GITHUB_GRAPHQL_URL", "GITHUB_SERVER_URL")
        settings = {
            "COMMITLAKE_DATASET": "s3://commitlake/github",
            "AWS_REGION": "us-east-1",
            **{name: self.environment[name] for name in passed_on},
        }
        named = client.V1ObjectMeta(name="commitlake")
        self.core.create_namespaced_config_map(WORKERS, client.V1ConfigMap(metadata=named, data=settings))
        keys = {"GITHUB_TOKENS": self.canary, "AWS_ACCESS_KEY_ID": "commitlake", "AWS_SECRET_ACCESS_KEY": self.key}
        self._secret(WORKERS, "commitlake", **keys)

    def _secret(self, namespace: str, name: str, **values: str) -> None:
        secret = client.V1Secret(metadata=client.V1ObjectMeta(name=name), string_data=values)
        self.core.create_namespaced_secret(namespace, secret)

    def _pods(self) -> list[client.V1Pod]:
        pods = self.core.list_namespaced_pod(AIRFLOW).items
        return [pod for pod in pods if pod.status.phase != "Succeeded"]

    def _ready(self) -> bool:
        pods = self._pods()
        conditions = [{one.type: one.status for one in pod.status.conditions or []} for pod in pods]
        return len(pods) >= 4 and all(found.get("Ready") == "True" for found in conditions)

    def _take_down(self) -> None:
        if self.port_forward:
            self.port_forward.terminate()
            self.port_forward.wait()
        if self.api_server:
            self.api_server.shutdown()
            self.api_server.server_close()
        out("helm", "uninstall", "airflow", "--namespace", AIRFLOW, "--ignore-not-found")
        for namespace in NAMESPACES:
            with suppress(client.ApiException):
                self.core.delete_namespace(namespace)
        super()._take_down()

        def gone() -> bool:
            return not any(found.metadata.name in NAMESPACES for found in self.core.list_namespace().items)

        until("the namespaces to go", gone, 300)

    def logs_of(self, component: str) -> str:
        return out("kubectl", "-n", AIRFLOW, "logs", "-l", f"component={component}", "--all-containers", "--tail=200")


def exported(stack: ChartStack) -> None:
    stack.worker("track", *(f"sandbox/{name}" for name in REPOSITORIES))
    slots = stack.api("GET", "/pools/github_extract")["slots"]
    assert slots == 4, slots
    stack.api("PATCH", "/dags/github_export", {"is_paused": False})
    run = stack.trigger(SNAPSHOT, shards=2)
    state = stack.ended(run)
    assert state == "success", (stack.tasks(run), stack.logs_of("scheduler"))
    found = {file.parent.parent.name for file in stack.dataset().glob("commits/*/*/*.parquet")}
    assert len(found) == len(REPOSITORIES), found
    say(f"github_export ran in the cluster, with the accounts of the chart: {len(REPOSITORIES)} repositories, green")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--chart", help="a folder or an archive with the chart; by default the official one")
    arguments.add_argument(
        "--cluster", type=Path, help="a folder with up.sh, load-image.sh and down.sh, if KUBECONFIG isn't set"
    )
    arguments.add_argument("--host", default="10.88.0.1", help="the address at which pods reach this machine (%(default)s)")
    arguments.add_argument("--sidecar", default="localhost/busybox:1", help="the image of the sidecar (%(default)s)")
    arguments.add_argument("--oracle", help="check_dataset.py; its pyarrow must be this Python's")
    given = arguments.parse_args()
    if not os.environ.get("KUBECONFIG") and not given.cluster:
        arguments.error("there is no cluster: set KUBECONFIG, or give --cluster FOLDER")
    # Exit on SIGTERM, so that the test takes down what it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("test-chart: stopped"))
    docker_config = out(str(ROOT / ".ci" / "make-compose")).strip().splitlines()[-1]
    scratch = Path(tempfile.mkdtemp(prefix="commitlake-"))
    started = False
    try:
        if not os.environ.get("KUBECONFIG"):
            started = not is_up()
            bring_up(given.cluster, ("commitlake/worker:latest", "commitlake/airflow:latest"))
        config.load_kube_config(os.environ["KUBECONFIG"])
        found = {one.metadata.name for one in client.CoreV1Api().list_namespace().items} & set(NAMESPACES)
        if found:
            sys.exit(
                f"the cluster has {' and '.join(sorted(found))} already, which this test would remove: use another cluster"
            )
        with ChartStack(scratch, docker_config, given) as stack:
            exported(stack)
            if given.oracle:
                hold_against_git(given.oracle, stack.dataset(), stack.histories, SNAPSHOT)
                say(f"the oracle agrees on {len(REPOSITORIES)} repositories")
    finally:
        if started and not KEEP:
            out(str(given.cluster / "down.sh"), "clean")
        if not KEEP:
            shutil.rmtree(scratch, ignore_errors=True)
    say("test-chart: all passed")


if __name__ == "__main__":
    main()
