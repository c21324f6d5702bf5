"""One factory makes a worker task, for Docker or for Kubernetes, from the same arguments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from airflow.sdk import BaseOperator, XComArg

from commitlake.settings import Settings

#: Exit codes that a retry can't mend: usage, settings, validation. See "Using it" in the README.
PERMANENT = (2, 3, 7)

#: Where a command's result is written, and both operators look for it.
RESULT = "/airflow/xcom/return.json"

RETRIES = 3

NO_RETRY = "The worker ended with an exit code that no retry mends."


def failed(why: str) -> str:
    """What a failed task says, in whatever way it was run."""
    return f"The worker failed: {why}. What it has done is kept, a retry does the rest."


def chosen(lists: Mapping[str, str], params: Mapping[str, Any]) -> list[str]:
    """The words of those flags whose parameter, a list, isn't empty in this run."""
    return [word for flag, name in lists.items() if params[name] for word in (flag, *params[name])]


def part(result: Any, key: str | None) -> Any:
    """What of a command's result the task returns: all of it without a key."""
    return result[key] if result and key else result


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
