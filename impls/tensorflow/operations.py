"""The operations that TensorFlow counts in a step: the tests hold ``impls/work.py`` to them."""

from __future__ import annotations

from typing import Any

import tensorflow as tf
from tensorflow.python.framework import ops

from data.batches import Batch

#: The mode whose steps are counted.
MODE = "graph"


def matmul_flop(net: Any, batch: Batch) -> int:
    """Return the floating-point operations of the matrix products of one step, as it is traced."""
    (placed,) = net.place([batch])
    traced = net.graph.get_concrete_function(*placed).graph
    # Of what was traced, a run drops what nothing needs, as the gradients by frozen weights.
    needed = [tensor.op.name for tensor in traced.outputs] + [operation.name for operation in traced.control_outputs]
    kept = {node.name for node in tf.compat.v1.graph_util.extract_sub_graph(traced.as_graph_def(), needed).node}
    products = [operation for operation in traced.get_operations() if operation.type == "MatMul"]
    counts = [
        ops.get_stats_for_node_def(traced, product.node_def, "flops").value
        for product in products
        if product.name in kept
    ]
    return int(sum(counts))
