"""Turns that favour nobody."""

from collections import Counter

from benchmarks.stats.order import block_order, turned

NAMES = ["a", "b", "c", "d"]


def test_every_contender_runs_once_a_round() -> None:
    for number in range(8):
        assert sorted(block_order(NAMES, round_number=number, replicate=1)) == NAMES


def test_every_contender_visits_every_place_equally_often() -> None:
    orders = [block_order(NAMES, round_number=number, replicate=0) for number in range(8)]
    for place in range(len(NAMES)):
        assert set(Counter(order[place] for order in orders).values()) == {2}


def test_each_pair_of_rounds_puts_everyone_before_and_after_everyone_else() -> None:
    first, second = (block_order(NAMES, round_number=number, replicate=0) for number in (6, 7))
    assert first == second[::-1]


def test_replicates_begin_with_different_contenders() -> None:
    assert len({block_order(NAMES, round_number=0, replicate=replicate)[0] for replicate in range(4)}) == len(NAMES)


def test_an_order_of_nobody_is_empty() -> None:
    assert block_order([], round_number=3, replicate=1) == []


def test_twins_change_places_in_every_other_replicate_and_nobody_else_does() -> None:
    names, twins = ["a", "b", "b@1", "b@2", "c", "d", "d@1"], {"b@1": "b", "b@2": "b", "d@1": "d"}
    assert turned(names, twins, replicate=0) == names
    assert turned(names, twins, replicate=3) == ["a", "b@2", "b@1", "b", "c", "d@1", "d"]
    assert turned(names, {}, replicate=1) == names
    assert turned([], twins, replicate=1) == []
