"""The work of a training step: floating-point operations and bytes, counted from the model.

A step is a sequence of kernels, each reading its operands once and writing its results once. This is the work that the
equations ask for; what a framework does beyond it is its overhead. A layer of another kind is another function like
``_dense``, which yields the kernels of its forward and backward passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from impls.weights import parameter_shapes
from impls.workloads import Adam, Workload

#: Bytes of a float32 number and of an int64 label.
NUMBER, LABEL = 4, 8


@dataclass(frozen=True, kw_only=True)
class Kernel:
    """One pass over its operands.

    Attributes:
        name: what it computes.
        matmul_flop: operations of its matrix product: a multiplication and an addition per term.
        elementwise_flop: all its other operations; a root, a quotient, an exponential or a maximum counts as one.
        moved: bytes read and written.
    """

    name: str
    matmul_flop: int = 0
    elementwise_flop: int
    moved: int


def flop_per_step(workload: Workload) -> int:
    """Return the floating-point operations of one step on a full batch of a sized workload.

    With B rows, layers of i inputs and o outputs, H hidden units in all and P parameters in all:

    ==========================  ====================================================================
    forward, matrix products    2 B i o a layer
    gradients by weights        2 B i o a layer
    gradients by inputs         2 B i o a layer but the first, whose inputs need none
    biases                      B o a layer to add them, B o a layer to sum their gradients
    ReLU                        B H forward, B H backward
    squared error               4 B o: subtract, square, sum; double
    cross-entropy               6 B o + 4 B: maximum, subtract, exponential, sum; divide, scale by 1/B;
                                a row: logarithm, subtract the label's score, sum; subtract 1 at the label
    gradient descent            2 P: multiply, subtract
    Adam                        13 P: 3 for the first moment, 4 for the second, 6 for the update, as
                                ``impls/reference/optimizers.py`` writes it
    ==========================  ====================================================================

    Operations on single numbers, such as Adam's bias corrections, are left out. Word counts are dense here, as every
    contender holds them, zeros included.
    """
    return sum(kernel.matmul_flop + kernel.elementwise_flop for kernel in kernels(workload))


def bytes_per_step(workload: Workload) -> int:
    """Return the least bytes that one step on a full batch of a sized workload moves between memory and processor.

    Assumed: everything is float32 but labels, which are int64. Caches hold nothing from one kernel to the next, and
    inside a kernel each operand is read once and each result written once, so no kernel moves anything twice.
    Elementwise work is fused: biases and ReLU into the forward product, bias gradients into the gradients by
    weights, the derivative of ReLU (read off the activations) into the gradients by inputs, the loss and its
    derivatives into one kernel, and the whole update of a parameter into one kernel. Reading a line of the cache before
    it is overwritten (write-allocate) isn't counted.

    So the inputs are read twice (forward, gradients by weights); weights once forward and, but for the first layer,
    once backward; SGD reads p, g and writes p; Adam reads p, g, m, v and writes p, m, v.

    Where a net fits the caches, kernels find there what others left, and a step can be faster than these bytes allow.
    """
    return sum(kernel.moved for kernel in kernels(workload))


def kernels(workload: Workload) -> Iterator[Kernel]:
    """Yield the kernels of one step on a full batch: those of each layer, of the loss and of the update.

    Raises:
        ValueError: if the workload's features or outputs aren't known yet.
    """
    if not all(workload.layer_sizes):
        raise ValueError(f"{workload.name} isn't sized: its layers are {workload.layer_sizes}; see Workload.sized")
    layers = list(pairwise(workload.layer_sizes))
    for number, (inputs, outputs) in enumerate(layers, start=1):
        yield from _dense(
            number, workload.batch_size, inputs, outputs, biases=workload.biases, hidden=number < len(layers)
        )
    yield _loss(workload)
    yield _update(workload)


def _dense(number: int, rows: int, inputs: int, outputs: int, *, biases: bool, hidden: bool) -> Iterator[Kernel]:
    """Yield the kernels of a dense layer: ReLU follows a hidden one, and precedes every one but the first."""
    product = 2 * rows * inputs * outputs
    arriving, leaving = rows * inputs, rows * outputs
    weights = inputs * outputs
    parameters = weights + outputs * biases
    yield Kernel(
        name=f"layer {number}",
        matmul_flop=product,
        elementwise_flop=leaving * (biases + hidden),
        moved=NUMBER * (arriving + parameters + leaving),
    )
    yield Kernel(
        name=f"layer {number}, gradients by weights",
        matmul_flop=product,
        elementwise_flop=leaving * biases,
        moved=NUMBER * (arriving + leaving + parameters),
    )
    if number > 1:
        yield Kernel(
            name=f"layer {number}, gradients by inputs",
            matmul_flop=product,
            elementwise_flop=arriving,
            # The activations are read for the derivative of ReLU, and as many gradients are written.
            moved=NUMBER * (leaving + weights + 2 * arriving),
        )


def _loss(workload: Workload) -> Kernel:
    rows = workload.batch_size
    scores = rows * workload.layer_sizes[-1]
    if workload.loss == "cross_entropy":
        return Kernel(
            name="cross-entropy", elementwise_flop=6 * scores + 4 * rows, moved=NUMBER * 2 * scores + LABEL * rows
        )
    return Kernel(name="squared error", elementwise_flop=4 * scores, moved=NUMBER * 3 * scores)


def _update(workload: Workload) -> Kernel:
    parameters = sum(prod(shape) for shape in parameter_shapes(workload).values())
    if isinstance(workload.optimizer, Adam):
        return Kernel(name="Adam", elementwise_flop=13 * parameters, moved=NUMBER * 7 * parameters)
    return Kernel(name="gradient descent", elementwise_flop=2 * parameters, moved=NUMBER * 3 * parameters)
