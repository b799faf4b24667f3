import asyncio
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tools.bench import bulk, cycle, ground, growth, measures
from tools.bench.__main__ import QUICK, run
from tools.bench.load import NUMBER, Tool
from tools.bench.measures import Bench
from tools.bench.processes import served
from tools.bench.ratios import Comparison, Sample, Spread, compare, percentile
from tools.bench.report import FIGURES, KEPT, WORKLOADS, Line, Report, Target, page
from tools.servers import postgres
from tools.servers.postgres import Postgres


def test_a_ratio_is_taken_pair_by_pair_and_its_median_stands_between_the_extremes() -> None:
    limit = tuple(Sample(count, 1.0) for count in (100, 200, 400))
    product = tuple(Sample(count, 1.0) for count in (50, 20, 400))
    assert Comparison(limit, product).ratio() == Spread(0.5, 0.1, 1.0)


def test_limit_and_product_take_turns() -> None:
    turns: list[str] = []

    def side(name: str) -> Sample:
        turns.append(name)
        return Sample(1, 1.0)

    compare(lambda: side("limit"), lambda: side("product"), 2)
    assert turns == ["limit", "product", "limit", "product"]


def test_cpu_is_told_for_each_request() -> None:
    assert Comparison((), (Sample(10, 1.0, cpu_ms=50), Sample(5, 1.0, cpu_ms=50))).cpu() == Spread(7.5, 5.0, 10.0)


@pytest.mark.parametrize(("percent", "value"), [(50, 5), (99, 10), (100, 10)])
def test_a_percentile_is_the_nearest_rank(percent: int, value: int) -> None:
    assert percentile(list(range(10, 0, -1)), percent) == value


def test_a_percentile_of_nothing_is_zero() -> None:
    assert percentile([], 99) == 0.0


@pytest.mark.parametrize(
    ("target", "figure", "verdict"),
    [(Target(0.5), 0.5, "met"), (Target(0.5), 0.4, "SHORT"), (Target(4, least=False), 5, "SHORT"), (None, 1, "")],
)
def test_a_figure_short_of_its_target_says_so(target: Target | None, figure: float, verdict: str) -> None:
    line = Line("W1", "something", Spread(figure, figure, figure), "×", target)
    assert line.verdict == verdict
    report = Report([line], ["Kafka: no Java. Cure: install it"])
    kept = page(report.kept({}), report.skipped)
    assert f"| {verdict} |" in kept
    assert "skipped Kafka: no Java" in kept


def test_a_run_of_one_workload_leaves_the_figures_of_the_others() -> None:
    one, two = (Report([Line(name, what, Spread(1, 1, 1))]) for name, what in (("W1", "a read"), ("T8", "a look")))
    before = one.kept({})
    again = Report([Line("T8", "another look", Spread(2, 2, 2))])
    said = page(again.kept(two.kept(before)))
    assert said.index("a read") < said.index("another look")
    assert "| a look |" not in said


def test_every_figure_that_is_kept_stands_on_the_page() -> None:
    kept = json.loads(FIGURES.read_text("utf-8"))
    assert set(kept) <= set(WORKLOADS)
    assert KEPT.read_text("utf-8").partition("\n- skipped")[0].strip() == page(kept).strip()


def test_the_load_tool_sends_its_requests_round_and_counts_the_answers(tmp_path: Path) -> None:
    (tmp_path / "item").write_bytes(b'{"a":1}')
    tool = Tool()
    try:
        with served(
            ["-m", "tools.bench.limits"], {"BENCH_BYTES": str(tmp_path), "BENCH_WORKERS": "1"}, "/item"
        ) as side:
            sent = cycle.request("POST", "/item", body=NUMBER)
            plan = {"ports": side.ports, "queues": measures.queues([sent]), "seconds": 60, "most": 3}
            sample, told = tool.measure(plan, side.cpu_ms)
            assert (sample.count, told["statuses"]) == (24, {"200": 24})
            assert told["numbers"] == [queue["first"] + 3 for queue in measures.queues([sent])]
            missing = measures.queues([cycle.request("GET", "/nothing")])
            with pytest.raises(RuntimeError, match="refused"):
                tool.measure(plan | {"queues": missing}, side.cpu_ms)
    finally:
        tool.close()


@pytest.mark.slow
def test_our_cycle_ends_online_and_its_record_is_read(tmp_path: Path) -> None:
    tool = Tool()
    bench = Bench(tmp_path, QUICK, Report(), tool, frozenset())
    try:
        bench.ground = asyncio.run(
            ground.prepare(ground.settings_of(tmp_path / "g", ""), published=2, cycles=2, drafts=1)
        )
        with bench.ours("catalog", "review") as ours:
            plan = {"ports": ours.ports, "script": "product", "given": list(bench.ground.offers), "seconds": 60}
            plan |= {"tokens": bench.ground.tokens, "draft": bench.ground.change("测"), "clients": 1}
            assert tool.measure(plan, ours.cpu_ms)[0].count == 2
            pages = measures._pages(ours)
            assert len(pages) == 1
    finally:
        tool.close()


def test_the_bench_inspects_a_dump_and_asks_every_question_of_the_search(tmp_path: Path) -> None:
    report = Report()
    bench = Bench(tmp_path, replace(QUICK, records=30, found=40), report, Tool(), frozenset({"T8", "T3"}))
    try:
        bulk.inspection(bench)
        bulk.searching(bench)
    finally:
        bench.tool.close()
    assert {line.id for line in report.lines} == {"T8", "T3"}
    assert all(line.figure.median > 0 for line in report.lines)


@pytest.mark.slow
@pytest.mark.postgres
def test_the_bench_sees_a_save_and_a_page_as_the_items_grow(tmp_path: Path) -> None:
    if why := postgres.missing():
        pytest.skip(why[0])
    with Postgres() as server:
        for name in ("catalog", "review", "guide", "notify"):
            server.create_database(name)
        figures = asyncio.run(growth.grow(ground.settings_of(tmp_path, server.url), 60, 120, rounds=2))
    assert {one.what for one in figures} >= {"save", "page of 20", "read by code", "search, first page"}
    assert all(one.few > 0 and one.many > 0 for one in figures)


@pytest.mark.slow
def test_a_run_measures_the_chain_and_keeps_what_it_found(tmp_path: Path) -> None:
    report = Report()
    run(tmp_path, QUICK, {"T9", "W4"}, report, servers=False)
    said = {line.id for line in report.lines}
    assert said == {"W4", "T9"}
    assert all(line.figure.median > 0 for line in report.lines)
    assert set(report.kept({})) == said
