"""Turns the end of a failed pod into the error of its task."""

from __future__ import annotations

from collections.abc import Sequence

from airflow.sdk.exceptions import AirflowException
from kubernetes.client import V1ContainerState, V1Pod

from commitlake.exit_code import KILLED, failed, failure, out_of_memory

GONE = "its pod is gone: deleted, drained from its node, or lost with it"


def pod_error(pod: V1Pod | None, container: str, memory_setting: str, lines: Sequence[str] = ()) -> AirflowException:
    """
    The error that says why the container failed, or never ran.

    :param pod: the pod as it is now; None if the cluster no longer has it
    :param container: the name of the worker's container
    :param memory_setting: the setting that limits the container's memory
    :param lines: the last lines of the container's output
    """
    if pod is None:
        return failed(GONE)
    if pod.status.reason:  # Evicted, Preempting, NodeLost, UnexpectedAdmissionError, ...
        return failed(f"{pod.status.reason}: {pod.status.message}")
    state = _state(pod, container)
    if state.terminated and state.terminated.reason == "OOMKilled" and state.terminated.exit_code == KILLED:
        limits = [spec.resources.limits["memory"] for spec in pod.spec.containers if spec.name == container]
        return out_of_memory(limits[0], memory_setting)
    if pod.metadata.deletion_timestamp:
        return failed(GONE)
    return failure(state.terminated.exit_code, lines) if state.terminated else failed(_why_waiting(pod, state))


def has_failed(pod: V1Pod, container: str) -> bool:
    """Whether the container ended with an exit code other than 0."""
    terminated = _state(pod, container).terminated
    return bool(terminated and terminated.exit_code)


def _why_waiting(pod: V1Pod, state: V1ContainerState) -> str:
    """The reason why the container never ran: a missing image or Secret, or no room on any node."""
    if state.waiting and state.waiting.message:
        return f"{state.waiting.reason}: {state.waiting.message}"
    unmet = [condition for condition in pod.status.conditions or [] if condition.status == "False" and condition.message]
    return f"{unmet[0].reason}: {unmet[0].message}" if unmet else f"its pod is {pod.status.phase}"


def _state(pod: V1Pod, container: str) -> V1ContainerState:
    states = [status.state for status in pod.status.container_statuses or [] if status.name == container]
    return states[0] if states and states[0] else V1ContainerState()
