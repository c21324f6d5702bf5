"""The factory of worker tasks, with the same arguments for Docker and Kubernetes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from airflow.sdk import BaseOperator, XComArg

from commitlake.settings import Settings
from commitlake.task import RESULT


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
    Creates a task that runs one command of the worker in a container of its own.

    :param command: the command's arguments; Airflow renders them as templates
    :param shards: a list of shards; there is one mapped task for each, which has it as ``task.shard``
    :param lists: flags, each with the name of the run's parameter that holds the list of its values
    :param result_key: the key of the command's result whose value the task returns; by default the whole result
    :param source: the source of history, a template; if it renders empty, the setting COMMITLAKE_SOURCE counts
    :param more: arguments of the operator, such as ``pool`` or ``trigger_rule``
    """
    operator, words, environment, arguments = _runtime(settings)
    arguments |= {
        "task_id": task_id,
        words: [*command, "--summary", RESULT],
        environment: {**settings.passed_on, **({"COMMITLAKE_SOURCE": source} if source else {})},
        "lists": dict(lists or {}),
        "result_key": result_key,
        "retries": settings.retries,
        "retry_delay": settings.retry_delay,
        "retry_exponential_backoff": 2.0,
        "longest_wait": settings.task_wait,
        "execution_timeout": settings.task_timeout,
        **more,
    }
    return operator(**arguments) if shards is None else operator.partial(**arguments).expand(shard=shards)


def _runtime(settings: Settings) -> tuple[type[BaseOperator], str, str, dict[str, Any]]:
    """The operator's class, its names for the command and the environment, and its arguments. Imports only that runtime."""
    if settings.runtime == "docker":
        from commitlake.docker import DockerWorker, docker_arguments

        return DockerWorker, "command", "environment", docker_arguments(settings)
    from commitlake.kubernetes import KubernetesWorker, kubernetes_arguments

    return KubernetesWorker, "arguments", "env_vars", kubernetes_arguments(settings)
