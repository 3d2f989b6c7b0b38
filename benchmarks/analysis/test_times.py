"""What analysis makes of drawn runs whose ratios are known: verdicts, noise, flags, and when a start has paid."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.times import Times
from benchmarks.record import schema
from benchmarks.record.drawn import STEPS, WORKLOAD, DrawRun, contender
from benchmarks.record.record import Record
from benchmarks.stats.breakeven import BreakEven, State
from benchmarks.stats.verdicts import Word

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-graph": 0.201, "tensorflow-eager": 0.5}
INFINITE = float("inf")


def times_of(record: Record) -> Times:
    return Analysis(record, band=0.03).workload(WORKLOAD).times


def test_each_contender_but_the_repeat_gets_its_verdict_and_another_baseline_turns_it_round(draw_run: DrawRun) -> None:
    times = times_of(draw_run(TIMES))
    against = times.against("pytorch-eager")
    assert {name: comparison.verdict.word for name, comparison in against.items()} == {
        "numpy": Word.FASTER,
        "pytorch-compile": Word.FASTER,
        "tensorflow-graph": Word.SAME,
        "tensorflow-eager": Word.SLOWER,
    }
    ratio = against["pytorch-compile"].ratio
    assert ratio is not None
    assert 1 / ratio.estimate == pytest.approx(2, rel=0.02)
    assert times.against("pytorch-compile")["pytorch-eager"].verdict.word is Word.SLOWER
    assert times.against("nobody") == {}
    assert times.timed == ["numpy", "pytorch-eager", "pytorch-compile", "tensorflow-eager", "tensorflow-graph"]
    assert 0 < times.noise_floor < 0.03


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("weights_digest", "c" * 64),
        ("dtype", "float64"),
        ("reduced_precision", True),
        ("threads", {"pool": 2}),
        ("optimizer", "Adam()"),
    ],
)
def test_cards_that_differ_forbid_a_verdict_and_name_the_field(draw_run: DrawRun, field: str, value: object) -> None:
    against = times_of(draw_run(TIMES, cards={"pytorch-compile": {field: value}})).against("numpy")
    assert against["pytorch-compile"].verdict.word is Word.NO_VERDICT
    assert "differ" in against["pytorch-compile"].verdict.reason
    assert against["tensorflow-eager"].verdict.word is Word.SLOWER


def test_threads_forbid_a_verdict_but_where_they_are_what_is_asked(draw_run: DrawRun) -> None:
    name = "pytorch-eager-all-threads"
    twin = contender(name, "pytorch", "dynamic", base="pytorch-eager", threads=2)
    cards = {name: {"threads": {"pool": 2}}}
    # On two threads it uses two processors for half the time, which is no leak.
    record = draw_run({**TIMES, name: 0.1}, roster={name: twin}, cards=cards)
    times = times_of(record)
    assert times.threads_of(name) == 2
    assert name not in times.forms
    assert times.against("pytorch-eager")[name].verdict.word is Word.FASTER
    assert times.against(name)["pytorch-eager"].verdict.word is Word.SLOWER
    assert times.against("numpy")[name].verdict.reason == "threads differ: 2 and 1"


def test_a_contender_that_failed_has_a_reason_and_no_time(draw_run: DrawRun) -> None:
    failure = schema.Failure(workload=WORKLOAD, contender="pytorch-compile", status="failed", reason="out of memory")
    times = times_of(draw_run(TIMES, more=(failure,)))
    assert {row.contender: row.reason for row in times.rows if row.reason} == {
        "pytorch-compile": "failed: out of memory"
    }
    assert "pytorch-compile" not in {*times.timed, *times.forms, *times.against("pytorch-eager")}


def test_a_gpu_that_was_slowed_down_flags_all_times(draw_run: DrawRun) -> None:
    gpu = schema.Gpu(workload=WORKLOAD, replicate=0, round=0, throttled=True)
    assert all("throttled" in flags for flags in times_of(draw_run(TIMES, more=(gpu,))).flags.values())


def test_where_no_numpy_computes_the_form_that_raced_twice_is_ranked_as_any_other(draw_run: DrawRun) -> None:
    """As on every GPU, where a form of a framework takes the control's place in measuring the noise."""
    forms = {name: seconds for name, seconds in TIMES.items() if name != "numpy"}
    for fastest in ("pytorch-eager", "pytorch-compile"):
        record = draw_run(forms | {fastest: 0.05}, control="pytorch-eager", name=fastest)
        workload = Analysis(record).workload(WORKLOAD)
        assert set(workload.times.forms) == set(forms)
        assert workload.standing is not None
        assert workload.standing.leader.name == fastest


