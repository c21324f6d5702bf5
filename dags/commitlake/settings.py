"""The settings of the DAGs, read from Airflow's environment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any, Literal, cast
from urllib.parse import unquote

Runtime = Literal["docker", "kubernetes"]

#: Settings of the worker and of compaction that a task passes to its container unchanged if they are set. None is a secret.
PASSED_ON = (
    "AWS_ENDPOINT_URL_S3",
    "AWS_REGION",
    "COMMITLAKE_CATALOG_NAME",
    "COMMITLAKE_CATALOG_NAMESPACE",
    "COMMITLAKE_CATALOG_PASSWORD_FILE",
    "COMMITLAKE_CATALOG_USER",
    "COMMITLAKE_CLONE_CACHE",
    "COMMITLAKE_CLONE_CACHE_SIZE",
    "COMMITLAKE_COMPACTED",
    "COMMITLAKE_CONTENTS",
    "COMMITLAKE_DATASET",
    "COMMITLAKE_LEDGER_PASSWORD_FILE",
    "COMMITLAKE_LEDGER_USER",
    "COMMITLAKE_LOG",
    "COMMITLAKE_LOG_LEVEL",
    "COMMITLAKE_MAX_REPOSITORY_DISK",
    "COMMITLAKE_MAX_REPOSITORY_MEMORY",
    "COMMITLAKE_MAX_REPOSITORY_TIME",
    "COMMITLAKE_MAX_WAIT",
    "COMMITLAKE_PEOPLE",
    "COMMITLAKE_PROGRESS",
    "COMMITLAKE_SOURCE",
    "COMMITLAKE_WORKERS",
    "GITHUB_API_URL",
    "GITHUB_APP_ID",
    "GITHUB_APP_INSTALLATION_ID",
    "GITHUB_APP_PRIVATE_KEY_FILE",
    "GITHUB_GRAPHQL_URL",
    "GITHUB_SERVER_URL",
    "GITHUB_TOKENS_FILE",
    "JDK_JAVA_OPTIONS",
    "OTEL_EXPORTER_OTLP_CERTIFICATE",
    "OTEL_EXPORTER_OTLP_COMPRESSION",
    "OTEL_EXPORTER_OTLP_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
    "OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE",
    "OTEL_EXPORTER_OTLP_PROTOCOL",
    "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
    "OTEL_METRICS_EXPORTER",
    "OTEL_METRIC_EXPORT_INTERVAL",
    "OTEL_RESOURCE_ATTRIBUTES",
    "OTEL_SDK_DISABLED",
    "OTEL_SERVICE_NAME",
    "OTEL_TRACES_EXPORTER",
    "OTEL_TRACES_SAMPLER",
    "OTEL_TRACES_SAMPLER_ARG",
)

#: Secrets that a task passes too. It reads them when it runs and masks them in its log: no DAG, XCom or database has them.
SECRETS = (
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "COMMITLAKE_CATALOG",  # its URL may have a password
    "COMMITLAKE_CATALOG_PASSWORD",
    "COMMITLAKE_LEDGER",  # so may this one
    "COMMITLAKE_LEDGER_PASSWORD",
    "GITHUB_TOKENS",
    "OTEL_EXPORTER_OTLP_HEADERS",
    "OTEL_EXPORTER_OTLP_METRICS_HEADERS",
    "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
)


def words_to_mask(name: str, secret: str) -> list[str]:
    """The texts that no log may show of a secret: the whole, and parts that may appear alone."""
    if name.endswith("_ID"):  # an id isn't secret, and is often a common word
        return []
    parts: list[str] = []
    if name == "GITHUB_TOKENS":
        parts = re.split(r"[,\s]+", secret)
    elif name.endswith("_HEADERS"):  # "a=b,c=d", where a value may be encoded and begin with a scheme such as Bearer
        values = [header.partition("=")[2].strip() for header in secret.split(",")]
        parts = [part for value in values for part in (value, unquote(value), unquote(value).rpartition(" ")[2])]
    return [secret, *filter(None, dict.fromkeys(parts))]


@dataclass(frozen=True)
class Settings:
    """How and where worker tasks run."""

    runtime: Runtime
    image: str
    memory_mb: int
    cpus: float
    disk_mb: int | None
    retries: int
    retry_delay: timedelta
    task_wait: timedelta
    task_timeout: timedelta | None
    run_timeout: timedelta | None
    owner: str
    on_failure: Callable[..., None] | None
    schedule: str | None
    catalog: bool
    compaction_image: str
    compaction_memory_mb: int
    compaction_schedule: str | None
    docker_network: str
    secrets_folder: str
    cache_folder: str
    namespace: str
    secret: str
    config_map: str
    service_account: str


def _runtime(text: str) -> Runtime:
    if text in ("docker", "kubernetes"):
        return cast(Runtime, text)
    raise ValueError(f'COMMITLAKE_RUNTIME is "{text}": it should be docker or kubernetes')


def _switch(name: str) -> bool:
    text = os.environ.get(name) or "false"
    if text not in ("true", "false"):
        raise ValueError(f'{name} is "{text}": it should be true or false')
    return text == "true"


def _number(name: str, otherwise: str) -> float:
    text = os.environ.get(name) or otherwise
    try:
        return float(text)
    except ValueError:
        raise ValueError(f'{name} is "{text}": it should be a number') from None


#: The longest time that a setting may give: a year.
MOST_HOURS = 8784


def _hours(name: str, otherwise: str) -> timedelta:
    hours = _number(name, otherwise)
    if not 0 <= hours <= MOST_HOURS:
        raise ValueError(f'{name} is "{os.environ.get(name)}": it should be a number of hours from 0 to {MOST_HOURS}')
    return timedelta(hours=hours)


def _function(name: str) -> Callable[..., None] | None:
    """The function that a setting names as ``module.function``; None if it isn't set."""
    path = os.environ.get(name, "")
    if not path:
        return None
    module, _, function_name = path.rpartition(".")
    try:
        function: Any = getattr(import_module(module), function_name)
    except (ImportError, AttributeError, ValueError) as failed:
        raise ValueError(
            f'{name} is "{path}": it should be module.function, in a module that Airflow can import ({failed})'
        ) from failed
    if not callable(function):
        raise ValueError(f'{name} is "{path}": it should be a function, and is a {type(function).__name__}')
    return cast(Callable[..., None], function)


