"""Studies of fake frameworks: what is slow is told, what is wrong, raises or cheats gets no time and costs no other."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from msgspec.structs import replace

from benchmarks.harness import fakes
from benchmarks.harness.fakes.inference import SLOW
from benchmarks.harness.runner.run import Run
from benchmarks.plan.cells import Cell
from benchmarks.plan.questions import STUDIES
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.reports import studies
from benchmarks.reports.page import markdown

pytestmark = pytest.mark.timing

HONEST = fakes.CONTENDERS[0]
LONG_SECONDS = 1e-3
ROSTER = {"fake": replace(HONEST, name="fake"), "another": replace(HONEST, name="another")}


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    effort = replace(EFFORTS["smoke"], replicates=3, rounds=5)
    results: Path = tmp_path_factory.mktemp("results")
    run = Run(
        {Cell("inference", name) for name in ROSTER},
        Settings(effort=effort, corpus="synthetic", time_limit_seconds=60),
        roster=ROSTER,
        results=results,
    )
    run.measure()
    return run.lines


@pytest.fixture(scope="module")
def rows(lines: list[dict[str, Any]]) -> pd.DataFrame:
    return studies.frame(lines, "inference", band=0.03).set_index("way")


def test_a_slow_way_is_told_from_an_honest_one_in_every_case(rows: pd.DataFrame) -> None:
    slow = rows.loc[["slow"]]
    assert len(set(slow["case"])) > len(STUDIES["inference"])
    assert set(zip(slow["net"], slow["framework"], strict=True)) == set(product(STUDIES["inference"], ROSTER))
    # Generous, because a test may run on a busy machine; calls of microseconds are slowed by the fault's own code too.
    assert (slow["ratio"] > SLOW / 2).all()
    assert slow.loc[slow["call_seconds"] > LONG_SECONDS, "ratio"].between(SLOW / 2, SLOW * 2).all()


@pytest.mark.parametrize(("way", "reason"), [("wrong", "its result is off by 1.0e-02"), ("raising", "planted")])
def test_a_way_that_fails_has_no_time_but_its_reason(rows: pd.DataFrame, way: str, reason: str) -> None:
    assert rows.loc[[way], "call_seconds"].isna().all()
    assert rows.loc[[way], "reason"].str.contains(reason).all()
    assert (rows.loc[["honest", "slow"], "reason"] == "").all()


def test_a_way_that_returns_before_its_device_has_finished_is_not_timed(
    rows: pd.DataFrame, lines: list[dict[str, Any]]
) -> None:
    refused = rows.loc[["unsynchronized"]]
    assert refused["call_seconds"].isna().all()
    assert refused["p50"].isna().all()
    assert refused["reason"].str.contains("no end sync").all()
    caught = [line for line in lines if line["kind"] == "lap" and line["name"] == "unsynchronized"]
    assert caught
    assert all("no end sync" in line["reason"] for line in caught)


def test_single_calls_have_percentiles_in_order(rows: pd.DataFrame) -> None:
    timed = rows.loc[rows["p50"].notna()]
    assert len(timed)
    assert (timed["p50"] <= timed["p95"]).all()
    assert (timed["p95"] <= timed["p99"]).all()
    assert timed["case"].str.startswith("batch of 1").all()


def test_the_page_shows_every_way_and_no_repeat(lines: list[dict[str, Any]]) -> None:
    text = markdown(lines)
    assert "the plain way" in text
    assert all(way in text for way in ("honest", "slow", "wrong", "raising"))
    assert "honest-again" not in text
    assert any(line["kind"] == "lap" and line["name"] == "honest-again" for line in lines)
