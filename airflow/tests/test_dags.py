"""Tests the DAGs without a database: their imports, their tasks on both runtimes, and that they contain no secret."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import documented
import pytest
import yaml

HERE = Path(__file__).parent
DAGS = HERE.parents[1] / "dags"
GOLDEN = HERE / "pod.golden.json"
CANARY = "ghp_canary0123456789"

# The operator contacts no cluster here, but writes the cluster's name into the pod's labels.
KUBECONFIG = """
apiVersion: v1
kind: Config
clusters: [{name: none, cluster: {server: "https://127.0.0.1:1"}}]
users: [{name: none, user: {}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
current-context: none
"""


def run(program: str, runtime: str, **more: str) -> Any:
    """Runs a program that can import the DAGs, with a canary for each secret; returns the JSON on its last line of output."""
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
        **more,
    }
    ended = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    return json.loads(ended.stdout.strip().splitlines()[-1])


# A DAG file reads its settings at import, so each runtime needs a process of its own.
DESCRIBE = """
import json
import github_discover, github_export
from airflow.serialization.serialized_objects import DagSerialization

dags = {module.dag.dag_id: module.dag for module in (github_export, github_discover)}

def describe(task):
    return {"up": sorted(task.upstream_task_ids), "mapped": task.is_mapped, "retries": task.retries, "pool": task.pool,
            "delay": task.retry_delay.total_seconds(), "backoff": task.retry_exponential_backoff,
            "links": [link.name for link in task.operator_extra_links],
            "rule": getattr(task.trigger_rule, "value", task.trigger_rule), "outlets": [asset.name for asset in task.outlets]}

print(json.dumps({
    "dags": {name: {task.task_id: describe(task) for task in dag.tasks} for name, dag in dags.items()},
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

# Renders the worker's arguments with the parameters of a run.
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


def test_both_dags_exist_and_have_documentation(described: Any) -> None:
    assert described["docs"] == {"github_export": True, "github_discover": True}


def test_an_export_runs_plan_extract_merge_and_validate(described: Any) -> None:
    tasks = described["dags"]["github_export"]
    assert {name: task["up"] for name, task in tasks.items()} == {
        "plan": [],
        "extract": ["plan"],
        "merge": ["extract", "plan"],
        "validate": ["merge", "plan"],
        "complete": ["extract", "validate"],
    }
    assert {name for name, task in tasks.items() if task["mapped"]} == {"extract", "validate"}
    assert tasks["extract"]["pool"] == tasks["validate"]["pool"] == "github_extract"
    assert tasks["merge"]["rule"] == "all_done_min_one_success"
    assert tasks["validate"]["rule"] == tasks["complete"]["rule"] == "all_success"
    assert {name: task["outlets"] for name, task in tasks.items() if task["outlets"]} == {"complete": ["commitlake"]}


def test_a_dag_has_one_run_at_a_time_and_no_catchup(described: Any) -> None:
    assert set(described["active"].values()) == {1}
    assert not any(described["catchup"].values())


def workers(tasks: Any) -> list[Any]:
    """The tasks that run a worker."""
    return [task for name, task in tasks.items() if name != "complete"]


def test_a_task_has_three_retries_with_growing_delays(described: Any) -> None:
    for tasks in described["dags"].values():
        for task in workers(tasks):
            assert (task["retries"], task["delay"], task["backoff"]) == (3, 5.0, 2.0)


def test_a_task_has_a_link_to_its_runs_reports(described: Any) -> None:
    for tasks in described["dags"].values():
        assert all("Reports" in task["links"] for task in workers(tasks))


def test_no_secret_is_serialized(described: Any) -> None:
    assert "github_extract" in described["serialized"]
    assert CANARY not in described["serialized"]


@pytest.mark.parametrize("runtime", ["docker", "kubernetes"])
def test_discover_gets_the_parameters_of_the_run(runtime: str) -> None:
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


def test_the_pod_equals_the_golden_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To change the pod on purpose, run this with COMMITLAKE_GOLDEN=write and review the difference."""
    (tmp_path / "kubeconfig").write_text(KUBECONFIG)
    monkeypatch.setenv("KUBECONFIG", str(tmp_path / "kubeconfig"))
    pod = run(POD, "kubernetes")
    pod["metadata"]["labels"].pop("airflow_version")
    pod["metadata"]["labels"].pop("airflow_kpo_in_cluster", None)
    if os.environ.get("COMMITLAKE_GOLDEN") == "write":
        GOLDEN.write_text(json.dumps(pod, indent=2, sort_keys=True) + "\n")
    assert pod == json.loads(GOLDEN.read_text())
    assert CANARY not in json.dumps(pod)


POD_ERRORS = """
import json
from types import SimpleNamespace
from commitlake.pod_error import pod_error
from kubernetes.client import ApiClient
pods = json.loads(%r)
def read(pod):
    return ApiClient().deserialize(SimpleNamespace(data=json.dumps(pod)), "V1Pod") if pod else None
print(json.dumps([str(pod_error(read(pod), "base", ["commitlake: no token"])) for pod in pods]))
"""


def test_the_error_of_a_failed_pod_names_the_reason() -> None:
    def pod(state: Any = None, **status: Any) -> Any:
        container = {"name": "base", "image": "i", "imageID": "", "ready": False, "restartCount": 0, "state": state or {}}
        spec = {"containers": [{"name": "base", "resources": {"limits": {"memory": "64Mi"}}}]}
        return {"metadata": {}, "spec": spec, "status": {"containerStatuses": [container], **status}}

    def ended(code: int) -> Any:
        return pod({"terminated": {"reason": "Error", "exitCode": code}}, phase="Failed")

    killed = {"terminated": {"reason": "OOMKilled", "exitCode": 137}}
    without_git = {"terminated": {"reason": "OOMKilled", "exitCode": 7}}
    full = {"conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/3 nodes"}]}
    drained = ended(143)
    drained["metadata"] = {"deletionTimestamp": "2026-01-01T00:00:00Z"}
    pods = {
        "its pod is gone: deleted, drained from its node, or lost with it": None,
        "OOMKilled: the worker needs more than 64Mi of memory, so raise COMMITLAKE_MEMORY_MB": pod(killed, phase="Running"),
        "exit code 7 (FAULTY), which a retry cannot fix. commitlake: no token": pod(without_git, phase="Failed"),
        "Evicted: Pod ephemeral local storage usage exceeds the limit": pod(
            killed, phase="Failed", reason="Evicted", message="Pod ephemeral local storage usage exceeds the limit. "
        ),
        "exit code 4 (REPOSITORIES). commitlake: no token": ended(4),
        "exit code 3 (SETTINGS), which a retry cannot fix. commitlake: no token": ended(3),
        "killed by SIGTERM from outside (exit code 143). commitlake: no token": ended(143),
        'ErrImageNeverPull: Image "i" is not there': pod(
            {"waiting": {"reason": "ErrImageNeverPull", "message": 'Image "i" is not there'}}, phase="Pending"
        ),
        "Unschedulable: 0/3 nodes": pod(phase="Pending", **full),
        "its pod is Unknown": pod(phase="Unknown"),
    }
    errors = run(POD_ERRORS % json.dumps([*pods.values(), drained]), "kubernetes")
    for error, why in zip(errors, [*pods, next(iter(pods))], strict=True):
        more = "" if "a retry cannot fix" in why else ". Its finished work is kept, and a retry does the rest."
        assert error == f"The worker failed: {why}{more}"


DOCKER_ERRORS = """
import json
from types import SimpleNamespace
from commitlake.docker import DockerWorker
def error(state):
    worker = SimpleNamespace(_stopped=False, container={"Id": "c"}, mem_limit="64m")
    worker.cli = SimpleNamespace(inspect_container=lambda container: {"State": state})
    return str(DockerWorker._error(worker, ["commitlake: no token"]))
print(json.dumps([error(state) for state in json.loads(%r)]))
"""


def test_a_git_killed_for_memory_does_not_hide_the_workers_own_exit_code() -> None:
    states = [{"OOMKilled": True, "ExitCode": code} for code in (137, 3)]
    whole, git = run(DOCKER_ERRORS % json.dumps(states), "docker")
    assert "OOMKilled: the worker needs more than 64m of memory" in whole
    assert git == "The worker failed: exit code 3 (SETTINGS), which a retry cannot fix. commitlake: no token"


FAILURE = """
import json
from commitlake.exit_code import ExitCode, failure
codes, lines = json.loads(%r)
print(json.dumps({"names": {code.name: code.value for code in ExitCode},
                  "errors": [[type(error).__name__, str(error)] for error in (failure(code, lines) for code in codes)]}))
"""


def failures(codes: list[int], lines: list[str]) -> Any:
    return run(FAILURE % json.dumps([codes, lines]), "docker")


def test_a_tasks_error_names_the_exit_code_and_ends_with_the_workers_reason() -> None:
    lines = ["plan: started", "commitlake: GITHUB_TOKENS isn't set", "", "the last line"]
    (kind, permanent), (_, killed), (_, other) = failures([2, 137, 99], lines)["errors"]
    assert kind == "AirflowFailException"
    assert permanent == (
        "The worker failed: exit code 2 (USAGE), which a retry cannot fix. commitlake: GITHUB_TOKENS isn't set"
    )
    assert "killed by SIGKILL from outside, or because the machine ran out of memory (exit code 137)" in killed
    assert "exit code 99. commitlake" in other


def test_the_error_quotes_the_last_line_of_a_worker_without_a_reason() -> None:
    ((kind, retried),) = failures([6], ["first", "last", ""])["errors"]
    assert (kind, "exit code 6 (STORE). last" in retried) == ("AirflowException", True), retried
    bug = [
        "commitlake: this is a bug in Commitlake, please report it:",
        "java.lang.IllegalStateException: a page is missing",
        "  at a",
    ]
    ((_, error),) = failures([1], bug)["errors"]
    assert "bug in Commitlake, please report it: java.lang.IllegalStateException: a page is missing" in error, error


def test_exit_codes_equal_those_of_the_worker() -> None:
    source = (documented.ROOT / "worker/src/main/java/io/commitlake/cli/ExitCode.java").read_text()
    named = {name: int(code) for name, code in re.findall(r"^    ([A-Z]+)\((\d+)\)[,;]$", source, re.MULTILINE)}
    assert failures([], [])["names"] == named


# Runs the DAG in one process on its own database. Each task ends as the test says and starts no container.
RUNS = """
import json
from airflow.models.pool import Pool
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from airflow.utils.db import initdb
from commitlake.docker import DockerWorker

def execute(self, context):
    if self.task_id == "plan" and plan == "skipped":
        raise AirflowSkipException
    if (self.task_id == "plan" and plan == "failed") or (self.task_id == "extract" and self.shard["number"] in failing):
        raise AirflowFailException("as the test says")
    return plan if self.task_id == "plan" else None

DockerWorker.execute = execute
import github_export
initdb()
Pool.create_or_update_pool("github_extract", 4, "", True)
ended = []
for plan, failing in json.loads(%r):
    tasks = github_export.dag.test().get_task_instances()
    ended.append([*(next(t.state for t in tasks if t.task_id == name) for name in ("plan", "merge", "complete")),
                  *(sorted(str(t.state) for t in tasks if t.task_id == name) for name in ("extract", "validate"))])
print(json.dumps(ended))
"""


def test_merge_and_validate_run_after_failed_shards_but_not_without_a_plan(tmp_path: Path) -> None:
    shards = [{"number": number, "label": f"shard {number}"} for number in range(2)]
    up, ok = "upstream_failed", "success"
    # The plan's end (its shards if it succeeds) and the failing shards; then the states of plan, merge, complete, and of
    # the shards of extract and validate.
    expected = [
        (("failed", []), ["failed", up, up, [up], [up]]),
        (("skipped", []), ["skipped", "skipped", "skipped", ["skipped"], ["skipped"]]),
        ((shards, [1]), [ok, ok, up, ["failed", ok], [ok, ok]]),
        ((shards, [0, 1]), [ok, ok, up, ["failed", "failed"], [ok, ok]]),
        ((shards, []), [ok, ok, ok, [ok, ok], [ok, ok]]),
        # The worker always plans at least one shard. Without a shard, there is nothing to merge.
        (([], []), [ok, "skipped", "skipped", ["skipped"], ["skipped"]]),
    ]
    own = {
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path}/airflow.db",
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
    }
    assert run(RUNS % json.dumps([case for case, _ in expected]), "docker", **own) == [states for _, states in expected]


# Prints the variables that the DAGs, their report links and both runtimes read, and those that they pass to containers.
READ = """
import json, os
asked = set()
class Environment(dict):
    def get(self, name, otherwise=None):
        asked.add(name)
        return super().get(name, otherwise)
    def __getitem__(self, name):
        asked.add(name)
        return super().__getitem__(name)
os.environ = Environment(os.environ)
import github_discover, github_export
from commitlake.reports import reports_of
from commitlake.settings import PASSED_ON, SECRETS
reports_of("run")
print(json.dumps({"read": sorted(asked), "passed on": [*PASSED_ON, *SECRETS]}))
"""

#: These settings have no meaning in the containers of tasks; no task runs `catalog`.
OUTSIDE_CONTAINERS = {
    "COMMITLAKE_WORK_DIR",
    "COMMITLAKE_JAVA_OPTIONS",
    "COMMITLAKE_CATALOG",
    "COMMITLAKE_CATALOG_NAMESPACE",
    "COMMITLAKE_CATALOG_NAME",
    "COMMITLAKE_CATALOG_USER",
    "COMMITLAKE_CATALOG_PASSWORD",
    "COMMITLAKE_CATALOG_PASSWORD_FILE",
}


def test_every_documented_setting_reaches_the_services_and_workers_that_read_it() -> None:
    settings = documented.settings()
    assert len(settings) > 30, settings
    read = run(READ, "docker")
    passed_on = set(read["passed on"])
    reached = passed_on | set(read["read"])
    assert settings.keys() - reached == OUTSIDE_CONTAINERS
    assert passed_on - settings.keys() == set()

    services = yaml.safe_load((documented.ROOT / "docker-compose.yml").read_text())["services"]
    of_kubernetes = {name for name, said in settings.items() if said.startswith("Kubernetes: ")}
    assert settings.keys() - OUTSIDE_CONTAINERS - of_kubernetes - services["scheduler"]["environment"].keys() == set()
    assert passed_on - services["worker"]["environment"].keys() == set()
    for dag_settings in ("dag-processor", "api-server"):
        missing = (
            settings.keys() - OUTSIDE_CONTAINERS - of_kubernetes - passed_on - services[dag_settings]["environment"].keys()
        )
        assert missing == set(), (dag_settings, missing)


def test_a_worker_mounts_only_the_folders_that_the_docker_proxy_allows() -> None:
    program = """
import json, github_export
task = github_export.dag.get_task("merge")
print(json.dumps(task.mounts))
"""
    folders = {"COMMITLAKE_SECRETS_FOLDER": "/srv/secrets", "COMMITLAKE_CACHE_FOLDER": "/srv/cache"}
    assert run(program, "docker") == []
    assert run(program, "docker", **folders) == [
        {"Target": "/secrets", "Source": "/srv/secrets", "Type": "bind", "ReadOnly": True},
        {"Target": "/cache", "Source": "/srv/cache", "Type": "bind", "ReadOnly": False},
    ]
    with pytest.raises(AssertionError, match='COMMITLAKE_SECRETS_FOLDER is "secrets": it should be the absolute path'):
        run(program, "docker", COMMITLAKE_SECRETS_FOLDER="secrets")


def test_the_error_names_a_setting_that_is_not_a_number() -> None:
    with pytest.raises(AssertionError, match='COMMITLAKE_CPUS is "two": it should be a number'):
        run("import github_export", "docker", COMMITLAKE_CPUS="two")


def test_airflow_masks_the_demos_secrets() -> None:
    lines = (documented.ROOT / "docker/demo.env").read_text().splitlines()
    values = dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
    secrets = {name: values[name] for name in ("GITHUB_TOKENS", "AWS_SECRET_ACCESS_KEY")}
    shortest = 'from airflow.configuration import conf; print(conf.getint("logging", "min_length_masked_secret"))'
    assert min(map(len, secrets.values())) >= run(shortest, "docker")


def test_the_error_names_an_unknown_runtime() -> None:
    with pytest.raises(AssertionError, match='COMMITLAKE_RUNTIME is "podman": it should be docker or kubernetes'):
        run("import github_export", "podman")
