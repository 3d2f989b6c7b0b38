"""Training in TensorFlow on several processes: MultiWorkerMirroredStrategy, which sums gradients before an update."""

from __future__ import annotations

import json
import os
from functools import cache
from typing import Any

import tensorflow as tf

from impls import ranks
from impls.ranks import Group
from impls.tensorflow import graphs
from impls.tensorflow.training import Tensor
from impls.workloads import Workload


def join(group: Group, *, device: str) -> None:  # noqa: ARG001 - the signature of every framework
    """Tell TensorFlow who takes part; it meets the others when its strategy is made, once its device is configured."""
    cluster = {"cluster": {"worker": list(group.addresses)}, "task": {"type": "worker", "index": group.rank}}
    os.environ["TF_CONFIG"] = json.dumps(cluster)


@cache
def strategy() -> Any:
    """Return the strategy of this process, made once: TensorFlow allows no second one."""
    return tf.distribute.MultiWorkerMirroredStrategy()


@cache
def _summing() -> Any:
    def summed(numbers: Tensor) -> Tensor:
        """Return the sum of all processes' numbers."""
        everywhere = strategy().run(tf.identity, args=(numbers,))
        return strategy().reduce(tf.distribute.ReduceOp.SUM, everywhere, axis=None)

    return tf.function(summed)


def exchange(numbers: int) -> None:
    """Sum so many float32 numbers over all processes, and await the result."""
    _summing()(tf.ones(numbers)).numpy()


class DataParallel(graphs.Graph):
    """The documented net in a strategy's scope, its step traced once: every process has a share of each batch."""

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:
        """Build the net in the scope, and wrap the step; all processes do so together."""
        self.strategy = strategy()
        self.part = ranks.part(workload, self.strategy.num_replicas_in_sync)
        with self.strategy.scope():
            super().__init__(workload=workload, mode=mode, device=device)
        self.graph = tf.function(self.summed_step)

    def objective(self, scores: Tensor, targets: Tensor) -> Tensor:
        """Return this process's part of the loss, a scalar."""
        return super().objective(scores, targets) * self.part

    def summed_step(self, inputs: Tensor, targets: Tensor) -> Tensor:
        """Take one step on every process and return the sum of the losses before it, a scalar."""
        losses = self.strategy.run(self.eager_step, args=(inputs, targets))
        return self.strategy.reduce(tf.distribute.ReduceOp.SUM, losses, axis=None)
