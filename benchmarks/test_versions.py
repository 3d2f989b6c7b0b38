"""Versions side by side: in one race, judged against the run's own, and one that fails costs nobody else anything."""

from __future__ import annotations

import os
import sysconfig
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.replayed import failure, samples
from benchmarks.analysis.versions import Pair
from benchmarks.harness import fakes
from benchmarks.harness.environments.environments import Environments, Made
from benchmarks.harness.environments.interpreters import UnmadeError, asked
from benchmarks.harness.fakes.user import call_pytest, collected, run_pytest
from benchmarks.harness.runner.run import Run
from benchmarks.plan.cells import Cell
from benchmarks.plan.places import ROOT
from benchmarks.plan.questions import VERSIONS
from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.plan.versions import MARK, Version
from benchmarks.record.drawn import WORKLOAD, DrawRun, contender
from benchmarks.record.record import Record
from benchmarks.record.schema import End, Failure, OtherEnvironment
from benchmarks.reports.export import latex
from benchmarks.reports.pages.page import page
from benchmarks.reports.publishing import publish
from benchmarks.reports.render.markdown import markdown
from benchmarks.reports.sections.versions import stopped
from benchmarks.reports.web import render
from benchmarks.stats.verdicts import Word

BASE = "depending"
#: What the engine of each other version does, and what is said of it; the first is that of the run's own.
ENGINES = {
    "same": ("honest", ""),
    "slower": ("slow", ""),
    "other-state": ("other-weights", "failed the parity gate"),
    "crashing": ("crashing", "exit status 3"),
    "raising": ("raising", "ValueError: planted"),
}
UNMADE = "unmade"
DECLARED = {one.name: one for one in fakes.CONTENDERS if one.name in {BASE, "honest"}}


def version(suffix: str) -> Version:
    """Return another version of the fake framework's engine."""
    return Version(
        framework="fakes",
        home=DECLARED[BASE].home,
        distribution="fake-engine",
        requirement=f"fake-engine=={suffix}",
        suffix=suffix,
    )


def make_without_installer(self: Environments, asked_for: Version, **_: Any) -> Made:
    """Make an environment that sees what is installed here, and an engine of its own."""
    if asked_for.suffix == UNMADE:
        raise UnmadeError("there is no fake-engine==unmade")
    folder = self.folder / asked_for.suffix
    venv.create(folder, symlinks=True)
    interpreter = folder / "bin" / "python"
    packages = asked(interpreter).packages
    (packages / "here.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    (packages / "fake_engine.py").write_text(f"FAULT = {ENGINES[asked_for.suffix][0]!r}\n", encoding="utf-8")
    return Made(
        folder=folder,
        interpreter=interpreter,
        environment=asked_for.environment,
        python="3.11",
        packages={"fake-engine": asked_for.suffix},
    )


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    """Return the record of one race of a form in all versions."""
    folder = tmp_path_factory.mktemp("results")
    suffixes = (*ENGINES, UNMADE)
    cells = {Cell(WORKLOAD, name) for name in (*DECLARED, *(f"{BASE}{MARK}{suffix}" for suffix in suffixes))}
    settings = Settings(effort=replace(EFFORTS["smoke"], replicates=3), baseline=BASE, time_limit_seconds=60)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Environments, "make", make_without_installer)
        versions = [version(suffix) for suffix in suffixes]
        run = Run(cells, settings, roster=DECLARED, versions=versions, results=folder, cache=folder)
        run.measure()
        yield run.record


def pairs(record: Record) -> dict[str, Pair]:
    """Return what came out of each other version."""
    return {pair.contender.partition(MARK)[2]: pair for pair in Analysis(record).workload(WORKLOAD).versions}


def test_a_version_races_in_its_own_environment_beside_its_form(record: Record) -> None:
    assert record.roster[f"{BASE}{MARK}same"].environment == "fake-engine==same"
    assert samples(record, Cell(WORKLOAD, f"{BASE}{MARK}same"))


@pytest.mark.timing
def test_a_version_that_spins_is_slower_and_is_stopped_by_the_gate(record: Record) -> None:
    slower = pairs(record)["slower"]
    assert slower.comparison is not None
    assert slower.comparison.ratio is not None
    # It spins for twice its time.
    assert 2 < slower.comparison.ratio.estimate < 4.5
    assert slower.comparison.verdict.word is Word.SLOWER
    assert "slower" in stopped(slower, 0.03)


