"""Accuracy of full trainings: by initial weights, between contenders, and the time until a given one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

import pandas as pd

from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.accuracy import FEWEST_SEEDS, TARGET, equivalence, time_to_accuracy


def by_initial_weights(records: Sequence[Record], grid: Mapping[str, Sequence[str]]) -> pd.DataFrame:
    """Return one row per trained pair of the grid and contender: weights, vocabulary, mean, lowest, highest accuracy.

    ``grid`` names each pair's weights and vocabulary. Columns also: seeds (their number), seconds (median training).
    """
    lines = [line for line in of_kind(records, "training") if line["workload"] in grid]
    if not lines:
        return pd.DataFrame()
    frame = pd.DataFrame(lines)
    grouped = frame.groupby(["workload", "contender"], sort=False)
    table = grouped.agg(
        mean=("accuracy", "mean"),
        lowest=("accuracy", "min"),
        highest=("accuracy", "max"),
        seeds=("seed", "nunique"),
        seconds=("seconds", "median"),
    ).reset_index()
    table.insert(0, "weights", [grid[name][0] for name in table["workload"]])
    table.insert(1, "vocabulary", [grid[name][1] for name in table["workload"]])
    return table.drop(columns="workload")


def to_target(records: Sequence[Record], workload: str, *, baseline: str, target: float = TARGET) -> pd.DataFrame:
    """Return one row per contender that trained with several seeds; empty where none did.

    Columns: contender, seeds, missed (seeds that never reached the target), seconds and steps until the target (best
    and worst seed dropped), accuracy (mean at the end), lowest, highest, difference from the baseline's accuracy with
    difference_low and difference_high (90 %), and verdict (``equivalent``, ``different``, ``no verdict``; None for the
    baseline or without one).
    """
    trained = _by_contender(records, workload)
    final = {name: {line["seed"]: line["accuracy"] for line in lines} for name, lines in trained.items()}
    rows: list[dict[str, Any]] = []
    for name, lines in trained.items():
        reached = time_to_accuracy([_reached(line, target) for line in lines])
        accuracies = list(final[name].values())
        row: dict[str, Any] = {
            "contender": name,
            "seeds": reached.seeds,
            "missed": reached.missed,
            "seconds": reached.seconds,
            "steps": reached.steps,
            "accuracy": sum(accuracies) / len(accuracies),
            "lowest": min(accuracies),
            "highest": max(accuracies),
        }
        shared = sorted(final[name].keys() & final.get(baseline, {}).keys())
        if name != baseline and shared:
            found = equivalence([final[name][seed] for seed in shared], [final[baseline][seed] for seed in shared])
            row |= {
                "difference": found.difference.estimate,
                "difference_low": found.difference.low,
                "difference_high": found.difference.high,
                "verdict": found.word,
            }
        rows.append(row)
    return pd.DataFrame(rows)


def _by_contender(records: Sequence[Record], workload: str) -> dict[str, list[Record]]:
    """Return the trainings of contenders that trained with enough seeds and were scored every epoch."""
    failed = {line["contender"] for line in of_kind(records, "failure") if line["workload"] == workload}
    trained: dict[str, list[Record]] = {}
    for line in of_kind(records, "training"):
        if line["workload"] == workload and line["contender"] not in failed:
            trained.setdefault(line["contender"], []).append(line)
    return {name: lines for name, lines in trained.items() if len(lines) >= FEWEST_SEEDS}


def _reached(line: Record, target: float) -> tuple[float, float] | None:
    """Return the seconds and steps of training after whose epoch the target was first reached."""
    for epoch, (seconds, accuracy) in enumerate(
        zip(accumulate(line["epoch_seconds"]), line["accuracies"], strict=False), start=1
    ):
        if accuracy >= target:
            return seconds, epoch * line["epoch_steps"]
    return None
