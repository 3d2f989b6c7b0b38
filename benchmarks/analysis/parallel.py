"""What training on several processes brings, what it costs, and how well a simple model foretells it."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from benchmarks.analysis.times import Comparison, Times
from benchmarks.record.schema import Exchange
from benchmarks.stats.ratios import Interval


@dataclass(frozen=True, kw_only=True)
class Scaling:
    """A contender on several processes; None where unknown.

    Attributes:
        contender, alone: who, and the form on one process that it is held against.
        processes: how many train together.
        step_seconds: as timed in the race; of a step of several batches, by the batch.
        comparison: that against a step of one process.
        speed_up: how many times as many rows a second as one process, which is one over their ratio.
        efficiency: the speed-up over the processes.
        summed_bytes, sent_bytes: of a step; see ``schema.Exchange``.
        exchange_share: share of a step that training without exchange doesn't take, by the medians.
        bytes_per_second: at which the engine sums numbers over the processes.
        peak_bytes: the most that any process held, and what the one process held.
        predicted_seconds: by ``predicted``.
    """

    contender: str
    alone: str
    processes: int
    step_seconds: float
    comparison: Comparison | None
    speed_up: Interval | None
    efficiency: Interval | None
    summed_bytes: int | None = None
    sent_bytes: float | None = None
    exchange_share: float | None = None
    bytes_per_second: float | None = None
    peak_bytes: int | None = None
    peak_bytes_alone: int | None = None
    predicted_seconds: float | None = None

    @property
    def miss(self) -> float | None:
        """How far the prediction is off, as a share of what was measured; above 0 where it foretold too much."""
        return None if self.predicted_seconds is None else self.predicted_seconds / self.step_seconds - 1


def predicted(alone_seconds: float, *, processes: int, batches: int, exchanged_bytes: float, rate: float) -> float:
    """Return what a batch of a step on several processes should take: its share of the work and of the exchange.

    Args:
        alone_seconds: of a step of one process, on one batch.
        processes: how many share the work.
        batches: how many batches a step of theirs takes.
        exchanged_bytes: of the numbers that are summed over processes, a step.
        rate: bytes of such numbers a second.
    """
    return alone_seconds / processes + exchanged_bytes / rate / batches


def scaling_of(times: Times) -> list[Scaling]:
    """Return a row for every timed contender that trains on several processes, in the order of the roster."""
    roster = times.record.roster
    found = {name: lines[-1] for name, lines in times.record.by_contender(Exchange, times.workload).items()}
    return [
        _scaling(times, name, found.get(name), found.get(roster[name].base))
        for name in times.timed
        if roster[name].processes > 1
    ]


def _scaling(times: Times, name: str, line: Exchange | None, alone_line: Exchange | None) -> Scaling:
    declared, batches = times.record.roster[name], times.batches_of(name)
    comparison = times.against(declared.base).get(name)
    speed_up = comparison.ratio.inverse() if comparison and comparison.ratio else None
    alone_seconds = times.step_seconds.get(declared.base)
    known: dict[str, float | int | None] = {}
    if line is not None:
        known = {
            "summed_bytes": line.summed_bytes,
            "sent_bytes": line.sent_bytes,
            "exchange_share": _share(line),
            "bytes_per_second": line.bytes_per_second,
            "peak_bytes": max(filter(None, line.peak_bytes), default=None),
            "peak_bytes_alone": max(filter(None, alone_line.peak_bytes), default=None) if alone_line else None,
        }
    foretold = None
    if line is not None and line.summed_bytes and line.bytes_per_second and alone_seconds:
        foretold = predicted(
            alone_seconds,
            processes=declared.processes,
            batches=batches,
            exchanged_bytes=line.summed_bytes,
            rate=line.bytes_per_second,
        )
    return Scaling(
        contender=name,
        alone=declared.base,
        processes=declared.processes,
        step_seconds=times.step_seconds[name],
        comparison=comparison,
        speed_up=speed_up,
        efficiency=_over(speed_up, declared.processes) if speed_up else None,
        predicted_seconds=foretold,
        **known,  # type: ignore[arg-type]  # each as its field says
    )


def _over(interval: Interval, number: int) -> Interval:
    return Interval(estimate=interval.estimate / number, low=interval.low / number, high=interval.high / number)


def _share(line: Exchange) -> float | None:
    """Return the share of a step that exchanging takes; below 0 where steps without it took longer."""
    if not line.step_seconds or not line.apart_seconds:
        return None
    return 1 - median(line.apart_seconds) / median(line.step_seconds)
