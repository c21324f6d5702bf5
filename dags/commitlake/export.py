"""Brings the dataset up to a snapshot date: plan, extract each shard, merge, validate each shard, catalog, report."""

from __future__ import annotations

from airflow.sdk import DAG, Param, TriggerRule

from commitlake.asset import UpdateAsset, dataset_asset
from commitlake.dag import dag_arguments
from commitlake.reports import reports_folder
from commitlake.settings import Settings
from commitlake.worker import worker

# Not data_interval: for a manual run, that is the moment of the trigger.
SNAPSHOT = "{{ params.snapshot_date or ((dag_run.logical_date or dag_run.run_after) | ds) }}"
RUN = ("--snapshot", SNAPSHOT, "--run", "{{ run_id }}")
LABEL = SNAPSHOT + ", {{ task.shard['label'] }}"


def export_dag(name: str, settings: Settings) -> DAG:
    """
    Makes the DAG ``{name}_export``.

    :param name: the name of the dataset's DAGs; also that of its asset, which is "commitlake" for the DAGs of "github"
    """
    asset = "commitlake" if name == "github" else name
    reports = reports_folder(settings)
    # A setting of the dataset's own counts before that of the environment, and the run's parameter before both.
    source = "{{ params.source or '" + settings.passed_on.get("COMMITLAKE_SOURCE", "") + "' }}"
    with DAG(
        f"{name}_export",
        description="Commits, file changes and file states of the tracked repositories, as of a snapshot date",
        schedule=settings.schedule,
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
        doc_md=f"""
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

To run a DAG after each export, use `schedule=PartitionedAssetTimetable(assets=Asset.ref(name="{asset}"))`. Its
`dag_run.partition_key` is the snapshot date.
""",
        **dag_arguments(settings),
    ) as dag:
        plan = worker(
            settings,
            "plan",
            ["plan", *RUN, "--shards", "{{ params.shards }}"],
            lists={"--repositories": "repositories"},
            result_key="shards",
            source=source,
            reports=reports,
        )
        extract = worker(
            settings,
            "extract",
            ["extract", *RUN, "--shard", "{{ task.shard['number'] }}"],
            source=source,
            pool="github_extract",
            shards=plan.output,
            map_index_template=LABEL,
            reports=reports,
        )
        # The plan is the one success that this rule needs: merge runs if all shards failed, but not if the plan failed.
        merge = worker(settings, "merge", ["merge", *RUN], trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS, reports=reports)
        validate = worker(
            settings,
            "validate",
            ["validate", *RUN, "--shard", "{{ task.shard['number'] }}"],
            pool="github_extract",
            shards=plan.output,
            map_index_template=LABEL,
            reports=reports,
        )
        # It says what failed, so it runs after failures too. Without a plan, there is nothing to say.
        report = worker(
            settings,
            "report",
            ["report", "--run", "{{ run_id }}", "--write"],
            trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS,
            reports=reports,
        )
        complete = UpdateAsset(
            task_id="complete", asset=dataset_asset(asset, settings.dataset), snapshot=SNAPSHOT, merged=merge.output
        )

        plan >> merge
        # Even if a shard failed: later runs validate only their own exports.
        extract >> merge >> validate
        [plan, validate] >> report
        # A run with a failed shard fails here, even if its merge and its validation succeed.
        [extract, validate] >> complete
        if settings.catalog:
            catalog = worker(settings, "catalog", ["catalog"], reports=reports)
            validate >> catalog >> complete
    return dag
