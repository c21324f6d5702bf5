"""One round: an undisturbed dataset, then one under faults of which nothing must remain."""

import dataclasses
import itertools
import json
import pathlib
import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from . import checks
from .disturbed import possible
from .faults import Faults
from .histories import Moving, prepare
from .postgres import Postgres, settings
from .servers import ACCESS_KEY, BUCKET, SECRET_KEY, STORES, TOKEN, GitHub, Server
from .tally import RETRIED, Tally
from .wire import Wire
from .workers import HUNG, Workers

SHARDS = 2


@dataclasses.dataclass(frozen=True)
class Options:
    """What all rounds have in common."""

    store: str
    ledger: str
    histories: pathlib.Path
    repositories: int
    steps: int


class Round:
    """The servers, the wires and the workers of one round."""

    def __init__(self, seed: int, options: Options, folder: pathlib.Path, tally: Tally) -> None:
        self.seed = seed
        self.steps = options.steps
        self.random = random.Random(seed)
        self.folder = folder
        self.tally = tally
        self.repositories, self.snapshots = prepare(
            options.histories, folder / "histories", options.repositories, options.steps, self.random
        )
        self.store = STORES[options.store](options.store, folder)
        self.github = GitHub(folder, folder / "histories")
        self.servers: dict[str, Server] = {"store": self.store}
        self.postgres = Postgres(folder) if options.ledger == "postgres" else None
        self.store.start()
        self.github.start()
        self.wires = {"store": Wire(self.store.port, seed), "GitHub": Wire(self.github.port, seed + 1)}
        ledger = {}
        if self.postgres is not None:
            self.postgres.start()
            self.postgres.create("chaos")
            self.servers["PostgreSQL"] = self.postgres
            self.wires["ledger"] = Wire(self.postgres.port, seed + 2)
            ledger = settings("chaos", self.wires["ledger"].port)
        self.workers = self.using(f"s3://{BUCKET}/chaos", "chaos", ledger)
        self.disturbances, self.skipped = possible(folder, seed)
        self.failures: list[str] = []

    def using(self, dataset: str, name: str, ledger: dict[str, str] | None = None) -> Workers:
        """Workers for a dataset, behind the wires. Without settings for the ledger, it is in the dataset's store."""
        github = self.wires["GitHub"].address
        environment = {
            "COMMITLAKE_DATASET": dataset,
            "COMMITLAKE_SOURCE": "git",
            "COMMITLAKE_MAX_WAIT": "PT1M",
            "AWS_ENDPOINT_URL_S3": self.wires["store"].address,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            "GITHUB_API_URL": f"{github}/api/v3",
            "GITHUB_GRAPHQL_URL": f"{github}/api/graphql",
            "GITHUB_SERVER_URL": github,
            "GITHUB_TOKENS": TOKEN,
        }
        return Workers(environment | (ledger or {}), self.folder / name)

    def run(self) -> list[str]:
        """Returns the violations."""
        try:
            begin = time.monotonic()
            self.undisturbed()
            self.move(0)
            middle = time.monotonic()
            self.disturbed()
            end = time.monotonic()
            self.clean()
            self.compare()
            print(
                f"  {middle - begin:.0f} s undisturbed, {end - middle:.0f} s with faults,"
                f" {time.monotonic() - end:.0f} s of checks",
                flush=True,
            )
        finally:
            self.close()
        return self.failures

    def fail(self, kind: str, words: str) -> None:
        self.tally.violate(kind)
        self.failures.append(f"{kind}: {words}")

    def expect(self, workers: Workers, name: str, *arguments: str) -> None:
        code = workers.once(name, *arguments)
        if code != 0:
            self.fail("commands without faults that failed", f"{name} ended with {code}: {workers.ended[-1].log}")

    def move(self, step: int) -> None:
        for repository in self.repositories:
            repository.move(step)

    def undisturbed(self) -> None:
        workers = self.using(f"s3://{BUCKET}/undisturbed", "undisturbed")
        self.expect(workers, "track", "track", *self.names())
        for step, snapshot in enumerate(self.snapshots):
            self.move(step)
            self.expect(workers, "run", "run", "--snapshot", snapshot)

    def names(self) -> list[str]:
        return [repository.full_name for repository in self.repositories]

    def disturbed(self) -> None:
        """Two overlapping runs at each step. The second one is for the step's snapshot too, or for the next."""
        faults = Faults(self.workers, self.servers, self.wires, self.seed)
        faults.start()
        try:
            # Later tasks refuse a dataset without repositories.
            for number in itertools.count(1):
                if self.task(f"track-{number}", "track", *self.names()):
                    break
            for step in range(self.steps):
                ahead = min(step + self.random.randint(0, 1), self.steps - 1)
                self.move(step)
                first = Run(self, f"step{step}-a", self.snapshots[step])
                first.plan()
                self.move(ahead)
                second = Run(self, f"step{step}-b", self.snapshots[ahead])
                second.plan()
                # The next commits arrive while the workers fetch.
                self.move(min(step + 1, self.steps - 1))
                at_once([*first.extracts(), *second.extracts()])
                at_once([*first.merges(), *second.merges()])
                at_once([*first.validates(), *second.validates()])
        finally:
            faults.stop()
        self.tally.add(faults.made + self.workers.made, self.workers.ended)
        for each in self.workers.ended:
            if "\n\tat " in each.log.read_text():
                # With the log itself: a test that ran elsewhere leaves nothing but its output.
                self.fail("logs with a stack trace", f"{each.name} after {each.faults}:\n{each.log.read_text()}")
            if HUNG in each.faults:
                self.fail("processes that hung", f"{each.name} after {each.faults}: {each.log}")
            if each.ended in (0, -9) or each.ended in RETRIED or self.excused(each.ended, each.faults):
                continue
            self.fail("unexpected exit codes", f"{each.name} ended with {each.ended} after {each.faults}: {each.log}")
        self.tally.sums["tasks given up"] += len(self.workers.given_up)

    @staticmethod
    def excused(code: int | None, faults: set[str]) -> bool:
        """A wrong clock and a full disk are settings to correct; a snapshot may be in a wrong clock's future."""
        return (code == 3 and bool(faults & {"disk full", "clock step"})) or (code == 2 and "clock step" in faults)

    def task(self, name: str, *arguments: str) -> bool:
        rng = random.Random(f"{self.seed} {name}")
        self.tally.sums["tasks"] += 1
        return self.workers.task(name, list(arguments), rng, self.disturbances)

    def clean(self) -> None:
        self.expect(self.workers, "clean-track", "track", *self.names())
        self.expect(self.workers, "clean-run", "run", "--snapshot", self.snapshots[-1])
        self.expect(self.workers, "validate-all", "validate", "--all")
        if self.postgres is not None:
            # The checks read the records in the store.
            self.expect(self.workers, "ledger-move", "ledger", "move", "--to", "dataset")

    def compare(self) -> None:
        chaos, undisturbed = self.folder / "chaos-dataset", self.folder / "undisturbed-dataset"
        self.store.download("chaos", chaos)
        self.store.download("undisturbed", undisturbed)
        self.tally.sums["rounds"] += 1
        self.tally.sums["repositories"] += len(self.repositories)
        others = []
        for repository in self.repositories:
            self.tally.sums["exports"] += len(checks.records(chaos, "claims", repository.id))
            self.tally.sums["data files compared"] += len(checks.data_files(chaos, repository.id))
            for fault in checks.ledger_faults(chaos, repository.id):
                self.fail("exports not completed and closed", fault)
            for fault in checks.row_faults(chaos, repository, "https://github.com"):
                self.fail("repositories whose rows differ from Git's", fault)
            same = [checks.records(each, "claims", repository.id) for each in (chaos, undisturbed)]
            if same[0] == same[1]:
                self.same_bytes(chaos, undisturbed, repository)
            else:
                others.append(repository)
        if others:
            self.tally.sums["repositories with other claims"] += len(others)
            self.repeat(chaos, others)

    def repeat(self, chaos: pathlib.Path, repositories: list[Moving]) -> None:
        """Carries out the same claims again, without faults: where runs overlap, they may claim other tips."""
        again = self.folder / "repeated-dataset"
        workers = self.using(f"file:{again}", "repeated")
        self.expect(workers, "track", "track", *[repository.full_name for repository in repositories])
        for repository in repositories:
            checks.copy_claims(chaos, again, repository.id)
        self.expect(workers, "run", "run", "--snapshot", self.snapshots[-1])
        for repository in repositories:
            self.same_bytes(chaos, again, repository)

    def same_bytes(self, chaos: pathlib.Path, other: pathlib.Path, repository: Moving) -> None:
        different = checks.different_files(chaos, other, repository.id)
        if different:
            self.tally.violate("data files that differ", len(different))
            self.failures.append(f"differs from {other}: {', '.join(different[:10])}")

    def close(self) -> None:
        self.workers.close()
        for disturbance in self.disturbances:
            disturbance.finish()
        for wire in self.wires.values():
            wire.close()
        self.store.kill()
        self.github.kill()
        if self.postgres is not None:
            self.postgres.remove()


