"""A card says what may have caused a contender's times, and nothing where nobody was asked."""

from __future__ import annotations

from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.record.drawn import STEPS, WORKLOAD, DrawRun
from benchmarks.record.record import Record
from benchmarks.record.schema import Block, Causes, Ceilings
from benchmarks.reports.findings import findings
from benchmarks.reports.findings.libraries import NAME
from benchmarks.reports.sections import fairness
from benchmarks.reports.sections.causes import FIELDS

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "tensorflow-eager": 0.2}
CEILINGS = (
    Ceilings(framework="reference", matmul_flop_per_second=1e11, copy_bytes_per_second=2e10),
    Ceilings(framework="pytorch", matmul_flop_per_second=8e10, copy_bytes_per_second=2e10),
)


def causes(contender: str, allocated: int | None, *, workload: str = WORKLOAD, **libraries: str) -> Causes:
    return Causes(workload=workload, contender=contender, libraries=libraries, allocated_bytes=allocated)


def card(record: Record, contender: str) -> dict[str, str]:
    """Return what a contender's card says of causes, by the name of the field."""
    table = fairness.cards(Analysis(record).workload(WORKLOAD))
    held = table.equal | table.different[contender]
    return {field: held[title] for field, title in FIELDS.items() if title in held}


def test_a_card_says_who_multiplied_and_how_fast_its_framework_is(draw_run: DrawRun) -> None:
    asked = (causes("pytorch-eager", 2**20, MKL="Intel(R) Architecture"), causes("tensorflow-eager", None))
    drawn = draw_run(TIMES, more=(*CEILINGS, *asked))
    lines = [replace(line, page_faults=3 * STEPS) if isinstance(line, Block) else line for line in drawn.lines]
    record = Record(lines, drawn.file)
    assert card(record, "pytorch-eager") == {
        "libraries": "MKL for Intel(R) Architecture",
        "own_matmul": "80.0 GFLOP/s, about 80 % of the machine's best",
        "own_copy": "20.0 GB/s, about 100 % of the machine's best",
        "page_faults": "3",
        "allocated": "1.00 MiB",
    }
    silent = card(record, "tensorflow-eager")
    assert (silent["libraries"], silent["allocated"], silent["own_matmul"]) == ("doesn't say", "doesn't say", "-")


def test_a_library_whose_heading_was_not_understood_says_nothing(draw_run: DrawRun) -> None:
    asked = (causes("pytorch-eager", None, unknown="unknown"), causes("tensorflow-eager", None, MKL="unknown"))
    record = draw_run(TIMES, more=asked)
    assert card(record, "pytorch-eager")["libraries"] == "doesn't say"
    assert card(record, "tensorflow-eager")["libraries"] == "MKL, doesn't say for what"


def test_who_multiplied_on_another_workload_is_told_with_its_name_and_what_it_allocated_there_is_not(
    draw_run: DrawRun,
) -> None:
    elsewhere = causes("numpy", 2**20, workload="text_classifier", openblas="SkylakeX")
    said = card(draw_run(TIMES, more=(elsewhere,)), "numpy")
    assert said["libraries"] == "openblas for SkylakeX (asked on text_classifier)"
    assert said.get("allocated", "-") == "-"


def test_where_nobody_was_asked_nothing_is_said(draw_run: DrawRun) -> None:
    assert card(draw_run(TIMES), "numpy") == {"page_faults": "0"}


def multiplied(draw_run: DrawRun, flop_per_second: float, *, asked_of: int = 2) -> list[str]:
    """Return what is said of libraries where PyTorch multiplies at 80 GFLOP/s and TensorFlow at another rate."""
    other = Ceilings(framework="tensorflow", matmul_flop_per_second=flop_per_second, copy_bytes_per_second=2e10)
    asked = (causes("pytorch-eager", None, MKL="Intel(R) Architecture"), causes("tensorflow-eager", None))[:asked_of]
    workload = Analysis(draw_run(TIMES, more=(*CEILINGS, other, *asked))).workload(WORKLOAD)
    return [finding.text for finding in findings(workload) if finding.rule == NAME]


def test_frameworks_that_multiply_at_other_rates_are_told_and_no_cause_is_named(draw_run: DrawRun) -> None:
    (said,) = multiplied(draw_run, 2e11)
    assert "PyTorch multiplies them at 80.0 GFLOP/s (its steps by MKL for Intel(R) Architecture)" in said
    assert "TensorFlow multiplies them at 200 GFLOP/s. " in said
    assert "No row here changes the library alone" in said


def test_where_nobody_was_asked_by_what_it_multiplies_a_rate_measured_once_is_not_told(draw_run: DrawRun) -> None:
    assert multiplied(draw_run, 2e11, asked_of=0) == []


def test_rates_measured_once_that_are_near_each_other_are_not_told(draw_run: DrawRun) -> None:
    assert multiplied(draw_run, 1.1e11) == []
