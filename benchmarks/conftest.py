"""The measured run behind every ``bench_`` test, and the tables at the end.

Every selected ``bench_`` test is one cell. The first one that runs has all of them measured, interleaved, in worker
processes; each test then replays its own samples through pytest-benchmark.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from benchmarks.analysis import replayed
from benchmarks.analysis.analysis import Analysis
from benchmarks.commands.options import (
    NOT_RACED,
    all_are_asked_for,
    check,
    is_asked_for,
    keyword_of,
    versions_asked_for,
)
from benchmarks.commands.refusals import REFUSALS, sentence
from benchmarks.harness.pitfalls.demonstration import Demonstration
from benchmarks.harness.runner.process import WorkerError
from benchmarks.harness.runner.progress import expected_seconds, progress_bar
from benchmarks.harness.runner.replay import CLOCK, replay
from benchmarks.harness.runner.run import Run
from benchmarks.plan.cells import Cell
from benchmarks.plan.pitfalls import UNFAIR
from benchmarks.plan.questions import extras, roster
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.plan.versions import MARK, Version, with_versions
from benchmarks.record.drawn import DrawRun, draw
from benchmarks.reports.pages.terminal import intention, summary
from benchmarks.reports.pages.terminal_tables import tables
from benchmarks.reports.publishing import REPORT, publish, write_run
from benchmarks.reports.render.terminal import text
from benchmarks.reports.sections.versions import stopped
from impls.workloads import WORKLOADS

RUN: pytest.StashKey[Run] = pytest.StashKey()
ANALYSIS: pytest.StashKey[Analysis] = pytest.StashKey()
TROUBLE: pytest.StashKey[str] = pytest.StashKey()


def _cell(item: pytest.Item) -> Cell | None:
    marker = item.get_closest_marker("cell")
    if marker is None or not isinstance(item, pytest.Function):
        return None
    return Cell(marker.args[0], str(item.callspec.params["contender"]))


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker that ties a test to its workload."""
    config.addinivalue_line("markers", "cell(workload): the timed workload of a bench_ test")


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Let every contender of a race be followed by itself in the other versions that are asked for."""
    asked, cell = versions_asked_for(metafunc.config), metafunc.definition.get_closest_marker("cell")
    if asked and cell is not None and cell.args[0] in WORKLOADS:
        own = metafunc.definition.own_markers
        own[:] = [_with_versions(mark, asked) for mark in own]


def _with_versions(mark: pytest.Mark, asked: Sequence[Version]) -> pytest.Mark:
    if mark.name != "parametrize" or mark.args[0] != "contender":
        return mark
    everyone = roster()
    declared = {name: everyone[name] for name in mark.args[1]}
    return pytest.mark.parametrize("contender", [*with_versions(declared, asked)]).mark


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give every cell the replay clock and its group; leave the extras out unless effort or selection ask."""
    everything = all_are_asked_for(config)
    left_out = []
    for item in items:
        cell = _cell(item)
        if (cell is not None and cell.workload == UNFAIR) != config.option.demo_unfair:
            # A demonstration isn't mixed with results, nor with anything else.
            left_out.append(item)
            continue
        if cell is None:
            continue
        item.extra_keyword_matches.add(keyword_of(item))
        item.add_marker(pytest.mark.benchmark(timer=CLOCK, group=cell.workload))
        # A cell without a result is failed or skipped before it replays anything.
        item.add_marker(pytest.mark.filterwarnings("ignore:Benchmark fixture was not used"))
        if cell.workload in extras() and not everything and not is_asked_for(config, item):
            left_out.append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


def pytest_report_collectionfinish(config: pytest.Config, items: list[pytest.Item]) -> list[str]:
    """Say, before anything is measured, what will be, and about how long that takes."""
    cells = {cell for item in items if (cell := _cell(item)) is not None}
    if not cells or config.option.benchmark_skip or config.option.collectonly:
        return []
    asked = [version.environment for version in versions_asked_for(config)]
    if asked and not any(MARK in cell.contender for cell in cells):
        raise pytest.UsageError(NOT_RACED)
    settings = _settings(config.option)
    made = f"beside this environment: {', '.join(asked)}; what isn't in the cache yet is made first"
    return [intention(cells, settings, expected_seconds(cells, settings)), *([made] if asked else [])]


def _settings(option: Any) -> Settings:
    """Return what the options ask for."""
    return Settings(
        device=option.device,
        threads=option.threads,
        peers=option.peers,
        address=option.address,
        effort=EFFORTS["smoke" if option.benchmark_disable else option.effort],
        corpus=option.corpus,
        seed=option.seed,
        time_limit_seconds=option.time_limit,
        baseline=option.baseline,
        band=option.band,
        budget_minutes=option.budget,
    )


