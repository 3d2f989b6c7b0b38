"""A claim is settled by the verdicts that it predicts, and by nothing else."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.plan.questions import GRID
from benchmarks.record import schema
from benchmarks.record.drawn import DrawRun, contender, study, training
from benchmarks.record.record import Record
from benchmarks.reports.claims import Answer, answer_of, answered, freezing
from benchmarks.reports.claims.changing_shapes import OPEN_WIDTH
from benchmarks.reports.document import Emphasis, Table, Text
from benchmarks.reports.render.markdown import inline
from benchmarks.reports.render.spacing import NO_BREAK_SPACE
from benchmarks.reports.sections.sequences import SECTION as SEQUENCES
from benchmarks.stats.verdicts import Word
from impls.contenders import contenders

OTHERS = {
    declared.name: declared
    for declared in (
        contender("pytorch-full", "pytorch", "dynamic", base="pytorch-eager", changes="all the work of a full step"),
        contender(
            "tensorflow-left-out",
            "tensorflow",
            "dynamic",
            base="tensorflow-eager",
            changes="a layer that isn't frozen, and gradients of it that are left out",
        ),
        contender("pytorch-told", "pytorch", "dynamic", base="pytorch-eager", changes="a tape that watches less"),
        contender("pytorch-own", "pytorch", "dynamic", padding="own"),
        contender("pytorch-own-static", "pytorch", "static", padding="own"),
        contender("pytorch-longest", "pytorch", "static", padding="longest", base="pytorch-own-static"),
        contender("pytorch-buckets", "pytorch", "static", padding="buckets", base="pytorch-own-static"),
        contender("tensorflow-session", "tensorflow", "static"),
    )
}


def text(record: Record) -> str:
    said = "\n".join(map(inline, answered(Analysis(record, band=0.03))))
    return said.replace(NO_BREAK_SPACE, " ")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ([Word.FASTER, Word.FASTER], Answer.CONFIRMED),
        ([Word.FASTER, Word.SAME], Answer.PARTLY),
        ([Word.FASTER, Word.NO_VERDICT], Answer.PARTLY),
        ([Word.FASTER, Word.SLOWER, Word.NO_VERDICT], Answer.MIXED),
        ([Word.SAME, Word.SLOWER], Answer.REFUTED),
        ([Word.SAME, Word.NO_VERDICT], Answer.PARTLY_REFUTED),
        ([Word.NO_VERDICT], Answer.OPEN),
        ([], Answer.OPEN),
    ],
)
def test_verdicts_settle_a_claim(words: list[Word], answer: Answer) -> None:
    assert answer_of(words, Word.FASTER) is answer


@pytest.mark.parametrize(("full", "answer"), [(0.4, "Confirmed"), (0.2, "Refuted"), (0.1, "Refuted")])
def test_freezing_saves_work_if_the_step_with_all_its_work_is_slower(
    draw_run: DrawRun, full: float, answer: str
) -> None:
    times = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-full": full}
    record = draw_run(times, workload="text_classifier_frozen", roster=OTHERS)
    assert f"**{answer}**: against the frozen form, with all the work of a full step: pytorch-full " in text(record)
    (option,) = Analysis(record).workload("text_classifier_frozen").options
    assert (option.contender, option.baseline) == ("pytorch-full", "pytorch-eager")


def test_every_form_that_is_not_frozen_counts_whatever_it_is_called_and_no_frozen_one(draw_run: DrawRun) -> None:
    plain = {"numpy": 0.1, "pytorch-eager": 0.2, "tensorflow-eager": 0.2}
    options = {"pytorch-full": 0.4, "tensorflow-left-out": 0.1, "pytorch-told": 0.1}
    said = text(draw_run(plain | options, workload="text_classifier_frozen", roster=OTHERS))
    assert (
        "**True of some, the opposite of others**: against the frozen form, with all the work of a full step: " in said
    )
    assert "; with a layer that isn't frozen, and gradients of it that are left out: tensorflow-left-out " in said
    assert "pytorch-told" not in said


def test_the_forms_that_are_not_frozen_are_known_by_what_they_change() -> None:
    unfrozen = {
        name
        for name, declared in contenders().items()
        if freezing.WORKLOAD in declared.workloads and declared.changes.startswith(freezing.UNFROZEN)
    }
    assert unfrozen == {
        *("pytorch-eager-left-out", "pytorch-eager-full", "pytorch-compile-full"),
        *("tensorflow-eager-left-out", "tensorflow-eager-full", "tensorflow-graph-full", "tensorflow-xla-full"),
        *("jax-eager-set-to-zero", "jax-eager-full", "jax-jit-full"),
    }


@pytest.mark.parametrize(("padded", "answer"), [(0.4, "Confirmed in part"), (0.1, "Refuted")])
def test_padding_is_held_against_the_same_static_form_at_its_own_length(
    draw_run: DrawRun, padded: float, answer: str
) -> None:
    times = {"numpy": 0.1, "pytorch-own": 0.01, "pytorch-own-static": 0.2, "pytorch-longest": padded}
    record = draw_sequences(draw_run, times)
    padding = text(record).splitlines()[0]
    assert (
        f"**{answer}**: no static graph has to pad: pytorch-own-static by one for each length. What padding" in padding
    )
    assert "static form against static form: pytorch-longest, padded to one length, against pytorch-own-sta" in padding
    assert "pytorch-own," not in padding


def test_a_claim_half_of_which_is_open_is_not_refuted_by_its_other_half(draw_run: DrawRun) -> None:
    times = {"numpy": 0.1, "pytorch-own-static": 0.2, "pytorch-longest": 0.21}
    assert "**Open**: no static graph has to pad: " in text(draw_sequences(draw_run, times, spread=0.2)).splitlines()[0]


def test_static_forms_that_leave_the_width_open_are_named_as_such(draw_run: DrawRun) -> None:
    wide = contender("pytorch-wide", "pytorch", "static", padding="own", summary="a graph that leaves the width open")
    times = {"numpy": 0.1, "pytorch-own-static": 0.2, "pytorch-longest": 0.4, wide.name: 0.2}
    padding = text(draw_sequences(draw_run, times, roster=OTHERS | {wide.name: wide})).splitlines()[0]
    assert (
        "no static graph has to pad: pytorch-wide by one that leaves it open; pytorch-own-static by one for" in padding
    )


def test_padding_to_one_length_is_told_beside_padding_to_a_few(draw_run: DrawRun) -> None:
    times = {"numpy": 0.1, "pytorch-own-static": 0.2, "pytorch-longest": 0.4, "pytorch-buckets": 0.1}
    padding = text(draw_sequences(draw_run, times)).splitlines()[0]
    assert "**True of some, the opposite of others**" in padding
    one, _, few = padding.partition("What padding costs")[2].partition("; ")
    assert "pytorch-longest, padded to one length, against pytorch-own-static" in one
    assert "pytorch-buckets, padded to a few lengths, against pytorch-own-static" in few


@pytest.mark.parametrize(
    "others",
    [
        # Only a dynamic form at its own length: that would credit padding with what leaving Python's loop brings.
        {"pytorch-own": 0.01},
        # Static at its own length, but at some widths only.
        {"pytorch-own": 0.01, "pytorch-own-static": 0.2, "captured": {"graphs": 9, "widths": 17}},
    ],
    ids=["dynamic alone", "gave up"],
)
def test_without_a_static_form_at_every_width_nothing_is_said_of_padding(
    draw_run: DrawRun, others: dict[str, Any]
) -> None:
    captured = others.pop("captured", {})
    start = schema.Start(
        workload="sequence_classifier",
        contender="pytorch-own-static",
        number=0,
        cache="cold",
        import_seconds=1.0,
        build_seconds=1.0,
        step_seconds=[1.0],
        traces=9,
        captured=captured,
    )
    more = (start,) if captured else ()
    record = draw_sequences(draw_run, {"numpy": 0.1, "pytorch-longest": 0.4, **others}, more=more)
    assert "padded" not in text(record)


def draw_sequences(draw_run: DrawRun, times: dict[str, float], **more: Any) -> Record:
    """Draw times of sequences; half of the positions are padding where batches have one width."""
    built = {name: {"words": 1000, "padding_share": 0.5 if name == "pytorch-longest" else 0.0} for name in times}
    return draw_run(times, workload="sequence_classifier", built=built, **{"roster": OTHERS, **more})


@pytest.mark.parametrize(
    ("first", "answer"),
    [
        ({"pytorch-own": 0.015, "pytorch-own-static": 5.0}, "Confirmed"),
        ({"pytorch-own": 0.5, "pytorch-own-static": 5.0}, "Confirmed in part"),
        ({"pytorch-own": 0.5, "pytorch-own-static": 0.2}, "Refuted"),
    ],
)
def test_new_shapes_cost_nothing_where_the_first_pass_is_like_later_ones(
    draw_run: DrawRun, first: dict[str, float], answer: str
) -> None:
    record = draw_sequences(draw_run, {"numpy": 0.1, "pytorch-own": 0.01, "pytorch-own-static": 0.2})
    lines = [
        msgspec.structs.replace(line, first_call_seconds=first.get(line.contender, 0.1))
        if isinstance(line, schema.Preparation)
        else line
        for line in record.lines
    ]
    said = text(Record(lines, record.file))
    assert f"shapes that are new cost nothing.* **{answer}**: the first pass over all widths took so many times" in said
    assert "each measured once, and less than 2x counts as nothing: dynamic, " in said
    assert "Left out" not in said


def test_a_graph_of_open_width_has_no_price_of_new_shapes(draw_run: DrawRun) -> None:
    def told(traces: int | None) -> str:
        summary = "a graph that leaves the width open"
        wide = contender("pytorch-wide", "pytorch", "static", summary=summary)
        firsts = {"pytorch-own": 0.015, "pytorch-own-static": 5.0, wide.name: 0.3}
        times = {"numpy": 0.1, "pytorch-own": 0.01, "pytorch-own-static": 0.2, wide.name: 0.2}
        record = draw_run(
            times,
            name=f"traces {traces}",
            workload="sequence_classifier",
            roster=OTHERS | {wide.name: wide},
            built={name: {"words": 1000, "padding_share": 0.0} for name in times},
            starts={} if traces is None else {wide.name: (1.0, 1.0)},
        )
        lines = [
            msgspec.structs.replace(line, first_call_seconds=firsts.get(line.contender, 0.1))
            if isinstance(line, schema.Preparation)
            else line
            for line in record.lines
        ]
        return text(Record(lines, record.file)).partition("shapes that are new cost nothing")[2].splitlines()[0]

    unknown, known = told(None), told(1)
    # 1.5x is less than the threshold: it would have counted against the claim.
    assert unknown.startswith(".* **Confirmed**: ")
    counted, _, left_out = unknown.partition(" Left out, since one graph leaves the width open, ")
    assert "pytorch-wide" not in counted
    assert left_out.endswith("meets no width that is new to it: pytorch-wide 1.5x.")
    assert known.endswith("pytorch-wide 1.5x (1 trace).")


def test_a_form_that_may_have_found_its_programs_compiled_says_nothing_of_new_shapes(draw_run: DrawRun) -> None:
    """PyTorch keeps what it compiled where the race's next form finds it; TensorFlow keeps nothing."""
    second = [contender(f"{name}-again-static", name, "static", padding="own") for name in ("pytorch", "tensorflow")]
    first = contender("tensorflow-static", "tensorflow", "static", padding="own")
    roster = OTHERS | {one.name: one for one in (first, *second)}
    times = {"numpy": 0.1, "pytorch-own": 0.01, "pytorch-own-static": 0.02, first.name: 0.02}
    record = draw_sequences(draw_run, times | {one.name: 0.02 for one in second}, roster=roster)
    said = text(record).partition("shapes that are new cost nothing")[2].splitlines()[0]
    counted, _, left_out = said.partition(" Left out, since another form of the framework may have compiled for it")
    assert all(f" {name} " in counted for name in ("pytorch-own-static", first.name, second[1].name))
    assert second[0].name not in counted
    assert f", into the cache that both share: {second[0].name} 5" in left_out
    (workload,) = Analysis(record).workloads
    explained, words = SEQUENCES.blocks(workload)
    assert isinstance(explained, Text)
    assert isinstance(words, Table)
    passes = dict(zip(words.frame["contender"], words.frame["first pass"], strict=True))
    assert {name for name, took in passes.items() if took == "100 ms, perhaps warm"} == {second[0].name}
    assert Emphasis("perhaps warm") in explained.sentence


