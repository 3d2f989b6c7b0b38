"""Where measuring time is best spent: rounds in a process, more processes, and for whom.

The costs and variances are a pilot's own, as Kalibera and Jones propose (Rigorous benchmarking in reasonable time, ISMM
2013, section 6). Nothing here asks whether a difference is significant: who measures until it is, finds differences
where there are none.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from benchmarks.stats.ratios import Blocks

#: Rounds whose cost of precision is so many times the least are as good as the best.
NEARLY = 1.1
#: Rounds may take at least this share of what their process costs besides.
LEAST_USE = 0.5


@dataclass(frozen=True, kw_only=True)
class Components:
    """Variances of the logarithm of a ratio of two contenders' times; NaN where they can't be told.

    Attributes:
        within: from round to round of a process.
        between: from process to process, beyond what their rounds explain.
    """

    within: float
    between: float


def components(blocks: Mapping[str, Blocks], baseline: str) -> Components:
    """Return the components of a workload: the median over its contenders, each against the baseline.

    Args:
        blocks: seconds by contender, process and round.
        baseline: whom the others are held against; without blocks of its own nothing can be told.
    """
    parts = [_components(own, blocks[baseline]) for name, own in blocks.items() if baseline in (blocks.keys() - {name})]
    known = [part for part in parts if part is not None]
    if not known:
        return Components(within=math.nan, between=math.nan)
    return Components(
        within=float(np.median([part.within for part in known])),
        between=float(np.median([part.between for part in known])),
    )


def _components(blocks: Blocks, baseline: Blocks) -> Components | None:
    processes = [
        np.array([math.log(blocks[p][r] / baseline[p][r]) for r in sorted(blocks[p].keys() & baseline[p].keys())])
        for p in sorted(blocks.keys() & baseline.keys())
    ]
    repeated = [logs for logs in processes if len(logs) > 1]
    if len(repeated) < 2:  # noqa: PLR2004 - one process tells nothing of others
        return None
    within = float(np.mean([logs.var(ddof=1) for logs in repeated]))
    explained = within * float(np.mean([1 / len(logs) for logs in repeated]))
    means = np.array([logs.mean() for logs in repeated])
    return Components(within=within, between=max(0.0, float(means.var(ddof=1)) - explained))


def best_rounds(found: Components, *, process_seconds: float, round_seconds: float, fewest: int, most: int) -> int:
    """Return the rounds a process that give the narrowest interval for the time they take, or nearly so.

    The variance of a mean over n processes of r rounds is (between + within / r) / n, and n (process_seconds +
    r round_seconds) is what it costs; the least product of both is at
    r = sqrt(process_seconds / round_seconds * within / between). The product changes little about there, and a pilot's
    variances are rough: of all rounds that cost next to nothing more, the largest number is taken, which bears it best
    when processes differ less than they seemed to.

    Args:
        found: the pilot's variances; where they can't be told, or processes don't differ, as many rounds as may be.
        process_seconds: what a process costs besides its rounds.
        round_seconds: what a round costs.
        fewest: the least answer.
        most: the largest.
    """
    if not (found.between > 0 and round_seconds > 0):
        return max(fewest, most)
    rounds = np.arange(1, max(fewest, most) + 1)
    costs = (found.between + found.within / rounds) * (process_seconds + rounds * round_seconds)
    best = math.sqrt(process_seconds / round_seconds * found.within / found.between)
    least = (found.between + found.within / max(best, 1)) * (process_seconds + max(best, 1) * round_seconds)
    good = rounds[costs <= NEARLY * least]
    return max(fewest, int(good[-1]) if good.size else len(rounds))


def rounds_in_time(seconds: float, *, round_seconds: float, fewest: int, most: int) -> int:
    """Return how many rounds fit so many seconds, within limits."""
    fitting = int(seconds / round_seconds) if round_seconds > 0 else most
    return min(most, max(fewest, fitting))


def seconds_for_rounds(process_seconds: Mapping[str, float], *, replicates: int, left_seconds: float) -> float:
    """Return how long the rounds of all workloads may take in a further process.

    What is left when everything else is paid for; yet at least a share of what the processes cost besides, however late
    it is: who has paid for a process and then hardly uses it, saves nothing.

    Args:
        process_seconds: what a process of each workload costs besides its rounds.
        replicates: further processes of each workload.
        left_seconds: for all of them together.
    """
    cost = sum(process_seconds.values())
    return max(left_seconds / replicates - cost, LEAST_USE * cost)


def seconds_of_a_start(process_seconds: Mapping[str, float], *, contenders: int, at_once: int) -> float:
    """Return about what it takes to start a contender alone: as long as one of those took that were prepared at once.

    Args:
        process_seconds: what a process of each workload costs besides its rounds, of all contenders together.
        contenders: how many they are.
        at_once: how many of them the processors have room for.
    """
    return sum(process_seconds.values()) * min(at_once, contenders) / max(1, contenders)


def fill_rounds(
    round_seconds: Mapping[str, float], most: Mapping[str, int], *, fewest: int, seconds: float
) -> dict[str, int]:
    """Return each workload's rounds in a process that fill so many seconds together.

    The workloads share the time equally, since they share their processes, and whichever comes first pays for the
    start: one round more goes to the one whose rounds take least so far, again and again, while any fits.

    Args:
        round_seconds: what a round of each workload takes.
        most: rounds of each at most.
        fewest: rounds of each at least, whatever they take.
        seconds: for all of them together; infinite where nothing limits them.
    """
    rounds = dict.fromkeys(round_seconds, fewest)
    left = seconds - sum(fewest * round_seconds[name] for name in rounds)
    while fitting := [name for name in rounds if rounds[name] < most[name] and round_seconds[name] <= left]:
        shortest = min(fitting, key=lambda name: rounds[name] * round_seconds[name])
        rounds[shortest] += 1
        left -= round_seconds[shortest]
    return rounds


def neediest(half_widths: Mapping[str, float], seconds: Mapping[str, float], *, left: float) -> str | None:
    """Return the workload that gets another process: the one with the widest interval of those that can be afforded.

    Args:
        half_widths: of each workload's widest interval, on the scale of logarithms; only of those still too wide.
        seconds: what another process of each costs.
        left: seconds that may still be spent.

    Returns:
        Its name; None where nothing is too wide or nothing can be afforded.
    """
    affordable = {name: width for name, width in half_widths.items() if seconds[name] <= left}
    return max(affordable, key=affordable.__getitem__, default=None)
