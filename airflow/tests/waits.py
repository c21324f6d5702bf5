"""Limits all tokens for a while, on the real stack: tasks wait, and use up none of their retries."""

from __future__ import annotations

from airflow_rest import say, until
from stack import Stack

#: Limits all tokens for longer than COMMITLAKE_MAX_WAIT.
LIMITED = {"fault": "status", "status": 429, "retryAfter": "20", "times": 10000}


def limited_tokens(stack: Stack) -> None:
    """A plan and a shard without tokens wait, use up no retry, and the run ends green."""
    stack.faults("POST", LIMITED | {"kind": "graphql"})
    run = stack.trigger("2024-06-20", source="api")
    waiting_for_tokens(stack, run, "plan")
    stack.faults("DELETE")
    stack.faults("POST", LIMITED | {"kind": "rest"})  # the plan sends none of these
    shard = waiting_for_tokens(stack, run, "extract")
    assert not stack.containers(run, f"label=io.commitlake.map-index={shard}")
    stack.faults("DELETE")
    assert stack.ended(run) == "success", stack.tasks(run)
    assert {task["try_number"] for task in stack.tasks(run) if task["task_id"] != "complete"} == {1}, stack.tasks(run)
    log = stack.log(run, "extract", shard=shard)
    assert "exit code 5 (GITHUB)" in log, log
    assert "which isn't a retry" in log, log
    say(f"no token for a while: the plan and shard {shard} waited, used up no retry, green")


def waiting_for_tokens(stack: Stack, run: str, task_id: str) -> int:
    """Waits until a task waits, and returns its map index."""

    def look() -> list[int]:
        tasks = [task for task in stack.tasks(run) if task["task_id"] == task_id]
        return [int(task["map_index"]) for task in tasks if task["state"] == "up_for_reschedule"]

    return until(f"{task_id} to wait for tokens", look, every=0.2)[0]
