"""Adam by Algorithm 1 of Kingma and Ba (arXiv:1412.6980), which neither Keras nor TensorFlow 1 follows."""

from __future__ import annotations

from typing import Any

import keras
import numpy as np
import tensorflow as tf
from keras import ops

from impls.workloads import Adam as Rule


class Adam(keras.optimizers.Adam):  # type: ignore[misc]  # keras is untyped
    """Keras's Adam with the paper's epsilon, added after the bias correction.

    Keras adds epsilon before the correction (the paper's "epsilon hat"), so at step t its epsilon equals the paper's
    times 1 / sqrt(1 - beta2^t), and with equal numbers it trains another net: on the text classifier its loss is
    6e-3 off at step 5 and 0.12 off at step 22, relative to float64. Scaling epsilon by sqrt(1 - beta2^t) makes both
    equations one. What then remains is 3e-4, because 1 - 0.999^t in float32 loses five digits: the corrections are
    computed in float64. Number and kind of the operations are otherwise those of ``keras.optimizers.Adam``.
    """

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Update one variable; Keras calls it for each."""
        index = self._get_variable_index(variable)
        first, second = self._momentums[index], self._velocities[index]
        step = ops.cast(self.iterations + 1, "float64")
        correction1 = 1 - ops.power(ops.convert_to_tensor(self.beta_1, "float64"), step)
        correction2 = ops.sqrt(1 - ops.power(ops.convert_to_tensor(self.beta_2, "float64"), step))
        rate = ops.cast(learning_rate, variable.dtype) * ops.cast(correction2 / correction1, variable.dtype)
        epsilon = ops.cast(self.epsilon * correction2, variable.dtype)
        self.assign_add(first, ops.multiply(ops.subtract(gradient, first), 1 - self.beta_1))
        self.assign_add(second, ops.multiply(ops.subtract(ops.square(gradient), second), 1 - self.beta_2))
        self.assign_sub(variable, ops.divide(ops.multiply(first, rate), ops.add(ops.sqrt(second), epsilon)))


def apply_adam(rule: Rule, parameters: list[Any], gradients: list[Any]) -> Any:
    """Add Adam's step to a TensorFlow 1 graph: the fused kernel of ``tf.compat.v1.train.AdamOptimizer``.

    The kernel corrects the bias from beta1^t and beta2^t, which it is given as 0: corrections and epsilon are computed
    in float64 from the step counter instead, and handed over as learning rate and epsilon.

    Returns:
        The operation that counts one step and updates every parameter.
    """
    steps = tf.Variable(0, dtype=tf.int64, name="steps")
    # The kernel computes 1 - beta in float32, so the corrections start from the betas as float32 has them.
    beta1, beta2 = float(np.float32(rule.beta1)), float(np.float32(rule.beta2))
    step = tf.cast(steps.assign_add(1), tf.float64)
    correction2 = tf.sqrt(1 - tf.constant(beta2, tf.float64) ** step)
    rate = rule.learning_rate * correction2 / (1 - tf.constant(beta1, tf.float64) ** step)
    updates = [
        tf.raw_ops.ResourceApplyAdam(
            var=parameter.handle,
            m=tf.Variable(tf.zeros_like(parameter)).handle,
            v=tf.Variable(tf.zeros_like(parameter)).handle,
            beta1_power=0.0,
            beta2_power=0.0,
            lr=tf.cast(rate, tf.float32),
            beta1=beta1,
            beta2=beta2,
            epsilon=tf.cast(rule.epsilon * correction2, tf.float32),
            grad=gradient,
        )
        for parameter, gradient in zip(parameters, gradients, strict=True)
    ]
    return tf.group(*updates)
