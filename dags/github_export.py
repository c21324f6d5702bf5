"""Brings the dataset up to a snapshot date: plan, extract each shard, merge, validate each shard, catalog, report."""

from __future__ import annotations

from airflow.sdk import DAG, Param, TriggerRule

from commitlake.asset import UpdateAsset, dataset_asset
from commitlake.dag import dag_arguments
from commitlake.settings import settings
from commitlake.worker import worker

SETTINGS = settings()

# Not data_interval: for a manual run, that is the moment of the trigger.
SNAPSHOT = "{{ params.snapshot_date or ((dag_run.logical_date or dag_run.run_after) | ds) }}"
RUN = ("--snapshot", SNAPSHOT, "--run", "{{ run_id }}")
SOURCE = "{{ params.source or '' }}"
LABEL = SNAPSHOT + ", {{ task.shard['label'] }}"

with DAG(
    "github_export",
    description="Commits, file changes and file states of the tracked repositories, as of a snapshot date",
    schedule=SETTINGS.schedule,
    params={
        "snapshot_date": Param(
            None,
            title="Snapshot date",
            type=["null", "string"],
            format="date",
            description="Export up to the start of this date in UTC; by default the run's date.",
        ),
        "repositories": Param(
            [],
            title="Repositories",
            type=["null", "array"],
            items={"type": "string"},
            description="What to export: names (owner/name) or repositories files (repositories_0); by default everything.",
        ),
        "shards": Param(
            8,
            title="Shards",
            type="integer",
            minimum=1,
            maximum=1024,
            description="The most shards, each a task of its own.",
        ),
        "source": Param(
            None,
            title="Source of history",
            type=["null", "string"],
            enum=[None, "auto", "git", "api"],
            description="The source of history; by default the setting COMMITLAKE_SOURCE.",
        ),
    },
    doc_md="""
### Export commits up to a snapshot date

**plan** looks up every tracked repository once and fixes the work of this run, in at most `shards` shards. **extract** exports
each shard in a container of its own. **merge** updates the table of repositories, even if a shard failed, so that finished
exports count. **validate** reads the run's files back and checks them, again shard by shard. **catalog** adds them to the
Iceberg tables, if `COMMITLAKE_CATALOG_TASK` is true. **complete** updates the asset if the run added rows. **report** makes a
page with the results of the run, even if it failed.

- *A failed shard*: its log ends with the reason. The other shards' work is kept. Clear the task with its downstream tasks, or
  wait for the next run: both do only the remaining work.
- *Clear any task at any time*: the plan doesn't change and an export's bytes depend only on its claim, so a repetition writes
  the same bytes.
- *A range of days*: use **Trigger → Backfill**. Its runs go one after another.
- A task with exit code 2, 3 or 7 (usage, settings, validation) fails at once; a task that waits for tokens or the store runs
  again later; Airflow retries any other failure, with growing delays.
- The reports of a run are in the dataset, under `_commitlake/reports/`: `index.html` is the one for people.

To run a DAG after each export, use `schedule=PartitionedAssetTimetable(assets=Asset.ref(name="commitlake"))`. Its
`dag_run.partition_key` is the snapshot date.
""",
    **dag_arguments(SETTINGS),
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
        map_index_template=LABEL,
    )
    # The plan is the one success that this rule needs: merge runs if all shards failed, but not if the plan failed.
    merge = worker(SETTINGS, "merge", ["merge", *RUN], trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
    validate = worker(
        SETTINGS,
        "validate",
        ["validate", *RUN, "--shard", "{{ task.shard['number'] }}"],
        pool="github_extract",
        shards=plan.output,
        map_index_template=LABEL,
    )
    # It says what failed, so it runs after failures too. Without a plan, there is nothing to say.
    report = worker(
        SETTINGS, "report", ["report", "--run", "{{ run_id }}", "--write"], trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS
    )
    complete = UpdateAsset(task_id="complete", asset=dataset_asset(), snapshot=SNAPSHOT, merged=merge.output)

    plan >> merge
    # Even if a shard failed: later runs validate only their own exports.
    extract >> merge >> validate
    [plan, validate] >> report
    # A run with a failed shard fails here, even if its merge and its validation succeed.
    [extract, validate] >> complete
    if SETTINGS.catalog:
        catalog = worker(SETTINGS, "catalog", ["catalog"])
        validate >> catalog >> complete
