"""How fast TensorFlow multiplies and copies: what no step of it can beat on this machine."""

from __future__ import annotations

from collections.abc import Callable
from timeit import repeat

import tensorflow as tf

from impls.interface import Timer
from impls.tensorflow.device import synchronize

REPEATS = 5


def matmul_seconds(size: int, *, device: str, timer: Timer) -> float:
    """Return the seconds of the fastest of several products of two float32 matrices (size, size).

    Threads and precision are those that ``device.configure`` has set.
    """
    with tf.device(_place(device)):
        # Random, not constant: a GPU draws less power on constant numbers, and clocks higher than it would in training.
        left, right = (tf.random.stateless_normal((size, size), seed=(0, number)) for number in range(2))
        # Run as it is called: a graph has nothing to add to one operation. TensorFlow takes no output to write into.
        return _fastest(lambda: tf.linalg.matmul(left, right), timer)


def copy_seconds(size_bytes: int, *, device: str, timer: Timer) -> float:
    """Return the seconds of the fastest of several copies of a float32 buffer of so many bytes into another one."""
    with tf.device(_place(device)):
        source = tf.ones(size_bytes // tf.float32.size)
        # ``Variable.assign`` and ``tf.identity`` copy nothing: both sides share one buffer until one is written to.
        # DeepCopy is documented never to return an alias, and it writes into the buffer that the call before it gave
        # back to TensorFlow's allocator. ``variable[:].assign`` copies too, 3 times slower on the CPU.
        return _fastest(lambda: tf.raw_ops.DeepCopy(x=source), timer)


def _place(device: str) -> str:
    return "/GPU:0" if device == "gpu" else "/CPU:0"


def _fastest(call: Callable[[], object], timer: Timer) -> float:
    def _synchronized() -> None:
        call()
        synchronize()

    _synchronized()
    return min(repeat(_synchronized, timer=timer, number=1, repeat=REPEATS))
