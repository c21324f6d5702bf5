"""The DAGs without a database: they import, have their shape on both runtimes, and hold no secret."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
DAGS = HERE.parents[1] / "dags"
GOLDEN = HERE / "pod.golden.json"
CANARY = "ghp_canary0123456789"

# The operator asks no cluster, but names one in the pod's labels.
KUBECONFIG = """
apiVersion: v1
kind: Config
clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: none, user: {}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
current-context: none
"""


def run(program: str, runtime: str) -> Any:
    """What a program prints as JSON on its last line, with the DAGs at hand and a canary for each secret."""
    environment = os.environ | {
        "PYTHONPATH": str(DAGS),
        "COMMITLAKE_RUNTIME": runtime,
        "COMMITLAKE_RETRY_DELAY_SECONDS": "5",
        "COMMITLAKE_DATASET": "s3://commitlake/github",
        "COMMITLAKE_DISK_MB": "20480",
        "GITHUB_TOKENS": CANARY,
        "AWS_ACCESS_KEY_ID": CANARY,
        "AWS_SECRET_ACCESS_KEY": CANARY,
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__UNIT_TEST_MODE": "False",
    }
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=180, check=False
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return json.loads(ended.stdout.strip().splitlines()[-1])


# A DAG file reads its settings when it is imported, so each runtime is a process of its own.
DESCRIBE = """
import json
import github_discover, github_export
from airflow.serialization.serialized_objects import DagSerialization

dags = {module.dag.dag_id: module.dag for module in (github_export, github_discover)}

def told(task):
    return {"up": sorted(task.upstream_task_ids), "mapped": task.is_mapped, "retries": task.retries, "pool": task.pool,
            "delay": task.retry_delay.total_seconds(), "backoff": task.retry_exponential_backoff,
            "links": [link.name for link in task.operator_extra_links],
            "rule": getattr(task.trigger_rule, "value", task.trigger_rule), "outlets": [asset.name for asset in task.outlets]}

print(json.dumps({
    "dags": {name: {task.task_id: told(task) for task in dag.tasks} for name, dag in dags.items()},
    "active": {name: dag.max_active_runs for name, dag in dags.items()},
    "catchup": {name: dag.catchup for name, dag in dags.items()},
    "docs": {name: bool(dag.doc_md) for name, dag in dags.items()},
    "serialized": json.dumps([DagSerialization.to_dict(dag) for dag in dags.values()], default=str)}))
"""

POD = """
import json, github_export
from airflow.sdk import DAG
from commitlake.settings import settings
from commitlake.worker import worker
from kubernetes.client import ApiClient
with DAG("golden", schedule=None):
    task = worker(settings(), "extract", ["extract", "--shard", "3"], source="git")
