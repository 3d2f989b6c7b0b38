"""Step times and verdicts of a workload, what they say in sentences, and why there are none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.times import StepTimes, expected_misses
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Bullets, Table, Text
from benchmarks.reports.findings import findings
from benchmarks.reports.sections import WorkloadSection

#: What a verdict's column says of the baseline itself.
BASELINE = "baseline"


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    blocks: list[Block] = [
        Text(data_sentence(workload)),
        *_noise(workload),
        Table(f"{workload.name}_steps", table(workload)),
    ]
    if not workload.times.timed:
        return blocks
    said = [finding.text for finding in findings(workload)]
    blocks += [Bullets(said)] if said else []
    blocks.append(Text(_count_sentence(workload)))
    reasons = no_verdicts(workload)
    return [*blocks, Bullets(reasons)] if reasons else blocks


def _noise(workload: WorkloadAnalysis) -> list[Block]:
    sentence = noise_sentence(workload)
    return [Text(sentence)] if sentence else []


def data_sentence(workload: WorkloadAnalysis) -> str:
    """Return what is trained on, and how many blocks each contender was timed for."""
    data = workload.times.data
    source = f"Data: {data.name}, {data.rows} rows of {data.features} features."
    timed = [row for row in workload.times.rows if row.timed]
    if not timed:
        return source
    return (
        f"{source} A block is {timed[0].steps} steps from the same initial weights. Each contender was timed for "
        f"{min(row.rounds for row in timed)} blocks, interleaved with the others', in fresh processes: "
        f"{timed[0].processes}."
    )


def noise_sentence(workload: WorkloadAnalysis) -> str:
    """Return how far apart identical code was and what others had of the machine; nothing where nothing was timed."""
    shares = workload.times.machine_noise
    if shares is None:
        return ""
    others = (
        f"Of all processors' time others had {rounding.percent(shares.foreign)}, the host took "
        f"{rounding.percent(shares.stolen)}; contenders computed for {rounding.percent(shares.own)} of their wall time."
    )
    return f"{floor_sentence(workload)} {others}"


def floor_sentence(workload: WorkloadAnalysis) -> str:
    """Return how far apart identical code was."""
    times = workload.times
    if times.control_ratio is None:
        return "Noise floor: not measured."
    return (
        f"Noise floor: {times.control} against itself, in processes of their own, is "
        f"{rounding.ratio(times.control_ratio)}; {rounding.percent(times.noise_floor)} apart in the worst process."
    )


def table(workload: WorkloadAnalysis) -> pd.DataFrame:
    """Return step times and verdicts; a contender without a time has the reason in place of it."""
    rows = workload.times.rows
    columns = {
        "contender": [row.contender for row in rows],
        "graph": [row.graph for row in rows],
        "step": [rounding.seconds(row.step_seconds) if row.timed else row.reason for row in rows],
    }
    if workload.times.timed:
        columns |= _columns_of_times(workload, rows)
    return pd.DataFrame(columns)


def _columns_of_times(workload: WorkloadAnalysis, rows: Sequence[StepTimes]) -> dict[str, list[str]]:
    columns = {"quartiles": [rounding.quartiles(row.step_low_seconds, row.step_high_seconds) for row in rows]}
    comparisons = workload.comparisons
    if comparisons:
        columns[f"against {workload.baseline}"] = [verdict(workload, row.contender) for row in rows]
    flags = [", ".join(workload.times.flags.get(row.contender, ())) for row in rows]
    if any(flags):
        columns["flags"] = flags
    columns["feeding"] = [rounding.seconds(row.feed_seconds) for row in rows]
    if any(row.accuracy == row.accuracy for row in rows):
        columns["accuracy"] = [rounding.share(row.accuracy) for row in rows]
    columns["parity error"] = [rounding.error(row.loss_error) for row in rows]
    return columns


def verdict(workload: WorkloadAnalysis, contender: str) -> str:
    """Return what can be said of a contender against the baseline; a dash where nothing can."""
    if contender == workload.baseline:
        return BASELINE
    comparison = workload.comparisons.get(contender)
    if comparison is None:
        return rounding.MISSING
    return rounding.verdict(comparison.verdict, comparison.ratio, workload.band)


def _count_sentence(workload: WorkloadAnalysis) -> str:
    count = len(workload.comparisons)
    if not count:
        return f"No verdicts: {workload.baseline}, the baseline, was not timed here."
    return (
        f"{count} comparisons, each with a 95 % interval over processes, of which {expected_misses(count):.1f} are "
        f"expected to miss the true ratio. A verdict also has to clear the band of {100 * workload.band:g} % and the "
        "noise floor."
    )


def no_verdicts(workload: WorkloadAnalysis) -> list[str]:
    """Return a sentence for each reason why contenders have no verdict, and what it would take."""
    contenders: dict[str, list[str]] = defaultdict(list)
    for comparison in workload.comparisons.values():
        if comparison.verdict.reason:
            contenders[rounding.because(comparison.verdict)].append(comparison.contender)
    return [f"{', '.join(names)}: no verdict, because {reason}" for reason, names in contenders.items()]


SECTION = WorkloadSection(place=10, title="", applies=lambda _: True, blocks=_blocks, in_report="drawn")
