"""Studies: what each way costs a call, and against the plain way of its case in the same framework."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from statistics import median

import pandas as pd

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.standings import Stand, Standing
from benchmarks.analysis.studies import Way
from benchmarks.analysis.times import expected_misses
from benchmarks.plan.questions import PAGES, PERCENTILES, STUDIES
from benchmarks.reports import rounding, standings
from benchmarks.reports.document import Block, Bullets, Emphasis, Heading, Sentence, Table, Text, joined, when
from benchmarks.reports.sections import RunSection
from benchmarks.stats.verdicts import Word

#: Percentiles of single calls that take so many calls a process, so that some lie beyond them.
CALLS_BEHIND = {95: 60, 99: 300}
#: A way that takes so many times as long as its framework's best is named.
FAR = 50
#: What a call handles several of; a bridge carries bytes, whose number its cases say.
ITEMS = {"inference": "row", "loading": "batch"}
_EXPLAINED = (
    "All ways of a framework take turns in one process, and the frameworks in turns round by round, in several fresh "
    "processes. Every way's result was proven before it was timed. A verdict holds a way against the plain way of its "
    "case in the same framework."
)
_COLUMNS: Sentence = (
    " ",
    Emphasis("Built in"),
    " is what it took to make the way, ",
    Emphasis("first call"),
    " its first call; a way may use what a way above it has built or compiled.",
)
_SINGLE = (
    " p50, p95 and p99 are of single calls one after another, apart from the turns, each the median over processes; "
    f"p95 takes {CALLS_BEHIND[95]} calls, p99 {CALLS_BEHIND[99]}."
)


def _blocks(study: str, analysis: Analysis) -> Sequence[Block]:
    ways = analysis.study(study).ways
    ahead, sure, said = headlines(analysis, study), certainty(analysis, study), findings(analysis, study)
    blocks: list[Block] = [
        *when(ahead, Bullets(ahead)),
        Text(joined(_EXPLAINED, _COLUMNS, _SINGLE * any(way.latencies for way in ways))),
        *when(sure, Text(sure)),
        *when(said, Heading(3, "What each way gains and loses"), Bullets(said)),
    ]
    for net in dict.fromkeys(way.net for way in ways):
        blocks.append(Heading(3, f"{study} of {net}"))
        cases = dict.fromkeys(way.case for way in ways if way.net == net)
        for number, case in enumerate(cases, start=1):
            rows = [way for way in ways if (way.net, way.case) == (net, case)]
            blocks += [Heading(4, case), Table(f"{study}_{net}_{number}", table(rows, band=analysis.band))]
    return blocks


def headlines(analysis: Analysis, study: str) -> list[str]:
    """Return, for every case, which framework's way is fastest, and how far the others' best ones are behind."""
    held = {key: analysis.standing(study, *key) for key in analysis.study(study).cases}
    calls = {key: standings.a_call(ways) for key, ways in analysis.study(study).cases.items()}
    return [
        f"{net.replace('_', ' ')}, {case}{calls[net, case]}: "
        f"{standings.sentence(standing, analysis.band)}"
        f"{_single_calls(standing, analysis.study(study).cases[net, case], analysis.band)}{_slowest(standing)}"
        for (net, case), standing in held.items()
        if standing
    ]


def certainty(analysis: Analysis, study: str) -> str:
    """Return how many intervals are expected to miss, and how far apart identical code was; nothing without any."""
    ratios = [way.ratio for way in analysis.study(study).ways if way.ratio and math.isfinite(way.ratio.high)]
    if not ratios:
        return ""
    text = (
        f"The tables have {len(ratios)} intervals of 95 % over processes: about "
        f"{rounding.expected(expected_misses(len(ratios)))} of them are expected to miss the true ratio, as is one in "
        "twenty of those in the sentences. For faster or slower "
        f"an interval has to clear the band of {rounding.band(analysis.band)}"
    )
    floors = analysis.study(study).noise_floors
    if not floors:
        return f"{text}."
    net, framework, case = most = max(floors, key=floors.__getitem__)
    apart = [rounding.percent(share) for share in (median(floors.values()), floors[most])]
    return (
        f"{text}, its estimate the noise floor of its case and framework too: each plain way ran twice, by two names, "
        f"and was apart from itself by {apart[0]} in the median, by {apart[1]} at most ({framework}, {net}, {case})."
    )


def _slowest(standing: Standing) -> str:
    """Name every framework's way that takes many times as long as its best one, with a space before it.

    The plain way is what the others are held against, and need not do the same: of a bridge it copies.
    """
    bests = {stand.framework: stand.seconds for stand in standing.bests}
    last = dict[str, Stand]()
    for stand in sorted(standing.stands, key=lambda stand: stand.seconds):
        if not stand.plain and stand.seconds > FAR * bests.get(stand.framework, math.inf):
            last[stand.framework] = stand
    named = [f"{standings.named(stand, standing.unit)}, {rounding.seconds(stand.seconds)}" for stand in last.values()]
    return f" More than {FAR} times its framework's best: {'; '.join(named)}." if named else ""


def _single_calls(standing: Standing, ways: Sequence[Way], band: float) -> str:
    """Say it where single calls, apart from the turns, don't part frameworks that the turns do; a space before it."""
    ranked = {(stand.framework, stand.name) for stand in standing.stands if not stand.legacy and not stand.control}
    medians = sorted(
        (way.latencies[50], way.framework, way.name)
        for way in ways
        if way.latencies and (way.framework, way.name) in ranked
    )
    bests = {framework: (seconds, name) for seconds, framework, name in reversed(medians)}
    behind = [stand.framework for stand in standing.bests if stand.word is Word.SLOWER and stand.framework in bests]
    leader = standing.leader.framework
    near = [one for one in behind if leader in bests and bests[one][0] <= (1 + band) * bests[leader][0]]
    if not near:
        return ""
    told = [f"{standings.title_of(one)} {rounding.seconds(bests[one][0])} ({bests[one][1]})" for one in (leader, *near)]
    return f" Single calls one after another (p50, without an interval) don't part them: {', '.join(told)}."


