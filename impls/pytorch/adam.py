"""Adam by Algorithm 1 of Kingma and Ba (arXiv:1412.6980) for Keras on PyTorch, over all parameters at once."""
# ruff: noqa: SLF001 - PyTorch documents its foreach functions for nobody, and Keras computes by them

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from impls.keras.adam import Adam


class ParallelAdam(Adam):
    """The same Adam over all parameters at once.

    Keras computes by PyTorch's ``torch._foreach_*`` where it can, and replaces its own optimisers by such, but no
    subclass of theirs. These are the operations of its Adam there, in their order, with the paper's epsilon; one
    parameter after the other, as Keras leaves it to a subclass, the text classifier's update takes twice as long.
    """

    def _backend_update_step(self, grads: list[Tensor], trainable_variables: list[Any], learning_rate: Any) -> None:
        """Update all variables; Keras calls it once a step."""
        places = [self._get_variable_index(variable) for variable in trainable_variables]
        parameters = [variable.value for variable in trainable_variables]
        first = [self._momentums[place].value for place in places]
        second = [self._velocities[place].value for place in places]
        rate, epsilon = self.corrected(learning_rate, trainable_variables[0].dtype)
        torch._foreach_mul_(first, self.beta_1)
        torch._foreach_add_(first, grads, alpha=1 - self.beta_1)
        torch._foreach_mul_(second, self.beta_2)
        torch._foreach_add_(second, torch._foreach_mul(grads, grads), alpha=1 - self.beta_2)
        roots = torch._foreach_add(torch._foreach_sqrt(second), epsilon)
        torch._foreach_add_(parameters, torch._foreach_div(torch._foreach_mul(first, rate), roots), alpha=-1)
