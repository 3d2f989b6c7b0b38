"""The sheet that every figure is drawn on, and how it becomes files whose bytes depend on the record alone."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.analysis.machines import model
from benchmarks.record.record import Record
from benchmarks.reports import files
from benchmarks.reports.figures.style import ALARM, FAINT
from benchmarks.reports.pages.heading import framework_versions, gpus, warnings

#: Inches: as wide as a README shows 700 pixels, and what title, sentence and source take.
WIDTH, TITLE, LINE = 7.0, 0.36, 0.145
#: Inches of a contender's row, and what the axis below the rows takes.
ROW, AXIS = 0.34, 0.62
FILLING = "Full markers: static graphs; hollow ones: dynamic graphs."


def row_height(rows: int) -> float:
    """Return the inches of a panel of so many contenders' rows."""
    return AXIS + ROW * rows


def sheet(record: Record, title: str, sentence: str, *, height: float, **panels: Any) -> tuple[Figure, list[Axes]]:
    """Return a figure and its panels, with a title, a sentence on how to read it, and where its numbers are from.

    Args:
        record: the run's.
        title: what is shown.
        sentence: how to read it.
        height: inches of the panels.
        panels: arguments of ``Figure.subplots``.
    """
    explanation = textwrap.wrap(sentence.replace(" %", "\N{NO-BREAK SPACE}%"), 112, break_on_hyphens=False)
    source = textwrap.wrap(_source(record), 128, break_on_hyphens=False)
    alarms = [line for text in warnings(record) for line in textwrap.wrap(text, 118)]
    above, below = TITLE + LINE * len(explanation), LINE * (len(source) + len(alarms)) + 0.08
    whole = above + height + below
    figure = Figure(figsize=(WIDTH, whole))
    figure.set_layout_engine("constrained", rect=(0.01, below / whole, 0.98, height / whole), h_pad=0.06, w_pad=0.06)
    figure.text(0.015, 1 - 0.1 / whole, title, va="top", fontsize=11, fontweight="bold")
    figure.text(0.015, 1 - TITLE / whole, "\n".join(explanation), va="top", fontsize=8, color=FAINT, linespacing=1.3)
    figure.text(0.015, 0.07 / whole, "\n".join(source), va="bottom", fontsize=6.5, color=FAINT)
    if alarms:
        at = (0.07 + LINE * len(source)) / whole
        figure.text(0.015, at, "\n".join(alarms), va="bottom", fontsize=7.5, fontweight="bold", color=ALARM)
    return figure, list(figure.subplots(squeeze=False, **panels).flat)


def _source(record: Record) -> str:
    environment = record.environment
    machine, settings = environment.machine, environment.settings
    numpy = [f"numpy {machine.versions['numpy']}"] if "numpy" in machine.versions else []
    versions = ", ".join(filter(None, (*numpy, framework_versions(environment))))
    where = ", ".join((*gpus(environment), model(machine), settings.device, f"threads: {settings.threads}"))
    return f"{where}; {versions}; {environment.date}; record {record.name}; suite {machine.commit}"


def named(text: str) -> str:
    """Return a text as an entry of a legend, which would leave out one that begins with an underscore."""
    return f" {text}" if text.startswith("_") else text


#: What is left out of each format's metadata: dates and versions, so that the same figure is the same bytes.
FORMATS: dict[str, dict[str, None]] = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None}}


def save(figures: Mapping[str, Figure], folder: Path, *, formats: Sequence[str] = tuple(FORMATS)) -> list[Path]:
    """Write every figure in each format, named by its key, without date or versions; return the files."""
    return [
        files.write(folder / f"{name}.{suffix}", _drawn(figure, name, suffix))
        for name, figure in figures.items()
        for suffix in formats
    ]


def svg(figure: Figure, name: str) -> bytes:
    """Return a figure as the bytes of an SVG file."""
    return _drawn(figure, name, "svg")


def _drawn(figure: Figure, name: str, suffix: str) -> bytes:
    """Return a figure as the bytes of its file."""
    image = BytesIO()
    figure.savefig(image, format=suffix, metadata={"Title": name, **FORMATS[suffix]})
    content = image.getvalue()
    return _with_numbered_clips(content.decode()).encode() if suffix == "svg" else content


def _with_numbered_clips(text: str) -> str:
    """Return a drawing with clip paths named by their order.

    Matplotlib names them by where objects happened to lie in memory.
    """
    for number, name in enumerate(dict.fromkeys(re.findall(r"url\(#(p[0-9a-f]+)\)", text))):
        text = text.replace(f"#{name})", f"#clip{number})").replace(f'id="{name}"', f'id="clip{number}"')
    return text
