"""What predictions cost in PyTorch: with and without recording for gradients, compiled, exported.

TorchScript is left out: PyTorch deprecates ``torch.jit`` in favour of ``torch.compile`` and ``torch.export``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch._inductor import aoti_compile_and_package, aoti_load_package

from impls.predictions import requests
from impls.study import Material, Variant

Predict: TypeAlias = Callable[[Tensor], Tensor]

#: Recording is no way to serve predictions, and ``no_grad`` is ``inference_mode`` with more bookkeeping.
_NOT_SERVED = ("recording", "no_grad")


class Way(NamedTuple):
    """One way to get from inputs (rows, features) to scores (rows, outputs), both tensors on the device."""

    name: str
    summary: str
    predict: Predict
    facts: Mapping[str, Any] | None = None


def variants(material: Material) -> Iterator[Variant]:
    """Yield every way for every request, first on tensors, then from NumPy to NumPy."""
    module = import_module(f"impls.pytorch.{material.workload.module}")
    eager = module.Eager(workload=material.workload, mode="eager", device=material.device)
    eager.reset(material.weights)
    net = eager.net.eval()
    for request in requests(material):
        [(inputs, _)] = eager.place([request.batch])
        variant = partial(Variant, items=len(inputs), latency=request.latency)
        ways = []
        for way in _ways(net, inputs, material):
            ways.append(way)
            yield variant(
                case=request.scores,
                name=way.name,
                summary=way.summary,
                work=_on_device(way.predict, inputs),
                result=_numpy,
                base=way.name == "recording",
                facts=way.facts,
            )
        for way in ways:
            if way.name not in _NOT_SERVED:
                yield variant(
                    case=request.service,
                    name=way.name,
                    summary=f"torch.from_numpy, a view, to the device; {way.summary}; Tensor.numpy",
                    work=_served(way.predict, request.batch.inputs, inputs.device),
                    base=way.name == "inference_mode",
                    facts=way.facts,
                )


def _ways(net: nn.Module, inputs: Tensor, material: Material) -> Iterator[Way]:
    yield Way("recording", "the module called as in training: a graph is recorded for gradients", net)
    yield Way("no_grad", "the module under torch.no_grad", _without_gradients(net, torch.no_grad))
    yield Way("inference_mode", "the module under torch.inference_mode", _inference(net))
    # Left to itself, PyTorch would compile for any number of rows as soon as it meets a second one.
    compiled = torch.compile(net, fullgraph=True, dynamic=False)
    yield Way("compile", "torch.compile for this shape, under torch.inference_mode", _inference(compiled))
    if material.device == "gpu":
        yield Way(
            "cudagraph", 'compile with mode="reduce-overhead", the scores copied out of the graph', _replayed(net)
        )
    exported = material.scratch / f"exported-{len(inputs)}.pt2"
    program = torch.export.export(net, (inputs,))
    program.example_inputs = None  # They would be saved too, a whole batch of them.
    torch.export.save(program, exported)
    loaded = torch.export.load(exported).module()
    summary = "torch.export for this shape, saved, loaded, run by the interpreter"
    yield Way("export", summary, _inference(loaded), _size(exported))
    if material.device == "cpu":  # On a GPU it builds against the CUDA toolkit, which PyTorch's wheels do without.
        yield _ahead_of_time(net, inputs, material.scratch)


def _without_gradients(predict: Predict, mode: Callable[[], Any]) -> Predict:
    def _call(inputs: Tensor) -> Tensor:
        with mode():
            return predict(inputs)

    return _call


def _inference(predict: Predict) -> Predict:
    return _without_gradients(predict, torch.inference_mode)


def _replayed(net: nn.Module) -> Predict:
    compiled = torch.compile(net, fullgraph=True, dynamic=False, mode="reduce-overhead")

    def _call(inputs: Tensor) -> Tensor:
        torch.compiler.cudagraph_mark_step_begin()
        scores: Tensor = compiled(inputs)
        return scores.clone()  # The next replay overwrites what a CUDA graph returned.

    return _inference(_call)


def _ahead_of_time(net: nn.Module, inputs: Tensor, scratch: Path) -> Way:
    package = scratch / f"aot_inductor-{len(inputs)}.pt2"
    with torch.inference_mode():
        aoti_compile_and_package(torch.export.export(net, (inputs,)), package_path=str(package))
    summary = "torch.export for this shape, compiled by AOTInductor to a shared library, loaded"
    return Way("aot_inductor", summary, _inference(aoti_load_package(str(package))), _size(package))


def _on_device(predict: Predict, inputs: Tensor) -> Callable[[], Tensor]:
    if not inputs.is_cuda:  # On the CPU every operation has finished when it returns.
        return partial(predict, inputs)

    def _work() -> Tensor:
        scores = predict(inputs)
        torch.cuda.synchronize()
        return scores

    return _work


def _served(predict: Predict, inputs: NDArray[np.float32], device: torch.device) -> Callable[[], NDArray[np.float32]]:
    def _work() -> NDArray[np.float32]:
        return predict(torch.from_numpy(inputs).to(device)).numpy(force=True)

    return _work


def _numpy(scores: Tensor) -> NDArray[np.float32]:
    return scores.numpy(force=True)


def _size(file: Path) -> dict[str, int]:
    return {"bytes": file.stat().st_size}