def test_the_forms_of_open_width_say_so() -> None:
    named = {one.name for one in contenders().values() if OPEN_WIDTH in one.summary}
    assert named == {"pytorch-compile-dynamic", "tensorflow-graph-dynamic", "tensorflow-graph-layer"}


PLAIN = {
    declared.name: declared
    for declared in (
        contender("pytorch-compile", "pytorch", "static", base="pytorch-eager"),
        contender("tensorflow-graph", "tensorflow", "static", base="tensorflow-eager"),
    )
}
TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-eager": 0.4, "tensorflow-graph": 0.3}
STARTS = {name: (1.0, 5.0 if name in PLAIN else 0.1) for name in TIMES if name != "numpy"}


@pytest.mark.parametrize(
    ("changed", "answer"),
    [
        ({}, "Confirmed"),
        ({"pytorch-compile": 0.3}, "True of some, the opposite of others"),
        (dict.fromkeys(PLAIN, 0.5), "Refuted"),
    ],
)
def test_static_graphs_are_faster_where_both_plain_forms_say_so(
    draw_run: DrawRun, changed: dict[str, float], answer: str
) -> None:
    said = text(draw_run(TIMES | changed, roster=PLAIN))
    assert f"is built first.* **{answer}**: pytorch-compile against pytorch-eager (two_layer_net) " in said


