"""A module dropped into a package of sections, findings or claims is part of every page, in its place."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.record.drawn import DrawRun
from benchmarks.reports.claims import Claim
from benchmarks.reports.findings import Rule
from benchmarks.reports.pages.page import page
from benchmarks.reports.registry import registered
from benchmarks.reports.render.markdown import markdown
from benchmarks.reports.sections import RunSection, WorkloadSection

#: By package: the kind of its objects, and a module that holds one alone and two in a tuple.
DROPPED = {
    "sections": (
        RunSection,
        """
from benchmarks.reports.document import Text
from benchmarks.reports.sections import RunSection

def section(place):
    title, said = f"dropped {place}", [Text("in")]
    return RunSection(place=place, title=title, label="", applies=lambda _: True, blocks=lambda _: said)

LATE = section(1000)
PAIR = (section(-2), section(-1))
""",
    ),
    "findings": (
        Rule,
        """
from benchmarks.reports.findings import Finding, Question, Rule

def rule(place):
    said = Finding(rule="dropped", question=Question.REAL, text=f"dropped {place}")
    return Rule(place=place, findings=lambda _: [said])

LATE = rule(1000)
PAIR = (rule(-2), rule(-1))
""",
    ),
    "claims": (
        Claim,
        """
from benchmarks.reports.claims import Answer, Claim, Settled

def claim(place):
    settled = Settled(answer=Answer.OPEN, evidence="in")
    return Claim(place=place, text=f"dropped {place}", whose="Somebody", settle=lambda _: settled)

LATE = claim(1000)
PAIR = (claim(-2), claim(-1))
""",
    ),
}


@pytest.fixture(params=DROPPED)
def package(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Drop a module into a package, and take it out again."""
    name = f"benchmarks.reports.{request.param}"
    folder, package = tmp_path / "dropped", import_module(name)
    folder.mkdir()
    (folder / "dropped.py").write_text(DROPPED[request.param][1], encoding="utf-8")
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(folder)])
    registered.cache_clear()
    yield request.param
    sys.modules.pop(f"{name}.dropped", None)
    vars(package).pop("dropped", None)
    registered.cache_clear()


def test_what_is_dropped_in_is_on_the_page_in_its_place(package: str, draw_run: DrawRun) -> None:
    kind = DROPPED[package][0]
    places = [member.place for member in registered(f"benchmarks.reports.{package}", kind)]
    assert places == sorted(places)
    assert (places[:2], places[-1]) == ([-2, -1], 1000)
    text = markdown(page(Analysis(draw_run({"numpy": 0.1, "pytorch-eager": 0.2}))))
    assert -1 < text.index("dropped -2") < text.index("dropped -1") < text.index("dropped 1000")


@pytest.mark.parametrize(
    ("package", "kind"), [("sections", WorkloadSection), *((n, k) for n, (k, _) in DROPPED.items())]
)
def test_no_two_members_claim_one_place(package: str, kind: Any) -> None:
    places = [member.place for member in registered(f"benchmarks.reports.{package}", kind)]
    assert places
    assert len(places) == len(set(places))
