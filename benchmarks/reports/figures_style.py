"""How figures look: colours, markers and type, the same whatever a user's own settings are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from matplotlib import style
from matplotlib.colors import to_hex, to_rgb

from benchmarks.reports.summary import Record, of_kind

#: Ground of every figure, so that it is readable on a dark page too; ink, lesser ink, grid, and warnings.
GROUND, INK, FAINT, GRID, ALARM = "#fcfcfa", "#1f2328", "#656d76", "#e4e6e8", "#a40e26"
#: Colour and marker of each framework's contenders: apart for the colour-blind, and in grey by lightness and form.
FAMILIES = {"reference": ("#8c8c8c", "s"), "pytorch": ("#d9480f", "o"), "tensorflow": ("#0b559f", "^")}
OTHERS = ("#00846b", "D")
#: Markers that tell forms of one framework apart where they share a panel.
VARIANTS = ("o", "s", "^", "D", "v", "P", "X", "*")
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
