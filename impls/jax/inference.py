"""What predictions cost in JAX: recorded for gradients, as they are called, compiled when called or ahead, exported."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple, TypeAlias

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array, export
from numpy.typing import NDArray

from impls.jax.training import Parameters
from impls.predictions import requests
from impls.study import Material, Variant

Predict: TypeAlias = Callable[[Array], Array]


class Way(NamedTuple):
    """One way to get from inputs (rows, features) to scores (rows, outputs), both arrays on the device."""

    name: str
    summary: str
    predict: Predict
    facts: Mapping[str, Any] | None = None


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
                base=way.name == "recording",
                facts=way.facts,
            )
        for way in ways:
            if way.name != "recording":  # No way to serve predictions.
                yield variant(
                    case=request.service,
                    name=way.name,
                    summary=f"jnp.asarray; {way.summary}; np.asarray",
                    work=_served(way.predict, request.batch.inputs),
                    base=way.name == "no vjp",
                    facts=way.facts,
                )


def _ways(forward: Callable[..., Array], parameters: Parameters, inputs: Array, material: Material) -> Iterator[Way]:
    def _recording(inputs: Array) -> Array:
        scores, _ = jax.vjp(lambda parameters: forward(parameters, inputs), parameters)
        return scores

    yield Way("recording", "the function under jax.vjp: what its gradients need is kept", _recording)
    yield Way("no vjp", "the function called, operation by operation", partial(forward, parameters))
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


def _served(predict: Predict, inputs: NDArray[np.float32]) -> Callable[[], NDArray[np.float32]]:
    def _work() -> NDArray[np.float32]:
        return np.asarray(predict(jnp.asarray(inputs)))

    return _work
