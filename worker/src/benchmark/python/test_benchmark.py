"""What "make benchmark" reads and writes, without a measurement that takes long."""

import json
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))

from benchmark import figures, page, parts, process, record, tables, tools
from benchmark.process import Cost, Failed, measure


def history(rounds: list[dict[str, object]], copies: int = 2) -> dict[str, object]:
    return {"rounds": rounds, "copies": copies}


def one_round(factor: float, **others: object) -> dict[str, object]:
    steps = {"export: plan": 1, "export: extract": 4, "export: merge": 2, "start: status": 1, "git log": 2}
    return {name: [value * factor, value * factor / 2, value * 10] for name, value in steps.items()} | others


def test_the_page_has_the_tables_of_the_recorded_figures() -> None:
    text = page.PAGE.read_text()
    assert page.updated(text, record.read(record.RECORDED)) == text


@pytest.mark.parametrize("markers", [page.BEGIN, page.END, page.END + page.BEGIN, page.BEGIN * 2 + page.END])
def test_a_page_without_its_two_markers_is_refused(markers: str) -> None:
    with pytest.raises(ValueError, match="should have the lines"):
        page.updated("# Performance\n" + markers, {"histories": {}})


def test_an_export_is_the_sum_of_its_steps_and_ratios_are_those_of_one_round() -> None:
    # Noise slowed the second round down four times, all programs alike: that changes no ratio.
    whole, extract, *_ = figures.exports_and_readers(history([one_round(1), one_round(4), one_round(1)]))
    assert (whole.wall, whole.cpu, whole.mb, whole.rounds) == (7, 3.5, 40, 3)
    assert (whole.wall_ratio, whole.cpu_ratio) == (3.5, 3.5)
    assert (extract.wall, extract.wall_ratio) == (4, 2)


def test_a_shard_counts_for_each_of_its_copies() -> None:
    found = figures.exports_and_readers(history([one_round(1, **{"shard: extract": [6, 8, 90]})], copies=4))
    [shard] = [figure for figure in found if "shard" in figure.name]
    assert (shard.wall, shard.cpu, shard.mb) == (1.5, 2, 90)


def test_a_tool_that_failed_says_why() -> None:
    found = figures.exports_and_readers(history([one_round(1, PyDriller="took more than 300 s"), one_round(1)]))
    assert [figure.failure for figure in found if figure.name == "PyDriller"] == ["took more than 300 s"]


def test_the_line_with_the_exception_says_why_a_tool_failed() -> None:
    assert (
        tools.reason("Traceback:\n  at x\nconfig.HeaderError: no headers\nfile: 'a', line: 1\n")
        == "config.HeaderError: no headers"
    )
    assert tools.reason("took more than 300 s") == "took more than 300 s"


def test_a_command_costs_what_its_children_use() -> None:
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    child = f"import subprocess, sys\nsubprocess.run([sys.executable, '-c', {burn!r}], check=True)"
    cost = measure([sys.executable, "-c", child])
    assert cost.cpu >= 0.3
    assert cost.wall >= 0.3
    assert 1 < cost.mb < 500


def test_a_command_that_fails_or_takes_too_long_is_told() -> None:
    with pytest.raises(Failed, match="ended with 3: broken"):
        measure([sys.executable, "-c", "import sys; print('broken', file=sys.stderr); sys.exit(3)"])
    with pytest.raises(Failed, match="took more than 0 s"):
        measure(["sleep", "60"], limit=0.1)


def test_memory_is_that_of_all_descendants_and_shared_pages_count_in_part() -> None:
    assert process.descendants(1, {2: 1, 3: 2, 4: 9, 1: 0}) == {1, 2, 3}
    assert process.proportional_kilobytes("Rss: 900 kB\nPss_Anon: 5 kB\nPss:  123 kB\n") == 123


def test_rates_are_read_from_the_results_of_jmh() -> None:
    result = {
        "benchmark": "io.commitlake.benchmark.FileChangesBenchmark.write",
        "secondaryMetrics": {
            "count": {"rawData": [[100, 300], [200]]},
            # In the second iteration, other work took half of the processor.
            "processorNanoseconds": {"rawData": [[1e9, 0.5e9], [1e9]]},
        },
    }
    assert parts.rates(json.loads(json.dumps([result]))) == {
        "FileChangesBenchmark.write:count": {"wall": [200, 100, 300], "cpu": [200, 100, 600]},
    }


def test_a_later_record_replaces_only_its_histories() -> None:
    earlier = {"histories": {"large": {"commits": 9, "is": "old"}, "small": {"commits": 2}}, "parts": "old"}
    merged = record.merged(earlier, {"histories": {"large": {"commits": 9, "is": "new"}, "odd": {"commits": 5}}})
    assert list(merged["histories"]) == ["small", "odd", "large"]
    assert merged["histories"]["large"]["is"] == "new"
    assert merged["parts"] == "old"


def test_tables_are_aligned_by_what_their_columns_hold() -> None:
    table = [["part", "rate"], ["a|b", "1,200"], ["c", "7.5"], ["d", "failed"]]
    assert tables.for_page(table) == "| part | rate |\n| --- | --: |\n| a\\|b | 1,200 |\n| c | 7.5 |\n| d | failed |"
    assert tables.for_terminal([["part", "rate"], ["a", "5"]]) == "part  rate\na        5"


def test_costs_keep_their_order_in_json() -> None:
    assert Cost(*json.loads(json.dumps(Cost(1, 2, 3)))) == Cost(1, 2, 3)
