"""What predictions cost in TensorFlow: with and without a tape, as graphs, exported, frozen, by Keras, in a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

from impls.predictions import requests
from impls.study import Material, Variant
from impls.tensorflow.training import Net, Tensor

Predict: TypeAlias = Callable[[Tensor], Tensor]


class Way(NamedTuple):
    """One way to get from inputs (rows, features) to scores (rows, outputs), both tensors on the device, or NumPy's."""

    name: str
    summary: str
    predict: Predict
    facts: Mapping[str, Any] | None = None


def variants(material: Material) -> Iterator[Variant]:
    """Yield every way for every request, first on tensors, then from NumPy to NumPy, where Keras and sessions join."""
    module = import_module(f"impls.tensorflow.{material.workload.module}")
    eager = module.Eager(workload=material.workload, mode="eager", device=material.device)
    eager.reset(material.weights)
    session = module.Session(workload=material.workload, mode="session", device=material.device)
    session.reset(material.weights)
    for request in requests(material):
        [(inputs, _)] = eager.place([request.batch])
        variant = partial(Variant, items=len(inputs), latency=request.latency)
        ways = []
        for way in _ways(eager.net, inputs, material.scratch):
            ways.append(way)
            yield variant(
                case=request.scores,
                name=way.name,
                summary=way.summary,
                work=_on_device(way.predict, inputs, material.device),
                base=way.name == "recording",
                facts=way.facts,
            )
        for way in (*_served(ways), *_from_numpy(eager.net, session, len(inputs))):
            yield variant(
                case=request.service,
                name=way.name,
                summary=way.summary,
                work=partial(way.predict, request.batch.inputs),
                base=way.name == "no tape",
                facts=way.facts,
            )


def _ways(net: Net, inputs: Tensor, scratch: Path) -> Iterator[Way]:
    def _recording(inputs: Tensor) -> Tensor:
        with tf.GradientTape():
            return net(inputs)

    def _call(inputs: Tensor) -> Tensor:
        return net(inputs)

    yield Way("recording", "the model called within a GradientTape, as in training", _recording)
    yield Way("no tape", "the model called; without a tape nothing is recorded", net)
    graph = tf.function(_call)
    yield Way("graph", "the model under tf.function", graph)
    concrete = graph.get_concrete_function(tf.TensorSpec(inputs.shape, inputs.dtype))
    yield Way("concrete", "graph, its trace for this shape called directly", concrete)
    yield Way("xla", "graph with jit_compile=True", tf.function(_call, jit_compile=True))
    yield _saved(net, inputs, scratch / f"saved_model-{len(inputs)}")
    yield _frozen(concrete, inputs)


def _saved(net: Net, inputs: Tensor, folder: Path) -> Way:
    net.export(folder, verbose=False, input_signature=[tf.TensorSpec(inputs.shape, inputs.dtype)])
    loaded = tf.saved_model.load(folder)

    def _serve(inputs: Tensor) -> Tensor:
        return loaded.serve(inputs)

    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return Way(
        "saved_model", "Model.export for this shape, tf.saved_model.load, its serve called", _serve, {"bytes": size}
    )


def _frozen(concrete: Any, inputs: Tensor) -> Way:
    constants = convert_variables_to_constants_v2(concrete)

    def _call(inputs: Tensor) -> Tensor:
        [scores] = constants(inputs)
        return scores

    # Called from Python, what the conversion returns prints its argument for an error message that it then drops, which
    # takes milliseconds a call (TensorFlow 2.21); called within a graph, it doesn't.
    traced = tf.function(_call).get_concrete_function(tf.TensorSpec(inputs.shape, inputs.dtype))
    return Way("frozen", "concrete with its variables turned into constants", traced)


def _served(ways: list[Way]) -> Iterator[Way]:
    """Yield the ways from NumPy to NumPy; recording is no way to serve predictions."""
    for way in ways:
        if way.name != "recording":
            yield way._replace(
                summary=f"tf.constant, a copy; {way.summary}; Tensor.numpy", predict=_between_arrays(way.predict)
            )


def _from_numpy(net: Net, session: Any, rows: int) -> Iterator[Way]:
    """Yield the ways that take and return NumPy arrays of themselves."""
    yield Way("predict_on_batch", "Keras's Model.predict_on_batch, handed the NumPy array", net.predict_on_batch)
    whole = partial(net.predict, batch_size=rows, verbose=0)
    yield Way("predict", "Keras's Model.predict, handed the NumPy array, all rows in one batch", whole)
    yield Way("session", "TensorFlow 1: Session.run, fed from NumPy, of a graph with placeholders", session.predict)


def _between_arrays(predict: Predict) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    # A function, a trace or an operation that is handed the array copies it all the same (TensorFlow 2.21). What
    # doesn't, ``tf.experimental.dlpack``, is experimental.
    def _call(inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        scores: NDArray[np.float32] = predict(tf.constant(inputs)).numpy()
        return scores

    return _call


def _on_device(predict: Predict, inputs: Tensor, device: str) -> Callable[[], Tensor]:
    if device == "cpu":  # Every operation, graph and XLA program has finished there when its call returns.
        return partial(predict, inputs)

    def _work() -> Tensor:
        scores = predict(inputs)
        tf.test.experimental.sync_devices()
        return scores

    return _work
