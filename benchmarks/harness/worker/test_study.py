"""A study's ways in one process: what one of them does after it was proven costs no other its times."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from benchmarks.harness.worker import study
from benchmarks.harness.worker.study import StudySubject
from impls.interface import Device
from impls.study import Material, Variant

RESULT = np.arange(6.0).reshape(2, 3)


def test_a_way_that_raises_when_it_is_timed_says_so_and_the_others_are_timed(monkeypatch: pytest.MonkeyPatch) -> None:
    broken: list[str] = []

    def breaking() -> Any:
        if broken:
            raise OSError(*broken)
        return RESULT

    def variants(_: object) -> list[Variant]:
        works = {"honest": lambda: RESULT, "breaking": breaking}
        return [Variant(case="a case", name=name, summary="", work=work) for name, work in works.items()]

    module = SimpleNamespace(variants=variants, expected=lambda _: {"a case": RESULT})
    monkeypatch.setattr(study, "import_module", lambda _: module)
    device = cast("Device", SimpleNamespace(synchronize=lambda: None))
    subject = StudySubject("a framework", "a study", cast("Material", None), device, smoke=True)
    assert [row["reason"] for row in subject.open()] == ["", ""]
    broken.append("the disk is gone")
    rows = {row["name"]: row for row in subject.time_round(0, 0)}
    assert rows["breaking"]["reason"] == "OSError: the disk is gone"
    assert rows["honest"]["call_seconds"] > 0
