"""Studies: what each way costs a call, and against the plain way of its case in the same framework."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import nan

import numpy as np
from numpy.typing import NDArray

from benchmarks.analysis.machines import crowding
from benchmarks.plan.questions import AGAIN, STUDIES
from benchmarks.record.record import Record
from benchmarks.record.schema import Facts, Failure, Latency, Sample, Variant
from benchmarks.stats.moderated import Levels
from benchmarks.stats.ratios import Blocks, Ratio, ratio_of, ratio_of_logs
from benchmarks.stats.verdicts import Verdict, judge

#: Framework, case and name of a way.
Key = tuple[str, str, str]
#: Framework and case, whose ways are alike enough to lend each other their variances.
Group = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way of a study.

    Attributes:
        study, net, case, framework, name: which way, of doing what, on which workload's net.
        summary: the way in one line.
        reason: why it has no time, else empty.
        items: rows, batches or bytes that a call handles.
        facts: what else the tables say of it.
        base: the name of the plain way of its case; empty where there is none.
        build_seconds, first_call_seconds: None where it failed before.
        call_seconds: its level, which the ratio rests on as well; NaN without a time.
        ratio, verdict: against the plain way; None for that way itself, or without times of both.
        latencies: seconds of single calls by percentile (50, 95, 99), medians over processes; None where not wanted.
        latency_calls: how many single calls a process timed for them, at least.
    """

    study: str
    net: str
    case: str
    framework: str
    name: str
    summary: str
    reason: str
    items: int
    facts: Facts
    base: str
    build_seconds: float
    first_call_seconds: float | None
    call_seconds: float = nan
    ratio: Ratio | None = None
    verdict: Verdict | None = None
    latencies: dict[int, float] | None = None
    latency_calls: int = 0

    @property
    def plain(self) -> bool:
        """Whether it is the plain way of its case."""
        return self.name == self.base


