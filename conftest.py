"""Options of a run. They stand at the root because pytest reads ``--effort smoke`` only from there."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.plan.places import RESULTS
from benchmarks.plan.settings import BASELINE, EFFORTS
from benchmarks.stats.verdicts import BAND, band_of
from impls.contenders import contenders


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a run."""
    group = parser.getgroup("side by side")
    group.addoption("--device", choices=("cpu", "gpu"), default="cpu", help="where contenders compute (default: cpu)")
    group.addoption("--threads", type=_positive, default=1, help="threads of every contender (default: 1)")
    group.addoption("--effort", choices=tuple(EFFORTS), default="fast", help="how much is measured (default: fast)")
    group.addoption(
        "--corpus",
        choices=("auto", "newsgroups", "synthetic"),
        default="auto",
        help="newsgroups: the real posts or an error; synthetic: a generated stand-in; auto (default): the real posts "
        "if a copy is here or can be downloaded, else the stand-in, with a warning",
    )
    group.addoption("--seed", type=int, default=0, help="seed of initial weights and generated data (default: 0)")
    group.addoption(
        "--time-limit",
        type=float,
        default=300.0,
        metavar="SECONDS",
        help="a contender that takes longer for one call is stopped and listed as failed (default: 300)",
    )
    group.addoption(
        "--baseline",
        choices=tuple(contenders()),
        default=BASELINE,
        help=f"the contender that every table compares with (default: {BASELINE})",
    )
    group.addoption(
        "--band",
        type=band_of,
        default=BAND,
        metavar="PERCENT",
        help=f"differences up to so much are called the same (default: {100 * BAND:g})",
    )
    group.addoption(
        "--budget",
        type=_minutes,
        default=None,
        metavar="MINUTES",
        help="of the whole run: what is left goes to more processes where intervals are too wide (default: by effort, "
        "8 at the default one)",
    )
    group.addoption(
        "--demo-unfair",
        action="store_true",
        help="make the classic mistakes on purpose, each beside the honest measurement, and run nothing else",
    )
    group.addoption(
        "--results",
        type=Path,
        default=RESULTS,
        metavar="FOLDER",
        help="where tables and records go (default: results/ of the checkout)",
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the tests of the suite itself alone where nothing but benchmarks is asked for."""
    is_test = collection_path.name.startswith("test_")
    return True if is_test and config.getoption("benchmark_only", default=False) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that start whole runs, so that processes that share the tests end at about the same time."""
    items.sort(key=lambda item: item.path.parent.name != "benchmarks")


def _minutes(text: str) -> float:
    minutes = float(text)
    if not 0 <= minutes < float("inf"):
        raise ValueError(text)
    return minutes


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
