"""The settings of the DAGs, read from Airflow's environment."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
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
    """
    How and where worker tasks run.

    :param passed_on: the worker's settings that this dataset has for itself
    """

    runtime: Runtime
    dataset: str
    dataset_url: str
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
    passed_on: Mapping[str, str]


#: The longest time that a setting may give: a year.
MOST_HOURS = 8784


class _Values:
    """The settings of Airflow's environment, and in place of some of them those that a dataset has for itself."""

    def __init__(self, own: Mapping[str, str]) -> None:
        self.own = own
        self.asked: set[str] = set()

    def get(self, name: str) -> str | None:
        self.asked.add(name)
        return self.own[name] if name in self.own else os.environ.get(name)

    def text(self, name: str, otherwise: str) -> str:
        return self.get(name) or otherwise

    def schedule(self, name: str) -> str | None:
        """An empty value is meant: it turns the schedule off."""
        text = self.get(name)
        return "@daily" if text is None else text or None

    def runtime(self, name: str) -> Runtime:
        text = self.text(name, "docker")
        if text in ("docker", "kubernetes"):
            return cast(Runtime, text)
        raise ValueError(f'{name} is "{text}": it should be docker or kubernetes')

    def switch(self, name: str) -> bool:
        text = self.text(name, "false")
        if text not in ("true", "false"):
            raise ValueError(f'{name} is "{text}": it should be true or false')
        return text == "true"

    def number(self, name: str, otherwise: str) -> float:
        text = self.text(name, otherwise)
        try:
            return float(text)
        except ValueError:
            raise ValueError(f'{name} is "{text}": it should be a number') from None

    def hours(self, name: str, otherwise: str) -> timedelta:
        hours = self.number(name, otherwise)
        if not 0 <= hours <= MOST_HOURS:
            raise ValueError(f'{name} is "{self.get(name)}": it should be a number of hours from 0 to {MOST_HOURS}')
        return timedelta(hours=hours)

    def folder(self, name: str) -> str:
        text = self.text(name, "")
        if text and not text.startswith("/"):
            raise ValueError(
                f'{name} is "{text}": it should be the absolute path of a folder on the machine of the Docker engine'
            )
        return text

    def function(self, name: str) -> Callable[..., None] | None:
        """The function that a setting names as ``module.function``; None if it isn't set."""
        path = self.text(name, "")
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


def settings(**own: str) -> Settings:
    """
    Reads and checks all settings. An empty variable counts as not set. Raises ValueError, which names the bad value.

    :param own: settings that a dataset has for itself, in place of those of Airflow's environment; none is a secret
    """
    for name in own:
        if name in SECRETS:
            raise ValueError(f"{name} is a secret, which no DAG may have: set it in the environment")
    # The address for a browser belongs to the dataset of the environment.
    elsewhere = {"COMMITLAKE_DATASET_URL": ""} if "COMMITLAKE_DATASET" in own else {}
    values = _Values(elsewhere | own)
    found = Settings(
        runtime=values.runtime("COMMITLAKE_RUNTIME"),
        dataset=values.text("COMMITLAKE_DATASET", ""),
        dataset_url=values.text("COMMITLAKE_DATASET_URL", ""),
        image=values.text("COMMITLAKE_IMAGE", "commitlake/worker:latest"),
        memory_mb=int(values.number("COMMITLAKE_MEMORY_MB", "2048")),
        cpus=values.number("COMMITLAKE_CPUS", "1"),
        disk_mb=int(values.number("COMMITLAKE_DISK_MB", "0")) or None,
        retries=int(values.number("COMMITLAKE_RETRIES", "3")),
        retry_delay=timedelta(seconds=values.number("COMMITLAKE_RETRY_DELAY_SECONDS", "60")),
        task_wait=values.hours("COMMITLAKE_TASK_WAIT_HOURS", "24"),
        task_timeout=values.hours("COMMITLAKE_TASK_TIMEOUT_HOURS", "24") or None,
        run_timeout=values.hours("COMMITLAKE_RUN_TIMEOUT_HOURS", "168") or None,
        owner=values.text("COMMITLAKE_OWNER", "commitlake"),
        on_failure=values.function("COMMITLAKE_ON_FAILURE"),
        schedule=values.schedule("COMMITLAKE_SCHEDULE"),
        catalog=values.switch("COMMITLAKE_CATALOG_TASK"),
        compaction_image=values.text("COMMITLAKE_COMPACTION_IMAGE", "commitlake/compaction:latest"),
        compaction_memory_mb=int(values.number("COMMITLAKE_COMPACTION_MEMORY_MB", "4096")),
        compaction_schedule=values.schedule("COMMITLAKE_COMPACTION_SCHEDULE"),
        docker_network=values.text("COMMITLAKE_DOCKER_NETWORK", "commitlake"),
        secrets_folder=values.folder("COMMITLAKE_SECRETS_FOLDER"),
        cache_folder=values.folder("COMMITLAKE_CACHE_FOLDER"),
        namespace=values.text("COMMITLAKE_NAMESPACE", "commitlake"),
        secret=values.text("COMMITLAKE_SECRET", "commitlake"),
        config_map=values.text("COMMITLAKE_CONFIG_MAP", "commitlake"),
        service_account=values.text("COMMITLAKE_SERVICE_ACCOUNT", "commitlake-worker"),
        passed_on={name: own[name] for name in PASSED_ON if name in own},
    )
    unknown = own.keys() - values.asked - set(PASSED_ON)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: there is no such setting of Airflow's tasks")
    return found
