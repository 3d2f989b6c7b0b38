"""A sentence about a run, and the questions that sentences answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Question(StrEnum):
    """What a reader asks of a workload, in the order of the page."""

    FASTEST = "Which form is fastest?"
    REAL = "Is the difference real?"
    PAYS = "When does compiling pay?"
    ACCURATE = "Do they reach the same accuracy?"
    MACHINE = "What limits them?"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A sentence, the rule that made it, and the question that it answers."""

    rule: str
    question: Question
    text: str
