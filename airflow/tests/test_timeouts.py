"""Tests that a task which runs for too long is stopped together with its worker. Only the engine and the cluster are fakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dag_process import KUBECONFIG, database, run

DAG_FILE = """
from airflow.sdk import DAG
from commitlake.settings import settings
from commitlake.worker import worker

with DAG("hangs", schedule=None) as dag:
    worker(settings(), "extract", ["extract"], shards=[{"number": 0}])
"""

HANGS = """
import json
import hangs
from airflow.utils.db import initdb
%s
initdb()
(task,) = hangs.dag.test().get_task_instances()
print(json.dumps({"told": told, "state": task.state, "tries": task.try_number}))
"""

ENGINE = """
from fake_engine import FakeEngine
engine = FakeEngine()
engine.use()
told = engine.told
"""

# A pod that runs until it is deleted, and a cluster that is told to delete it.
CLUSTER = """
import time
from types import SimpleNamespace
from commitlake.kubernetes import KubernetesWorker
from kubernetes.client import ApiClient
from airflow.models.connection import Connection

told = []
said = {"metadata": {"name": "p", "namespace": "n"}, "spec": {"containers": [{"name": "base"}]}, "status": {
    "phase": "Running", "containerStatuses": [{"name": "base", "image": "i", "imageID": "", "ready": True, "restartCount": 0,
                                               "state": {"running": {}}}]}}
pod = ApiClient().deserialize(SimpleNamespace(data=json.dumps(said)), "V1Pod")
KubernetesWorker.client = SimpleNamespace(
    patch_namespaced_pod=lambda **asked: told.append("mark"),
    delete_namespaced_pod=lambda **asked: told.append(f"delete within {asked['grace_period_seconds']} s"))
KubernetesWorker.build_pod_request_obj = lambda self, context=None: pod
KubernetesWorker.get_or_create_pod = lambda self, pod_request_obj, context: pod
KubernetesWorker.find_pod = lambda self, namespace, context: pod
KubernetesWorker.await_pod_start = KubernetesWorker.await_init_containers_completion = lambda self, pod: None
KubernetesWorker.await_pod_completion = lambda self, pod: time.sleep(60)
"""


def hanging(runtime: str, program: str, folder: Path) -> Any:
    (folder / "hangs.py").write_text(DAG_FILE)
    (folder / "kubeconfig").write_text(KUBECONFIG)
    # Two seconds.
    own = database(folder) | {"COMMITLAKE_TASK_TIMEOUT_HOURS": "0.00056", "KUBECONFIG": str(folder / "kubeconfig")}
    return run(HANGS % program, runtime, COMMITLAKE_RETRIES="0", **own)


def test_a_container_that_runs_for_too_long_is_stopped_then_removed(tmp_path: Path) -> None:
    assert hanging("docker", ENGINE, tmp_path) == {"told": ["stop", "remove"], "state": "failed", "tries": 1}


def test_a_pod_that_runs_for_too_long_is_deleted(tmp_path: Path) -> None:
    ended = hanging("kubernetes", CLUSTER, tmp_path)
    assert ended == {"told": ["mark", "delete within 15 s"], "state": "failed", "tries": 1}


DEFERRED = """
import json
%s
from datetime import timedelta
from commitlake.kubernetes import kubernetes_arguments
from commitlake.settings import settings
KubernetesWorker.client.read_namespaced_pod = lambda *asked: pod
KubernetesWorker.client.delete_namespaced_pod = lambda *asked, **more: told.append("delete")
KubernetesWorker._write_logs = lambda self, pod, **more: None
KubernetesWorker.extract_xcom = lambda self, pod: None
worker = KubernetesWorker(task_id="extract", execution_timeout=timedelta(hours=2), **kubernetes_arguments(settings()))
worker.hook = SimpleNamespace(get_pod=lambda name, namespace: pod, is_in_cluster=True)
context = {"ti": SimpleNamespace(xcom_push=lambda *pushed: None)}
try:
    event = {"status": "timeout", "name": "p", "namespace": "n", "message": "the deadline"}
    worker.trigger_reentry(context, {**event, "_execution_deadline": 0.0})
except Exception as error:
    told += [type(error).__name__, str(error)]
print(json.dumps(told))
"""


def test_a_deferred_pod_that_runs_for_too_long_is_deleted_and_its_task_is_tried_again() -> None:
    *ended, error = run(DEFERRED % CLUSTER, "kubernetes")
    assert ended == ["mark", "delete", "AirflowException"]
    assert "for longer than COMMITLAKE_TASK_TIMEOUT_HOURS (2 h) allows" in error


def test_a_deferred_pod_that_cannot_start_is_not_said_to_have_run_for_too_long() -> None:
    *_, error = run((DEFERRED % CLUSTER).replace(', "_execution_deadline": 0.0', ""), "kubernetes")
    assert "COMMITLAKE_TASK_TIMEOUT_HOURS" not in error
