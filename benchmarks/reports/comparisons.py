"""Every contender against a baseline: ratio, verdict, flags; and how noisy the machine was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmarks.analysis.timings import blocks_of, columns_of, control_pair, control_ratio
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats import cards, noise
from benchmarks.stats.ratios import CONFIDENCE, Ratio, paired_ratio
from benchmarks.stats.verdicts import Verdict, judge


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """One contender against the baseline; ``flags`` are those of its own times."""

    contender: str
    baseline: str
    ratio: Ratio | None
    verdict: Verdict
    flags: tuple[str, ...]


def choice(lines: Sequence[Record]) -> tuple[str, float]:
    """Return the baseline and the band that a run was told to use."""
    settings = of_kind(lines, "environment")[0]["settings"]
    return settings["baseline"], settings["band"]


def comparisons(lines: Sequence[Record], workload: str, *, baseline: str, band: float) -> list[Comparison]:
    """Return every timed contender of a workload against a baseline; none if the baseline wasn't timed."""
    blocks = blocks_of(lines, workload)
    if baseline not in blocks:
        return []
    raised = {name: flags_of(lines, workload, name) for name in blocks}
    floor = noise_floor(lines, workload)
    twin = (control_pair(lines, workload) or ("", ""))[1]
    found = []
    for name in blocks:
        if name in (baseline, twin):
            continue
        ratio = paired_ratio(blocks[name], blocks[baseline])
        leaks = [f"{who}: thread leak" for who in (name, baseline) if "thread leak" in raised[who]]
        found.append(
            Comparison(
                contender=name,
                baseline=baseline,
                ratio=ratio,
                verdict=judge(
                    ratio,
                    band=band,
                    noise_floor=floor,
                    noisy="noisy" in (*raised[name], *raised[baseline]),
                    objections=[*_card_objections(lines, workload, name, baseline), *leaks],
                ),
                flags=raised[name],
            )
        )
    return found


def _card_objections(lines: Sequence[Record], workload: str, contender: str, baseline: str) -> list[str]:
    """Return in what the cards of two contenders differ where they must agree, in any process."""
    held: dict[str, dict[int, Record]] = {contender: {}, baseline: {}}
    for line in of_kind(lines, "card"):
        if line["workload"] == workload and line["contender"] in held:
            held[line["contender"]][line["replicate"]] = line
    shared = held[contender].keys() & held[baseline].keys()
    if not shared:
        return cards.disagreements(None, None)
    return [reason for p in sorted(shared) for reason in cards.disagreements(held[contender][p], held[baseline][p])]


def flags_of(lines: Sequence[Record], workload: str, contender: str) -> tuple[str, ...]:
    """Return the flags of a contender's times, and whether the GPU was throttled meanwhile."""
    environment = of_kind(lines, "environment")[0]
    columns = columns_of(lines, workload, contender)
    threads, cores = environment["settings"]["threads"], environment["machine"]["logical_cores"] or 1
    throttled = any(line.get("throttled") for line in of_kind(lines, "gpu") if line["workload"] == workload)
    waits = environment["settings"]["device"] != "cpu"
    return (*noise.flags(columns, cores=cores, threads=threads, waits=waits), *(("throttled",) if throttled else ()))


def noise_floor(lines: Sequence[Record], workload: str) -> float:
    """Return how far the control and its twin, which are identical, were apart at most in any process, as a share."""
    ratio = control_ratio(lines, workload)
    return 0.0 if ratio is None else ratio.largest


def machine_noise(lines: Sequence[Record], workload: str) -> noise.Noise | None:
    """Return the shares of the machine that others had while a workload was timed; None if nothing was."""
    environment = of_kind(lines, "environment")[0]
    names = {line["contender"] for line in of_kind(lines, "block") if line["workload"] == workload}
    columns = [process for name in names for process in columns_of(lines, workload, name)]
    return noise.noise(columns, cores=environment["machine"]["logical_cores"] or 1) if columns else None


def expected_misses(count: int) -> float:
    """Return how many of so many 95 % intervals are expected to miss the true ratio."""
    return count * (1 - CONFIDENCE)


def frame(lines: Sequence[Record], workload: str, *, baseline: str, band: float) -> pd.DataFrame:
    """Return the comparisons as one row a contender, numbers unrounded.

    Columns: contender, baseline, ratio, ratio_low, ratio_high (time over the baseline's time), verdict, reason,
    processes_needed, flags.
    """
    rows: list[dict[str, Any]] = [
        {
            "contender": found.contender,
            "baseline": found.baseline,
            "ratio": found.ratio.estimate if found.ratio else None,
            "ratio_low": found.ratio.low if found.ratio else None,
            "ratio_high": found.ratio.high if found.ratio else None,
            "verdict": str(found.verdict.word),
            "reason": found.verdict.reason,
            "processes_needed": found.verdict.processes,
            "flags": " ".join(flag.replace(" ", "-") for flag in found.flags),
        }
        for found in comparisons(lines, workload, baseline=baseline, band=band)
    ]
    return pd.DataFrame(rows)


def pairwise(lines: Sequence[Record], workload: str, *, band: float) -> pd.DataFrame:
    """Return all comparisons of a workload, every timed contender against every other, as ``frame`` has them."""
    names = blocks_of(lines, workload)
    frames = [frame(lines, workload, baseline=name, band=band) for name in names]
    return pd.concat([each for each in frames if not each.empty] or [pd.DataFrame()], ignore_index=True)
