"""Every sentence appears with the numbers that call for it, changes as they do, and vanishes below its threshold."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.record import schema
from benchmarks.record.drawn import WORKLOAD, DrawRun, contender, study, training
from benchmarks.record.record import Record
from benchmarks.reports import rounding
from benchmarks.reports.document import Table, Text, plain
from benchmarks.reports.findings import fastest, findings
from benchmarks.reports.findings.break_even import crossing_finding
from benchmarks.reports.sections import accuracy, options, resources, studies
from benchmarks.stats.breakeven import BreakEven
from benchmarks.stats.ratios import Interval
from impls.contenders import contenders
from impls.interface import Contender

TIMES = {"numpy": 0.3, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-eager": 0.5}
INFINITE = float("inf")
UNKNOWN = float("nan")


def said(record: Record, workload: str = WORKLOAD) -> dict[str, str]:
    """Return what is said, by rule; sentences of one rule are joined."""
    texts: dict[str, str] = {}
    for finding in findings(Analysis(record, baseline="pytorch-eager", band=0.03).workload(workload)):
        texts[finding.rule] = " ".join(filter(None, (texts.get(finding.rule), finding.text)))
    return texts


def test_the_fastest_form_is_named_with_the_nearest_one_and_its_interval(draw_run: DrawRun) -> None:
    texts = said(draw_run(TIMES))
    assert texts["fastest"].startswith("pytorch-compile has the shortest step, 200 us")
    nearest = texts["fastest"].partition("the nearest, pytorch-eager, ")[2]
    assert float(nearest.partition("x slower [")[0]) == pytest.approx(2, rel=0.02)
    # Nothing is said of starts that weren't measured.
    assert not {"pays", "never", "unsettled", "loses"} & texts.keys()
    faster = draw_run(TIMES | {"tensorflow-eager": 0.05}, name="faster")
    assert said(faster)["fastest"].startswith("tensorflow-eager has")


def test_who_is_not_proven_slower_is_not_beaten(draw_run: DrawRun) -> None:
    texts = said(draw_run(TIMES | {"tensorflow-eager": 0.1005}))
    assert "fastest" not in texts
    assert "can't be told apart from" in texts["tied"]
    assert "within 3 %" in texts["tied"]


def test_who_is_behind_without_a_verdict_is_no_tie(draw_run: DrawRun) -> None:
    texts = said(draw_run(TIMES, cards={"pytorch-eager": {"dtype": "float64"}}))
    assert "tied" not in texts
    told = "; every other form with a verdict is slower, the nearest, tensorflow-eager, "
    assert told in texts["fastest"]
    assert "; no verdict is given on pytorch-eager, about " in texts["fastest"]


@pytest.mark.parametrize(("threads", "told"), [(1, False), (2, True)])
def test_with_several_threads_who_was_refused_for_placing_need_not_have_hidden_work(
    draw_run: DrawRun, threads: int, *, told: bool
) -> None:
    reason = f"BlockError: {fastest.PLACING} 4.0e-03 s of work"
    lost = schema.Failure(workload=WORKLOAD, contender="pytorch-compile", status="failed", reason=reason)
    times = {name: seconds for name, seconds in TIMES.items() if name != lost.contender}
    texts = said(draw_run(times, more=(lost,), settings={"threads": threads}))
    assert texts["failed"].startswith("pytorch-compile failed, and where it would stand isn't known.")
    assert ("needn't have been hidden work" in texts["failed"]) is told


def test_where_no_numpy_computes_whoever_raced_twice_instead_is_named(draw_run: DrawRun) -> None:
    """As on every GPU, where a form of a framework measures the noise."""
    gpu = {name: seconds for name, seconds in TIMES.items() if name != "numpy"}
    texts = said(draw_run(gpu | {"pytorch-eager": 0.05}, control="pytorch-eager"))
    assert texts["fastest"].startswith("pytorch-eager has the shortest step, 100 us")
    assert "pytorch-eager-again" not in " ".join(texts.values())


def test_one_form_alone_is_not_called_the_fastest_and_no_form_has_no_sentence(draw_run: DrawRun) -> None:
    texts = said(draw_run({"numpy": 0.1, "pytorch-eager": 0.2}))
    assert "isn't known to be the fastest" in texts["fastest"]
    assert "static" not in texts
    assert said(draw_run({"numpy": 0.1}, name="none")) == {}


@pytest.mark.parametrize(
    ("control", "told"),
    [(0.05, "which is written by hand, is faster still"), (0.1, "isn't proven faster"), (0.3, None)],
)
def test_the_control_is_named_where_no_framework_beats_it(draw_run: DrawRun, control: float, told: str | None) -> None:
    text = said(draw_run(TIMES | {"numpy": control})).get("control")
    assert (text is None) if told is None else (text is not None and told in text)
    assert text is None or text.endswith("no framework's, it isn't ranked.")


@pytest.mark.parametrize(
    ("other", "spread", "answer"),
    [
        (0.5, 0.003, "proven apart, tensorflow-eager against pytorch-compile, "),
        (0.05, 0.003, "proven apart, pytorch-compile against tensorflow-eager, "),
        (0.1001, 1e-4, "not apart, tensorflow-eager against pytorch-compile, same within 3 %"),
        (0.1001, 0.2, "Between frameworks, each by its fastest current form here: "),
    ],
)
def test_whether_frameworks_are_apart_is_answered(draw_run: DrawRun, other: float, spread: float, answer: str) -> None:
    text = said(draw_run(TIMES | {"tensorflow-eager": other}, spread=spread))["frameworks"]
    assert answer in text
    assert ("not settled" in text) is (spread > 0.1)
    assert ("proven apart" in text or "not apart" in text) is (spread < 0.1)


def test_a_framework_whose_best_may_have_failed_is_left_out_with_the_reason(draw_run: DrawRun) -> None:
    lost = schema.Failure(workload=WORKLOAD, contender="pytorch-compile", status="failed", reason="no compiler")
    third = contender("jax-jit", "jax", "static")
    times = {name: seconds for name, seconds in TIMES.items() if name != lost.contender} | {third.name: 0.15}
    told = said(draw_run(times, more=(lost,), roster={third.name: third}))["frameworks"]
    why = ", since pytorch-compile failed and might be faster than what was timed: PyTorch."
    assert told.endswith(f" In no comparison of fastest forms{why}")
    assert "pytorch-eager" not in told
    assert "In no comparison" not in said(draw_run(TIMES, name="whole"))["frameworks"]
    # Where nobody else's is left, that alone is said.
    alone = {name: seconds for name, seconds in times.items() if name != third.name}
    assert said(draw_run(alone, name="alone", more=(lost,)))["frameworks"].startswith("In no comparison")


def test_one_framework_alone_is_held_against_no_other(draw_run: DrawRun) -> None:
    assert "frameworks" not in said(draw_run({"numpy": 0.3, "pytorch-eager": 0.2, "pytorch-compile": 0.1}))


def test_every_two_frameworks_are_held_against_each_other(draw_run: DrawRun) -> None:
    third = contender("jax-jit", "jax", "static")
    text = said(draw_run(TIMES | {third.name: 0.15}, roster={third.name: third}))["frameworks"]
    assert [pair.partition(",")[0] for pair in text.partition(": ")[2].split("; ")] == ["proven apart"] * 3
    assert "tensorflow-eager against jax-jit" in text


def test_frameworks_are_held_against_each_other_by_what_all_of_them_have_as_well(draw_run: DrawRun) -> None:
    others = [contender("tensorflow-graph", "tensorflow", "static"), contender("jax-jit", "jax", "static")]
    times = TIMES | {"tensorflow-graph": 0.12, "jax-jit": 0.15, "tensorflow-eager": 0.05}
    texts = said(draw_run(times, roster={form.name: form for form in others}))
    assert texts["plain frameworks"].startswith("Between frameworks, each by its plain static form: proven apart, ")
    assert "tensorflow-graph against pytorch-compile" in texts["plain frameworks"]
    assert "tensorflow-eager" not in texts["plain frameworks"]
    assert "tensorflow-eager" in texts["frameworks"]
    # Where what each has is what each does best, it is said once.
    two = {"numpy": 0.3, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "jax-jit": 0.15}
    assert "plain frameworks" not in said(draw_run(two, roster={"jax-jit": others[1]}, name="two"))


def test_what_a_graph_brings_is_told_where_more_than_the_graph_differs(draw_run: DrawRun) -> None:
    graph = contender("tensorflow-graph", "tensorflow", "static", base="tensorflow-eager", changes="the graph")
    texts = said(draw_run(TIMES | {graph.name: 0.15}, roster={graph.name: graph}))
    assert "By more than one change, pytorch-compile against pytorch-eager: " in texts["forms"]
    assert "tensorflow-graph against tensorflow-eager: " not in texts["forms"].partition("By more than one")[2]
    assert texts["static"].count("(by more than its graph)") == 1
    # Of a record that says of nobody what is changed, no more is known.
    silent = said(draw_run(TIMES, name="silent"))
    assert "more than" not in f"{silent['forms']} {silent['static']}"


def test_a_form_that_is_several_changes_away_says_so(draw_run: DrawRun) -> None:
    graph = contender("tensorflow-graph", "tensorflow", "static", base="tensorflow-eager", changes="the graph")
    fused = contender("tensorflow-fused", "tensorflow", "static", base="tensorflow-graph", changes="kernels")
    times = TIMES | {graph.name: 0.15, fused.name: 0.12}
    text = said(draw_run(times, roster={form.name: form for form in (graph, fused)}))["static"]
    text = text.partition("Against tensorflow-eager")[2]
    assert "tensorflow-fused" in text
    assert "(by 2 changes: the graph, kernels)" in text
    assert text.count("(by") == 1


def test_a_legacy_form_that_is_not_slower_is_told_with_why_it_is_not_ranked(draw_run: DrawRun) -> None:
    session = contender("tensorflow-session", "tensorflow", "static", mode="session")
    texts = said(draw_run(TIMES | {session.name: 0.05}, roster={session.name: session}))
    assert texts["legacy"].startswith("tensorflow-session, by a legacy interface, against pytorch-compile: ")
    assert texts["legacy"].endswith("Kept for old programs, it isn't ranked.")
    # Nor is it what its framework costs at its fastest.
    costs = texts["forms"].partition("A step in TensorFlow: ")[2]
    assert "shortest here" in costs
    assert session.name not in costs


def test_a_legacy_form_nearer_than_the_next_current_one_is_told_beside_it(draw_run: DrawRun) -> None:
    session = contender("tensorflow-session", "tensorflow", "static", mode="session")
    texts = said(draw_run(TIMES | {session.name: 0.15}, roster={session.name: session}))
    assert "; every other current form is slower, the nearest, pytorch-eager, " in texts["fastest"]
    assert "against pytorch-compile: 1.49" in texts["legacy"]
    far = said(draw_run(TIMES | {session.name: 0.25}, roster={session.name: session}, name="far"))
    assert "legacy" not in far


@pytest.mark.parametrize(("compiled", "word"), [(0.1, "faster ["), (0.4, "slower ["), (0.2, "same within 3 %")])
def test_a_static_form_is_held_against_its_frameworks_dynamic_one(
    draw_run: DrawRun, compiled: float, word: str
) -> None:
    text = said(draw_run(TIMES | {"pytorch-compile": compiled}))["static"]
    assert text.startswith("Against pytorch-eager, its framework's dynamic form: pytorch-compile")
    assert word in text
    assert "tensorflow" not in text


@pytest.mark.parametrize(("spread", "cpu_share", "told"), [(0.003, 1.0, False), (0.08, 0.5, True)])
def test_a_noise_floor_above_the_band_and_flags_are_told(
    draw_run: DrawRun, spread: float, cpu_share: float, *, told: bool
) -> None:
    texts = said(draw_run(TIMES, spread=spread, cpu_share=cpu_share))
    assert ("noise floor" in texts) is told
    everybody = "noisy (all 4, which tells of the machine rather than of any contender)"
    assert (everybody in texts.get("flags", "")) is told


@pytest.mark.parametrize(("seconds", "told"), [(1e-4, False), (8e-3, True)])
def test_a_machine_that_wakes_slowly_is_named(draw_run: DrawRun, seconds: float, *, told: bool) -> None:
    cards = {name: {"waking_seconds": seconds} for name in TIMES}
    texts = said(draw_run(TIMES, cards=cards))
    assert ("waking" in texts) is told
    if told:
        assert "took 8.00 ms more than at once, 8.0 % of the shortest block" in texts["waking"]


def test_who_alone_has_a_flag_is_named(draw_run: DrawRun) -> None:
    lone = contender("pytorch-compile", "pytorch", "static", threads=2)
    texts = said(draw_run(TIMES, roster={lone.name: lone}, cpu_share=0.5))
    assert "noisy (" in texts["flags"]
    assert "all " not in texts["flags"]


@pytest.mark.parametrize(("rounds", "told"), [(3, True), (4, False)])
def test_flags_that_short_processes_can_not_raise_are_not_left_to_silence(
    draw_run: DrawRun, rounds: int, *, told: bool
) -> None:
    drawn = draw_run(TIMES)
    lines = [line for line in drawn.lines if not (isinstance(line, schema.Block) and line.round >= rounds)]
    assert ("short processes" in said(Record(lines, drawn.file))) is told
    # The first processes, the pilots, may be longer than all others.
    lines = [line for line in lines if not isinstance(line, schema.Block) or line.round < 2 or not line.replicate]
    text = "1 of 5 processes alone had the 4 rounds" if rounds == 4 else "No process had the 4 rounds"
    assert text in said(Record(lines, drawn.file))["short processes"]


@pytest.mark.parametrize(
    ("steps", "loses", "rule", "text"),
    [
        ((210, 180, 240), False, "pays", "a overtakes b after 210 steps [180, 240], at 1.00 s from process start."),
        ((210, 180, 240), True, "loses", "a starts sooner than b but is ahead only until 210 steps [180, 240]"),
        ((0, 0, 0), False, "pays at once", "a is ahead of b from the first step."),
        ((0, 0, 18), False, "pays at once", "a is ahead of b within 18 steps at most, by estimate from the first."),
        ((500, 100, INFINITE), False, "unsettled", "a ever overtakes b is open: not before 100 steps, if ever."),
        ((500, 100, INFINITE), True, "unsettled", "Whether b ever overtakes a is open"),
        ((INFINITE, 100, INFINITE), False, "unsettled", "Whether a ever overtakes b is open"),
        ((0.04, 0, 18), False, "pays at once", "a is ahead of b within 18 steps at most, by estimate from the first."),
        (
            (INFINITE, INFINITE, INFINITE),
            False,
            "never",
            "a doesn't overtake b on this net, however long the training.",
        ),
        ((0, 0, 18), True, "never", "however long the training, though perhaps ahead for the first 18 steps."),
        ((210, UNKNOWN, UNKNOWN), False, "unsettled", "Whether a ever overtakes b is open."),
    ],
)
def test_a_crossing_is_told_as_its_interval_allows(
    *, steps: tuple[float, float, float], loses: bool, rule: str, text: str
) -> None:
    crossing = BreakEven(steps=Interval(estimate=steps[0], low=steps[1], high=steps[2]), seconds=1.0, loses=loses)
    finding = crossing_finding("a", "b", crossing)
    assert finding.rule == rule
    assert text in finding.text


def test_a_crossing_of_starts_measured_once_has_no_limits_to_show() -> None:
    crossing = BreakEven(steps=Interval(estimate=210, low=180, high=240), seconds=1.0, once=True)
    text = "a overtakes b after about 210 steps, at 1.00 s from process start, each start measured once."
    assert crossing_finding("a", "b", crossing).text == text
    crossing = BreakEven(steps=Interval(estimate=500, low=100, high=INFINITE), seconds=1.0, once=True)
    text = "Whether a ever overtakes b is open, each start measured once."
    assert crossing_finding("a", "b", crossing).text == text


def test_a_static_form_that_was_started_is_told_from_when_on_it_is_ahead(draw_run: DrawRun) -> None:
    record = draw_run(TIMES, starts={"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.0, 5.0)})
    assert "pytorch-compile overtakes pytorch-eager after" in said(record)["pays"]


def trained(draw_run: DrawRun, accuracies: Mapping[str, list[float]]) -> dict[str, str]:
    """Return what is said of trainings with several seeds that end at these accuracies."""
    workload = "text_classifier"
    lines = [
        training(workload, name, [0.5, accuracy], seed=seed)
        for name, reached in accuracies.items()
        for seed, accuracy in enumerate(reached)
    ]
    return said(draw_run(TIMES, workload=workload, more=tuple(lines)), workload)


@pytest.mark.parametrize(
    ("other", "rule", "text"),
    [
        ([0.901, 0.911, 0.921], "same accuracy", "Yes, within 1 point of pytorch-eager"),
        ([0.801, 0.811, 0.822], "different accuracy", "No: tensorflow-eager differs by more than 1 point"),
        (
            [0.95, 0.86, 0.92],
            "open accuracy",
            "No form is proven within 1 point of pytorch-eager and none further off: 3 seeds can't tell. The means",
        ),
    ],
)
def test_accuracies_are_equal_different_or_open(draw_run: DrawRun, other: list[float], rule: str, text: str) -> None:
    texts = trained(draw_run, {"pytorch-eager": [0.90, 0.91, 0.92], "tensorflow-eager": other})
    assert text in texts[rule]
    assert {"same accuracy", "different accuracy", "open accuracy"} & texts.keys() == {rule}


SAME, OTHER, OPEN = [0.901, 0.911, 0.921], [0.801, 0.811, 0.822], [0.95, 0.86, 0.92]


def test_forms_that_are_proven_the_same_are_counted_beside_those_that_are_open(draw_run: DrawRun) -> None:
    texts = trained(draw_run, {"pytorch-eager": [0.90, 0.91, 0.92], "tensorflow-eager": OPEN, "pytorch-compile": SAME})
    assert texts["open accuracy"].startswith(
        "1 of 2 forms is proven within 1 point of pytorch-eager, none is proven further off; of the others 3 seeds "
        "can't tell. The means over 3 seeds differ from pytorch-eager's by "
    )


def test_forms_that_are_the_same_or_open_are_told_beside_one_that_differs(draw_run: DrawRun) -> None:
    plain = {"pytorch-eager": [0.90, 0.91, 0.92], "tensorflow-eager": OTHER}
    texts = trained(draw_run, {**plain, "pytorch-compile": SAME, "tensorflow-graph": OPEN})
    assert texts["different accuracy"].startswith(
        "No: tensorflow-eager differs by more than 1 point; 1 of 3 forms is proven within 1 point of pytorch-eager; of "
        "the others 3 seeds can't tell; means over 3 seeds differ "
    )


def test_no_zero_has_a_sign(draw_run: DrawRun) -> None:
    exact = [0.90, 0.91, 0.92]
    lines = [
        training("text_classifier", name, [0.5, accuracy - 1e-6 * (name != "pytorch-eager")], seed=seed)
        for name in ("pytorch-eager", "tensorflow-eager")
        for seed, accuracy in enumerate(exact)
    ]
    record = draw_run(TIMES, workload="text_classifier", more=tuple(lines))
    workload = Analysis(record, baseline="pytorch-eager").workload("text_classifier")
    _, table, *_ = accuracy.SECTION.blocks(workload)
    assert isinstance(table, Table)
    assert list(table.frame.iloc[:, -1]) == ["baseline", "+0.0 [+0.0, +0.0] points, equivalent"]


def test_for_how_long_all_forms_agree_from_the_same_weights_is_told(draw_run: DrawRun) -> None:
    def told(other: list[float], one: str = "tensorflow-eager") -> str:
        curves = {"pytorch-eager": [0.80, 0.90, 0.92], one: other}
        lines = [training("text_classifier", name, curve, seed=1) for name, curve in curves.items()]
        record = draw_run(TIMES, name=f"{one}{other}", workload="text_classifier", more=tuple(lines))
        return said(record, "text_classifier")["accuracy by epoch"]

    assert "agree within 0.5 points after each of 3 epochs" in told([0.80, 0.905, 0.92])
    apart = told([0.80, 0.905, 0.86])
    assert "agree within 0.5 points for 2 of 3 epochs; then they part by up to 6.0 points, and each" in apart
    assert apart.endswith("own accuracy moves by up to 10.5 from one epoch to the next.")
    assert ", forms of one framework as well, and each" in told([0.80, 0.905, 0.86], "pytorch-compile")
    assert "With the same seed all forms part by up to 10.0 points, and" in told([0.90, 0.905, 0.92])


@pytest.mark.parametrize(
    ("reached", "text"),
    [
        (
            0.95,
            "94 % takes 2.00 s (pytorch-eager) to 2.00 s (tensorflow-eager) of training, the middle one of 3 seeds.",
        ),
        (0.6, "94 % is missed with two seeds or more by pytorch-eager, tensorflow-eager: no form has a time to it."),
    ],
)
def test_the_time_to_the_target_or_who_missed_it(draw_run: DrawRun, reached: float, text: str) -> None:
    seeds = [reached, reached + 0.01, reached + 0.02]
    assert text in trained(draw_run, dict.fromkeys(("pytorch-eager", "tensorflow-eager"), seeds))["time to accuracy"]


def test_a_miss_is_told_with_what_becomes_of_it(draw_run: DrawRun) -> None:
    reached = {
        "pytorch-eager": [0.95] * 5,
        "tensorflow-eager": [0.95] * 4 + [0.6],
        "pytorch-compile": [0.95] * 3 + [0.6] * 2,
    }
    assert trained(draw_run, reached)["time to accuracy"] == (
        "An accuracy of 94 % takes 2.00 s (pytorch-eager) to 2.00 s (tensorflow-eager) of training, means over the "
        "middle 3 of 5 seeds; missed with one seed, which counts as the slowest and is dropped, by tensorflow-eager; "
        "missed with two seeds or more, which leaves no time, by pytorch-compile."
    )


def test_a_target_that_most_seeds_reach_at_once_is_no_time_to_it(draw_run: DrawRun) -> None:
    seeds = [training("text_classifier", "pytorch-eager", [0.95, 0.93], seed=seed) for seed in range(3)]
    texts = said(draw_run(TIMES, workload="text_classifier", more=tuple(seeds)), "text_classifier")
    assert "in the first epoch by most seeds" in texts["early accuracy"]
    assert "time to accuracy" not in texts


@pytest.mark.parametrize(("rate", "most", "told"), [(1e9, 1.2, False), (1e13, 2.0, True)])
def test_being_below_half_of_the_ceiling_and_memory_are_told_where_they_are_large(
    draw_run: DrawRun, rate: float, most: float, *, told: bool
) -> None:
    ceilings = schema.Ceilings(framework="pytorch", matmul_flop_per_second=rate, copy_bytes_per_second=rate)
    held = [
        schema.Memory(
            workload=WORKLOAD,
            contender=name,
            # What the imports hold is in the sum.
            baseline_bytes=2**29,
            peak_bytes=int(2**30 * factor) - 2**29,
            device_peak_bytes=None,
        )
        for name, factor in (("pytorch-eager", 1), ("tensorflow-eager", most))
    ]
    texts = said(draw_run(TIMES, more=(ceilings, *held)))
    assert ("below half" in texts) is told
    assert "overhead" not in " ".join(texts.values())
    assert ("from 1.00 GiB (pytorch-eager) to 2.00 GiB (tensorflow-eager)" in texts.get("memory", "")) is told


#: Two forms that are others but for one thing.
OF_ONE_THING = {
    declared.name: declared
    for declared in (
        contender("pytorch-compile", "pytorch", "static", base="pytorch-eager", changes="the graph"),
        contender("pytorch-compile-fused", "pytorch", "static", base="pytorch-compile", changes="the kernels"),
    )
}


def test_what_each_framework_costs_is_told_with_the_change_that_brings_most(draw_run: DrawRun) -> None:
    text = said(draw_run(TIMES | {"pytorch-compile-fused": 0.04}, roster=OF_ONE_THING))["forms"]
    assert re.fullmatch(
        r"A step in PyTorch: plain and dynamic 40. us \(pytorch-eager\), plain and static 20. us \(pytorch-compile\), "
        r"shortest here .* us \(pytorch-compile-fused\)\. Of the single changes that lead to pytorch-compile-fused, "
        r"most by estimate is brought by the kernels "
        r"\(pytorch-compile-fused against pytorch-compile\): 2\.5.*x faster .*\.",
        text,
    )
    # One form is told apart from nothing.
    assert "TensorFlow" not in text


def test_a_shortest_step_that_is_not_proven_so_is_told_as_that(draw_run: DrawRun) -> None:
    for fused, told in ((0.0999, True), (0.04, False)):
        text = said(draw_run(TIMES | {"pytorch-compile-fused": fused}, name=f"{told}", roster=OF_ONE_THING))["forms"]
        assert ("(pytorch-compile-fused, not proven shorter than pytorch-compile)" in text) is told
        assert ("On the way to pytorch-compile-fused one single change is proven" in text) is told
    other = contender("pytorch-compile-other", "pytorch", "static", base="pytorch-compile", changes="something else")
    times = TIMES | {"pytorch-compile-fused": 0.04, other.name: 0.0401}
    text = said(draw_run(times, name="rivals", roster=OF_ONE_THING | {other.name: other}))["forms"]
    assert "(pytorch-compile-fused, not proven shorter than pytorch-compile-other)" in text


def test_the_way_to_the_fastest_form_is_told_change_by_change(draw_run: DrawRun) -> None:
    times = TIMES | {"pytorch-compile-fused": 0.04}
    text = said(draw_run(times, roster=OF_ONE_THING))["path"]
    assert text.startswith("What leads to pytorch-compile-fused, one change at a time: the kernels (pytorch-compile-f")
    assert re.search(r"; the graph \(pytorch-compile against pytorch-eager\): (2\.0|1\.9).*x faster", text)


@pytest.mark.parametrize(
    "roster",
    [{}, {"pytorch-compile": contender("pytorch-compile", "pytorch", "static", base="pytorch-eager")}],
    ids=["no base", "no change"],
)
def test_without_the_row_that_shows_it_no_cause_is_named(draw_run: DrawRun, roster: dict[str, Contender]) -> None:
    texts = said(draw_run(TIMES, roster=roster))
    assert "path" not in texts
    assert "single changes" not in texts["forms"]


def test_a_change_that_is_not_proven_to_gain_is_not_the_one_that_brings_most(draw_run: DrawRun) -> None:
    assert "single changes" not in said(draw_run(TIMES | {"pytorch-compile": 0.2}, roster=OF_ONE_THING))["forms"]


def test_a_gain_that_does_not_lead_to_the_shortest_form_is_not_the_one_that_brings_most(draw_run: DrawRun) -> None:
    """Padding less than another form does may be slower than not padding at all."""
    roster = {
        declared.name: declared
        for declared in (
            contender("pytorch-eager-layer", "pytorch", "dynamic", base="pytorch-eager", changes="the layer"),
            contender("pytorch-longest", "pytorch", "static"),
            contender("pytorch-buckets", "pytorch", "static", base="pytorch-longest", changes="padding less"),
        )
    }
    times = {"numpy": 0.3, "pytorch-eager": 0.2, "pytorch-eager-layer": 0.15, "pytorch-longest": 0.5}
    text = said(draw_run(times | {"pytorch-buckets": 0.25}, roster=roster))["forms"]
    assert "one single change is proven to bring something, the layer (pytorch-eager-layer against" in text
    ahead = said(draw_run(times | {"pytorch-buckets": 0.1}, roster=roster, name="ahead"))["forms"]
    assert "On the way to pytorch-buckets one single change is proven to bring something, padding less" in ahead
    unpadded = contender("pytorch-unpadded", "pytorch", "static")
    times |= {"pytorch-buckets": 0.1, unpadded.name: 0.05}
    shorter = said(draw_run(times, roster=roster | {unpadded.name: unpadded}, name="shorter"))["forms"]
    assert "single change" not in shorter


#: A level's form on PyTorch, and another one that is it but for one thing.
ABOVE = {
    declared.name: declared
    for declared in (
        contender("pytorch-keras-fit", "pytorch", "dynamic", level="keras"),
        contender(
            "pytorch-keras-call", "pytorch", "dynamic", level="keras", base="pytorch-keras-fit", changes="the loop"
        ),
    )
}


def test_what_a_level_costs_is_told_against_each_plain_form_of_its_framework_and_its_fastest(draw_run: DrawRun) -> None:
    roster = ABOVE | {"pytorch-fused": contender("pytorch-fused", "pytorch", "dynamic")}
    times = TIMES | {"pytorch-keras-fit": 0.4, "pytorch-keras-call": 0.3, "pytorch-fused": 0.05}
    text = said(draw_run(times, roster=roster))["level"]
    assert re.fullmatch(
        r"Keras on PyTorch, pytorch-keras-fit: "
        r"against pytorch-eager, plain and dynamic, (2|1\.9)\S*x slower \[.*?\]; "
        r"against pytorch-compile, plain and static, [34]\.\S*x slower \[.*?\]; "
        r"against pytorch-fused, PyTorch's own fastest here, [78]\.\S*x slower \[.*?\]\. "
        r"Its time holds fit's own loop .*? asks for\. "
        r"One change at a time: the loop \(pytorch-keras-call against pytorch-keras-fit\): 1\.3\S*x faster \[.*?\]\.",
        text,
    )
    # The fastest of its own forms may be a plain one; a level's own form is never what it is held against.
    quick = said(draw_run(TIMES | {"pytorch-keras-fit": 0.01}, name="quick", roster=ABOVE))["level"]
    assert "against pytorch-compile, plain and static, PyTorch's own fastest here, " in quick
    assert "x faster" in quick
    assert "One change" not in quick


def test_without_a_level_or_a_form_to_hold_it_against_nothing_is_told_of_it(draw_run: DrawRun) -> None:
    assert "level" not in said(draw_run(TIMES))
    assert "level" not in said(draw_run({"numpy": 0.1, "pytorch-keras-fit": 0.2}, name="alone", roster=ABOVE))


def test_a_sentence_that_names_a_cause_names_the_row_that_shows_it(draw_run: DrawRun) -> None:
    everyone = contenders()
    raced = [name for name, declared in everyone.items() if "text_classifier" in declared.workloads]
    record = draw_run(
        {name: 0.3 / (number + 1) for number, name in enumerate(raced)}, workload="text_classifier", roster=everyone
    )
    workload = Analysis(record, baseline="pytorch-eager").workload("text_classifier")
    named = 0
    for text in [*(finding.text for finding in findings(workload)), *options.gains(workload)]:
        for change in {declared.changes for declared in everyone.values()} - {""}:
            showing = [name for name in raced if everyone[name].changes == change]
            if change in text:
                named += 1
                assert any(name in text and everyone[name].base in text for name in showing), text
    assert named > len(workload.options)


@pytest.mark.parametrize(("seconds", "word"), [(0.1, "faster"), (0.4, "slower"), (0.2, None)])
def test_an_option_gains_loses_or_is_open(draw_run: DrawRun, seconds: float, word: str | None) -> None:
    fused = contender("pytorch-fused", "pytorch", "dynamic", base="pytorch-eager")
    record = draw_run({"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-fused": seconds}, roster={fused.name: fused})
    (text,) = options.gains(Analysis(record).workload(WORKLOAD))
    if word is None:
        assert text == "No gain or loss is proven of pytorch-fused."
    else:
        assert float(text.removeprefix("pytorch-fused is ").partition("x")[0]) == pytest.approx(2, rel=0.02)
        assert word in text
        assert text.endswith("than pytorch-eager.")


@pytest.mark.parametrize(
    ("ways", "texts", "silent"),
    [
        (
            {"recording": 0.2, "no_grad": 0.1, "export": 0.5, "compile": 0.15},
            ("text_classifier, batch of 1, pytorch: no_grad is 2.0", "export 2.5"),
            "compile",
        ),
        ({"recording": 0.2, "export": 0.5}, ("nothing is proven faster than recording",), "no_grad"),
        ({}, (), ""),
    ],
)
def test_a_study_says_what_gains_and_what_loses_most(
    draw_run: DrawRun, ways: dict[str, float], texts: tuple[str, ...], silent: str
) -> None:
    lines = study("inference", "text_classifier", "batch of 1", ways) if ways else ()
    sentences = studies.findings(Analysis(draw_run({"numpy": 0.1}, more=lines)), "inference")
    assert len(sentences) == bool(ways)
    for sentence in sentences:
        assert all(text in sentence for text in texts)
        assert silent not in sentence


@pytest.mark.parametrize(
    ("workload", "more"),
    [
        ("text_classifier", ""),
        ("text_classifier_sparse", "forms that multiply by them too do more."),
        ("text_classifier_frozen", "forms that compute them too do more."),
    ],
)
def test_what_the_ceilings_allow_is_said_and_who_does_more_than_is_counted(
    draw_run: DrawRun, workload: str, more: str
) -> None:
    ceilings = schema.Ceilings(framework="pytorch", matmul_flop_per_second=1e13, copy_bytes_per_second=1e13)
    record = draw_run(TIMES, workload=workload, data={"nonzeros_per_row": 50.0}, more=(ceilings,))
    analysis = Analysis(record).workload(workload)
    told = said(record, workload)["below half"]
    assert told.endswith(more or "that the equations ask for.")
    text, table = resources.SECTION.blocks(analysis)
    assert isinstance(text, Text)
    assert isinstance(table, Table)
    words = plain(text.sentence)
    assert ("do more" in words) is bool(more)
    assert re.search(r" The ceilings allow a step in \S+ [mun]s: kernel by kernel, the longer of its arithmetic", words)
    assert [*table.frame.columns[1:4]] == ["work asked for", "useful rate", "least time / step"]
    row = next(row for row in analysis.resources if row.contender == "numpy")
    assert row.placement
    least = row.placement.ceiling_share * analysis.times.step_seconds["numpy"]
    assert f"a step in {rounding.seconds(least)}: " in words
