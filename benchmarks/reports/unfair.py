"""How far each classic mistake moves a ratio: a page of its own, from the record of a demonstration."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarks.reports import rounding
from benchmarks.reports.heading import machine, warnings
from benchmarks.reports.moved import Shown, is_demonstration, shown
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.verdicts import Word, judge

TITLE = "## How to lie with benchmarks"
BANNER = "NOT RESULTS: every unfair ratio on this page was made wrong on purpose"
INTRODUCTION = (
    "Each row is one classic mistake, made with a pair of contenders beside the honest measurement of the same pair, "
    "in the same processes. A ratio is the subject's number over the baseline's, with a 95 % interval over processes; "
    "*moved by* is the unfair ratio over the honest one, process by process. Nothing here is held against anything on "
    "another page."
)
#: What each quantity is called.
QUANTITIES = {"seconds": "time", "final_loss": "final loss", "accuracy": "test accuracy"}
WIDTH = 80


def table(lines: Sequence[Record]) -> pd.DataFrame:
    """Return one row a mistake, as texts."""
    return pd.DataFrame([_row(each) for each in shown(lines)])


def _row(each: Shown) -> dict[str, str]:
    honest, unfair, moved = each.reason, each.reason, each.reason
    if each.honest is not None:
        honest = f"{rounding.ratio(each.honest)} ({each.subject} over {each.baseline})"
    if each.unfair is not None and each.moved is not None:
        unfair, moved = rounding.ratio(each.unfair), rounding.ratio(each.moved)
    if each.singles:
        unfair, moved = f"anything from {_range(each)}", f"up to {_furthest(each):.3g}"
    return {
        "mistake": each.mistake.name,
        "what is done": each.mistake.wrong,
        "honest ratio": honest,
        "unfair ratio": unfair,
        "moved by a factor": moved,
        "caught by": each.mistake.guard,
    }


def _details(each: Shown) -> str:
    """Return how a mistake was shown, on what, and what the suite's guards said when they met it."""
    mistake = each.mistake
    said = [f"*{sentence}*" for sentence in each.caught]
    guards = f" The guards said: {'; '.join(said)}." if said else ""
    shapes = ", smoke shapes" if mistake.small else ""
    return f"**{mistake.name}** ({QUANTITIES[mistake.quantity]}, {mistake.workload}{shapes}): {mistake.shown}{guards}"


def _range(each: Shown) -> str:
    return f"{min(each.singles):.3g} to {max(each.singles):.3g}"


def _furthest(each: Shown) -> float:
    """Return how far, whichever way, the single run that is furthest off is from all of them."""
    assert each.honest is not None
    return math.exp(max(abs(math.log(single / each.honest.estimate)) for single in each.singles))


def findings(lines: Sequence[Record], *, band: float) -> list[str]:
    """Return a sentence for each mistake that was made, with the interval of what it says."""
    return [_finding(each, band) for each in shown(lines) if not each.reason]


def _finding(each: Shown, band: float) -> str:
    made, who = each.mistake.finding, f"{each.subject}'s {QUANTITIES[each.mistake.quantity]}"
    if each.honest is not None and each.singles:
        return (
            f"{made}: {who} over {each.baseline}'s comes out as anything from {_range(each)}; honestly, "
            f"{rounding.ratio(each.honest)}."
        )
    moved, verdict = each.moved, judge(each.moved, band=band)
    assert moved is not None
    if verdict.word is Word.NO_VERDICT:
        return f"{made} moves {who} by {rounding.ratio(moved)} here; no verdict: {verdict.reason}."
    if verdict.word is Word.SAME:
        return f"{made} moved {who} by less than {100 * band:g} % here."
    if each.mistake.quantity != "seconds":
        return f"{made} makes {who} {rounding.ratio(moved)} times what it is."
    quicker = verdict.word is Word.FASTER
    times = rounding.ratio(moved.inverse() if quicker else moved)
    return f"{made} makes {each.subject} look {times} times {'faster' if quicker else 'slower'} than it is."


def section(lines: Sequence[Record], *, band: float) -> list[str]:
    """Return the parts of a page about mistakes, without the banner; none where the record is about results."""
    if not is_demonstration(lines):
        return []
    return [
        TITLE,
        INTRODUCTION,
        "\n".join(f"- {sentence}" for sentence in findings(lines, band=band)),
        rounding.markdown_table(table(lines)),
        "### How each was shown",
        "\n".join(f"- {_details(each)}" for each in shown(lines)),
    ]


def markdown(lines: Sequence[Record], *, band: float) -> str:
    """Return the whole page."""
    said = [f"> **{text}**" for text in (f"{BANNER}.", *warnings(lines))]
    own = [part.replace("#", "", 1) if part.startswith("#") else part for part in section(lines, band=band)]
    parts = [own[0], *said, *own[1:], machine(of_kind(lines, "environment")[0])]
    return "\n\n".join(part for part in parts if part) + "\n"


def write(lines: Sequence[Record], folder: Path, stem: str, *, band: float) -> list[Path]:
    """Write the page to the folder; return the file."""
    file = folder / f"{stem}.md"
    file.write_text(markdown(lines, band=band), encoding="utf-8")
    return [file]


def text(lines: Sequence[Record], files: Sequence[Path], *, band: float) -> str:
    """Return the banner, the sentences, what could not be shown, and where the files are, for a terminal."""
    missing = [f"{each.mistake.name}: {each.reason}" for each in shown(lines) if each.reason]
    said = [f"{BANNER}.", *warnings(lines), *findings(lines, band=band), *missing]
    parts = [textwrap.fill(sentence, WIDTH) for sentence in said]
    return "\n\n".join([*parts, "Files:\n" + "\n".join(f"  {file}" for file in files)]) + "\n"
