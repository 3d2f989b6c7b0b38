"""The work of a training step: floating-point operations and bytes, counted from the model.

A step is a sequence of kernels, each reading its operands once and writing its results once. This is the work that the
equations ask for; what a framework does beyond it is its own affair. A layer of another kind is another function like
``_dense``, which yields the kernels of its forward and backward passes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from math import prod

from impls.weights import parameter_shapes
from impls.workloads import Adam, SequenceTask, Workload

#: Bytes of a float32 number, of an int64 label, and of the int64 that says where a number stands among zeros.
NUMBER, LABEL, INDEX = 4, 8, 8


class UnknownWorkError(ValueError):
    """The work of a step doesn't follow from the model alone; the message says what it depends on."""


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

    With B rows, layers of i inputs and o outputs, H hidden units in all and P trained parameters in all:

    ==========================  ====================================================================
    forward, matrix products    2 B i o a layer
    gradients by weights        2 B i o a layer whose weights are trained
    gradients by inputs         2 B i o a layer but the first and those before which nothing is trained
    biases                      B o a layer to add them, B o a layer to sum their gradients if they are trained
    ReLU                        B H forward, B i with each gradient by inputs
    squared error               4 B o: subtract, square, sum; double
    cross-entropy               6 B o + 4 B: maximum, subtract, exponential, sum; divide, scale by 1/B;
                                a row: logarithm, subtract the label's score, sum; subtract 1 at the label
    gradient descent            2 P: multiply, subtract
    Adam                        13 P: 3 for the first moment, 4 for the second, 6 for the update, as
                                ``impls/reference/optimizers.py`` writes it
    ==========================  ====================================================================

    Operations on single numbers, such as Adam's bias corrections, are left out. Word counts are dense here, zeros
    included; ``kernels`` can leave the zeros out.

    Raises:
        UnknownWorkError: as in ``kernels``.
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

    Raises:
        UnknownWorkError: as in ``kernels``.
    """
    return sum(kernel.moved for kernel in kernels(workload))


def kernels(workload: Workload, *, nonzeros: int | None = None) -> list[Kernel]:
    """Return the kernels of one step on a full batch: those of each layer, of the loss and of the update.

    Args:
        workload: the net and its batches.
        nonzeros: so many of a batch's inputs aren't zero, on average, and zeros are left out of both products of the
            first layer: it reads a number, its place and, forward, a row of weights for each. The gradients by its
            weights and their update stay dense. None takes the inputs with all their zeros.

    Raises:
        ValueError: if the workload's features or outputs aren't known yet.
        UnknownWorkError: if the work isn't the same for every batch, as with sequences of different lengths.
    """
    if isinstance(workload.task, SequenceTask):
        raise UnknownWorkError(f"{workload.name}: the work of a step depends on how many words its batch holds")
    if not all(workload.layer_sizes):
        raise ValueError(f"{workload.name} isn't sized: its layers are {workload.layer_sizes}; see Workload.sized")
    dense = [
        kernel
        for number in range(1, len(workload.layer_sizes))
        for kernel in _dense(workload, number, nonzeros=nonzeros if number == 1 else None)
    ]
    return [*dense, _loss(workload), _update(workload)]


def _dense(workload: Workload, number: int, *, nonzeros: int | None) -> Iterator[Kernel]:
    """Yield the kernels of a dense layer: ReLU follows a hidden one, and precedes every one but the first."""
    rows, (inputs, outputs) = workload.batch_size, workload.layer_sizes[number - 1 : number + 1]
    weights, trained = inputs * outputs, _trained(workload)
    arriving, leaving = rows * inputs if nonzeros is None else nonzeros, rows * outputs
    product = 2 * arriving * outputs
    read = NUMBER * min(weights, arriving * outputs) + _bytes(arriving, sparse=nonzeros is not None)
    hidden = number < len(workload.layer_sizes) - 1
    yield Kernel(
        name=f"layer {number}",
        matmul_flop=product,
        elementwise_flop=leaving * (workload.biases + hidden),
        moved=read + NUMBER * (outputs * workload.biases + leaving),
    )
    yield from _gradients_by_parameters(workload, number, arriving, sparse=nonzeros is not None)
    if any(f"{kind}{earlier}" in trained for kind in "wb" for earlier in range(1, number)):
        yield Kernel(
            name=f"layer {number}, gradients by inputs",
            matmul_flop=product,
            elementwise_flop=arriving,
            # The activations are read for the derivative of ReLU, and as many gradients are written.
            moved=NUMBER * (leaving + weights + 2 * arriving),
        )


def _gradients_by_parameters(workload: Workload, number: int, arriving: int, *, sparse: bool) -> Iterator[Kernel]:
    """Yield the kernel of a layer's trained parameters: the weights and, fused with them, the biases."""
    rows, (inputs, outputs) = workload.batch_size, workload.layer_sizes[number - 1 : number + 1]
    weights, biases = (f"{kind}{number}" in _trained(workload) for kind in "wb")
    if weights or biases:
        yield Kernel(
            name=f"layer {number}, gradients by weights",
            matmul_flop=2 * arriving * outputs * weights,
            elementwise_flop=rows * outputs * biases,
            moved=_bytes(arriving, sparse=sparse) * weights
            + NUMBER * (rows * outputs + inputs * outputs * weights + outputs * biases),
        )


def _bytes(numbers: int, *, sparse: bool) -> int:
    return numbers * (NUMBER + INDEX * sparse)


@cache
def _trained(workload: Workload) -> dict[str, tuple[int, ...]]:
    shapes = parameter_shapes(workload)
    return {name: shape for name, shape in shapes.items() if name not in workload.frozen}


def _loss(workload: Workload) -> Kernel:
    rows = workload.batch_size
    scores = rows * workload.layer_sizes[-1]
    if workload.loss == "cross_entropy":
        return Kernel(
            name="cross-entropy", elementwise_flop=6 * scores + 4 * rows, moved=NUMBER * 2 * scores + LABEL * rows
        )
    return Kernel(name="squared error", elementwise_flop=4 * scores, moved=NUMBER * 3 * scores)


def _update(workload: Workload) -> Kernel:
    parameters = sum(prod(shape) for shape in _trained(workload).values())
    if isinstance(workload.optimizer, Adam):
        return Kernel(name="Adam", elementwise_flop=13 * parameters, moved=NUMBER * 7 * parameters)
    return Kernel(name="gradient descent", elementwise_flop=2 * parameters, moved=NUMBER * 3 * parameters)
