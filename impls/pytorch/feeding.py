"""PyTorch's own loader over arrays in memory, as documented."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch.utils.data import DataLoader, TensorDataset

NAME = "torch.utils.data.DataLoader"


def batches(inputs: NDArray[np.float32], targets: NDArray[Any], *, batch_size: int, shuffle: bool) -> Iterable[Any]:
    """Return an iterable of batches of tensors; the last one is dropped where it is partial."""
    rows = TensorDataset(torch.from_numpy(inputs), torch.from_numpy(targets))
    return DataLoader(rows, batch_size=batch_size, shuffle=shuffle, drop_last=True)
