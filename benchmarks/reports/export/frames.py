"""A run's numbers as data frames, unrounded, and as CSV files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict
from typing import Any

import msgspec
import pandas as pd

from benchmarks.analysis.accuracy import Trained
from benchmarks.analysis.analysis import Analysis, WorkloadAnalysis
from benchmarks.analysis.resources import Resources
from benchmarks.analysis.studies import Way
from benchmarks.analysis.times import Comparison
from benchmarks.plan.questions import PERCENTILES, STUDIES
from benchmarks.record.schema import Fault
from benchmarks.stats.ratios import Interval

#: As many digits as linear algebra agrees on with any number of threads, far more than any measurement has.
DIGITS = "%.12g"


def frames(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Return a run's numbers by the name of the CSV file that takes them; the main table's name is empty.

    The main table has a row per contender and workload, ``pairwise`` one per pair of contenders, ``starts`` one per
    contender and state of the compile cache.
    """
    return {
        "": _of_workloads(analysis, _cells),
        "_pairwise": _of_workloads(analysis, pairwise),
        "_starts": _of_workloads(analysis, _starts),
        "_accuracy": _of_workloads(analysis, _accuracies),
        "_options": _of_workloads(analysis, _options),
        "_against": _of_workloads(analysis, _versions),
        "_initialisation": pd.DataFrame(map(asdict, analysis.grid)),
        "_sizes": pd.DataFrame(map(asdict, analysis.sweep.steps)),
        "_scaling": _scaling(analysis),
        "_studies": pd.DataFrame(_way(way) for study in STUDIES for way in analysis.study(study).ways),
        "_faults": pd.DataFrame(msgspec.structs.asdict(line) for line in analysis.record.of(Fault)),
    }


def texts(analysis: Analysis, stem: str) -> dict[str, str]:
    """Return ``stem``.csv and what other tables there are: their texts by their files' names."""
    return {
        f"{stem}{name}.csv": frame.to_csv(index=False, float_format=DIGITS)
        for name, frame in frames(analysis).items()
        if not frame.empty
    }


def _of_workloads(analysis: Analysis, rows: Callable[[WorkloadAnalysis], Iterable[dict[str, Any]]]) -> pd.DataFrame:
    return pd.DataFrame({"workload": workload.name, **row} for workload in analysis.workloads for row in rows(workload))


def _cells(workload: WorkloadAnalysis) -> Iterable[dict[str, Any]]:
    resources = {row.contender: row for row in workload.resources} if workload.times.timed else {}
    for row in workload.times.rows:
        comparison, resource = workload.comparisons.get(row.contender), resources.get(row.contender)
        measured = (
            asdict(row) if not row.reason else {name: getattr(row, name) for name in ("contender", "graph", "reason")}
        )
        yield {**measured, **_compared(comparison), **(_resource(resource) if resource else {})}


def _compared(comparison: Comparison | None) -> dict[str, Any]:
    if comparison is None:
        return {}
    return {
        "baseline": comparison.baseline,
        **_interval("ratio", comparison.ratio),
        "verdict": str(comparison.verdict.word),
        "verdict_reason": comparison.verdict.reason,
        "processes_needed": comparison.verdict.processes,
        "flags": " ".join(flag.replace(" ", "-") for flag in comparison.flags),
    }


def _interval(name: str, interval: Interval | None) -> dict[str, float | None]:
    return {
        name: interval.estimate if interval else None,
        f"{name}_low": interval.low if interval else None,
        f"{name}_high": interval.high if interval else None,
    }


def _resource(row: Resources) -> dict[str, Any]:
    placement = row.placement
    return {
        "flop_per_step": row.flop,
        "flop_per_second": placement.flop_per_second if placement else None,
        "ceiling_share": placement.ceiling_share if placement else None,
        "least_time_mostly": placement.mostly if placement else None,
        "held_bytes": row.held_bytes,
        "peak_bytes": row.peak_bytes,
        "device_peak_bytes": row.device_peak_bytes,
    }


def pairwise(workload: WorkloadAnalysis) -> list[dict[str, Any]]:
    """Return every timed contender against every other, a row a pair."""
    return [
        {"contender": comparison.contender, **_compared(comparison)}
        for baseline in workload.times.blocks
        for comparison in workload.times.against(baseline).values()
    ]


def _starts(workload: WorkloadAnalysis) -> list[dict[str, Any]]:
    return [asdict(row) for row in workload.starts.rows.values()]


def _accuracies(workload: WorkloadAnalysis) -> list[dict[str, Any]]:
    return [_trained(row) for row in workload.accuracies.rows]


def _trained(row: Trained) -> dict[str, Any]:
    equivalence = row.against_baseline
    return {
        "contender": row.contender,
        "seeds": row.reached.seeds,
        "missed": row.reached.missed,
        "target_seconds": row.reached.seconds,
        "target_steps": row.reached.steps,
        "accuracy": row.mean,
        "lowest": row.lowest,
        "highest": row.highest,
        **_interval("difference", equivalence.difference if equivalence else None),
        "verdict": equivalence.word if equivalence else None,
    }


def _options(workload: WorkloadAnalysis) -> list[dict[str, Any]]:
    return [
        {
            "contender": option.contender,
            "base": option.baseline,
            **_interval("ratio", option.ratio),
            "verdict": str(option.verdict.word),
        }
        for option in workload.options
    ]


def _versions(workload: WorkloadAnalysis) -> list[dict[str, Any]]:
    return [
        {
            "contender": pair.contender,
            "base": pair.base,
            "environment": pair.environment,
            **_interval("ratio", pair.comparison.ratio if pair.comparison else None),
            "verdict": str(pair.comparison.verdict.word) if pair.comparison else None,
            "reason": pair.reason,
        }
        for pair in workload.versions
    ]


def _scaling(analysis: Analysis) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "contender": fit.contender,
            "overhead_seconds": fit.scaling.overhead_seconds,
            "flop_per_second": fit.scaling.flop_per_second,
            "bytes_per_second": fit.scaling.bytes_per_second,
            "error": fit.scaling.error,
            "left_out": fit.left_out,
            "left_out_own_size": fit.left_out_own_size,
            "crossover_flop": fit.crossover_flop,
            "not_resolved": " ".join(sorted(fit.scaling.unresolved)),
        }
        for fit in analysis.sweep.fits.values()
    )


def _way(way: Way) -> dict[str, Any]:
    latencies = way.latencies or {}
    return {
        "study": way.study,
        "net": way.net,
        "case": way.case,
        "framework": way.framework,
        "way": way.name,
        "summary": way.summary,
        "reason": way.reason,
        "items": way.items,
        "build_seconds": way.build_seconds,
        "first_call_seconds": way.first_call_seconds,
        "call_seconds": way.call_seconds,
        "base": way.base,
        **_interval("ratio", way.ratio),
        "verdict": str(way.verdict.word) if way.verdict else None,
        "verdict_reason": way.verdict.reason if way.verdict else None,
        **{f"p{percent}_seconds": latencies.get(percent) for percent in PERCENTILES},
        "facts": way.facts,
    }
