"""How figures look, and how they become files whose bytes depend on the record alone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from matplotlib import style
from matplotlib.axes import Axes
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure

from benchmarks.reports.heading import warnings
from benchmarks.reports.summary import Record, of_kind

#: Ground of every figure, so that it is readable on a dark page too; ink, lesser ink, grid, and what a reader must see.
GROUND, INK, FAINT, GRID, ALARM = "#fcfcfa", "#1f2328", "#656d76", "#e4e6e8", "#a40e26"
#: Colour and marker of each framework's contenders: apart for the colour-blind, and apart in grey by lightness and form.
FAMILIES = {"reference": ("#8c8c8c", "s"), "pytorch": ("#d9480f", "o"), "tensorflow": ("#0b559f", "^")}
OTHERS = ("#00846b", "D")
#: Markers that tell forms of one framework apart where they share a panel.
VARIANTS = ("o", "s", "^", "D", "v", "P", "X", "*")
#: Inches: as wide as a README shows 700 pixels, and what title, sentence and source take.
WIDTH, TITLE, LINE = 7.0, 0.36, 0.145
SETTINGS: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": FAINT,
    "axes.facecolor": GROUND,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 8.5,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 9,
    "figure.dpi": 100,
    "figure.facecolor": GROUND,
    "font.family": "DejaVu Sans",
    "font.size": 8.5,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "legend.fontsize": 8,
    "legend.frameon": False,
    "savefig.dpi": 200,
    # Glyphs as outlines and ids from a fixed salt: no viewer's fonts and no random number changes a figure.
    "svg.fonttype": "path",
    "svg.hashsalt": "side-by-side",
    "text.color": INK,
    # A name from a record is a name, whatever dollar signs it has.
    "text.parse_math": False,
    "xtick.color": FAINT,
    "xtick.labelcolor": INK,
    "xtick.labelsize": 8,
    "xtick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.color": FAINT,
    "ytick.labelcolor": INK,
    "ytick.labelsize": 8,
    "ytick.major.width": 0.6,
    "ytick.minor.width": 0.4,
}


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a contender is drawn; a dynamic graph has hollow markers and dashed lines, a static one full ones."""

    colour: str
    marker: str
    dynamic: bool

    @property
    def line(self) -> dict[str, Any]:
        """Arguments of a line without markers."""
        return {"color": self.colour, "linestyle": (0, (4, 2)) if self.dynamic else "-", "linewidth": 1.5}

    @property
    def points(self) -> dict[str, Any]:
        """Arguments of markers without a line."""
        face = GROUND if self.dynamic else self.colour
        edges = {"markerfacecolor": face, "markeredgecolor": self.colour, "markeredgewidth": 1.1}
        return {"marker": self.marker, "linestyle": "none", "markersize": 6, **edges}

    @property
    def marked(self) -> dict[str, Any]:
        """Arguments of a line with markers."""
        return self.points | self.line


def look(lines: Sequence[Record], contender: str) -> Look:
    """Return how a contender is drawn: hue and marker by framework, hollow or full by graph."""
    declared = of_kind(lines, "environment")[0]["roster"][contender]
    colour, marker = FAMILIES.get(declared["framework"], OTHERS)
    return Look(colour=colour, marker=marker, dynamic=declared["graph"] == "dynamic")


def variants(lines: Sequence[Record], names: Sequence[str]) -> dict[str, Look]:
    """Return how forms that share a panel are drawn: each framework's in shades of its hue, each with its marker."""
    found: dict[str, Look] = {}
    plain = {name: look(lines, name) for name in names}
    for colour in dict.fromkeys(each.colour for each in plain.values()):
        own = [name for name in names if plain[name].colour == colour]
        for number, name in enumerate(own):
            shade = _lighter(colour, 0.65 * number / max(1, len(own)))
            found[name] = replace(plain[name], colour=shade, marker=VARIANTS[number % len(VARIANTS)])
    return found


def _lighter(colour: str, share: float) -> str:
    red, green, blue = (part + (1 - part) * share for part in to_rgb(colour))
    return to_hex((red, green, blue))


@contextmanager
def drawing() -> Iterator[None]:
    """Draw and save figures by these settings alone, whatever the user's own are."""
    with style.context(["default", SETTINGS], after_reset=True):
        yield


def sheet(
    lines: Sequence[Record], title: str, sentence: str, *, height: float, **panels: Any
) -> tuple[Figure, list[Axes]]:
    """Return a figure and its panels, with a title, a sentence on how to read it, and where its numbers are from.

    Args:
        lines: the record.
        title: what is shown.
        sentence: how to read it.
        height: inches of the panels.
        panels: arguments of ``Figure.subplots``.
    """
    said = textwrap.wrap(sentence.replace(" %", "\N{NO-BREAK SPACE}%"), 112, break_on_hyphens=False)
    source = textwrap.wrap(_source(lines), 128, break_on_hyphens=False)
    alarms = [line for text in warnings(lines) for line in textwrap.wrap(text, 118)]
    above, below = TITLE + LINE * len(said), LINE * (len(source) + len(alarms)) + 0.08
    whole = above + height + below
    figure = Figure(figsize=(WIDTH, whole))
    figure.set_layout_engine("constrained", rect=(0.01, below / whole, 0.98, height / whole), h_pad=0.06, w_pad=0.06)
    figure.text(0.015, 1 - 0.1 / whole, title, va="top", fontsize=11, fontweight="bold")
    figure.text(0.015, 1 - TITLE / whole, "\n".join(said), va="top", fontsize=8, color=FAINT, linespacing=1.3)
    figure.text(0.015, 0.07 / whole, "\n".join(source), va="bottom", fontsize=6.5, color=FAINT)
    if alarms:
        at = (0.07 + LINE * len(source)) / whole
        figure.text(0.015, at, "\n".join(alarms), va="bottom", fontsize=7.5, fontweight="bold", color=ALARM)
    return figure, list(figure.subplots(squeeze=False, **panels).flat)


def _source(lines: Sequence[Record]) -> str:
    environment = of_kind(lines, "environment")[0]
    machine, settings = environment["machine"], environment["settings"]
    versions = ", ".join(f"{name} {machine['versions'][name]}" for name in list(machine["versions"])[:3])
    where = f"{machine['cpu']}, {settings['device']}, threads: {settings['threads']}"
    return f"{where}; {versions}; {environment['date']}; record {environment['run']}; suite {machine['commit']}"


def named(text: str) -> str:
    """Return a text as an entry of a legend, which would leave out one that begins with an underscore."""
    return f" {text}" if text.startswith("_") else text


def save(figures: Mapping[str, Figure], folder: Path) -> list[Path]:
    """Write every figure as SVG and PNG, named by its key, without date or versions; return the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, figure in figures.items():
        for suffix, metadata in (("svg", {"Title": name, "Date": None, "Creator": None}), ("png", {"Software": None})):
            file = folder / f"{name}.{suffix}"
            figure.savefig(file, metadata=metadata)
            files.append(file)
    return files