def test_another_static_form_that_is_faster_is_named_where_the_plain_one_is_not(draw_run: DrawRun) -> None:
    graphs = contender("pytorch-cudagraph", "pytorch", "static", base="pytorch-compile")
    times = TIMES | {"pytorch-compile": 0.3, graphs.name: 0.1}
    said = text(draw_run(times, roster=PLAIN | {graphs.name: graphs}))
    plain = said.partition("pytorch-compile against pytorch-eager (two_layer_net) ")[2].partition("; ")[0]
    assert "x slower [" in plain
    assert ", but pytorch-cudagraph " in plain
    faster = text(draw_run(TIMES | {graphs.name: 0.1}, roster=PLAIN | {graphs.name: graphs}, name="faster"))
    assert "but pytorch-cudagraph" not in faster


def test_another_static_form_that_is_faster_counts_as_true_of_some(draw_run: DrawRun) -> None:
    graphs = contender("pytorch-cudagraph", "pytorch", "static", base="pytorch-compile", changes="CUDA graphs")
    alone = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.3, graphs.name: 0.1}
    compiled = msgspec.structs.replace(PLAIN["pytorch-compile"], changes="torch.compile")
    said = text(draw_run(alone, roster={compiled.name: compiled, graphs.name: graphs}))
    head = "built first.* **True of some, the opposite of others**: of PyTorch alone; pytorch-compile against pytorch"
    assert head in said
    assert " (by 2 changes: torch.compile, CUDA graphs)" in said
    assert " alone; " not in text(draw_run(TIMES, roster=PLAIN, name="both"))


