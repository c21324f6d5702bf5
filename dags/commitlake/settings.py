"""The settings of the DAGs, from Airflow's own environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, cast

Runtime = Literal["docker", "kubernetes"]

#: Handed on to a worker's container as they are where they are set; none of them is a secret.
PASSED_ON = (
    "AWS_ENDPOINT_URL_S3",
    "AWS_REGION",
    "COMMITLAKE_CLONE_CACHE",
    "COMMITLAKE_DATASET",
    "COMMITLAKE_LOG_LEVEL",
    "COMMITLAKE_MAX_REPOSITORY_DISK",
    "COMMITLAKE_MAX_REPOSITORY_MEMORY",
    "COMMITLAKE_MAX_REPOSITORY_TIME",
    "COMMITLAKE_MAX_WAIT",
    "COMMITLAKE_SOURCE",
    "COMMITLAKE_WORKERS",
    "GITHUB_API_URL",
    "GITHUB_GRAPHQL_URL",
    "GITHUB_SERVER_URL",
    "JDK_JAVA_OPTIONS",
)

#: Handed on too, but read when a task is executed and masked in its log: they are in no DAG, XCom or database.
SECRETS = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "COMMITLAKE_LEDGER", "GITHUB_TOKENS")


@dataclass(frozen=True)
class Settings:
    """How and where worker tasks run."""

    runtime: Runtime
    image: str
    memory_mb: int
    cpus: float
    disk_mb: int | None
    retry_delay: timedelta
    schedule: str | None
    docker_network: str
    namespace: str
    secret: str
    config_map: str
    service_account: str


def _runtime(text: str) -> Runtime:
    if text in ("docker", "kubernetes"):
        return cast(Runtime, text)
    raise ValueError(f'COMMITLAKE_RUNTIME is "{text}": it should be docker or kubernetes')


def settings() -> Settings:
    """Those of the environment; raises ValueError where one can't be."""
    env = os.environ.get
    return Settings(
        runtime=_runtime(env("COMMITLAKE_RUNTIME", "docker")),
        image=env("COMMITLAKE_IMAGE", "commitlake/worker:latest"),
        memory_mb=int(env("COMMITLAKE_MEMORY_MB", "2048")),
        cpus=float(env("COMMITLAKE_CPUS", "1")),
        disk_mb=int(env("COMMITLAKE_DISK_MB") or "0") or None,
        retry_delay=timedelta(seconds=float(env("COMMITLAKE_RETRY_DELAY_SECONDS", "60"))),
        schedule=env("COMMITLAKE_SCHEDULE", "@daily") or None,
        docker_network=env("COMMITLAKE_DOCKER_NETWORK", "commitlake"),
        namespace=env("COMMITLAKE_NAMESPACE", "commitlake"),
        secret=env("COMMITLAKE_SECRET", "commitlake"),
        config_map=env("COMMITLAKE_CONFIG_MAP", "commitlake"),
        service_account=env("COMMITLAKE_SERVICE_ACCOUNT", "commitlake-worker"),
    )
