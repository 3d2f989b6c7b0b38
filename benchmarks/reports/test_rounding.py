"""How numbers are written."""

import math

import pytest

from benchmarks.reports.rounding import quartiles, seconds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (123.4, "123 s"),
        (1.0, "1 s"),
        (0.12345, "123 ms"),
        (0.0123456, "12.3 ms"),
        (260.4e-6, "260 us"),
        (1.234e-6, "1.23 us"),
        (5e-8, "50 ns"),
        (0.9996, "1000 ms"),
        (math.nan, "-"),
    ],
)
def test_a_duration_has_three_digits_and_a_unit(value: float, text: str) -> None:
    assert seconds(value) == text


def test_quartiles_have_one_unit() -> None:
    assert quartiles((0.0009, 0.00112)) == "0.9 to 1.12 ms"
