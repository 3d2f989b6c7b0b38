"""The roofline model: what share of the machine's ceilings a step reaches.

Williams, Waterman and Patterson, "Roofline: an insightful visual performance model for multicore architectures",
Communications of the ACM 52(4), 2009.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

#: A step that takes more than twice what the ceilings allow is told. Its time doesn't tell by what it takes longer:
#: slower kernels, further passes over memory and overhead look alike, above half of the ceiling as below it.
HALF = 0.5
BELOW_HALF = "below half of the ceiling"


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
        mostly: what the larger part of the least seconds is for.
    """

    flop_per_second: float
    ceiling_share: float
    mostly: Literal["arithmetic", "memory traffic"]

    @property
    def below_half(self) -> bool:
        """Whether it takes more than twice the least seconds."""
        return self.ceiling_share < HALF


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
    return Placement(flop / seconds, share, "arithmetic" if compute >= memory else "memory traffic")
