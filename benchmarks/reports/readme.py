"""The part of the project's README that holds numbers: made from the published records, never by hand."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.plan.questions import PAGES
from benchmarks.reports import comparisons, rounding, sections
from benchmarks.reports.front import Published, claims_of

BEGIN, END = "<!-- made by python -m benchmarks.publish -->", "<!-- end of what it made -->"
COLUMNS = ("contender", "graph", "step", "accuracy")
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
    return f"{before}{BEGIN}\n\n{_part(pages)}\n\n{END}{after}"


def _part(pages: Sequence[Published]) -> str:
    main = next(one for one in pages if one.page == "")
    parts = [_source(main), *_table(main), f"![{FIGURE}](results/figures/{main.setting}/{FIGURE}.svg)"]
    said = [text.replace("](", "](results/") for one in pages for text in claims_of(one)]
    if said:
        parts += ["What the articles and the post claim, and what came out:", "\n".join(said)]
    others = [one for one in pages if one is not main]
    linked = [f"- [{PAGES[one.page].question}](results/{one.stem}.md) ({one.where})" for one in others]
    return "\n\n".join(
        [*parts, *(["More questions, each with a page of its own:", "\n".join(linked)] if linked else [])]
    )


def _source(main: Published) -> str:
    environment = main.environment
    machine, settings = environment["machine"], environment["settings"]
    versions = {name: machine["versions"].get(name, "") for name in ("torch", "tensorflow-cpu", "tensorflow")}
    listed = ", ".join(f"{name} {version}" for name, version in versions.items() if version)
    return (
        f"Measured on {environment['date']}: {machine['cpu']}, {machine['logical_cores']} cores, threads: "
        f"{settings['threads']}, {listed}, {environment['replicates']} fresh processes a contender, run "
        f"`{environment['run']}`. The whole page, with starts, break-evens, ceilings, accuracy and fairness cards, is "
        f"[results/{main.stem}.md](results/{main.stem}.md); to look at and to play with, open "
        "[results/report.html](results/report.html). A verdict is a 95 % interval that clears a band of "
        f"{100 * settings['band']:g} %; see [how to read it](benchmarks/README.md#how-to-read-a-verdict)."
    )


def _table(main: Published) -> list[str]:
    baseline, band = comparisons.choice(main.lines)
    table = sections.step_table(main.lines, TABLE, baseline=baseline, band=band)
    wanted = [column for column in (*COLUMNS[:3], f"against {baseline}", COLUMNS[3]) if column in table]
    shown = table.loc[table["step"].str[0].str.isdigit(), wanted]
    if "accuracy" in shown and (shown["accuracy"] == rounding.MISSING).all():
        shown = shown.drop(columns="accuracy")
    noise = sections.noise_sentence(main.lines, TABLE).partition(";")[0]
    return [f"**`{TABLE}`** - {noise}", rounding.markdown_table(shown)]
