"""The readable tables of a workload: strings only, one row a contender."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd

from benchmarks.analysis.timings import control_pair, control_ratio
from benchmarks.plan.cells import workload_of
from benchmarks.plan.questions import GRID
from benchmarks.reports import accuracies, comparisons, resources, rounding, starts, summary
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.breakeven import BreakEven

#: What a verdict's column says of the baseline itself.
BASELINE = "baseline"


def step_table(lines: Sequence[Record], workload: str, *, baseline: str, band: float) -> pd.DataFrame:
    """Return step times and verdicts; a contender without a time has the reason in place of it."""
    frame = summary.timings(lines, workload)
    if "step_seconds" not in frame:
        frame = frame.assign(step_seconds=float("nan"))
    timed = frame["step_seconds"].notna()
    table = pd.DataFrame({"contender": frame["contender"], "graph": frame["graph"]})
    table["step"] = frame["step_seconds"].map(rounding.seconds).where(timed, frame["reason"])
    if not timed.any():
        return table
    found = {each.contender: each for each in comparisons.comparisons(lines, workload, baseline=baseline, band=band)}
    said = {name: rounding.verdict(each.verdict, each.ratio, band) for name, each in found.items()} | {
        baseline: BASELINE
    }
    flags = {name: comparisons.flags_of(lines, workload, name) for name in frame["contender"][timed]}
    table["quartiles"] = [rounding.quartiles(*pair) for pair in zip(frame["step_low"], frame["step_high"], strict=True)]
    if found:
        table[f"against {baseline}"] = frame["contender"].map(said).fillna(rounding.MISSING)
    if any(flags.values()):
        table["flags"] = frame["contender"].map({name: ", ".join(flags[name]) for name in flags}).fillna("")
    table["feeding"] = frame["feed_seconds"].map(rounding.seconds)
    if frame["accuracy"].notna().any():
        table["accuracy"] = frame["accuracy"].map(rounding.share)
    table["parity error"] = frame["loss_error"].map(rounding.error)
    return table


def no_verdicts(lines: Sequence[Record], workload: str, *, baseline: str, band: float) -> list[str]:
    """Return a sentence for each reason why contenders have no verdict, and what it would take."""
    reasons: dict[str, list[str]] = {}
    for each in comparisons.comparisons(lines, workload, baseline=baseline, band=band):
        if each.verdict.reason:
            reasons.setdefault(rounding.because(each.verdict), []).append(each.contender)
    return [f"{', '.join(names)}: no verdict, because {reason}" for reason, names in reasons.items()]


def noise_sentence(lines: Sequence[Record], workload: str) -> str:
    """Return how far apart identical code was and what others had of the machine; nothing where nothing was timed."""
    shares = comparisons.machine_noise(lines, workload)
    if shares is None:
        return ""
    pair, ratio = control_pair(lines, workload), control_ratio(lines, workload)
    floor = "Noise floor: not measured."
    if pair and ratio:
        floor = (
            f"Noise floor: {pair[0]} against itself, in processes of their own, is {rounding.ratio(ratio)}; "
            f"{rounding.percent(ratio.largest)} apart in the worst process."
        )
    others = (
        f"Of all processors' time others had {rounding.percent(shares.foreign)}, the host took "
        f"{rounding.percent(shares.stolen)}; contenders computed for {rounding.percent(shares.own)} of their wall time."
    )
    return f"{floor} {others}"


def start_table(lines: Sequence[Record], workload: str, *, baseline: str) -> pd.DataFrame:
    """Return what starting costs, and after how many steps it has paid; empty where starts weren't measured."""
    frame = starts.starts(lines, workload)
    if frame.empty:
        return frame
    found = starts.break_evens(lines, workload, baseline=baseline)
    keys = list(zip(frame["contender"], frame["cache"], strict=True))
    epoch = steps_of_epoch(lines, workload)
    table = pd.DataFrame({"contender": frame["contender"], "cache": frame["cache"]})
    for name in ("import", "build", "first call"):
        table[name] = frame[f"{name.replace(' ', '_')}_seconds"].map(rounding.seconds)
    table["graphs"] = frame["traces"].astype(str)
    table["breaks"] = ["-" if pd.isna(count) else f"{count:.0f}" for count in frame["graph_breaks"]]
    own = [starts.dynamic_form(lines, name) for name, _ in keys]
    table["overtakes its dynamic form"] = [
        _overtakes(found.get((*key, form or "")), epoch) for key, form in zip(keys, own, strict=True)
    ]
    table[f"overtakes {baseline}"] = [_overtakes(found.get((*key, baseline)), epoch) for key in keys]
    return table


