"""What a copy and a view cost within NumPy: the least that carrying an array to a framework could cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy as np
from numpy.typing import NDArray

from impls.arrays import arrays, is_seen, to_device, to_host, to_numpy, to_tensor
from impls.study import Material, Variant


def variants(material: Material) -> Iterator[Variant]:
    """Yield a copy and a view in each case; both directions are the same here."""
    for size, array in arrays(material).items():
        for case in (to_tensor(size), to_numpy(size)):
            yield _variant(case, "np.copy", "a copy in new memory", array, base=True)
            yield _variant(case, "np.asarray", "the array itself", array)


def expected(material: Material) -> Mapping[str, NDArray[np.float32]]:
    """Return what each case must deliver: exactly the array that was carried."""
    directions = (to_tensor, to_numpy, *((to_device, to_host) if material.device == "gpu" else ()))
    return {direction(size): array for size, array in arrays(material).items() for direction in directions}


def _variant(case: str, name: str, summary: str, array: NDArray[np.float32], *, base: bool = False) -> Variant:
    carry: Callable[[NDArray[np.float32]], NDArray[np.float32]] = np.copy if base else np.asarray
    carried = carry(array)
    return Variant(
        case=case,
        name=name,
        summary=summary,
        work=partial(carry, array),
        items=array.nbytes,
        base=base,
        facts={"copies": not is_seen(array, lambda: carried[-1, -1]), "writable": bool(carried.flags.writeable)},
    )
