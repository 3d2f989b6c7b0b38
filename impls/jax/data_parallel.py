"""Training in JAX on several processes: one program over arrays whose rows are dealt out to all of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.sharding import Mesh, NamedSharding, PartitionSpec
from numpy.typing import NDArray

from data.batches import Batch
from impls.interface import Weights
from impls.jax import graphs
from impls.jax.training import Parameters, Placed
from impls.ranks import Group
from impls.workloads import Workload


def join(group: Group, *, device: str) -> None:
    """Meet the other processes at the first one's address, which alone is listened at."""
    jax.config.update("jax_cpu_collectives_implementation", "gloo")
    jax.distributed.initialize(
        coordinator_address=group.addresses[0],
        coordinator_bind_address=group.addresses[0],
        num_processes=group.size,
        process_id=group.rank,
        local_device_ids=[0] if device == "cpu" else None,
    )


@cache
def mesh() -> Mesh:
    """Return all devices of all processes, in one row."""
    return Mesh(np.array(jax.devices()), ("rows",))


def _dealt() -> NamedSharding:
    """Return how rows are dealt out: to every process its own."""
    return NamedSharding(mesh(), PartitionSpec("rows"))


def _everywhere() -> NamedSharding:
    """Return where parameters are: whole, in every process."""
    return NamedSharding(mesh(), PartitionSpec())


@cache
def _summing() -> Any:
    return jax.jit(lambda rows: jnp.sum(rows, axis=0), out_shardings=_everywhere())


def exchange(numbers: int) -> None:
    """Sum so many float32 numbers over all processes, and await the result."""
    jax.block_until_ready(_summing()(_global(np.ones((1, numbers), np.float32))))


def _global(rows: NDArray[Any]) -> Array:
    """Return the array of all processes' rows, of which these are this one's."""
    shape = (rows.shape[0] * len(mesh().devices), *rows.shape[1:])
    array: Array = jax.make_array_from_process_local_data(_dealt(), rows, shape)
    return array


class DataParallel(graphs.Jit):
    """The step as one program over all processes' rows: the compiler puts in the sums over processes."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap the step; it is traced and compiled at its first call."""
        super().__init__(workload=workload, mode=mode, device=device)
        self.begin = jax.jit(self.initial, out_shardings=_everywhere())

    def reset(self, weights: Weights) -> None:
        """Take copies of the weights into every process, and a new state of the optimiser."""
        copies = {name: np.array(weights[name]) for name in self.names}
        placed = {name: jax.make_array_from_process_local_data(_everywhere(), copy) for name, copy in copies.items()}
        self.state = jax.block_until_ready(self.begin(placed))

    def place(self, batches: Iterable[Batch]) -> Placed:
        """Return the batches as arrays over all processes, of which this one holds its own rows."""
        return [
            jax.block_until_ready((_global(batch.inputs.copy()), _global(batch.targets.copy()))) for batch in batches
        ]

    def held(self) -> Parameters:
        """Return all parameters as this process holds them, so that nothing asked of it waits for the others."""
        return {name: array.addressable_data(0) for name, array in super().held().items()}
