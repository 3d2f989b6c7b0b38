"""How far each classic mistake moves a ratio, from the record of a demonstration."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.pitfalls import Shown
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Bullets, Emphasis, Heading, Inline, Sentence, Strong, Table, Text
from benchmarks.reports.sections import RunSection
from benchmarks.stats.verdicts import Word, judge

BANNER = "NOT RESULTS: every unfair ratio on this page was made wrong on purpose"
_EXPLAINED = (
    (
        "Each row is one classic mistake, made with a pair of contenders beside the honest measurement of the same "
        "pair, in the same processes. A ratio is the subject's number over the baseline's, with a 95 % interval over "
        "processes; "
    ),
    Emphasis("moved by"),
    (
        " is the unfair ratio over the honest one, process by process. Nothing here is held against anything on "
        "another page."
    ),
)
#: What each quantity is called.
QUANTITIES = {"block_seconds": "time", "final_loss": "final loss", "accuracy": "test accuracy"}


def _blocks(analysis: Analysis) -> Sequence[Block]:
    return [
        Text(_EXPLAINED),
        Bullets(findings(analysis)),
        Table("pitfalls", pd.DataFrame(_row(shown) for shown in analysis.pitfalls)),
        Heading(3, "How each was shown"),
        Bullets([_details(shown) for shown in analysis.pitfalls]),
    ]


def _row(shown: Shown) -> dict[str, str]:
    honest, unfair, moved = shown.reason, shown.reason, shown.reason
    if shown.honest is not None:
        honest = f"{rounding.ratio(shown.honest)} ({shown.subject} over {shown.baseline})"
    if shown.unfair is not None and shown.moved is not None:
        unfair, moved = rounding.ratio(shown.unfair), rounding.ratio(shown.moved)
    if shown.singles:
        unfair, moved = f"anything from {_range(shown)}", f"up to {_furthest(shown):.3g}"
    return {
        "mistake": shown.pitfall.name,
        "what is done": shown.pitfall.wrong,
        "honest ratio": honest,
        "unfair ratio": unfair,
        "moved by a factor": moved,
        "caught by": shown.pitfall.guard,
    }


def _details(shown: Shown) -> Sentence:
    """Return how a mistake was shown, on what, and what the suite's guards said when they met it."""
    pitfall = shown.pitfall
    shapes = ", smoke shapes" if pitfall.small else ""
    words: list[Inline] = [
        Strong(pitfall.name),
        f" ({QUANTITIES[pitfall.quantity]}, {pitfall.workload}{shapes}): {pitfall.shown}",
    ]
    for number, said in enumerate(shown.caught):
        words += ["; " if number else " The guards said: ", Emphasis(said)]
    return (*words, ".") if shown.caught else tuple(words)


def _range(shown: Shown) -> str:
    return f"{min(shown.singles):.3g} to {max(shown.singles):.3g}"


def _furthest(shown: Shown) -> float:
    """Return how far, whichever way, the single run that is furthest off is from all of them."""
    assert shown.honest is not None
    return math.exp(max(abs(math.log(single / shown.honest.estimate)) for single in shown.singles))


def findings(analysis: Analysis) -> list[str]:
    """Return a sentence for each mistake that was made, with the interval of what it says."""
    return [_finding(shown, analysis.band) for shown in analysis.pitfalls if not shown.reason]


def _finding(shown: Shown, band: float) -> str:
    made, what = shown.pitfall.finding, f"{shown.subject}'s {QUANTITIES[shown.pitfall.quantity]}"
    if shown.honest is not None and shown.singles:
        return (
            f"{made}: {what} over {shown.baseline}'s comes out as anything from {_range(shown)}; honestly, "
            f"{rounding.ratio(shown.honest)}."
        )
    # Some mistakes are made with both sides: what moves is what one is of the other, not the number of either.
    over = f"{what} over {shown.baseline}'s"
    moved, verdict = shown.moved, judge(shown.moved, band=band)
    assert moved is not None
    if verdict.word is Word.NO_VERDICT:
        return f"{made} moves {over} by a factor of {rounding.ratio(moved)} here; no verdict: {verdict.reason}."
    if verdict.word is Word.SAME:
        return f"{made} moved {over} by less than {100 * band:g} % here."
    if shown.pitfall.quantity != "block_seconds":
        return f"{made} makes {over} {rounding.ratio(moved)} times what it is."
    quicker = verdict.word is Word.FASTER
    pace, times = "faster" if quicker else "slower", rounding.ratio(moved.inverse() if quicker else moved)
    return f"{made} makes {shown.subject} look {times} times {pace} beside {shown.baseline} than it is."


SECTION = RunSection(
    place=50,
    title="How to lie with benchmarks",
    label="mistakes on purpose",
    applies=lambda analysis: analysis.record.environment.demonstration,
    blocks=_blocks,
)
