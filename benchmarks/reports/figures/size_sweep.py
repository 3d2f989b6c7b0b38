"""The figure of the size sweep: time of a step against its work, with fitted lines."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from benchmarks.analysis.analysis import Analysis
from benchmarks.plan import sizes
from benchmarks.reports.drawings.palette import Look, looks_of, variants
from benchmarks.reports.drawings.size_sweep import SizeLine, size_sweep
from benchmarks.reports.figures import RunFigure
from benchmarks.reports.figures.axes import show
from benchmarks.reports.figures.sheet import named, sheet
from benchmarks.reports.figures.style import line, marked, points

#: Inches of a panel.
HEIGHT = 2.5


def draw(analysis: Analysis) -> Figure | None:
    """Return time a step against work, a panel a framework, with fitted lines; None without a sweep."""
    drawing = size_sweep(analysis)
    if drawing is None:
        return None
    frameworks = list(dict.fromkeys(line.framework for line in drawing.lines))
    sentence = (
        "The two-layer net over batches and hidden layers. Lines: overhead + operations / rate + bytes / bandwidth, "
        f"fitted, along the batches at {sizes.HIDDEN} hidden units; points off a line have other hidden layers, which "
        "move other bytes. The overhead is what a step costs however small it is."
    )
    title, count = "Size sweep: time of a step against its work", len(frameworks)
    figure, axes = sheet(analysis.record, title, sentence, height=HEIGHT * count, nrows=count)
    plain = looks_of(analysis.record)
    for panel, framework in zip(axes, frameworks, strict=True):
        lines = [line for line in drawing.lines if line.framework == framework]
        _panel(panel, lines, variants({line.contender: plain[line.contender] for line in lines}))
        show(panel, "x", drawing.work)
        show(panel, "y", drawing.seconds)
        panel.set_ylabel(drawing.seconds.label)
    axes[-1].set_xlabel(drawing.work.label)
    return figure


def _panel(axes: Axes, lines: Sequence[SizeLine], looks: dict[str, Look]) -> None:
    handles, texts = [], []
    for contender in lines:
        look = looks[contender.contender]
        flop, seconds = zip(*((point.flop, point.seconds) for point in contender.points), strict=True)
        axes.plot(flop, seconds, **points(look) | {"markersize": 5})
        handles.append(Line2D([], [], **marked(look)))
        texts.append("\n".join(filter(None, (contender.contender, contender.overhead))))
        if contender.fit:
            axes.plot(*zip(*contender.fit, strict=True), **line(look) | {"linewidth": 1.2})
    axes.legend(handles, [named(text) for text in texts], loc="upper left", bbox_to_anchor=(1.0, 1.04))


FIGURE = RunFigure(place=70, name="size_sweep", draw=draw)
