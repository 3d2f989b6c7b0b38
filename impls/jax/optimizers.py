"""The optimisers of optax that follow the workloads' rules."""

from __future__ import annotations

import optax

from impls.workloads import SGD, Adam


def optimizer(rule: SGD | Adam) -> optax.GradientTransformation:
    """Return the optimiser that follows a rule; optax's Adam is Algorithm 1, with epsilon after the correction."""
    if isinstance(rule, Adam):
        return optax.adam(rule.learning_rate, b1=rule.beta1, b2=rule.beta2, eps=rule.epsilon)
    return optax.sgd(rule.learning_rate)
