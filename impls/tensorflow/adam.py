"""Adam by Algorithm 1 of Kingma and Ba (arXiv:1412.6980) by TensorFlow 1's kernel, which follows another."""

from __future__ import annotations

from typing import Any

import numpy as np
import tensorflow as tf

from impls.keras.adam import Adam
from impls.workloads import Adam as Rule


class FusedAdam(Adam):
    """The same Adam by TensorFlow's own kernel, which updates a variable and both its moments in one pass.

    The kernel takes no sparse gradient: rows that a gradient leaves out are filled in with zeros.
    """

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Update one variable; Keras calls it for each."""
        index = self._get_variable_index(variable)
        kernel = Kernel(beta1=self.beta_1, beta2=self.beta_2, epsilon=self.epsilon)
        kernel.update(
            (variable, self._momentums[index].value, self._velocities[index].value),
            tf.convert_to_tensor(gradient),
            step=tf.convert_to_tensor(self.iterations) + 1,
            learning_rate=tf.convert_to_tensor(learning_rate),
        )


class Kernel:
    """The fused kernel of ``tf.compat.v1.train.AdamOptimizer``, made to follow Algorithm 1.

    It corrects the bias from beta1^t and beta2^t, which it is given as 0: corrections and epsilon are computed in
    float64 from the step counter instead, and handed over as learning rate and epsilon.
    """

    def __init__(self, *, beta1: float, beta2: float, epsilon: float) -> None:
        """Take the rule's numbers; the kernel computes 1 - beta in float32, so the betas are as float32 has them."""
        self._beta1, self._beta2 = float(np.float32(beta1)), float(np.float32(beta2))
        self._epsilon = epsilon

    def update(self, variables: tuple[Any, Any, Any], gradient: Any, *, step: Any, learning_rate: Any) -> Any:
        """Update a variable, its first and its second moment.

        Args:
            variables: the three of them, ``tf.Variable`` of float32.
            gradient: dense float32, shaped like them.
            step: 1 at the first update, an integer scalar tensor.
            learning_rate: a number or a scalar tensor.

        Returns:
            The operation, in a graph.
        """
        parameter, first, second = variables
        exponent = tf.cast(step, tf.float64)
        correction1 = 1 - tf.constant(self._beta1, tf.float64) ** exponent
        correction2 = tf.sqrt(1 - tf.constant(self._beta2, tf.float64) ** exponent)
        return tf.raw_ops.ResourceApplyAdam(
            var=parameter.handle,
            m=first.handle,
            v=second.handle,
            beta1_power=0.0,
            beta2_power=0.0,
            lr=tf.cast(tf.cast(learning_rate, tf.float64) * correction2 / correction1, tf.float32),
            beta1=self._beta1,
            beta2=self._beta2,
            epsilon=tf.cast(self._epsilon * correction2, tf.float32),
            grad=gradient,
        )


def apply_adam(rule: Rule, parameters: list[Any], gradients: list[Any]) -> Any:
    """Add Adam's step by the fused kernel to a TensorFlow 1 graph.

    Returns:
        The operation that counts one step and updates every parameter.
    """
    kernel = Kernel(beta1=rule.beta1, beta2=rule.beta2, epsilon=rule.epsilon)
    step = tf.Variable(0, dtype=tf.int64, name="steps").assign_add(1)
    updates = []
    for parameter, gradient in zip(parameters, gradients, strict=True):
        moments = tf.Variable(tf.zeros_like(parameter)), tf.Variable(tf.zeros_like(parameter))
        updates.append(kernel.update((parameter, *moments), gradient, step=step, learning_rate=rule.learning_rate))
    return tf.group(*updates)
