"""Tests the DAGs without a database: their imports, their tasks on both runtimes, and that they contain no secret."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from dag_process import CANARY, DAGS, HERE, KUBECONFIG, run

GOLDEN = HERE / "pod.golden.json"

# A DAG file reads its settings at import, so each runtime needs a process of its own.
DESCRIBE = """
import json
import github_compact, github_discover, github_export
from airflow.serialization.serialized_objects import DagSerialization

dags = {module.dag.dag_id: module.dag for module in (github_compact, github_discover, github_export)}

def describe(task):
    return {"up": sorted(task.upstream_task_ids), "mapped": task.is_mapped, "retries": task.retries, "pool": task.pool,
            "owner": task.owner, "timeout": task.execution_timeout and task.execution_timeout.total_seconds(),
            "delay": task.retry_delay.total_seconds(), "backoff": task.retry_exponential_backoff,
            "links": [link.name for link in task.operator_extra_links],
            "rule": getattr(task.trigger_rule, "value", task.trigger_rule), "outlets": [asset.name for asset in task.outlets]}

print(json.dumps({
    "dags": {name: {task.task_id: describe(task) for task in dag.tasks} for name, dag in dags.items()},
    "params": {name: {key: dag.params.get_param(key).schema for key in dag.params} for name, dag in dags.items()},
    "active": {name: dag.max_active_runs for name, dag in dags.items()},
    "catchup": {name: dag.catchup for name, dag in dags.items()},
    "timeouts": {name: dag.dagrun_timeout and dag.dagrun_timeout.total_seconds() for name, dag in dags.items()},
    "callbacks": {name: dag.on_failure_callback and dag.on_failure_callback.__name__ for name, dag in dags.items()},
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


def test_each_dag_exists_and_has_documentation(described: Any) -> None:
    assert described["docs"] == {"github_compact": True, "github_discover": True, "github_export": True}


def test_an_export_runs_plan_extract_merge_validate_and_report(described: Any) -> None:
    tasks = described["dags"]["github_export"]
    assert {name: task["up"] for name, task in tasks.items()} == {
        "plan": [],
        "extract": ["plan"],
        "merge": ["extract", "plan"],
        "validate": ["merge", "plan"],
        "report": ["plan", "validate"],
        "complete": ["extract", "merge", "validate"],
    }
    assert {name for name, task in tasks.items() if task["mapped"]} == {"extract", "validate"}
    assert tasks["extract"]["pool"] == tasks["validate"]["pool"] == "github_extract"
    assert tasks["merge"]["rule"] == tasks["report"]["rule"] == "all_done_min_one_success"
    assert tasks["validate"]["rule"] == tasks["complete"]["rule"] == "all_success"
    assert {name: task["outlets"] for name, task in tasks.items() if task["outlets"]} == {"complete": ["commitlake"]}


def test_an_export_adds_its_files_to_the_catalog_before_others_are_told_of_them() -> None:
    tasks = run(DESCRIBE, "docker", COMMITLAKE_CATALOG_TASK="true")["dags"]["github_export"]
    assert tasks["catalog"]["up"] == ["validate"]
    assert tasks["complete"]["up"] == ["catalog", "extract", "merge", "validate"]
    assert tasks["report"]["up"] == ["plan", "validate"]


def test_compaction_catalogs_first_and_then_runs_an_image_and_a_memory_of_its_own() -> None:
    tasks = run(DESCRIBE, "docker")["dags"]["github_compact"]
    assert {name: task["up"] for name, task in tasks.items()} == {"catalog": [], "compact": ["catalog"]}
    program = """
import json, github_compact
task = github_compact.dag.get_task("compact")
words = getattr(task, "command", None) or task.arguments
print(json.dumps([task.image, getattr(task, "mem_limit", None) or task.container_resources.limits["memory"],
                  task.render_template(words, {"params": github_compact.dag.params.dump()})]))
"""
    own = {"COMMITLAKE_COMPACTION_IMAGE": "registry/compaction:1", "COMMITLAKE_COMPACTION_MEMORY_MB": "9000"}
    words = ["--into=compacted", "--buckets=16", "--min-files=5", "--keep-days=7", "--summary", "/airflow/xcom/return.json"]
    assert run(program, "docker") == ["commitlake/compaction:latest", "4096m", words]
    assert run(program, "docker", **own) == ["registry/compaction:1", "9000m", words]
    assert run(program, "kubernetes", **own) == ["registry/compaction:1", "9000Mi", words]


LINKS = """
import json
from types import SimpleNamespace
import github_compact, github_discover, github_export
from commitlake.reports import ReportsLink
tasks = [github_export.dag.get_task("merge"), github_compact.dag.get_task("compact"), github_discover.dag.get_task("discover")]
print(json.dumps([ReportsLink().get_link(task, ti_key=SimpleNamespace(run_id="r")) for task in tasks]))
"""


def test_only_runs_that_have_reports_link_to_them() -> None:
    assert run(LINKS, "docker") == ["s3://commitlake/github/_commitlake/reports/r/", "", ""]
    found = run(LINKS, "docker", COMMITLAKE_DATASET_URL="https://reports.example.com")
    assert found == ["https://reports.example.com/_commitlake/reports/r/", "", ""]


# The DAGs of a second dataset, and what its tasks pass to their containers.
SECOND = """
import json
from types import SimpleNamespace
from commitlake.export import export_dag
from commitlake.reports import ReportsLink
from commitlake.settings import settings
own = {"COMMITLAKE_DATASET": "s3://bucket/research", "COMMITLAKE_SCHEDULE": "@weekly", "COMMITLAKE_SOURCE": "git"}
dag = export_dag("research", settings(**own, **json.loads(%r)))
plan, merge = dag.get_task("plan"), dag.get_task("merge")
environment = getattr(merge, "environment", None) or merge.env_vars
templated = getattr(plan, "environment", None) or plan.env_vars
print(json.dumps({
    "dag": dag.dag_id, "schedule": dag.schedule, "environment": environment,
    "source": plan.render_template(templated["COMMITLAKE_SOURCE"], {"params": {"source": None}}),
    "link": ReportsLink().get_link(merge, ti_key=SimpleNamespace(run_id="r")),
    "asset": [(one.name, one.uri) for one in dag.get_task("complete").outlets]}))
"""


@pytest.mark.parametrize("runtime", ["docker", "kubernetes"])
def test_a_second_dataset_has_dags_settings_and_an_asset_of_its_own(runtime: str) -> None:
    assert run(SECOND % "{}", runtime, COMMITLAKE_DATASET_URL="https://of-the-first.example.com") == {
        "dag": "research_export",
        "schedule": "@weekly",
        "environment": {"COMMITLAKE_DATASET": "s3://bucket/research", "COMMITLAKE_SOURCE": "git"},
        "source": "git",
        "link": "s3://bucket/research/_commitlake/reports/r/",
        "asset": [["research", "s3://bucket/research"]],
    }


def test_a_dataset_has_no_secret_and_no_unknown_setting_of_its_own() -> None:
    with pytest.raises(AssertionError, match="GITHUB_TOKENS is a secret, which no DAG may have"):
        run(SECOND % json.dumps({"GITHUB_TOKENS": "x"}), "docker")
    with pytest.raises(AssertionError, match="COMMITLAKE_SHEDULE: there is no such setting"):
        run(SECOND % json.dumps({"COMMITLAKE_SHEDULE": "@daily"}), "docker")


def test_a_dag_has_one_run_at_a_time_and_no_catchup(described: Any) -> None:
    assert set(described["active"].values()) == {1}
    assert not any(described["catchup"].values())


def test_each_parameter_has_a_title_and_can_be_left_out_if_it_is_optional(described: Any) -> None:
    assert all(schema["title"] for params in described["params"].values() for schema in params.values())
    export = described["params"]["github_export"]
    assert {name for name, schema in export.items() if "null" in schema["type"]} == {"snapshot_date", "repositories", "source"}


# Renders the labels of shards for a manual run and for a scheduled one.
LABELS = """
import json, github_export
from datetime import UTC, datetime
from types import SimpleNamespace
from jinja2 import Environment
day = datetime(2024, 11, 2, tzinfo=UTC)
scheduled = SimpleNamespace(logical_date=day, run_after=day)
templates = Environment()
templates.filters["ds"] = lambda time: time.strftime("%%Y-%%m-%%d")
task = SimpleNamespace(shard={"label": "shard 0: 1 repository"})
print(json.dumps([templates.from_string(github_export.dag.get_task(name).map_index_template).render(
    params={"snapshot_date": date}, dag_run=scheduled, task=task) for name in ("extract", "validate") for date in %r]))
"""


def test_a_shard_is_labelled_with_the_snapshot_date() -> None:
    labels = ["2024-11-01, shard 0: 1 repository", "2024-11-02, shard 0: 1 repository"]
    assert run(LABELS % (["2024-11-01", None],), "docker") == labels * 2


def workers(tasks: Any) -> list[Any]:
    """The tasks that run a worker."""
    return [task for name, task in tasks.items() if name != "complete"]


def test_a_task_has_three_retries_with_growing_delays(described: Any) -> None:
    for tasks in described["dags"].values():
        for task in workers(tasks):
            assert (task["retries"], task["delay"], task["backoff"]) == (3, 5.0, 2.0)


def test_a_task_and_a_run_end_after_a_time_at_the_latest(described: Any) -> None:
    assert set(described["timeouts"].values()) == {7 * 24 * 3600}
    for tasks in described["dags"].values():
        assert {task["timeout"] for task in workers(tasks)} == {24 * 3600}


def test_settings_change_the_owner_the_limits_and_the_retries(tmp_path: Path) -> None:
    (tmp_path / "notify.py").write_text("def on_failure(context):\n    pass\n")
    own = {
        "COMMITLAKE_OWNER": "data-team",
        "COMMITLAKE_RETRIES": "5",
        "COMMITLAKE_TASK_TIMEOUT_HOURS": "1.5",
        "COMMITLAKE_RUN_TIMEOUT_HOURS": "0",
        "COMMITLAKE_ON_FAILURE": "notify.on_failure",
        "PYTHONPATH": f"{DAGS}:{tmp_path}",
    }
    changed = run(DESCRIBE, "docker", **own)
    assert set(changed["timeouts"].values()) == {None}
    assert set(changed["callbacks"].values()) == {"on_failure"}
    tasks = [task for found in changed["dags"].values() for task in workers(found)]
    assert {(task["owner"], task["retries"], task["timeout"]) for task in tasks} == {("data-team", 5, 5400)}


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
    if self.task_id in failing:
        raise AirflowFailException("as the test says")
    return plan if self.task_id == "plan" else {"rows": {"commits": 1}}

DockerWorker.execute = execute
import github_export
initdb()
Pool.create_or_update_pool("github_extract", 4, "", True)
ended = []
for plan, failing in json.loads(%r):
    tasks = github_export.dag.test().get_task_instances()
    ended.append([*(next(t.state for t in tasks if t.task_id == name) for name in ("plan", "merge", "report", "complete")),
                  *(sorted(str(t.state) for t in tasks if t.task_id == name) for name in ("extract", "validate"))])
print(json.dumps(ended))
"""


def test_merge_validate_and_report_run_after_failed_shards_but_not_without_a_plan(tmp_path: Path) -> None:
    shards = [{"number": number, "label": f"shard {number}"} for number in range(2)]
    up, ok = "upstream_failed", "success"
    # The plan's end (its shards if it succeeds) and the failing shards or tasks; then the states of plan, merge, report and
    # complete, and of the shards of extract and validate.
    expected = [
        (("failed", []), ["failed", up, up, up, [up], [up]]),
        (("skipped", []), ["skipped", "skipped", "skipped", "skipped", ["skipped"], ["skipped"]]),
        ((shards, [1]), [ok, ok, ok, up, ["failed", ok], [ok, ok]]),
        ((shards, [0, 1]), [ok, ok, ok, up, ["failed", "failed"], [ok, ok]]),
        ((shards, []), [ok, ok, ok, ok, [ok, ok], [ok, ok]]),
        ((shards, ["merge"]), [ok, "failed", ok, up, [ok, ok], [up]]),
        # The worker always plans at least one shard. Without a shard, there is nothing to merge.
        (([], []), [ok, "skipped", "skipped", "skipped", ["skipped"], ["skipped"]]),
    ]
    own = {
        "AIRFLOW_HOME": str(tmp_path),
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{tmp_path}/airflow.db",
        "AIRFLOW__CORE__DAGS_FOLDER": str(DAGS),
    }
    assert run(RUNS % json.dumps([case for case, _ in expected]), "docker", **own) == [states for _, states in expected]
