"""Was the machine quiet, and did a contender's times behave? Flags that stand beside a result; nothing is dropped."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import stats

#: Share of the machine's processors that others may use, and share that the host may take away.
FOREIGN_SHARE, STOLEN_SHARE = 0.10, 0.02
#: With one thread, a block that had the processor for less of its time was kept waiting.
OWN_SHARE = 0.90
#: Processor time over wall time beyond the threads that were asked for, from which on threads have leaked.
LEAK_SHARE = 0.10
#: Interquartile range over median, within a process, that still counts as stable.
SPREAD = 0.10
#: Change from the first to the last round of the fitted line that counts as drift, if it is also significant.
DRIFT, DRIFT_LEVEL = 0.05, 0.01
#: Two clusters: their distance in units of their spread (Ashman, Bird and Zepf, AJ 108, 1994, whose limit of 2 is met
#: by every sample cut in two), relative distance, and least share of the samples in the smaller one.
BIMODAL_DISTANCE, BIMODAL_GAP, BIMODAL_SHARE = 6.0, 0.05, 0.2
#: The same between processes, of which there are few: drawn from one normal, t (4) or exponential distribution, five
#: levels pass this limit in 5 % of cases at most, more levels in fewer.
PROCESSES_DISTANCE, FEWEST_PROCESSES = 10.0, 5
#: So many contenders tell what they have in common from what one of them does.
FEWEST_CONTENDERS = 4
#: A first block so much slower than the others' median was not warm.
UNSETTLED = 1.5
#: Fewer rounds than this, over all processes, show no pattern.
FEWEST = 8
FEWEST_A_PROCESS = 4

#: The flag of a contender that computed with more threads than it was given.
THREAD_LEAK = "thread leak"

#: What of each block says how noisy the machine was.
COLUMNS = ("block_seconds", "cpu_seconds", "foreign_seconds", "stolen_seconds", "os_threads")
#: And its seconds by the clock that results rest on, which patterns are looked for in.
CLOCK = "clock_seconds"
#: Those columns of a contender's blocks in one process, each as long as there were rounds.
Columns: TypeAlias = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, kw_only=True)
class Noise:
    """Shares of a contender's timed seconds; None where the machine doesn't say.

    Attributes:
        foreign: processor time of others, as a share of all processors.
        stolen: processor time that the host gave to other machines, likewise.
        own: the contender's own processor time over wall time.
    """

    foreign: float | None
    stolen: float | None
    own: float


def noise(processes: Sequence[Columns], *, cores: int) -> Noise:
    """Return the shares over all blocks of all processes."""
    seconds = sum(float(process["block_seconds"].sum()) for process in processes)

    def share(column: str) -> float | None:
        total = sum(float(process[column].sum()) for process in processes)
        return None if np.isnan(total) else total / (seconds * cores)

    own = sum(float(process["cpu_seconds"].sum()) for process in processes) / seconds
    return Noise(foreign=share("foreign_seconds"), stolen=share("stolen_seconds"), own=own)


def flags(
    processes: Sequence[Columns],
    *,
    cores: int,
    threads: int,
    waits: bool = False,
    moods: NDArray[np.float64] | None = None,
) -> tuple[str, ...]:
    """Return what a reader should know of a contender's times: noisy, unstable, drifting, bimodal, ... or nothing.

    Args:
        processes: a contender's blocks.
        cores: processors of the machine.
        threads: that the contender was given.
        waits: whether a device computes and it may wait for that, so that its own processor time tells nothing of the
            machine's noise, nor threads of its own, which feed the device, of an advantage.
        moods: by how much more all contenders together took in each of the processes, in logarithms, if that is known.
    """
    times = [process[CLOCK] for process in processes]
    found = {
        "noisy": is_noisy(noise(processes, cores=cores), threads=0 if waits else threads),
        THREAD_LEAK: not waits and has_leak(processes, threads=threads),
        "unsettled": _is_unsettled(times),
        "unstable": _is_unstable(times),
        "drifting": _is_drifting(times),
        "bimodal": _is_bimodal(times),
        "bimodal between processes": _is_bimodal_between(_levels(processes), moods),
    }
    return tuple(name for name, raised in found.items() if raised)


def flags_of(
    blocks: Mapping[str, Sequence[Columns]], *, cores: int, threads: Mapping[str, int], waits: bool = False
) -> dict[str, tuple[str, ...]]:
    """Return the flags of several contenders' times, by name, given the threads of each; see ``flags``.

    A machine that was slower in some processes made everybody slower: that is no contender's own.
    """
    moods = _moods(blocks)
    return {
        name: flags(processes, cores=cores, threads=threads[name], waits=waits, moods=moods)
        for name, processes in blocks.items()
    }


def _levels(processes: Sequence[Columns]) -> NDArray[np.float64]:
    return np.log([np.median(process[CLOCK]) for process in processes])


def _moods(blocks: Mapping[str, Sequence[Columns]]) -> NDArray[np.float64] | None:
    """Return what the levels of most contenders' processes have in common; None where they can't be paired."""
    levels = [_levels(processes) for processes in blocks.values()]
    if len(levels) < FEWEST_CONTENDERS or len({len(each) for each in levels}) > 1:
        return None
    return np.asarray(np.median([each - each.mean() for each in levels], axis=0))


def is_noisy(found: Noise, *, threads: int) -> bool:
    """Return whether others had more of the processors than a fair measurement bears.

    Only with one thread does a contender's own processor time tell whether it was kept waiting.
    """
    waited = threads == 1 and found.own < OWN_SHARE
    return waited or (found.foreign or 0) > FOREIGN_SHARE or (found.stolen or 0) > STOLEN_SHARE


def has_leak(processes: Sequence[Columns], *, threads: int) -> bool:
    """Return whether a contender computed with more threads than it was given, or left threads behind."""
    left = any(process["os_threads"][-1] > process["os_threads"][0] for process in processes)
    shares = np.concatenate([process["cpu_seconds"] / process["block_seconds"] for process in processes])
    return left or bool(np.median(shares) > threads + LEAK_SHARE)


def _long_enough(times: Sequence[NDArray[np.float64]]) -> list[NDArray[np.float64]]:
    return [seconds for seconds in times if len(seconds) >= FEWEST_A_PROCESS]


def _is_unsettled(times: Sequence[NDArray[np.float64]]) -> bool:
    slow = [seconds[0] > UNSETTLED * np.median(seconds[1:]) for seconds in _long_enough(times)]
    return bool(slow) and sum(slow) > len(slow) / 2


def _is_unstable(times: Sequence[NDArray[np.float64]]) -> bool:
    spreads = [stats.iqr(seconds) / np.median(seconds) for seconds in _long_enough(times)]
    return bool(spreads) and bool(np.median(spreads) > SPREAD)


def _is_drifting(times: Sequence[NDArray[np.float64]]) -> bool:
    """Fit one line through the logarithms over the rounds of all processes, each about its own mean."""
    long = _long_enough(times)
    rounds = np.concatenate([np.arange(len(s)) - (len(s) - 1) / 2 for s in long] or [np.zeros(0)])
    if len(rounds) < FEWEST:
        return False
    logs = np.concatenate([np.log(seconds) - np.log(seconds).mean() for seconds in long])
    slope, _, _, p, _ = stats.linregress(rounds, logs)
    return bool(p < DRIFT_LEVEL and abs(slope) * np.ptp(rounds) > DRIFT)


def _is_bimodal(times: Sequence[NDArray[np.float64]]) -> bool:
    """Return whether times within processes, each about its own median, form two clusters."""
    logs = np.concatenate([np.log(s / np.median(s)) for s in times] or [np.zeros(0)])
    return len(logs) >= FEWEST and _are_two(logs, BIMODAL_DISTANCE)


def _is_bimodal_between(levels: NDArray[np.float64], moods: NDArray[np.float64] | None) -> bool:
    """Return whether the levels of processes form two clusters, and still do less what everybody's levels did.

    What others did excuses a contender, and never accuses one whose own levels are no clusters.
    """
    shapes = [levels] if moods is None else [levels, levels - moods]
    return len(levels) >= FEWEST_PROCESSES and all(_are_two(shape, PROCESSES_DISTANCE) for shape in shapes)


def _are_two(logs: NDArray[np.float64], distance: float) -> bool:
    """Cut the sorted logarithms where it explains most; compare the clusters' distance with their spread."""
    logs = np.sort(logs)
    least = max(2, int(np.ceil(BIMODAL_SHARE * len(logs))))
    cuts = range(least, len(logs) - least + 1)
    if not cuts:
        return False
    cut = min(cuts, key=lambda at: float(logs[:at].var() * at + logs[at:].var() * (len(logs) - at)))
    low, high = logs[:cut], logs[cut:]
    gap = high.mean() - low.mean()
    return bool(gap > BIMODAL_GAP and np.sqrt(2) * gap > distance * np.hypot(low.std(), high.std()))
