"""The part of the project's README that holds numbers: made from the published records, never by hand."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.machines import model
from benchmarks.plan.questions import MAIN
from benchmarks.reports import standings
from benchmarks.reports.document import Block, Bullets, Code, Figure, Link, Sentence, Strong, Table, Text, joined, when
from benchmarks.reports.findings import findings
from benchmarks.reports.findings.accuracy import SAME_OR_NOT
from benchmarks.reports.findings.libraries import NAME as LIBRARIES
from benchmarks.reports.pages.elsewhere import elsewhere
from benchmarks.reports.pages.heading import framework_versions, gpus
from benchmarks.reports.pages.published import Published
from benchmarks.reports.render.markdown import markdown
from benchmarks.reports.sections import steps

BEGIN, END = "<!-- made by python -m benchmarks publish -->", "<!-- end of what it made -->"
#: One table and one picture of the same workload are enough to begin with.
TABLE = "text_classifier"
PICTURE = f"{TABLE}_ratios"


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
    return [
        *_standings(main, pages),
        *(Text(said) for said in _found(main.analysis.workload(TABLE), LIBRARIES)),
        Figure(PICTURE, f"results/figures/{main.stem}_{PICTURE}.svg"),
        *_table(main),
        Text(_source(main)),
        *(
            block
            for one in pages
            if one.page == "" and _device(one) != _device(main)
            for block in _elsewhere(one, pages)
        ),
    ]


def _device(one: Published) -> str:
    return one.record.environment.settings.device


def _elsewhere(one: Published, pages: Sequence[Published]) -> list[Block]:
    """Return who is fastest on every net of the main page of another device, and on what."""
    device = ", ".join(gpus(one.record.environment)) or _device(one)
    source: Sentence = (
        f"That is {device}, run ",
        Code(one.record.name),
        f", {one.effort}{', which ended early' * (not one.record.ended)}; the page is ",
        Link(f"results/{one.stem}.md", f"results/{one.stem}.md"),
        ".",
    )
    return when(said := _standings(one, pages), *said, Text(source))


def _standings(main: Published, pages: Sequence[Published]) -> list[Block]:
    """Return who is fastest on every net of the main page."""
    lines = [line for workload in main.analysis.workloads if (line := _standing(workload, main, pages))]
    who = f"Who trains the same net fastest, {main.record.where}"
    return when(lines, Text(f"{who}, every framework by its fastest current form in this race:"), Bullets(lines))


def _standing(workload: WorkloadAnalysis, main: Published, pages: Sequence[Published]) -> Sentence:
    """Return who is fastest on a net, and which form of another page's race is faster; nothing where nobody is."""
    standing = workload.standing
    if standing is None or workload.name not in MAIN:
        return ()
    said = standings.sentence(standing, main.analysis.band)
    more = elsewhere(workload, main, pages)
    return joined((Strong(workload.name.replace("_", " ")), f": {said}"), *((" ", more) if more else ()))


def _source(main: Published) -> Sentence:
    environment = main.record.environment
    machine, settings = environment.machine, environment.settings
    versions = framework_versions(environment)
    noise = steps.floor_sentence(main.analysis.workload(TABLE))
    return (
        (
            f"The text classifier of two articles of 2017, {main.record.where}: {model(machine)}, {versions}, "
            f"{settings.effort.replicates} fresh processes a contender, run "
        ),
        Code(environment.run),
        (
            f", {environment.date}. {noise}. {_same_accuracy(main.analysis.workload(TABLE))}A verdict is a 95 % "
            f"interval that clears {100 * settings.band:g} %, or stays within ("
        ),
        Link("how to read it", "benchmarks/README.md#how-to-read-a-verdict"),
        "). The whole page is ",
        Link(f"results/{main.stem}.md", f"results/{main.stem}.md"),
        "; to look at and to play with, download and open ",
        Link("results/report.html", "results/report.html"),
        ".",
    )


def _table(main: Published) -> list[Block]:
    workload = main.analysis.workload(TABLE)
    table = steps.table(workload)
    wanted = ("contender", "graph", "step", f"against {workload.baseline}", "accuracy")
    timed = [not row.reason for row in workload.times.rows]
    shown = table.loc[timed, [column for column in wanted if column in table]]
    return [Table(TABLE, shown.rename(columns={"accuracy": _accuracy_head(workload)}))]


def _accuracy_head(workload: WorkloadAnalysis) -> str:
    """Return what heads a column of accuracies: beside intervals of ratios their ranges would pass for intervals."""
    numbers = sorted({row.seeds for row in workload.times.rows if row.seeds})
    if numbers in ([], [1]):
        return "accuracy"
    seeds = " to ".join(dict.fromkeys(map(str, (numbers[0], numbers[-1]))))
    return f"accuracy: mean (range) over {seeds} seeds"


def _same_accuracy(workload: WorkloadAnalysis) -> str:
    """Return whether all forms end at the same accuracy, with a blank behind it; nothing where that wasn't asked."""
    return "".join(f"The same accuracy? {said} " for said in _found(workload, *SAME_OR_NOT)[:1])


def _found(workload: WorkloadAnalysis, *rules: str) -> list[str]:
    return [finding.text for finding in findings(workload) if finding.rule in rules]
