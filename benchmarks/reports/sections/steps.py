"""Step times and verdicts of a workload, what they say in sentences, and why there are none."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import median

import pandas as pd

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.times import StepTimes, expected_misses
from benchmarks.record.schema import Allocation
from benchmarks.reports import rounding
from benchmarks.reports.document import Block, Bullets, Table, Text, when
from benchmarks.reports.findings import findings
from benchmarks.reports.sections import WorkloadSection

#: What a verdict's column says of the baseline itself.
BASELINE = "baseline"
#: A ratio that no digit tells from 1: identical code has no verdict, and "the same" would be one.
ALIKE = "1.00x"


def _blocks(workload: WorkloadAnalysis) -> Sequence[Block]:
    blocks: list[Block] = [
        Text(data_sentence(workload)),
        *_noise(workload),
        Table(f"{workload.name}_steps", table(workload)),
    ]
    if not workload.times.timed:
        return blocks
    said = [finding.text for finding in findings(workload)]
    blocks += when(said, Bullets(said))
    blocks.append(Text(_count_sentence(workload)))
    reasons = no_verdicts(workload)
    return [*blocks, *when(reasons, Bullets(reasons))]


def _noise(workload: WorkloadAnalysis) -> list[Block]:
    sentence = noise_sentence(workload)
    return when(sentence, Text(sentence))


def data_sentence(workload: WorkloadAnalysis) -> str:
    """Return what is trained on, and how many blocks each contender was timed for."""
    data = workload.times.data
    source = f"Data: {data.name}, {data.rows} rows of {data.features} features."
    timed = workload.times.timed_rows
    if not timed:
        return source
    return (
        f"{source} A block is {timed[0].steps} steps from the same initial weights. Each contender was timed for "
        f"{min(row.rounds for row in timed)} blocks, interleaved with the others', in fresh processes: "
        f"{timed[0].processes}.{_batches_sentence(workload)}{_rounds_sentence(workload)}{_whole_sentence(workload)}"
    )


def _batches_sentence(workload: WorkloadAnalysis) -> str:
    """Return by what the time of a step of several batches is told, with a space before it; nothing without any."""
    batches = {name: workload.times.batches_of(name) for name in workload.times.timed}
    several = [name for name, number in batches.items() if number > 1]
    if not several:
        return ""
    return (
        f" A step of {', '.join(several)} takes a batch for every process: its time and every ratio here are told by "
        "the batch, so that rows are held against as many rows."
    )


def _rounds_sentence(workload: WorkloadAnalysis) -> str:
    """Return why further processes took so many rounds, with a space before it; nothing where no pilot told."""
    lines = workload.record.of(Allocation, workload.name)
    line = next(iter(lines), None)
    if line is None or line.within_variance is None or line.between_variance is None:
        return ""
    fewest, most = (of(each.rounds for each in lines) for of in (min, max))
    all_fewest = most == workload.record.environment.settings.effort.fewest
    took = f"{most} rounds" if fewest == most else f"{fewest} to {most} rounds, chosen anew before each"
    within, between = (math.expm1(math.sqrt(share)) for share in (line.within_variance, line.between_variance))
    apart = f"one of {rounding.percent(between)}" if between else "none that can be told"
    return (
        f" The first {line.processes} processes showed a scatter of {rounding.percent(within)} between rounds and "
        f"{apart} between processes. A process cost {rounding.seconds(line.process_seconds)} and a round "
        f"{rounding.seconds(line.round_seconds)}, so each later process took {took}"
        f"{', the fewest of its effort' * all_fewest}."
    )


def _whole_sentence(workload: WorkloadAnalysis) -> str:
    """Return how well the blocks extrapolate to the whole, with a space before it; nothing where that wasn't tried."""
    times = workload.times
    counted = {*times.forms, times.control}
    errors = {name: error for name, error in times.extrapolation.items() if name in counted}
    if not errors:
        return ""
    steps = next(iter(times.whole_steps.values()))
    low, high = min(errors, key=errors.__getitem__), max(errors, key=errors.__getitem__)
    took = _apart(errors, low)
    if low != high:
        took += f" to {_apart(errors, high)}"
    middle = f", {rounding.percent(median(map(abs, errors.values())))} off in the median" if low != high else ""
    beside = (
        ("just after a block", "it foretells")
        if times.has_block_before_whole
        else ("which tells no disturbance from a cause", "the blocks of the same process foretell")
    )
    return (
        f" A block is the beginning of a whole of {steps} steps. Timed once for each contender, {beside[0]}, the whole "
        f"took {took} than {beside[1]}{middle}."
    )