task.random_name_suffix = False
task.env_vars = []
pod = task.build_pod_request_obj()
print(json.dumps(ApiClient().sanitize_for_serialization(pod)))
"""

# As the worker is called with the run's own parameters.
DISCOVER = """
import json, github_discover
task = github_discover.dag.get_task("discover")
params = {**github_discover.dag.params.dump(), "created_to": "2024-05-01", **json.loads(%r)}
words = getattr(task, "command", None) or task.arguments
print(json.dumps(task.render_template(words, {"params": params})))
"""


@pytest.fixture(scope="module", params=["docker", "kubernetes"])
def described(request: pytest.FixtureRequest) -> Any:
    return run(DESCRIBE, request.param)


def test_both_are_there_and_documented(described: Any) -> None:
    assert described["docs"] == {"github_export": True, "github_discover": True}


def test_an_export_is_planned_carried_merged_and_validated(described: Any) -> None:
    tasks = described["dags"]["github_export"]
    assert {name: task["up"] for name, task in tasks.items()} == {
        "plan": [],
        "extract": ["plan"],
        "merge": ["extract"],
        "validate": ["extract", "merge"],
    }
    assert [name for name, task in tasks.items() if task["mapped"]] == ["extract"]
    assert tasks["extract"]["pool"] == "github_extract"
    assert tasks["merge"]["rule"] == "all_done"
    assert tasks["validate"]["rule"] == "all_success"
    assert tasks["validate"]["outlets"] == ["commitlake"]


def test_runs_go_one_after_another_and_catch_nothing_up(described: Any) -> None:
    assert set(described["active"].values()) == {1}
    assert not any(described["catchup"].values())


def test_a_task_is_tried_three_times_more_ever_later(described: Any) -> None:
    for tasks in described["dags"].values():
        for task in tasks.values():
            assert (task["retries"], task["delay"], task["backoff"]) == (3, 5.0, 2.0)


def test_a_task_leads_to_its_runs_reports(described: Any) -> None:
    for tasks in described["dags"].values():
        assert all("Reports" in task["links"] for task in tasks.values())


def test_no_secret_is_serialized(described: Any) -> None:
    assert "github_extract" in described["serialized"]
    assert CANARY not in described["serialized"]


@pytest.mark.parametrize("runtime", ["docker", "kubernetes"])
def test_discovery_asks_for_what_the_run_wants(runtime: str) -> None:
    assert run(DISCOVER % "{}", runtime)[:7] == [
        "discover",
        "--created-from=2008-01-01",
        "--created-to=2024-05-01",
        "--window=P3D",
        "--stars=100",
        "--forks=false",
        "--repositories-per-file=1000",
    ]
    wanted = run(DISCOVER % json.dumps({"stars": 5, "forks": True}), runtime)
    assert {"--stars=5", "--forks=true"} <= set(wanted)


def test_the_pod_is_the_golden_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where it is meant to change: COMMITLAKE_GOLDEN=write, and read the difference."""
    (tmp_path / "kubeconfig").write_text(KUBECONFIG)
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "kubeconfig"))
    pod = run(POD, "kubernetes")
    pod["metadata"]["labels"].pop("airflow_version")
    pod["metadata"]["labels"].pop("airflow_kpo_in_cluster", None)
    if os.environ.get("COMMITLAKE_GOLDEN") == "write":
        GOLDEN.write_text(json.dumps(pod, indent=2, sort_keys=True) + "\n")
    assert pod == json.loads(GOLDEN.read_text())
    assert CANARY not in json.dumps(pod)


ENDING = """
import json
from types import SimpleNamespace
from commitlake.endings import ending
from kubernetes.client import ApiClient
pods = json.loads(%r)
def read(pod):
    return ApiClient().deserialize(SimpleNamespace(data=json.dumps(pod)), "V1Pod") if pod else None
print(json.dumps([ending(read(pod), "base") for pod in pods]))
"""


def test_what_became_of_a_pod_is_named() -> None:
    def pod(state: Any = None, **status: Any) -> Any:
        container = {"name": "base", "image": "i", "imageID": "", "ready": False, "restartCount": 0, "state": state or {}}
        spec = {"containers": [{"name": "base", "resources": {"limits": {"memory": "64Mi"}}}]}
        return {"metadata": {}, "spec": spec, "status": {"containerStatuses": [container], **status}}

    killed = {"terminated": {"reason": "OOMKilled", "exitCode": 137}}
    full = {"conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes"}]}
    drained = pod({"terminated": {"reason": "Error", "exitCode": 143}})
    drained["metadata"] = {"deletionTimestamp": "2026-01-01T00:00:00Z"}
    told = {
        "its pod is gone: deleted, drained from its node, or lost with it": None,
        "OOMKilled: it needs more than 64Mi of memory, so raise COMMITLAKE_MEMORY_MB": pod(killed, phase="Running"),
        "Evicted: Pod ephemeral local storage usage exceeds the limit": pod(
            killed, phase="Failed", reason="Evicted", message="Pod ephemeral local storage usage exceeds the limit. "
        ),
        "exit code 4": pod({"terminated": {"reason": "Error", "exitCode": 4}}, phase="Failed"),
        'ErrImageNeverPull: Image "i" is not there': pod(
            {"waiting": {"reason": "ErrImageNeverPull", "message": 'Image "i" is not there'}}, phase="Pending"
        ),
        "Unschedulable: 0/3 nodes": pod(phase="Pending", **full),
        "its pod is Unknown": pod(phase="Unknown"),
    }
    assert run(ENDING % json.dumps([*told.values(), drained]), "kubernetes") == [*told, next(iter(told))]


def test_an_unknown_runtime_is_named() -> None:
    with pytest.raises(AssertionError, match='COMMITLAKE_RUNTIME is "podman": it should be docker or kubernetes'):
        run("import github_export", "podman")
