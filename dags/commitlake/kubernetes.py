"""A worker as a pod of a Kubernetes cluster."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException
from kubernetes.client import (
    V1ConfigMapEnvSource,
    V1EnvFromSource,
    V1ResourceRequirements,
    V1SecretEnvSource,
)

from commitlake.settings import Settings
from commitlake.worker import PERMANENT

#: What every worker's pod has, whatever its settings.
POD_TEMPLATE = Path(__file__).parent / "pod.yaml"


class KubernetesWorker(KubernetesPodOperator):
    """Runs one command of the worker. Its secrets are a Secret of the cluster, which Airflow never reads."""

    template_fields = (*KubernetesPodOperator.template_fields, "shard")
    template_ext = ()

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

    def execute(self, context: Context) -> Any:
        params = context["params"]
        words = [word for flag, name in self.lists.items() if params[name] for word in (flag, *params[name])]
        self.arguments = [*self.arguments, *words]
        return self._result(super().execute(context))

    def trigger_reentry(self, context: Context, event: dict[str, Any]) -> Any:
        return self._result(super().trigger_reentry(context, event))

    def cleanup(self, *arguments: Any, **named: Any) -> None:
        try:
            super().cleanup(*arguments, **named)
        except AirflowSkipException as permanent:
            raise AirflowFailException("The worker ended with an exit code that no retry mends.") from permanent

    def _result(self, result: Any) -> Any:
        return result[self.result_key] if result and self.result_key else result


def kubernetes_arguments(settings: Settings) -> dict[str, Any]:
    """What all workers have in common."""
    memory = f"{settings.memory_mb}Mi"
    return {
        "image": settings.image,
        "name": "commitlake",
        "namespace": settings.namespace,
        "pod_template_file": str(POD_TEMPLATE),
        "service_account_name": settings.service_account,
        "env_from": [
            V1EnvFromSource(config_map_ref=V1ConfigMapEnvSource(name=settings.config_map)),
            V1EnvFromSource(secret_ref=V1SecretEnvSource(name=settings.secret)),
        ],
        "container_resources": V1ResourceRequirements(
            requests={"cpu": str(settings.cpus), "memory": memory}, limits={"memory": memory}
        ),
        "do_xcom_push": True,
        "skip_on_exit_code": list(PERMANENT),
        "on_finish_action": "delete_succeeded_pod",
        "startup_timeout_seconds": 600,
        "log_events_on_failure": True,
        "termination_grace_period": 15,
        "container_name_log_prefix_enabled": False,
    }