def settings() -> Settings:
    """Reads and checks all settings. An empty variable counts as not set. Raises ValueError, which names the bad value."""

    def text(name: str, otherwise: str) -> str:
        return os.environ.get(name) or otherwise

    return Settings(
        runtime=_runtime(text("COMMITLAKE_RUNTIME", "docker")),
        image=text("COMMITLAKE_IMAGE", "commitlake/worker:latest"),
        memory_mb=int(_number("COMMITLAKE_MEMORY_MB", "2048")),
        cpus=_number("COMMITLAKE_CPUS", "1"),
        disk_mb=int(_number("COMMITLAKE_DISK_MB", "0")) or None,
        retries=int(_number("COMMITLAKE_RETRIES", "3")),
        retry_delay=timedelta(seconds=_number("COMMITLAKE_RETRY_DELAY_SECONDS", "60")),
        task_wait=_hours("COMMITLAKE_TASK_WAIT_HOURS", "24"),
        task_timeout=_hours("COMMITLAKE_TASK_TIMEOUT_HOURS", "24") or None,
        run_timeout=_hours("COMMITLAKE_RUN_TIMEOUT_HOURS", "168") or None,
        owner=text("COMMITLAKE_OWNER", "commitlake"),
        on_failure=_function("COMMITLAKE_ON_FAILURE"),
        # An empty value is meant: it turns the schedule off.
        schedule=os.environ.get("COMMITLAKE_SCHEDULE", "@daily") or None,
        catalog=_switch("COMMITLAKE_CATALOG_TASK"),
        compaction_image=text("COMMITLAKE_COMPACTION_IMAGE", "commitlake/compaction:latest"),
        compaction_memory_mb=int(_number("COMMITLAKE_COMPACTION_MEMORY_MB", "4096")),
        compaction_schedule=os.environ.get("COMMITLAKE_COMPACTION_SCHEDULE", "@daily") or None,
        docker_network=text("COMMITLAKE_DOCKER_NETWORK", "commitlake"),
        secrets_folder=_folder("COMMITLAKE_SECRETS_FOLDER"),
        cache_folder=_folder("COMMITLAKE_CACHE_FOLDER"),
        namespace=text("COMMITLAKE_NAMESPACE", "commitlake"),
        secret=text("COMMITLAKE_SECRET", "commitlake"),
        config_map=text("COMMITLAKE_CONFIG_MAP", "commitlake"),
        service_account=text("COMMITLAKE_SERVICE_ACCOUNT", "commitlake-worker"),
    )


def _folder(name: str) -> str:
    text = os.environ.get(name, "")
    if text and not text.startswith("/"):
        raise ValueError(f'{name} is "{text}": it should be the absolute path of a folder on the machine of the Docker engine')
    return text
