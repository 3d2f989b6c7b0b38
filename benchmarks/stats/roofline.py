"""The roofline model: what share of the machine's ceilings a step reaches, and what binds it.

Williams, Waterman and Patterson, "Roofline: an insightful visual performance model for multicore architectures",
Communications of the ACM 52(4), 2009.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

#: A step that takes more than twice what the ceilings allow is bound by neither. Its time doesn't tell by what it is:
#: slower kernels, further passes over memory and overhead look alike.
BOUND_SHARE = 0.5
BELOW_HALF: Literal["below half of the ceiling"] = "below half of the ceiling"


@dataclass(frozen=True)
class Ceilings:
    """What the machine allows: float32 operations and bytes (read plus written) a second."""

    flop_per_second: float
    bytes_per_second: float


@dataclass(frozen=True)
class Placement:
    """Where a step lies under the ceilings.

    Attributes:
        flop_per_second: what it reaches.
        ceiling_share: the least seconds that the ceilings allow, divided by the step's; above 1 where caches
            spare it memory traffic, or where the ceilings were measured on a busier machine.
        bound: the ceiling that it lies under, or BELOW_HALF where it is far below both.
    """

    flop_per_second: float
    ceiling_share: float
    bound: Literal["compute-bound", "memory-bound", "below half of the ceiling"]


def placements(
    seconds: Mapping[str, float], kernels: Sequence[tuple[float, float]], ceilings: Ceilings
) -> dict[str, Placement]:
    """Return where each of several steps of the same kernels lies, by name; see ``place``."""
    return {name: place(taken, kernels, ceilings) for name, taken in seconds.items()}


def place(seconds: float, kernels: Iterable[tuple[float, float]], ceilings: Ceilings) -> Placement:
    """Place a step under the ceilings.

    Each kernel takes at least the longer of two times, that of its operations and that of its bytes; kernels run one
    after the other, so their times add up.

    Args:
        seconds: what the step takes.
        kernels: floating-point operations and bytes of each.
        ceilings: the machine's.
    """
    flop = compute = memory = 0.0
    for operations, moved in kernels:
        flop += operations
        arithmetic, traffic = operations / ceilings.flop_per_second, moved / ceilings.bytes_per_second
        compute += arithmetic if arithmetic >= traffic else 0
        memory += traffic if traffic > arithmetic else 0
    share = (compute + memory) / seconds
    if share < BOUND_SHARE:
        return Placement(flop / seconds, share, BELOW_HALF)
    return Placement(flop / seconds, share, "compute-bound" if compute >= memory else "memory-bound")
