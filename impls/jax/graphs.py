"""Training in JAX with programs compiled by ``jax.jit``: a step, or a whole block."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, lax
from numpy.typing import NDArray

from data.batches import Batch
from impls.interface import Weights
from impls.jax import training
from impls.jax.training import Placed, State
from impls.weights import parameter_shapes
from impls.workloads import Workload


class Jit(training.Eager):
    """The eager step compiled to one program, which overwrites the state it is given.

    Attributes:
        donated: whether the program may write the next state into the memory of the last one.
    """

    donated: ClassVar[bool] = True

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap the step; it is traced and compiled at its first call."""
        super().__init__(workload=workload, mode=mode, device=device)
        self.program: Any = jax.jit(self.updated, donate_argnums=0 if self.donated else ())
        self.update = self.program

    def gradients(self, placed: Placed) -> Weights | None:  # noqa: ARG002 - the signature of every mode
        """Return None: the program hands out no gradients."""
        return None

    def traces(self) -> int:
        """Return how many programs JAX keeps for the step."""
        return int(self.program._cache_size())  # noqa: SLF001 - JAX counts them nowhere else

    def captured(self) -> dict[str, int]:
        """Return the number of programs; one is always whole."""
        return {"graphs": self.traces(), "graph_breaks": 0}


class JitCopied(Jit):
    """The same program without the leave to overwrite its state."""

    donated = False


class JitDefaultPrecision(Jit):
    """The same program with JAX's default precision of matrix products, traced so."""

    def updated(self, state: State, inputs: Any, targets: Array) -> tuple[State, Array]:
        """Return the state after a step, and the loss before it, a scalar on the device."""
        with jax.default_matmul_precision("default"):
            return super().updated(state, inputs, targets)


class AheadOfTime(Jit):
    """The same program compiled while the net is built, for the shapes of a batch, and called without ``jit``."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Compile the step."""
        super().__init__(workload=workload, mode=mode, device=device)
        self.update = self.program.lower(state_shapes(self), *batch_shapes(workload)).compile()

    def traces(self) -> int:
        """Return 1: a compiled program refuses other shapes."""
        return 1


def state_shapes(net: training.Eager) -> State:
    """Return a net's state before the first step: shapes and dtypes, and no numbers."""
    shapes = parameter_shapes(net.workload)
    parameters = {name: jax.ShapeDtypeStruct(shape, jnp.float32) for name, shape in shapes.items()}
    found: State = jax.eval_shape(net.initial, parameters)
    return found


def batch_shapes(workload: Workload) -> tuple[jax.ShapeDtypeStruct, jax.ShapeDtypeStruct]:
    """Return what JAX is told of a batch before it sees one: shapes and dtypes of inputs and targets."""
    rows, features, outputs = workload.batch_size, workload.layer_sizes[0], workload.layer_sizes[-1]
    inputs = jax.ShapeDtypeStruct((rows, features), jnp.float32)
    if workload.loss == "cross_entropy":
        return inputs, jax.ShapeDtypeStruct((rows,), jnp.int64)
    return inputs, jax.ShapeDtypeStruct((rows, outputs), jnp.float32)


class Scan(Jit):
    """A whole block as one program: ``lax.scan`` over its batches, the epochs in a loop around it.

    It is compiled anew for every number of batches, not for every number of epochs.

    Attributes:
        unroll: how many steps stand in the loop's body.
    """

    unroll: ClassVar[int] = 1

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap the block; it is traced and compiled when it first meets a number of batches."""
        super().__init__(workload=workload, mode=mode, device=device)
        self.program = jax.jit(self.block, donate_argnums=0)

    def place(self, batches: Iterable[Batch]) -> Placed:
        """Return two arrays on the device: all inputs (batches, rows, features) and all targets, stacked alike."""
        inputs, targets = zip(*((batch.inputs.copy(), batch.targets.copy()) for batch in batches), strict=True)
        # Nobody else has these stacks: JAX may take their memory over.
        return jax.block_until_ready(jax.device_put((np.stack(inputs), np.stack(targets))))

    def train(self, placed: Placed, *, epochs: int = 1) -> NDArray[np.float32]:
        """Run the whole block in one call, or as many as a program's epochs ask for; losses float32 (steps,)."""
        losses = []
        for start in range(0, epochs, self.workload.epochs):
            number = min(self.workload.epochs, epochs - start)
            self.state, found = self.program(self.state, *placed, number)
            losses.append(np.array(found)[:number].reshape(-1))
        jax.block_until_ready(self.state)
        return np.concatenate(losses)

    def block(self, state: State, inputs: Array, targets: Array, epochs: Array) -> tuple[State, Array]:
        """Return the state after a block, and the loss before each step, (epochs of the workload, batches)."""

        def epoch(number: Array, carried: tuple[State, Array]) -> tuple[State, Array]:
            """Take a step on every batch, and write their losses into the epoch's row."""
            state, losses = carried
            state, found = lax.scan(
                lambda state, batch: self.updated(state, *batch), state, (inputs, targets), unroll=self.unroll
            )
            return state, losses.at[number].set(found)

        losses = jnp.zeros((self.workload.epochs, len(inputs)), jnp.float32)
        block: tuple[State, Array] = lax.fori_loop(0, epochs, epoch, (state, losses))
        return block


class ScanUnrolled(Scan):
    """The same with several steps in the loop's body."""

    unroll = 5
