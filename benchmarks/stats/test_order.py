"""Turns that favour nobody."""

from collections import Counter

from benchmarks.stats.order import block_order, start_order, turned

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


def test_who_starts_when_is_drawn_for_two_replicates_and_turned_round_in_the_second() -> None:
    orders = [start_order(NAMES, draw="run", replicate=replicate) for replicate in range(200)]
    assert all(sorted(order) == NAMES for order in orders)
    assert all(first == second[::-1] for first, second in zip(orders[::2], orders[1::2], strict=True))
    # Every contender starts in every place as often as in any other, but for luck.
    for place in range(len(NAMES)):
        counts = Counter(order[place] for order in orders)
        assert all(25 < counts[name] < 75 for name in NAMES)
    assert start_order(NAMES, draw="run", replicate=0) == orders[0]
    assert {tuple(start_order(NAMES, draw=f"run {number}", replicate=0)) for number in range(50)} > {tuple(orders[0])}


def test_who_fails_changes_the_order_of_no_others() -> None:
    for replicate in range(6):
        order = start_order(NAMES, draw="run", replicate=replicate)
        assert start_order(NAMES[1:], draw="run", replicate=replicate) == [name for name in order if name != "a"]


def test_twins_change_places_in_every_other_replicate_and_nobody_else_does() -> None:
    names, twins = ["a", "b", "b@1", "b@2", "c", "d", "d@1"], {"b@1": "b", "b@2": "b", "d@1": "d"}
    assert turned(names, twins, replicate=0) == names
    assert turned(names, twins, replicate=3) == ["a", "b@2", "b@1", "b", "c", "d@1", "d"]
    assert turned(names, {}, replicate=1) == names
    assert turned([], twins, replicate=1) == []