def crossings(
    draw_run: DrawRun, compiled: float = 0.1, *, repeat: float = 0.1
) -> dict[tuple[str, str, str], BreakEven]:
    """Return who overtakes pytorch-eager, and when, where a compiled block takes so long and the repeat's so long."""
    times = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": compiled, "tensorflow-eager": 0.3}
    begun = {"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.3, 5.0), "tensorflow-eager": (3.0, 0.01)}
    record = draw_run(times, starts=begun, spread=1e-4, repeat=repeat, name=f"{compiled} {repeat}")
    return Analysis(record).workload(WORKLOAD).starts.break_evens("pytorch-eager")


def test_break_even_is_where_the_lines_cross(draw_run: DrawRun) -> None:
    steps = crossings(draw_run)
    compiled = steps["pytorch-compile", "cold", "pytorch-eager"]
    assert compiled.steps.estimate == pytest.approx((5.0 - 0.01) / (0.1 / STEPS), rel=0.02)
    assert compiled.seconds == pytest.approx(1.0 + 0.01 + compiled.steps.estimate * 0.2 / STEPS, rel=0.02)
    assert compiled.steps.low < compiled.steps.estimate < compiled.steps.high
    assert steps["tensorflow-eager", "cold", "pytorch-eager"].steps.estimate == INFINITE


def test_the_seconds_at_a_crossing_are_those_at_which_both_have_come_as_far(draw_run: DrawRun) -> None:
    times = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1, "tensorflow-eager": 0.15}
    begun = {"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.3, 5.0), "tensorflow-eager": (3.0, 0.01)}
    drawn = draw_run(times, starts=begun, spread=1e-4)
    # One of three starts took longer, so that a mean isn't a median.
    lines = [
        replace(line, import_seconds=line.import_seconds + 2, build_seconds=0.5)
        if isinstance(line, schema.Start) and line.number == 2
        else line
        for line in drawn.lines
    ]
    workload = Analysis(Record(lines, drawn.file)).workload(WORKLOAD)
    starts, steps = workload.starts, workload.times.step_seconds
    eager, compiled, other = (starts.rows[name, "cold"] for name in begun)
    assert (eager.import_seconds, eager.build_seconds) == pytest.approx((1 + 2 / 3, 0.5 / 3))
    crossings = starts.break_evens("pytorch-eager")
    # Forms of one framework have one import between them.
    crossing = crossings["pytorch-compile", "cold", "pytorch-eager"]
    for row in (eager, compiled):
        begun_seconds = sum(row.begun_seconds) / 3
        own = 1.15 + 2 / 3 + begun_seconds + crossing.steps.estimate * steps[row.contender]
        assert crossing.seconds == pytest.approx(own)
    crossing = crossings["tensorflow-eager", "cold", "pytorch-eager"]
    for row in (eager, other):
        own = sum(row.start_seconds) / 3 + crossing.steps.estimate * steps[row.contender]
        assert crossing.seconds == pytest.approx(own)


def test_what_identical_code_shows_keeps_a_break_even_open(draw_run: DrawRun) -> None:
    key = ("pytorch-compile", "cold", "pytorch-eager")
    assert crossings(draw_run, 0.206)[key].steps.low == INFINITE
    assert crossings(draw_run, 0.206, repeat=0.11)[key].steps.low < INFINITE


def test_step_ratio_and_break_even_say_the_same(draw_run: DrawRun) -> None:
    starts = {name: (1.0 + seconds, seconds) for name, seconds in TIMES.items()}
    workload = Analysis(draw_run(TIMES, starts=starts, spread=0.1, processes=3)).workload(WORKLOAD)
    steps = workload.times.step_seconds
    for baseline in workload.times.timed:
        for name, comparison in workload.times.against(baseline).items():
            assert comparison.ratio is not None
            assert comparison.ratio.estimate == pytest.approx(steps[name] / steps[baseline])
            crossing = workload.starts.break_evens(baseline)[name, "cold", baseline]
            settled = comparison.verdict.word in {Word.FASTER, Word.SLOWER}
            assert (crossing.state is not State.OPEN) is settled


def test_nothing_is_proven_faster_than_the_form_with_the_shortest_step(draw_run: DrawRun) -> None:
    for seed in range(20):
        times = times_of(draw_run(dict.fromkeys(TIMES, 0.1), spread=0.1, seed=seed, name=str(seed)))
        leader = min(times.forms, key=times.forms.__getitem__)
        words = [comparison.verdict.word for name, comparison in times.against(leader).items() if name in times.forms]
        assert Word.FASTER not in words


def test_a_process_in_which_identical_code_differed_by_chance_takes_no_verdict_away(draw_run: DrawRun) -> None:
    record = draw_run(TIMES, spread=0.02)
    unlucky = [
        replace(line, block_seconds=1.3 * line.block_seconds)
        if isinstance(line, schema.Block) and (line.contender, line.replicate) == ("numpy-again", 0)
        else line
        for line in record.lines
    ]
    times = times_of(Record(unlucky, record.file))
    assert max(map(abs, times.control_ratio.logs if times.control_ratio else ())) > 0.2
    assert times.noise_floor < 0.1
    assert times.against("numpy")["tensorflow-eager"].verdict.word is Word.SLOWER


def test_a_run_says_which_differences_it_resolves(draw_run: DrawRun) -> None:
    quiet, noisy = (
        times_of(draw_run(TIMES, spread=spread, name=str(spread))).resolution("numpy") for spread in (0.003, 0.1)
    )
    assert quiet is not None
    assert noisy is not None
    assert 0.03 < quiet < 0.06
    assert noisy > 0.15
