"""Who leads is the fastest current form of a framework; what is legacy is called so and leads nothing."""

from __future__ import annotations

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.standings import Standing
from benchmarks.record.drawn import WORKLOAD, DrawRun, contender, study
from benchmarks.reports import standings
from benchmarks.stats.verdicts import Word

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
    assert "tensorflow-session, a legacy interface, takes 159 us" in standings.sentence(found, 0.03)
    assert SESSION.name not in {
        stand.name for stand in standing(draw_run, {**TIMES, SESSION.name: 0.11}, name="behind").shown
    }


def test_what_is_not_settled_between_frameworks_makes_none_the_fastest(draw_run: DrawRun) -> None:
    close = {**TIMES, "pytorch-compile": 0.1001}
    said = standings.sentence(standing(draw_run, close, spread=0.2), 0.03)
    assert "is fastest" not in said
    assert "the difference from PyTorch's best, pytorch-compile, isn't settled (about" in said
    assert "takes the same within 3 %" in standings.sentence(standing(draw_run, close, name="same", spread=1e-4), 0.03)


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
