"""The two-layer net of the tutorial on PyTorch basics, with and without biases: ReLU, summed squared error."""

from __future__ import annotations

import keras
from keras import layers, ops

from impls.interface import Implementation
from impls.keras import training
from impls.keras.training import Tensor


class SummedSquaredError(keras.losses.Loss):  # type: ignore[misc]  # keras is untyped
    """The squared error summed over outputs and rows; Keras's own is a mean over the outputs."""

    def __init__(self) -> None:
        """Have Keras sum over the rows."""
        super().__init__(reduction="sum")

    def call(self, y_true: Tensor, y_pred: Tensor) -> Tensor:
        """Return each row's error (rows,)."""
        return ops.sum(ops.square(y_pred - y_true), axis=-1)


class TwoLayerNet(training.Net):
    """features -> hidden -> outputs."""

    def add_layers(self, layer_sizes: tuple[int, ...], *, biases: bool) -> None:
        """Build both layers."""
        _, hidden, outputs = layer_sizes
        self.layer1 = layers.Dense(hidden, activation="relu", use_bias=biases)
        self.layer2 = layers.Dense(outputs, use_bias=biases)

    def call(self, inputs: Tensor) -> Tensor:
        """Return the scores (rows, outputs)."""
        hidden = self.layer1(inputs)
        return self.layer2(hidden)


class Fit(training.Fit):
    """The net trained by ``fit``."""

    net_class = TwoLayerNet
    loss_class = SummedSquaredError


class FitCompiled(Fit, training.FitCompiled):
    """The net trained by ``fit``, its step compiled."""


class FitSteps(Fit, training.FitSteps):
    """The net trained by ``fit``, an epoch a call."""


class TrainOnBatch(Fit, training.TrainOnBatch):
    """The net trained by ``train_on_batch``."""


IMPLEMENTATIONS: dict[str, type[Implementation]] = {
    "keras-fit": Fit,
    "keras-fit-compiled": FitCompiled,
    "keras-fit-steps": FitSteps,
    "keras-train-on-batch": TrainOnBatch,
}
