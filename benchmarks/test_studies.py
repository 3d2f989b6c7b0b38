"""Studies of fake frameworks: what is slow is told, what is wrong, raises or cheats gets no time and costs no other."""

from __future__ import annotations

import math
from itertools import product
from pathlib import Path
from statistics import median

import pytest
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.studies import Way
from benchmarks.harness import fakes
from benchmarks.harness.fakes.inference import SLOW
from benchmarks.harness.runner.run import Run
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import STUDIES
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.record.record import Record
from benchmarks.record.schema import Sample

pytestmark = pytest.mark.timing

HONEST = fakes.CONTENDERS[0]
LONG_SECONDS = 1e-3
ROSTER = {"fake": replace(HONEST, name="fake"), "another": replace(HONEST, name="another")}


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    effort = replace(EFFORTS["smoke"], replicates=2)
    results: Path = tmp_path_factory.mktemp("results")
    run = Run(
        {Cell("inference", name) for name in ROSTER},
        Settings(effort=effort, corpus="synthetic", time_limit_seconds=60),
        roster=ROSTER,
        results=results,
    )
    run.measure()
    return run.record


@pytest.fixture(scope="module")
def ways(record: Record) -> dict[str, list[Way]]:
    """Return every way of doing every case, by its name."""
    ways: dict[str, list[Way]] = {}
    for way in Analysis(record).study("inference").ways:
        ways.setdefault(way.name, []).append(way)
    return ways


def test_a_slow_way_is_told_from_an_honest_one_in_every_case(ways: dict[str, list[Way]]) -> None:
    slow = ways["slow"]
    assert len({way.case for way in slow}) > len(STUDIES["inference"])
    assert {(way.net, way.framework) for way in slow} == set(product(STUDIES["inference"], ROSTER))
    # Generous, because a test may run on a busy machine; calls of microseconds are slowed by the fault's own code too.
    assert all(way.ratio is not None and way.ratio.estimate > SLOW / 2 for way in slow)
    long = [way.ratio.estimate for way in slow if way.ratio and way.call_seconds > LONG_SECONDS]
    assert all(SLOW / 2 < ratio < SLOW * 2 for ratio in long)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("wrong", "its result is off by 1.0e-02"),
        ("raising", "planted"),
        ("late", "what it brings to the host isn't there yet"),
        ("not-on-host", "what it brings to the host is a list, no NumPy array"),
    ],
)
def test_a_way_that_fails_has_no_time_but_its_reason(ways: dict[str, list[Way]], name: str, reason: str) -> None:
    assert all(math.isnan(way.call_seconds) and reason in way.reason for way in ways[name])
    assert all(way.reason == "" for way in (*ways["honest"], *ways["slow"]))


def test_a_way_that_returns_before_its_device_has_finished_is_not_timed(
    ways: dict[str, list[Way]], record: Record
) -> None:
    for way in ways["unsynchronized"]:
        assert math.isnan(way.call_seconds)
        assert way.latencies is None
        assert "no end sync" in way.reason
    caught = [line for line in record.of(Sample) if line.name == "unsynchronized"]
    assert caught
    assert all("no end sync" in line.reason for line in caught)


def test_what_a_way_has_to_tidy_up_after_its_result_is_on_the_host_is_billed(ways: dict[str, list[Way]]) -> None:
    """A sample is calls of 30 ms, and its device is busy for 20 more."""
    assert all(way.reason == "" for way in ways["tidying"])
    assert median(way.ratio.estimate for way in ways["tidying"] if way.ratio) > 1.2


def test_single_calls_have_percentiles_in_order(ways: dict[str, list[Way]]) -> None:
    timed = [way for named in ways.values() for way in named if way.latencies]
    assert timed
    for way in timed:
        assert way.latencies is not None
        assert list(way.latencies.values()) == sorted(way.latencies.values())
        assert way.case.startswith("batch of 1")


def test_the_plain_ways_repeat_is_measured_and_is_no_way_of_its_own(ways: dict[str, list[Way]], record: Record) -> None:
    assert set(ways) == {"honest", "slow", "wrong", "raising", "unsynchronized", "tidying", "late", "not-on-host"}
    assert any(line.name == "honest-again" for line in record.of(Sample))
