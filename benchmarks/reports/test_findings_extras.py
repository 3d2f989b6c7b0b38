"""Sentences about options, studies and sizes say what the numbers say, and go when these go."""

from __future__ import annotations

from typing import Any

import pytest

from benchmarks.reports import findings_extras
from benchmarks.reports.conftest import DrawRun

FUSED = {"pytorch-fused": {"framework": "pytorch", "graph": "dynamic", "base": "pytorch-eager", "summary": "fused"}}


def options(draw_run: DrawRun, seconds: float, name: str = "run") -> list[str]:
    times = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-fused": seconds}
    lines = draw_run(times, name=name, roster=FUSED)
    return findings_extras.of_options(lines, "two_layer_net", band=0.03)


def test_an_option_gains_loses_or_is_open(draw_run: DrawRun) -> None:
    (gain,) = options(draw_run, 0.1, "gain")
    assert float(gain.removeprefix("pytorch-fused is ").partition("x")[0]) == pytest.approx(2, rel=0.02)
    assert gain.endswith("than pytorch-eager.")
    (loss,) = options(draw_run, 0.4, "loss")
    assert "slower" in loss
    assert options(draw_run, 0.2, "same") == ["No gain or loss is proven of pytorch-fused."]


def study(seconds: dict[str, float]) -> list[dict[str, Any]]:
    whose = {"workload": "inference", "contender": "pytorch", "net": "text_classifier", "case": "batch of 1"}
    told = {"summary": "", "items": 1, "facts": {}, "reason": "", "first_call_seconds": 1.0, "build_seconds": 1.0}
    lines: list[dict[str, Any]] = []
    for name, value in seconds.items():
        base = name == "recording"
        lines.append({"kind": "variant", **whose, "name": name, "base": base, "replicate": 0, **told})
        for way in (name, f"{name}-again") if base else (name,):
            lines += [
                {"kind": "lap", **whose, "name": way, "replicate": p, "round": r, "seconds": value * (1 + 0.001 * p)}
                for p in range(5)
                for r in range(3)
            ]
    return lines


def test_a_study_says_what_gains_and_what_loses_most(draw_run: DrawRun) -> None:
    lines = [*draw_run({"numpy": 0.1}), *study({"recording": 0.2, "no_grad": 0.1, "export": 0.5, "compile": 0.15})]
    (said,) = findings_extras.of_study(lines, "inference", band=0.03)
    assert said.startswith("text_classifier, batch of 1, pytorch: no_grad is 2.0")
    assert "export 2.5" in said
    assert "compile" not in said


def test_a_study_without_gains_says_so(draw_run: DrawRun) -> None:
    lines = [*draw_run({"numpy": 0.1}), *study({"recording": 0.2, "export": 0.5})]
    (said,) = findings_extras.of_study(lines, "inference", band=0.03)
    assert "nothing is proven faster than recording" in said
    assert findings_extras.of_study([*draw_run({"numpy": 0.1}, name="none")], "inference", band=0.03) == []