def _apart(errors: Mapping[str, float], name: str) -> str:
    """Return by how much a contender's whole took more or less than foretold: ``3 % less (numpy)``."""
    return f"{rounding.percent(abs(errors[name]))} {'less' if errors[name] < 0 else 'more'} ({name})"


def noise_sentence(workload: WorkloadAnalysis) -> str:
    """Return how far apart identical code was, what that resolves, and what others had of the machine.

    Nothing where nothing was timed.
    """
    shares = workload.times.machine_noise
    if shares is None:
        return ""
    others = (
        f"Of all processors' time others had {rounding.percent(shares.foreign)}, the host took "
        f"{rounding.percent(shares.stolen)}; contenders computed for {rounding.percent(shares.own)} of their wall time."
    )
    sentences = (
        f"{floor_sentence(workload)}.",
        resolution_sentence(workload),
        order_sentence(workload),
        others,
        clock_sentence(workload),
        level_sentence(workload),
    )
    return " ".join(filter(None, sentences))


def level_sentence(workload: WorkloadAnalysis) -> str:
    """Return what a step is where one lies outside the quartiles beside it; nothing where none does."""
    rows = workload.times.timed_rows
    if all(not (row.step_seconds < row.step_low_seconds or row.step_seconds > row.step_high_seconds) for row in rows):
        return ""
    return (
        "A step is a contender's level: its blocks less what those just before and after them had to bear of the "
        "machine. Quartiles are of blocks as timed, so a step may lie outside them."
    )


def resolution_sentence(workload: WorkloadAnalysis) -> str:
    """Return which differences from the baseline a run can tell; nothing where it has no interval."""
    smallest = workload.times.resolution(workload.baseline)
    if smallest is None:
        return ""
    return f"A true difference of {rounding.percent(smallest)} would get a verdict in 4 of 5 cases."


def order_sentence(workload: WorkloadAnalysis) -> str:
    """Return what being started early or late did; nothing where too little was timed to tell."""
    levels = workload.times.levels
    if levels.slope:
        late = rounding.compared(levels.slope.ratio, level=ALIKE)
        said = f"takes {late} the time of" if late.startswith(ALIKE) else f"is {late} than"
        return f"Whoever was started last {said} who was started first, and that is taken out."
    if levels.in_one_order:
        return "All processes were started in one order: what that did, if anything, is part of every comparison here."
    return ""


def clock_sentence(workload: WorkloadAnalysis) -> str:
    """Return by which clock results count, and why; nothing where the record doesn't say who waited for others."""
    shares = workload.times.lost_shares
    if not shares:
        return ""
    most = f"{rounding.percent(max(shares.values()))} of a contender's time at most"
    if workload.times.leaves_out_waiting:
        return (
            "All results here are by the clock that leaves out waiting for a processor that others had, with the "
            f"wall's beside it: that was {most}."
        )
    return f"All results here are by the wall clock: waiting for a processor that others had was {most}."


def floor_sentence(workload: WorkloadAnalysis) -> str:
    """Return how far apart identical code was, without a full stop."""
    times = workload.times
    if times.control_ratio is None:
        return "Noise floor: not measured"
    identical = rounding.compared(times.control_ratio, level=ALIKE)
    takes = "takes" if identical.startswith(ALIKE) else "is"
    return f"Noise floor: {times.control} against itself, in processes of their own, {takes} {identical}"


