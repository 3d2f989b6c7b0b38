"""The optimisers of PyTorch: a workload's rule, what a mode switches on, and what becomes of frozen parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor

from impls.workloads import SGD, Adam, Workload

#: What a mode asks of ``torch.optim`` besides the rule; every other mode leaves the choice to PyTorch.
SWITCHES: dict[str, dict[str, bool]] = {
    "fused": {"fused": True},
    "foreach": {"foreach": True},
    "compile-train-fused": {"fused": True},
    "embedding-bag-fused": {"fused": True},
}

#: Modes that leave frozen parameters out of the optimiser and don't tell autograd, which derives by them in vain.
LEFT_OUT = frozenset({"eager-left-out"})

#: Modes that do all the work of a full step, and give frozen parameters a learning rate that moves none of them.
FULL = frozenset({"eager-full", "compile-train-full"})

#: An update so small is lost in rounding. It isn't zero: compiled, Adam divides by its step size, and a parameter whose
#: gradients were all zero, as those of a word that no post has, would become 0 / 0.
NO_LEARNING_RATE = 1e-30


def optimizer(workload: Workload, parameters: Mapping[str, Tensor], *, mode: str) -> torch.optim.Optimizer:
    """Return the optimiser that follows the workload's rule, and freeze what the workload freezes.

    Args:
        workload: whose rule it follows; its frozen parameters stop requiring gradients, unless the mode says otherwise.
        parameters: all of them, by canonical name.
        mode: what the contender switches on.
    """
    frozen = [parameters[name] for name in workload.frozen]
    groups: list[dict[str, Any]] = [{"params": [parameters[name] for name in trained_names(workload, parameters)]}]
    if mode in FULL:
        groups.append({"params": frozen, "lr": NO_LEARNING_RATE})
    elif mode not in LEFT_OUT:
        for parameter in frozen:
            parameter.requires_grad = False
    return _following(workload.optimizer, groups, SWITCHES.get(mode, {}))


def trained_names(workload: Workload, parameters: Mapping[str, Tensor]) -> list[str]:
    """Return the names of the parameters that training changes, in their order."""
    return [name for name in parameters if name not in workload.frozen]


def _following(rule: SGD | Adam, groups: list[dict[str, Any]], switches: dict[str, bool]) -> torch.optim.Optimizer:
    if isinstance(rule, Adam):
        betas = rule.beta1, rule.beta2
        return torch.optim.Adam(groups, lr=rule.learning_rate, betas=betas, eps=rule.epsilon, **switches)
    return torch.optim.SGD(groups, lr=rule.learning_rate, **switches)
