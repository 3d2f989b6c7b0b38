"""Training in JAX: what every mode shares, and the plain way, where operations run as they are called."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
import optax
from jax import Array
from numpy.typing import NDArray

from data.batches import Batch
from impls.interface import Implementation, Weights
from impls.jax.host import not_brought
from impls.jax.optimizers import optimizer
from impls.weights import parameter_shapes
from impls.workloads import Workload

Parameters: TypeAlias = dict[str, Array]
Placed: TypeAlias = Any


class State(NamedTuple):
    """What a step takes and returns: a pytree.

    Attributes:
        trained: the parameters that training changes, by canonical name, in the canonical layout.
        frozen: the others.
        optimizer: what optax keeps from step to step.
    """

    trained: Parameters
    frozen: Parameters
    optimizer: optax.OptState


class Eager(Implementation):
    """Functions of parameters, ``jax.value_and_grad`` and an optimiser of optax, run as they are called.

    Attributes:
        forward: returns the scores (rows, outputs) of parameters and inputs.
        objective: returns the loss of scores and targets, a scalar.
        freezes: whether nothing is differentiated by the parameters that the workload freezes.
        update: the step as a function: returns the next state and the loss before it.
    """

    forward: ClassVar[Callable[..., Array]]
    objective: ClassVar[Callable[..., Array]]
    freezes: ClassVar[bool] = True
    state: State

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:  # noqa: ARG002 - the class is the mode
        """Choose the optimiser; ``device.configure`` has chosen the device."""
        self.workload = workload
        self.names = tuple(parameter_shapes(workload))
        self.kept = workload.frozen if self.freezes else ()
        self.optimizer = optimizer(workload.optimizer)
        self.update: Callable[[State, Any, Array], tuple[State, Array]] = self.updated

    def loss(self, trained: Parameters, frozen: Parameters, inputs: Any, targets: Array) -> Array:
        """Return the loss of a batch, a scalar."""
        return self.objective(self.forward({**trained, **frozen}, inputs), targets)

    def updated(self, state: State, inputs: Any, targets: Array) -> tuple[State, Array]:
        """Return the state after a step, and the loss before it, a scalar on the device."""
        loss, gradients = jax.value_and_grad(self.loss)(state.trained, state.frozen, inputs, targets)
        updates, kept = self.optimizer.update(gradients, state.optimizer, state.trained)
        return State(optax.apply_updates(state.trained, updates), state.frozen, kept), loss

    def step(self, inputs: Any, targets: Array) -> Array:
        """Take one step and return the loss before it, a scalar on the device."""
        self.state, loss = self.update(self.state, inputs, targets)
        return loss

    def reset(self, weights: Weights) -> None:
        """Take copies of the weights, and a new state of the optimiser."""
        self.state = jax.block_until_ready(self.initial({name: jnp.array(weights[name]) for name in self.names}))

    def initial(self, parameters: Parameters) -> State:
        """Return the state that training begins with."""
        trained = {name: array for name, array in parameters.items() if name not in self.kept}
        return State(trained, {name: parameters[name] for name in self.kept}, self.optimizer.init(trained))

    def place(self, batches: Iterable[Batch]) -> Placed:
        """Return the batches as arrays of their own on the device."""
        # Copied in the background otherwise: a loader that reuses its memory would overwrite what isn't copied yet.
        return [jax.block_until_ready((self.place_inputs(batch.inputs), jnp.array(batch.targets))) for batch in batches]

    def place_inputs(self, inputs: NDArray[Any]) -> Any:
        """Return a batch's inputs on the device, in the form that the net takes."""
        return jnp.array(inputs)

    def train(self, placed: Placed, *, epochs: int = 1) -> NDArray[np.float32]:
        """Step over all batches, ``epochs`` times; losses float32 (steps,)."""
        losses = [self.step(inputs, targets) for _ in range(epochs) for inputs, targets in placed]
        # The last loss is there before the last update is.
        jax.block_until_ready(self.state)
        return np.array(jax.device_get(losses))

    def gradients(self, placed: Placed) -> Weights | None:
        """Return copies of the first batch's gradients by what is trained."""
        inputs, targets = next(iter(placed))
        gradients = jax.grad(self.loss)(self.state.trained, self.state.frozen, inputs, targets)
        return {name: np.array(gradients[name]) for name in self.names if name not in self.workload.frozen}

    def predict(self, inputs: NDArray[Any]) -> NDArray[np.float32]:
        """Return the scores (rows, outputs)."""
        return np.array(self.forward(self.held(), self.place_inputs(inputs)))

    def weights(self) -> Weights:
        """Return copies of the parameters: the next step may give their memory to others."""
        parameters = self.held()
        # JAX keeps what it has once brought from a GPU: asking again would be told from memory in no time, and asking
        # first would look as if a step had been put off until then.
        return {name: np.array(not_brought(parameters[name])) for name in self.names}

    def held(self) -> Parameters:
        """Return all parameters as this process holds them."""
        return {**self.state.trained, **self.state.frozen}

    def traces(self) -> int:
        """Return 0: nothing is traced, though each operation is compiled when its shapes are first met."""
        return 0
