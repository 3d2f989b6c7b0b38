"""All ways of the bridge count: those that copy, those that failed, and those that leave the host's memory apart."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.record import schema
from benchmarks.record.drawn import DrawRun, study
from benchmarks.record.record import Record
from benchmarks.reports.claims import answered
from benchmarks.reports.render.markdown import inline
from benchmarks.reports.render.spacing import NO_BREAK_SPACE


def text(record: Record) -> str:
    said = "\n".join(map(inline, answered(Analysis(record, band=0.03))))
    return said.replace(NO_BREAK_SPACE, " ")


@pytest.mark.parametrize(("view", "answer"), [(1e-7, "Confirmed"), (1e-2, "Refuted")])
def test_views_are_cheap_where_they_cost_next_to_nothing_of_a_copy(draw_run: DrawRun, view: float, answer: str) -> None:
    ways, copies = {"torch.tensor": 1e-2, "torch.from_numpy": view}, {"torch.from_numpy": False}
    lines = study("bridge", "text_classifier", "to tensor, 72 MB", ways, copies=copies, items=72_000_000)
    said = text(draw_run({"numpy": 0.1}, more=lines))
    cheap = "1 of 2 ways share" if answer == "Confirmed" else "0 of 2 ways share"
    assert f"**{answer}**: {cheap} the memory and take less than 1 % of the time of a copy of 72 MB" in said
    assert "; 1 copies: 10.0 ms (1 as the plain way of its case, asked to)." in said
    assert "tensors move to the GPU" not in said, "a run without one is about other things"


def bridge(case: str, ways: dict[str, float], framework: str = "pytorch", **more: Any) -> tuple[schema.Line, ...]:
    return study("bridge", "text_classifier", case, ways, items=72_000_000, framework=framework, **more)


def failed(lines: tuple[schema.Line, ...], *names: str) -> tuple[schema.Line, ...]:
    """Return the lines of a study whose ways of these names failed."""
    return tuple(
        msgspec.structs.replace(line, reason="failed: no end sync")
        if isinstance(line, schema.Variant) and line.name in names
        else line
        for line in lines
    )


def test_ways_that_copy_though_they_need_not_are_named_and_leave_it_in_part(draw_run: DrawRun) -> None:
    ways = {"np.array": 1e-2, ".numpy()": 1.1e-2, "memoryview": 1e-6, "slow view": 5e-3}
    copies = {"np.array": True, ".numpy()": True, "memoryview": False, "slow view": False}
    lines = bridge("to NumPy, 72 MB", ways, "tensorflow", copies=copies)
    said = text(draw_run({"numpy": 0.1}, more=lines))
    assert "cheaply.* **Confirmed in part**: 1 of 4 ways share the memory and take less than 1 % of the time" in said
    assert "; 1 shares the memory and takes longer: 5.01 ms; 2 copy: 10.0 ms to 11.0 ms " in said
    assert "(1 as the plain way of its case, asked to; 1 more: TensorFlow's .numpy())." in said


def test_a_way_that_failed_is_counted_and_leaves_cheapness_in_part(draw_run: DrawRun) -> None:
    ways, copies = {"torch.tensor": 1e-2, "view": 1e-7, "lost": 1e-7}, {"view": False, "lost": False}
    lines = failed(bridge("to tensor, 72 MB", ways, copies=copies), "lost")
    said = text(draw_run({"numpy": 0.1}, more=lines))
    assert "**Confirmed in part**: 1 of 3 ways share the memory" in said
    assert "; 1 failed (PyTorch's lost)." in said


def test_moving_to_the_gpu_is_told_by_framework_direction_and_size(draw_run: DrawRun) -> None:
    there = bridge("host to device, 72 MB", {"to": 1e-2, "pinned": 1.5e-2})
    back = bridge("device to host, 72 MB", {"asarray": 2e-2, "device_get": 2e-2}, "tensorflow")
    inside = bridge("to tensor, 72 MB", {"torch.tensor": 1e-2, "view": 1e-7}, copies={"view": False})

    def told(name: str, *lines: schema.Line) -> str:
        said = text(draw_run({"numpy": 0.1}, name=name, settings={"device": "gpu"}, more=lines))
        assert "1 of 2 ways share the memory" in said, "transfers are no copies within the host's memory"
        return said.partition("tensors move to the GPU.* ")[2]

    assert told("all", *inside, *there, *back).startswith(
        "**Confirmed**: 72 MB to the GPU: PyTorch 10.0 ms to 15.0 ms; back: TensorFlow 20.0 ms."
    )
    assert told("one", *inside, *there, *failed(back, "asarray")).startswith(
        "**Confirmed in part**: 72 MB to the GPU: PyTorch 10.0 ms to 15.0 ms; back: TensorFlow 20.0 ms and failed "
        "(1 way)."
    )
    both = failed(back, "asarray", "device_get")
    assert told("both", *inside, *there, *both).startswith(
        "**Confirmed in part**: 72 MB to the GPU: PyTorch 10.0 ms to 15.0 ms; back: TensorFlow failed (2 ways)."
    )
    assert told("none", *inside).startswith("**Open**: nothing was moved in this run.")
