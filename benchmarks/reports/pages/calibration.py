"""The page of a calibration: what was found of differences that were planted."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.calibration import WORKLOAD, Outcome
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Bullets, Emphasis, Heading, Sentence, Table, Text, joined
from benchmarks.reports.pages import heading
from benchmarks.reports.sections.steps import noise_sentence
from benchmarks.stats.verdicts import Word

#: What a reader has to know to read the table.
EXPLAINED: Sentence = (
    "Contenders of one code race, and some spin for a stated share of their own time: the right verdicts are known. A ",
    Emphasis("cell"),
    " is one of them in one race, held against another that doesn't spin. ",
    Emphasis("Good"),
    " is the right verdict, of identical code any but a wrong one; a ",
    Emphasis("bar"),
    " is the least share of good verdicts that the method has to reach. ",
    "Intervals of one race miss together, since all of them are held against the same contender.",
)
PLANTED_BY_THE_WALL = (
    "On a busy machine a spinning contender stops by the wall's clock, whether or not it had the processor: measured "
    "ratios may exceed what was planted, and whether an interval has the true one in it isn't known."
)


def page_of(found: Sequence[Outcome], analyses: Sequence[Analysis], *, busy: bool) -> list[Block]:
    """Return the page of a calibration, given what became of each planted difference and all its races."""
    names = ", ".join(analysis.record.name for analysis in analyses)
    facts = heading.facts(analyses[0].record) | {"all records": names}
    return [
        Heading(1, f"Calibration: known differences{', a process spinning on every core' * busy}"),
        Text(_answer(found)),
        Text(joined(EXPLAINED, f" {PLANTED_BY_THE_WALL}" * busy)),
        Table("calibration", _table(found, busy=busy)),
        Bullets([noise_sentence(analysis.workload(WORKLOAD)) for analysis in analyses]),
        Bullets([joined(f"{name}: ", fact) for name, fact in facts.items()]),
    ]


def _answer(found: Sequence[Outcome]) -> Sentence:
    """Return the sentence that the page begins with: whether the method holds, and what it found."""
    bars = [outcome for outcome in found if outcome.bar is not None]
    missed = [_named(outcome) for outcome in bars if not outcome.passed]
    holds = "no bar is set for this effort" if not bars else "the method keeps all its bars here"
    parts = []
    for outcome in found:
        if outcome.planted.right is Word.SAME:
            wrong = outcome.words[Word.FASTER] + outcome.words[Word.SLOWER]
            parts.append(f"of {outcome.words.total()} cells of identical code {wrong} were called different")
        else:
            right = outcome.words[outcome.planted.right]
            parts.append(f"{_named(outcome)} was found in {right} of {outcome.words.total()}")
    answer = f"the method misses its bar for {', '.join(missed)}" if missed else holds
    return f"{answer[0].upper()}{answer[1:]}: {', '.join(parts)}."


def _named(outcome: Outcome) -> str:
    return "identical code" if outcome.planted.right is Word.SAME else f"{100 * (outcome.planted.ratio - 1):+.0f} %"


def _table(found: Sequence[Outcome], *, busy: bool) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "planted" if busy else "true ratio": f"{outcome.planted.ratio:g}",
            "cells": str(outcome.words.total()),
            **{str(word): str(outcome.words[word]) for word in Word},
            "mean ratio": rounding.share(outcome.mean_ratio),
            "95 % intervals with it in them": rounding.items(outcome.covered),
            "good": "not wrong" if outcome.planted.right is Word.SAME else str(outcome.planted.right),
            "bar": rounding.MISSING if outcome.bar is None else rounding.percent(outcome.bar),
            "reached": rounding.percent(outcome.reached),
            "passed": rounding.MISSING if outcome.bar is None else "yes" if outcome.passed else "no",
        }
        for outcome in found
    )