def test_a_static_form_that_is_not_the_dynamic_one_captured_settles_nothing(draw_run: DrawRun) -> None:
    assert "built first" not in text(draw_run(TIMES))


@pytest.mark.parametrize(("changed", "answer"), [({}, "Confirmed"), (dict.fromkeys(PLAIN, (1.0, 0.01)), "Refuted")])
def test_dynamic_graphs_start_sooner_where_no_static_start_was_as_short(
    draw_run: DrawRun, changed: dict[str, tuple[float, float]], answer: str
) -> None:
    said = text(draw_run(TIMES, roster=PLAIN, starts=STARTS | changed))
    assert f"training starts sooner.* **{answer}**: from the end of importing to that of the first step" in said
    assert "overlapping" not in said
    assert said.count("(two_layer_net, 3 starts each)") == 2
    assert "training starts sooner" not in text(draw_run(TIMES, name="unstarted", roster=PLAIN))


def test_starts_that_overlap_are_shown_with_both_ranges(draw_run: DrawRun) -> None:
    firsts = {"tensorflow-eager": (0.636, 0.8, 1.01), "tensorflow-graph": (0.933, 1.0, 1.03)}
    drawn = draw_run(TIMES, roster=PLAIN, starts=STARTS)
    lines = [
        msgspec.structs.replace(line, step_seconds=[firsts[line.contender][line.number]])
        if isinstance(line, schema.Start) and line.contender in firsts
        else line
        for line in drawn.lines
    ]
    said = text(Record(lines, drawn.file))
    assert "training starts sooner.* **Confirmed in part**: " in said
    ranges = "tensorflow-eager 636 ms to 1.01 s against tensorflow-graph 933 ms to 1.03 s, overlapping"
    assert f"{ranges} (two_layer_net, 3 starts each)" in said
    assert "pytorch-eager 100 ms against pytorch-compile 5.00 s (two_layer_net, 3 starts each)" in said


def test_a_start_measured_once_settles_nothing_and_that_is_said(draw_run: DrawRun) -> None:
    def told(record: Record) -> str:
        return text(record).partition("training starts sooner")[2].splitlines()[0]

    drawn = draw_run(TIMES, roster=PLAIN, starts=STARTS)
    once = [line for line in drawn.lines if not isinstance(line, schema.Start) or line.number == 0]
    said = told(Record(once, drawn.file))
    assert said.startswith(".* **Open**: ")
    assert "(two_layer_net, measured once). A start that was measured once settles nothing, however far apart." in said
    assert "settles nothing" not in told(drawn)


