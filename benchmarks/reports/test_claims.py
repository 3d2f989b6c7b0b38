"""A claim is settled by the verdicts that it predicts, and by nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from benchmarks.plan.questions import GRID
from benchmarks.reports import claims, options, sequences
from benchmarks.reports.claim_rules import Answer, answer_of
from benchmarks.reports.conftest import DrawRun
from benchmarks.reports.summary import Record
from benchmarks.stats.verdicts import Word

FULL = {
    "pytorch-full": {"framework": "pytorch", "graph": "dynamic", "base": "pytorch-eager", "summary": "all its work"}
}
ARMS = {
    "pytorch-own": {"framework": "pytorch", "graph": "dynamic", "padding": "own"},
    "pytorch-longest": {"framework": "pytorch", "graph": "static", "padding": "longest"},
    "pytorch-dynamic-shape": {"framework": "pytorch", "graph": "static", "padding": "own"},
}


def text(lines: Sequence[Record]) -> str:
    return "\n".join(claims.section(lines, band=0.03))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ([Word.FASTER, Word.FASTER], Answer.CONFIRMED),
        ([Word.FASTER, Word.SAME], Answer.PARTLY),
        ([Word.FASTER, Word.NO_VERDICT], Answer.PARTLY),
        ([Word.SAME, Word.SLOWER], Answer.REFUTED),
        ([Word.SAME, Word.NO_VERDICT], Answer.PARTLY_REFUTED),
        ([Word.NO_VERDICT], Answer.OPEN),
        ([], Answer.OPEN),
    ],
)
def test_verdicts_settle_a_claim(words: list[Word], answer: Answer) -> None:
    assert answer_of(words, Word.FASTER) is answer


@pytest.mark.parametrize(("full", "answer"), [(0.4, "Confirmed"), (0.2, "Refuted"), (0.1, "Refuted")])
def test_freezing_saves_work_if_the_full_step_is_slower(draw_run: DrawRun, full: float, answer: str) -> None:
    times = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-full": full}
    lines = draw_run(times, workload="text_classifier_frozen", roster=FULL)
    assert f"**{answer}**: the step with all its work" in text(lines)
    (found,) = options.against_bases(lines, "text_classifier_frozen", band=0.03)
    assert (found.contender, found.baseline) == ("pytorch-full", "pytorch-eager")


@pytest.mark.parametrize(("padded", "answer"), [(0.4, "Confirmed"), (0.1, "Refuted")])
def test_padding_is_held_against_the_fastest_form_at_its_own_length(
    draw_run: DrawRun, padded: float, answer: str
) -> None:
    times = {"numpy": 0.1, "pytorch-own": 0.2, "pytorch-longest": padded, "pytorch-dynamic-shape": 0.01}
    built = {name: {"words": 1000, "waste": 0.5 if name == "pytorch-longest" else 0.0} for name in times}
    lines = draw_run(times, workload="sequence_classifier", roster=ARMS, built=built)
    assert f"**{answer}**: pytorch-longest, padded, against pytorch-own" in text(lines)
    frame = sequences.frame(lines, "sequence_classifier").set_index("contender")
    assert frame.loc["pytorch-own", "word_seconds"] == pytest.approx(0.2 / 1000, rel=0.02)
    assert frame.loc["pytorch-longest", "waste"] == 0.5


def grid(accuracy: dict[tuple[str, str], float]) -> list[dict[str, Any]]:
    return [
        {"kind": "training", "workload": pair, "contender": name, "initializer": weights, "seed": seed}
        | {"accuracy": accuracy[weights, name], "seconds": 1.0}
        for pair, (weights, _) in GRID.items()
        for name in ("pytorch-eager", "tensorflow-session")
        for seed in range(3)
    ]


@pytest.mark.parametrize(
    ("pytorch", "tensorflow", "answer"),
    [((0.91, 0.75), (0.92, 0.74), "Refuted"), ((0.91, 0.91), (0.75, 0.75), "Confirmed")],
)
def test_the_articles_difference_is_the_frameworks_only_if_equal_weights_keep_it(
    draw_run: DrawRun, pytorch: tuple[float, float], tensorflow: tuple[float, float], answer: str
) -> None:
    found = {
        (weights, name): value
        for name, values in (("pytorch-eager", pytorch), ("tensorflow-session", tensorflow))
        for weights, value in zip(("pytorch_default", "standard_normal"), values, strict=True)
    }
    session = {"tensorflow-session": {"framework": "tensorflow", "graph": "static"}}
    lines = [*draw_run({"numpy": 0.1}, roster=session), *grid(found)]
    assert f"**{answer}**: with the same initial weights" in text(lines)


def fault(framework: str, graph: str, *, named: bool) -> dict[str, Any]:
    return {
        "kind": "fault",
        "workload": "debuggability",
        "contender": framework,
        "fault": "shape_mismatch",
        "framework": framework,
        "graph": graph,
        "raised": "ValueError",
        "names_line": named,
    }


@pytest.mark.parametrize(
    ("eager", "answer"), [([True, True], "Confirmed"), ([True, False], "Confirmed in part"), ([False], "Refuted")]
)
def test_a_stack_trace_is_judged_where_graphs_are_dynamic(draw_run: DrawRun, eager: list[bool], answer: str) -> None:
    faults = [*(fault("pytorch", "dynamic", named=named) for named in eager), fault("pytorch", "static", named=False)]
    lines = [*draw_run({"numpy": 0.1}), *faults]
    assert f"**{answer}**: the user's line is named by" in text(lines)


def test_a_record_about_other_things_settles_nothing(draw_run: DrawRun) -> None:
    assert claims.section(draw_run({"numpy": 0.1, "pytorch-eager": 0.2}), band=0.03) == []


def study(study: str, net: str, case: str, ways: Mapping[str, float], **facts: Mapping[str, Any]) -> list[Record]:
    """Return the lines of one case in one framework: the first way is the plain one; times differ by process."""
    whose = {"workload": study, "net": net, "contender": "pytorch", "case": case}
    variant = {"kind": "variant", "summary": "", "items": 72_000_000, "build_seconds": 0.1, "first_call_seconds": 0.1}
    lines: list[Record] = []
    for name, seconds in ways.items():
        told = {"name": name, "base": name == next(iter(ways)), "facts": facts.get(name, {}), "reason": ""}
        lines.append(variant | whose | told | {"replicate": 0})
        lines += [
            {"kind": "lap", **whose, "name": name, "replicate": process, "round": number}
            | {"seconds": seconds * (1 + 0.001 * process)}
            for process in range(3)
            for number in range(3)
        ]
    return lines


def test_predictions_without_recording_are_counted_by_verdict_and_clear_ones_named(draw_run: DrawRun) -> None:
    own = study("inference", "two_layer_net_minibatch", "batch of 1", {"recording": 2.0, "no_grad": 1.0})
    other = study("inference", "text_classifier", "batch of 1", {"recording": 2.0, "inference_mode": 2.0})
    said = text([*draw_run({"numpy": 0.1}), *own, *other])
    assert "**Confirmed in part**: of 2 ways without, 1 is faster, 1 is the same within 3 %: no_grad (pytorch, " in said
    assert "2.000x faster" in said
    assert "inference_mode (" not in said


@pytest.mark.parametrize(("view", "answer"), [(1e-7, "Confirmed"), (1e-2, "Refuted")])
def test_views_are_cheap_where_they_cost_next_to_nothing_of_a_copy(draw_run: DrawRun, view: float, answer: str) -> None:
    ways = {"torch.tensor": 1e-2, "torch.from_numpy": view}
    lines = study("bridge", "text_classifier", "to tensor, 72 MB", ways, **{"torch.from_numpy": {"copies": False}})
    said = text([*draw_run({"numpy": 0.1}), *lines])
    assert f"**{answer}**: of 1 ways that share their memory" in said
    assert "72 MB" in said
