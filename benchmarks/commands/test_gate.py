"""A gate passes what was measured again, and nothing that went missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.commands.compare import MISSING, REFUSED, REGRESSION, SUSPECTED
from benchmarks.commands.parser import main
from benchmarks.record.drawn import WORKLOAD, draw
from benchmarks.record.schema import Failure

TIMES = {"numpy": 0.010, "pytorch-eager": 0.020, "pytorch-compile": 0.015}
PARITY = Failure(workload=WORKLOAD, contender="pytorch-compile", status="failed", reason="failed the parity gate: w1")

DEAD = Failure(workload=WORKLOAD, contender="numpy", status="failed", reason="the worker died")


@pytest.fixture
def compare(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Return a function that compares drawn runs a and b as the command does: its exit status, and what it says."""

    def call(*options: str) -> tuple[int, str]:
        status = main(["compare", "a", "b", f"--results={tmp_path}", *options])
        said = capsys.readouterr()
        return status, " ".join((said.out + said.err).split())

    draw(tmp_path / "runs", name="a", times=TIMES)
    return call


def test_a_run_that_measured_the_same_again_passes(tmp_path: Path, compare: Callable[..., tuple[int, str]]) -> None:
    draw(tmp_path / "runs", name="b", times=TIMES, seed=1)
    status, said = compare("--gate")
    assert status == 0
    assert "issing" not in said


@pytest.mark.parametrize(
    ("second", "said"),
    [
        ({"times": TIMES, "more": (PARITY,)}, "pytorch-compile: failed: failed the parity gate: w1"),
        ({"times": {name: TIMES[name] for name in ("numpy", "pytorch-eager")}}, "pytorch-compile: not measured"),
        ({"times": TIMES, "ended": False}, "the second run ended early"),
        ({"times": TIMES, "more": (DEAD,)}, "the control numpy has no times in one of the runs"),
    ],
    ids=["parity", "absent", "early", "control"],
)
def test_what_is_missing_is_named_with_its_reason_and_is_no_pass(
    second: dict[str, object], said: str, tmp_path: Path, compare: Callable[..., tuple[int, str]]
) -> None:
    draw(tmp_path / "runs", name="b", seed=1, **second)  # type: ignore[arg-type]
    status, told = compare("--gate")
    assert status in {MISSING, REFUSED}
    assert said in told
    assert compare()[0] in {0, REFUSED}


def test_what_is_new_is_named_and_speaks_against_nothing(
    tmp_path: Path, compare: Callable[..., tuple[int, str]]
) -> None:
    draw(tmp_path / "runs", name="b", times={**TIMES, "tensorflow-graph": 0.018}, seed=1)
    status, said = compare("--gate")
    assert status == 0
    assert "New in the second run; in the first" in said
    assert f"{WORKLOAD} tensorflow-graph: not measured" in said


def test_a_regression_that_the_same_run_confirms_is_refused(
    tmp_path: Path, compare: Callable[..., tuple[int, str]]
) -> None:
    slower = {**TIMES, "pytorch-eager": 0.030}
    draw(tmp_path / "runs", name="b", times=slower, seed=1)
    draw(tmp_path / "runs", name="c", times=slower, seed=2)
    assert compare("--gate")[0] == SUSPECTED
    assert compare("--gate", "--again=c")[0] == REGRESSION
    status, said = compare("--gate", "--again=b")
    assert status == REFUSED
    assert "it is the same run as one of the others, b" in said


def test_a_run_is_not_compared_with_itself(tmp_path: Path, compare: Callable[..., tuple[int, str]]) -> None:
    (tmp_path / "runs" / "b").symlink_to(tmp_path / "runs" / "a")
    status, said = compare("--gate")
    assert status == REFUSED
    assert "are the same run, a" in said


def test_help_states_every_exit_status(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["compare", "--help"])
    said = capsys.readouterr().out
    statuses = (0, REGRESSION, REFUSED, SUSPECTED, MISSING)
    assert all(f"{status} " in said.partition("Exit status")[2] for status in statuses)
