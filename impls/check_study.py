"""Run every variant of one framework's study on small material: ``python -m impls.check_study pytorch inference DIR``.

The tests run this in a process of its own, so that theirs imports no framework.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, cast

import numpy as np

from impls.check import drawn_batches, small
from impls.interface import Device
from impls.study import Material, StudyModule, Variant
from impls.weights import initial_weights

#: One workload of each net, with biases.
WORKLOADS = ("text_classifier", "two_layer_net_minibatch")


def material(workload: str, scratch: Path) -> Material:
    """Return small material on the CPU, the same for every framework; ``scratch`` is created."""
    sized = small(workload)
    scratch.mkdir(parents=True)
    batches = drawn_batches(sized)
    return Material(
        workload=sized,
        weights=initial_weights(sized, seed=0),
        inputs=np.concatenate([batch.inputs for batch in batches]),
        targets=np.concatenate([batch.targets for batch in batches]),
        device="cpu",
        scratch=scratch,
    )


def outcomes(variant: Variant) -> dict[str, Any]:
    """Return what a variant says of itself, and its results after its first call and after its third, as lists."""
    first = variant.result(variant.work())
    variant.work()
    third = variant.result(variant.work())
    return {
        "case": variant.case,
        "name": variant.name,
        "summary": variant.summary,
        "items": variant.items,
        "base": variant.base,
        "latency": variant.latency,
        "facts": dict(variant.facts or {}),
        "dtype": str(third.dtype),
        "results": [first.tolist(), third.tolist()],
    }


def report(name: str, study: str, scratch: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the outcomes of all variants by workload."""
    device: Device = import_module(f"impls.{name}.device")
    device.configure(device="cpu", threads=1)
    module = cast("StudyModule", import_module(f"impls.{name}.{study}"))
    return {
        workload: [outcomes(variant) for variant in module.variants(material(workload, scratch / workload))]
        for workload in WORKLOADS
    }


if __name__ == "__main__":
    json.dump(report(sys.argv[1], sys.argv[2], Path(sys.argv[3])), sys.stdout)
