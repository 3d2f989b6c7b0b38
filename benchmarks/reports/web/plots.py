"""Plots of two axes as plain data: curves as paths, points as places, labels that don't lie on each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from benchmarks.reports.web.families import Look
from benchmarks.reports.web.scales import Axis, spread, thinned

#: Pixels: the height of a plot, and how far labels stand apart.
HEIGHT, APART = 340, 15.0


def across(label: str, scale: Axis, text: Callable[[float], str]) -> dict[str, Any]:
    """Return the axis across for the template: what it shows, and its ticks in per cent from its left end."""
    return {"label": label, "ticks": thinned(scale.ticks(text))}


def up(label: str, scale: Axis, text: Callable[[float], str]) -> dict[str, Any]:
    """Return the axis upwards for the template: what it shows, and its ticks in per cent from its lower end."""
    return {"label": label, "ticks": scale.ticks(text)}


def curve(look: Look, x: Axis, y: Axis, values: Iterable[tuple[float, float]], *, note: str = "") -> dict[str, Any]:
    """Return a curve through values, as a path in per cent from the upper left corner, and where it ends."""
    places = [(x.at(first), y.down(second)) for first, second in values]
    path = "M" + "L".join(f"{place:g} {down:g}" for place, down in places)
    return {"look": look, "note": note, "d": path, "end": places[-1]}


def point(look: Look, x: Axis, y: Axis, value: tuple[float, float], text: str) -> dict[str, Any]:
    """Return a point, in per cent from the upper left corner, with what it says."""
    return {"look": look, "x": x.at(value[0]), "y": y.down(value[1]), "text": text}


def plot(
    *,
    title: str,
    x: Mapping[str, Any],
    y: Mapping[str, Any],
    curves: Sequence[Mapping[str, Any]] = (),
    points: Sequence[Mapping[str, Any]] = (),
    guides: Sequence[str] = (),
    marks: Sequence[Mapping[str, Any]] = (),
    spans: Sequence[Mapping[str, Any]] = (),
    cursor: bool = False,
) -> dict[str, Any]:
    """Return a plot for the template. Curves are labelled at their right ends, pixels down.

    ``guides`` are paths that belong to no contender, such as ceilings; ``marks`` are short bars with a letter and a
    text; ``spans`` are points with an interval across; ``cursor`` is a line that a slider moves.
    """
    down = spread((each["end"][1] * HEIGHT / 100 for each in curves), apart=APART, most=HEIGHT)
    labels = [{"look": each["look"], "note": each["note"], "y": y_} for each, y_ in zip(curves, down, strict=True)]
    found = {"title": title, "height": HEIGHT, "x": x, "y": y, "curves": curves, "points": points}
    return found | {"guides": guides, "marks": marks, "labels": labels, "spans": spans, "cursor": cursor}
