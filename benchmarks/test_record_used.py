"""Whatever is recorded is judged or shown: nothing is kept that nobody reads."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

import msgspec
import pytest

from benchmarks.plan.places import ROOT
from benchmarks.record.schema import LoaderSeconds, kinds

#: Where records are read.
READERS = ("analysis", "reports", "commands", "stats")
#: What is kept for whoever reads the file itself, and why.
FOR_THE_READER_OF_THE_FILE = {
    "Line.seconds_since_start": "what a run spent its time on",
    "Preparation.expected_block_seconds": "why there were so many rounds",
    "Memory.baseline_bytes": "what the peak is counted from",
    "Fault.message": "the words of an exception whose name is shown",
    "Variant.calls": "how many calls a sample's seconds are the mean of",
    "Latency.calls": "how many calls the percentiles are of",
    "Sample.cpu_seconds": "whether a sample computed or waited",
    **dict.fromkeys(
        ("Gpu.clock_mhz", "Gpu.memory_clock_mhz", "Gpu.power_watts", "Gpu.temperature_celsius"),
        "the state of a GPU that was throttled, which is what the tables say",
    ),
}


@cache
def words_read() -> set[str]:
    """Return every attribute and every text in the sources of those that read records."""
    words = set()
    for reader in READERS:
        for file in (ROOT / "benchmarks" / reader).rglob("*.py"):
            if file.name.startswith("test_"):
                continue
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Attribute):
                    words.add(node.attr)
                elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                    words.add(node.value)
    return words


def fields() -> Iterator[tuple[str, str]]:
    """Yield the struct and the name of every field that some kind of line has."""
    structs: tuple[type[msgspec.Struct], ...] = (*kinds(), LoaderSeconds)
    for kind in structs:
        for field in msgspec.structs.fields(kind):
            owner = next(base for base in reversed(kind.__mro__) if field.name in getattr(base, "__annotations__", ()))
            yield owner.__name__, field.name


@pytest.mark.parametrize("name", sorted({f"{owner}.{field}" for owner, field in fields()}))
def test_a_recorded_field_is_read(name: str) -> None:
    if name in FOR_THE_READER_OF_THE_FILE:
        return
    assert name.rpartition(".")[2] in words_read(), "judge it, show it, or drop it"


def test_a_field_that_nobody_reads_is_found() -> None:
    assert {f"{owner}.{field}" for owner, field in fields()} >= FOR_THE_READER_OF_THE_FILE.keys()
    assert "seconds_since_start_of_nothing" not in words_read()
