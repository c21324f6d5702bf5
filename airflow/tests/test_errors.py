"""Tests the errors of tasks: they name the reason of the worker, of Docker or of Kubernetes."""

from __future__ import annotations

import json
import re
from typing import Any

import documented
from dag_process import run

POD_ERRORS = """
import json
from types import SimpleNamespace
from commitlake.pod_error import pod_error
from kubernetes.client import ApiClient
pods = json.loads(%r)
def read(pod):
    return ApiClient().deserialize(SimpleNamespace(data=json.dumps(pod)), "V1Pod") if pod else None
print(json.dumps([str(pod_error(read(pod), "base", "COMMITLAKE_MEMORY_MB", ["commitlake: no token"])) for pod in pods]))
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
    worker.memory_setting = "COMMITLAKE_COMPACTION_MEMORY_MB"
    worker.cli = SimpleNamespace(inspect_container=lambda container: {"State": state})
    return str(DockerWorker._error(worker, ["commitlake: no token"]))
print(json.dumps([error(state) for state in json.loads(%r)]))
"""


def test_a_git_killed_for_memory_does_not_hide_the_workers_own_exit_code() -> None:
    states = [{"OOMKilled": True, "ExitCode": code} for code in (137, 3)]
    whole, git = run(DOCKER_ERRORS % json.dumps(states), "docker")
    assert "OOMKilled: the worker needs more than 64m of memory, so raise COMMITLAKE_COMPACTION_MEMORY_MB" in whole
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
    assert (kind, "exit code 6 (STORE). last" in retried) == ("Unavailable", True), retried
    bug = [
        "commitlake: this is a bug in Commitlake, please report it:",
        "java.lang.IllegalStateException: a page is missing",
        "  at a",
    ]
    ((_, error),) = failures([1], bug)["errors"]
    assert "bug in Commitlake, please report it: java.lang.IllegalStateException: a page is missing" in error, error


def test_the_error_quotes_the_reason_from_a_log_in_json() -> None:
    lines = [
        '{"message": "commitlake: a/b failed: no space left", "level": "ERROR"}',
        '{"message": "ended with exit code 4", "exit_code": 4, "level": "INFO"}',
        "{not JSON",
    ]
    ((_, error),) = failures([4], lines)["errors"]
    assert "exit code 4 (REPOSITORIES). commitlake: a/b failed: no space left" in error, error


def test_exit_codes_equal_those_of_the_worker() -> None:
    source = (documented.ROOT / "worker/src/main/java/io/commitlake/cli/ExitCode.java").read_text()
    named = {name: int(code) for name, code in re.findall(r"^    ([A-Z]+)\((\d+)\)[,;]$", source, re.MULTILINE)}
    assert failures([], [])["names"] == named
