"""The Keras optimisers that follow the workloads' rules."""

from __future__ import annotations

from typing import Any

import keras
import tensorflow as tf

from impls.keras.adam import Adam
from impls.workloads import SGD
from impls.workloads import Adam as AdamRule


def keras_optimizer(rule: SGD | AdamRule, variables: list[Any], *, adam: type[Adam]) -> Any:
    """Return the optimiser that follows a rule, with its state for these variables; ``adam`` is which Adam."""
    if isinstance(rule, AdamRule):
        optimizer = adam(rule.learning_rate, beta_1=rule.beta1, beta_2=rule.beta2, epsilon=rule.epsilon)
    else:
        optimizer = keras.optimizers.SGD(rule.learning_rate)
    optimizer.build(variables)
    return optimizer


def forget(optimizer: Any) -> None:
    """Set an optimiser's state to zero, its step counter included, and leave its learning rate."""
    for variable in optimizer.variables:
        if variable is not optimizer.learning_rate:
            variable.assign(tf.zeros_like(variable))
