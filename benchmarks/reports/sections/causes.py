"""What may have caused a contender's times, in words for its card."""

from __future__ import annotations

from benchmarks.analysis.causes import Causes
from benchmarks.reports import rounding
from benchmarks.stats.roofline import Ceilings

#: What a framework is asked and doesn't answer.
SILENT = "doesn't say"
#: What records hold where a library's heading wasn't understood.
UNKNOWN = "unknown"

#: Fields of the card, and what a reader calls them.
FIELDS = {
    "libraries": "matrix products by",
    "own_matmul": "its framework's matrix products, measured once",
    "own_copy": "its framework's copies, measured once",
    "page_faults": "page faults a step",
    "allocated": "allocated a step",
}


def texts(causes: Causes, best: Ceilings | None) -> dict[str, str | None]:
    """Return the fields of a contender's card that are about causes; None where nobody was asked.

    Args:
        causes: what is known of the contender.
        best: the machine's ceilings, the best of all frameworks.
    """
    own, faults = causes.ceilings, causes.page_faults
    pairs = (
        ((own.matmul_flop_per_second, best.flop_per_second), (own.copy_bytes_per_second, best.bytes_per_second))
        if own and best
        else (None, None)
    )
    return {
        "libraries": _libraries(causes),
        "own_matmul": pairs[0] and _beside(*pairs[0], "FLOP/s"),
        "own_copy": pairs[1] and _beside(*pairs[1], "B/s"),
        "page_faults": None if faults is None else rounding.brief(rounding.three_digits(faults)),
        "allocated": _allocated(causes),
    }


def _libraries(causes: Causes) -> str | None:
    said = libraries(causes)
    return f"{said} (asked on {causes.asked_on})" if said and causes.asked_on else said


def libraries(causes: Causes) -> str | None:
    """Return who multiplied, and for which instructions it chose its kernels; None where nobody was asked."""
    if causes.libraries is None:
        return None
    named = {name: chosen for name, chosen in causes.libraries.items() if name != UNKNOWN}
    said = "; ".join(
        f"{name}, {SILENT} for what" if chosen == UNKNOWN else f"{name} for {chosen}" for name, chosen in named.items()
    )
    return said or SILENT


def _beside(own: float, best: float, unit: str) -> str:
    return f"{rounding.large(own, unit)}, about {rounding.percent(own / best)} of the machine's best"


def _allocated(causes: Causes) -> str | None:
    if causes.libraries is None or causes.asked_on:
        return None
    return SILENT if causes.allocated_bytes is None else rounding.memory(causes.allocated_bytes)
