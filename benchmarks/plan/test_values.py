"""Whatever is typed as an option's value is either within its bounds or refused in a sentence."""

from __future__ import annotations

import math
from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from benchmarks.plan import values

#: Each with whether a value that it lets through is one that a run can be begun with.
BOUNDS: dict[Callable[[str], float], Callable[[float], bool]] = {
    values.count: lambda number: number >= 1,
    values.seed: lambda number: 0 <= number < 2**32,
    values.seconds: lambda number: 0 < number < math.inf,
    values.minutes: lambda number: 0 <= number < math.inf,
    values.percent: lambda share: 0 < share < 1,
}
NUMBERS = st.one_of(st.text(), st.integers().map(str), st.floats().map(str))


@pytest.mark.parametrize("read", BOUNDS)
@settings(max_examples=50, deadline=None)
@given(text=NUMBERS)
@example("nan")
@example("inf")
@example("-5")
@example("")
@example("1" * 5000)
@example("\N{ARABIC-INDIC DIGIT THREE}")
def test_a_number_is_within_its_bounds_or_refused(read: Callable[[str], float], text: str) -> None:
    refusal, number = "", math.nan
    try:
        number = read(text)
    except ArgumentTypeError as error:
        refusal = str(error)
    assert refusal.startswith(f"{text!r} isn't a") if refusal else BOUNDS[read](number)


@pytest.mark.parametrize("read", [values.folder, values.file])
@settings(max_examples=50, deadline=None)
@given(text=st.text())
@example("")
@example("~nobody-of-this-name/results")
@example("a" * 5000)
def test_a_place_is_a_path_or_refused(read: Callable[[str], Path], text: str) -> None:
    refusal, place = "", Path()
    try:
        place = read(text)
    except ArgumentTypeError as error:
        refusal = str(error)
    assert repr(text) in refusal if refusal else not str(place).startswith("~")


def test_a_home_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert values.folder("~/zz") == tmp_path / "zz"


def test_a_file_is_no_folder_nor_the_other_way_round(tmp_path: Path) -> None:
    with pytest.raises(ArgumentTypeError, match="is a folder, not a file"):
        values.file(str(tmp_path))
    with pytest.raises(ArgumentTypeError, match="is a file, not a folder"):
        values.folder(__file__)