def table(ways: Sequence[Way], *, band: float) -> pd.DataFrame:
    """Return the ways of one case as texts."""
    columns = {
        "framework": [way.framework for way in ways],
        "way": [way.name for way in ways],
        "a call": [way.reason or rounding.seconds(way.call_seconds) for way in ways],
    }
    item = ITEMS.get(ways[0].study)
    if item and any(way.items > 1 for way in ways):
        columns[f"a {item}"] = [rounding.seconds(way.call_seconds / way.items) for way in ways]
    if any(way.latencies for way in ways):
        for percent in PERCENTILES:
            columns[f"p{percent}"] = [_percentile(way, percent) for way in ways]
    columns["against the plain way"] = ["the plain way" if way.plain else said(way, band=band) for way in ways]
    for fact in dict.fromkeys(name for way in ways for name in way.facts):
        columns["size" if fact == "bytes" else fact] = [_fact(fact, way.facts.get(fact)) for way in ways]
    columns["built in"] = [rounding.seconds(way.build_seconds) for way in ways]
    columns["first call"] = [
        rounding.MISSING if way.first_call_seconds is None else rounding.seconds(way.first_call_seconds) for way in ways
    ]
    columns["what it is"] = [way.summary for way in ways]
    return pd.DataFrame(columns)


def _percentile(way: Way, percent: int) -> str:
    """Return a percentile of single calls; a dash where too few stand behind it."""
    enough = way.latency_calls >= CALLS_BEHIND.get(percent, 1)
    return rounding.seconds(way.latencies[percent]) if way.latencies and enough else rounding.MISSING


def said(way: Way, *, band: float) -> str:
    """Return a way's verdict in words; nothing where it has none."""
    return "" if way.verdict is None else rounding.verdict(way.verdict, way.ratio, band)


def _fact(name: str, value: object) -> str:
    if value is None:
        return rounding.MISSING
    return rounding.memory(float(str(value))) if name == "bytes" else str(value).lower()


def findings(analysis: Analysis, study: str) -> list[str]:
    """Return, for every net, case and framework, which way gains most on the plain one, and which loses most."""
    groups: dict[tuple[str, str, str], list[Way]] = {}
    for way in analysis.study(study).ways:
        groups.setdefault((way.net, way.case, way.framework), []).append(way)
    sentences = {key: _extremes(ways, band=analysis.band) for key, ways in groups.items()}
    return [f"{', '.join(key)}: {sentence}." for key, sentence in sentences.items() if sentence]


def _extremes(ways: Sequence[Way], *, band: float) -> str:
    rated = [(way.ratio.estimate, way, way.verdict.word) for way in ways if way.ratio and way.verdict]
    gains = sorted((row for row in rated if row[2] is Word.FASTER), key=lambda row: row[0])
    losses = sorted((row for row in rated if row[2] is Word.SLOWER), key=lambda row: -row[0])
    parts = [f"{way.name} is {said(way, band=band)} than {way.base}" for _, way, _ in gains[:1]]
    parts += [f"{way.name} {said(way, band=band)}" for _, way, _ in losses[:1]]
    if parts and not gains:
        parts.insert(0, f"nothing is proven faster than {ways[0].base}")
    return "; ".join(parts)


def _section(place: int, study: str) -> RunSection:
    question = next(page.question for page in PAGES.values() if study in page.names)
    return RunSection(
        place=place,
        title=f"{study}: {question}",
        label=study,
        applies=lambda analysis: bool(analysis.study(study).ways),
        blocks=partial(_blocks, study),
    )


SECTIONS = tuple(_section(30 + number, study) for number, study in enumerate(STUDIES))