class Study:
    """All that a study's lines say."""

    def __init__(self, record: Record, study: str, *, band: float) -> None:
        """Take the record; ``band`` is the share within which times are called the same."""
        self._record, self._study, self._band = record, study, band
        self._levels_by_net: dict[str, dict[Group, Levels[Key]]] = {}

    @cached_property
    def ways(self) -> list[Way]:
        """Every way by net, case and framework, in the order in which they were declared."""
        return [way for net in STUDIES[self._study] for way in self._ways(net)]

    @cached_property
    def lost(self) -> set[str]:
        """The frameworks whose ways were tried and failed all together, as where their process died."""
        return {line.contender for line in self._record.of(Failure, self._study) if line.status == "failed"}

    @cached_property
    def cases(self) -> dict[tuple[str, str], list[Way]]:
        """The ways of every case, by net and case."""
        groups: dict[tuple[str, str], list[Way]] = defaultdict(list)
        for way in self.ways:
            groups[way.net, way.case].append(way)
        return dict(groups)

    @cached_property
    def noise_floors(self) -> dict[tuple[str, str, str], float]:
        """How far each plain way and its repeat, identical code, were apart, by net, framework and case."""
        return {
            (way.net, way.framework, way.case): self._noise_floor(levels, (way.framework, way.case, way.name))
            for way in self.ways
            if way.plain and (levels := self._levels(way.net).get((way.framework, way.case)))
            if (way.framework, way.case, f"{way.name}{AGAIN}") in levels.names
        }

    def against(self, way: Way, other: Way) -> tuple[Ratio | None, Verdict | None]:
        """Return a way's time over another's of the same case, and what can be said of it.

        Ways of one framework took turns in the same processes. Those of two frameworks are independent samples, each
        with its own processes' scatter, and the larger of their noise floors counts.
        """
        levels = self._levels(way.net)
        groups = [(one.framework, one.case) for one in (way, other)]
        own, others = (levels.get(group) for group in groups)
        if own is None or others is None:
            return None, None
        keys = [(one.framework, one.case, one.name) for one in (way, other)]
        if groups[0] == groups[1]:
            ratio = own.ratio(keys[0], keys[1])
        else:
            ratio = independent_ratio(own.logs[own.names.index(keys[0])], others.logs[others.names.index(keys[1])])
        floors = [self._noise_floor(levels[group], base) for group in groups for base in [self._base(way.net, group)]]
        return ratio, judge(
            ratio,
            band=self._band,
            noise_floor=max(floors),
            objections=list(filter(None, [crowding(self._record)])),
        )

    def _base(self, net: str, group: Group) -> Key | None:
        return next((key for key, line in self._declared(net).items() if key[:2] == group and line.base), None)

    def _noise_floor(self, levels: Levels[Key], base: Key | None) -> float:
        """Return how far the plain way and its repeat, identical code, were apart; 0 where there is no repeat."""
        repeat = (*base[:2], f"{base[2]}{AGAIN}") if base else None
        if base is None or repeat not in levels.names or base not in levels.names:
            return 0.0
        identical = levels.ratio(repeat, base)
        return identical.effect if identical else 0.0

    def _declared(self, net: str) -> dict[Key, Variant]:
        """Return what was first said of every way, or why it failed in the first process in which it did."""
        declared: dict[Key, Variant] = {}
        for line in self._record.of(Variant, self._study):
            key = (line.contender, line.case, line.name)
            if line.net == net and (key not in declared or (line.reason and not declared[key].reason)):
                declared[key] = line
        return declared

    def _levels(self, net: str) -> dict[Group, Levels[Key]]:
        """Return the levels of every framework's ways of a case, computed once."""
        if net not in self._levels_by_net:
            groups: dict[Group, dict[Key, Blocks]] = defaultdict(dict)
            for key, seconds in self._samples(net)[0].items():
                groups[key[:2]][key] = seconds
            self._levels_by_net[net] = {group: Levels(own) for group, own in groups.items()}
        return self._levels_by_net[net]

    def _ways(self, net: str) -> list[Way]:
        declared, levels = self._declared(net), self._levels(net)
        bases = {key[:2]: key for key, line in declared.items() if line.base}
        _, refused = self._samples(net)
        cases = dict.fromkeys(case for _, case, _ in declared)
        return [
            self._way(net=net, key=key, line=line, base=bases.get(key[:2]), levels=levels, refused=refused)
            for case in cases
            for key, line in declared.items()
            if key[1] == case
        ]

    def _samples(self, net: str) -> tuple[dict[Key, Blocks], dict[Key, str]]:
        """Return the seconds a call by process and round, and why samples don't count, by way.

        A way that failed in any process has none, as a contender that failed: what it did elsewhere doesn't count.
        """
        seconds: dict[Key, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
        refused: dict[Key, str] = {}
        failed = {key for key, line in self._declared(net).items() if line.reason}
        for line in self._record.of(Sample, self._study):
            if line.net == net and (line.contender, line.case, line.name.removesuffix(AGAIN)) not in failed:
                key = (line.contender, line.case, line.name)
                if line.call_seconds is None:
                    refused[key] = f"failed: {line.reason}"
                else:
                    seconds[key][line.replicate][line.round] = line.call_seconds
        return dict(seconds), refused

    def _way(
        self,
        *,
        net: str,
        key: Key,
        line: Variant,
        base: Key | None,
        levels: dict[Group, Levels[Key]],
        refused: dict[Key, str],
    ) -> Way:
        level = levels.get(key[:2])
        timed = level is not None and key in level.names
        ratio, verdict = self._against(key, base, level) if level and timed else (None, None)
        return Way(
            study=self._study,
            net=net,
            case=line.case,
            framework=line.contender,
            name=line.name,
            summary=line.summary,
            reason=line.reason if timed else line.reason or refused.get(key, ""),
            items=line.items,
            facts=line.facts,
            base=base[2] if base else "",
            build_seconds=line.build_seconds,
            first_call_seconds=line.first_call_seconds,
            call_seconds=level.seconds(key) if level and timed else nan,
            ratio=ratio,
            verdict=verdict,
            latencies=self._latencies(net, key) if timed else None,
            latency_calls=min((line.calls for line in self._latency_lines(net, key)), default=0),
        )

    def _against(self, key: Key, base: Key | None, levels: Levels[Key]) -> tuple[Ratio | None, Verdict | None]:
        if base is None or base == key or base not in levels.names:
            return None, None
        ratio = levels.ratio(key, base)
        return ratio, judge(
            ratio,
            band=self._band,
            noise_floor=self._noise_floor(levels, base),
            objections=list(filter(None, [crowding(self._record)])),
        )

    def _latency_lines(self, net: str, key: Key) -> list[Latency]:
        return [
            line
            for line in self._record.of(Latency, self._study, key[0])
            if (line.net, line.case, line.name) == (net, *key[1:])
        ]

    def _latencies(self, net: str, key: Key) -> dict[int, float] | None:
        lines = self._latency_lines(net, key)
        if not lines:
            return None
        percentiles = np.median([(line.p50_seconds, line.p95_seconds, line.p99_seconds) for line in lines], axis=0)
        return dict(zip((50, 95, 99), map(float, percentiles), strict=True))


def independent_ratio(logs: NDArray[np.float64], others: NDArray[np.float64]) -> Ratio | None:
    """Return the ratio of two independent samples of logarithms of seconds, one a process, with Welch's interval."""
    if not len(logs) or not len(others):
        return None
    own, other = ratio_of_logs([*map(float, logs)]), ratio_of_logs([*map(float, others)])
    change = math.log(own.estimate / other.estimate)
    error = math.hypot(own.standard_error, other.standard_error)
    terms = [held.standard_error**4 / held.degrees_of_freedom for held in (own, other) if held.degrees_of_freedom]
    degrees = error**4 / sum(terms) if error > 0 else float(min(len(logs), len(others)) - 1)
    return ratio_of([change] * min(len(logs), len(others)), standard_error=error, degrees_of_freedom=degrees)
