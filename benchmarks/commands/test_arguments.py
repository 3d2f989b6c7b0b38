"""What a user types is understood, and what is wrong is said in one sentence with the nearest right thing."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import msgspec
import pytest

from benchmarks.commands.arguments import LATEST, ArgumentError, baseline_of, run_folder
from benchmarks.commands.parser import COMMANDS, command, main, parser
from benchmarks.record.drawn import DrawRun, contender
from benchmarks.record.example import LINES
from benchmarks.record.files import SAMPLES
from benchmarks.record.record import Record

NAMES = ("20261121T073541-cpu-standard", "20261121T121944-cpu-fast", "20261121T121944-cpu-fast-2")


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """Return results with three runs, and a folder that is none."""
    for name in NAMES:
        (tmp_path / "runs" / name).mkdir(parents=True)
        (tmp_path / "runs" / name / SAMPLES).touch()
    (tmp_path / "runs" / "notes").mkdir()
    return tmp_path


def test_a_run_is_known_by_its_name_its_folder_its_file_and_as_the_latest(results: Path) -> None:
    folder = results / "runs" / NAMES[0]
    for text in (NAMES[0], str(folder), f"{folder}/", str(folder / SAMPLES)):
        assert run_folder(text, results) == folder
    assert run_folder(LATEST, results) == results / "runs" / NAMES[2]


def test_the_latest_is_no_calibration_and_no_demonstration(draw_run: DrawRun, tmp_path: Path) -> None:
    for name in ("1", "2", "3"):
        draw_run({"numpy": 0.1}, name=f"runs/{name}")
    fake = contender("honest", "fakes", "dynamic")
    for name, changed in (("2", {"demonstration": True}), ("3", {"roster": {"honest": fake}})):
        file = tmp_path / "runs" / name / SAMPLES
        first, *others = file.read_bytes().splitlines(keepends=True)
        environment = msgspec.json.decode(first) | msgspec.to_builtins(changed)
        file.write_bytes(msgspec.json.encode(environment) + b"\n" + b"".join(others))
    assert run_folder(LATEST, tmp_path).name == "1"
    shutil.rmtree(tmp_path / "runs" / "1")
    with pytest.raises(ArgumentError, match="calibrations and demonstrations alone"):
        run_folder(LATEST, tmp_path)


@pytest.mark.parametrize(
    ("text", "meant"),
    [("20261121T073541-cpu-standart", NAMES[0]), ("runs/20261121T12194-cpu-fast", NAMES[1]), ("latset", LATEST)],
)
def test_a_run_that_is_not_there_is_answered_with_the_nearest(results: Path, text: str, meant: str) -> None:
    with pytest.raises(ArgumentError, match=rf"there is no run .*: did you mean {meant}\?$"):
        run_folder(text, results)


def test_a_run_like_none_is_answered_with_all_there_are(results: Path) -> None:
    with pytest.raises(ArgumentError, match=f"there is {', '.join(NAMES)}, {LATEST}$"):
        run_folder("x", results)


def test_without_any_run_it_is_said_how_to_measure_one(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"no run below .*: measure one with pytest --benchmark-only"):
        run_folder(LATEST, tmp_path)


def test_a_baseline_is_a_contender_of_every_run() -> None:
    records = [Record(LINES, Path(SAMPLES))]
    assert baseline_of(records, "numpy") == "numpy"
    assert baseline_of(records, "") == ""
    with pytest.raises(ArgumentError, match=r"has no contender 'nunpy': did you mean numpy\?"):
        baseline_of(records, "nunpy")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_an_example_that_it_understands(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    example = command(name).EXAMPLE
    assert parser().parse_args(shlex.split(example)).command == name
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"example: python -m benchmarks {example}" in capsys.readouterr().out


def test_the_list_of_commands_says_what_each_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    listed = " ".join(capsys.readouterr().out.split())
    assert all(f"{name} {(command(name).__doc__ or '').partition(chr(10))[0]}" in listed for name in COMMANDS)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("tabels latest", "python -m benchmarks: there is no command 'tabels': did you mean tables?"),
        ("tables", "python -m benchmarks tables: the following arguments are required: RUN"),
        ("tables latest --band x", "argument --band: 'x' isn't a percentage between 0 and 100"),
        ("calibrate --races 0", "argument --races: '0' isn't a whole number, 1 at least"),
        ("figures latest --bend 3", "unrecognized arguments: --bend 3"),
        ("", "the following arguments are required: COMMAND"),
    ],
)
def test_a_wrong_argument_is_answered_in_one_sentence(
    typed: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(shlex.split(typed))
    assert ended.value.code == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1
