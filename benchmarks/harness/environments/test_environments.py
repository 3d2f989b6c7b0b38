"""Environments are made once, of what is here but for what is asked for, and never look finished before they are."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from importlib import metadata
from pathlib import Path
from time import sleep

import pytest
from packaging.utils import canonicalize_name

from benchmarks.harness.environments import environments
from benchmarks.harness.environments.environments import (
    FINISHED,
    FOLDER,
    LOCK,
    Environments,
    InUseError,
    everything,
    read,
    remove,
)
from benchmarks.harness.environments.installer import reason
from benchmarks.harness.environments.interpreters import UnmadeError, find
from benchmarks.harness.environments.recipe import Recipe
from benchmarks.harness.fakes import FRAMEWORK
from benchmarks.harness.fakes.packages import checkout, wheel
from benchmarks.harness.runner.surroundings import NEEDED
from benchmarks.plan.versions import Version
from data.store import CacheUnwritableError

#: What the fake engine can't live with in the version that is here.
OTHER = "psutil"
#: What pip says, and what is made of it.
SAID = {
    "ERROR: Could not find a version that satisfies the requirement x==9 (from versions: 1, 2, 3, 4, 5, 6)\n"
    "ERROR: No matching distribution found for x==9": "there is no x==9: the last are 2, 3, 4, 5, 6",
    "ERROR: Could not find a version that satisfies the requirement x==9 (from versions: none)": (
        "there is no x==9: no index has any for this Python"
    ),
    "WARNING: Retrying after connection broken by 'NewConnectionError(...)'\n"
    "ERROR: Could not find a version that satisfies the requirement x (from versions: none)": (
        "the package index can't be reached"
    ),
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": "the disk is full",
    "The conflict is caused by:\n    x 1 depends on y<2\n    The user requested (constraint) y==2\n\n"
    "ERROR: ResolutionImpossible: for help visit x": (
        "its requirements contradict each other: x 1 depends on y<2; The user requested (constraint) y==2"
    ),
    "  ERROR: Failed to build\n  it": "Failed to build",
    "error: No solution found\n  cause: Because there is no x==9, it is so.": (
        "No solution found: Because there is no x==9, it is so."
    ),
    "": "pip ended without saying why",
}
#: A run that makes an environment, of a wheel, in a cache.
MAKING = """
import sys
from pathlib import Path
from benchmarks.harness.environments import test_environments as here
with here.Environments(Path(sys.argv[1])) as kept:
    kept.make(here.version(sys.argv[2], "5.0"))
"""


def version(requirement: Path | str, suffix: str = "1.0") -> Version:
    """Return a version of the fake framework's engine."""
    return Version(
        framework="fakes",
        home="benchmarks.harness",
        distribution="fake-engine",
        requirement=str(requirement),
        suffix=suffix,
    )


@pytest.fixture(scope="module", autouse=True)
def _offline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let pip find empty distributions of what a worker needs, an older one of ``OTHER``, and nothing else."""
    shelf = tmp_path_factory.mktemp("shelf")
    for name in (*NEEDED, *FRAMEWORK.distributions):
        wheel(shelf, name, metadata.version(name))
    wheel(shelf, OTHER, "0.1")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PIP_NO_INDEX", "1")
        patch.setenv("PIP_CONFIG_FILE", os.devnull)
        patch.setenv("PIP_FIND_LINKS", str(shelf))
        yield


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a cache that all tests fill."""
    return tmp_path_factory.mktemp("cache")


def as_here() -> dict[str, str]:
    """Return the versions here of what a worker needs."""
    return {str(canonicalize_name(name)): metadata.version(name) for name in (*NEEDED, *FRAMEWORK.distributions)}


def engine(folder: Path, fault: str = "honest") -> Version:
    """Return a version that is a checkout of the fake engine."""
    return version(checkout(folder, "fake-engine", "1.0", modules={"fake_engine": f"FAULT = {fault!r}\n"}))


def test_a_checkout_is_built_once_and_anew_where_it_has_changed(cache: Path, tmp_path: Path) -> None:
    with Environments(cache) as kept:
        first = kept.make(engine(tmp_path / "engine"))
        finished = (first.folder / FINISHED).stat().st_mtime_ns
        again = kept.make(engine(tmp_path / "engine"))
        assert (again, (again.folder / FINISHED).stat().st_mtime_ns) == (first, finished)
        changed = kept.make(engine(tmp_path / "engine", "slow"))
    assert changed.folder != first.folder
    for made, fault in ((first, "honest"), (changed, "slow")):
        command = [str(made.interpreter), "-c", "import fake_engine; print(fake_engine.FAULT)"]
        assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == f"{fault}\n"
    assert first.packages == {**as_here(), "fake-engine": "1.0"}


def test_what_a_version_can_not_live_with_gives_way_and_nothing_else(cache: Path, tmp_path: Path) -> None:
    file = wheel(tmp_path, "fake-engine", "2.0", requires=[f"{OTHER}<1", "numpy", "nothing; python_version < '3'"])
    with Environments(cache) as kept:
        made = kept.make(version(file, "2.0"))
    assert made.packages == {**as_here(), "fake-engine": "2.0", OTHER: "0.1"}


