"""Tests that a task waits for tokens and for the store without using up its retries; only its Docker engine is a fake."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dag_process import database, run

# A DAG for each limit of the wait in seconds, with one shard.
DAG_FILE = """
from datetime import timedelta
from airflow.sdk import DAG
from commitlake.settings import settings
from commitlake.worker import worker

dags = {}
for seconds in (0, 5, 3600):
    with DAG(f"limit_{seconds}", schedule=None) as dags[seconds]:
        wait = timedelta(seconds=seconds)
        worker(settings(), "extract", ["extract"], shards=[{"number": 0}], longest_wait=wait)
"""

# Runs the DAGs on an engine whose containers end as the tests say: with an exit code and a summary.
SHARDS = """
import json
import limits
from airflow.utils.db import initdb
from fake_engine import FakeEngine

engine = FakeEngine()
engine.use()
initdb()
found = []
for limit, ends in json.loads(%r):
    engine.runs(ends)
    (task,) = limits.dags[limit].test().get_task_instances()
    pauses = [(later - earlier).total_seconds() for earlier, later in zip(engine.started, engine.started[1:])]
    found.append({"state": task.state, "tries": task.try_number, "pauses": pauses})
print(json.dumps(found))
"""

# The limit in seconds, and the exit code and the summary of each container. A container's time to retry is in seconds from its
# start. The last container stands for all later ones.
CASES: dict[str, tuple[int, list[tuple[int, dict[str, int] | None]]]] = {
    "no tokens": (3600, [(5, {"retry_at": 5}), (5, {"retry_at": 3}), (0, {})]),
    "no store": (3600, [(6, None), (6, None), (6, {}), (0, {})]),
    "no store for too long": (5, [(6, None)]),
    "no store and no wait": (0, [(6, None), (0, {})]),
    "no GitHub": (3600, [(5, {}), (0, {})]),
    "failed repositories": (3600, [(4, {"retry_at": 60}), (0, {})]),
}


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("waiting")
    (folder / "limits.py").write_text(DAG_FILE)
    own = database(folder) | {"COMMITLAKE_RETRY_DELAY_SECONDS": "1"}
    return dict(zip(CASES, run(SHARDS % json.dumps([*CASES.values()]), "docker", **own), strict=True))


def states(shard: Any) -> Any:
    return shard["state"], shard["tries"]


def test_a_task_without_tokens_waits_until_they_are_renewed(ended: Any) -> None:
    shard = ended["no tokens"]
    assert states(shard) == ("success", 1)
    first, second = shard["pauses"]
    assert first >= 5, shard
    assert second >= 3, shard


def test_a_task_waits_longer_each_time_for_a_store_that_is_down(ended: Any) -> None:
    shard = ended["no store"]
    assert states(shard) == ("success", 1)
    assert all(pause >= least for pause, least in zip(shard["pauses"], (1, 2, 4), strict=True)), shard


def test_a_task_fails_for_good_if_the_store_is_down_for_too_long(ended: Any) -> None:
    """The pauses are 1 and 2 seconds; after the next one, of 4 seconds, more than 5 would have passed."""
    shard = ended["no store for too long"]
    assert (states(shard), len(shard["pauses"])) == (("failed", 1), 2), shard


@pytest.mark.parametrize("case", ["no store and no wait", "no GitHub", "failed repositories"])
def test_any_other_failure_costs_a_retry(ended: Any, case: str) -> None:
    assert states(ended[case]) == ("success", 2)


CLEANUP = """
import json
from datetime import timedelta
from types import SimpleNamespace
from airflow.sdk.exceptions import AirflowRescheduleException
from commitlake.kubernetes import KubernetesWorker, kubernetes_arguments
from commitlake.settings import settings
from kubernetes.client import ApiClient

codes, summary = json.loads(%r)
told = []
for code in codes:
    ended = {"name": "base", "image": "i", "imageID": "", "ready": False, "restartCount": 0,
             "state": {"terminated": {"exitCode": code}}}
    said = {"metadata": {"name": "p", "namespace": "n"}, "spec": {"containers": [{"name": "base"}]},
            "status": {"phase": "Failed", "containerStatuses": [ended]}}
    pod = ApiClient().deserialize(SimpleNamespace(data=json.dumps(said)), "V1Pod")
    worker = KubernetesWorker(task_id="extract", longest_wait=timedelta(hours=1), **kubernetes_arguments(settings()))
    worker.client = SimpleNamespace(
        read_namespaced_pod=lambda *asked: pod,
        read_namespaced_pod_log=lambda *asked, **more: "commitlake: no token",
        delete_namespaced_pod=lambda *asked, **more: told.append("deleted"))
    ti = SimpleNamespace(get_first_reschedule_date=lambda context: None, xcom_push=lambda *pushed: None)
    try:
        worker.cleanup(pod, pod, summary, {"ti": ti, "task_reschedule_count": 0})
    except AirflowRescheduleException as waits:
        told.append(waits.reschedule_date.isoformat())
    except Exception as error:
        told.append(type(error).__name__)
print(json.dumps(told))
"""


def test_a_pod_without_tokens_is_deleted_and_its_task_waits_until_they_are_renewed() -> None:
    renewed = datetime.now(UTC) + timedelta(minutes=20)
    summary = {"retry_at": renewed.isoformat().replace("+00:00", "Z"), "tokens": []}
    ended = run(CLEANUP % json.dumps([[5, 4, 3], summary]), "kubernetes")
    assert ended == ["deleted", renewed.isoformat(), "deleted", "AirflowException", "deleted", "AirflowFailException"]


LATE = """
import json
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from commitlake.exit_code import Unavailable
from commitlake.waiting import error_or_wait

ti = SimpleNamespace(get_first_reschedule_date=lambda context: None)
waits = error_or_wait(Unavailable("no store", 6), None, {"ti": ti, "task_reschedule_count": 95},
                      pause=timedelta(minutes=1), longest_wait=timedelta(hours=24))
print(json.dumps((waits.reschedule_date - datetime.now(UTC)).total_seconds()))
"""


def test_a_store_that_has_been_down_for_hours_is_tried_every_quarter_of_an_hour() -> None:
    assert 890 < run(LATE, "docker") <= 900
