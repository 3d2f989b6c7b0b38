"""Cached results and work that is put off are unmasked, and a busy machine isn't taken for either."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.harness.worker.clock import BlockError, Timing
from benchmarks.harness.worker.outside import Spent
from benchmarks.harness.worker.verification import (
    TRIES,
    UNSEEN_TRIES,
    TimedBlock,
    check_deferred,
    check_trained,
    check_unseen,
    known_ratio,
)

KNOWN = np.array([3.0, 2.0, 1.0])
OTHER = np.array([4.0, 3.0, 2.0])


def timing(wall_seconds: float, cpu_seconds: float | None = None) -> Timing:
    return Timing(
        block_seconds=wall_seconds,
        cpu_seconds=wall_seconds if cpu_seconds is None else cpu_seconds,
        foreign_seconds=None,
        stolen_seconds=None,
        start_residual_seconds=0.0,
        end_residual_seconds=0.0,
        ready_wait_seconds=None,
        longest_ready_wait_seconds=None,
        os_threads=None,
        page_faults=None,
    )


def in_turn(losses: NDArray[Any], *timings: Timing) -> Callable[[], TimedBlock]:
    """Return a training with these losses, whose blocks take these times."""
    blocks = iter(timings)
    return lambda: (losses, next(blocks))


def unseen_ratio(
    unseen: Iterable[Timing], known: Iterable[Timing], losses: NDArray[Any] = OTHER, *, waits: bool = False
) -> float:
    train_unseen, train_known = in_turn(losses, *unseen), in_turn(KNOWN, *known)
    return check_unseen(train_unseen(), train_known(), train_unseen=train_unseen, train_known=train_known, waits=waits)


def test_other_losses_in_the_same_time_pass() -> None:
    assert unseen_ratio([timing(0.012)], [timing(0.010)]) == pytest.approx(1.2)


def test_the_losses_of_the_timed_blocks_are_a_cached_result() -> None:
    with pytest.raises(BlockError, match="other initial weights gave"):
        unseen_ratio([timing(0.01)], [timing(0.01)], losses=KNOWN)


@pytest.mark.parametrize("share", [0.0, 0.55, 0.66])
def test_a_block_that_is_slow_only_from_unseen_weights_is_a_cached_result(share: float) -> None:
    with pytest.raises(BlockError, match="a known one"):
        unseen_ratio([timing(0.1)] * UNSEEN_TRIES, [timing(0.1 * share)] * UNSEEN_TRIES)


@pytest.mark.parametrize("tries", range(1, UNSEEN_TRIES))
def test_the_last_block_is_a_known_one_whose_weights_are_then_held_to_the_reference(tries: int) -> None:
    order: list[str] = []

    def unseen() -> TimedBlock:
        order.append("unseen")
        return OTHER, timing(0.01 if order.count("unseen") == tries else 0.1)

    def known() -> TimedBlock:
        order.append("known")
        return KNOWN, timing(0.01)

    check_unseen(unseen(), known(), train_unseen=unseen, train_known=known, waits=False)
    assert order.count("unseen") == tries
    assert order[-1] == "known"


def test_a_neighbour_that_meets_unseen_blocks_several_times_in_a_row_is_none() -> None:
    slow, quick = timing(0.0093), timing(0.0063)
    assert unseen_ratio([slow] * 7 + [quick], [quick] * 9) == 1
    assert unseen_ratio([quick, slow, slow], [slow, quick, quick]) < 1


def test_a_neighbour_that_slows_the_known_block_alone_lets_no_cached_result_pass() -> None:
    quick, slow = timing(0.009), timing(0.016)

    def tried(earlier: list[Timing]) -> float:
        train_unseen, train_known = (
            in_turn(OTHER, *[slow] * UNSEEN_TRIES),
            in_turn(KNOWN, slow, *[quick] * UNSEEN_TRIES),
        )
        return check_unseen(
            train_unseen(),
            train_known(),
            train_unseen=train_unseen,
            train_known=train_known,
            waits=False,
            earlier=earlier,
        )

    # By the pair alone it would.
    assert tried([]) == 1
    with pytest.raises(BlockError, match="a cached result"):
        tried([quick])


@pytest.mark.parametrize(("known", "passing"), [(0.02, (0.99, 1.0)), (0.011, (0.0, 0.05))])
def test_a_neighbour_that_comes_and_goes_hides_few_cached_results_and_accuses_nobody(
    known: float, passing: tuple[float, float]
) -> None:
    generator, passed = np.random.default_rng(0), []

    def block(seconds: float, losses: NDArray[Any]) -> TimedBlock:
        # It stays for some thirty blocks, and slows them to nearly twice their time.
        state["slow"] ^= generator.random() < 1 / 30
        scatter = 1 + 0.03 * abs(generator.standard_normal())
        return losses, timing(seconds * scatter * (1.9 if state["slow"] else 1))

    for _ in range(200):
        state = {"slow": bool(generator.random() < 0.5)}
        earlier = [timing(known * (1.9 if generator.random() < 0.5 else 1)) for _ in range(2)]
        try:
            check_unseen(
                block(0.02, OTHER),
                block(known, KNOWN),
                train_unseen=lambda: block(0.02, OTHER),
                train_known=lambda: block(known, KNOWN),
                waits=False,
                earlier=earlier,
            )
        except BlockError:
            passed.append(False)
        else:
            passed.append(True)
    assert passing[0] <= float(np.mean(passed)) <= passing[1]


def test_an_honest_contender_on_a_machine_that_has_become_slower_passes_all_the_same() -> None:
    slow, quick = timing(0.016), timing(0.009)
    train_unseen, train_known = in_turn(OTHER, *[slow] * UNSEEN_TRIES), in_turn(KNOWN, *[slow] * UNSEEN_TRIES)
    ratio = check_unseen(
        train_unseen(),
        train_known(),
        train_unseen=train_unseen,
        train_known=train_known,
        waits=False,
        earlier=[quick] * 9,
    )
    assert ratio == 1


def test_a_neighbour_that_comes_or_takes_the_processor_away_is_none() -> None:
    assert unseen_ratio([timing(0.05)] * 7, [timing(0.01), *[timing(0.05)] * 8]) == 1
    assert unseen_ratio([timing(0.05, cpu_seconds=0.011)], [timing(0.01)]) == pytest.approx(1.1)
    with pytest.raises(BlockError, match="a known one"):
        unseen_ratio([timing(0.05, cpu_seconds=0.01)] * UNSEEN_TRIES, [timing(0.01)] * UNSEEN_TRIES, waits=True)


def test_blocks_too_short_to_be_compared_are_not() -> None:
    assert unseen_ratio([timing(9e-4)], [timing(1e-4)]) == pytest.approx(9)


def test_who_is_slow_beside_unseen_weights_alone_is_told_from_its_other_blocks() -> None:
    quick, beside = [timing(0.01) for _ in range(3)], timing(0.05)
    assert known_ratio(beside, [*quick, beside], waits=False) == pytest.approx(5)
    assert known_ratio(timing(0.05, cpu_seconds=0.01), quick, waits=False) == pytest.approx(1)
    assert known_ratio(beside, [beside], waits=False) is None


def deferred(*asked: tuple[float, float], waits: bool = False) -> float:
    """Return what is said of asking for the weights so often, at these seconds of the wall and of the processor."""
    spent = iter([Spent(wall_seconds=wall, cpu_seconds=cpu) for wall, cpu in asked])
    return check_deferred(lambda: next(spent), lambda: timing(0.1), timing(0.1), waits=waits, pause=lambda _: None)


def test_weights_that_are_there_pass_whatever_a_page_fault_costs_once() -> None:
    assert deferred((0.010, 0.010), (0.009, 0.009)) == pytest.approx(0.001)
    assert deferred((0.020, 0.020), (0.010, 0.010), (0.010, 0.010), (0.010, 0.010)) == 0
    assert deferred((0.050, 0.010), (0.010, 0.010)) == 0


def test_work_that_is_put_off_until_somebody_asks_is_found() -> None:
    with pytest.raises(BlockError, match="put off until then"):
        deferred(*[(0.013, 0.013), (0.010, 0.010)] * TRIES)
    with pytest.raises(BlockError, match="put off until then"):
        deferred(*[(0.013, 0.001), (0.010, 0.001)] * TRIES, waits=True)


def test_a_machine_that_is_slow_for_a_moment_accuses_nobody_and_one_quick_try_of_many_acquits_nobody() -> None:
    slow, quick = [(0.013, 0.013), (0.010, 0.010)], [(0.010, 0.010)] * 2
    assert deferred(*slow * 4, *quick) == 0
    assert deferred(*slow * 8, *quick * 2) == 0
    with pytest.raises(BlockError, match="put off until then"):
        deferred(*slow * 5, *quick, *slow * (TRIES - 6))


def test_whoever_answers_faster_for_having_just_been_asked_has_put_nothing_off() -> None:
    asked: list[str] = []

    def ask() -> Spent:
        seconds = 0.001 if asked[-1:] == ["ask"] else 0.005
        asked.append("ask")
        return Spent(wall_seconds=seconds, cpu_seconds=seconds)

    def pause(block_seconds: float) -> None:
        asked.append(f"{block_seconds} s pass")

    assert check_deferred(ask, lambda: timing(0.1), timing(0.1), waits=True, pause=pause) == 0
    assert asked == ["ask", "0.1 s pass", "ask"]


class Trained:
    """A reference whose weights are known."""

    def weights(self, steps: int, names: dict[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Return the weights that a block ends with."""
        assert steps == 10
        return {name: np.full(4, 2.0) for name in names}

    def doubt(self, steps: int) -> dict[str, float]:
        """Return no doubt."""
        assert steps == 10
        return {"w1": 0.0}


@pytest.mark.parametrize(("value", "wrong"), [(2.0, False), (1.0, True), (np.nan, True)])
def test_weights_that_are_not_the_references_are_work_not_done(value: float, wrong: bool) -> None:  # noqa: FBT001
    initial, reference = {"w1": np.ones(4)}, Trained()
    if not wrong:
        check_trained({"w1": np.full(4, value)}, reference, initial, steps=10)  # type: ignore[arg-type]
        return
    with pytest.raises(BlockError, match="work wasn't done"):
        check_trained({"w1": np.full(4, value)}, reference, initial, steps=10)  # type: ignore[arg-type]
