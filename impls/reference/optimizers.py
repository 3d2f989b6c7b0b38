"""The update rules by hand, in place; scalars are Python floats, so float64 whatever the arrays are."""

from __future__ import annotations

from math import sqrt
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from impls.workloads import SGD, Adam

Array = NDArray[np.floating[Any]]


class Optimizer(Protocol):
    """An update rule with its state."""

    def reset(self) -> None:
        """Forget the state."""

    def update(self, parameters: dict[str, Array], gradients: dict[str, Array]) -> None:
        """Update the parameters in place; the gradients are left as they are."""


class GradientDescent:
    """Plain gradient descent: p -= learning_rate * g."""

    def __init__(self, rule: SGD, parameters: dict[str, Array]) -> None:
        """Take one scratch array per parameter, so that no step has to ask for memory."""
        self._rule = rule
        self._scratch = _like(parameters)

    def reset(self) -> None:
        """Forget nothing: there is no state."""

    def update(self, parameters: dict[str, Array], gradients: dict[str, Array]) -> None:
        """Update the parameters in place."""
        for name, parameter in parameters.items():
            update = np.multiply(gradients[name], self._rule.learning_rate, out=self._scratch[name])
            np.subtract(parameter, update, out=parameter)


class AdamByHand:
    """Adam by Algorithm 1 of Kingma and Ba (arXiv:1412.6980)."""

    def __init__(self, rule: Adam, parameters: dict[str, Array]) -> None:
        """Start with zero moments at step 0."""
        self._rule = rule
        self._first, self._second, self._scratch = _like(parameters), _like(parameters), _like(parameters)
        self._steps = 0

    def reset(self) -> None:
        """Set the moments to zero and the step counter to 0."""
        self._steps = 0
        for moment in (*self._first.values(), *self._second.values()):
            moment.fill(0)

    def update(self, parameters: dict[str, Array], gradients: dict[str, Array]) -> None:
        """Update the parameters in place, each operation writing into the one scratch array."""
        rule = self._rule
        self._steps += 1
        rate = rule.learning_rate / (1 - rule.beta1**self._steps)
        correction = sqrt(1 - rule.beta2**self._steps)
        for name, parameter in parameters.items():
            gradient, scratch = gradients[name], self._scratch[name]
            first, second = self._first[name], self._second[name]
            first *= rule.beta1
            first += np.multiply(gradient, 1 - rule.beta1, out=scratch)
            second *= rule.beta2
            np.multiply(gradient, gradient, out=scratch)
            scratch *= 1 - rule.beta2
            second += scratch
            np.sqrt(second, out=scratch)
            scratch /= correction
            scratch += rule.epsilon
            np.divide(first, scratch, out=scratch)
            scratch *= rate
            np.subtract(parameter, scratch, out=parameter)


def optimizer(rule: SGD | Adam, parameters: dict[str, Array]) -> Optimizer:
    """Return the optimiser that follows the workload's rule."""
    if isinstance(rule, Adam):
        return AdamByHand(rule, parameters)
    return GradientDescent(rule, parameters)


def _like(parameters: dict[str, Array]) -> dict[str, Array]:
    return {name: np.zeros_like(parameter) for name, parameter in parameters.items()}
