"""A block is the beginning of the whole that the gate proves, and either is held to the reference."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from benchmarks.harness.worker.blocks import BlockTimer
from benchmarks.harness.worker.clock import BlockError
from benchmarks.harness.worker.initial import kept_weights
from benchmarks.harness.worker.pilot import pilot
from benchmarks.harness.worker.reference import Reference
from benchmarks.harness.worker.subject import Subject
from data.datasets import regression_dataset
from impls.reference import CONTENDERS, REFERENCE, device
from impls.weights import initial_weights
from impls.workloads import TWO_LAYER_NET

STEPS = 10


@pytest.fixture
def timer(tmp_path: Path) -> BlockTimer:
    """Return what times the control on a small net, its reference recorded."""
    dataset = regression_dataset(rows=64, features=50, outputs=10, seed=0)
    workload = replace(TWO_LAYER_NET, epochs=40)
    reference, control = (
        Subject(contender, workload, dataset, device="cpu", module=device, seed=0)
        for contender in (REFERENCE, CONTENDERS[0])
    )
    reference.record_reference(tmp_path / "reference")
    control.first_call()
    piloted = pilot(control, device="cpu")
    assert 0 < piloted["working_seconds"] <= piloted["step_seconds"]
    control.place(STEPS)
    return BlockTimer(control, Reference(tmp_path / "reference"))


def test_a_block_has_its_steps_and_the_whole_has_all(timer: BlockTimer) -> None:
    assert timer.warm_up()["warm_up_steps"] == STEPS
    block, (before, whole) = timer.block(unseen=True), timer.whole()
    assert (before["steps"], whole["steps"]) == (STEPS, 40)
    assert 0 < block["block_seconds"] < whole["block_seconds"]
    assert 0 < before["block_seconds"] < whole["block_seconds"]
    assert block["final_loss"] == pytest.approx(timer.losses[-1], rel=1e-4)
    assert len(timer.losses) == STEPS


def test_a_block_whose_losses_are_off_is_none_be_it_the_warm_up_or_the_whole(timer: BlockTimer) -> None:
    timer.losses = timer.losses * 1.01
    for train, whose in ((timer.warm_up, "the warm-up"), (partial(timer.block, unseen=False), "a timed block")):
        with pytest.raises(BlockError, match=f"{whose}'s loss of step 1"):
            train()
    with pytest.raises(BlockError, match="the block before the whole's loss of step 1"):
        timer.whole()
    timer.losses, timer.whole_losses = timer.whole_losses[:STEPS], timer.whole_losses * 1.01
    with pytest.raises(BlockError, match="the whole's loss of step 1"):
        timer.whole()


def test_the_work_of_a_short_block_is_verified_at_its_own_end(timer: BlockTimer) -> None:
    timer.warm_up()
    timer.block(unseen=False)
    card = timer.verify(unseen=True)
    assert card["steps"] == STEPS
    assert card["known_ratio"] > 0
    timer.whole()
    with pytest.raises(BlockError, match="work wasn't done"):
        timer.verify(unseen=False)


@pytest.mark.parametrize("last", ["_unseen", "_known"])
def test_a_last_try_from_unseen_weights_is_none_that_is_verified(
    timer: BlockTimer, last: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    timer.warm_up()

    def check(*_: object, **__: object) -> float:
        # On a busy machine both are tried again, in either order.
        getattr(timer, last)()
        return 1.0

    monkeypatch.setattr("benchmarks.harness.worker.blocks.check_unseen", check)
    timer.block(unseen=True)
    assert timer.verify(unseen=False)["steps"] == STEPS


def test_workers_share_initial_weights_that_none_of_them_can_write_to(tmp_path: Path) -> None:
    workload = TWO_LAYER_NET.sized(features=10, outputs=3)
    first, second = (kept_weights(tmp_path / "weights", workload, seed=0) for _ in range(2))
    for name, expected in initial_weights(workload, seed=0).items():
        np.testing.assert_array_equal(second[name], expected)
        assert not first[name].flags.writeable
    assert [path.name for path in tmp_path.iterdir()] == ["weights"]
