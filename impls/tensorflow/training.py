"""Training in TensorFlow: what every mode shares, and the documented way, where operations run as they are called."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar, TypeAlias

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from data.batches import Batch
from impls.interface import Implementation, Weights
from impls.keras.adam import Adam
from impls.tensorflow.optimizers import forget, keras_optimizer
from impls.weights import parameter_shapes
from impls.workloads import Workload

Tensor: TypeAlias = Any
Placed: TypeAlias = list[tuple[Tensor, Tensor]]


class Net(keras.Model):  # type: ignore[misc]  # keras is untyped
    """A model that knows what it minimises; built from ``layer_sizes`` and ``biases``."""

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the loss of a batch, a scalar."""
        raise NotImplementedError

    def freeze(self, names: Iterable[str]) -> None:
        """Freeze the layers that these parameters belong to, as Keras documents it: a whole layer at once."""
        for name in names:
            self.get_layer(index=int(name[1:]) - 1).trainable = False


class Training(Implementation):
    """What every mode shares.

    Attributes:
        device: where the batches live; TensorFlow itself puts everything else there.
        parameters: variables in the order of ``parameter_shapes`` and in the canonical layout.
    """

    parameters: list[Any]

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:  # noqa: ARG002 - the class is the mode
        """Choose the device; subclasses build the parameters."""
        self.device = "/GPU:0" if device == "gpu" else "/CPU:0"
        self.names = tuple(parameter_shapes(workload))
        self.frozen = workload.frozen

    @cached_property
    def trained(self) -> dict[str, Any]:
        """The parameters that training changes, by canonical name, in the order of ``parameters``."""
        named = zip(self.names, self.parameters, strict=True)
        return {name: parameter for name, parameter in named if name not in self.frozen}

    @abstractmethod
    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""

    @abstractmethod
    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the loss of a batch, a scalar."""

    @abstractmethod
    def step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""

    def reset(self, weights: Weights) -> None:
        """Assign the weights to the parameters."""
        for name, parameter in zip(self.names, self.parameters, strict=True):
            parameter.assign(weights[name])

    def place(self, batches: Iterable[Batch]) -> Placed:
        """Return the batches as tensors of their own on the device."""
        with tf.device(self.device):
            return [(tf.constant(batch.inputs), tf.constant(batch.targets)) for batch in batches]

    def train(self, placed: Placed, *, epochs: int = 1) -> NDArray[np.float32]:
        """Step over all batches, ``epochs`` times; reading the losses, float32 (steps,), awaits the device."""
        losses = [self.step(inputs, targets) for _ in range(epochs) for inputs, targets in placed]
        return _numpy(tf.stack(losses))

    def gradients(self, placed: Placed) -> Weights | None:
        """Return the first batch's gradients of what is trained; rows that stand for zeros are filled in."""
        inputs, targets = placed[0]
        with tf.GradientTape() as tape:
            loss = self.objective(self.forward(inputs), targets)
        gradients = tape.gradient(loss, self.trained)
        return {name: _numpy(tf.convert_to_tensor(gradient)) for name, gradient in gradients.items()}

    def predict(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the scores (rows, outputs); without a tape nothing is recorded for gradients."""
        return _numpy(self.forward(tf.constant(inputs)))

    def weights(self) -> Weights:
        """Return copies of the parameters."""
        named = zip(self.names, self.parameters, strict=True)
        return {name: np.array(parameter) for name, parameter in named}

    def traces(self) -> int:
        """Return 0: nothing is traced."""
        return 0


class Eager(Training):
    """A model, a tape and an optimiser of Keras.

    Attributes:
        net_class: the model.
        adam: which of the Adams in ``adam.py``.
        freezes: whether Keras is told which layers stay as they are.
        sparse: whether the inputs are sparse tensors.
    """

    net_class: ClassVar[type[Net]]
    adam: ClassVar[type[Adam]] = Adam
    freezes: ClassVar[bool] = True
    sparse: ClassVar[bool] = False

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Build the net and the optimiser that follows the workload's rule, with all their variables."""
        super().__init__(workload=workload, mode=mode, device=device)
        self.net = self.net_class(layer_sizes=workload.layer_sizes, biases=workload.biases)
        self.net(keras.Input((workload.layer_sizes[0],), sparse=self.sparse))
        self.parameters = self.net.trainable_variables
        if self.freezes:
            self.net.freeze(self.frozen)
        self.optimizer = keras_optimizer(workload.optimizer, [*self.trained.values()], adam=self.adam)

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        return self.net(inputs)

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return the loss of a batch, a scalar."""
        return self.net.objective(scores, targets)

    def step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""
        with tf.GradientTape() as tape:
            loss = self.objective(self.forward(inputs), targets)
        variables = [*self.trained.values()]
        self.update(tape.gradient(loss, variables), variables)
        return loss

    def update(self, gradients: list[Tensor], variables: list[Any]) -> None:
        """Apply the gradients by the optimiser."""
        self.optimizer.apply(gradients, variables)

    def reset(self, weights: Weights) -> None:
        """Assign the weights and set the optimiser's state to zero, its step counter included."""
        super().reset(weights)
        forget(self.optimizer)


def _numpy(tensor: Tensor) -> NDArray[np.float32]:
    array: NDArray[np.float32] = tensor.numpy()
    return array
