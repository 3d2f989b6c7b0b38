"""How a contender looks in every plot: hue by framework, shade within it, dash and marker by kind of graph."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.reports.summary import Record, of_kind

#: Hues that colour-blind readers tell apart (Okabe and Ito, Color universal design, 2008), by the names in the styles.
FAMILIES = {"reference": "numpy", "pytorch": "pytorch", "tensorflow": "tensorflow"}
OTHER = "other"
#: Shades of a hue; the numbers beside lines tell apart what shares one.
SHADES = 4


@dataclass(frozen=True, kw_only=True)
class Look:
    """A contender's number in legends, classes of its marks, and what a screen reader is told."""

    name: str
    number: int
    family: str
    graph: str
    shade: int

    @property
    def classes(self) -> str:
        """The classes of everything that is drawn of it."""
        return f"f-{self.family} s-{self.shade} g-{self.graph}"


def looks(lines: Sequence[Record]) -> Mapping[str, Look]:
    """Return the look of every contender of a run's roster, in its order."""
    found: dict[str, Look] = {}
    members: dict[str, int] = {}
    for number, (name, declared) in enumerate(of_kind(lines, "environment")[0]["roster"].items(), start=1):
        family = FAMILIES.get(declared["framework"], OTHER)
        shade = members.get(family, 0)
        members[family] = shade + 1
        graph = declared["graph"] if declared["graph"] in {"static", "dynamic"} else "static"
        found[name] = Look(name=name, number=number, family=family, graph=graph, shade=shade % SHADES)
    return found
