"""What the frameworks answer to ``impls/check.py``: each is asked once in a test run, whichever tests want to know."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from impls.check import OTHERS, PLAIN
from impls.contenders import CONTROL, FRAMEWORKS, challengers, environment, framework, versions

ROOT = Path(__file__).parent.parent
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
LIMIT_SECONDS = 1_200

Answers = dict[str, Any]
Ask = Callable[..., Answers]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that ask the control alone, and end this folder's with those that wait for a framework.

    The control's answers are there in a moment, and asking for them makes the others begin: they are there when their
    tests come.
    """
    places = [place for place, item in enumerate(items) if ROOT / "impls" in item.path.parents]
    tests = sorted((items[place] for place in places), key=lambda item: bool(_asked([item], [*challengers()])))
    for place, item in zip(places, tests, strict=True):
        items[place] = item
    asking = {item.path for item in tests if _asked([item], [CONTROL])}
    asking -= {item.path for item in tests if _asked([item], [*challengers()])}
    items.sort(key=lambda item: item.path not in asking)


@pytest.fixture(scope="session")
def ask(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Give a function that returns a framework's answers to a part of the checks; it skips where there is no framework.

    A framework answers each part in one process. Those that selected tests will ask begin at once, the plain parts
    first, and workers of pytest-xdist share what they answer.
    """
    folder = tmp_path_factory.getbasetemp()
    shared = folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder
    # Beside other workers' tests one at a time is enough, and leaves them their processors.
    pool = ThreadPoolExecutor(1 if shared != folder else len(FRAMEWORKS))
    begin = cache(lambda name, part: pool.submit(_answer, name, part, shared / f"check-{name}-{part}"))

    @cache
    def answers(name: str, part: str = PLAIN) -> Answers:
        """Return what a framework answers to a part of the checks."""
        if not versions(name):
            pytest.skip(f"{name} is not installed: none of {', '.join(framework(name).distributions)} is")
        process = begin(name, part).result()
        assert process["returncode"] == 0, process["stderr"]
        found: Answers = json.loads(process["stdout"])
        return found

    for name, part in _asked(request.session.items, [*filter(versions, FRAMEWORKS)]):
        begin(name, part)
    yield answers
    pool.shutdown(cancel_futures=True)


def _asked(items: Iterable[pytest.Item], names: Sequence[str]) -> list[tuple[str, str]]:
    """Return which parts some tests ask of which of the frameworks: those that their ids name."""
    asking = [
        (name, OTHERS if item.get_closest_marker("full") else PLAIN)
        for item in items
        if "ask" in getattr(item, "fixturenames", ())
        for name in names
        if name in item.nodeid
    ]
    return sorted(dict.fromkeys(asking), key=lambda asked: asked[1] != PLAIN)


def _answer(name: str, part: str, scratch: Path) -> Answers:
    """Return how the process ended and what it said; another worker that got here first is waited for."""
    answer = scratch / "answer.json"
    try:
        scratch.mkdir()
    except FileExistsError:
        end = monotonic() + LIMIT_SECONDS
        while not answer.exists():
            assert monotonic() < end, (
                f"no {answer} after {LIMIT_SECONDS} s: did the worker that asked {name} end early?"
            )
            sleep(0.2)
    else:
        unfinished = answer.with_suffix(".part")
        unfinished.write_text(json.dumps(_run(name, part, scratch)), encoding="utf-8")
        unfinished.replace(answer)
    found: Answers = json.loads(answer.read_text(encoding="utf-8"))
    return found


def _run(name: str, part: str, scratch: Path) -> Answers:
    variables = os.environ | ONE_THREAD
    for contender in framework(name).contenders:
        variables |= environment(contender, device="cpu", threads=1, scratch=str(scratch))
    command = [sys.executable, "-m", "impls.check", name, part, str(scratch / "material")]
    process = subprocess.run(  # noqa: S603  our own interpreter and our own module
        command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False
    )
    return {"returncode": process.returncode, "stdout": process.stdout, "stderr": process.stderr}


def variants_of(answers: Answers, study: str) -> list[dict[str, Any]]:
    """Return the outcomes of all variants of a study, of whichever workload."""
    return [variant for variants in answers["studies"][study].values() for variant in variants]


def row_of(answers: Answers, mode: str, fault: str) -> dict[str, Any]:
    """Return what was seen of a planted fault in a mode."""
    (row,) = (row for row in answers["faults"] if (row["mode"], row["fault"]) == (mode, fault))
    found: dict[str, Any] = row
    return found
