"""Where measuring time goes: to whom the interval is widest, in as many rounds as a pilot's scatter makes best."""

import math

import numpy as np
import pytest

from benchmarks.stats.allocation import (
    NEARLY,
    Components,
    best_rounds,
    components,
    fill_rounds,
    neediest,
    rounds_in_time,
    seconds_for_rounds,
    seconds_of_a_start,
)


def drawn(*, within: float, between: float, processes: int, rounds: int) -> dict[str, dict[int, dict[int, float]]]:
    """Return blocks of a baseline that never varies and of eight contenders with known components."""
    generator = np.random.default_rng(7)
    constant = {p: dict.fromkeys(range(rounds), 1.0) for p in range(processes)}
    blocks = {"baseline": constant}
    for number in range(8):
        luck = generator.normal(0, between, processes)
        logs = luck[:, None] + generator.normal(0, within, (processes, rounds))
        blocks[f"contender-{number}"] = {p: dict(enumerate(np.exp(logs[p]))) for p in range(processes)}
    return blocks


def test_the_components_of_drawn_blocks_are_found() -> None:
    found = components(drawn(within=0.1, between=0.05, processes=40, rounds=20), "baseline")
    assert found.within == pytest.approx(0.1**2, rel=0.1)
    assert found.between == pytest.approx(0.05**2, rel=0.3)


def test_what_rounds_explain_is_no_difference_between_processes() -> None:
    found = components(drawn(within=0.1, between=0.0, processes=200, rounds=5), "baseline")
    assert found.between < 0.1 * 0.1**2 / 5


@pytest.mark.parametrize(("processes", "rounds", "baseline"), [(1, 20, "baseline"), (5, 1, "baseline"), (5, 5, "gone")])
def test_one_process_one_round_or_no_baseline_tell_no_components(processes: int, rounds: int, baseline: str) -> None:
    found = components(drawn(within=0.1, between=0.1, processes=processes, rounds=rounds), baseline)
    assert math.isnan(found.within)
    assert math.isnan(found.between)


def test_the_best_rounds_are_the_most_that_give_nearly_the_narrowest_interval_for_the_time() -> None:
    found, process_seconds, round_seconds = Components(within=0.1**2, between=0.03**2), 12.0, 1.5

    def cost_of_precision(rounds: int) -> float:
        return (found.between + found.within / rounds) * (process_seconds + rounds * round_seconds)

    rounds = best_rounds(found, process_seconds=process_seconds, round_seconds=round_seconds, fewest=1, most=100)
    least = min(map(cost_of_precision, range(1, 101)))
    assert cost_of_precision(rounds) <= NEARLY * least < cost_of_precision(rounds + 1)
    assert rounds > min(range(1, 101), key=cost_of_precision)


@pytest.mark.parametrize("between", [0.0, math.nan])
def test_where_processes_do_not_differ_there_are_as_many_rounds_as_may_be(between: float) -> None:
    found = Components(within=0.1, between=between)
    assert best_rounds(found, process_seconds=1, round_seconds=1, fewest=2, most=9) == 9


def test_the_best_rounds_keep_to_their_limits() -> None:
    differing, alike = Components(within=1e-6, between=1.0), Components(within=1.0, between=1e-6)
    assert best_rounds(differing, process_seconds=1, round_seconds=1, fewest=3, most=9) == 3
    assert best_rounds(alike, process_seconds=1, round_seconds=1, fewest=3, most=9) == 9


def test_rounds_fit_the_time_within_their_limits() -> None:
    assert rounds_in_time(10, round_seconds=1.5, fewest=3, most=30) == 6
    assert rounds_in_time(10, round_seconds=20, fewest=3, most=30) == 3
    assert rounds_in_time(10, round_seconds=1e-3, fewest=3, most=30) == 30


def test_rounds_take_what_is_left_and_a_process_that_is_paid_for_is_used() -> None:
    process_seconds = {"a": 20.0, "b": 10.0}
    assert seconds_for_rounds(process_seconds, replicates=2, left_seconds=120) == 30
    assert seconds_for_rounds(process_seconds, replicates=2, left_seconds=-50) == 15
    assert seconds_for_rounds(process_seconds, replicates=2, left_seconds=math.inf) == math.inf


@pytest.mark.parametrize(("at_once", "seconds"), [(1, 3), (2, 6), (64, 30)])
def test_a_start_alone_takes_no_longer_than_all_that_were_prepared_at_once(at_once: int, seconds: float) -> None:
    assert seconds_of_a_start({"a": 20.0, "b": 10.0}, contenders=10, at_once=at_once) == seconds


def test_workloads_share_the_time_of_rounds_equally_and_fill_it() -> None:
    round_seconds, most = {"a": 4.0, "b": 1.0, "c": 2.0}, {"a": 9, "b": 9, "c": 9}
    assert fill_rounds(round_seconds, most, fewest=1, seconds=27) == {"a": 2, "b": 9, "c": 5}
    # What one can't use goes to the others.
    assert fill_rounds(round_seconds, most | {"b": 2}, fewest=1, seconds=27) == {"a": 3, "b": 2, "c": 6}
    assert fill_rounds(round_seconds, most, fewest=2, seconds=0) == {"a": 2, "b": 2, "c": 2}
    assert fill_rounds(round_seconds, most, fewest=1, seconds=math.inf) == most


def test_another_process_goes_to_the_widest_interval_that_can_be_afforded() -> None:
    widths, seconds = {"a": 0.1, "b": 0.3, "c": 0.2}, {"a": 5.0, "b": 50.0, "c": 10.0}
    assert neediest(widths, seconds, left=60) == "b"
    assert neediest(widths, seconds, left=20) == "c"
    assert neediest(widths, seconds, left=2) is None
    assert neediest({}, seconds, left=60) is None