@pytest.fixture(scope="session")
def run(request: pytest.FixtureRequest) -> Run:
    """Measure every selected cell, once."""
    option = request.config.option
    cells = {cell for item in request.session.items if (cell := _cell(item)) is not None}
    try:
        check(request.config)
        places = {"results": option.results.resolve(), "cache": option.data_cache.resolve()}
        if option.demo_unfair:
            run: Run = Demonstration(cells, _settings(option), **places)
        else:
            run = Run(cells, _settings(option), versions=versions_asked_for(request.config), **places)
        request.config.stash[RUN] = run
        capture = request.config.pluginmanager.getplugin("capturemanager")
        with capture.global_and_fixture_disabled(), progress_bar() as show:
            run.measure(show)
    except (*REFUSALS, pytest.UsageError) as error:
        pytest.exit(sentence(error), returncode=pytest.ExitCode.USAGE_ERROR)
    except WorkerError as error:
        reason = f"the float64 reference, which everything is held against, failed: {error}"
        pytest.exit(reason, returncode=pytest.ExitCode.TESTS_FAILED)
    return run


@pytest.fixture
def draw_run(tmp_path: Path) -> DrawRun:
    """Return a function that draws a run and returns its record."""
    return partial(draw, tmp_path)


@pytest.fixture
def cell(request: pytest.FixtureRequest, benchmark: Any, run: Run) -> Callable[[], None]:
    """Return a function that replays this test's cell, fails with its failure, or skips with its reason."""
    own_cell = _cell(request.node)
    assert own_cell is not None, f"{request.node.nodeid} has no cell marker"

    def replay_cell() -> None:
        failure = replayed.failure(run.record, own_cell)
        stopped = _gate(request.config, run, own_cell)
        if stopped:
            pytest.fail(stopped)
        if failure is not None:
            (pytest.skip if failure.status == "not run" else pytest.fail)(f"{failure.status}: {failure.reason}")
        benchmark.extra_info.update(replayed.facts(run.record, own_cell))
        samples = replayed.samples(run.record, own_cell)
        if samples:
            replay(benchmark, samples)

    return replay_cell


def _gate(config: pytest.Config, run: Run, cell: Cell) -> str:
    """Return why the gate stops a cell, or nothing."""
    if not config.option.gate or cell.workload not in WORKLOADS:
        return ""
    workload = config.stash.setdefault(ANALYSIS, Analysis(run.record)).workload(cell.workload)
    return next((stopped(pair, workload.band) for pair in workload.versions if pair.contender == cell.contender), "")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the tables before anyone else ends: a failure of pytest-benchmark or of a test costs none of them."""
    run = session.config.stash.get(RUN, None)
    if run is not None:
        try:
            write_run(run.record, run.folder)
            if session.config.option.publish:
                publish(run.results, [run.folder])
        except REFUSALS as error:
            session.config.stash[TROUBLE] = f"{sentence(error)}; what was measured is in {run.folder}"
            session.exitstatus = session.exitstatus or pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print what came out below pytest-benchmark's own table: in short, and with -v every table before that."""
    run, trouble = config.stash.get(RUN, None), config.stash.get(TROUBLE, "")
    if run is None:
        return
    terminalreporter.section("side by side")
    try:
        analysis = Analysis(run.record)
    except REFUSALS as error:
        terminalreporter.write(f"{trouble or sentence(error)}\n")
        return
    report = run.folder / REPORT
    if config.option.verbose > 0:
        terminalreporter.write(text(tables(analysis)))
        terminalreporter.section("in short")
    blocks = summary(analysis, run.folder, report if report.is_file() else None, trouble=trouble)
    terminalreporter.write(text(blocks))


@pytest.hookimpl(optionalhook=True)
def pytest_benchmark_update_machine_info(machine_info: dict[str, Any]) -> None:
    """Drop the clock rate of the moment, which would make every comparison warn of another machine."""
    cpu = machine_info.get("cpu", {})
    for key in [key for key in cpu if key.startswith("hz_actual")]:
        del cpu[key]


@pytest.hookimpl(optionalhook=True, wrapper=True)
def pytest_benchmark_group_stats(group_by: str) -> Generator[None, Any, Any]:
    """Call the rows of pytest-benchmark's tables by their contenders: each is headed by its workload."""
    groups = yield
    if group_by == "group":
        for bench in (bench for _, benches in groups for bench in benches):
            bench["name"] = bench["param"] or bench["name"]
    return groups
