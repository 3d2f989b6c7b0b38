"""Two saved runs: what changed, what counts, and what may not be compared."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.commands.parser import main
from benchmarks.plan.places import RESULTS
from benchmarks.record.drawn import DrawRun

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "tensorflow-graph": 0.3}
NEWER = {"versions": {"numpy": "2.0", "torch": "2.1"}}
Compare = Callable[..., tuple[int, str, str]]


@pytest.fixture
def compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Compare:
    """Return a function that compares runs of a folder: exit status, what was printed, and what was complained of."""

    def run(*arguments: str) -> tuple[int, str, str]:
        named = [argument if argument.startswith("--") else str(tmp_path / argument) for argument in arguments]
        return main(["compare", *named]), *capsys.readouterr()

    return run


def slowed(factor: float) -> dict[str, float]:
    """Return times on a machine that has become half as fast again, with one contender slower by a factor."""
    return {name: 1.5 * seconds * (factor if name == "pytorch-eager" else 1) for name, seconds in TIMES.items()}


def test_a_slower_machine_is_no_regression(draw_run: DrawRun, compare: Compare) -> None:
    draw_run(TIMES, name="a")
    draw_run(slowed(1.0), name="b", seed=1)
    status, out, err = compare("a", "b", "--gate")
    assert (status, err) == (0, "")
    assert out.startswith("0 of 2 changed.")
    assert "its control took 1.5" in out
    assert "regression" not in out


def test_a_regression_is_suspected_first_and_confirmed_by_another_run(draw_run: DrawRun, compare: Compare) -> None:
    draw_run(TIMES, name="a")
    draw_run(slowed(1.15), name="b", seed=1, machine=NEWER)
    draw_run(slowed(1.15), name="c", seed=2, machine=NEWER)
    status, out, _ = compare("a", "b", "--gate")
    assert status == 3
    assert "--again" in out
    assert out.startswith("1 of 2 changed: 1 suspected regression.")
    status, out, _ = compare("a", "b", "--again", "c", "--gate")
    assert status == 1
    assert "torch 2.0 -> 2.1" in out
    assert max(map(len, out.splitlines())) <= 80
    assert compare("a", "b", "--again", "c")[0] == 0


def test_what_another_run_clears_passes_the_gate(draw_run: DrawRun, compare: Compare) -> None:
    draw_run(TIMES, name="a")
    draw_run(slowed(1.15), name="b", seed=1)
    draw_run(slowed(1.0), name="c", seed=2)
    assert compare("a", "b", "--again", "c", "--gate")[0] == 0


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"machine": {"cpu": "another processor"}}, "another machine: cpu"),
        ({"settings": {"threads": 2}}, "threads differ: 1 and 2"),
        ({"settings": {"device": "gpu"}}, "devices differ"),
        ({"smoke": True}, "smoke run"),
        ({"times": {"numpy": 0.1, "tensorflow-eager": 0.3}}, "no contender in common"),
    ],
)
def test_what_can_not_be_compared_is_refused_with_the_reason_and_passes_no_gate(
    draw_run: DrawRun, compare: Compare, options: dict[str, object], reason: str
) -> None:
    draw_run({"numpy": 0.1, "pytorch-eager": 0.2}, name="a")
    draw_run(**{"times": TIMES, "name": "b", **options})
    for gate in ([], ["--gate"]):
        status, _, err = compare("a", "b", *gate)
        assert status == 2
        assert reason in err


@pytest.mark.parametrize("gate", [[], ["--gate"]])
def test_the_two_processors_that_this_project_published_from_are_two_machines(
    gate: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Both call themselves "AMD EPYC" and have two cores; one is of family 25, the other of family 26."""
    runs = [str(RESULTS / "runs" / name) for name in ("20261121T073541-cpu-standard", "20261121T132553-cpu-standard")]
    status, err = main(["compare", *runs, *gate]), capsys.readouterr().err
    assert status == 2
    (reason,) = [line for line in err.splitlines() if "another machine" in line]
    assert reason == (
        "- another machine: family: 25 against 26; model: 17 against 2; instructions: only the second has avx_vnni; "
        "caches: L1 data 32 KiB against 48 KiB"
    )


def test_another_version_does_not_confirm(draw_run: DrawRun, compare: Compare) -> None:
    draw_run(TIMES, name="a")
    draw_run(slowed(1.15), name="b", seed=1, machine=NEWER)
    draw_run(slowed(1.15), name="c", seed=2)
    status, _, err = compare("a", "b", "--again", "c")
    assert status == 2
    assert "other versions" in err


def test_a_folder_that_is_no_run_is_named(compare: Compare) -> None:
    status, _, err = compare("nowhere", "nowhere")
    assert status == 2
    assert "nowhere" in err