def steps_of_epoch(lines: Sequence[Record], workload: str) -> int:
    """Return how many steps an epoch of a workload has in a run."""
    smoke = of_kind(lines, "environment")[0]["smoke"]
    steps = next(line["steps"] for line in of_kind(lines, "build") if line["workload"] == workload)
    return int(steps) // workload_of(workload, smoke=smoke).epochs


def _overtakes(found: BreakEven | None, epoch: int) -> str:
    if found is None:
        return rounding.MISSING
    steps = found.steps
    if math.isinf(steps.estimate):
        return "never"
    if steps.estimate == 0:
        return "from the first step"
    limits = "" if math.isnan(steps.low) else f" [{rounding.steps(steps.low)}, {rounding.steps(steps.high)}]"
    epochs = f", {steps.estimate / epoch:.2g} epochs" if epoch > 1 else ""
    when = f"{rounding.steps(steps.estimate)} steps{limits}, {rounding.seconds(found.seconds)}{epochs}"
    return f"ahead only until {when}" if found.loses else f"after {when}"


def resource_table(lines: Sequence[Record], workload: str) -> pd.DataFrame:
    """Return how near the ceilings a step comes, what binds it, and its memory; empty where nothing was timed."""
    frame = resources.resources(lines, workload)
    if frame.empty:
        return frame
    table = pd.DataFrame({"contender": frame["contender"]})
    table["work a step"] = [rounding.large(flop, "FLOP") for flop in frame["flop_per_step"]]
    table["rate"] = [rounding.large(rate, "FLOP/s") for rate in frame["flop_per_second"]]
    table["of the ceiling"] = frame["ceiling_share"].map(rounding.percent)
    table["bound by"] = [rounding.MISSING if bound is None else bound for bound in frame["bound"]]
    table["peak memory"] = frame["peak_bytes"].map(rounding.memory)
    if frame["device_peak_bytes"].notna().any():
        table["peak GPU memory"] = frame["device_peak_bytes"].map(rounding.memory)
    return table


def target_table(lines: Sequence[Record], workload: str, *, baseline: str) -> pd.DataFrame:
    """Return time to accuracy and equivalence of accuracy; empty where fewer than three seeds were trained."""
    frame = accuracies.to_target(lines, workload, baseline=baseline)
    if frame.empty:
        return frame
    frame = frame.reindex(columns=[*frame.columns, *({"verdict", "difference"} - set(frame.columns))])
    table = pd.DataFrame({"contender": frame["contender"]})
    table["time"] = frame["seconds"].map(rounding.seconds)
    table["steps"] = frame["steps"].map(rounding.steps)
    table["missed"] = [f"{row.missed} of {row.seeds}" for row in frame.itertuples(index=False)]
    table["accuracy at the end"] = [
        f"{row.accuracy:.3f} ({row.lowest:.3f} to {row.highest:.3f})" for row in frame.itertuples(index=False)
    ]
    table[f"against {baseline}"] = [_equivalence(row) for _, row in frame.iterrows()]
    return table


def _equivalence(row: pd.Series) -> str:
    if pd.isna(row["difference"]):
        return BASELINE
    points = [100 * row[name] for name in ("difference", "difference_low", "difference_high")]
    return f"{row['verdict']}, {points[0]:+.1f} [{points[1]:+.1f}, {points[2]:+.1f}] points"


def feeding_table(lines: Sequence[Record], workload: str) -> pd.DataFrame:
    """Return what loaders cost a batch: the shared one, and the frameworks' own where the rows are dense."""
    data = next(line for line in of_kind(lines, "data") if line["workload"] == workload)
    own = [line for line in of_kind(lines, "feeding") if line["workload"] == workload]
    frame = pd.DataFrame([{"name": "shared loader", **data["feeding"]}, *own])
    fastest = summary.timings(lines, workload)["step_seconds"].min()
    table = pd.DataFrame({"loader, per batch": frame["name"]})
    for order in ("in_file_order", "shuffled"):
        table[order.replace("_", " ")] = frame[order].map(rounding.seconds)
        table[f"{order.replace('_', ' ')}, of the fastest step"] = (frame[order] / fastest).map("{:.1%}".format)
    return table


def grid_table(lines: Sequence[Record]) -> pd.DataFrame:
    """Return test accuracies of the grid: a row per weights and vocabulary, a column per contender."""
    frame = accuracies.by_initial_weights(lines, GRID)
    if frame.empty:
        return frame
    texts = [f"{row.mean:.3f} ({row.lowest:.3f} to {row.highest:.3f})" for row in frame.itertuples(index=False)]
    frame = frame.assign(accuracy=texts)
    keys = ["weights", "vocabulary"]
    return frame.pivot_table(index=keys, columns="contender", values="accuracy", aggfunc="first", sort=False)
