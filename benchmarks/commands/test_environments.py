"""The environments of other versions are listed, and removed by their names or by what they are made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.commands.parser import main
from benchmarks.harness.environments.environments import FINISHED, FOLDER, LOCK, LOG, Environments, everything


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """Return a cache with two environments, and one that was never finished."""
    for name in ("engine-1.0-aa", "engine-2.0-bb", "engine-3.0-cc"):
        folder = tmp_path / FOLDER / name
        folder.mkdir(parents=True)
        number = name.split("-")[1]
        told = {"environment": f"engine=={number}", "python": "3.11.7", "packages": {}, "date": "2026-01-01 00:00"}
        (folder / FINISHED).write_text(json.dumps(told), encoding="utf-8")
        folder.with_name(f"{name}{LOG}").touch()
    (folder / FINISHED).unlink()
    return tmp_path


def called(cache: Path, *options: str) -> int:
    """Call the command on a cache, and return the exit status."""
    return main(["environments", f"--data-cache={cache}", *options])


def test_all_are_listed_and_who_is_unfinished(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(cache) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 3
    assert "engine-1.0-aa: engine==1.0 on Python 3.11.7, made 2026-01-01 00:00 UTC" in said[0]
    assert "engine-3.0-cc: unfinished" in said[2]


def test_one_is_removed_by_its_name_or_its_requirement(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert called(cache, "--remove", "engine==1.0", "engine-3.0-cc") == 0
    assert {*everything(cache)} == {"engine-2.0-bb"}
    assert "removed engine-1.0-aa" in capsys.readouterr().out
    left = {path.name for path in (cache / FOLDER).iterdir() if path.suffix != LOCK}
    assert left == {"engine-2.0-bb", f"engine-2.0-bb{LOG}"}
    assert called(cache, "--remove", "all") == 0
    assert everything(cache) == {}
    assert called(cache) == 0
    assert "no environments below" in capsys.readouterr().out


def test_what_is_not_there_or_is_used_is_refused(cache: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("engine==9", "../../elsewhere", ""):
        assert called(cache, "--remove", name) == 2
        assert f"there is no environment {name!r}" in capsys.readouterr().err
    assert len(everything(cache)) == 3


def test_a_run_that_was_told_to_make_nothing_leaves_no_folder(tmp_path: Path) -> None:
    with Environments(tmp_path / "cache"):
        pass
    assert list(tmp_path.iterdir()) == []
