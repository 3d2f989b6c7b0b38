"""The rules that settle claims by races: each says what can be said, or None if the record is about other things."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

import pandas as pd

from benchmarks.plan.questions import GRID
from benchmarks.reports import accuracies, comparisons, options, rounding, sequences
from benchmarks.reports.comparisons import Comparison
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.verdicts import Word

#: Mean accuracies closer than this are no difference between frameworks; the articles' are 16 points apart.
POINTS = 0.05


class Answer(StrEnum):
    """What can be said of a claim."""

    CONFIRMED = "confirmed"
    PARTLY = "confirmed in part"
    PARTLY_REFUTED = "refuted in part"
    REFUTED = "refuted"
    OPEN = "open"


Settled = tuple[Answer, str]


def answer_of(words: Sequence[Word], wanted: Word) -> Answer:
    """Return what verdicts say of a claim that predicts one of them."""
    said = [word for word in words if word is not Word.NO_VERDICT]
    if wanted in said:
        return Answer.CONFIRMED if all(word is wanted for word in words) else Answer.PARTLY
    if not said:
        return Answer.OPEN
    return Answer.REFUTED if len(said) == len(words) else Answer.PARTLY_REFUTED


def _listed(found: Sequence[Comparison], band: float) -> str:
    return "; ".join(f"{each.contender} {rounding.verdict(each.verdict, each.ratio, band)}" for each in found)


def initialisation(lines: Sequence[Record], _: float) -> Settled | None:
    """Hold the frameworks apart from the initial weights."""
    frame = accuracies.by_initial_weights(lines, GRID)
    if frame.empty:
        return None
    means = frame.pivot_table(index=["weights", "vocabulary"], columns="contender", values="mean")
    if means.isna().any(axis=None) or len(means.columns) < len(set(frame["contender"])) or len(means) < len(GRID):
        return None
    frameworks = float((means.max(axis=1) - means.min(axis=1)).max())
    by_weights = means.mean(axis=1).groupby("weights").mean()
    weights = float(by_weights.max() - by_weights.min())
    said = (
        f"with the same initial weights the frameworks are {100 * frameworks:.1f} points apart at most, with other "
        f"weights each is {100 * weights:.1f} points apart from itself."
    )
    if frameworks < POINTS < weights:
        return Answer.REFUTED, said
    return (Answer.CONFIRMED if frameworks > weights else Answer.OPEN), said


def lengths(lines: Sequence[Record], band: float) -> Settled | None:
    """Hold padded static forms against dynamic ones at their own length."""
    frame = sequences.frame(lines, "sequence_classifier")
    if frame.empty:
        return None
    roster = of_kind(lines, "environment")[0]["roster"]
    frame["framework"] = [roster[name]["framework"] for name in frame["contender"]]
    frame["dynamic"] = [roster[name]["graph"] == "dynamic" for name in frame["contender"]]
    found = [each for _, own in frame.groupby("framework", sort=False) if (each := _padded(lines, own, band))]
    if not found:
        return None
    against = "; ".join(
        f"{each.contender}, padded, against {each.baseline}, at its own length: "
        f"{rounding.verdict(each.verdict, each.ratio, band)}"
        for each in found
    )
    # The post predicts that padding loses.
    return answer_of([each.verdict.word for each in found], Word.SLOWER), f"{against}."


def _padded(lines: Sequence[Record], own: pd.DataFrame, band: float) -> Comparison | None:
    """Return a framework's fastest padded static form against its fastest dynamic form at its own length."""
    padded = own[~own["dynamic"] & (own["padding"] != "own")].nsmallest(1, "block_seconds")
    dynamic = own[own["dynamic"] & (own["padding"] == "own")].nsmallest(1, "block_seconds")
    if padded.empty or dynamic.empty:
        return None
    baseline, name = str(dynamic["contender"].iloc[0]), str(padded["contender"].iloc[0])
    found = comparisons.comparisons(lines, "sequence_classifier", baseline=baseline, band=band)
    return next((each for each in found if each.contender == name), None)


def freezing(lines: Sequence[Record], band: float) -> Settled | None:
    """Hold full steps against frozen ones."""
    bases = options.against_bases(lines, "text_classifier_frozen", band=band)
    found = [each for each in bases if each.contender.endswith("-full")]
    if not found:
        return None
    said = f"the step with all its work, against the frozen one: {_listed(found, band)}."
    return answer_of([each.verdict.word for each in found], Word.SLOWER), said
