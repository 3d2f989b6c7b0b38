"""What a page says of drawn runs whose ratios are known: tables, why there are no verdicts, and all pairs."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from benchmarks.analysis import starts as analysed_starts
from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.analysis.sweep import ScalingOf
from benchmarks.plan import sizes
from benchmarks.record import schema
from benchmarks.record.drawn import STEPS, WORKLOAD, DrawRun, contender
from benchmarks.record.record import Record
from benchmarks.reports.document import Block, Table
from benchmarks.reports.pages.matrix import matrices
from benchmarks.reports.pages.page import page
from benchmarks.reports.render.markdown import markdown
from benchmarks.reports.sections import forms, options, starts, steps, sweep
from benchmarks.stats import breakeven
from benchmarks.stats.breakeven import BreakEven
from benchmarks.stats.moderated import Levels
from benchmarks.stats.order import start_order
from benchmarks.stats.ratios import Ratio
from benchmarks.stats.scaling import OVERHEAD, Scaling

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-graph": 0.201, "tensorflow-eager": 0.5}


def workload_of(record: Record) -> WorkloadAnalysis:
    return Analysis(record, baseline="pytorch-eager", band=0.03).workload(WORKLOAD)


def said(record: Record) -> dict[str, str]:
    """Return what the table of steps says of everybody against the baseline."""
    table = steps.table(workload_of(record))
    return dict(zip(table["contender"], table["against pytorch-eager"], strict=True))


def only_table(blocks: list[Block]) -> Table:
    (table,) = (block for block in blocks if isinstance(block, Table))
    return table


def test_each_contender_gets_its_verdict_with_interval_and_the_repeat_is_the_noise_floor(draw_run: DrawRun) -> None:
    record = draw_run(TIMES)
    verdicts = said(record)
    assert verdicts["pytorch-eager"] == "baseline"
    assert float(verdicts["pytorch-compile"].partition("x")[0]) == pytest.approx(2, rel=0.02)
    assert "x faster [" in verdicts["pytorch-compile"]
    assert "x slower [" in verdicts["tensorflow-eager"]
    assert verdicts["tensorflow-graph"].startswith("same within 3 % [")
    assert "numpy-again" not in verdicts
    assert "numpy against itself" in steps.noise_sentence(workload_of(record))
    assert re.fullmatch(
        r"A true difference of [\d.]+ % would get a verdict in 4 of 5 cases\.",
        steps.resolution_sentence(workload_of(record)),
    )


def test_a_table_says_how_many_intervals_it_has_and_what_a_verdict_takes(draw_run: DrawRun) -> None:
    assert (
        "The table has 4 intervals of 95 % over processes: about 0.2 of them are expected to miss the true ratio, and "
        "one in twenty of those in the sentences. For faster or slower an interval has to clear the band of 3 %, its "
        "estimate the noise floor too."
    ) in markdown(page(Analysis(draw_run(TIMES)))).replace("\N{NO-BREAK SPACE}", " ")
    assert {"step, quartiles over blocks", "feeding a block"} <= {*steps.table(workload_of(draw_run(TIMES, name="b")))}


def test_a_framework_without_a_form_has_no_graph_and_a_form_that_failed_has_its_own(draw_run: DrawRun) -> None:
    roster = {"jax": contender("jax", "jax", "dynamic", workloads=("inference",))}
    failures = [
        schema.Failure(workload=WORKLOAD, contender=name, status="not run", reason="for a reason")
        for name in ("jax", "tensorflow-graph")
    ]
    table = steps.table(workload_of(draw_run({"numpy": 0.1}, roster=roster, more=failures))).set_index("contender")
    assert dict(table["graph"]) == {"numpy": "dynamic", "jax": "-", "tensorflow-graph": "static"}
    assert table["step"]["jax"] == "not run: for a reason"


def test_how_identical_code_did_is_no_verdict_and_what_two_processes_cannot_tell_is_not_nought(
    draw_run: DrawRun,
) -> None:
    pilot: dict[str, Any] = {"processes": 2, "process_seconds": 9.0, "round_seconds": 1.0, "rounds": 7}
    told = schema.Allocation(workload=WORKLOAD, **pilot, within_variance=0.01, between_variance=0.0)
    workload = workload_of(draw_run(TIMES, spread=1e-5, more=(told,)))
    assert "is 1.00" in steps.floor_sentence(workload)
    assert "the same" not in steps.floor_sentence(workload)
    sentence = steps.data_sentence(workload)
    assert "a scatter of 11 % between rounds and none that can be told between processes. A process cost 9" in sentence
    assert sentence.endswith(" and a round 1.00 s, so each later process took 7 rounds.")
    apart = replace(told, between_variance=0.0025)
    workload = workload_of(draw_run(TIMES, name="apart", spread=1e-5, more=(apart,)))
    assert "of 11 % between rounds and one of 5.1 % between processes." in steps.data_sentence(workload)
    workload = workload_of(draw_run(TIMES, name="anew", spread=1e-5, more=(told, replace(told, processes=3, rounds=9))))
    assert steps.data_sentence(workload).endswith("each later process took 7 to 9 rounds, chosen anew before each.")
    fewest = replace(told, rounds=workload.record.environment.settings.effort.fewest)
    workload = workload_of(draw_run(TIMES, name="fewest", spread=1e-5, more=(fewest,)))
    assert steps.data_sentence(workload).endswith(" rounds, the fewest of its effort.")


def test_who_took_another_time_for_the_whole_is_named_and_identical_code_is_nobody(draw_run: DrawRun) -> None:
    def whole(name: str, share: float) -> schema.Whole:
        seconds = TIMES[name.removesuffix("-again")] * share
        return schema.Whole(
            workload=WORKLOAD, contender=name, steps=500, block_seconds=seconds, cpu_seconds=seconds, loss_error=0.0
        )

    lines = (whole("numpy", 1.0), whole("pytorch-eager", 1.5), whole("pytorch-compile", 1.01), whole("numpy-again", 9))
    sentence = steps.data_sentence(workload_of(draw_run(TIMES, spread=1e-5, more=lines)))
    assert "more (numpy) to 50 % more (pytorch-eager) than the blocks of the same process foretell" in sentence
    # Nine times as long took the control's repeat, which is nobody's form.
    assert "numpy-again" not in sentence
    # A neighbour who slowed the whole of one slowed the block just before it, too: that is no other time.
    before = [
        replace(line, steps=250, block_seconds=line.block_seconds / 2 / share)
        for line, share in zip(lines, (1.0, 1.0, 1.0, 9.0), strict=True)
    ]
    pairs = [line for pair in zip(before, lines, strict=True) for line in pair]
    sentence = steps.data_sentence(workload_of(draw_run(TIMES, name="side by side", spread=1e-5, more=pairs)))
    assert "just after a block, the whole took 0.0 % more (numpy) than it foretells." in sentence


def test_a_contender_on_more_threads_than_it_was_given_gets_no_verdict(draw_run: DrawRun) -> None:
    reasons = steps.no_verdicts(workload_of(draw_run(TIMES, cpu_share=1.9)))
    assert any("thread leak" in reason for reason in reasons)


def test_every_timed_contender_is_described_once_on_a_page(draw_run: DrawRun) -> None:
    record = draw_run(TIMES)
    option = replace(record.roster["pytorch-compile"], base="pytorch-eager", changes="the graph")
    record.roster["pytorch-compile"] = option
    workload = workload_of(record)
    tables = [only_table([*section.blocks(workload)]).frame for section in (forms.SECTION, options.SECTION)]
    described = [name for table in tables for name in table["contender"][table["what it is"] != ""]]
    assert sorted(described) == sorted(workload.times.timed)
    assert [*tables[1]["contender"]] == ["pytorch-compile"]


def test_a_page_says_by_which_clock_its_results_are_and_how_much_others_had(draw_run: DrawRun) -> None:
    assert steps.clock_sentence(workload_of(draw_run(TIMES, name="quiet"))) == (
        "All results here are by the wall clock: waiting for a processor that others had was 0.0 % of a "
        "contender's time at most."
    )
    assert steps.clock_sentence(workload_of(draw_run(TIMES, waiting=1.0))).startswith(
        "All results here are by the clock that leaves out waiting for a processor that others had, with the wall's "
    )


def test_a_noisy_run_keeps_only_large_effects(draw_run: DrawRun) -> None:
    record = draw_run({**TIMES, "tensorflow-graph": 0.22}, cpu_share=0.8, repeat=0.107)
    verdicts = said(record)
    assert "faster" in verdicts["pytorch-compile"]
    assert verdicts["tensorflow-graph"].startswith("about 1.1")
    assert "not settled: the machine was noisy and identical code differed by" in verdicts["tensorflow-graph"]
    assert "noisy" in markdown(page(Analysis(record)))


def test_wide_intervals_say_how_many_processes_it_would_take(draw_run: DrawRun) -> None:
    record = draw_run({**TIMES, "tensorflow-graph": 0.22}, spread=0.06, seed=2)
    reasons = " ".join(steps.no_verdicts(workload_of(record)))
    assert "the interval is too wide" in reasons
    assert "processes would do" in reasons


def test_without_the_baseline_there_are_no_verdicts_and_the_page_says_so(draw_run: DrawRun) -> None:
    text = markdown(page(Analysis(draw_run({"numpy": 0.1, "tensorflow-graph": 0.2}), baseline="pytorch-eager")))
    assert "Nothing is held against pytorch-eager, the baseline, which was not timed here." in text


def test_the_matrix_mirrors_itself(draw_run: DrawRun) -> None:
    matrix = only_table(matrices(Analysis(draw_run(TIMES)))).frame.set_index("")
    assert "faster" in str(matrix.loc["numpy", "tensorflow-eager"])
    assert "slower" in str(matrix.loc["tensorflow-eager", "numpy"])
    assert matrix.loc["numpy", "numpy"] == ""


def test_a_start_says_when_it_has_paid_or_that_it_never_does(draw_run: DrawRun) -> None:
    times = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-eager": 0.3}
    begun = {"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.3, 5.0), "tensorflow-eager": (3.0, 0.01)}
    record = draw_run(times, starts=begun, spread=1e-4)
    table = only_table([*starts.SECTION.blocks(workload_of(record))]).frame.set_index("contender")
    assert table.loc["tensorflow-eager", "overtakes pytorch-eager"] == "never"
    assert str(table.loc["pytorch-compile", "overtakes its dynamic form"]).startswith("after 25 000 steps [")


def test_a_page_computes_every_ratio_and_every_crossing_once(
    draw_run: DrawRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    computed: dict[str, list[object]] = {"ratios": [], "crossings": []}

    def ratio(levels: Levels[str], name: str, baseline: str) -> Ratio | None:
        computed["ratios"].append((id(levels), name, baseline))
        return original_ratio(levels, name, baseline)

    def break_even(*arguments: Any, **options: Any) -> BreakEven:
        computed["crossings"].append(repr(arguments))
        return original_crossing(*arguments, **options)

    original_ratio, original_crossing = Levels.ratio, breakeven.break_even
    record = draw_run(TIMES, starts={name: (1.0 + seconds, seconds) for name, seconds in TIMES.items()})
    monkeypatch.setattr(Levels, "ratio", ratio)
    monkeypatch.setattr(analysed_starts, "break_even", break_even)
    page(Analysis(record))
    for calls in computed.values():
        assert calls
        assert len(calls) == len(set(calls))
    # Each contender against the baseline, and each static one against the dynamic form of its framework.
    assert len(computed["crossings"]) == len(TIMES) - 1 + 1


def test_what_a_step_costs_before_any_arithmetic_is_a_range_of_what_is_resolved() -> None:
    def fit(name: str, seconds: float, *unresolved: str) -> ScalingOf:
        scaling = Scaling(
            overhead_seconds=seconds,
            seconds_per_flop=1e-10,
            seconds_per_byte=0.0,
            error=0.1,
            unresolved=frozenset(unresolved),
        )
        return ScalingOf(contender=name, scaling=scaling, missed={}, crossover_flop=None)

    quick, slow, open_ = fit("quick", 1e-5), fit("slow", 1e-3), fit("open", 0.0, OVERHEAD)
    said = sweep.cost_range([slow, quick, open_])
    assert said.startswith("by the fits a step costs 10.0 us (quick) to 1.00 ms (slow) before any arithmetic; ")
    assert said.endswith("; what a step of open costs before any arithmetic can't be told from zero")
    assert sweep.cost_range([quick]) == "by the fits a step costs 10.0 us (quick) before any arithmetic"
    assert sweep.cost_range([open_]) == "what a step of open costs before any arithmetic can't be told from zero"


def test_what_starting_late_did_is_told_and_where_it_cannot_be_told_that_is_said(draw_run: DrawRun) -> None:
    names = [*TIMES, "numpy-again"]
    said: dict[str, Any] = {"import_seconds": 0.1, "device": "cpu", "sync": "nothing", "reduced_precision": False}
    cell: dict[str, Any] = {"workload": WORKLOAD, "build_seconds": 0.0, "steps": STEPS, "batches_digest": "b" * 64}

    def workers(order: list[str], replicate: int) -> list[schema.Line]:
        """Return the lines of processes that answered by name, in whatever order they had been started."""
        described = {**said, "threads": {}, "precision": {}, "versions": {}, "replicate": replicate}
        return [schema.Worker(contender=name, started=1 + order.index(name), **described) for name in sorted(names)]

    def sentence(orders: list[list[str]], name: str) -> str:
        environment, *lines = draw_run(TIMES, name=name, processes=5).lines
        later: list[schema.Line] = []
        for replicate, order in enumerate(orders[1:], start=1):
            later += workers(order, replicate)
            later += [schema.Build(contender=contender, replicate=replicate, **cell) for contender in names]
        first = workers(orders[0], 0) if orders else []
        return steps.order_sentence(workload_of(Record([environment, *first, *lines, *later], Path(name))))

    assert sentence([], "unknown") == ""
    assert "in one order: what that did, if anything, is part of every comparison" in sentence([names] * 5, "fixed")
    drawn = [start_order(names, draw="", replicate=replicate) for replicate in range(5)]
    assert sentence(drawn, "other orders").endswith(" who was started first, and that is taken out.")


@pytest.mark.parametrize(
    ("overhead", "told", "end"),
    [
        (1e-4, "saves more than 5 % of pytorch-eager's step at ", None),
        (3e-3, "saves more than 5 % of pytorch-eager's step at 0 of ", "saves nothing when small"),
    ],
)
def test_the_sweep_says_at_how_many_sizes_a_static_form_pays(
    draw_run: DrawRun, overhead: float, told: str, end: str | None
) -> None:
    lines: list[schema.Line] = []
    for name, (rows, hidden) in sizes.SIZES.items():
        seconds = {"pytorch-eager": 1e-3, "pytorch-compile": overhead}
        times = {contender: STEPS * (each + rows * hidden * 2e-8) for contender, each in seconds.items()}
        record = draw_run(times, name=f"{name}-{overhead}", workload=name, processes=1, spread=1e-4)
        lines += [line for line in record.lines if not (lines and isinstance(line, schema.Environment))]
    analysis = Analysis(Record(lines, record.file))
    (sentence,) = [text for text in sweep.findings(analysis) if text.startswith("Measured in one process, ")]
    assert told in sentence
    found = sweep.savings(analysis, "pytorch-compile")
    assert found
    assert (found.smallest, found.of) == (end is None, len(sizes.SIZES))
    assert ("takes as much more at" in sentence) is (found.longer > 0) is (end is not None)
    assert analysis.sweep.fits["pytorch-compile"].crossover_flop is not None
    (fits, _) = [block for block in sweep.SECTION.blocks(analysis) if isinstance(block, Table)]
    (*_, shown) = fits.frame.set_index("contender").loc["pytorch-compile"]
    assert shown == end or (end is None and str(shown).endswith("FLOP a step"))
    assert fits.frame.set_index("contender").loc["pytorch-eager"].iloc[-1] == "is dynamic"
    assert ("by the fits that ends at" in sentence) is (end is None)


def test_a_static_form_that_pays_at_every_size_or_is_not_told_apart_says_so(draw_run: DrawRun) -> None:
    roster = {"tensorflow-graph": contender("tensorflow-graph", "tensorflow", "static", changes="the loop", base="x")}
    lines: list[schema.Line] = []
    for name, (rows, hidden) in sizes.SIZES.items():
        work = rows * hidden * 2e-8
        times = {"pytorch-eager": 2 * work, "pytorch-compile": work, "tensorflow-graph": work}
        times = {form: STEPS * (1e-4 + seconds) for form, seconds in times.items()}
        record = draw_run(times, name=name, workload=name, processes=1, spread=1e-4, roster=roster)
        lines += [line for line in record.lines if not (lines and isinstance(line, schema.Environment))]
    # At the smallest size the static form has to save something, too.
    lines = [
        line for line in lines if getattr(line, "workload", "") not in {f"{sizes.NET}_1x100", f"{sizes.NET}_4x100"}
    ]
    analysis = Analysis(Record(lines, record.file))
    (fits, _) = [block for block in sweep.SECTION.blocks(analysis) if isinstance(block, Table)]
    column = fits.frame.set_index("contender").iloc[:, -1]
    assert column["pytorch-compile"] == "still saves more than 5 % at the largest"
    assert column["tensorflow-graph"] == "no data"
    assert "sizes (by more than its graph)" in " ".join(sweep.findings(analysis))
