"""The ratio of every contender's time to a baseline's, with its interval, the band, and what identical code shows."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.times import Comparison
from benchmarks.reports import rounding
from benchmarks.reports.drawings import axes
from benchmarks.reports.drawings.axes import Axis
from benchmarks.stats.ratios import Ratio
from benchmarks.stats.verdicts import Word

#: What is said of the baseline itself.
BASELINE = "baseline"
#: Limits farther from 1 than so many times the ratio's own distance leave the axis: with two processes they may be so
#: far apart that nothing else could be seen.
FARTHEST = 4


@dataclass(frozen=True, kw_only=True)
class RatioRow:
    """A contender's time over the baseline's; ``comparison`` is None for the baseline itself."""

    contender: str
    comparison: Comparison | None
    text: str

    @property
    def ratio(self) -> Ratio | None:
        """The ratio; None for the baseline, and where they share no round."""
        return self.comparison.ratio if self.comparison else None

    @property
    def bounded(self) -> bool:
        """Whether the ratio has limits."""
        return self.ratio is not None and math.isfinite(self.ratio.low + self.ratio.high)

    @property
    def unclear(self) -> bool:
        """Whether there is no verdict."""
        return self.comparison is not None and self.comparison.verdict.word is Word.NO_VERDICT

    @property
    def why(self) -> str:
        """Why there is no verdict, and what it would take; empty where there is one."""
        verdict = self.comparison.verdict if self.comparison else None
        return rounding.because(verdict) if verdict and verdict.reason else ""


@dataclass(frozen=True, kw_only=True)
class Ratios:
    """Ratios of all timed contenders to a baseline, in the order of the roster, the baseline's own row among them."""

    baseline: str
    axis: Axis
    band: tuple[float, float]
    noise_floor: tuple[float, float]
    rows: list[RatioRow]


def ratios(workload: WorkloadAnalysis, baseline: str) -> Ratios | None:
    """Return the ratios to a baseline; None where it wasn't timed."""
    times, band = workload.times, workload.band
    if baseline not in times.timed:
        return None
    comparisons = times.against(baseline)
    rows = [_row(name, comparisons.get(name), band) for name in times.timed]
    edges = _around_one(band)
    held = [*edges, *(value for row in rows if row.ratio for value in _shown(row.ratio))]
    return Ratios(
        baseline=baseline,
        axis=axes.logarithmic(
            min(held) / 1.12, max(held) * 1.12, label=f"time of a step over that of {baseline}", text=rounding.times
        ),
        band=edges,
        noise_floor=_around_one(times.noise_floor),
        rows=rows,
    )


def _row(contender: str, comparison: Comparison | None, band: float) -> RatioRow:
    text = rounding.verdict(comparison.verdict, comparison.ratio, band) if comparison else BASELINE
    return RatioRow(contender=contender, comparison=comparison, text=text)


def _around_one(share: float) -> tuple[float, float]:
    return 1 / (1 + share), 1 + share


def _shown(ratio: Ratio) -> Iterable[float]:
    """Return the ratio, and its limits as far as the axis has to reach for them."""
    farthest = FARTHEST * max(1, ratio.estimate, 1 / ratio.estimate)
    limits = (value for value in (ratio.low, ratio.high) if math.isfinite(value))
    return ratio.estimate, *(min(farthest, max(1 / farthest, value)) for value in limits)
