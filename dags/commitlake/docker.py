"""A worker as a container of a Docker engine."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any

from airflow.providers.docker.exceptions import (
    DockerContainerFailedException,
    DockerContainerFailedSkipException,
)
from airflow.providers.docker.hooks.docker import DockerHook
from airflow.providers.docker.operators.docker import DockerOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowException, AirflowFailException
from airflow.sdk.log import mask_secret
from docker.errors import NotFound

from commitlake.reports import ReportsLink, reports_of
from commitlake.settings import PASSED_ON, SECRETS, Settings
from commitlake.worker import NO_RETRY, PERMANENT, RESULT, chosen, failed, part


class DockerWorker(DockerOperator):
    """
    Runs one command of the worker. Secrets are read when it is executed: an argument of a mapped DockerOperator, its
    ``private_environment`` too, would lie in Airflow's database as plain text.
    """

    template_fields = (*DockerOperator.template_fields, "shard")
    #: Words are words: one that ends in ".sh" names no file.
    template_ext = ()
    operator_extra_links = (ReportsLink(),)
    pickling_library = json

    def __init__(
        self,
        *,
        shard: Mapping[str, Any] | None = None,
        lists: Mapping[str, str] | None = None,
        result_key: str | None = None,
        **arguments: Any,
    ) -> None:
        super().__init__(**arguments)
        self.shard = shard
        self.lists = dict(lists or {})
        self.result_key = result_key

    @cached_property
    def hook(self) -> DockerHook:
        """The provider's, whose containers get no more rights than a worker needs."""
        hook: DockerHook = super().hook
        engine = hook.api_client
        confined = partial(engine.create_host_config, read_only=True, cap_drop=["ALL"], security_opt=["no-new-privileges"])
        setattr(engine, "create_host_config", confined)
        return hook

    def execute(self, context: Context) -> Any:
        self.command = [*(self.command or []), *chosen(self.lists, context["params"])]
        # One of the run's own that is empty is none: the setting holds.
        own = {name: value for name, value in self.environment.items() if value}
        self.environment = {name: os.environ[name] for name in PASSED_ON if name in os.environ} | own
        self._private_environment = {name: os.environ[name] for name in SECRETS if os.environ.get(name)}
        for name, secret in self._private_environment.items():
            if not name.endswith("_ID"):  # a name rather than a secret, and often a common word
                mask_secret(secret)
        self.log.info("Reports of this run: %s", reports_of(context["ti"].run_id))
        labels = self._labels(context)
        self._remove_left_over(labels)
        self.labels = labels
        try:
            result: Any = super().execute(context)
        except DockerContainerFailedSkipException as permanent:
            raise AirflowFailException(NO_RETRY) from permanent
        except DockerContainerFailedException as ended:
            raise AirflowException(failed(self._ending())) from ended
        finally:
            self._remove()
        return part(result, self.result_key)

    def _ending(self) -> str:
        state = self.cli.inspect_container(self.container["Id"])["State"]
        if state.get("OOMKilled"):
            return f"OOMKilled: it needs more than {self.mem_limit} of memory, so raise COMMITLAKE_MEMORY_MB"
        return f"exit code {state['ExitCode']}"

    def on_kill(self) -> None:
        super().on_kill()
        self._remove()

    @staticmethod
    def _labels(context: Context) -> dict[str, str]:
        ti = context["ti"]
        return {
            "io.commitlake.dag": ti.dag_id,
            "io.commitlake.run": ti.run_id,
            "io.commitlake.task": ti.task_id,
            "io.commitlake.map-index": str(ti.map_index),
        }

    def _remove_left_over(self, labels: Mapping[str, str]) -> None:
        """A task that was lost may have left its container running; its claims make it harmless, this makes it gone."""
        mine = {"label": [f"{name}={value}" for name, value in labels.items()]}
        for left in self.cli.containers(all=True, filters=mine):
            self.log.warning("Removing container %s, left over from a try before this", left["Id"][:12])
            self.cli.remove_container(left["Id"], v=True, force=True)

    def _remove(self) -> None:
        """The container and its volumes; it may be gone already."""
        if self.container:
            try:
                self.cli.remove_container(self.container["Id"], v=True, force=True)
            except NotFound:
                self.log.info("The container is gone already")


def docker_arguments(settings: Settings) -> dict[str, Any]:
    """What all workers have in common."""
    return {
        "image": settings.image,
        "network_mode": settings.docker_network,
        "mem_limit": f"{settings.memory_mb}m",
        "cpus": settings.cpus,
        "mount_tmp_dir": False,
        "auto_remove": "never",
        "retrieve_output": True,
        "retrieve_output_path": RESULT,
        "skip_on_exit_code": list(PERMANENT),
    }
