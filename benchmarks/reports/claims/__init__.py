"""What the articles and the tutorial claim, and what a run says of it; every sentence is made from the record.

The two articles (2017) report 91 % and 75 % for the same net in PyTorch and in TensorFlow; the tutorial is an
introduction to PyTorch. What else is commonly said for either kind of graph is asked too, both ways. A claim is
confirmed where every comparison that it is about has the verdict that it predicts, confirmed in part where some have
it, and true of some and the opposite of others where some have the opposite verdict; refuted where every one has
another verdict, refuted in part where some have another and the rest have none; open where there is no verdict at all.
What holds or doesn't, without a verdict, has no opposite.

Each module of this package is a claim and the rule that settles it; a new claim is a new module with a ``CLAIM``.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.times import Comparison
from benchmarks.reports import rounding
from benchmarks.reports.document import Emphasis, Sentence, Strong
from benchmarks.reports.registry import registered
from benchmarks.stats.verdicts import Word

#: Who claims: the articles, the tutorial, and for what nobody's article says, users of either kind of graph.
ARTICLES, TUTORIAL = "Two articles of 2017", "A tutorial, an introduction to PyTorch"
FOR_STATIC, FOR_DYNAMIC = "Said for static graphs", "Said for dynamic graphs"


class Answer(StrEnum):
    """What can be said of a claim."""

    CONFIRMED = "confirmed"
    PARTLY = "confirmed in part"
    MIXED = "true of some, the opposite of others"
    PARTLY_REFUTED = "refuted in part"
    REFUTED = "refuted"
    OPEN = "open"


OPPOSITE = {Word.FASTER: Word.SLOWER, Word.SLOWER: Word.FASTER}


@dataclass(frozen=True, kw_only=True)
class Settled:
    """An answer, and the numbers that it rests on, as a sentence."""

    answer: Answer
    evidence: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Claim:
    """A claim.

    Attributes:
        place: by which claims are ordered.
        text: what is claimed.
        whose: who claims it.
        settle: returns what a run says of it; None where the run is about other things.
    """

    place: int
    text: str
    whose: str
    settle: Callable[[Analysis], Settled | None]


def answered(analysis: Analysis) -> list[Sentence]:
    """Return a sentence for every claim that a run says something of."""
    return [*answers(analysis).values()]


def answers(analysis: Analysis) -> dict[str, Sentence]:
    """Return a sentence for every claim that a run says something of, by what is claimed."""
    return {
        claim.text: (
            f"{claim.whose}: ",
            Emphasis(claim.text),
            " ",
            Strong(settled.answer.capitalize()),
            f": {settled.evidence}",
        )
        for claim in registered(__name__, Claim)
        if (settled := claim.settle(analysis))
    }


def answer_of(words: Sequence[Word], wanted: Word) -> Answer:
    """Return what verdicts say of a claim that predicts one of them."""
    said = [word for word in words if word is not Word.NO_VERDICT]
    if wanted in said and OPPOSITE[wanted] in said:
        return Answer.MIXED
    if wanted in said:
        return Answer.CONFIRMED if all(word is wanted for word in words) else Answer.PARTLY
    if not said:
        return Answer.OPEN
    return Answer.REFUTED if len(said) == len(words) else Answer.PARTLY_REFUTED


def outcome_of(held: Sequence[bool | None]) -> Answer:
    """Return what cases say of a claim: whether it held in each, None where that is open."""
    told = {True: Word.FASTER, False: Word.SAME, None: Word.NO_VERDICT}
    return answer_of([told[each] for each in held], Word.FASTER)


def listed(comparisons: Sequence[Comparison], band: float) -> str:
    """Return comparisons as one text."""
    return "; ".join(
        f"{comparison.contender} {rounding.verdict(comparison.verdict, comparison.ratio, band)}"
        for comparison in comparisons
    )
