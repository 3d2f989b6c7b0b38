"""What freezing a layer saves: the same result without telling Keras, by all the work of a full step or by part."""

from __future__ import annotations

from dataclasses import replace

import tensorflow as tf

from impls.interface import Weights
from impls.tensorflow import training
from impls.tensorflow.optimizers import forget, keras_optimizer
from impls.tensorflow.training import Tensor
from impls.workloads import Workload


class Watched(training.Eager):
    """The told form, with a tape that watches only what is trained.

    ``layer.trainable = False`` reaches the optimiser and Keras's lists, but not the ``tf.Variable`` below, so a tape of
    its own accord still watches a frozen kernel, and an eager backward pass computes a gradient that nobody asked for.
    """

    def step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""
        variables = [*self.trained.values()]
        with tf.GradientTape(watch_accessed_variables=False) as tape:
            tape.watch([variable.value for variable in variables])
            loss = self.objective(self.forward(inputs), targets)
        self.update(tape.gradient(loss, variables), variables)
        return loss


class LeftOut(training.Eager):
    """The gradients of all parameters, of which the optimiser is given those to be trained.

    Only an eager step does this work: a graph drops what nothing needs, so there it is the told form once more.
    """

    freezes = False

    def step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""
        with tf.GradientTape() as tape:
            loss = self.objective(self.forward(inputs), targets)
        gradients = dict(zip(self.names, tape.gradient(loss, self.parameters), strict=True))
        self.update([gradients[name] for name in self.trained], [*self.trained.values()])
        return loss


class Full(training.Eager):
    """All gradients and all updates; a second optimiser of learning rate 0 updates what has to stay as it is.

    Keras keeps the learning rate in a variable, so that neither TensorFlow nor XLA can know that it is 0.
    """

    freezes = False

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Build the second optimiser besides."""
        super().__init__(workload=workload, mode=mode, device=device)
        named = zip(self.names, self.parameters, strict=True)
        self.kept = [parameter for name, parameter in named if name in self.frozen]
        self.keeping = keras_optimizer(replace(workload.optimizer, learning_rate=0.0), self.kept, adam=self.adam)

    def step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step and return the loss before it, a scalar on the device."""
        trained = [*self.trained.values()]
        with tf.GradientTape() as tape:
            loss = self.objective(self.forward(inputs), targets)
        kept_gradients, gradients = tape.gradient(loss, (self.kept, trained))
        self.keeping.apply(kept_gradients, self.kept)
        self.update(gradients, trained)
        return loss

    def reset(self, weights: Weights) -> None:
        """Assign the weights and set the state of both optimisers to zero."""
        super().reset(weights)
        forget(self.keeping)