def test_starts_of_forms_that_differ_by_more_than_the_graph_are_told_and_settle_nothing(draw_run: DrawRun) -> None:
    roster = PLAIN | {"tensorflow-graph": msgspec.structs.replace(PLAIN["tensorflow-graph"], base="")}
    said = text(draw_run(TIMES, roster=roster, starts=STARTS | {"tensorflow-graph": (1.0, 0.01)}))
    assert "training starts sooner.* **Confirmed**: " in said
    starts = said.partition("training starts sooner")[2]
    left_out = starts.partition(" Left out, since more than the graph differs: ")[2]
    assert left_out.startswith("tensorflow-eager ")
    assert " against tensorflow-graph " in left_out
    assert "pytorch-compile" not in left_out.splitlines()[0]


def test_starts_that_were_measured_once_settle_nothing(draw_run: DrawRun) -> None:
    drawn = draw_run(TIMES, roster=PLAIN, starts=STARTS)
    lines = [line for line in drawn.lines if not (isinstance(line, schema.Start) and line.number)]
    said = text(Record(lines, drawn.file))
    assert "training starts sooner.* **Open**: from the end of importing" in said
    assert said.count("(two_layer_net, measured once)") == 2


def test_the_lines_that_capturing_costs_are_counted_of_forms_that_were_timed(draw_run: DrawRun) -> None:
    said = text(draw_run(TIMES, roster=PLAIN))
    assert "there is less to write.* **Confirmed**: lines of this suite's files, which hold what its harness" in said
    assert "added to the plain dynamic form, and removed: pytorch-compile +" in said
    assert "there is less" not in text(draw_run({"numpy": 0.1, "pytorch-eager": 0.2}, name="alone"))


@pytest.mark.parametrize(
    ("pytorch", "tensorflow", "answer"),
    [((0.91, 0.75), (0.92, 0.74), "Refuted"), ((0.91, 0.91), (0.75, 0.75), "Confirmed")],
)
def test_the_articles_difference_is_the_frameworks_only_if_equal_weights_keep_it(
    draw_run: DrawRun, pytorch: tuple[float, float], tensorflow: tuple[float, float], answer: str
) -> None:
    lines = tuple(
        training(pair, name, [accuracies[weights == "standard_normal"]], initializer=weights, seed=seed)
        for pair, (weights, _) in GRID.items()
        for name, accuracies in (("pytorch-eager", pytorch), ("tensorflow-session", tensorflow))
        for seed in range(3)
    )
    record = draw_run({"numpy": 0.1}, roster=OTHERS, more=lines)
    assert f"**{answer}**: with the same initial weights" in text(record)


def test_a_record_about_other_things_settles_nothing(draw_run: DrawRun) -> None:
    assert answered(Analysis(draw_run({"numpy": 0.1, "pytorch-eager": 0.2}))) == []


def test_predictions_without_recording_are_counted_by_verdict_and_clear_ones_named(draw_run: DrawRun) -> None:
    faster = study("inference", "two_layer_net_minibatch", "batch of 1", {"recording": 2.0, "no_grad": 1.0})
    same = study("inference", "text_classifier", "batch of 1", {"recording": 2.0, "inference_mode": 2.0})
    said = text(draw_run({"numpy": 0.1}, more=(*faster, *same)))
    assert "**Confirmed in part**: of 2 ways without, 1 is faster, 1 is the same within 3 %: no_grad (pytorch, " in said
    assert "2.000x faster" in said
    assert "inference_mode (" not in said
    assert "left out" not in said


@pytest.mark.parametrize("plain", ["no vjp", "recording"])
def test_who_records_nothing_unless_asked_is_left_out_of_predictions_without_recording(
    draw_run: DrawRun, plain: str
) -> None:
    ways = {"recording": 2.0, "no vjp": 0.1}
    ordered, roster = {plain: ways[plain], **ways}, {"jax": contender("jax", "jax", "dynamic")}
    unasked = study("inference", "text_classifier", "batch of 1", ordered, framework="jax")
    asked = study("inference", "text_classifier", "batch of 1", {"recording": 2.0, "no_grad": 1.0})
    said = text(draw_run({"numpy": 0.1}, roster=roster, more=(*asked, *unasked)))
    assert "**Confirmed**: of 1 ways without, 1 is faster: no_grad (pytorch, " in said
    assert "no vjp (" not in said
    assert said.endswith(". JAX is left out: it records nothing unless it is asked to.")
    assert answered(Analysis(draw_run({"numpy": 0.1}, name="alone", roster=roster, more=unasked))) == []
