"""Tests of the pilot: a step's time, whether a pass is one step or goes over batches of many shapes."""

from __future__ import annotations

from time import sleep
from types import SimpleNamespace
from typing import Any, cast

import pytest

from benchmarks.harness.worker.pilot import pilot
from benchmarks.harness.worker.subject import Subject

STEP_SECONDS = 0.002


def _train(batches: list[Any], *, epochs: int) -> None:
    sleep(STEP_SECONDS * len(batches) * epochs)


@pytest.mark.timing
@pytest.mark.parametrize("batches", [1, 20])
def test_a_step_takes_as_long_be_it_alone_in_a_pass_or_one_of_many(batches: int) -> None:
    implementation = SimpleNamespace(train=_train, reset=lambda _: None)
    subject = SimpleNamespace(
        implementation=implementation, initial={}, first_batches=batches, place_first=lambda: [None] * batches
    )
    found = pilot(cast("Subject", subject), device="gpu")
    assert STEP_SECONDS <= found["step_seconds"] < 5 * STEP_SECONDS
