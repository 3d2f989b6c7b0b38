"""Are the variables that change speed recorded, and no secrets?"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from benchmarks.harness.machine import description as machine
from benchmarks.harness.machine import software


def test_variables_that_change_speed_are_recorded_and_secrets_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = {
        "OMP_NUM_THREADS": "3",
        "TF_ENABLE_ONEDNN_OPTS": "0",
        "OPENBLAS_CORETYPE": "Zen",
        "PYTHONMALLOC": "malloc",
    }
    secret_names = (
        *(
            "AWS_SECRET_ACCESS_KEY",
            "GITHUB_TOKEN",
            "HOME_OF_MINE",
            "TF_VAR_database",
            "TF_TOKEN_example",
            "TF_ENCRYPTION",
        ),
        *("TORCH_HUB_TOKEN", "PYTHON_KEYRING_PASSWORD", "NCCL_api_key"),
    )
    for name, value in {**wanted, **dict.fromkeys(secret_names, "hush-hush")}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TORCH_HOME", "https://me:hush-hush@example.org")
    description = machine.describe()
    assert wanted.items() <= description.variables.items()
    assert "hush-hush" not in str(description)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty repository that is taken for the suite's."""
    monkeypatch.setattr(software, "ROOT", tmp_path)
    _git(tmp_path, "init", "--quiet")
    return tmp_path


def _git(checkout: Path, *arguments: str) -> str:
    command = ["git", "-C", str(checkout), "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _commit(checkout: Path, name: str, text: str = "") -> str:
    file = checkout / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    _git(checkout, "add", "--all")
    _git(checkout, "commit", "--quiet", "--message", name)
    return _git(checkout, "rev-parse", "--short", "HEAD")


@pytest.mark.parametrize("name", ["benchmarks/harness/worker/clock.py", "impls/arrays.py", "benchmarks/bench_it.py"])
def test_the_suite_is_named_by_the_last_commit_that_touched_what_measures(checkout: Path, name: str) -> None:
    assert machine.describe().commit is None
    first = _commit(checkout, name)
    for other in ("README.md", "impls/README.md", "benchmarks/harness/test_it.py", "benchmarks/reports/page.py"):
        assert _commit(checkout, other) != first
        (checkout / other).write_text("changed", encoding="utf-8")
        assert (machine.describe().commit, machine.describe().commit_changed) == (first, False)
    (checkout / name).write_text("changed", encoding="utf-8")
    assert (machine.describe().commit, machine.describe().commit_changed) == (f"{first}+changes", True)
    assert _commit(checkout, name, "again") == machine.describe().commit


def test_a_suite_without_a_repository_has_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(software, "ROOT", tmp_path)
    assert (machine.describe().commit, machine.describe().commit_changed) == (None, None)
