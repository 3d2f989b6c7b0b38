"""What predictions cost in JAX: as they are called, under jax.vjp, compiled when called or ahead, exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

import jax
import numpy as np
from jax import Array, export
from numpy.typing import NDArray

from impls.jax.training import Parameters
from impls.predictions import requests
from impls.study import Material, Variant

Predict: TypeAlias = Callable[[Array], Array]

#: JAX records nothing for gradients unless it is asked to, so its plain way is a prediction.
_PLAIN = "no vjp"


class Way(NamedTuple):
    """One way to get from inputs (rows, features) to scores (rows, outputs), both arrays on the device.

    Attributes:
        compiled: whether it is one compiled function, which takes a NumPy array as it takes one of JAX.
    """

    name: str
    summary: str
    predict: Predict
    facts: Mapping[str, Any] | None = None
    compiled: bool = True


def variants(material: Material) -> Iterator[Variant]:
    """Yield every way for every request, first on arrays of JAX, then from NumPy to NumPy."""
    module = import_module(f"impls.jax.{material.workload.module}")
    eager = module.Eager(workload=material.workload, mode="eager", device=material.device)
    eager.reset(material.weights)
    for request in requests(material):
        [(inputs, _)] = eager.place([request.batch])
        variant = partial(Variant, items=len(inputs), latency=request.latency)
        ways = []
        for way in _ways(module.forward, eager.state.trained, inputs, material):
            ways.append(way)
            yield variant(
                case=request.scores,
                name=way.name,
                summary=way.summary,
                work=_finished(way.predict, inputs),
                base=way.name == _PLAIN,
                facts=way.facts,
            )
        for way in ways:
            if way.name != "recording":  # No way to serve predictions.
                yield variant(
                    case=request.service,
                    name=way.name,
                    summary=f"{_entry(way)}; {way.summary}; np.asarray",
                    work=_served(way, request.batch.inputs),
                    base=way.name == _PLAIN,
                    facts=way.facts,
                )


def _ways(forward: Callable[..., Array], parameters: Parameters, inputs: Array, material: Material) -> Iterator[Way]:
    def _recording(inputs: Array) -> Array:
        scores, _ = jax.vjp(lambda parameters: forward(parameters, inputs), parameters)
        return scores

    called = "the function called, operation by operation; nothing is recorded"
    yield Way(_PLAIN, called, partial(forward, parameters), compiled=False)
    yield Way(
        "recording", "under jax.vjp, which transforms the function anew at every call", _recording, compiled=False
    )
    jitted = jax.jit(forward)
    yield Way(
        "jit", "the function under jax.jit, the parameters handed over with every call", partial(jitted, parameters)
    )
    constant = jax.jit(partial(forward, parameters))
    yield Way("jit, constants", "the function under jax.jit, the parameters closed over", constant)
    compiled = jitted.lower(parameters, inputs).compile()
    yield Way("aot", "jit, compiled for this shape by lower().compile()", partial(compiled, parameters))
    yield _exported(jitted, parameters, inputs, material)


def _exported(jitted: Any, parameters: Parameters, inputs: Array, material: Material) -> Way:
    file = material.scratch / f"exported-{len(inputs)}.bin"
    file.write_bytes(export.export(jitted)(parameters, inputs).serialize())
    loaded = export.deserialize(bytearray(file.read_bytes()))
    summary = "jax.export for this shape, saved without the parameters, loaded, its call under jax.jit"
    return Way("export", summary, partial(jax.jit(loaded.call), parameters), {"bytes": file.stat().st_size})


def _finished(predict: Predict, inputs: Array) -> Callable[[], Array]:
    def _work() -> Array:
        return predict(inputs).block_until_ready()

    return _work


def _entry(way: Way) -> str:
    return "handed the NumPy array" if way.compiled else "jax.device_put"


def _served(way: Way, inputs: NDArray[np.float32]) -> Callable[[], NDArray[np.float32]]:
    # A compiled function does what ``jax.device_put`` does. Either way aligned memory is taken over on a CPU, which
    # ``jnp.asarray`` copies.
    predict: Callable[[Any], Array] = way.predict if way.compiled else _put(way.predict)

    def _work() -> NDArray[np.float32]:
        return np.asarray(predict(inputs))

    return _work


def _put(predict: Predict) -> Callable[[NDArray[np.float32]], Array]:
    def _call(inputs: NDArray[np.float32]) -> Array:
        return predict(jax.device_put(inputs))

    return _call
