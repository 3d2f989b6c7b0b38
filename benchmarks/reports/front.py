"""The front page of the results: what was asked, by which run it was answered, and what came out, in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from benchmarks.plan.pitfalls import PITFALLS
from benchmarks.plan.questions import MAIN, PAGES
from benchmarks.record import files as records
from benchmarks.reports import claims, comparisons, moved, rounding
from benchmarks.reports.findings import findings
from benchmarks.reports.page import workloads_in
from benchmarks.reports.summary import Record, of_kind
from benchmarks.reports.tables import of_page, stem_of

#: The setting that is shown first: that of a run without options.
FIRST = "cpu"
HOW = """## How to read

- A verdict is a 95 % interval over fresh processes that clears a band of 3 %; everything else is *no verdict*, with the
  reason. [How to read a verdict](../benchmarks/README.md#how-to-read-a-verdict) has the method and its sources.
- Raw times of two runs do not compare. `python -m benchmarks.compare RUN_A RUN_B` holds each against its control, and
  says when it can't. Which results may be compared over time is in [CHANGELOG.md](CHANGELOG.md).
- Every page names its record below `runs/`; `python -m benchmarks.publish` makes all of them again from these, byte
  by byte.

## How to cite

Side by Side, commit of the suite and the run's name, for example: *Side by Side, suite {suite}, run {run}, {date}*. Say
the machine and the versions as well: they are in the table, and without them a time means nothing."""


CODE = "What each static form costs in lines of code stands in [CODE_COST.md](../impls/CODE_COST.md)."
LIES = "How far each classic mistake moves a ratio is on [unfair.md](unfair.md); nothing there is a result."


@dataclass(frozen=True, kw_only=True)
class Published:
    """A page and the record that it is made from."""

    page: str
    run: Path
    lines: Sequence[Record]

    @property
    def environment(self) -> Record:
        """What was run, where and how."""
        return of_kind(self.lines, "environment")[0]

    @property
    def stem(self) -> str:
        """What the page's files are called."""
        return stem_of(self.lines, self.page)

    @property
    def setting(self) -> str:
        """The device and its threads: what the files of all its pages begin with."""
        return stem_of(self.lines, "")

    @property
    def where(self) -> str:
        """The same in words."""
        return str(self.environment["title"]).partition(": ")[2]

    @property
    def report(self) -> str:
        """The file of the report that the page is shown in: one a setting, the first setting's without its name."""
        return "report.html" if self.setting == FIRST else f"report_{self.setting}.html"


def published(runs: Iterable[Path]) -> list[Published]:
    """Return the pages that records say were measured in full, the latest record of each, in the order of the pages.

    Runs are taken in the order of their names, which begin with the time; those that measured no page are passed over.
    """
    latest: dict[str, Published] = {}
    for run in sorted(runs):
        lines = records.read(run)
        for page in _pages(lines):
            if page in PAGES:
                one = Published(page=page, run=run, lines=lines)
                latest[one.stem] = one
    return sorted(latest.values(), key=lambda one: (one.setting != FIRST, one.setting, [*PAGES].index(one.page)))


def demonstration(runs: Iterable[Path]) -> Sequence[Record] | None:
    """Return the latest record of all mistakes made on purpose, on full shapes; None where there is none."""
    complete = []
    for run in sorted(runs):
        lines = records.read(run)
        if moved.is_demonstration(lines) and of_kind(lines, "end") and not of_kind(lines, "environment")[0]["smoke"]:
            made = {line["contender"] for line in of_kind(lines, "lie")}
            complete += [lines] if made >= PITFALLS.keys() else []
    return complete[-1] if complete else None


def _pages(lines: Sequence[Record]) -> list[str]:
    """Return the pages that a record says were measured in full."""
    ends = of_kind(lines, "end")
    # Records of before the pages say nothing of them: the main one was all there was.
    pages: list[str] = ends[-1].get("pages", _of_old(lines)) if ends else []
    return pages


def _of_old(lines: Sequence[Record]) -> list[str]:
    known = set(of_kind(lines, "environment")[0]["roster"])
    return [""] if {"numpy", "pytorch-eager"} <= known and set(MAIN) <= set(workloads_in(lines)) else []


def markdown(pages: Sequence[Published], *, unfair: bool) -> str:
    """Return the front page; ``unfair`` says whether there is a page of mistakes made on purpose."""
    first = pages[0].environment
    how = HOW.format(suite=first["machine"]["commit"], run=first["run"], date=first["date"])
    parts = ["# Results", _machine(pages), rounding.markdown_table(pd.DataFrame([_row(one) for one in pages]))]
    said = [text for one in pages for text in claims_of(one)]
    parts += ["## What the articles and the post claim", "\n".join(said)] if said else []
    for one in pages:
        if one.page == "":
            parts += [f"## What the numbers say, {one.where}", *_findings(one)]
    return "\n\n".join([*parts, f"{CODE} {LIES if unfair else ''}".strip(), how]) + "\n"


def _row(one: Published) -> dict[str, str]:
    environment = one.environment
    return {
        "question": PAGES[one.page].question,
        "page": f"[{one.stem}.md]({one.stem}.md)",
        "on": one.where,
        "measured": f"{environment['date']}, effort {environment['effort']}",
        "record": f"`{environment['run']}`",
    }


def _machine(pages: Sequence[Published]) -> str:
    said = {
        f"{one.environment['machine']['cpu']}, {one.environment['machine']['logical_cores']} cores; "
        + ", ".join(f"{name} {version}" for name, version in one.environment["machine"]["versions"].items()): None
        for one in pages
    }
    reports = {f"[{one.report}]({one.report}) ({one.where})": None for one in pages}
    return f"Measured on {'; '.join(said)}. To look at and to play with: {', '.join(reports)}."


def claims_of(one: Published) -> list[str]:
    """Return what a page says of claims, one item each, with a link to it that says where it was measured."""
    band = comparisons.choice(one.lines)[1]
    said = claims.section(of_page(one.lines, one.page), band=band)
    return [f"{line} ([{one.where}]({one.stem}.md))" for line in said[1].splitlines()] if said else []


def _findings(one: Published) -> list[str]:
    baseline, band = comparisons.choice(one.lines)
    parts = []
    for name in workloads_in(one.lines):
        if name in MAIN:
            said = [f"- {each.text}" for each in findings(one.lines, name, baseline=baseline, band=band)]
            parts.append("\n".join([f"**`{name}`**", "", *said]))
    return parts
