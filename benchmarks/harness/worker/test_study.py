"""A study's ways in one process: what one of them does after it was proven costs no other its times."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from benchmarks.harness.worker import study
from benchmarks.harness.worker.study import StudySubject
from impls.interface import Device
from impls.study import Material, Variant

RESULT = np.arange(6.0).reshape(2, 3)


def opened(monkeypatch: pytest.MonkeyPatch, *variants: Variant) -> tuple[StudySubject, dict[str, str]]:
    """Return a study of these ways to come to RESULT, and by name why one failed to be proven; nothing if it didn't."""
    module = SimpleNamespace(variants=lambda _: variants, expected=lambda _: {"a case": RESULT})
    monkeypatch.setattr(study, "import_module", lambda _: module)
    device = cast("Device", SimpleNamespace(synchronize=lambda: None))
    subject = StudySubject(
        "a framework", "a study", cast("Material", SimpleNamespace(device="cpu")), device, smoke=True
    )
    return subject, {row["name"]: row["reason"] for row in subject.open()}


def way(name: str, work: Callable[[], Any], **more: Any) -> Variant:
    return Variant(case="a case", name=name, summary="", work=work, **more)


def test_a_way_that_raises_when_it_is_timed_says_so_and_the_others_are_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    broken: list[str] = []

    def breaking() -> Any:
        if broken:
            raise OSError(*broken)
        return RESULT

    subject, reasons = opened(monkeypatch, way("honest", lambda: RESULT), way("breaking", breaking))
    assert reasons == {"honest": "", "breaking": ""}
    broken.append("the disk is gone")
    rows = {row["name"]: row for row in subject.time_round(0, 0)}
    assert rows["breaking"]["reason"] == "OSError: the disk is gone"
    assert rows["honest"]["call_seconds"] > 0


def test_a_way_to_the_host_may_bring_a_new_array_or_fill_one_again_but_not_leave_an_old_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reused, stale = np.empty_like(RESULT), RESULT.copy()

    def filled() -> Any:
        reused[:] = RESULT
        return reused

    ways = {"new": RESULT.copy, "filled again": filled, "over the same memory": lambda: RESULT, "old": lambda: stale}
    copies = {name: {"copies": name != "over the same memory"} for name in ways}
    _, reasons = opened(
        monkeypatch, *(way(name, work, on_host=True, facts=copies[name]) for name, work in ways.items())
    )
    assert {name for name, reason in reasons.items() if reason} == {"old"}, reasons
    assert "isn't there yet" in reasons["old"]
