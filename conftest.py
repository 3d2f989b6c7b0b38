"""Options of a run. They stand at the root because pytest reads ``--effort smoke`` only from there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from benchmarks.commands import timing_tests
from benchmarks.commands.options import MARK_OF_KEYWORDS, SEVERAL_PROCESSES, check_versions
from benchmarks.plan import values, versions
from benchmarks.plan.places import RESULTS
from benchmarks.plan.settings import ADDRESS, BASELINE, EFFORTS
from benchmarks.stats.verdicts import BAND
from data.store import CACHE, VARIABLE
from impls.contenders import contenders


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options of a run."""
    group = parser.getgroup("side by side")
    group.addoption("--device", choices=("cpu", "gpu"), default="cpu", help="where contenders compute (default: cpu)")
    group.addoption("--threads", type=values.count, default=1, help="threads of every contender (default: 1)")
    group.addoption(
        "--peers",
        type=values.number,
        default=0,
        metavar="NUMBER",
        help="other machines that -k data_parallel trains on, too: each runs python -m benchmarks peer HOST:PORT "
        "(default: 0)",
    )
    group.addoption(
        "--address",
        type=values.address,
        default=ADDRESS,
        metavar="HOST:PORT",
        help=f"where this machine waits for them (default: {ADDRESS}, which no other machine reaches)",
    )
    group.addoption("--effort", choices=tuple(EFFORTS), default="fast", help="how much is measured (default: fast)")
    group.addoption(
        "--corpus",
        choices=("auto", "newsgroups", "synthetic"),
        default="auto",
        help="newsgroups: the real posts or an error; synthetic: a generated stand-in; auto (default): the real posts "
        "if a copy is here or can be downloaded, else the stand-in, with a warning",
    )
    group.addoption(
        "--seed", type=values.seed, default=0, help="seed of initial weights and generated data (default: 0)"
    )
    group.addoption(
        "--time-limit",
        type=values.seconds,
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
        type=values.percent,
        default=BAND,
        metavar="PERCENT",
        help=f"differences up to so much are called the same (default: {100 * BAND:g})",
    )
    group.addoption(
        "--budget",
        type=values.minutes,
        default=None,
        metavar="MINUTES",
        help="of the whole run: what is left goes to more processes where intervals are too wide (default: by effort, "
        "8 at the default one)",
    )
    group.addoption(
        "--against",
        type=versions.against,
        action="append",
        default=[],
        metavar="REQUIREMENT",
        help="let a framework's contenders take part a second time with another version, in an environment of its own: "
        "a requirement such as NAME==VERSION, the path of a wheel, of an archive of sources or of a checkout",
    )
    group.addoption(
        "--against-python",
        type=versions.against_python,
        action="append",
        default=[],
        metavar="PYTHON",
        help="the same under another Python: a version such as 3.12, or an interpreter's path",
    )
    group.addoption(
        "--gate",
        action="store_true",
        help="fail where another version is slower than this one's, or has no result where this one has",
    )
    group.addoption(
        "--demo-unfair",
        action="store_true",
        help="make the classic mistakes on purpose, each beside the honest measurement, and run nothing else",
    )
    group.addoption(
        "--publish",
        action="store_true",
        help="replace the published pages by this run's, where it has measured them in full and no stronger effort has",
    )
    group.addoption(
        "--results",
        type=values.folder,
        default=RESULTS,
        metavar="FOLDER",
        help="where tables and records go (default: results/ of the checkout)",
    )
    group.addoption(
        "--data-cache",
        type=values.folder,
        default=CACHE,
        metavar="FOLDER",
        help=f"where data sets are kept (default: the variable {VARIABLE}, else .cache/ of the checkout)",
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave the tests of the suite itself alone where nothing but benchmarks is asked for."""
    is_test = collection_path.name.startswith("test_")
    return True if is_test and config.getoption("benchmark_only", default=False) else None


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Refuse several processes where nothing but benchmarks is asked for, before a plugin does so in its own words."""
    if config.getoption("benchmark_only", default=False) and config.getoption("dist", default="no") != "no":
        raise pytest.UsageError(SEVERAL_PROCESSES)
    check_versions(config)
    # An expression of -k may not hold the mark of another version; the cells are called so as well.
    config.option.keyword = config.option.keyword.replace(versions.MARK, MARK_OF_KEYWORDS)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that start whole runs, so that processes that share the tests end at about the same time.

    Warnings are errors in the suite's own tests; what a plugin warns a user of ends no run.
    """
    items.sort(key=lambda item: item.path.parent.name != "benchmarks")
    for item in items:
        if item.path.name.startswith("test_"):
            item.add_marker(pytest.mark.filterwarnings("error"), append=False)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Measure again what asserts times and failed."""
    return timing_tests.run_until_undisturbed(item, nextitem)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name the tests that were measured again."""
    timing_tests.write_tries(terminalreporter)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: list[str]) -> None:
    """Refuse to measure in several processes of pytest at once."""
    measured = not node.config.getoption("benchmark_skip") and any("::bench_" in name for name in ids)
    if measured:
        pytest.exit(SEVERAL_PROCESSES, returncode=pytest.ExitCode.USAGE_ERROR)
