"""What the study ``inference`` predicts, equal for all frameworks: the rows, and where a prediction begins and ends."""

from __future__ import annotations

from dataclasses import dataclass

from data.batches import Batch
from impls.arrays import aligned
from impls.study import Material

#: Rows of the large batch, where there are so many.
LARGE = 1024


@dataclass(frozen=True, kw_only=True, eq=False)
class Request:
    """Rows to be predicted in one call.

    Attributes:
        batch: the material's first rows: inputs, an aligned copy for every framework alike, and targets, a view.
        scores: the case that begins with the framework's own tensor on the device and ends with one.
        service: the case that begins and ends with NumPy arrays, as a service that is asked from outside.
        latency: whether single calls are timed.
    """

    batch: Batch
    scores: str
    service: str
    latency: bool


def requests(material: Material) -> list[Request]:
    """Return the requests: one row, and the large batch, or as many rows as there are."""
    return [_request(material, rows) for rows in sorted({1, min(LARGE, len(material.inputs))})]


def _request(material: Material, rows: int) -> Request:
    return Request(
        batch=Batch(aligned(material.inputs[:rows]), material.targets[:rows]),
        scores=f"batch of {rows}",
        service=f"batch of {rows}, from NumPy to NumPy",
        latency=rows == 1,
    )
