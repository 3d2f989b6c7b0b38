"""Training by Keras: one program, which TensorFlow, PyTorch or JAX computes, whichever Keras was started on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Literal, TypeAlias

import keras
import numpy as np
from numpy.typing import NDArray

from data.batches import Batch
from impls.interface import Implementation, Weights
from impls.keras.adam import Adam
from impls.keras.backends import Graphs, backend
from impls.weights import parameter_shapes
from impls.workloads import SGD, Workload
from impls.workloads import Adam as AdamRule

Tensor: TypeAlias = Any

#: The most batches of an epoch: so many losses are kept, and so many steps are asked for in one call. Keras documents
#: that a number above the epoch's is cut down to it, so that one graph serves every number of batches below.
MOST_BATCHES = 1000


class StepLosses(keras.metrics.Metric):  # type: ignore[misc]  # keras is untyped
    """The loss of every step of an epoch; Keras's own metric is their mean so far."""

    def __init__(self) -> None:
        """Take room for an epoch."""
        super().__init__(name="losses")
        self.losses = self.add_weight(shape=(MOST_BATCHES,), initializer="zeros", name="losses")
        self.steps = self.add_weight(shape=(), initializer="zeros", dtype="int32", name="steps")

    def update_state(self, loss: Tensor) -> None:
        """Keep the loss of one more step, a scalar."""
        place = keras.ops.reshape(self.steps, (1, 1))
        self.losses.assign(keras.ops.scatter_update(self.losses, place, keras.ops.reshape(loss, (1,))))
        self.steps.assign_add(1)

    def result(self) -> Tensor:
        """Return a copy of the losses so far (MOST_BATCHES,), zeros after them: the next epoch overwrites them."""
        return keras.ops.copy(self.losses)


class Net(keras.Model):  # type: ignore[misc]  # keras is untyped
    """A model that counts its graphs and, where it is asked to, keeps each step's loss."""

    def __init__(self, *, layer_sizes: tuple[int, ...], biases: bool, graphs: Graphs, keeps_losses: bool) -> None:
        """Take a counter, and build the layers."""
        super().__init__()
        self.graphs = graphs
        self.step_losses = StepLosses() if keeps_losses else None
        self.add_layers(layer_sizes, biases=biases)

    def add_layers(self, layer_sizes: tuple[int, ...], *, biases: bool) -> None:
        """Build the layers."""
        raise NotImplementedError

    def train_step(self, *arguments: Any) -> Any:
        """Take Keras's own step, whose arguments differ by backend."""
        self.graphs.passed()
        return super().train_step(*arguments)

    def compute_loss(
        self,
        x: Tensor = None,
        y: Tensor = None,
        y_pred: Tensor = None,
        sample_weight: Tensor = None,
        training: bool = True,  # noqa: FBT001, FBT002 - the signature that Keras documents for overriding
    ) -> Tensor:
        """Return Keras's own loss, a scalar, and keep it."""
        loss = super().compute_loss(x=x, y=y, y_pred=y_pred, sample_weight=sample_weight, training=training)
        if self.step_losses is not None:
            self.step_losses.update_state(loss)
        return loss


