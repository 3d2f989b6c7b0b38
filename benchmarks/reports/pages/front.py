"""The front page of the results: what was asked, by which run it was answered, and what came out, in sentences."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.machines import identity, several
from benchmarks.plan.questions import MAIN, VERSIONS, questions
from benchmarks.reports import rounding
from benchmarks.reports.claims import answers
from benchmarks.reports.document import (
    Block,
    Bullets,
    Caution,
    Code,
    Emphasis,
    Figure,
    Heading,
    Inline,
    Link,
    Sentence,
    Strong,
    Table,
    Text,
    joined,
    when,
)
from benchmarks.reports.drawings.standings import of_page
from benchmarks.reports.findings import data_parallel, findings
from benchmarks.reports.pages.elsewhere import elsewhere
from benchmarks.reports.pages.published import Published
from benchmarks.reports.sections import versions

#: The page whose forms on one process are there to be held against, and aren't what it asks for.
SEVERAL = "data_parallel"
_RUNS: Sentence = (
    Emphasis("Took"),
    " is the whole run, which may have measured more than its page; ",
    Emphasis("suite"),
    " the last commit before it that touched what measures.",
)
_DATA: Sentence = (
    "Their numbers, unrounded, and their tables for LaTeX are in ",
    Code("data/"),
    ", which run each page is from in ",
    Link("data/published.json", "results/data/published.json"),
    ".",
)
_HOW = Bullets(
    [
        (
            "A verdict is a 95 % interval over fresh processes that clears a band of 3 % or stays within; all else is ",
            Emphasis("no verdict"),
            ", with the reason. ",
            Link("How to read a verdict", "benchmarks/README.md#how-to-read-a-verdict"),
            " has the method and its sources.",
        ),
        (
            "Raw times of two runs do not compare. ",
            Code("python -m benchmarks compare RUN_A RUN_B"),
            " holds each against its control, and says when it can't. Which results may be compared over time is in ",
            Link("CHANGELOG.md", "results/CHANGELOG.md"),
            ".",
        ),
        (
            "Every page names its record below ",
            Code("runs/"),
            "; ",
            Code("python -m benchmarks publish"),
            " makes all of them again from these, byte by byte, and ",
            Code("calibrate --add"),
            " those of calibrations from all records that they name.",
        ),
    ]
)


def front(pages: Sequence[Published], *, pitfalls: bool) -> list[Block]:
    """Return the front page; ``pitfalls`` says whether there is a page of mistakes made on purpose."""
    first = [one for one in pages if one.setting == pages[0].setting]
    claims = _claims(pages)
    several_processes = [sentence for one in first if one.page == SEVERAL for sentence in _several(one)]
    others = [sentence for one in pages if one.page == VERSIONS for sentence in _versions(one)]
    more: Sentence = (
        "What each static form costs in lines of code stands in ",
        Link("CODE_COST.md", "impls/CODE_COST.md"),
        ".",
    )
    if pitfalls:
        lies = (
            " How far each classic mistake moves a ratio is on ",
            Link("unfair.md", "results/unfair.md"),
            "; nothing there is a result.",
        )
        more = joined(more, lies)
    return [
        Heading(1, "Results"),
        *caution(pages),
        Text(_reports(pages)),
        Figure("who is fastest", f"results/figures/{pages[0].stem}.svg"),
        *(block for setting in dict.fromkeys(one.setting for one in pages) for block in _fastest(setting, pages)),
        *when(several_processes, Heading(2, "What several processes bring"), Bullets(several_processes)),
        *when(others, Heading(2, "What other versions bring"), Bullets(others)),
        Heading(2, "The pages"),
        Table("questions", pd.DataFrame(_row(one) for one in pages)),
        Text(_RUNS),
        Text(_DATA),
        *when(claims, Heading(2, "What the articles and the tutorial claim"), Bullets(claims)),
        *(block for one in pages if one.page == "" for block in _findings(one)),
        Text(more),
        Heading(2, "How to read"),
        _HOW,
        Heading(2, "Where it was measured"),
        Text(_machine(pages)),
        Heading(2, "How to cite"),
        Text(_cite(pages[0])),
    ]


def _fastest(setting: str, pages: Sequence[Published]) -> list[Block]:
    """Return who is fastest on every page of a setting; nothing where nobody was timed."""
    asked = [one for one in pages if one.setting == setting and one.page not in {VERSIONS, SEVERAL}]
    came_out = [sentence for one in asked for sentence in _standings(one, pages)]
    return when(came_out, Heading(2, f"Who is fastest, {asked[0].record.where}" if asked else ""), Bullets(came_out))


def caution(pages: Sequence[Published]) -> list[Block]:
    """Return what must stand above results of several machines; nothing where all are of one."""
    said = several([one.record.environment.machine for one in pages])
    return when(said, Caution(f"WARNING: {said}"))


def _cite(first: Published) -> Sentence:
    environment = first.record.environment
    return (
        "Side by Side, commit of the suite and the run's name, for example: ",
        Emphasis(f"Side by Side, suite {environment.machine.commit}, run {environment.run}, {environment.date}"),
        ". Say the machine and the versions as well, which every page names: without them a time means nothing.",
    )


def _row(one: Published) -> dict[str, Sentence]:
    environment = one.record.environment
    return {
        "question": questions()[one.page],
        "page": (Link(f"{one.stem}.md", f"results/{one.stem}.md"),),
        "on": one.where,
        "measured": f"{environment.date}, effort {one.effort}{', ended early' * (not one.record.ended)}",
        "took": f"{max(1, round(one.record.lines[-1].seconds_since_start / 60))} min",
        "suite": environment.machine.commit or rounding.MISSING,
        "record": (Code(environment.run),),
    }


def _machine(pages: Sequence[Published]) -> Sentence:
    machines = [one.record.environment.machine for one in pages]
    # Several machines stand above, with what differs.
    where = "" if several(machines) else f" on {identity(machines[0])};"
    settings: dict[str, dict[str, None]] = {}
    for one in pages:
        versions = ", ".join(f"{name} {number}" for name, number in one.record.environment.machine.versions.items())
        settings.setdefault(versions, {})[one.record.where] = None
    told = {
        versions: f" ({' and '.join(places)})" if len(settings) > 1 else "" for versions, places in settings.items()
    }
    return f"Measured{where} with {'; '.join(f'{versions}{places}' for versions, places in told.items())}."


def _reports(pages: Sequence[Published]) -> Sentence:
    reports = {one.report: one.record.where for one in pages}
    words: list[Inline] = ["To look at and to play with, download and open "]
    for number, (report, where) in enumerate(reports.items()):
        words += [", " * bool(number), Link(report, f"results/{report}"), f" ({where})"]
    return (*words, ".")


def _claims(pages: Sequence[Published]) -> list[Sentence]:
    """Return what the first setting's pages say of claims, and other settings' of those that are for them alone."""
    first = [claim for one in pages if one.setting == pages[0].setting for claim in claims_of(one).items()]
    others = [claim for one in pages if one.setting != pages[0].setting for claim in claims_of(one).items()]
    texts = {text for text, _ in first}
    return [sentence for _, sentence in first] + [sentence for text, sentence in others if text not in texts]


def claims_of(one: Published) -> dict[str, Sentence]:
    """Return what a page says of claims, by what is claimed, each with a link to it that says where it was measured."""
    # What races beside other versions has been answered on a page of its own.
    said = answers(one.analysis) if one.page != VERSIONS else {}
    where = (" (", Link(one.where, f"results/{one.stem}.md"), ")")
    return {text: joined(sentence, where) for text, sentence in said.items()}


def _standings(one: Published, pages: Sequence[Published]) -> list[Sentence]:
    """Return who is fastest on every question of a page, with a link to it, and who is faster on another page."""
    more = {workload.name.replace("_", " "): elsewhere(workload, one, pages) for workload in one.analysis.workloads}
    more = {title: joined(" ", said) for title, said in more.items() if said}
    return [
        joined((Link(drawing.title, f"results/{one.stem}.md"), ": "), drawing.sentence, more.get(drawing.title, ()))
        for drawing in of_page(one.analysis)
    ]


def _several(one: Published) -> list[Sentence]:
    """Return what several processes bring on every workload of a page, with a link to it."""
    return [
        joined((Link(workload.name.replace("_", " "), f"results/{one.stem}.md"), ": "), said)
        for workload in one.analysis.workloads
        if (said := data_parallel.summary(workload))
    ]


def _versions(one: Published) -> list[Sentence]:
    """Return how other versions came out on every workload of a page, with a link to it."""
    where = (" (", Link(one.where, f"results/{one.stem}.md"), ")")
    return [joined(said, where) for said in versions.findings(one.analysis)]


def _findings(one: Published) -> list[Block]:
    blocks: list[Block] = [Heading(2, f"What the numbers say, {one.where}")]
    for workload in one.analysis.workloads:
        if workload.name in MAIN:
            said = [finding.text for finding in findings(workload)]
            blocks += [Text((Strong(workload.name),)), Bullets(said)]
    return blocks
