"""Every field of every kind of line is held to its type: damage is named, and nothing but a record comes of reading."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.record.example import LINES
from benchmarks.record.files import SAMPLES, RecordError
from benchmarks.record.record import read
from benchmarks.record.schema import kinds

LEFT_OUT = object()
#: Where a damaged field is told by the line that no longer finds it.
POINTING = {"workload", "contender", "repeat", "numpy"}
#: Keys of mappings, which are no fields.
KEYS = {"timing", "preparing", "L1 data", "openblas", "TF32", "numpy", "shape", "graph_breaks"}
Place = tuple[str | int, ...]


def places(value: Any, place: Place = ()) -> Iterator[Place]:
    """Yield where every field of a line is, however deep."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in pairs:
        yield (*place, key)
        yield from places(below, (*place, key))


def damaged(line: dict[str, Any], place: Place, damage: object) -> dict[str, Any]:
    """Return a copy of a line in which one field is something else, or left out."""
    line = copy.deepcopy(line)
    parent: Any = line
    for key in place[:-1]:
        parent = parent[key]
    if damage is LEFT_OUT:
        del parent[place[-1]]
    else:
        parent[place[-1]] = damage
    return line


def at(value: Any, place: Place) -> Any:
    for key in place:
        value = value[key]
    return value


def test_the_small_record_has_every_kind() -> None:
    assert {type(line) for line in LINES} == set(kinds())


@pytest.mark.parametrize("number", range(len(LINES)), ids=[type(line).__name__ for line in LINES])
def test_any_field_of_a_line_is_right_or_named(tmp_path: Path, number: int) -> None:
    whole = [msgspec.to_builtins(line) for line in LINES]
    refused = 0
    for place in places(whole[number]):
        for damage in (LEFT_OUT, None, "text", 7):
            texts = [*whole[:number], damaged(whole[number], place, damage), *whole[number + 1 :]]
            (tmp_path / SAMPLES).write_text("".join(f"{json.dumps(text)}\n" for text in texts), encoding="utf-8")
            try:
                line = read(tmp_path).lines[number]
            except RecordError as error:
                refused += 1
                name = next(str(key) for key in reversed(place) if isinstance(key, str))
                assert_named(str(error), name, number + 1)
            else:
                assert damage is LEFT_OUT or at(msgspec.to_builtins(line), place) == damage
    assert refused > len(whole[number])


def assert_named(message: str, name: str, line: int) -> None:
    assert name in message or name in KEYS
    assert "\n" not in message
    if name == "format":
        assert re.search(r"format \d+, this suite reads|line 1 doesn't say", message)
    elif name not in POINTING:
        assert f"line {line}" in message


@pytest.mark.parametrize("number", range(len(LINES)), ids=[type(line).__name__ for line in LINES])
def test_a_field_that_the_schema_does_not_know_is_named(tmp_path: Path, number: int) -> None:
    texts = [msgspec.to_builtins(line) for line in LINES]
    texts[number]["surprise"] = 1
    (tmp_path / SAMPLES).write_text("".join(f"{json.dumps(text)}\n" for text in texts), encoding="utf-8")
    with pytest.raises(RecordError, match=f"line {number + 1}, field surprise: is unknown"):
        read(tmp_path)
