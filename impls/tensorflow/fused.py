"""Keras's optimiser steps in fewer passes over the weights: one fused kernel, or one program by XLA."""

from __future__ import annotations

from typing import Any

import tensorflow as tf

from impls.tensorflow import training
from impls.tensorflow.adam import FusedAdam
from impls.tensorflow.training import Tensor
from impls.workloads import Workload


class Fused(training.Eager):
    """Adam by the fused kernel that TensorFlow 1's optimiser calls."""

    adam = FusedAdam


class XLAUpdate(training.Eager):
    """The optimiser's step compiled by XLA, the rest not."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Wrap the optimiser's step; it is compiled when it is first called."""
        super().__init__(workload=workload, mode=mode, device=device)
        eager_update, variables = super().update, [*self.trained.values()]
        self.compiled_update = tf.function(lambda gradients: eager_update(gradients, variables), jit_compile=True)

    def update(self, gradients: list[Tensor], variables: list[Any]) -> None:  # noqa: ARG002 - all that are trained
        """Apply the gradients by the optimiser; XLA takes dense ones only."""
        self.compiled_update([tf.convert_to_tensor(gradient) for gradient in gradients])
