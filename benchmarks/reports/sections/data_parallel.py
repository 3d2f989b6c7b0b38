"""Training on several processes: speed-up, efficiency, what is exchanged, and the step that a model foretells."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.parallel import Scaling
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Code, Sentence, Table, Text
from benchmarks.reports.findings.data_parallel import sums_share
from benchmarks.reports.sections import WorkloadSection

STRONG = "The processes share every batch (strong scaling), and each repeats the optimiser's whole update: "
WEAK = "Every process has a batch of its own, by which a step's time is told (weak scaling): "
EQUATION: Sentence = (
    "the loss of a step is the sum over processes of their parts (",
    Code("impls/ranks.py"),
    "), and the same float64 reference of one process proves losses and parameters for every number of processes. ",
)
EXPLAINED = (
    "The speed-up is in rows a second against the same form on one process, in the same rounds; the efficiency is that "
    "over the processes. Predicted is the one process's time over the processes, and the summed bytes, of a batch, at "
    "the bandwidth at which the engine sums as many by themselves; prediction less measured is a share of what was "
    "measured. The engine's is the share of a step that isn't needed when every process trains its share alone, at the "
    "same time, by the form without the engine: exchanging, and whatever else the engine does. Sums are what as many "
    "numbers take by themselves, of a step. "
    "Both were measured after the race, in one process of each contender, as were bytes, bandwidth and memory. Sent is "
    "what the interface between the processes sent meanwhile in all, whoever's it was."
)
#: Of several batches a step there is one update, which a batch's time then holds its share of.
UPDATE = " The prediction divides the update as well, which isn't divided."


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    rows = workload.scaling
    weak = any(workload.times.batches_of(row.contender) > 1 for row in rows)
    parts: Sentence = (WEAK if weak else STRONG, *EQUATION, EXPLAINED, "" if weak else UPDATE)
    return [
        Text(parts),
        Table(f"{workload.name}_scaling", pd.DataFrame(_speed(row, workload.band) for row in rows)),
        Table(
            f"{workload.name}_exchange",
            pd.DataFrame(_exchange(row, workload.times.batches_of(row.contender)) for row in rows),
        ),
    ]


def _speed(row: Scaling, band: float) -> dict[str, str]:
    found = row.comparison
    return {
        "contender": row.contender,
        "processes": str(row.processes),
        "step": rounding.seconds(row.step_seconds),
        "against one process": rounding.verdict(found.verdict, found.ratio, band) if found else rounding.MISSING,
        "speed-up": rounding.ratio(row.speed_up) if row.speed_up else rounding.MISSING,
        "efficiency": rounding.ratio(row.efficiency) if row.efficiency else rounding.MISSING,
        "predicted": rounding.seconds(math.nan if row.predicted_seconds is None else row.predicted_seconds),
        "prediction less measured": rounding.deviation(row.miss),
    }


def _exchange(row: Scaling, batches: int) -> dict[str, str]:
    return {
        "contender": row.contender,
        "summed a step": rounding.memory(row.summed_bytes),
        "sent a step": rounding.memory(row.sent_bytes),
        "bandwidth of sums": f"{rounding.memory(row.bytes_per_second)}/s",
        "engine's, of a step": rounding.percent(row.exchange_share),
        "sums, of a step": rounding.percent(sums_share(row, batches)),
        "memory a process": rounding.memory(row.peak_bytes),
        "memory of one alone": rounding.memory(row.peak_bytes_alone),
    }


SECTION = WorkloadSection(
    place=25,
    title="On several processes",
    applies=lambda workload: bool(workload.scaling),
    blocks=_blocks,
    in_report="open",
)
