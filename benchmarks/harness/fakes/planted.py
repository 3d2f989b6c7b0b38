"""Every fault, planted in an implementation of the reference."""

from __future__ import annotations

from benchmarks.harness.fakes import HIDING, MODES
from benchmarks.harness.fakes.faults import Faulty
from benchmarks.harness.fakes.hidden import Algebra, Hiding
from impls.interface import Implementation


def faulty(honest: type[Implementation]) -> dict[str, type[Implementation]]:
    """Return every fault planted in an honest implementation, by mode."""
    kinds = dict.fromkeys(MODES, Faulty) | dict.fromkeys(HIDING, Hiding) | {"algebra": Algebra}
    planted = {kind: type(f"{kind.__name__}{honest.__name__}", (kind,), {"honest": honest}) for kind in kinds.values()}
    return {mode: planted[kind] for mode, kind in kinds.items()}
