"""Does JAX do what its documentation says, and what users of each mode have to expect of planted faults?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from impls.conftest import ROOT, Answers, Ask, row_of, variants_of
from impls.faults import FAULTS, STEPS

MODES = ("eager", "jit")
#: Trains small nets and tells of which modes the parameters themselves, not copies, are brought to the host.
ASK = """
from types import SimpleNamespace
import numpy
from impls.check import drawn_batches, small
from impls.jax import training
from impls.jax.two_layer_net import IMPLEMENTATIONS
from impls.weights import initial_weights

workload = small("two_layer_net_minibatch")
for mode in ("eager", "jit", "scan"):
    net = IMPLEMENTATIONS[mode](workload=workload, mode=mode, device="cpu")
    net.reset(initial_weights(workload, seed=0))
    net.train(net.place(drawn_batches(workload)))
    brought = []
    training.np = SimpleNamespace(array=lambda array: brought.append(array) or numpy.array(array))
    net.weights()
    training.np = numpy
    held = net.held().values()
    print(mode, len(brought) == len(held), any(one is other for one in brought for other in held))
"""
#: Brings an array to the host twice, as to a GPU's: prints whether another array was brought, from the same memory.
BRING = """
import jax.numpy
import numpy
from impls.jax import bridge

array, brought = jax.numpy.ones((2, 2)), []
bridge.np = type("Recorder", (), {"asarray": staticmethod(lambda one: brought.append(one) or numpy.asarray(one))})
way = next(bridge._to_host("device to host", array))
before = len(brought)
way.work(), way.work()
one, other = brought[before:]
print(one is not other, one.unsafe_buffer_pointer() == other.unsafe_buffer_pointer())
"""
#: Predicts by every way: prints whether it is the plain one, what is predicted, its name and what it is said to be;
#: then whether JAX takes over the memory of every request.
PREDICT = """
import sys
from pathlib import Path
import jax
from impls.check import material
from impls.jax import inference
from impls.predictions import requests

made = material("two_layer_net_minibatch", Path(sys.argv[1]) / "material")
for way in inference.variants(made):
    print(way.base, way.case, way.name, way.summary, sep="|")
handed = [request.batch.inputs for request in requests(made)]
print([jax.device_put(inputs).unsafe_buffer_pointer() == inputs.ctypes.data for inputs in handed])
"""
#: Counts a pool of one thread beside one that has ended since it was listed.
COUNT = """
import sys
from pathlib import Path
from impls.jax import device

