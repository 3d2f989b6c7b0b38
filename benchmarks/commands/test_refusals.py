"""Every command refuses a damaged record, and a place where it can't write, alike: in one sentence, without a trace."""

from __future__ import annotations

import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from benchmarks.commands.parser import main
from benchmarks.plan.places import ROOT
from benchmarks.record.drawn import DrawRun
from benchmarks.record.files import SAMPLES
from benchmarks.record.schema import End

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2}
#: Each command on a damaged run.
COMMANDS = (
    "tables RUN",
    "tables RUN --latex",
    "tables RUN --tidy",
    "tables RUN --pairwise",
    "figures RUN",
    "report RUN",
    "publish",
    "compare RUN WHOLE",
    "compare WHOLE RUN",
)
Damage = Callable[[list[bytes]], list[bytes]]


def changed(number: int, **fields: object) -> Damage:
    """Return what gives fields of one line other values, or takes away those that are None."""

    def damage(lines: list[bytes]) -> list[bytes]:
        line = {**msgspec.json.decode(lines[number - 1]), **fields}
        kept = {name: value for name, value in line.items() if value is not None}
        return [*lines[: number - 1], msgspec.json.encode(kept) + b"\n", *lines[number:]]

    return damage


def replaced(number: int, text: bytes) -> Damage:
    """Return what writes another text in place of one line."""
    return lambda lines: [*lines[: number - 1], text, *lines[number:]]


#: A block is the seventh line: environment, data, control, build, parity and preparation come before it.
DAMAGES = {
    "wrong type": (changed(7, block_seconds="fast"), "line 7, field block_seconds: "),
    "missing field": (changed(7, replicate=None), "line 7, field replicate: is missing"),
    "foreign field": (changed(7, mood="good"), "line 7, field mood: is unknown"),
    "stray contender": (changed(7, contender="nobody"), "line 7, field contender: 'nobody'"),
    "not JSON": (replaced(7, b"block\n"), "line 7 isn't JSON"),
    "not UTF-8": (replaced(7, b'{"kind":"trouble","what":"\xff","reason":""}\n'), "line 7"),
    "old format": (replaced(1, b'{"kind": "environment", "format": 2}\n'), "has format 2"),
    "empty": (lambda _: [], "is empty"),
}


@pytest.fixture
def whole(draw_run: DrawRun) -> Path:
    """Return the folder of a run that is in order."""
    return draw_run(TIMES, name="whole").file.parent


@pytest.fixture
def damaged(draw_run: DrawRun) -> Path:
    """Return the folder of a run that measured its page in full, to be damaged."""
    return draw_run(TIMES, name="results/runs/damaged", more=(End(pages=[""]),), ended=False).file.parent


def arguments(command: str, run: Path, whole: Path, *more: str) -> list[str]:
    """Return a command's arguments with the runs in their places; results lie above the run."""
    named = {"RUN": str(run), "WHOLE": str(whole)}
    return [*(named.get(word, word) for word in command.split()), *more]


def written(folder: Path) -> dict[Path, bytes]:
    """Return every file below a folder."""
    return {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def assert_one_sentence(error: str, *parts: str) -> None:
    assert error.count("\n") == 1
    assert error.endswith("\n")
    assert "Traceback" not in error
    for part in parts:
        assert part in error


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_damaged_record_is_refused(
    *, command: str, damage: str, whole: Path, damaged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change, said = DAMAGES[damage]
    file = damaged / SAMPLES
    file.write_bytes(b"".join(change(file.read_bytes().splitlines(keepends=True))))
    before = written(tmp_path)
    assert main(arguments(command, damaged, whole, "--results", str(tmp_path / "results"))) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert_one_sentence(error, f"python -m benchmarks {command.partition(' ')[0]}: ", str(file), said)
    assert written(tmp_path) == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_run_that_is_not_there_is_refused(
    command: str, whole: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = written(tmp_path)
    assert main(arguments(command, tmp_path / "nowhere", whole, "--results", str(tmp_path / "none"))) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert_one_sentence(error, "no run")
    assert written(tmp_path) == before


def test_a_shell_sees_the_sentence_and_the_status(damaged: Path) -> None:
    (damaged / SAMPLES).write_bytes(b"")
    command = [sys.executable, "-m", "benchmarks", "tables", str(damaged)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert_one_sentence(done.stderr, str(damaged / SAMPLES))


@pytest.mark.parametrize(
    ("typed", "blocked", "instead"),
    [
        ("tables RUN", "RUN/tables.md", ""),
        ("tables RUN --latex", "RUN/tables_two_layer_net_steps.tex", ""),
        ("tables RUN --tidy", "RUN/tidy_blocks.csv", ""),
        ("figures RUN", "RUN/figures", "--output"),
        ("figures RUN --output RUN/samples.jsonl/drawn", "", "--output"),
        ("report RUN --output RUN/samples.jsonl/report.html", "", "--output"),
        ("publish", "RESULTS/cpu.md", "--results"),
        ("publish", "RESULTS/figures", "--results"),
        ("publish", "RESULTS/report.html", "--results"),
    ],
)
def test_where_a_command_can_not_write_it_says_so(
    *, typed: str, blocked: str, instead: str, damaged: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    results = damaged.parent.parent
    names = {"RUN": str(damaged), "RESULTS": str(results)}
    file = Path(blocked.replace("RUN", names["RUN"]).replace("RESULTS", names["RESULTS"]))
    if blocked and file.suffix:
        # A folder stands where a file should be written.
        file.mkdir()
    elif blocked:
        file.touch()
    command = shlex.split(typed.replace("RUN", names["RUN"]))
    assert main([*command, "--results", str(results)]) == 2
    assert_one_sentence(capsys.readouterr().err, "can't write ", instead)