def test_a_version_that_there_is_not_is_named_and_leaves_nothing(cache: Path) -> None:
    with Environments(cache) as kept, pytest.raises(UnmadeError, match="there is no fake-engine==9: no index has any"):
        kept.make(version("fake-engine==9", "9"))
    assert not [name for name in everything(cache) if name.startswith("fake-engine-9")]


def test_a_wheel_of_something_else_is_named(cache: Path, tmp_path: Path) -> None:
    with Environments(cache) as kept, pytest.raises(UnmadeError, match="holds no fake-engine"):
        kept.make(version(wheel(tmp_path, "another-engine", "1.0"), "other"))


def test_an_interrupted_one_never_looks_finished(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    asked, before = version(wheel(tmp_path, "fake-engine", "3.0"), "3.0"), everything(cache)
    with Environments(cache) as kept:
        monkeypatch.setattr(environments, "fill", interrupted)
        with pytest.raises(KeyboardInterrupt):
            kept.make(asked)
        assert everything(cache) == before
    monkeypatch.setattr(environments, "fill", lambda *_: None)
    with Environments(cache) as kept:
        made = kept.make(asked)
        # What a killed process leaves: everything but the last file.
        (made.folder / FINISHED).unlink()
        with pytest.raises(UnmadeError, match="unfinished"):
            read(made.folder)
        assert everything(cache) == {**before, made.folder.name: None}
    with Environments(cache) as kept:
        assert kept.make(asked).folder == made.folder
        assert everything(cache)[made.folder.name]


def test_one_whose_run_is_killed_is_made_by_the_next(tmp_path: Path) -> None:
    file = wheel(tmp_path, "fake-engine", "5.0")
    with subprocess.Popen([sys.executable, "-c", MAKING, str(tmp_path), str(file)]) as run:
        while not list((tmp_path / FOLDER).glob("*/lib/python*/site-packages/*")):
            assert run.poll() is None, "it ended before it could be killed"
            sleep(0.001)
        run.kill()
    assert run.returncode
    unfinished = everything(tmp_path)
    assert list(unfinished.values()) == [None]
    # What the killed run had begun to install goes on, and is waited for: nobody else may remove or make it.
    with pytest.raises(InUseError):
        remove(tmp_path, *unfinished)
    with Environments(tmp_path) as kept:
        made = kept.make(version(file, "5.0"))
    assert made.packages == {**as_here(), "fake-engine": "5.0"}
    assert list(everything(tmp_path)) == list(unfinished)


def test_two_runs_make_one_environment_once(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    filled = list[Recipe]()

    def slowly(recipe: Recipe, *_: object) -> None:
        sleep(0.2)
        filled.append(recipe)

    monkeypatch.setattr(environments, "fill", slowly)
    file = wheel(tmp_path, "fake-engine", "4.0")
    with ExitStack() as stack, ThreadPoolExecutor(2) as pool:
        runs = [stack.enter_context(Environments(cache)) for _ in range(2)]
        folders = {one.folder for one in pool.map(lambda run: run.make(version(file, "4.0")), runs)}
    assert len(folders) == len(filled) == 1


def test_one_that_a_run_uses_is_not_removed(cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "fill", lambda *_: None)
    file = wheel(tmp_path, "fake-engine", "5.0")
    with Environments(cache) as kept:
        name = kept.make(version(file, "5.0")).folder.name
        with pytest.raises(InUseError, match="used by a run"):
            remove(cache, name)
        assert everything(cache)[name] is not None
    remove(cache, name)
    assert not [path for path in (cache / FOLDER).glob(f"{name}*") if path.suffix != LOCK]


def test_a_cache_that_can_not_be_written_is_named() -> None:
    with Environments(Path("/proc/nowhere")) as kept, pytest.raises(CacheUnwritableError, match="--data-cache=FOLDER"):
        kept.make(version("fake-engine==1"))


@pytest.mark.parametrize("said", SAID)
def test_why_an_installation_failed_is_one_sentence(said: str) -> None:
    assert reason(said).startswith(SAID[said])
    assert "\n" not in reason(said)


def test_an_interpreter_is_found_by_its_version_and_by_its_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert find(sys.executable).number == find().number
    # A manager of several Pythons has programs on the PATH that don't run, and the Pythons beside them.
    shims, kept = tmp_path / "shims", tmp_path / "versions" / f"{number}.1" / "bin"
    for folder, text in ((shims, "exit 127"), (kept, f'exec "{sys.executable}" "$@"')):
        folder.mkdir(parents=True)
        program = folder / f"python{number}"
        program.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(shims))
    assert find(number).path == kept / f"python{number}"
    with pytest.raises(UnmadeError, match=re.escape("there is no python3.99 on the PATH")):
        find("3.99")
    with pytest.raises(UnmadeError, match="is no Python that runs"):
        find(str(shims / f"python{number}"))
