"""The palette as styles: a class for every colour that the page shows, with its hue on light and on dark ground."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from benchmarks.reports.drawings.palette import Look

#: Markers, by what Matplotlib calls them, as names and as paths around their middle, in pixels.
MARKS = {
    "o": ("circle", "M-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0-9 0z"),
    "s": ("square", "M-4-4h8v8h-8z"),
    "^": ("triangle-up", "M0-5.2L5 3.8H-5z"),
    "D": ("diamond", "M0-5.5L5.5 0L0 5.5L-5.5 0z"),
    "v": ("triangle-down", "M0 5.2L-5-3.8H5z"),
    "P": ("plus", "M-1.7-5h3.4v3.3h3.3v3.4h-3.3v3.3h-3.4v-3.3h-3.3v-3.4h3.3z"),
    "X": (
        "cross",
        "M-4.7-2.4l2.3-2.3l2.4 2.3l2.4-2.3l2.3 2.3l-2.3 2.4l2.3 2.4l-2.3 2.3l-2.4-2.3l-2.4 2.3l-2.3-2.3l2.3-2.4z",
    ),
    "*": ("star", "M0-5.5l1.4 3.6l3.8.2l-3 2.4l1 3.8l-3.2-2.1l-3.2 2.1l1-3.8l-3-2.4l3.8-.2z"),
}
#: The marker of a framework whose own isn't drawn here.
OTHER = "D"


def mark(look: Look) -> str:
    """Return the name of a contender's marker."""
    return MARKS.get(look.colour.marker, MARKS[OTHER])[0]


def classes(look: Look) -> str:
    """Return the classes of everything that is drawn of a contender: its hue and its kind of graph."""
    return f"{_hue(look)} {'dynamic' if look.dynamic else 'static'}"


def styles(looks: Iterable[Look]) -> Markup:
    """Return the hue of each class, by the ground that a reader prefers."""
    colours = {_hue(look): look.colour for look in looks}
    light = "\n".join(f".{name} {{ --hue: {colour.light}; }}" for name, colour in colours.items())
    dark = "\n".join(f"  .{name} {{ --hue: {colour.dark}; }}" for name, colour in colours.items())
    return Markup(f"{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}")  # noqa: S704  hexadecimal digits


def _hue(look: Look) -> str:
    return f"hue-{look.colour.light.removeprefix('#')}-{look.colour.dark.removeprefix('#')}"
