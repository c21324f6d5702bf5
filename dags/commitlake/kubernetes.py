"""Runs the worker as a pod of a Kubernetes cluster."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from airflow.providers.cncf.kubernetes.backcompat.backwards_compat_converters import convert_env_vars
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowException, AirflowSkipException, AirflowTaskTimeout
from kubernetes.client import (
    ApiException,
    V1Capabilities,
    V1ConfigMapEnvSource,
    V1EnvFromSource,
    V1Pod,
    V1ResourceRequirements,
    V1SeccompProfile,
    V1SecretEnvSource,
    V1SecretVolumeSource,
    V1SecurityContext,
    V1Volume,
    V1VolumeMount,
)

from commitlake.exit_code import PERMANENT, STOPPED, timed_out
from commitlake.pod_error import has_failed, pod_error
from commitlake.reports import ReportsLink
from commitlake.settings import Settings
from commitlake.task import SECRETS_FOLDER, WorkerTask

#: The part of a worker's pod that no setting changes.
POD_TEMPLATE = Path(__file__).parent / "pod.yaml"

#: The number of lines at the end of a worker's output in which to look for the reason of its failure.
LAST_LINES = 50


class KubernetesWorker(WorkerTask, KubernetesPodOperator):
    """Runs one command of the worker. Its secrets are in a Secret of the cluster, which Airflow never reads."""

    template_fields = (*KubernetesPodOperator.template_fields, "shard")
    #: An argument that ends in ".sh" is no template file.
    template_ext = ()
    operator_extra_links = (*KubernetesPodOperator.operator_extra_links, ReportsLink())

    _timed_out = False

    def execute(self, context: Context) -> Any:
        self.arguments = self.full_command(self.arguments, context)
        self.log_reports(context)
        # An empty variable would hide the ConfigMap's value.
        self.env_vars = [variable for variable in convert_env_vars(self.env_vars) if variable.value]
        try:
            result = super().execute(context)
        except AirflowTaskTimeout:
            raise AirflowTaskTimeout(timed_out(self.execution_timeout)) from None
        except Exception:
            if self._killed:  # on_kill has deleted the pod
                raise AirflowException(STOPPED) from None
            raise
        return self.returned(result)

    def trigger_reentry(self, context: Context, event: dict[str, Any]) -> Any:
        # A pod that can't start in time ends with the same status; the deadline tells which of the two it is.
        deadline = event.get("_execution_deadline")
        self._timed_out = event["status"] == "timeout" and deadline is not None and time.time() >= deadline
        return self.returned(super().trigger_reentry(context, event))

    def cleanup(
        self, pod: V1Pod, remote_pod: V1Pod, xcom_result: dict[str, Any] | None = None, context: Context | None = None
    ) -> None:
        """Calls the provider's cleanup with the pod's current state: the state at its start has no exit code."""
        if isinstance(sys.exception(), AirflowTaskTimeout):  # the pod still runs
            self.on_kill()
            return
        now = self._current(remote_pod or pod) if pod and not self._killed else None
        # Read the output first, because the provider deletes the pod.
        lines = self._last_lines(now) if now and has_failed(now, self.base_container_name) else []
        try:
            super().cleanup(pod, now or remote_pod, xcom_result, context)
        except (AirflowSkipException, AirflowException):
            if self._timed_out:
                raise AirflowException(timed_out(self.execution_timeout)) from None
            error = pod_error(now, self.base_container_name, self.memory_setting, lines)
            raise (self.error_or_wait(error, xcom_result, context) if context else error) from None

    def on_kill(self) -> None:
        """Marks the pod as checked before deleting it: otherwise a task that is cleared at once would find the dying pod."""
        if self._killed:  # after a time-out, Airflow calls this again
            return
        if self.pod:
            self.patch_already_checked(self.pod, reraise=False)
        super().on_kill()

    def _current(self, pod: V1Pod) -> V1Pod | None:
        """The pod's current state; None if the cluster no longer has the pod."""
        try:
            return self.client.read_namespaced_pod(pod.metadata.name, pod.metadata.namespace)
        except ApiException as refused:
            if refused.status == 404:
                return None
            self.log.warning("Airflow can't read the state of the pod: %s", refused)
            return pod

    def _last_lines(self, pod: V1Pod) -> list[str]:
        """The end of the worker's output; empty if the cluster no longer has it."""
        try:
            said = self.client.read_namespaced_pod_log(
                pod.metadata.name, pod.metadata.namespace, container=self.base_container_name, tail_lines=LAST_LINES
            )
        except ApiException as refused:
            self.log.info("Airflow can't read the end of the worker's output: %s", refused.reason)
            return []
        return str(said).splitlines()


def kubernetes_arguments(settings: Settings) -> dict[str, Any]:
    """The operator's arguments that all worker tasks share."""
    limits = {"memory": f"{settings.memory_mb}Mi"}
    if settings.disk_mb:
        limits["ephemeral-storage"] = f"{settings.disk_mb}Mi"
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
        # Files such as tokens and a GitHub App's key. Without this Secret the folder is empty.
        "volumes": [
            V1Volume(
                name="secrets",
                secret=V1SecretVolumeSource(secret_name=f"{settings.secret}-files", optional=True, default_mode=0o440),
            )
        ],
        "volume_mounts": [V1VolumeMount(name="secrets", mount_path=SECRETS_FOLDER, read_only=True)],
        # No CPU limit: a shard may use the spare CPUs of its node.
        "container_resources": V1ResourceRequirements(requests={"cpu": str(settings.cpus), **limits}, limits=limits),
        "do_xcom_push": True,
        "xcom_sidecar_container_security_context": V1SecurityContext(
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            capabilities=V1Capabilities(drop=["ALL"]),
            seccomp_profile=V1SeccompProfile(type="RuntimeDefault"),
        ),
        "skip_on_exit_code": list(PERMANENT),
        # The pod's clones would fill the node's disk, and by then Airflow has its log.
        "on_finish_action": "delete_pod",
        "startup_timeout_seconds": 600,
        "startup_check_interval_seconds": 2,
        "log_events_on_failure": True,
        "log_pod_spec_on_failure": False,
        "termination_grace_period": 15,
        "container_name_log_prefix_enabled": False,
        # The seconds between two additions of the triggerer to the log of a deferred task.
        "logging_interval": 10,
    }
