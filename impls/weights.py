"""The parameters of a workload: their shapes by canonical name, and their initial values, once, for all frameworks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from impls.workloads import Initializer, SequenceTask, Workload


def parameter_shapes(workload: Workload) -> dict[str, tuple[int, ...]]:
    """Return the shapes of a sized workload's parameters by canonical name, in the order of every net: w1, b1, w2, ...

    A weight ``w<layer>`` is (inputs, outputs), a bias ``b<layer>`` is (outputs,). Of sequences, w1 is the embedding
    (word numbers, units), w2 leads from it to the hidden units, w3 from the hidden units to themselves, b3 is theirs,
    w4 and b4 lead to the outputs; with several gates w2, w3 and b3 hold one after the other.
    """
    if isinstance(workload.task, SequenceTask):
        words, embedding, hidden, outputs = workload.layer_sizes
        return {
            "w1": (words, embedding),
            "w2": (embedding, workload.gates * hidden),
            "w3": (hidden, workload.gates * hidden),
            "b3": (workload.gates * hidden,),
            "w4": (hidden, outputs),
            "b4": (outputs,),
        }
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, (inputs, outputs) in enumerate(pairwise(workload.layer_sizes), start=1):
        shapes[f"w{layer}"] = (inputs, outputs)
        if workload.biases:
            shapes[f"b{layer}"] = (outputs,)
    return shapes


def initial_weights(workload: Workload, *, seed: int) -> dict[str, NDArray[np.float32]]:
    """Draw the initial parameters of a sized workload.

    ``pytorch_default`` is what ``torch.nn.Linear`` does, uniform in +-1/sqrt(fan_in) for weights and biases;
    ``standard_normal`` draws both from N(0, 1), as the TensorFlow article does. Of sequences, ``pytorch_default`` is
    what ``torch.nn.Embedding`` does, N(0, 1), and ``torch.nn.RNN``, uniform in +-1/sqrt(hidden units).

    Returns:
        float32 arrays by canonical name, shaped as ``parameter_shapes`` says.
    """
    generator = np.random.default_rng(seed)
    shapes = parameter_shapes(workload)
    draws = {name: _draw(workload, name, shapes) for name in shapes}
    return {name: draws[name](generator, shape).astype(np.float32) for name, shape in shapes.items()}


Draw = Callable[[np.random.Generator, tuple[int, ...]], NDArray[np.float64]]


def _draw(workload: Workload, name: str, shapes: dict[str, tuple[int, ...]]) -> Draw:
    initializer: Initializer = workload.initializer
    if initializer == "standard_normal":
        return _standard_normal
    if isinstance(workload.task, SequenceTask):
        return _standard_normal if name == "w1" else _uniform(1 / np.sqrt(shapes["w3"][0]))
    return _uniform(1 / np.sqrt(shapes[f"w{name[1:]}"][0]))


def _uniform(bound: float) -> Draw:
    return lambda generator, shape: generator.uniform(-bound, bound, shape)


def _standard_normal(generator: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.float64]:
    return generator.standard_normal(shape)