device.TASKS = Path(sys.argv[1])
print(device._pool())
"""
in_every_mode = pytest.mark.parametrize("mode", MODES)


@pytest.fixture
def told(ask: Ask) -> Answers:
    return ask("jax")


def test_a_step_is_one_program(told: Answers) -> None:
    learned = told["learned"]["jax-jit"]
    assert learned
    for workload in learned.values():
        assert workload["captured"] == {"graphs": 1, "graph_breaks": 0}


def test_bias_corrections_are_computed_in_64_bits_and_products_in_full_float32(told: Answers) -> None:
    precision = told["device"]["precision"]
    assert (precision["64 bits"], precision["float32 matmul"]) == (True, "highest")


def test_weights_that_are_asked_for_again_are_brought_again() -> None:
    """JAX keeps what it has once brought from a GPU: asking again would cost nothing, as if steps had been put off."""
    done = subprocess.run([sys.executable, "-c", ASK], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [f"{mode} True False" for mode in ("eager", "jit", "scan")], done.stderr


def test_a_thread_that_ends_while_the_pool_is_counted_is_none_of_it(tmp_path: Path) -> None:
    for thread in ("1", "2"):
        (tmp_path / thread).mkdir()
    (tmp_path / "1" / "comm").write_text("tf_XLAEigen\n", encoding="utf-8")
    command = [sys.executable, "-c", COUNT, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "1", done.stderr


def test_an_array_that_is_brought_to_the_host_is_one_that_was_not_brought_before() -> None:
    done = subprocess.run([sys.executable, "-c", BRING], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["True", "True"], done.stderr


def test_predictions_are_held_against_the_function_called_and_a_compiled_one_is_handed_the_array(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", PREDICT, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    *lines, taken_over = done.stdout.splitlines()
    ways = [line.split("|") for line in lines]
    assert {name for base, _, name, _ in ways if base == "True"} == {"no vjp"}, done.stderr
    recorded = {summary for _, _, name, summary in ways if name == "recording"}
    assert recorded == {"under jax.vjp, which transforms the function anew at every call"}
    entries = {(name, summary.partition(";")[0]) for _, case, name, summary in ways if "NumPy" in case}
    compiled = {"jit", "jit, constants", "aot", "export"}
    assert entries == {("no vjp", "jax.device_put"), *((name, "handed the NumPy array") for name in compiled)}
    assert taken_over == "[True, True]"


def test_one_thread_is_not_joined_by_one_that_dispatches(told: Answers) -> None:
    assert told["device"]["precision"]["asynchronous dispatch"] is False


def test_copies_and_views_are_observed_as_documented(told: Answers) -> None:
    for way, copies in {"jnp.array": True, "jnp.from_dlpack": False, "np.array": True, "np.asarray": False}.items():
        observed = {variant["facts"]["copies"] for variant in variants_of(told, "bridge") if variant["name"] == way}
        assert observed == {copies}, way


def test_views_of_arrays_are_read_only(told: Answers) -> None:
    facts = [variant["facts"] for variant in variants_of(told, "bridge") if "writable" in variant["facts"]]
    assert {fact["writable"] for fact in facts if not fact["copies"]} == {False}


def test_faults_are_planted_in_every_mode(told: Answers) -> None:
    assert [row["mode"] for row in told["faults"]] == [*MODES] * len(FAULTS)


@in_every_mode
def test_the_line_of_a_shape_mismatch_is_in_the_traceback(told: Answers, mode: str) -> None:
    row = row_of(told, mode, "shape_mismatch")
    assert (row["when"], row["named_by"]) == ("every call", "traceback")


@in_every_mode
def test_a_float64_among_float32_promotes_all_and_says_nothing(told: Answers, mode: str) -> None:
    row = row_of(told, mode, "dtype_mismatch")
    assert (row["when"], row["result"]) == ("never", "")


@in_every_mode
def test_an_index_out_of_range_becomes_the_last(told: Answers, mode: str) -> None:
    assert row_of(told, mode, "index_out_of_range")["result"] == "the last row in its place, silently"


@in_every_mode
def test_the_detector_raises_the_nan_at_its_line_and_nothing_else(told: Answers, mode: str) -> None:
    assert row_of(told, mode, "nan_with_detector")["names_line"]
    assert not row_of(told, mode, "no_fault_with_detector")["raised"]


def test_a_print_shows_numbers_as_called_and_a_tracer_once_compiled(told: Answers) -> None:
    eager, compiled = (row_of(told, mode, "print_in_step") for mode in MODES)
    assert (eager["prints"], eager["result"]) == (STEPS, "")
    assert (compiled["prints"], compiled["result"]) == (1, f"0 of {STEPS} losses can be read")


@in_every_mode
def test_what_is_kept_of_a_function_that_is_derived_leaks_a_tracer(told: Answers, mode: str) -> None:
    assert row_of(told, mode, "append_in_step")["result"] == f"0 of {STEPS} losses can be read"


@in_every_mode
def test_a_branch_on_the_loss_is_refused_where_it_is_compiled(told: Answers, mode: str) -> None:
    row = row_of(told, mode, "branch_on_loss")
    assert (row["when"], row["named_by"]) == (("every call", "traceback") if mode == "jit" else ("never", ""))


@in_every_mode
def test_gradients_do_not_add_up(told: Answers, mode: str) -> None:
    assert row_of(told, mode, "gradients_not_reset")["result"] == ""
