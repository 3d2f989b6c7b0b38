"""Layers as functions of a dictionary of parameters."""

from __future__ import annotations

from jax import Array

from impls.jax.training import Parameters


def linear(parameters: Parameters, layer: int, inputs: Array) -> Array:
    """Return inputs @ w + b of one layer, (rows, outputs); without b where the net has no biases."""
    return biased(parameters, layer, inputs @ parameters[f"w{layer}"])


def biased(parameters: Parameters, layer: int, sums: Array) -> Array:
    """Return sums (rows, outputs) with a layer's bias added, if it has one."""
    bias = parameters.get(f"b{layer}")
    return sums if bias is None else sums + bias
