"""A worker as a pod of a Kubernetes cluster."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from airflow.providers.cncf.kubernetes.backcompat.backwards_compat_converters import convert_env_vars
from airflow.providers.cncf.kubernetes.operators.pod import KubernetesPodOperator
from airflow.sdk import Context
from airflow.sdk.exceptions import AirflowException, AirflowSkipException
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

from commitlake.endings import ended_badly, ending
from commitlake.exit_code import PERMANENT, STOPPED
from commitlake.reports import ReportsLink
from commitlake.settings import Settings
from commitlake.task import SECRETS_FOLDER, WorkerTask

#: What every worker's pod has, whatever its settings.
POD_TEMPLATE = Path(__file__).parent / "pod.yaml"

#: Of a worker's output, where its reason to fail is looked for.
LAST_LINES = 50


class KubernetesWorker(WorkerTask, KubernetesPodOperator):
    """Runs one command of the worker. Its secrets are a Secret of the cluster, which Airflow never reads."""

    template_fields = (*KubernetesPodOperator.template_fields, "shard")
    #: Words are words: one that ends in ".sh" names no file.
    template_ext = ()
    operator_extra_links = (*KubernetesPodOperator.operator_extra_links, ReportsLink())

    def execute(self, context: Context) -> Any:
        self.arguments = self.words(self.arguments, context)
        self.log.info(self.reports(context))
        # An empty one would hide the ConfigMap's.
        self.env_vars = [variable for variable in convert_env_vars(self.env_vars) if variable.value]
        try:
            result = super().execute(context)
        except Exception:
            if self._killed:  # the pod was deleted under its feet
                raise AirflowException(STOPPED) from None
            raise
        return self.part(result)

    def trigger_reentry(self, context: Context, event: dict[str, Any]) -> Any:
        return self.part(super().trigger_reentry(context, event))

    def cleanup(
        self, pod: V1Pod, remote_pod: V1Pod, xcom_result: dict[str, Any] | None = None, context: Context | None = None
    ) -> None:
        """The provider's, on the pod as it is now: it may know the pod only as it was at its start, without an exit code."""
        now = self._as_it_is(remote_pod or pod) if pod and not self._killed else None
        # Read now, for the provider deletes the pod.
        lines = self._last_lines(now) if now and ended_badly(now, self.base_container_name) else []
        try:
            super().cleanup(pod, now or remote_pod, xcom_result, context)
        except (AirflowSkipException, AirflowException):
            raise ending(now, self.base_container_name, lines) from None

    def on_kill(self) -> None:
        """The pod is marked as dealt with, else who clears the task at once gets the dying one back; then it is deleted."""
        if self.pod:
            self.patch_already_checked(self.pod, reraise=False)
        super().on_kill()

    def _as_it_is(self, pod: V1Pod) -> V1Pod | None:
        try:
            return self.client.read_namespaced_pod(pod.metadata.name, pod.metadata.namespace)
        except ApiException as refused:
            if refused.status == 404:
                return None
            self.log.warning("What became of the pod can't be read: %s", refused)
            return pod

    def _last_lines(self, pod: V1Pod) -> list[str]:
        """The end of the worker's output; nothing where the cluster doesn't keep it."""
        try:
            said = self.client.read_namespaced_pod_log(
                pod.metadata.name, pod.metadata.namespace, container=self.base_container_name, tail_lines=LAST_LINES
            )
        except ApiException as refused:
            self.log.info("The end of the worker's output can't be read: %s", refused.reason)
            return []
        return str(said).splitlines()


def kubernetes_arguments(settings: Settings) -> dict[str, Any]:
    """What all workers have in common."""
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
        # Files such as tokens and a GitHub App's key; a cluster without this Secret has an empty folder.
        "volumes": [
            V1Volume(
                name="secrets",
                secret=V1SecretVolumeSource(secret_name=f"{settings.secret}-files", optional=True, default_mode=0o440),
            )
        ],
        "volume_mounts": [V1VolumeMount(name="secrets", mount_path=SECRETS_FOLDER, read_only=True)],
        # No limit of CPU: what a node has to spare makes a shard shorter.
        "container_resources": V1ResourceRequirements(requests={"cpu": str(settings.cpus), **limits}, limits=limits),
        "do_xcom_push": True,
        "xcom_sidecar_container_security_context": V1SecurityContext(
            allow_privilege_escalation=False,
            read_only_root_filesystem=True,
            capabilities=V1Capabilities(drop=["ALL"]),
            seccomp_profile=V1SeccompProfile(type="RuntimeDefault"),
        ),
        "skip_on_exit_code": list(PERMANENT),
        # Its log is in Airflow by then, and its clones would fill the node's disk.
        "on_finish_action": "delete_pod",
        "startup_timeout_seconds": 600,
        "startup_check_interval_seconds": 2,
        "log_events_on_failure": True,
        "log_pod_spec_on_failure": False,
        "termination_grace_period": 15,
        "container_name_log_prefix_enabled": False,
        # Deferrable: so often the triggerer adds to the task's log.
        "logging_interval": 10,
    }
