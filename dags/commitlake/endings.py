"""What a cluster says of a pod that didn't end well, in one sentence for the task's page."""

from __future__ import annotations

from kubernetes.client import V1ContainerState, V1Pod

GONE = "its pod is gone: deleted, drained from its node, or lost with it"


def ending(pod: V1Pod | None, container: str) -> str:
    """Why the container failed, or never ran. Without a pod there is none any more."""
    if pod is None:
        return GONE
    if pod.status.reason:  # Evicted, Preempting, NodeLost, UnexpectedAdmissionError, ...
        return f"{pod.status.reason}: {pod.status.message}".rstrip(". ")
    state = _state(pod, container)
    if state.terminated and state.terminated.reason == "OOMKilled":
        limits = [spec.resources.limits["memory"] for spec in pod.spec.containers if spec.name == container]
        return f"OOMKilled: it needs more than {limits[0]} of memory, so raise COMMITLAKE_MEMORY_MB"
    if pod.metadata.deletion_timestamp:
        return GONE
    return f"exit code {state.terminated.exit_code}" if state.terminated else _waits_for(pod, state)


def _waits_for(pod: V1Pod, state: V1ContainerState) -> str:
    """An image, a Secret, room on a node."""
    if state.waiting and state.waiting.message:
        return f"{state.waiting.reason}: {state.waiting.message}"
    unmet = [condition for condition in pod.status.conditions or [] if condition.status == "False" and condition.message]
    return f"{unmet[0].reason}: {unmet[0].message}" if unmet else f"its pod is {pod.status.phase}"


def _state(pod: V1Pod, container: str) -> V1ContainerState:
    states = [status.state for status in pod.status.container_statuses or [] if status.name == container]
    return states[0] if states and states[0] else V1ContainerState()
