"""One factory makes a worker task, for Docker or for Kubernetes, from the same arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from airflow.sdk import BaseOperator, XComArg

from commitlake.settings import Settings
from commitlake.task import RESULT

RETRIES = 3


def worker(
    settings: Settings,
    task_id: str,
    command: Sequence[str],
    *,
    shards: XComArg | None = None,
    lists: Mapping[str, str] | None = None,
    result_key: str | None = None,
    source: str = "",
    **more: Any,
) -> Any:
    """
    A task that runs one command of the worker in a container of its own.

    :param command: its words, templated
    :param shards: a list; there is one task of each, which sees it as ``task.shard``
    :param lists: flags that take a parameter of the run, a list, where it isn't empty
    :param result_key: what of the command's result the task returns; all of it without
    :param source: of history, templated; the setting's where it is empty
    :param more: for the operator, such as ``pool`` or ``trigger_rule``
    """
    operator, words, environment, arguments = _runtime(settings)
    arguments |= {
        "task_id": task_id,
        words: [*command, "--summary", RESULT],
        environment: {"COMMITLAKE_SOURCE": source} if source else {},
        "lists": dict(lists or {}),
        "result_key": result_key,
        "retries": RETRIES,
        "retry_delay": settings.retry_delay,
        "retry_exponential_backoff": 2.0,
        **more,
    }
    return operator(**arguments) if shards is None else operator.partial(**arguments).expand(shard=shards)


def _runtime(settings: Settings) -> tuple[type[BaseOperator], str, str, dict[str, Any]]:
    """The operator, its names for a command's words and environment, and its arguments; only what is used is imported."""
    if settings.runtime == "docker":
        from commitlake.docker import DockerWorker, docker_arguments

        return DockerWorker, "command", "environment", docker_arguments(settings)
    from commitlake.kubernetes import KubernetesWorker, kubernetes_arguments

    return KubernetesWorker, "arguments", "env_vars", kubernetes_arguments(settings)
