"""The end of a run on a terminal: what came out, how far it is settled, what brings more, and where the report is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import pandas as pd

from benchmarks.analysis.absences import absences
from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.analysis.standings import Stand, Standing
from benchmarks.plan.cells import Cell
from benchmarks.plan.pitfalls import UNFAIR
from benchmarks.plan.questions import PAGES
from benchmarks.plan.settings import Settings
from benchmarks.record.schema import End, Fault
from benchmarks.reports import rounding, standings
from benchmarks.reports.document import Block, Bullets, Caution, Heading, Table, Text, when
from benchmarks.reports.pages import heading
from benchmarks.reports.sections import debuggability, pitfalls, sweep, versions
from benchmarks.reports.standings import questions
from benchmarks.stats.verdicts import Word

#: Lines of the table at most, and one more where nothing stands above it; where the best form of every framework has no
#: room, the leaders have.
MOST_ROWS = 8
#: Of workloads, so many are named.
MOST_NAMED = 3
#: Sentences of what isn't a race at most, and characters that a question's or a form's name may take.
MOST_SENTENCES, LONGEST_QUESTION, LONGEST_FORM = 3, 35, 23
#: Why a form's or a framework's name has a mark.
OTHERS_FAILED = "A name with ? is the best of those timed: another form failed."


def intention(cells: Collection[Cell], settings: Settings, seconds: float) -> str:
    """Return what will be measured, about how long that takes, and whether that is more than the user wants."""
    names = list(
        dict.fromkeys(name for page in PAGES.values() for name in page.names for cell in cells if cell.workload == name)
    )
    asked = settings.budget_minutes
    least = f", the least for them, more than --budget {asked:g}" if asked and seconds > 60 * asked else ""
    return (
        f"side by side: {len(cells)} cells of {_listed(names) or UNFAIR}; {settings.device.upper()}, "
        f"threads: {settings.threads}, effort {settings.effort.name}: about {max(1, round(seconds / 60))} min{least}"
    )


def summary(analysis: Analysis, folder: Path, report: Path | None, *, trouble: str = "") -> list[Block]:
    """Return at most 25 lines.

    Args:
        analysis: what the record says.
        folder: the run's own.
        report: its report; None where none could be written.
        trouble: what went wrong at the end; empty where nothing did.
    """
    record = analysis.record
    warnings = [text.removeprefix("WARNING: ") for text in heading.warnings(record)]
    if record.environment.demonstration:
        warnings.insert(0, f"{pitfalls.BANNER}.")
    return [
        *map(Caution, [*warnings[:2], *filter(None, [trouble])]),
        *_came_out(analysis, most=MOST_ROWS + (not warnings and not trouble)),
        *_settled(analysis),
        *_absent(analysis),
        Text(_more(analysis)),
        *_where(analysis, folder, report),
    ]


def _came_out(analysis: Analysis, *, most: int) -> list[Block]:
    held = questions(analysis)
    others = _other_sentences(analysis)
    marked = any(one.failed for one in held.values())
    return [
        *when(held, Table("standings", _table(held, analysis.band, most=most))),
        *when(others, Bullets(others)),
        Text(OTHERS_FAILED if marked else ""),
        *_overhead(analysis.workloads),
    ]


def _table(held: dict[str, Standing], band: float, *, most: int) -> pd.DataFrame:
    """Return the fastest form of every question, and the best of each other framework with its verdict."""
    rows = [(name, stand) for name, standing in held.items() for stand in standing.bests]
    if len(rows) > most:
        # Every question keeps its leader and the nearest of another framework, on one line.
        return _brief(held, band)
    labels = _labels(held)
    shown = [labels[name] if stand is held[name].bests[0] else "" for name, stand in rows]
    return pd.DataFrame(
        {
            "": shown,
            "best form": [_best(held[name], stand) for name, stand in rows],
            "time": [rounding.seconds(stand.seconds) for _, stand in rows],
            "verdict": [_verdict(held[name], stand, band) for name, stand in rows],
        }
    )


def _brief(held: dict[str, Standing], band: float) -> pd.DataFrame:
    names = [*held][:MOST_ROWS]
    nearest = {
        name: next((stand for stand in held[name].bests if stand is not held[name].leader), None) for name in names
    }
    frame = pd.DataFrame(
        {
            "": [*_labels(names).values()],
            "fastest": [
                f"{_cut(held[name].leader.name, LONGEST_FORM)}{_mark(held[name], held[name].leader)}" for name in names
            ],
            "the next framework's best": [
                f"{standings.title_of(stand.framework)}{_mark(held[name], stand)} {_verdict(held[name], stand, band)}"
                if stand
                else "-"
                for name, stand in nearest.items()
            ],
        }
    )
    if len(held) > MOST_ROWS:
        frame.loc[len(frame)] = [f"and {len(held) - MOST_ROWS} more", "", ""]
    return frame


def _best(standing: Standing, stand: Stand) -> str:
    return f"{_cut(standings.named(stand, standing.unit), LONGEST_FORM)}{_mark(standing, stand)}"


def _mark(standing: Standing, stand: Stand) -> str:
    """Return the mark of a form that is its framework's best of those timed alone, since another failed."""
    return "" if standing.is_known(stand.framework) else "?"