@pytest.mark.parametrize("suffix", [name for name, (_, said) in ENGINES.items() if said])
def test_a_version_that_fails_is_named_and_costs_nobody_else_anything(record: Record, suffix: str) -> None:
    line = failure(record, Cell(WORKLOAD, f"{BASE}{MARK}{suffix}"))
    assert line is not None
    assert ENGINES[suffix][1] in line.reason
    pair = pairs(record)[suffix]
    assert pair.fails
    assert ENGINES[suffix][1] in pair.reason
    assert stopped(pair, 0.03).startswith(f"{BASE}{MARK}{suffix} against {BASE}: failed")
    timed = {*Analysis(record).workload(WORKLOAD).times.timed}
    assert timed == {BASE, "honest", f"{BASE}{MARK}same", f"{BASE}{MARK}slower"}


def test_an_environment_that_can_not_be_made_is_a_reason_in_one_sentence(record: Record) -> None:
    line = failure(record, Cell(WORKLOAD, f"{BASE}{MARK}{UNMADE}"))
    assert line is not None
    reason = "its environment can't be made: there is no fake-engine==unmade"
    assert (line.status, line.reason) == ("not run", reason)
    told = {line.environment: line for line in record.of(OtherEnvironment)}
    assert told[f"fake-engine=={UNMADE}"].reason == reason
    assert told["fake-engine==same"].packages == {"fake-engine": "same"}


def test_a_smoke_race_of_several_versions_is_no_page(record: Record) -> None:
    assert [end.pages for end in record.of(End)] == [[]]


HOSTILE = "<script>alert(1)</script>|`x`\\input{/etc/passwd}"
TIMES = {"numpy": 0.010, "pytorch-eager": 0.020, "pytorch-compile": 0.015}


def drawn(draw_run: DrawRun, there: float, *more: Any, environment: str = "torch==1.9", name: str = "run") -> Record:
    """Draw a run with another version of two forms; of the second it has no result."""
    again = {
        f"{base}{MARK}1.9": contender(
            f"{base}{MARK}1.9", "pytorch", graph, base=base, changes=environment, environment=environment
        )
        for base, graph in (("pytorch-eager", "dynamic"), ("pytorch-compile", "static"))
    }
    lines = (
        Failure(workload=WORKLOAD, contender=f"pytorch-compile{MARK}1.9", status="failed", reason="it can't"),
        OtherEnvironment(environment=environment, framework="pytorch", python="3.11", packages={"torch": "1.9"}),
        *more,
    )
    machine = {"packages": {"torch": "2.0"}}
    times = {**TIMES, f"pytorch-eager{MARK}1.9": there}
    return draw_run(times, name=name, roster=again, machine=machine, more=lines, ended=not more)


@pytest.mark.parametrize(("there", "word"), [(0.022, Word.SLOWER), (0.018, Word.FASTER), (0.020, Word.SAME)])
def test_every_form_is_judged_against_itself_and_only_a_slower_one_stops_the_gate(
    draw_run: DrawRun, there: float, word: Word
) -> None:
    analysis = Analysis(drawn(draw_run, there))
    eager, compiled = analysis.workload(WORKLOAD).versions
    assert eager.comparison is not None
    assert eager.comparison.verdict.word is word
    assert bool(stopped(eager, 0.03)) == (word is Word.SLOWER)
    assert stopped(compiled, 0.03) == f"pytorch-compile{MARK}1.9 against pytorch-compile: failed: it can't"
    said = markdown(page(analysis))
    assert "Versions side by side" in said
    assert f"torch==1.9: of 2 forms, 1 {'the same' if word is Word.SAME else word}" in said
    assert f"1 without a result (pytorch-compile{MARK}1.9)" in said
    assert "torch 1.9 (here 2.0)" in said


def test_another_version_stands_for_no_framework(draw_run: DrawRun) -> None:
    analysis = Analysis(drawn(draw_run, 0.001)).workload(WORKLOAD)
    assert analysis.standing is not None
    assert analysis.standing.leader.name == "pytorch-compile"
    assert [name for name in (*analysis.times.forms, *analysis.times.dynamic_forms) if MARK in name] == []
    assert analysis.options == []


