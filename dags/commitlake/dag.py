"""The arguments that all DAGs share."""

from __future__ import annotations

from typing import Any

import pendulum

from commitlake.settings import Settings


def dag_arguments(settings: Settings) -> dict[str, Any]:
    """Arguments of a DAG with one run at a time, and a limit on the time of a run."""
    return {
        "start_date": pendulum.datetime(2024, 1, 1, tz="UTC"),
        "catchup": False,
        "max_active_runs": 1,
        "default_args": {"owner": settings.owner},
        "dagrun_timeout": settings.run_timeout,
        "on_failure_callback": settings.on_failure,
        "tags": ["commitlake"],
    }