def _verdict(standing: Standing, stand: Stand, band: float) -> str:
    if stand.word is Word.NO_VERDICT and stand.ratio:
        return f"{rounding.compared(stand.ratio, with_limits=False)}?"
    return standings.verdict(standing, stand, band, with_limits=False)


def _listed(names: Collection[str]) -> str:
    """Return the first of some names, and how many more there are."""
    more = len(names) - MOST_NAMED
    return ", ".join([*names][:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")


def _labels(questions: Iterable[str]) -> dict[str, str]:
    """Return what questions are called in so little room; of one that adds to the one before it, what it adds."""
    said, before = {}, ""
    for question in questions:
        added = question.removeprefix(f"{before}, ") if before else question
        said[question] = _cut(_brief_title(question) if added == question else f"  {added}", LONGEST_QUESTION)
        before = question
    return said


def _brief_title(question: str) -> str:
    """Return a case's title without its study where both have no room: the net tells the cases of a study apart."""
    about, colon, case = question.partition(": ")
    return question if len(question) <= LONGEST_QUESTION else f"{about.rpartition(', ')[2]}{colon}{case}"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 2]}.."


def _other_sentences(analysis: Analysis) -> list[str]:
    """Return what is said beside the standings: of other versions, the sweep, planted faults, mistakes on purpose."""
    said = versions.findings(analysis)
    said += sweep.findings(analysis) if analysis.sweep.fits else []
    said += debuggability.findings(analysis.record) if analysis.record.of(Fault) else []
    said += pitfalls.findings(analysis) if analysis.pitfalls else []
    if len(said) <= MOST_SENTENCES:
        return said
    # The line that says so takes the place of one.
    shown = said[: MOST_SENTENCES - 1]
    return [*shown, f"And {len(said) - len(shown)} more sentences, in the report."]


def _overhead(workloads: Sequence[WorkloadAnalysis]) -> list[Block]:
    """Say what overhead means where the control, which has no framework, isn't slower than the fastest form."""
    level = {
        workload.name: stand.name
        for workload in workloads
        if workload.standing
        for stand in workload.standing.stands
        if stand.control and stand.word is not Word.SLOWER
    }
    if not level:
        return []
    control = next(iter(level.values()))
    return [
        Text(
            f"{control}, by hand and without a framework, isn't slower than the fastest on {_listed(level)}: what "
            "others take beyond it the arithmetic doesn't need: dispatch, passes over memory, slower kernels."
        )
    ]


def _settled(analysis: Analysis) -> list[Block]:
    compared = [one for workload in analysis.workloads for one in workload.comparisons.values()]
    if not compared:
        return []
    settled = sum(one.verdict.word is not Word.NO_VERDICT for one in compared)
    words = [f"Settled: {settled} of {len(compared)} comparisons with {analysis.baseline}."]
    floors = {workload.name: workload.times.noise_floor for workload in analysis.workloads if workload.times.timed}
    if any(workload.times.control_ratio for workload in analysis.workloads):
        noisiest = max(floors, key=floors.__getitem__)
        words.append(f"Noise: identical code differed by up to {rounding.percent(floors[noisiest])} ({noisiest}).")
    words += _resolved(analysis)
    if settled < len(compared):
        words.append("A verdict with ? isn't settled.")
    return [Text(" ".join(words))]


def _resolved(analysis: Analysis) -> list[str]:
    """Say how large a difference gets a verdict in 80 % of cases, on the workload where it has to be the largest."""
    found = [workload.times.resolution(analysis.baseline) for workload in analysis.workloads]
    known = [smallest for smallest in found if smallest is not None]
    if not known:
        return []
    return [f"This run tells 4 in 5 differences of {rounding.percent(max(known))}."]


def _absent(analysis: Analysis) -> list[Block]:
    """Say how many have no result, and why the first of them has none."""
    reasons = [
        (workload.name, row.contender, row.reason)
        for workload in analysis.workloads
        for row in workload.times.rows
        if row.reason
    ]
    reasons += [(line.workload, line.contender, f"{line.status}: {line.reason}") for line in absences(analysis.record)]
    failed = [reason for reason in reasons if not reason[2].startswith("not run")]
    if not reasons:
        return []
    workload, contender, why = (failed or reasons)[0]
    return [Text(f"Without a result: {len(reasons)}, as {contender} on {workload}: {_cut(why, 60)}")]


def _more(analysis: Analysis) -> str:
    effort = analysis.record.environment.settings.effort
    stronger = {"smoke": "fast", "fast": "standard", "standard": "rigorous"}.get(effort.name)
    longer = "--budget MINUTES or more often by " if effort.budget_minutes else ""
    ask = f"For more: measure longer by {longer}--effort {stronger}; " if stronger else "For more: "
    return f"{ask}-v prints all tables."


def _where(analysis: Analysis, folder: Path, report: Path | None) -> list[Block]:
    ends = analysis.record.of(End)
    pages = bool(ends and ends[-1].pages)
    publish = (
        f"Published pages are as they were; python -m benchmarks publish {folder.name} puts this run's there."
        if pages
        else "Published pages are as they were: no page was measured in full."
    )
    return [
        *when(not analysis.record.environment.demonstration, Text(publish)),
        Heading(2, f"Report: {report}") if report else Text(f"Record: {folder}"),
    ]
