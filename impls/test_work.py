"""Is the work of a step what the frameworks' own counters and a count by hand say?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from impls.check import small
from impls.contenders import framework, versions
from impls.work import bytes_per_step, flop_per_step, kernels
from impls.workloads import TEXT_CLASSIFIER, TWO_LAYER_NET, WORKLOADS

ROOT = Path(__file__).parent.parent
#: Each prints the operations that a framework counts in the matrix products of one real step, by workload.
COUNTERS = {
    "pytorch": """
import json
from torch.utils.flop_counter import FlopCounterMode
from impls.check import drawn_batches, implementation, small
from impls.contenders import contenders
from impls.workloads import WORKLOADS

def count(workload):
    net = implementation(contenders()["pytorch-eager"], workload)
    placed = net.place(drawn_batches(workload)[:1])
    with FlopCounterMode(display=False) as counter:
        net.train(placed)
    return counter.get_total_flops()

print(json.dumps({name: count(small(name)) for name in WORKLOADS}))
""",
    "tensorflow": """
import json
from tensorflow.compat.v1 import profiler
from impls.check import drawn_batches, implementation, small
from impls.contenders import contenders
from impls.workloads import WORKLOADS

OPTIONS = profiler.ProfileOptionBuilder(profiler.ProfileOptionBuilder.float_operation()).with_empty_output().build()

def count(workload):
    net = implementation(contenders()["tensorflow-graph"], workload)
    (placed,) = net.place(drawn_batches(workload)[:1])
    found = profiler.profile(net.graph.get_concrete_function(*placed).graph, cmd="op", options=OPTIONS)
    (products,) = [kind for kind in found.children if kind.name == "MatMul"]
    return products.float_ops

print(json.dumps({name: count(small(name)) for name in WORKLOADS}))
""",
}
#: A net small enough to count by hand: 5 rows, 3 -> 2 -> 1.
TINY = replace(TWO_LAYER_NET, layer_sizes=(3, 2, 1), batch_size=5)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(tmp_path_factory.mktemp("scratch"))


@cache
def counted(name: str, scratch: str) -> dict[str, int]:
    if not versions(name):
        pytest.skip(f"{name} is not installed: none of {', '.join(framework(name).DISTRIBUTIONS)} is")
    environment = os.environ | framework(name).environment(threads=1, scratch=scratch)
    command = [sys.executable, "-c", COUNTERS[name]]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("workload", WORKLOADS)
@pytest.mark.parametrize("name", COUNTERS)
def test_matrix_products_are_those_that_a_frameworks_counter_finds(name: str, workload: str, scratch: str) -> None:
    ours = sum(kernel.matmul_flop for kernel in kernels(small(workload)))
    assert ours == counted(name, scratch)[workload]


def test_a_tiny_regression_by_hand() -> None:
    products = 2 * 30 + 2 * 30 + 2 * 10 + 2 * 10 + 2 * 10
    relu, loss, descent = 10 + 10, 4 * 5, 2 * 8
    assert flop_per_step(TINY) == products + relu + loss + descent
    layer1, layer2 = (15 + 6 + 10) + (15 + 10 + 6), (10 + 2 + 5) + (10 + 5 + 2) + (5 + 2 + 10 + 10)
    assert bytes_per_step(TINY) == 4 * (layer1 + layer2 + 3 * 5 + 3 * 8)


def test_a_tiny_classification_with_biases_and_adam_by_hand() -> None:
    tiny = replace(TEXT_CLASSIFIER, layer_sizes=(3, 2, 4), batch_size=5)
    products, parameters = 2 * (2 * 30) + 3 * (2 * 40), 6 + 2 + 8 + 4
    biases, relu, loss = 2 * (10 + 20), 10 + 10, 6 * 20 + 4 * 5
    assert flop_per_step(tiny) == products + biases + relu + loss + 13 * parameters
    layer1 = (15 + 8 + 10) + (15 + 10 + 8)
    layer2 = (10 + 12 + 20) + (10 + 20 + 12) + (20 + 8 + 10 + 10)
    assert bytes_per_step(tiny) == 4 * (layer1 + layer2 + 2 * 20 + 7 * parameters) + 8 * 5


def test_the_first_layers_inputs_need_no_gradients() -> None:
    names = [kernel.name for kernel in kernels(TINY)]
    assert "layer 2, gradients by inputs" in names
    assert "layer 1, gradients by inputs" not in names


def test_a_workload_whose_data_are_unknown_has_no_work() -> None:
    with pytest.raises(ValueError, match="isn't sized"):
        flop_per_step(TWO_LAYER_NET)
