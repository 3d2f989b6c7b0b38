"""How fast JAX multiplies and copies: what no step of it can beat on this machine."""

from __future__ import annotations

from collections.abc import Callable
from timeit import repeat
from typing import Any

import jax
import jax.numpy as jnp

from impls.interface import Timer

REPEATS = 5


def matmul_seconds(size: int, *, device: str, timer: Timer) -> float:  # noqa: ARG001 - ``configure`` chose it
    """Return the seconds of the fastest of several products of two float32 matrices (size, size).

    Threads and precision are those that ``device.configure`` has set.
    """
    # Random, not constant: a GPU draws less power on constant numbers, and clocks higher than it would in training.
    left, right = (jax.random.normal(jax.random.key(number), (size, size), jnp.float32) for number in range(2))
    # Run as it is called: a program has nothing to add to one operation. JAX takes no output to write into.
    return _fastest(lambda: jnp.matmul(left, right), timer)


def copy_seconds(size_bytes: int, *, device: str, timer: Timer) -> float:  # noqa: ARG001 - ``configure`` chose it
    """Return the seconds of the fastest of several copies of a float32 buffer of so many bytes into another one."""
    source = jnp.ones(size_bytes // jnp.float32.dtype.itemsize, jnp.float32)
    # Into memory that is there: the program writes over the target that it is given.
    copy = jax.jit(lambda target, source: target.at[:].set(source), donate_argnums=0)
    target = [jnp.zeros_like(source)]

    def _copy() -> Any:
        target[0] = copy(target[0], source)
        return target[0]

    return _fastest(_copy, timer)


def _fastest(call: Callable[[], Any], timer: Timer) -> float:
    def _synchronized() -> None:
        jax.block_until_ready(call())

    _synchronized()
    return min(repeat(_synchronized, timer=timer, number=1, repeat=REPEATS))
