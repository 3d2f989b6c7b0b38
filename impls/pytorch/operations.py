"""The operations that PyTorch counts in a step: the tests hold ``impls/work.py`` to them."""

from __future__ import annotations

from torch.utils.flop_counter import FlopCounterMode

from data.batches import Batch
from impls.interface import Implementation

#: The mode whose steps are counted.
MODE = "eager"


def matmul_flop(net: Implementation, batch: Batch) -> int:
    """Return the floating-point operations of the matrix products of one real step."""
    placed = net.place([batch])
    with FlopCounterMode(display=False) as counter:
        net.train(placed)
    return int(counter.get_total_flops())
