"""What predictions cost in NumPy, and what they must come to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from impls.predictions import requests
from impls.reference.training import Net
from impls.study import Material, Variant

#: Rows that the reference turns into float64 at a time: all of a large batch's at once would take twice its memory.
_ROWS = 64


def variants(material: Material) -> Iterator[Variant]:
    """Yield the one way: NumPy has neither gradients to record nor graphs to build, and its arrays are the tensors."""
    net = _net(material, np.float32)
    for request in requests(material):
        for case in (request.scores, request.service):
            yield Variant(
                case=case,
                name="numpy",
                summary="matrix products and maxima, as written",
                work=partial(net.forward, request.batch.inputs),
                items=len(request.batch.inputs),
                base=True,
                latency=request.latency,
            )


def expected(material: Material) -> dict[str, NDArray[np.floating[Any]]]:
    """Return the scores of every case, float64 (rows, outputs)."""
    net = _net(material, np.float64)
    found = {}
    for request in requests(material):
        inputs = request.batch.inputs
        parts = [net.forward(inputs[row : row + _ROWS].astype(np.float64)) for row in range(0, len(inputs), _ROWS)]
        found[request.scores] = found[request.service] = np.concatenate(parts)
    return found


def _net(material: Material, dtype: DTypeLike) -> Net:
    module = import_module(f"impls.reference.{material.workload.module}")
    net: Net = module.ByHand.net_class(workload=material.workload, dtype=np.dtype(dtype))
    for name, parameter in net.parameters.items():
        parameter[...] = material.weights[name]
    return net
