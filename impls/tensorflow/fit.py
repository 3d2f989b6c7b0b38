"""Training by ``keras.Model.fit``, a level above the loop that all other modes write themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

import keras
import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from data.batches import Batch
from impls.interface import Weights
from impls.tensorflow import graphs, training
from impls.tensorflow.training import Tensor
from impls.workloads import Workload

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
        """Return the losses so far (MOST_BATCHES,), zeros after them."""
        return keras.ops.convert_to_tensor(self.losses)


class Recorded(training.Net):
    """A net for ``fit`` that minimises its objective and keeps each step's loss.

    Attributes:
        traces: how often its training step was traced.
    """

    def __init__(self, *, layer_sizes: tuple[int, ...], biases: bool) -> None:
        """Build the net and the metric."""
        super().__init__(layer_sizes=layer_sizes, biases=biases)
        self.step_losses = StepLosses()
        self.traces = 0

    def train_step(self, data: Any) -> dict[str, Tensor]:
        """Take Keras's own step; Python comes by only while it is traced."""
        self.traces += 1
        logs: dict[str, Tensor] = super().train_step(data)
        return logs

    def compute_loss(
        self,
        x: Tensor = None,  # noqa: ARG002 - the signature that Keras documents for overriding
        y: Tensor = None,
        y_pred: Tensor = None,
        sample_weight: Tensor = None,  # noqa: ARG002
        training: bool = True,  # noqa: ARG002, FBT001, FBT002
    ) -> Tensor:
        """Return the objective, a scalar, and keep it."""
        loss = self.objective(y_pred, y)
        self.step_losses.update_state(loss)
        return loss


class Fit(training.Eager):
    """``model.compile`` with Keras's own settings, and ``model.fit`` over batches in memory."""

    steps_per_execution: ClassVar[int] = 1

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Compile the model; its step is traced when ``fit`` first takes it."""
        super().__init__(workload=workload, mode=mode, device=device)
        self.signature = graphs.batch_specs(workload)
        self.net.compile(optimizer=self.optimizer, steps_per_execution=self.steps_per_execution)

    def place(self, batches: Iterable[Batch]) -> Any:
        """Return a ``tf.data.Dataset`` of the batches, in memory of its own: its cache, which is filled here.

        Raises:
            ValueError: they are more than an epoch can have here.
        """
        # A generator's arrays may be taken over as they are, and the loader reuses its memory: these are copies.
        copies = ((tf.constant(batch.inputs), tf.constant(batch.targets)) for batch in batches)
        dataset: Any = tf.data.Dataset.from_generator(lambda: copies, output_signature=self.signature).cache()
        found = sum(1 for _ in dataset)
        if found > MOST_BATCHES:
            raise ValueError(f"{found} batches an epoch: at most {MOST_BATCHES} losses are kept")
        return dataset.apply(tf.data.experimental.assert_cardinality(found))

    def train(self, placed: Any, *, epochs: int = 1) -> NDArray[np.float32]:
        """Fit the net; ``fit`` returns its history, here the losses of every step, when the device has finished."""
        history = self.net.fit(placed, epochs=epochs, verbose=0, shuffle=False).history
        steps = int(placed.cardinality())
        return np.concatenate([losses[:steps] for losses in history["losses"]])

    def gradients(self, placed: Any) -> Weights | None:  # noqa: ARG002 - the signature of every mode
        """Return None: ``fit`` hands out no gradients."""
        return None

    def traces(self) -> int:
        """Return how often the training step was traced."""
        return int(self.net.traces)

    def captured(self) -> dict[str, int]:
        """Return the number of graphs; a ``tf.function`` is always whole."""
        return {"graphs": self.traces(), "graph_breaks": 0}


class FitSteps(Fit):
    """The same with all steps of an epoch in one call of the graph."""

    steps_per_execution = MOST_BATCHES
