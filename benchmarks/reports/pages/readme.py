"""The part of the project's README that holds numbers: made from the published records, never by hand."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.analysis.machines import model
from benchmarks.plan.questions import PAGES
from benchmarks.reports.document import Block, Bullets, Code, Figure, Link, Sentence, Strong, Table, Text, when
from benchmarks.reports.pages.front import caution, claims_of
from benchmarks.reports.pages.published import Published
from benchmarks.reports.render.markdown import markdown
from benchmarks.reports.sections import steps
from impls.contenders import challengers

BEGIN, END = "<!-- made by python -m benchmarks publish -->", "<!-- end of what it made -->"
#: One table and one figure are enough to begin with: the articles' classifier, and the net of the post.
TABLE, FIGURE = "text_classifier", "two_layer_net_ratios"


class MarkersMissingError(RuntimeError):
    """Raised when a README doesn't say where the numbers go."""


def filled(text: str, pages: Sequence[Published]) -> str:
    """Return a README with its part between the markers made anew.

    Raises:
        MarkersMissingError: it has no such part.
    """
    if BEGIN not in text or END not in text:
        raise MarkersMissingError(f"README.md has no '{BEGIN}' and '{END}': put both where the results belong")
    before, after = text.partition(BEGIN)[0], text.partition(END)[2]
    return f"{before}{BEGIN}\n\n{markdown(_part(pages), folder='')}\n{END}{after}"


def _part(pages: Sequence[Published]) -> list[Block]:
    main = next(one for one in pages if one.page == "")
    claims = [claim for one in pages for claim in claims_of(one)]
    links: list[Sentence] = [
        ("", Link(PAGES[one.page].question, f"results/{one.stem}.md"), f" ({one.where})")
        for one in pages
        if one is not main
    ]
    return [
        *caution(pages),
        Text(_source(main)),
        *_table(main),
        Figure(FIGURE, f"results/figures/{main.setting}/{FIGURE}.svg"),
        *when(claims, Text("What the articles and the post claim, and what came out:"), Bullets(claims)),
        *when(links, Text("More questions, each with a page of its own:"), Bullets(links)),
    ]


def _source(main: Published) -> Sentence:
    environment = main.record.environment
    machine, settings = environment.machine, environment.settings
    names = [name for framework in challengers().values() for name in framework.distributions]
    versions = ", ".join(f"{name} {machine.versions[name]}" for name in names if name in machine.versions)
    return (
        (
            f"Measured on {environment.date}: {model(machine)}, {machine.logical_cores} cores, threads: "
            f"{settings.threads}, {versions}, {settings.effort.replicates} fresh processes a contender, run "
        ),
        Code(environment.run),
        ". The whole page, with starts, break-evens, ceilings, accuracy and fairness cards, is ",
        Link(f"results/{main.stem}.md", f"results/{main.stem}.md"),
        "; to look at and to play with, open ",
        Link("results/report.html", "results/report.html"),
        f". A verdict is a 95 % interval that clears a band of {100 * settings.band:g} %; see ",
        Link("how to read it", "benchmarks/README.md#how-to-read-a-verdict"),
        ".",
    )


def _table(main: Published) -> list[Block]:
    workload = main.analysis.workload(TABLE)
    table = steps.table(workload)
    wanted = ("contender", "graph", "step", f"against {workload.baseline}", "accuracy")
    timed = [not row.reason for row in workload.times.rows]
    shown = table.loc[timed, [column for column in wanted if column in table]]
    return [Text((Strong(TABLE), f" - {steps.floor_sentence(workload)}")), Table(TABLE, shown)]