class Run:
    """The tasks of one run. A task whose predecessor failed isn't started, as in Airflow."""

    def __init__(self, around: Round, name: str, snapshot: str) -> None:
        self.round = around
        self.name = name
        self.flags = ("--snapshot", snapshot, "--run", name)
        self.shards = 0

    def plan(self) -> None:
        """Plans with two processes at once; either one's success will do."""
        summaries = [self.round.folder / self.name / f"{twin}.json" for twin in ("plan", "plan-twin")]
        flags = (*self.flags, "--shards", str(SHARDS))
        at_once([partial(self.task, to.stem, "plan", *flags, "--summary", str(to)) for to in summaries])
        self.shards = max(shards(each) for each in summaries)

    def extracts(self) -> list[Callable[[], object]]:
        flags = (*self.flags, "--shard")
        return [partial(self.task, f"extract-{shard}", "extract", *flags, str(shard)) for shard in range(self.shards)]

    def merges(self) -> list[Callable[[], object]]:
        """Two processes for the same merge."""
        names = ("merge", "merge-twin") if self.shards else ()
        return [partial(self.task, name, "merge", *self.flags) for name in names]

    def validates(self) -> list[Callable[[], object]]:
        return [partial(self.task, "validate", "validate", *self.flags)] if self.shards else []

    def task(self, name: str, *arguments: str) -> bool:
        return self.round.task(f"{self.name}-{name}", *arguments)


def shards(summary: pathlib.Path) -> int:
    """The number of shards in a plan's summary; 0 if the plan failed or was killed as it wrote it."""
    try:
        return len(json.loads(summary.read_bytes())["shards"])
    except (OSError, ValueError):
        return 0


def at_once(actions: list[Callable[[], object]]) -> None:
    with ThreadPoolExecutor(max(1, len(actions))) as threads:
        for done in [threads.submit(action) for action in actions]:
            done.result()