class Fit(Implementation):
    """``model.compile`` with Keras's own settings, and ``model.fit`` over batches in memory.

    Attributes:
        net_class: the model, built from ``layer_sizes`` and ``biases``.
        loss_class: its loss.
        jit_compile, steps_per_execution: what ``compile`` is given under these names.
        keeps_losses: whether the model has to keep the losses.
    """

    net_class: ClassVar[type[Net]]
    loss_class: ClassVar[type[keras.losses.Loss]]
    jit_compile: ClassVar[bool | Literal["auto"]] = "auto"
    steps_per_execution: ClassVar[int] = 1
    keeps_losses: ClassVar[bool] = True
    own_dataset: ClassVar[bool] = True

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:  # noqa: ARG002 - the class is the mode
        """Compile the model; its step is traced when it is first taken, where the backend traces."""
        self.workload, self.device = workload, device
        self.backend = backend()
        self.graphs = self.backend.graphs()
        self.net = self.net_class(
            layer_sizes=workload.layer_sizes,
            biases=workload.biases,
            graphs=self.graphs,
            keeps_losses=self.keeps_losses,
        )
        self.net(keras.Input((workload.layer_sizes[0],)))
        self.names = tuple(parameter_shapes(workload))
        self.parameters = self.net.trainable_variables
        self.optimizer = _optimizer(workload.optimizer, self.backend.adam())
        self.optimizer.build(self.parameters)
        self.net.compile(
            optimizer=self.optimizer,
            loss=self.loss_class(),
            jit_compile=self.jit_compile,
            steps_per_execution=self.steps_per_execution,
        )

    def reset(self, weights: Weights) -> None:
        """Assign copies of the weights, and set the optimiser's state to zero, its step counter included."""
        # A backend may take over the memory of what it is given, and let the step overwrite it.
        for name, parameter in zip(self.names, self.parameters, strict=True):
            parameter.assign(np.array(weights[name]))
        for variable in self.optimizer.variables:
            if variable is not self.optimizer.learning_rate:
                variable.assign(keras.ops.zeros(variable.shape, variable.dtype))

    def place(self, batches: Iterable[Batch]) -> Any:
        """Return the batches as the kind of data set that the backend's framework has, in memory of its own.

        Raises:
            ValueError: they are more than an epoch can have here.
        """
        fed = self.backend.feed(batches, workload=self.workload, device=self.device)
        if len(fed) > MOST_BATCHES:
            raise ValueError(f"{len(fed)} batches an epoch: at most {MOST_BATCHES} losses are kept")
        return fed

    def train(self, placed: Any, *, epochs: int = 1) -> NDArray[np.float32]:
        """Fit the net; ``fit`` returns its history, here the losses of every step, when the device has finished."""
        history = self.net.fit(placed, epochs=epochs, verbose=0, shuffle=False).history
        return np.concatenate([_numpy(losses)[: len(placed)] for losses in history["losses"]])

    def gradients(self, placed: Any) -> Weights | None:  # noqa: ARG002 - the signature of every mode
        """Return None: Keras's step hands out no gradients."""
        return None

    def predict(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the scores (rows, outputs) by calling the model."""
        return _numpy(self.net(keras.ops.convert_to_tensor(inputs), training=False))

    def weights(self) -> Weights:
        """Return copies of the parameters."""
        # Copied on the device first: JAX would tell from memory what it has once brought from a GPU.
        copies = map(keras.ops.copy, self.parameters)
        return {name: _numpy(parameter) for name, parameter in zip(self.names, copies, strict=True)}

    def traces(self) -> int:
        """Return how many graphs were made of the training step."""
        return self.captured().get("graphs", 0)

    def captured(self) -> dict[str, int]:
        """Return the number of graphs and of their breaks; empty where nothing is captured."""
        return self.graphs.captured()


class FitCompiled(Fit):
    """The same, compiled where Keras by itself doesn't."""

    jit_compile = True


class FitSteps(Fit):
    """The same with all steps of an epoch in one call of the training function."""

    steps_per_execution = MOST_BATCHES


class TrainOnBatch(Fit):
    """The same model trained by ``train_on_batch``, which returns the loss of its step."""

    keeps_losses = False
    own_dataset = False

    def place(self, batches: Iterable[Batch]) -> Any:
        """Return the batches as tensors on the device."""
        # A backend may take over the memory of what it is given, and the loader reuses its own.
        tensor = keras.ops.convert_to_tensor
        return [(tensor(batch.inputs.copy()), tensor(batch.targets.copy())) for batch in batches]

    def train(self, placed: Any, *, epochs: int = 1) -> NDArray[np.float32]:
        """Take a step on every batch, ``epochs`` times; losses float32 (steps,)."""
        losses = [self.net.train_on_batch(*batch, return_dict=True) for _ in range(epochs) for batch in placed]
        return np.array([logs["loss"] for logs in losses], np.float32)


def _optimizer(rule: SGD | AdamRule, adam: type[Adam]) -> Any:
    """Return the optimiser that follows a rule; ``adam`` is which Adam."""
    if isinstance(rule, AdamRule):
        return adam(rule.learning_rate, beta_1=rule.beta1, beta_2=rule.beta2, epsilon=rule.epsilon)
    return keras.optimizers.SGD(rule.learning_rate)


def _numpy(tensor: Tensor) -> NDArray[np.float32]:
    """Return a copy: on a CPU an array may be a view of the tensor."""
    return np.array(keras.ops.convert_to_numpy(tensor))
