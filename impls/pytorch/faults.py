"""The planted faults in PyTorch: losses as a user would write them, run eagerly or under ``torch.compile``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, TypeAlias

import torch
from torch import Tensor
from torch.nn import functional

from impls import observation
from impls.faults import FAULTS, INPUTS, LIMIT, WEIGHT
from impls.probe import Program

Loss: TypeAlias = Callable[[Tensor, Tensor], Tensor]

MODES = {"eager": "dynamic", "compile": "static", "compile-fullgraph": "static"}

#: What a user collects outside the step.
losses: list[Tensor] = []


def no_fault(inputs: Tensor, weight: Tensor) -> Tensor:
    """Return the mean squared score."""
    scores = inputs @ weight  # planted
    return scores.square().mean()


def shape_mismatch(inputs: Tensor, weight: Tensor) -> Tensor:
    """Multiply (4, 3) by (2, 3)."""
    scores = inputs @ weight.T  # planted
    return scores.square().mean()


def dtype_mismatch(inputs: Tensor, weight: Tensor) -> Tensor:
    """Multiply float64 by float32."""
    scores = inputs.double() @ weight  # planted
    return scores.square().mean()


def nan_in_layer(inputs: Tensor, weight: Tensor) -> Tensor:
    """Take the logarithm of negative numbers."""
    hidden = torch.log(-inputs)  # planted
    scores = hidden @ weight
    return scores.square().mean()


def index_out_of_range(inputs: Tensor, weight: Tensor) -> Tensor:
    """Look up rows that the embedding doesn't have."""
    words = inputs.long()
    rows = functional.embedding(words, weight)  # planted
    return rows.square().mean()


def print_in_step(inputs: Tensor, weight: Tensor) -> Tensor:
    """Print the loss."""
    loss = no_fault(inputs, weight)
    print("loss", loss)  # noqa: T201  # planted
    return loss


def append_in_step(inputs: Tensor, weight: Tensor) -> Tensor:
    """Keep the loss in a list."""
    loss = no_fault(inputs, weight)
    losses.append(loss.detach())  # planted
    return loss


def branch_on_loss(inputs: Tensor, weight: Tensor) -> Tensor:
    """Scale a large loss down."""
    loss = no_fault(inputs, weight)
    if loss > LIMIT:  # planted
        loss = loss * (LIMIT / loss.detach())
    return loss


def gradients_not_reset(loss_of: Loss, inputs: Tensor, weight: Tensor) -> Tensor:
    """Derive the loss, leave the gradient in place, and return its norm."""
    loss_of(inputs, weight).backward()  # planted
    assert weight.grad is not None
    norm: Tensor = torch.linalg.vector_norm(weight.grad)
    return norm


def derived(loss_of: Loss, inputs: Tensor, weight: Tensor) -> Tensor:
    """Derive the loss and return it: the step of all other faults."""
    weight.grad = None
    loss = loss_of(inputs, weight)
    loss.backward()
    return loss.detach()


PLANTED: dict[str, Callable[..., Tensor]] = {
    "no_fault": no_fault,
    "shape_mismatch": shape_mismatch,
    "dtype_mismatch": dtype_mismatch,
    "nan_in_layer": nan_in_layer,
    "nan_with_detector": nan_in_layer,
    "no_fault_with_detector": no_fault,
    "index_out_of_range": index_out_of_range,
    "print_in_step": print_in_step,
    "append_in_step": append_in_step,
    "branch_on_loss": branch_on_loss,
    "gradients_not_reset": gradients_not_reset,
}


def build(fault: str, mode: str) -> Program:
    """Return a fresh program with the fault, nothing compiled yet."""
    torch.compiler.reset()
    losses.clear()
    weight = torch.tensor(WEIGHT, requires_grad=True)
    planted = PLANTED[fault]
    step_with, loss_of = (planted, no_fault) if planted is gradients_not_reset else (derived, planted)
    if mode != "eager":
        loss_of = torch.compile(loss_of, fullgraph=mode == "compile-fullgraph")

    def step(number: int) -> float:
        """Take a step and return its value."""
        return step_with(loss_of, torch.tensor(INPUTS[number]), weight).item()

    return Program(step=step, kept=losses)


def detector(fault: str) -> AbstractContextManager[Any]:
    """Return what the documentation offers against NaN, for the faults that ask for it."""
    return torch.autograd.detect_anomaly() if fault.endswith("_with_detector") else nullcontext()


def observe() -> list[dict[str, Any]]:
    """Return a row for every fault in every mode."""
    return [
        observation.observe(
            partial(build, fault.name, mode),
            PLANTED[fault.name],
            around=partial(detector, fault.name),
            fault=fault.name,
            framework="pytorch",
            mode=mode,
            graph=graph,
        )
        for fault in FAULTS
        for mode, graph in MODES.items()
    ]
