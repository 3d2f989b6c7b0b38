"""Studies: what each way costs a call, and against the plain way of its case in the same framework."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import nan

import numpy as np

from benchmarks.analysis.machines import crowding
from benchmarks.plan.questions import AGAIN, STUDIES
from benchmarks.record.record import Record
from benchmarks.record.schema import Facts, Latency, Sample, Variant
from benchmarks.stats.moderated import Levels
from benchmarks.stats.ratios import Blocks, Ratio
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

    @property
    def plain(self) -> bool:
        """Whether it is the plain way of its case."""
        return self.name == self.base


class Study:
    """All that a study's lines say."""

    def __init__(self, record: Record, study: str, *, band: float) -> None:
        """Take the record; ``band`` is the share within which times are called the same."""
        self._record, self._study, self._band = record, study, band

    @cached_property
    def ways(self) -> list[Way]:
        """Every way by net, case and framework, in the order in which they were declared."""
        return [way for net in STUDIES[self._study] for way in self._ways(net)]

    def _ways(self, net: str) -> list[Way]:
        declared: dict[Key, Variant] = {}
        for line in self._record.of(Variant, self._study):
            if line.net == net:
                declared.setdefault((line.contender, line.case, line.name), line)
        bases = {key[:2]: key for key, line in declared.items() if line.base}
        samples, refused = self._samples(net)
        groups: dict[Group, dict[Key, Blocks]] = defaultdict(dict)
        for key, seconds in samples.items():
            groups[key[:2]][key] = seconds
        levels = {group: Levels(own) for group, own in groups.items()}
        cases = dict.fromkeys(case for _, case, _ in declared)
        return [
            self._way(net=net, key=key, line=line, base=bases.get(key[:2]), levels=levels, refused=refused)
            for case in cases
            for key, line in declared.items()
            if key[1] == case
        ]

    def _samples(self, net: str) -> tuple[dict[Key, Blocks], dict[Key, str]]:
        """Return the seconds a call by process and round, and why samples don't count, by way."""
        seconds: dict[Key, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
        refused: dict[Key, str] = {}
        for line in self._record.of(Sample, self._study):
            if line.net == net:
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
        )

    def _against(self, key: Key, base: Key | None, levels: Levels[Key]) -> tuple[Ratio | None, Verdict | None]:
        if base is None or base == key or base not in levels.names:
            return None, None
        ratio, repeat = levels.ratio(key, base), (*base[:2], f"{base[2]}{AGAIN}")
        identical = levels.ratio(repeat, base) if repeat in levels.names else None
        return ratio, judge(
            ratio,
            band=self._band,
            noise_floor=identical.effect if identical else 0.0,
            objections=list(filter(None, [crowding(self._record)])),
        )

    def _latencies(self, net: str, key: Key) -> dict[int, float] | None:
        lines = [
            line
            for line in self._record.of(Latency, self._study, key[0])
            if (line.net, line.case, line.name) == (net, *key[1:])
        ]
        if not lines:
            return None
        percentiles = np.median([(line.p50_seconds, line.p95_seconds, line.p99_seconds) for line in lines], axis=0)
        return dict(zip((50, 95, 99), map(float, percentiles), strict=True))
