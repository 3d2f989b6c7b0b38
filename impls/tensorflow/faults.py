"""The planted faults in TensorFlow: losses as a user would write them, run eagerly, as graphs, or by a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeAlias

import tensorflow as tf

from impls import observation
from impls.faults import FAULTS, INPUTS, LIMIT, WEIGHT
from impls.probe import Program
from impls.tensorflow.training import Tensor

Loss: TypeAlias = Callable[[Tensor, Tensor], Any]

MODES = {"eager": "dynamic", "graph": "static", "xla": "static", "session": "static"}

#: What a user collects outside the step.
losses: list[Tensor] = []


def no_fault(inputs: Tensor, weight: Tensor) -> Tensor:
    """Return the mean squared score."""
    scores = tf.matmul(inputs, weight)  # planted
    return tf.reduce_mean(tf.square(scores))


def shape_mismatch(inputs: Tensor, weight: Tensor) -> Tensor:
    """Multiply (4, 3) by (2, 3)."""
    scores = tf.matmul(inputs, tf.transpose(weight))  # planted
    return tf.reduce_mean(tf.square(scores))


def dtype_mismatch(inputs: Tensor, weight: Tensor) -> Tensor:
    """Multiply float64 by float32."""
    scores = tf.matmul(tf.cast(inputs, tf.float64), weight)  # planted
    return tf.reduce_mean(tf.square(scores))


def nan_in_layer(inputs: Tensor, weight: Tensor) -> Tensor:
    """Take the logarithm of negative numbers."""
    hidden = tf.math.log(-inputs)  # planted
    scores = tf.matmul(hidden, weight)
    return tf.reduce_mean(tf.square(scores))


def index_out_of_range(inputs: Tensor, weight: Tensor) -> Tensor:
    """Look up rows that the embedding doesn't have."""
    words = tf.cast(inputs, tf.int64)
    rows = tf.nn.embedding_lookup(weight, words)  # planted
    return tf.reduce_mean(tf.square(rows))


def print_in_step(inputs: Tensor, weight: Tensor) -> Tensor:
    """Print the loss."""
    loss = no_fault(inputs, weight)
    print("loss", loss)  # noqa: T201  # planted
    return loss


def append_in_step(inputs: Tensor, weight: Tensor) -> Tensor:
    """Keep the loss in a list."""
    loss = no_fault(inputs, weight)
    losses.append(loss)  # planted
    return loss


def branch_on_loss(inputs: Tensor, weight: Tensor) -> Tensor:
    """Scale a large loss down."""
    loss = no_fault(inputs, weight)
    if loss > LIMIT:  # planted
        loss = loss * (LIMIT / tf.stop_gradient(loss))
    return loss


def gradients_not_reset(loss_of: Loss, inputs: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    """Derive the loss and return the norm of its gradient: there is nothing to reset."""
    with tf.GradientTape() as tape:
        loss = loss_of(inputs, weight)
    gradient = tape.gradient(loss, weight)  # planted
    return tf.norm(gradient), gradient


def derived(loss_of: Loss, inputs: Tensor, weight: Tensor) -> tuple[Tensor, Tensor]:
    """Derive the loss and return both: the step of all other faults."""
    with tf.GradientTape() as tape:
        loss = loss_of(inputs, weight)
    return loss, tape.gradient(loss, weight)


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
    """Return a fresh program with the fault; nothing is traced yet, but a session's graph is built."""
    losses.clear()
    planted = PLANTED[fault]
    step_with, loss_of = (planted, no_fault) if planted is gradients_not_reset else (derived, planted)
    if mode == "session":
        return build_session(partial(step_with, loss_of))
    weight = tf.Variable(WEIGHT)

    def step(inputs: Tensor) -> tuple[Tensor, Tensor]:
        """Return the step's value and the gradient."""
        return step_with(loss_of, inputs, weight)

    if mode != "eager":
        step = tf.function(step, jit_compile=True if mode == "xla" else None)
    return Program(step=lambda number: float(step(tf.constant(INPUTS[number]))[0]), kept=losses)


def build_session(step: Loss) -> Program:
    """Return a program of TensorFlow 1: its graph is built here, its steps only run it."""
    with tf.Graph().as_default() as graph:
        inputs = tf.compat.v1.placeholder(tf.float32, INPUTS.shape[1:])
        fetches = step(inputs, tf.Variable(WEIGHT))
        initialize = tf.compat.v1.global_variables_initializer()
    session = tf.compat.v1.Session(graph=graph)
    session.run(initialize)
    return Program(step=lambda number: float(session.run(fetches, {inputs: INPUTS[number]})[0]), kept=losses)


@contextmanager
def detector(fault: str) -> Iterator[None]:
    """Open what the documentation offers against NaN, for the faults that ask for it."""
    if not fault.endswith("_with_detector"):
        yield
        return
    tf.debugging.enable_check_numerics()
    try:
        yield
    finally:
        tf.debugging.disable_check_numerics()


def observe() -> list[dict[str, Any]]:
    """Return a row for every fault in every mode."""
    return [
        observation.observe(
            partial(build, fault.name, mode),
            PLANTED[fault.name],
            around=partial(detector, fault.name),
            fault=fault.name,
            framework="tensorflow",
            mode=mode,
            graph=graph,
        )
        for fault in FAULTS
        for mode, graph in MODES.items()
    ]
