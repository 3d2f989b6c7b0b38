"""How far apart identical code was, and which times have flags."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.reports import rounding
from benchmarks.reports.findings import Finding, Question, Rule
from benchmarks.stats.noise import FEWEST_A_PROCESS, FEWEST_CONTENDERS, THREAD_LEAK

#: What waking takes, as a share of the shortest block, from which on it is told.
WAKING_SHARE = 0.02


def _noise(workload: WorkloadAnalysis) -> list[Finding]:
    """Say it where identical code differed by more than the band, and which times to read with care."""
    times, findings = workload.times, []
    if times.noise_floor > workload.band:
        text = (
            f"Identical code differed by {rounding.percent(times.noise_floor)} by estimate, more than the band of "
            f"{100 * workload.band:g} %: smaller effects get no verdict here, larger ones where "
            "their interval allows it."
        )
        findings.append(Finding(rule="noise floor", question=Question.REAL, text=text))
    flagged: dict[str, list[str]] = defaultdict(list)
    for name in times.timed:
        for flag in times.flags[name]:
            flagged[flag].append(name)
    if flagged:
        listed = "; ".join(f"{flag} ({_whose(flag, names, len(times.timed))})" for flag, names in flagged.items())
        text = f"Times to read with care: {listed}."
        findings.append(Finding(rule="flags", question=Question.REAL, text=text))
    return [*findings, *_waking(workload), *_short_processes(workload)]


def _whose(flag: str, names: list[str], timed: int) -> str:
    """Return whose times have a flag; but for leaks, what everybody's have is the machine's doing, not their code's."""
    if len(names) < timed or timed < FEWEST_CONTENDERS or flag == THREAD_LEAK:
        return ", ".join(names)
    return f"all {timed}, which tells of the machine rather than of any contender"


def _waking(workload: WorkloadAnalysis) -> list[Finding]:
    """Say it where work takes so much longer after a rest that blocks, which follow rests, must show it."""
    times = workload.times
    cards = [card for processes in times.cards.values() for card in processes.values()]
    known = [card.waking_seconds for card in cards if card.waking_seconds is not None]
    shortest = min(times.step_seconds[name] * times.steps[name] for name in times.timed)
    if not known or median(known) <= WAKING_SHARE * shortest:
        return []
    text = (
        f"This machine wakes slowly: after a rest the harness's own copies of the weights took "
        f"{rounding.seconds(median(known))} more than at once, {rounding.percent(median(known) / shortest)} of the "
        "shortest block. Every block follows a rest and bears about as much, so that ratios are nearer to 1 than those "
        "of steps that follow steps."
    )
    return [Finding(rule="waking", question=Question.REAL, text=text)]


def _short_processes(workload: WorkloadAnalysis) -> list[Finding]:
    """Say how many processes are too short to show what happens within them; nothing where none is."""
    processes = [len(rounds) for rounds in workload.times.blocks.get(workload.times.timed[0], {}).values()]
    long = sum(rounds >= FEWEST_A_PROCESS for rounds in processes)
    if long == len(processes):
        return []
    which = f"{long} of {len(processes)} processes alone had" if long else "No process had"
    text = (
        f"{which} the {FEWEST_A_PROCESS} rounds that it takes to show whether times drift, are unstable or unsettled: "
        f"{'those flags rest on them alone' if long else 'nobody can have those flags'}."
    )
    return [Finding(rule="short processes", question=Question.REAL, text=text)]


RULE = Rule(place=40, findings=_noise)
