"""Runs the worker as a container of a Docker engine."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property, partial
from typing import Any

from airflow.providers.docker.exceptions import (
    DockerContainerFailedException,
    DockerContainerFailedSkipException,
)
from airflow.providers.docker.hooks.docker import DockerHook
from airflow.providers.docker.operators.docker import DockerOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowException, AirflowTaskTimeout
from airflow.sdk.log import mask_secret
from docker.errors import NotFound
from docker.types import Mount

from commitlake.exit_code import KILLED, PERMANENT, STOPPED, Unavailable, failed, failure, out_of_memory, timed_out
from commitlake.reports import ReportsLink
from commitlake.settings import PASSED_ON, SECRETS, Settings, words_to_mask
from commitlake.task import RESULT, SECRETS_FOLDER, WorkerTask

#: The label of every worker's container; its value is the network's name. The Docker proxy lists only containers with it.
OWNER = "io.commitlake.network"

#: The path at which a worker sees the folder COMMITLAKE_CACHE_FOLDER.
CACHE_FOLDER = "/cache"


class DockerWorker(WorkerTask, DockerOperator):
    """
    Runs one command of the worker. Reads secrets only when the task runs: Airflow stores the arguments of a mapped
    DockerOperator, including ``private_environment``, in its database as plain text.
    """

    template_fields = (*DockerOperator.template_fields, "shard")
    #: An argument that ends in ".sh" is no template file.
    template_ext = ()
    operator_extra_links = (ReportsLink(),)
    pickling_library = json
    _stopped = False

    @cached_property
    def hook(self) -> DockerHook:
        """The provider's hook, which here gives containers no more rights than a worker needs."""
        hook: DockerHook = super().hook
        engine = hook.api_client
        confined = partial(engine.create_host_config, read_only=True, cap_drop=["ALL"], security_opt=["no-new-privileges"])
        setattr(engine, "create_host_config", confined)
        return hook

    def execute(self, context: Context) -> Any:
        self.command = self.full_command(list(self.command or []), context)
        # An empty parameter of the run doesn't override the setting.
        own = {name: value for name, value in self.environment.items() if value}
        self.environment = {name: os.environ[name] for name in PASSED_ON if os.environ.get(name)} | own
        self._private_environment = {name: os.environ[name] for name in SECRETS if os.environ.get(name)}
        for name, secret in self._private_environment.items():
            for word in words_to_mask(name, secret):
                mask_secret(word)
        self.log_reports(context)
        self.labels = self._labels(context)
        self._remove_left_over(self.labels)
        try:
            result: Any = super().execute(context)
        except (DockerContainerFailedSkipException, DockerContainerFailedException) as ended:
            error = self._error(ended.logs or [])
            summary: Any = self._attempt_to_retrieve_result() if isinstance(error, Unavailable) else None  # type: ignore[no-untyped-call]
            raise self.error_or_wait(error, summary, context) from None
        except AirflowTaskTimeout:
            self.on_kill()
            raise AirflowTaskTimeout(timed_out(self.execution_timeout)) from None
        except Exception:
            if self._stopped:  # on_kill has removed the container
                raise AirflowException(STOPPED) from None
            raise
        finally:
            self._remove()
        return self.returned(result)

    def _error(self, lines: list[str | bytes]) -> AirflowException:
        if self._stopped:
            return AirflowException(STOPPED)
        try:
            state = self.cli.inspect_container(self.container["Id"])["State"]
        except NotFound:
            return failed("its container is gone: something outside Airflow removed it")
        if state.get("OOMKilled") and state["ExitCode"] == KILLED:
            return out_of_memory(str(self.mem_limit), self.memory_setting)
        return failure(state["ExitCode"], lines)

    def on_kill(self) -> None:
        self._stopped = True
        with suppress(NotFound):  # after a time-out, Airflow calls this again
            super().on_kill()
        self._remove()

    def _labels(self, context: Context) -> dict[str, str]:
        ti = context["ti"]
        return {
            OWNER: str(self.network_mode),
            "io.commitlake.dag": ti.dag_id,
            "io.commitlake.run": ti.run_id,
            "io.commitlake.task": ti.task_id,
            "io.commitlake.map-index": str(ti.map_index),
        }

    def _remove_left_over(self, labels: Mapping[str, str]) -> None:
        """Removes the container of an earlier try that Airflow lost. Its claims make it harmless, but it may still run."""
        mine = {"label": [f"{name}={value}" for name, value in labels.items()]}
        for left in self.cli.containers(all=True, filters=mine):
            self.log.warning("Removing container %s, left over from an earlier try", left["Id"][:12])
            self.cli.remove_container(left["Id"], v=True, force=True)

    def _remove(self) -> None:
        """Removes the container and its volumes, if the container still exists."""
        if self.container:
            try:
                self.cli.remove_container(self.container["Id"], v=True, force=True)
            except NotFound:
                self.log.info("The container is already gone")


def docker_arguments(settings: Settings) -> dict[str, Any]:
    """The operator's arguments that all worker tasks share."""
    return {
        "image": settings.image,
        "network_mode": settings.docker_network,
        "mem_limit": f"{settings.memory_mb}m",
        "cpus": settings.cpus,
        "mounts": _mounts(settings),
        "mount_tmp_dir": False,
        "auto_remove": "never",
        "retrieve_output": True,
        "retrieve_output_path": RESULT,
        "skip_on_exit_code": list(PERMANENT),
    }


def _mounts(settings: Settings) -> list[Mount]:
    """The folders of the engine's machine that a worker sees. The Docker proxy allows no others."""
    secrets, cache = settings.secrets_folder, settings.cache_folder
    return [
        *([Mount(SECRETS_FOLDER, secrets, "bind", read_only=True)] if secrets else []),
        *([Mount(CACHE_FOLDER, cache, "bind")] if cache else []),
    ]
