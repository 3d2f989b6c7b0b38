"""What PyTorch's own loader costs for an epoch of batches, as documented and with its documented options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

import torch
from torch import Tensor
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, SequentialSampler, TensorDataset

from impls import delivery
from impls.delivery import CASES, Epoch
from impls.pytorch import feeding
from impls.study import Material, Variant

WORKERS = 2


def variants(material: Material) -> Iterator[Variant]:
    """Yield the documented loader, then each option alone: worker processes, also kept alive, and whole batches.

    At last the loop that users write themselves, without a loader.
    """
    rows = delivery.epoch(material)
    for case, shuffle in CASES.items():
        yield from _variants(rows, case, shuffle=shuffle)


def _variants(rows: Epoch, case: str, *, shuffle: bool) -> Iterator[Variant]:
    def _variant(name: str, summary: str, loader: Iterable[Any], *, base: bool = False) -> Variant:
        return rows.variant(case, name, summary, lambda: loader, base=base)

    documented = feeding.batches(rows.inputs, rows.targets, batch_size=rows.batch_size, shuffle=shuffle)
    yield _variant("DataLoader", "row by row, in this process, as documented", documented, base=True)

    dataset = TensorDataset(torch.from_numpy(rows.inputs), torch.from_numpy(rows.targets))
    options = partial(DataLoader, dataset, batch_size=rows.batch_size, shuffle=shuffle, drop_last=True)
    begun = f"the same in {WORKERS} processes that begin with every epoch"
    yield _variant(f"DataLoader, num_workers={WORKERS}", begun, options(num_workers=WORKERS))
    kept = f"the same in {WORKERS} processes that live on"
    persistent = options(num_workers=WORKERS, persistent_workers=True)
    yield _variant(f"DataLoader, num_workers={WORKERS}, persistent_workers=True", kept, persistent)

    sampler = RandomSampler(dataset) if shuffle else SequentialSampler(dataset)
    batches = BatchSampler(sampler, batch_size=rows.batch_size, drop_last=True)
    whole = DataLoader(dataset, sampler=batches, batch_size=None)
    yield _variant("DataLoader, sampler=BatchSampler", "a batch at a time: all its rows by one indexing", whole)

    def _by_hand() -> Iterator[tuple[Tensor, ...]]:
        number = len(rows.targets)
        order = torch.randperm(number) if shuffle else torch.arange(number)
        for chosen in order.split(rows.batch_size):
            yield dataset[chosen]

    summary = "rows chosen on the host, by indexing the tensors in a loop of one's own"
    yield rows.variant(case, "indexing", summary, _by_hand)