def table(workload: WorkloadAnalysis) -> pd.DataFrame:
    """Return step times and verdicts; a contender without a time has the reason in place of it."""
    rows = workload.times.rows
    steps = rounding.texts(rounding.seconds, [row.step_seconds for row in rows])
    columns = {
        "contender": [row.contender for row in rows],
        "graph": [row.graph or rounding.MISSING for row in rows],
        "step": [row.reason or step for row, step in zip(rows, steps, strict=True)],
    }
    if workload.times.timed:
        columns |= _columns_of_times(workload, rows)
    return pd.DataFrame(columns)


def _columns_of_times(workload: WorkloadAnalysis, rows: Sequence[StepTimes]) -> dict[str, list[str]]:
    names = [row.contender for row in rows]
    columns = {}
    if workload.times.leaves_out_waiting:
        columns["by the wall"] = rounding.texts(rounding.seconds, [row.wall_step_seconds for row in rows])
    columns |= {
        "step, quartiles over blocks": rounding.texts(
            rounding.quartiles, [(row.step_low_seconds, row.step_high_seconds) for row in rows]
        )
    }
    if workload.comparisons:
        columns[f"against {workload.baseline}"] = verdicts(workload, names)
    flags = [", ".join(workload.times.flags.get(name, ())) for name in names]
    if any(flags):
        columns["flags"] = flags
    columns["feeding a block"] = rounding.texts(rounding.seconds, [row.feed_seconds for row in rows])
    if any(not math.isnan(row.accuracy) for row in rows):
        columns["accuracy"] = [accuracy(row) for row in rows]
    columns["parity error"] = rounding.texts(rounding.error, [row.loss_error for row in rows])
    if any(not math.isnan(row.loss_doubt) for row in rows):
        columns["doubt of ReLUs"] = rounding.texts(rounding.error, [row.loss_doubt for row in rows])
    return columns


def accuracy(row: StepTimes) -> str:
    """Return a contender's test accuracy: the mean over seeds, and its range."""
    return rounding.spread(row.accuracy, row.accuracy_low, row.accuracy_high, seeds=row.seeds)


def verdicts(workload: WorkloadAnalysis, contenders: Sequence[str]) -> list[str]:
    """Return what can be said of each contender against the baseline; a dash where nothing can."""
    said = {
        name: _other_processes(workload, name) or rounding.verdict(found.verdict, found.ratio, workload.band)
        for name, found in workload.comparisons.items()
    } | {workload.baseline: BASELINE}
    return [said.get(name, rounding.MISSING) for name in contenders]


def _other_processes(workload: WorkloadAnalysis, name: str) -> str:
    """Return why a contender on other numbers of processes than the baseline isn't held against it, else nothing."""
    own, others = (workload.record.roster[each].processes for each in (name, workload.baseline))
    words = f"{own} process{'es' * (own > 1)} against {others}"
    return f"not compared: {words}" if own != others else ""


def _count_sentence(workload: WorkloadAnalysis) -> str:
    if not workload.comparisons:
        return f"Nothing is held against {workload.baseline}, the baseline, which was not timed here."
    shown = [found for name, found in workload.comparisons.items() if not _other_processes(workload, name)]
    count = sum(math.isfinite(found.ratio.high) for found in shown if found.ratio)
    if not count:
        return "No verdicts: how far processes are apart can't be told from one a contender."
    return (
        f"The table has {count} interval{'s' * (count != 1)} of 95 % over processes: about "
        f"{rounding.expected(expected_misses(count))} of them are expected to miss the true ratio, and one in twenty "
        "of those in the sentences. For faster or slower an interval has to clear the band of "
        f"{rounding.band(workload.band)}, its estimate the noise floor too."
    )


def no_verdicts(workload: WorkloadAnalysis) -> list[str]:
    """Return a sentence for each reason why comparisons aren't settled, and what it would take."""
    contenders: dict[str, list[str]] = defaultdict(list)
    for comparison in workload.comparisons.values():
        if comparison.verdict.reason and not _other_processes(workload, comparison.contender):
            contenders[rounding.because(comparison.verdict)].append(comparison.contender)
    return [f"{', '.join(names)}: not settled, because {reason}" for reason, names in contenders.items()]


SECTION = WorkloadSection(place=10, title="", applies=lambda _: True, blocks=_blocks, in_report="drawn")
