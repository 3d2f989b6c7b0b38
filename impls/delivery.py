"""One epoch of batches, and the proof that a loader delivered the right ones: what all loaders of a study share."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from impls.study import Material, Variant

FILE_ORDER, SHUFFLED = "file order", "shuffled"
#: The study's cases, and whether rows are shuffled in them.
CASES = {FILE_ORDER: False, SHUFFLED: True}


@dataclass(frozen=True, kw_only=True, eq=False)
class Epoch:
    """The rows of an epoch, all in full batches.

    Attributes:
        inputs: float32 (rows, features).
        targets: int64 labels (rows,) or float32 (rows, outputs).
        batch_size: rows a batch; it divides the number of rows.
    """

    inputs: NDArray[np.float32]
    targets: NDArray[Any]
    batch_size: int

    @property
    def batches(self) -> int:
        """How many batches the rows make."""
        return len(self.targets) // self.batch_size

    def variant(
        self, case: str, name: str, summary: str, load: Callable[[], Iterable[Any]], *, base: bool = False
    ) -> Variant:
        """Return the variant whose work is to go once over the batches that ``load`` returns, and to drop each.

        ``load`` begins an epoch with every call; its batches are pairs of inputs and targets, NumPy's or a framework's.
        """

        def _work() -> int:
            count = 0
            for _ in load():
                count += 1
            return count

        def _result(count: int) -> NDArray[np.uint8]:
            if count != self.batches:
                raise ValueError(f"{count} batches delivered instead of {self.batches}")
            return self._proof(case, load())

        return Variant(case=case, name=name, summary=summary, work=_work, result=_result, items=self.batches, base=base)

    def digests(self) -> NDArray[np.uint8]:
        """Return every row's SHA-256 in file order, uint8 (rows, 32)."""
        return row_digests([(self.inputs, self.targets)])

    def _proof(self, case: str, batches: Iterable[Any]) -> NDArray[np.uint8]:
        found = row_digests(batches)
        if not CASES[case]:
            return found
        if np.array_equal(found, self.digests()):
            raise ValueError("the rows came in file order: they were to be shuffled")
        return ordered(found)


def epoch(material: Material) -> Epoch:
    """Return the rows that fill batches, so that no loader has any to drop."""
    batch_size = material.workload.batch_size
    rows = len(material.inputs) - len(material.inputs) % batch_size
    return Epoch(inputs=material.inputs[:rows], targets=material.targets[:rows], batch_size=batch_size)


def row_digests(batches: Iterable[Any]) -> NDArray[np.uint8]:
    """Return the SHA-256 of every row's inputs and target as delivered, in order, uint8 (rows, 32).

    Each batch is read before the next is asked for, so batches in reused memory are fine.
    """
    return np.stack([_digest(*row) for batch in batches for row in zip(*map(np.asarray, batch), strict=True)])


def ordered(digests: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return digests (rows, 32) sorted, so that equal rows in any order are equal arrays."""
    return digests[np.lexsort(digests.T)]


def _digest(inputs: NDArray[Any], target: NDArray[Any]) -> NDArray[np.uint8]:
    return np.frombuffer(hashlib.sha256(inputs.tobytes() + target.tobytes()).digest(), np.uint8)
