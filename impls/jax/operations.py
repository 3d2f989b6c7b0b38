"""The operations that JAX has in a step: the tests hold ``impls/work.py`` to them."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod
from typing import Any

import jax
from jax.extend.core import ClosedJaxpr, Jaxpr

from data.batches import Batch
from impls.jax.graphs import state_shapes

#: The mode whose steps are counted.
MODE = "jit"


def matmul_flop(net: Any, batch: Batch) -> int:
    """Return the floating-point operations of the matrix products of one step, as it is traced."""
    (placed,) = net.place([batch])
    program = jax.make_jaxpr(net.updated)(state_shapes(net), *placed)
    return sum(map(_operations, _products(program.jaxpr)))


def _products(program: Any) -> Iterator[Any]:
    for equation in program.eqns:
        if equation.primitive.name == "dot_general":
            yield equation
        for inner in jax.tree.leaves(list(equation.params.values()), is_leaf=_is_program):
            if _is_program(inner):
                yield from _products(getattr(inner, "jaxpr", inner))


def _is_program(value: Any) -> bool:
    return isinstance(value, ClosedJaxpr | Jaxpr)


def _operations(product: Any) -> int:
    """Return 2 times the numbers of the result times the terms of each."""
    ((contracted, _), _) = product.params["dimension_numbers"]
    left, (result, *_) = product.invars[0].aval, product.outvars
    return int(2 * prod(result.aval.shape) * prod(left.shape[axis] for axis in contracted))
