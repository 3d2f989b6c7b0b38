"""How figures look in Matplotlib: ground, ink and type, the same whatever a user's own settings are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from matplotlib import style

from benchmarks.reports.drawings.palette import Look

#: Ground of every figure, so that it is readable on a dark page too; ink, lesser ink, grid, and warnings.
GROUND, INK, FAINT, GRID, ALARM = "#fcfcfa", "#1f2328", "#656d76", "#e4e6e8", "#a40e26"
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


def line(look: Look) -> dict[str, Any]:
    """Return Matplotlib's arguments of a contender's line without markers; dashed where its graph is dynamic."""
    return {"color": look.colour.light, "linestyle": (0, (4, 2)) if look.dynamic else "-", "linewidth": 1.5}


def points(look: Look) -> dict[str, Any]:
    """Return Matplotlib's arguments of a contender's markers without a line; hollow where its graph is dynamic."""
    colour = look.colour
    face = GROUND if look.dynamic else colour.light
    edges = {"markerfacecolor": face, "markeredgecolor": colour.light, "markeredgewidth": 1.1}
    return {"marker": colour.marker, "linestyle": "none", "markersize": 6, **edges}


def marked(look: Look) -> dict[str, Any]:
    """Return Matplotlib's arguments of a contender's line with markers."""
    return points(look) | line(look)


@contextmanager
def drawing() -> Iterator[None]:
    """Draw and save figures by these settings alone, whatever the user's own are."""
    with style.context(["default", SETTINGS], after_reset=True):
        yield
