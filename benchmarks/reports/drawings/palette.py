"""How a contender looks in every drawing: hue and marker by framework, shades within it, hollow for dynamic graphs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from benchmarks.record.record import Record
from impls import contenders
from impls.contenders import Colour

#: Markers that tell forms of one framework apart where they share a panel.
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
#: How far the lightest shade is on its way to white, and how many shades a hue has where markers stay the framework's.
LIGHTEST, SHADES = 0.65, 4


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a contender is drawn.

    Attributes:
        contender, framework, graph: who, and of which kind.
        number: its place in the roster, from 1.
        colour: on either ground, and its marker.
    """

    contender: str
    framework: str
    graph: str
    number: int
    colour: Colour

    @property
    def dynamic(self) -> bool:
        """Whether its graph is dynamic: its marks are hollow then, and its lines dashed."""
        return self.graph == "dynamic"


def colour_of(framework: str) -> Colour:
    """Return the colour that a framework's folder declares; one colour for all that have none here."""
    return contenders.framework(framework).colour if framework in contenders.FRAMEWORKS else Colour()


def looks_of(record: Record) -> dict[str, Look]:
    """Return the look of every contender of a run's roster, in its order."""
    return {
        name: Look(
            contender=name,
            framework=declared.framework,
            graph=declared.graph,
            number=number,
            colour=colour_of(declared.framework),
        )
        for number, (name, declared) in enumerate(record.roster.items(), start=1)
    }


def shaded(plain: Mapping[str, Look]) -> dict[str, Look]:
    """Return looks in shades of their hues, for drawings in which a number or a name tells apart what shares one."""
    return {
        name: replace(plain[name], colour=_lighter(plain[name].colour, LIGHTEST * (place % SHADES) / SHADES))
        for names in _by_colour(plain.values())
        for place, name in enumerate(names)
    }


def variants(plain: Mapping[str, Look]) -> dict[str, Look]:
    """Return looks of forms that share a panel: each framework's in shades of its hue, each form with its marker."""
    return {
        name: replace(
            plain[name],
            colour=replace(
                _lighter(plain[name].colour, LIGHTEST * place / len(names)), marker=MARKERS[place % len(MARKERS)]
            ),
        )
        for names in _by_colour(plain.values())
        for place, name in enumerate(names)
    }


def _by_colour(plain: Iterable[Look]) -> Iterable[list[str]]:
    names: dict[Colour, list[str]] = defaultdict(list)
    for look in plain:
        names[look.colour].append(look.contender)
    return names.values()


def _lighter(colour: Colour, share: float) -> Colour:
    """Return a colour so far on its way to white, on both grounds."""
    return replace(colour, light=_mixed(colour.light, share), dark=_mixed(colour.dark, share))


def _mixed(hexadecimal: str, share: float) -> str:
    parts = [int(hexadecimal[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    return "#" + "".join(f"{round((part + (1 - part) * share) * 255):02x}" for part in parts)
