"""A real cluster for a test: a namespace of its own with the objects of airflow/kubernetes.yaml, and its pods."""

from __future__ import annotations

import base64
import json
import os
import socket
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

import yaml
from airflow_rest import out, say, until
from kubernetes import client, config, utils

NAMESPACE = "commitlake-pods-test"
ACCOUNT = "airflow-scheduler"
#: The address of the API server in the cluster that up.sh starts.
LOCAL_API = ("127.0.0.1", 16443)


def is_up() -> bool:
    """Whether a cluster that up.sh started is up."""
    with socket.socket() as probe:
        return probe.connect_ex(LOCAL_API) == 0


def bring_up(folder: Path, images: tuple[str, ...]) -> None:
    """Starts the cluster of a folder's up.sh, sets KUBECONFIG, and loads images."""
    output = out(str(folder / "up.sh"), timeout=3600)
    os.environ["KUBECONFIG"] = output.strip().splitlines()[-1].removeprefix("KUBECONFIG=")
    say("the cluster is up")
    out(str(folder / "load-image.sh"), *images)


class Cluster:
    """
    The cluster of KUBECONFIG, or else one that a folder's up.sh starts, from entry to exit. Airflow has only the rights that
    airflow/kubernetes.yaml gives it there, not those of the test.
    """

    def __init__(self, manifest: Path, folder: Path | None, images: tuple[str, ...]) -> None:
        self.manifest = manifest
        self.folder = None if os.environ.get("KUBECONFIG") else folder
        self.images = images
        #: Whether to stop the cluster at exit.
        self.started = False

    def __enter__(self) -> Self:
        try:
            if self.folder:
                self.started = not is_up()
                bring_up(self.folder, self.images)
            config.load_kube_config(os.environ["KUBECONFIG"])
            self.core = client.CoreV1Api()
            self._remove()
            self._apply()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        if os.environ.get("COMMITLAKE_KEEP"):
            return
        try:
            if hasattr(self, "core"):
                self._remove()
        finally:
            if self.folder and self.started:
                out(str(self.folder / "down.sh"), "clean")

    def _apply(self) -> None:
        """Applies the manifest in the test's namespace, and creates Airflow's account as the Helm chart does."""
        for found in yaml.safe_load_all(self.manifest.read_text()):
            if found["kind"] == "Namespace":
                found["metadata"]["name"] = NAMESPACE
            else:
                found["metadata"]["namespace"] = NAMESPACE
            for subject in found.get("subjects", []):
                subject["namespace"] = NAMESPACE
            utils.create_from_dict(client.ApiClient(), found)
        account = client.V1ServiceAccount(metadata=client.V1ObjectMeta(name=ACCOUNT))
        self.core.create_namespaced_service_account(NAMESPACE, account)

    def _remove(self) -> None:
        with suppress(client.ApiException):
            self.core.delete_namespace(NAMESPACE)

        def gone() -> bool:
            try:
                self.core.read_namespace(NAMESPACE)
            except client.ApiException as refused:
                return bool(refused.status == 404)
            return False

        until(f"the namespace {NAMESPACE} to go", gone, 180)

    def configure(self, settings: Mapping[str, str], secrets: Mapping[str, str]) -> None:
        """Creates the ConfigMap and the Secret of docs/airflow.md, under their default names."""
        named = client.V1ObjectMeta(name="commitlake")
        self.core.create_namespaced_config_map(NAMESPACE, client.V1ConfigMap(metadata=named, data=dict(settings)))
        self.core.create_namespaced_secret(NAMESPACE, client.V1Secret(metadata=named, string_data=dict(secrets)))

    def kubeconfig_of_airflow(self, file: Path) -> str:
        """Writes a kubeconfig for Airflow's account, and returns its token."""
        asked = client.AuthenticationV1TokenRequest(spec=client.V1TokenRequestSpec(audiences=[], expiration_seconds=7200))
        token = str(self.core.create_namespaced_service_account_token(ACCOUNT, NAMESPACE, asked).status.token)
        server = client.Configuration.get_default_copy()
        authority = base64.b64encode(Path(server.ssl_ca_cert).read_bytes()).decode()
        content = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "test", "cluster": {"server": server.host, "certificate-authority-data": authority}}],
            "users": [{"name": ACCOUNT, "user": {"token": token}}],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": ACCOUNT, "namespace": NAMESPACE}}],
            "current-context": "test",
        }
        file.write_text(json.dumps(content))
        file.chmod(0o644)  # for Airflow's user in the container; no other user can enter the folder
        return token

    def pods(self, **labels: str) -> list[Any]:
        selector = ",".join(f"{name}={value}" for name, value in labels.items())
        return list(self.core.list_namespaced_pod(NAMESPACE, label_selector=selector).items)

    def read(self, name: str) -> Any:
        return self.core.read_namespaced_pod(name, NAMESPACE)

    def delete(self, name: str) -> None:
        """Deletes a pod at once, as if its node were lost."""
        self.core.delete_namespaced_pod(name, NAMESPACE, grace_period_seconds=0)

    def evict(self, name: str) -> None:
        """Evicts a pod, as "kubectl drain" does."""
        eviction = client.V1Eviction(metadata=client.V1ObjectMeta(name=name, namespace=NAMESPACE))
        self.core.create_namespaced_pod_eviction(name, NAMESPACE, eviction)

    def gone_after(self, name: str, seconds: float = 60) -> float:
        """Waits for a pod to go and returns the seconds. The worker ends earlier: the sidecar uses the whole grace period."""
        begun = time.monotonic()

        def gone() -> bool:
            try:
                self.read(name)
            except client.ApiException as refused:
                return bool(refused.status == 404)
            return False

        until(f"pod {name} to go", gone, seconds, 0.2)
        return time.monotonic() - begun

    def kept(self) -> bytes:
        """All data of pods and events that a user without access to Secrets can read."""
        found = [self.core.list_namespaced_pod(NAMESPACE), self.core.list_namespaced_event(NAMESPACE)]
        return json.dumps([client.ApiClient().sanitize_for_serialization(items) for items in found]).encode()
