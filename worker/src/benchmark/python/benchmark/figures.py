"""What the rounds of a history say: medians, and ratios of costs within one round."""

import statistics
from typing import Any, NamedTuple

from .exports import COLD_EXTRACT, COLD_MERGE, COLD_PLAN, SHARD, START
from .process import Cost
from .tools import CAT_FILE, DIFF_TREE, INDEX_PACK, LOG, READERS

Round = dict[str, Any]


class Figure(NamedTuple):
    """The medians of a program's rounds, or why it failed. The ratios are to "git log" in the same round."""

    name: str
    wall: float = 0
    cpu: float = 0
    mb: float = 0
    wall_ratio: float = 0
    cpu_ratio: float = 0
    rounds: int = 0
    failure: str = ""


def sum_of(steps: list[Cost]) -> Cost:
    """The cost of steps that ran one after another."""
    return Cost(sum(step.wall for step in steps), sum(step.cpu for step in steps), max(step.mb for step in steps))


def cost_in(measured: Round, name: str) -> Cost | None:
    cost = measured.get(name)
    return Cost(*cost) if isinstance(cost, list | tuple) else None


def cold(measured: Round) -> Cost | None:
    steps = [cost_in(measured, step) for step in (COLD_PLAN, COLD_EXTRACT, COLD_MERGE)]
    known = [step for step in steps if step]
    return sum_of(known) if len(known) == len(steps) else None


def of_rounds(name: str, costs: list[tuple[Cost, Round]]) -> Figure:
    median = statistics.median
    logs = [(cost, cost_in(measured, LOG)) for cost, measured in costs]
    pairs = [(cost, log) for cost, log in logs if log]
    return Figure(
        name,
        wall=median(cost.wall for cost, _ in costs),
        cpu=median(cost.cpu for cost, _ in costs),
        mb=median(cost.mb for cost, _ in costs),
        wall_ratio=median(cost.wall / log.wall for cost, log in pairs),
        cpu_ratio=median(cost.cpu / log.cpu for cost, log in pairs),
        rounds=len(costs),
    )


def exports_and_readers(history: dict[str, Any]) -> list[Figure]:
    """The figures of the exports, and of the programs that read the same history."""
    rounds: list[Round] = history["rounds"]
    copies: int = history["copies"]
    figures = []
    whole = [(cost, measured) for measured in rounds if (cost := cold(measured))]
    figures.append(of_rounds("export: plan, extract, merge", whole))
    figures.append(of_rounds("of these, extract", costs_of(COLD_EXTRACT, rounds)))
    figures.append(of_rounds("a start alone (status)", costs_of(START, rounds)))
    shards = [(Cost(cost.wall / copies, cost.cpu / copies, cost.mb), measured) for cost, measured in costs_of(SHARD, rounds)]
    if shards:
        figures.append(of_rounds(f"extract, each of {copies} in a shard", shards))
    for name in READERS:
        costs = costs_of(name, rounds)
        failures = [str(measured[name]) for measured in rounds if isinstance(measured.get(name), str)]
        if costs:
            figures.append(of_rounds(name, costs))
        elif failures:
            figures.append(Figure(name, failure=failures[0]))
    return figures


def costs_of(name: str, rounds: list[Round]) -> list[tuple[Cost, Round]]:
    return [(cost, measured) for measured in rounds if (cost := cost_in(measured, name))]


class Limit(NamedTuple):
    """Processor seconds of the work that no export can leave out, by Git's plain tools and by the rates of the parts."""

    pack: float
    inflate: float
    trees: float
    hash: float
    compare: float
    write: float

    @property
    def total(self) -> float:
        """Inflating is a part of indexing."""
        return self.pack + self.trees + self.hash + self.compare + self.write


def limit(history: dict[str, Any], rates: dict[str, dict[str, list[float]]]) -> Limit:
    def cpu(name: str) -> float:
        return statistics.median(cost.cpu for cost, _ in costs_of(name, history["rounds"]))

    def rate(name: str) -> float:
        return rates[name]["cpu"][0]

    rows = history["rows"]
    return Limit(
        cpu(INDEX_PACK),
        cpu(CAT_FILE),
        cpu(DIFF_TREE),
        history["blob_bytes"] / rate("LinesBenchmark.hashNextVersion:bytes"),
        rows["file_changes"] / rate("LinesBenchmark.compareHashes:count"),
        sum(rows.values()) / rate("FileChangesBenchmark.write:count"),
    )


def extract_cpu(history: dict[str, Any]) -> tuple[float, float]:
    """The processor seconds of extract: in a process of its own, and of each copy in a shard (0 if there was none)."""
    alone = statistics.median(cost.cpu for cost, _ in costs_of(COLD_EXTRACT, history["rounds"]))
    shards = [cost.cpu / history["copies"] for cost, _ in costs_of(SHARD, history["rounds"])]
    return alone, statistics.median(shards) if shards else 0
