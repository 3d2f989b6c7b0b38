"""The planted faults in JAX: losses as a user would write them, run as they are called or under ``jax.jit``."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from typing import Any, TypeAlias

import jax
import jax.numpy as jnp
from jax import Array

from impls import observation
from impls.faults import FAULTS, INPUTS, LIMIT, WEIGHT
from impls.probe import Program

Loss: TypeAlias = Callable[[Array, Array], Array]

MODES = {"eager": "dynamic", "jit": "static"}

#: What a user collects outside the step.
losses: list[Array] = []


def no_fault(inputs: Array, weight: Array) -> Array:
    """Return the mean squared score."""
    scores = inputs @ weight  # planted
    return jnp.mean(jnp.square(scores))


def shape_mismatch(inputs: Array, weight: Array) -> Array:
    """Multiply (4, 3) by (2, 3)."""
    scores = inputs @ weight.T  # planted
    return jnp.mean(jnp.square(scores))


def dtype_mismatch(inputs: Array, weight: Array) -> Array:
    """Multiply float64 by float32."""
    scores = inputs.astype(jnp.float64) @ weight  # planted
    return jnp.mean(jnp.square(scores))


def nan_in_layer(inputs: Array, weight: Array) -> Array:
    """Take the logarithm of negative numbers."""
    hidden = jnp.log(-inputs)  # planted
    scores = hidden @ weight
    return jnp.mean(jnp.square(scores))


def index_out_of_range(inputs: Array, weight: Array) -> Array:
    """Look up rows that the embedding doesn't have."""
    words = inputs.astype(int)
    rows = weight[words]  # planted
    return jnp.mean(jnp.square(rows))


def print_in_step(inputs: Array, weight: Array) -> Array:
    """Print the loss."""
    loss = no_fault(inputs, weight)
    print("loss", loss)  # noqa: T201  # planted
    return loss


def append_in_step(inputs: Array, weight: Array) -> Array:
    """Keep the loss in a list."""
    loss = no_fault(inputs, weight)
    losses.append(loss)  # planted
    return loss


def branch_on_loss(inputs: Array, weight: Array) -> Array:
    """Scale a large loss down."""
    loss = no_fault(inputs, weight)
    if loss > LIMIT:  # planted
        loss = loss * (LIMIT / jax.lax.stop_gradient(loss))
    return loss


def gradients_not_reset(inputs: Array, weight: Array) -> tuple[Array, Array]:
    """Derive the loss and return the norm of its gradient: there is nothing to reset."""
    gradient = jax.grad(no_fault, argnums=1)(inputs, weight)  # planted
    return jnp.linalg.norm(gradient), gradient


PLANTED: dict[str, Callable[..., Any]] = {
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
    losses.clear()
    weight, planted = jnp.array(WEIGHT), PLANTED[fault]
    step = planted if planted is gradients_not_reset else jax.value_and_grad(planted, argnums=1)
    # A function of its own each time: JAX would find what it has compiled for an earlier one again.
    run = jax.jit(lambda inputs, weight: step(inputs, weight)) if mode == "jit" else step  # noqa: PLW0108
    return Program(step=lambda number: float(run(jnp.array(INPUTS[number]), weight)[0]), kept=losses)


def detector(fault: str) -> AbstractContextManager[Any]:
    """Return what the documentation offers against NaN, for the faults that ask for it."""
    return jax.debug_nans(True) if fault.endswith("_with_detector") else nullcontext()  # noqa: FBT003 - JAX's signature


def observe() -> list[dict[str, Any]]:
    """Return a row for every fault in every mode."""
    return [
        observation.observe(
            partial(build, fault.name, mode),
            PLANTED[fault.name],
            around=partial(detector, fault.name),
            fault=fault.name,
            framework="jax",
            mode=mode,
            graph=graph,
        )
        for fault in FAULTS
        for mode, graph in MODES.items()
    ]
