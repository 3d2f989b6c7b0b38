"""What registers itself: every module of a package that holds an object of a kind adds it to the documents."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TypeVar

Kind = TypeVar("Kind")


@cache
def registered(package: str, kind: type[Kind]) -> tuple[Kind, ...]:
    """Return the objects of a kind, alone or in tuples, that a package's modules define, ordered by their ``place``.

    Args:
        package: for example ``benchmarks.reports.sections``.
        kind: a class whose objects have a ``place``, a number.
    """
    paths = import_module(package).__path__
    modules = [import_module(f"{package}.{module.name}") for module in pkgutil.iter_modules(paths)]
    values = [value for module in modules for value in vars(module).values()]
    members = [member for value in values for member in (value if isinstance(value, tuple) else (value,))]
    distinct = {id(member): member for member in members if isinstance(member, kind)}
    return tuple(sorted(distinct.values(), key=lambda member: member.place))  # type: ignore[attr-defined]
