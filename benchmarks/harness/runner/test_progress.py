"""How long a run is said to take, and the one line that shows how far it is."""

from __future__ import annotations

import io
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from benchmarks.harness.runner import progress
from benchmarks.harness.runner.trainings import train_all
from benchmarks.plan.cells import Cell, all_cells
from benchmarks.plan.pitfalls import PITFALLS, UNFAIR
from benchmarks.plan.questions import STUDIES
from benchmarks.plan.settings import EFFORTS, Settings
from impls.contenders import plain_forms


def test_a_run_takes_its_budget_a_part_of_its_cells_as_much_less_and_a_thorough_one_longer() -> None:
    settings = Settings(effort=EFFORTS["fast"])
    cells = sorted(all_cells(settings.effort))
    assert progress.expected_seconds(cells, settings) == 60 * settings.effort.budget_minutes
    half = progress.expected_seconds(cells[::2], settings)
    assert half == pytest.approx(30 * settings.effort.budget_minutes, rel=0.1)
    standard = Settings(effort=EFFORTS["standard"])
    assert progress.expected_seconds(all_cells(standard.effort), standard) > 60 * settings.effort.budget_minutes


def test_a_budget_that_the_fewest_processes_exceed_is_not_announced() -> None:
    settings = Settings(effort=EFFORTS["fast"], budget_minutes=1)
    cells = sorted(all_cells(settings.effort))
    assert progress.expected_seconds(cells, settings) > 5 * 60
    assert progress.expected_seconds(cells[:2], settings) == 60


def test_what_is_compiled_for_every_shape_is_announced_with_the_time_that_takes() -> None:
    """A run of 27 such cells took 21 minutes and was announced with 6."""
    settings = Settings(effort=EFFORTS["fast"])
    varied, small = (
        progress.expected_seconds([Cell(workload, str(number)) for number in range(27)], settings)
        for workload in ("sequence_classifier", "two_layer_net")
    )
    assert 15 * 60 < varied < 25 * 60
    assert varied > 3 * small


def test_mistakes_on_purpose_are_announced_with_the_time_that_they_take() -> None:
    """Twelve of them took eight minutes and were announced with three."""
    settings = Settings(effort=EFFORTS["fast"])
    cells = [Cell(UNFAIR, name) for name in PITFALLS]
    assert 6 * 60 < progress.expected_seconds(cells, settings) < 10 * 60


def test_a_study_takes_what_it_takes_whatever_the_budget() -> None:
    for effort in ("fast", "standard"):
        settings = Settings(effort=EFFORTS[effort])
        alone = progress.expected_seconds([Cell("inference", "somebody")], settings)
        # Every process studies each net in turn.
        processes = settings.effort.replicates * len(STUDIES["inference"])
        assert alone >= progress.STUDY * processes
        two = progress.expected_seconds([Cell("inference", "somebody"), Cell("inference", "another")], settings)
        assert two - alone == pytest.approx(progress.STUDY * processes)


def test_full_trainings_are_foreseen_and_not_taken_for_what_the_next_processes_take(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now, left = 0.0, list[float]()
    monkeypatch.setattr(progress, "monotonic", lambda: now)
    effort, net = EFFORTS["standard"], "text_classifier"
    phases = progress.expected_phases([Cell(net, "somebody"), Cell(net, "somebody else")], effort)
    schedule = progress.Schedule(phases, lambda _, __, remaining: left.append(remaining))
    training = progress.training_of(net)
    guesses = dict(phases)
    for phase in (net, training, net):
        schedule.begin(phase)
        now += guesses[phase]
    assert left[0] == pytest.approx(sum(seconds for _, seconds in phases))
    assert left[0] - left[1] == pytest.approx(guesses[net])
    assert left[1] - left[2] == pytest.approx(guesses[training])
    assert guesses[training] == progress.TRAINING * effort.seeds * 2


def test_trainings_are_a_phase_of_their_own() -> None:
    begun = list[str]()
    context: Any = SimpleNamespace(
        settings=Settings(effort=EFFORTS["standard"]),
        schedule=SimpleNamespace(begin=begun.append),
        contender_cells=lambda _: [],
    )
    for workload in ("two_layer_net", "text_classifier"):
        train_all(context, workload)
    assert begun == [progress.training_of("text_classifier")]


def test_only_plain_forms_are_expected_to_start_where_the_effort_says_so_and_small_shapes_learn_at_once() -> None:
    net = "two_layer_net"
    cells = [Cell(net, name) for name in (*sorted(plain_forms())[:2], "no plain form")]
    fast, standard = (dict(progress.expected_phases(cells, EFFORTS[name])) for name in ("fast", "standard"))
    assert standard[progress.start_of(net)] == 3 * progress.START
    assert fast[progress.start_of(net)] == 2 * progress.START
    smoke = dict(progress.expected_phases([Cell("text_classifier", "somebody")], EFFORTS["smoke"]))
    assert progress.training_of("text_classifier") not in smoke


def test_progress_is_one_line_that_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    console = partial(Console, file=terminal, force_terminal=True, width=80)
    monkeypatch.setattr(progress, "Console", lambda **_: console())
    with progress.progress_bar() as show:
        for number in range(3):
            show(f"phase {number}", 10.0 * number, 60.0)
    written = terminal.getvalue()
    assert "phase 2" in written
    # The line stands below what was there, is written over, and is taken away at the end.
    assert written.startswith("\n")
    assert written.count("\n") <= 2
    assert "\x1b[2K" in written


def test_where_there_is_no_terminal_nothing_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    with progress.progress_bar() as show:
        show("phase", 1.0, 2.0)
    assert capsys.readouterr() == ("", "")
