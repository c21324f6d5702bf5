"""The dataset as of a snapshot date: plan, one task per shard, merge, validate."""

from __future__ import annotations

import pendulum
from airflow.sdk import DAG, Asset, Param, TriggerRule

from commitlake.settings import settings
from commitlake.worker import worker

SETTINGS = settings()
DATASET = Asset("commitlake")

# Never data_interval: for a manual run that is the moment of the trigger.
SNAPSHOT = "{{ params.snapshot_date or ((dag_run.logical_date or dag_run.run_after) | ds) }}"
RUN = ("--snapshot", SNAPSHOT, "--run", "{{ run_id }}")
SOURCE = "{{ params.source or '' }}"

with DAG(
    "github_export",
    description="Commits, file changes and file states of the tracked repositories, as of a snapshot date",
    schedule=SETTINGS.schedule,
    start_date=pendulum.datetime(2024, 1, 1, tz="UTC"),
    catchup=False,
    max_active_runs=1,
    tags=["commitlake"],
    params={
        "snapshot_date": Param(
            None, type=["null", "string"], format="date", description="Its start in UTC; the run's own date without."
        ),
        "repositories": Param(
            [],
            type="array",
            items={"type": "string"},
            description="Repositories files, such as repositories_0; all without.",
        ),
        "shards": Param(8, type="integer", minimum=1, maximum=1024, description="At most so many tasks."),
        "source": Param(
            None, type=["null", "string"], enum=[None, "auto", "git", "api"], description="Where history comes from."
        ),
    },
    doc_md="""
### The dataset, as of a snapshot date

**plan** looks at every tracked repository once and freezes what this run is to do, in at most `shards` shards. **extract**
carries each shard, in a container of its own, into the dataset; **merge** brings the repositories' table up to date, also when
a shard failed, so that what is done counts; **validate** reads back what was written.

- *A red shard?* Its log ends with what failed. The others are saved. Clear it, or wait for the next run: only what is left
  is done.
- *Clear any task at any time*: the plan is frozen and an export is a pure function of its claim, so a repeat gives the same
  bytes.
- *A range of days*: **Trigger → Backfill**. Its runs go one after another.
- Exit codes 2, 3 and 7 (usage, settings, validation) fail at once; others are tried three times more, ever later.
- The reports of a run lie in the dataset under `_commitlake/reports/`.

DAGs that are to run after it: `schedule=[Asset("commitlake")]`.
""",
) as dag:
    plan = worker(
        SETTINGS,
        "plan",
        ["plan", *RUN, "--shards", "{{ params.shards }}"],
        lists={"--repositories": "repositories"},
        result_key="shards",
        source=SOURCE,
    )
    extract = worker(
        SETTINGS,
        "extract",
        ["extract", *RUN, "--shard", "{{ task.shard['number'] }}"],
        source=SOURCE,
        pool="github_extract",
        shards=plan.output,
        map_index_template="{{ task.shard['label'] }}",
    )
    # The plan counts as the one success, so merge runs where all shards failed, but not where the plan did.
    merge = worker(SETTINGS, "merge", ["merge", *RUN], trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
    validate = worker(SETTINGS, "validate", ["validate", *RUN], outlets=[DATASET])

    # Hung on the shards too, so that a run with a failed one is red though merge went well.
    plan >> merge
    extract >> [merge, validate]
    merge >> validate