def test_what_a_user_typed_stays_text(draw_run: DrawRun) -> None:
    analysis = Analysis(drawn(draw_run, 0.022, environment=HOSTILE))
    for said in (markdown(page(analysis)), render.page([analysis], root="")):
        assert "alert(1)" in said
        assert "<script>alert" not in said
    assert "\\input" not in latex.whole(page(analysis), run="run").partition("\\begin")[2]


def test_a_run_of_several_versions_is_published_as_a_page_of_its_own(draw_run: DrawRun, tmp_path: Path) -> None:
    plain = draw_run(TIMES, name="results/runs/a", more=(End(pages=[""]),), ended=False)
    record = drawn(draw_run, 0.022, End(pages=[VERSIONS]), name="results/runs/b")
    results = tmp_path / "results"
    publish(results, [plain.file.parent, record.file.parent])
    assert f"pytorch-eager{MARK}1.9" in (results / "cpu_versions.md").read_text(encoding="utf-8")
    assert MARK not in (results / "cpu.md").read_text(encoding="utf-8")
    front = (results / "README.md").read_text(encoding="utf-8")
    assert "What other versions bring" in front
    assert front.count("Who is fastest") == 1
    for file in ("report.html", "data/cpu_versions.tex", "data/cpu_versions.csv", "data/cpu_versions_against.csv"):
        assert f"{MARK}1.9" in (results / file).read_text(encoding="utf-8"), file


OWN = "torch"
#: What can't be asked for together, and what is said.
REFUSED = {
    "--gate": "--gate judges other versions",
    f"--demo-unfair --against={OWN}==1.9": "--demo-unfair shows mistakes",
    f"--against={OWN}==1.9 --against={OWN}==1.9": f"would both be called pytorch{MARK}1.9",
    f"--against={OWN}==1.9 -k=numpy": "no selected cell is raced in another version",
    "--against=nothing==1": "argument --against: 'nothing' is of no framework here",
    "--against=a;b": "argument --against: 'a;b' is no requirement",
    "--against-python=3.9": "argument --against-python: '3.9' is too old",
}


@pytest.mark.parametrize("options", REFUSED)
def test_what_can_not_be_asked_for_is_said_before_anything_is_measured(options: str, tmp_path: Path) -> None:
    status, said = call_pytest(
        "--benchmark-only",
        "--effort=smoke",
        f"--results={tmp_path}",
        *options.split(),
        str(ROOT / "benchmarks" / "bench_two_layer_net.py"),
    )
    assert status == pytest.ExitCode.USAGE_ERROR
    assert REFUSED[options] in said
    assert "Traceback" not in said
    assert not list(tmp_path.iterdir())


def test_forms_of_another_version_are_selected_by_their_names() -> None:
    form = f"pytorch-eager{MARK}1.9"
    alone = collected(f"--against={OWN}==1.9", "-k", f"{form} and minibatch")
    assert alone == {f"benchmarks/bench_two_layer_net_minibatch.py::bench_two_layer_net_minibatch[{form}]"}
    both = collected(f"--against={OWN}==1.9", "-k", "pytorch-eager and minibatch and not tensors")
    assert both == {name.replace(f"{MARK}1.9", "") for name in alone} | alone
    assert not any(MARK in name for name in collected(f"--against={OWN}==1.9", "-k", f"not {MARK}1.9"))


@pytest.mark.full
def test_a_user_without_an_index_is_told_so_and_the_gate_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.delenv("PIP_FIND_LINKS", raising=False)
    asked_for = ("-k=numpy or pytorch-eager and not tensors", "--effort=smoke", f"--against={OWN}==1.9", "--gate")
    places = (f"--results={tmp_path}", f"--data-cache={tmp_path / 'cache'}")
    done = run_pytest("benchmarks/bench_two_layer_net.py", "--benchmark-only", *asked_for, *places)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    assert "1 failed, 2 passed" in done.stdout
    assert "its environment can't be made: there is no torch==1.9: no index has any for this Python" in done.stdout
