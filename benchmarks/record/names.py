"""What contenders of an older record are called today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from benchmarks.plan.questions import AGAIN
from benchmarks.record.schema import CellLine, Control, Environment, Line, PitfallSample, Worker
from impls.contenders import name_today
from impls.interface import Contender


def renamed(lines: Sequence[Line]) -> dict[str, str]:
    """Return the names of a record that other forms have today, with what those whom it measured are called now."""
    rosters = [line.roster for line in lines if isinstance(line, Environment)]
    names = {declared.name: name_today(declared) for roster in rosters for declared in roster.values()}
    return {old: now for old, now in names.items() if now != old}


def by_names_of_today(lines: Sequence[Line]) -> list[Line]:
    """Return a record's lines with every contender under the name that it has today; nothing else is touched.

    A name that went over to another form would otherwise be read as that form.
    """
    names = renamed(lines)
    names |= {f"{old}{AGAIN}": f"{now}{AGAIN}" for old, now in names.items()}
    return [_named(line, names) for line in lines] if names else list(lines)


def _named(line: Line, names: Mapping[str, str]) -> Line:
    match line:
        case Environment():
            roster = {names.get(name, name): _declared(declared, names) for name, declared in line.roster.items()}
            baseline = names.get(line.settings.baseline, line.settings.baseline)
            return replace(
                line,
                roster=roster,
                settings=replace(line.settings, baseline=baseline),
            )
        case Control():
            control, repeat = (names.get(name, name) for name in (line.control, line.repeat))
            return replace(line, control=control, repeat=repeat)
        case PitfallSample():
            return replace(line, player=names.get(line.player, line.player))
        case CellLine() | Worker():
            return replace(line, contender=names.get(line.contender, line.contender))
        case _:
            return line


def _declared(declared: Contender, names: Mapping[str, str]) -> Contender:
    return replace(
        declared,
        name=names.get(declared.name, declared.name),
        base=names.get(declared.base, declared.base),
    )
