"""The full tables of a run on a terminal, for those who ask for them by -v."""

from __future__ import annotations

import pandas as pd

from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.analysis.studies import Way
from benchmarks.plan.questions import PAGES, STUDIES
from benchmarks.plan.sizes import SWEEP
from benchmarks.record.schema import Fault
from benchmarks.reports import rounding
from benchmarks.reports.claims import answered
from benchmarks.reports.document import Block, Bullets, Heading, Table, Text, when
from benchmarks.reports.sections import absences, debuggability, initial_weights, steps, studies

#: Longer names of ways are cut.
LONGEST_WAY = 36


def tables(analysis: Analysis) -> list[Block]:
    """Return a table per workload and question, with every verdict, and who has no result."""
    absent = absences.sentences(analysis)
    return [
        *(block for workload in analysis.workloads for block in of_workload(workload)),
        *_of_grid(analysis),
        *_of_claims(analysis),
        *_of_sweep(analysis),
        *(block for study in STUDIES for block in _of_study(analysis, study)),
        *_of_faults(analysis),
        *when(absent, Heading(2, absences.SECTION.title), Bullets(absent)),
    ]


def of_workload(workload: WorkloadAnalysis) -> list[Block]:
    """Return a workload's step times and verdicts, why others have none, and its noise."""
    rows, table = workload.times.rows, steps.table(workload)
    wanted = [name for name in ("contender", "step", f"against {workload.baseline}", "accuracy") if name in table]
    short = table.loc[[not row.reason for row in rows], wanted]
    said = [f"{row.contender}: {row.reason}" for row in rows if row.reason]
    said += steps.no_verdicts(workload)
    said += [
        f"{option.contender} against {option.baseline}: {rounding.verdict(option.verdict, option.ratio, workload.band)}"
        for option in workload.options
    ]
    said += [
        f"{name}: {', '.join(workload.times.flags[name])}"
        for name in workload.times.timed
        if workload.times.flags[name]
    ]
    noise = steps.noise_sentence(workload)
    return [
        Heading(2, workload.name),
        *when(not short.empty, Table(workload.name, short)),
        *when(said, Bullets(said)),
        *when(noise, Text(noise)),
    ]


def _of_grid(analysis: Analysis) -> list[Block]:
    if not analysis.grid:
        return []
    title = "accuracy by initial weights and vocabulary"
    return [Heading(2, title), Table("initial_weights", initial_weights.table(analysis))]


def _of_claims(analysis: Analysis) -> list[Block]:
    claims = answered(analysis)
    return when(claims, Heading(2, "claims"), Bullets(claims))


def _of_sweep(analysis: Analysis) -> list[Block]:
    said = [
        f"{fit.contender}: overhead a step {rounding.overhead(fit.scaling)}; misses a size left out by "
        f"at most {rounding.percent(fit.left_out)}"
        for fit in analysis.sweep.fits.values()
    ]
    return when(said, Heading(2, SWEEP), Bullets(said))


def _of_study(analysis: Analysis, study: str) -> list[Block]:
    ways = analysis.study(study).ways
    blocks: list[Block] = []
    for net, case in dict.fromkeys((way.net, way.case) for way in ways):
        rows = [way for way in ways if (way.net, way.case) == (net, case)]
        table = studies.table(rows, band=analysis.band)[["framework", "way", "a call"]]
        shown = table.assign(
            way=[way.name[:LONGEST_WAY] for way in rows],
            # The interval is on the page; a terminal has no room for it.
            **{"against the plain way": [_against_plain(way, analysis.band) for way in rows]},
        )
        blocks += [Heading(2, f"{study} of {net}, {case}"), Table(f"{study}_{net}", pd.DataFrame(shown))]
    return blocks


def _against_plain(way: Way, band: float) -> str:
    if way.plain or way.verdict is None:
        return "the plain way" * way.plain
    return rounding.verdict(way.verdict, way.ratio, band, with_limits=False)


def _of_faults(analysis: Analysis) -> list[Block]:
    if not analysis.record.of(Fault):
        return []
    return [Heading(2, PAGES["debuggability"].question), Bullets(debuggability.findings(analysis.record))]
