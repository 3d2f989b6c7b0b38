"""Who leads is the fastest current form of a framework; what is legacy is called so and leads nothing."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import pytest
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.analysis.standings import Standing
from benchmarks.record.drawn import WORKLOAD, DrawRun, contender, study
from benchmarks.record.schema import Failure, Sample, Variant
from benchmarks.reports import standings
from benchmarks.reports.drawings.standings import drawing, look_of
from benchmarks.reports.findings.frameworks import RULE
from benchmarks.reports.pages.page import page
from benchmarks.reports.sections import studies
from benchmarks.stats.verdicts import Word
from impls.contenders import challengers, offers

SESSION = contender("tensorflow-session", "tensorflow", "static", mode="session")
TIMES = {"numpy": 0.05, "pytorch-eager": 0.2, "pytorch-compile": 0.12, "tensorflow-graph": 0.1}


def standing(draw_run: DrawRun, times: dict[str, float], **changes: object) -> Standing:
    record = draw_run(times, roster={SESSION.name: SESSION}, **changes)
    found = Analysis(record).workload(WORKLOAD).standing
    assert found
    return found


def test_the_fastest_current_form_leads_and_every_framework_has_its_best(draw_run: DrawRun) -> None:
    found = standing(draw_run, TIMES)
    assert found.leader.name == "tensorflow-graph"
    assert [stand.name for stand in found.bests] == ["tensorflow-graph", "pytorch-compile"]
    assert [(stand.name, stand.word) for stand in found.shown] == [
        ("numpy", Word.FASTER),
        ("tensorflow-graph", None),
        ("pytorch-compile", Word.SLOWER),
        ("pytorch-eager", Word.SLOWER),
    ]
    said = standings.sentence(found, 0.03)
    assert said.startswith(
        "TensorFlow is fastest: tensorflow-graph, 200 us a step; PyTorch's best, pytorch-compile, is"
    )


def test_a_legacy_form_ahead_is_named_so_and_leads_nothing(draw_run: DrawRun) -> None:
    found = standing(draw_run, {**TIMES, SESSION.name: 0.08})
    assert found.leader.name == "tensorflow-graph"
    said = standings.sentence(found, 0.03)
    assert "tensorflow-session, a legacy interface, takes 159 us" in said
    assert "not settled" not in said
    assert "kept for old programs, it isn't ranked." in said
    open_ = standing(draw_run, {**TIMES, SESSION.name: 0.0999}, spread=0.2, name="open")
    (legacy,) = [stand for stand in open_.shown if stand.legacy]
    assert legacy.word is Word.NO_VERDICT
    assert ", not settled); kept for old programs" in standings.sentence(open_, 0.03)
    assert standings.role(open_, legacy) == "legacy, not ranked"
    assert SESSION.name not in {
        stand.name for stand in standing(draw_run, {**TIMES, SESSION.name: 0.11}, name="behind").shown
    }


def test_what_is_not_settled_between_frameworks_makes_none_the_fastest(draw_run: DrawRun) -> None:
    close = {**TIMES, "pytorch-compile": 0.1001}
    said = standings.sentence(standing(draw_run, close, spread=0.2), 0.03)
    assert "is fastest" not in said
    assert "the difference from PyTorch's best, pytorch-compile, isn't settled (about" in said
    assert "takes the same within 3 %" in standings.sentence(standing(draw_run, close, name="same", spread=1e-4), 0.03)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.05, "x faster ["), (0.1001, "same within 3 %"), (0.3, "")],
    ids=["faster", "same", "slower"],
)
def test_the_control_is_named_behind_the_frameworks_where_it_is_not_slower(
    draw_run: DrawRun, seconds: float, told: str
) -> None:
    said = standings.sentence(standing(draw_run, {**TIMES, "numpy": seconds}, spread=1e-4), 0.03)
    head, _, behind = said.partition(" numpy, the control, written by hand, takes ")
    assert head.startswith("TensorFlow is fastest: tensorflow-graph, ")
    assert bool(behind) is bool(told)
    assert told in behind
    assert not behind or behind.endswith("); no framework's, it isn't ranked.")


def test_a_slower_control_is_not_named_where_a_single_process_gives_no_interval(draw_run: DrawRun) -> None:
    for seconds, told in {0.3: False, 0.05: True}.items():
        once = standing(draw_run, {**TIMES, "numpy": seconds}, processes=1, name=f"once-{seconds}")
        assert ("the control" in standings.sentence(once, 0.03)) is told


def test_forms_that_failed_leave_open_who_is_fastest(draw_run: DrawRun) -> None:
    """Their framework may have nothing left but its slow forms."""
    times = {name: seconds for name, seconds in TIMES.items() if name != "pytorch-compile"}
    lost = partial(Failure, workload=WORKLOAD, reason="why")
    lines = (
        lost(contender="pytorch-compile", status="failed"),
        lost(contender="tensorflow-eager", status="not run"),
        lost(contender=SESSION.name, status="failed"),
    )
    found = standing(draw_run, times, more=lines)
    assert found.failed == (("pytorch", "pytorch-compile"),)
    said = standings.sentence(found, 0.03)
    head = "TensorFlow's tensorflow-graph takes 200 us a step; PyTorch's best of those timed, pytorch-eager, is 2"
    assert said.startswith(head)
    assert "]. Not timed: JAX. pytorch-compile failed, and where it would stand isn't known." in said
    assert standings.verdict(found, found.leader, 0.03) == "fastest timed"
    workload = Analysis(draw_run(times, name="told", roster={SESSION.name: SESSION}, more=lines)).workload(WORKLOAD)
    assert "pytorch-eager against tensorflow-graph" not in " ".join(finding.text for finding in RULE.findings(workload))


def test_the_second_entry_of_whom_raced_twice_may_fail(draw_run: DrawRun) -> None:
    lost = Failure(workload=WORKLOAD, contender="numpy-again", status="failed", reason="no start sync")
    record = draw_run(TIMES, more=(lost,))
    found = Analysis(record).workload(WORKLOAD).standing
    assert found
    assert found.failed == ()
    assert page(Analysis(record))


def test_a_way_that_failed_in_one_process_has_no_time_and_costs_the_others_no_process(draw_run: DrawRun) -> None:
    lines = study("inference", "text_classifier", "batch of 1", {"recording": 3e-5, "no_grad": 2e-5, "compile": 1e-5})
    declared = {line.name: line for line in lines if isinstance(line, Variant)}
    wrong = replace(declared["compile"], replicate=1, reason="failed: its result is off")
    kept = [line for line in lines if not (isinstance(line, Sample) and line.name == "compile" and line.replicate)]
    analysis = Analysis(draw_run({"numpy": 0.1}, more=(*kept, wrong)))
    ways = {way.name: way for way in analysis.study("inference").ways}
    assert (ways["compile"].reason, ways["compile"].call_seconds > 0) == ("failed: its result is off", False)
    assert ways["no_grad"].ratio
    assert ways["no_grad"].ratio.processes == 5
    found = analysis.standing("inference", "text_classifier", "batch of 1")
    assert found
    assert (found.leader.name, found.failed) == ("no_grad", (("pytorch", "compile"),))


def test_a_framework_whose_process_died_in_a_study_is_missed(draw_run: DrawRun) -> None:
    net, case = "text_classifier", "batch of 1"
    lines = study("inference", net, case, {"no_grad": 2e-5})
    lost = Failure(workload="inference", contender="tensorflow", status="failed", reason="killed")
    found = Analysis(draw_run({"numpy": 0.1}, more=(*lines, lost))).standing("inference", net, case)
    assert found
    said = standings.sentence(found, 0.03)
    assert said.endswith(". TensorFlow failed, and where it would stand isn't known.")
    assert not found.is_known("tensorflow")


def test_ways_of_two_frameworks_are_held_against_each_other_by_their_own_intervals(draw_run: DrawRun) -> None:
    net, case = "two_layer_net_minibatch", "batch of 1"
    lines = study("inference", net, case, {"recording": 2e-5, "no_grad": 1e-5})
    others = study("inference", net, case, {"recording": 5e-5, "xla": 4e-5}, framework="tensorflow")
    found = Analysis(draw_run({"numpy": 0.1}, more=(*lines, *others))).standing("inference", net, case)
    assert found
    assert (found.leader.name, found.unit) == ("no_grad", "call")
    (other,) = [stand for stand in found.bests if stand is not found.leader]
    assert (other.name, other.word) == ("xla", Word.SLOWER)
    assert other.ratio
    assert abs(other.ratio.estimate - 4) < 1e-6
    assert other.ratio.low < 4 < other.ratio.high


def test_a_mark_is_hollow_where_nothing_is_built_first_and_for_the_control(draw_run: DrawRun) -> None:
    lines = study("inference", "text_classifier", "batch of 1", {"no_grad": 2e-5, "compile": 1e-5})
    others = study("inference", "text_classifier", "batch of 1", {"numpy": 1e-5}, framework="numpy")
    found = Analysis(draw_run({"numpy": 0.1}, more=(*lines, *others))).standing(
        "inference", "text_classifier", "batch of 1"
    )
    assert found
    assert {stand.name: look_of(stand).dynamic for stand in found.stands} == {
        "no_grad": True,
        "compile": False,
        "numpy": True,
    }


def test_every_framework_that_predicts_says_which_of_its_ways_build_nothing_first() -> None:
    predicting = [declared for name, declared in challengers().items() if offers(name, "inference")]
    assert predicting
    assert all(declared.dynamic_ways for declared in predicting)


@pytest.mark.parametrize("slowest", [0.11, 0.15, 0.3, 2.0, 30.0])
def test_an_axis_of_ratios_has_a_tick_at_the_fastest(draw_run: DrawRun, slowest: float) -> None:
    found = standing(draw_run, {**TIMES, "pytorch-eager": slowest})
    axis = drawing(found, title="", band=0.03).axis
    assert "1x" in [tick.text for tick in axis.ticks]
    assert all(tick.value < following.value for tick, following in pairwise(axis.ticks))


ADAM = contender("tensorflow-fused-adam", "tensorflow", "static")


def race(draw_run: DrawRun, workload: str, times: dict[str, float]) -> WorkloadAnalysis:
    return Analysis(draw_run(times, name=workload, workload=workload, roster={ADAM.name: ADAM})).workload(workload)


def test_a_form_that_is_faster_in_another_race_of_the_same_net_is_named_with_its_ratio_there(draw_run: DrawRun) -> None:
    here = race(draw_run, "text_classifier", TIMES)
    # Another machine may be faster throughout: what counts is who was raced beside.
    there = race(draw_run, "text_classifier_tuned", {"tensorflow-graph": 0.05, ADAM.name: 0.025})
    ((place, text),) = standings.faster_elsewhere(here, [("there", there)])
    assert place == "there"
    assert text.startswith(f"Faster in another race: {ADAM.name}, ")
    assert float(text.partition(", ")[2].partition("x faster [")[0]) == pytest.approx(2, rel=0.02)
    assert text.endswith(" than tensorflow-graph")


def test_what_another_race_brings_is_told_of_every_framework(draw_run: DrawRun) -> None:
    here = race(draw_run, "text_classifier", TIMES)
    times = {"tensorflow-graph": 0.05, ADAM.name: 0.025, "pytorch-fused": 0.04, "pytorch-foreach": 0.045}
    forms = [ADAM, *(contender(name, "pytorch", "dynamic") for name in ("pytorch-fused", "pytorch-foreach"))]
    roster = {form.name: form for form in forms}
    record = draw_run(times, name="there", workload="text_classifier_tuned", roster=roster)
    told = standings.faster_elsewhere(here, [("there", Analysis(record).workload("text_classifier_tuned"))])
    heads = [f"Faster in another race: {name}" for name in (ADAM.name, "pytorch-fused")]
    assert [text.partition(",")[0] for _, text in told] == heads


def test_what_is_faster_than_its_own_framework_has_here_is_told_too(draw_run: DrawRun) -> None:
    here = race(draw_run, "text_classifier", TIMES)
    times = {"tensorflow-graph": 0.05, "pytorch-compile": 0.12, "pytorch-fused": 0.06}
    roster = {"pytorch-fused": contender("pytorch-fused", "pytorch", "dynamic")}
    record = draw_run(times, name="there", workload="text_classifier_tuned", roster=roster)
    ((_, text),) = standings.faster_elsewhere(here, [("there", Analysis(record).workload("text_classifier_tuned"))])
    assert text.startswith("Faster in another race: pytorch-fused, ")
    assert text.endswith(" than pytorch-compile")


def test_what_is_closer_to_the_leader_than_its_own_framework_is_here_is_told_too(draw_run: DrawRun) -> None:
    """Its framework's best here didn't race there: both are held against the leader, each beside it."""
    here = race(draw_run, "text_classifier", TIMES)
    roster = {"pytorch-fused": contender("pytorch-fused", "pytorch", "dynamic")}
    for seconds, told in {0.055: True, 0.06: False}.items():
        times = {"tensorflow-graph": 0.05, "pytorch-fused": seconds}
        record = draw_run(times, name=f"there-{seconds}", workload="text_classifier_tuned", roster=roster)
        found = standings.faster_elsewhere(here, [("there", Analysis(record).workload("text_classifier_tuned"))])
        assert bool(found) is told
        assert all(text.startswith("Nearer in another race: pytorch-fused, ") for _, text in found)
        assert all(text.endswith(" than tensorflow-graph there") for _, text in found)


@pytest.mark.parametrize(
    ("seconds", "spread", "end"),
    [(0.0501, 1e-4, "] as tensorflow-graph there"), (0.052, 0.05, "] beside tensorflow-graph there, not settled")],
)
def test_what_is_nearer_says_where_that_is_not_settled(
    draw_run: DrawRun, seconds: float, spread: float, end: str
) -> None:
    here = race(draw_run, "text_classifier", TIMES)
    roster = {"pytorch-fused": contender("pytorch-fused", "pytorch", "dynamic")}
    times = {"tensorflow-graph": 0.05, "pytorch-fused": seconds}
    record = draw_run(times, name="there", workload="text_classifier_tuned", roster=roster, spread=spread)
    ((_, text),) = standings.faster_elsewhere(here, [("there", Analysis(record).workload("text_classifier_tuned"))])
    assert text.endswith(end)


def test_who_was_not_timed_is_named_beside_who_is_fastest(draw_run: DrawRun) -> None:
    text = standings.sentence(standing(draw_run, {"pytorch-eager": 0.2, "tensorflow-graph": 0.1}), 0.03)
    assert " Not timed: JAX." in text
    # Where nobody else was timed, that is said already.
    assert "Not timed" not in standings.sentence(standing(draw_run, {"pytorch-eager": 0.2}, name="alone"), 0.03)


def test_a_study_is_named_with_its_net_where_it_has_several_and_an_epoch_with_its_batches(draw_run: DrawRun) -> None:
    inference = study("inference", "text_classifier", "batch of 1", {"no_grad": 2e-5, "compile": 1e-5})
    loading = study("loading", "two_layer_net_minibatch", "shuffled", {"DataLoader": 1.0}, items=1000)
    analysis = Analysis(draw_run({}, workload="inference", more=(*inference, *loading)))
    assert [*standings.questions(analysis)] == [
        "inference, text classifier: batch of 1",
        "loading: shuffled, an epoch of 1 000 batches a call",
    ]
    (said,) = studies.headlines(analysis, "loading")
    assert said.startswith("two layer net minibatch, shuffled, an epoch of 1 000 batches a call: ")


@pytest.mark.parametrize(
    ("workload", "times"),
    [
        ("text_classifier_frozen", {"tensorflow-graph": 0.05, ADAM.name: 0.025}),
        ("text_classifier_tuned", {"tensorflow-graph": 0.05, ADAM.name: 0.07}),
        ("text_classifier_tuned", {"tensorflow-graph": 0.05, ADAM.name: 0.0499}),
        ("text_classifier_tuned", {"pytorch-eager": 0.05, ADAM.name: 0.025}),
        ("text_classifier_tuned", {"tensorflow-graph": 0.05, "pytorch-compile": 0.025}),
        ("text_classifier_tuned", {"numpy": 0.05}),
    ],
    ids=["another net", "slower", "not settled", "without the leader", "raced here", "no form"],
)
def test_what_is_not_proven_faster_beside_the_leader_is_not_named(
    draw_run: DrawRun, workload: str, times: dict[str, float]
) -> None:
    here = race(draw_run, "text_classifier", TIMES)
    assert standings.faster_elsewhere(here, [("there", race(draw_run, workload, times))]) == []
