"""Tests the services' health when the database stops, and that a second "up" keeps the pool's slots."""

from __future__ import annotations

import time

from airflow_rest import say, until
from stack import Stack

#: The database, and the services that need it.
SERVICES = ("postgres", "api-server", "scheduler", "dag-processor")
BOUND_SECONDS = 180
POOL = "/pools/github_extract"


def tells_when_its_database_is_gone(stack: Stack) -> None:
    healthy(stack)
    stack.api("PATCH", POOL, {"pool": "github_extract", "slots": 7, "include_deferred": True})
    stack.compose("stop", "postgres")
    stopped = time.monotonic()
    until("unhealthy services", lambda: {stack.health(s) for s in SERVICES[1:]} == {"unhealthy"}, BOUND_SECONDS)
    took = time.monotonic() - stopped
    # This runs airflow-init again.
    stack.compose("up", "-d", "--no-build", "--scale", "demo=0")
    up = time.monotonic()
    healthy(stack)
    say(f"PostgreSQL stopped: all unhealthy after {took:.0f} s; started: healthy after {time.monotonic() - up:.0f} s")
    until("Airflow to answer", stack.log_in)
    slots = stack.api("GET", POOL)["slots"]
    assert slots == 7, slots
    say('the pool keeps its slots after a second "up"')


def healthy(stack: Stack) -> None:
    until("healthy services", lambda: {stack.health(service) for service in SERVICES} == {"healthy"}, 300)
