"""What it costs to carry an array between NumPy and PyTorch, and what is copied on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.dlpack import from_dlpack

from impls.arrays import arrays, is_seen, to_device, to_host, to_numpy, to_tensor
from impls.pytorch.device import synchronize
from impls.study import Material, Variant


def variants(material: Material) -> Iterator[Variant]:
    """Yield every documented way, in both directions, by size; between host and GPU too where one is asked for."""
    for size, array in arrays(material).items():
        yield from _to_tensor(to_tensor(size), array)
        yield from _to_numpy(to_numpy(size), array)
        if material.device == "gpu":
            yield from _to_device(to_device(size), array)
            yield from _to_host(to_host(size), array)


def _to_tensor(case: str, array: NDArray[np.float32]) -> Iterator[Variant]:
    into = partial(_into, case, array)
    yield replace(into("torch.tensor", "a tensor with memory of its own", torch.tensor), base=True)
    yield into("torch.from_numpy", "a tensor over the array's memory", torch.from_numpy)
    yield into("torch.as_tensor", "the same, of anything that resembles an array", torch.as_tensor)
    yield into("torch.from_dlpack", "the same through DLPack, the protocol between libraries", from_dlpack)


def _to_numpy(case: str, array: NDArray[np.float32]) -> Iterator[Variant]:
    back = partial(_back, case, torch.tensor(array))
    yield replace(back("np.array", "an array with memory of its own", np.array), base=True)
    yield back(".numpy()", "an array over the tensor's memory", torch.Tensor.numpy)
    forced = partial(torch.Tensor.numpy, force=True)
    yield back(".numpy(force=True)", "the same of any tensor: detached, and brought to the host", forced)
    yield back("np.asarray", "what NumPy makes of a tensor where it expects an array", np.asarray)
    yield back("np.from_dlpack", "through DLPack, the protocol between libraries", np.from_dlpack)


def _to_device(case: str, array: NDArray[np.float32]) -> Iterator[Variant]:
    into = partial(_into, case, array)
    yield replace(
        into(
            "torch.from_numpy, to", "from the array's own memory", _finished(lambda a: torch.from_numpy(a).to("cuda"))
        ),
        base=True,
    )
    on_device = _finished(partial(torch.tensor, device="cuda"))
    yield into("torch.tensor", "a tensor created on the device", on_device)
    pinned = torch.empty(array.shape, pin_memory=True)
    staged = _finished(lambda a: pinned.copy_(torch.from_numpy(a)).to("cuda", non_blocking=True))
    yield into("pinned memory, to", "copied to page-locked memory first, which the device reads by itself", staged)


def _to_host(case: str, array: NDArray[np.float32]) -> Iterator[Variant]:
    back = partial(_back, case, torch.tensor(array, device="cuda"))
    yield replace(back(".cpu().numpy()", "to the host, then an array over that", lambda t: t.cpu().numpy()), base=True)
    forced = partial(torch.Tensor.numpy, force=True)
    yield back(".numpy(force=True)", "the same in one call", forced)
    pinned = torch.empty(array.shape, pin_memory=True)
    staged = _finished(lambda tensor: pinned.copy_(tensor, non_blocking=True).numpy())
    yield back("pinned memory", "into page-locked memory that every call reuses", staged)


def _into(case: str, array: NDArray[np.float32], name: str, summary: str, way: Callable[[Any], Any]) -> Variant:
    tensor = way(array)
    return Variant(
        case=case,
        name=name,
        summary=summary,
        work=partial(way, array),
        result=partial(torch.Tensor.numpy, force=True),
        items=array.nbytes,
        facts={"copies": not is_seen(array, lambda: tensor[-1, -1])},
    )


def _back(case: str, tensor: torch.Tensor, name: str, summary: str, way: Callable[[Any], Any]) -> Variant:
    array = way(tensor)
    return Variant(
        case=case,
        name=name,
        summary=summary,
        work=partial(way, tensor),
        items=tensor.nbytes,
        on_host=True,
        facts={"copies": not is_seen(tensor, lambda: array[-1, -1]), "writable": bool(array.flags.writeable)},
    )


def _finished(way: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def _synchronized(carried: Any) -> Any:
        found = way(carried)
        synchronize()
        return found

    return _synchronized
