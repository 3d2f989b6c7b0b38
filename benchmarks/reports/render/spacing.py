"""Spaces that no line may end at: between a number and its unit, within a number, within an interval."""

from __future__ import annotations

import re

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_UNITS = r"%|ns|us|ms|s|min|[KMGT]?i?B(?:/s)?|[kMGT]?FLOP(?:/[sB])?"
_IN_NUMBERS = re.compile(rf"(?<=\d) (?=(?:{_UNITS})(?!\w)|\d{{3}}(?!\d))")
_INTERVAL = re.compile(r"\[[-+\d.,% \u00a0]+\]")


def unbroken(text: str) -> str:
    """Return a text whose numbers keep their units, and whose intervals stay on one line."""
    kept = _IN_NUMBERS.sub(NO_BREAK_SPACE, text)
    return _INTERVAL.sub(lambda interval: interval[0].replace(" ", NO_BREAK_SPACE), kept)
