"""Figures of timed blocks: all of them, their ratios to the baseline, and the time that a word of a sequence takes."""

from __future__ import annotations

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.analysis.timings import blocks_of
from benchmarks.reports import comparisons, rounding, sequences, summary
from benchmarks.reports.comparisons import Comparison
from benchmarks.reports.figures_axes import logarithmic, rows, text_of_ratio, times
from benchmarks.reports.figures_sheet import sheet
from benchmarks.reports.figures_style import FAINT, GRID, INK, look
from benchmarks.reports.sections import BASELINE
from benchmarks.reports.summary import Record
from benchmarks.stats.verdicts import Word

#: Inches of a row, and what the axis below the rows takes; the part of a row that its points take.
ROW, AXIS, SPREAD = 0.34, 0.62, 0.6
ROUGHLY = "Full markers: static graphs; hollow ones: dynamic graphs."


def step_times(lines: Sequence[Record], workload: str) -> Figure | None:
    """Return all blocks of every timed contender of a workload, one line of points a process; None if none was."""
    frame = summary.timings(lines, workload)
    if "step_seconds" not in frame:
        return None
    timed = frame.dropna(subset=["step_seconds"])
    names, medians, steps = list(timed["contender"]), list(timed["step_seconds"]), list(timed["steps"])
    sentence = (
        "Every point is a timed block, divided by its steps; every line of points a process of its own. The bar is the "
        f"median, which stands on the right. {ROUGHLY}"
    )
    figure, (axes,) = sheet(lines, f"{workload}: time of a step", sentence, height=AXIS + ROW * len(names))
    blocks, drawn = blocks_of(lines, workload), []
    for row, (name, median, count) in enumerate(zip(names, medians, steps, strict=True)):
        how = look(lines, name)
        for place, rounds in enumerate(blocks[name].values()):
            taken = [seconds / count for seconds in rounds.values()]
            height = row + SPREAD * ((place + 0.5) / len(blocks[name]) - 0.5)
            axes.plot(taken, [height] * len(taken), **how.points | {"markersize": 3, "markeredgewidth": 0.6})
            drawn += taken
        axes.plot([median, median], [row - 0.42, row + 0.42], color=INK, linewidth=2, solid_capstyle="butt", zorder=1.5)
    rows(axes, names, [rounding.seconds(median) for median in medians])
    times(axes, drawn)
    axes.set_xlabel("time of a step")
    return figure


def ratios(lines: Sequence[Record], workload: str, *, baseline: str, band: float) -> Figure | None:
    """Return the intervals of all ratios to the baseline, the band, and the verdicts; None where there are none."""
    found = comparisons.comparisons(lines, workload, baseline=baseline, band=band)
    compared = {each.contender: each for each in found if each.ratio is not None}
    if not compared:
        return None
    names = [name for name in blocks_of(lines, workload) if name in compared or name == baseline]
    names = [name for name in summary.timings(lines, workload)["contender"] if name in names]
    floor = comparisons.noise_floor(lines, workload)
    sentence = (
        f"Time over the time of {baseline}, with 95 % intervals over processes; left is faster. Shaded: the band of "
        f"{100 * band:g} %, called the same. Dotted: identical code was up to {rounding.percent(floor)} apart. "
        f"{ROUGHLY}"
    )
    title = f"{workload}: against {baseline}"
    figure, (axes,) = sheet(lines, title, sentence, height=AXIS + ROW * len(names))
    axes.axvspan(1 / (1 + band), 1 + band, color=GRID, linewidth=0)
    axes.axvline(1, color=FAINT, linewidth=0.8)
    for edge in (1 / (1 + floor), 1 + floor):
        axes.axvline(edge, color=FAINT, linewidth=0.8, linestyle=":")
    for row, name in enumerate(names):
        _interval(axes, row, compared.get(name), lines, name)
    said = [_said(compared.get(name), band) for name in names]
    rows(axes, names, said)
    for text, name in zip(axes.texts, names, strict=True):
        unclear = name in compared and compared[name].verdict.word is Word.NO_VERDICT
        text.set_color(FAINT if unclear or name == baseline else INK)
    limits = [1 / (1 + band), 1 + band, *(value for each in compared.values() for value in _limits(each))]
    logarithmic(axes, "x", min(limits) / 1.12, max(limits) * 1.12, text=text_of_ratio)
    axes.set_xlabel(f"time of a step over that of {baseline}")
    return figure


def _limits(each: Comparison) -> list[float]:
    assert each.ratio is not None
    return [value for value in (each.ratio.low, each.ratio.estimate, each.ratio.high) if math.isfinite(value)]


def _interval(axes: Axes, row: int, each: Comparison | None, lines: Sequence[Record], name: str) -> None:
    how = look(lines, name)
    values = [1.0] if each is None else _limits(each)
    axes.plot([min(values), max(values)], [row, row], color=how.colour, linewidth=2.2, solid_capstyle="butt")
    estimate = 1.0 if each is None or each.ratio is None else each.ratio.estimate
    axes.plot([estimate], [row], **how.points)


def _said(each: Comparison | None, band: float) -> str:
    return BASELINE if each is None else rounding.verdict(each.verdict, each.ratio, band)


def words(lines: Sequence[Record], workload: str) -> Figure | None:
    """Return the time that a word takes in every arm of a workload of sequences; None for any other workload."""
    found = sequences.frame(lines, workload)
    if found.empty:
        return None
    sentence = (
        "A block's median time over its words. Beside it: how batches are padded, and the share of positions that hold "
        f"no word. {ROUGHLY}"
    )
    figure, (axes,) = sheet(lines, f"{workload}: time of a word", sentence, height=AXIS + ROW * len(found))
    said = []
    for row, arm in enumerate(found.to_dict("records")):
        how = look(lines, arm["contender"])
        axes.plot([arm["word_seconds"]], [row], **how.points)
        padded = f"{arm['padding']}, " if arm["padding"] else ""
        said.append(f"{rounding.seconds(arm['word_seconds'])}  ({padded}{rounding.percent(arm['waste'])} empty)")
    rows(axes, list(found["contender"]), said)
    times(axes, list(found["word_seconds"]))
    axes.set_xlabel("time of a word")
    return figure
