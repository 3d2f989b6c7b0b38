"""What registers itself: every module of a package that holds an object of a kind adds it to the documents."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module
from typing import TypeVar

Kind = TypeVar("Kind")


@cache
def registered(package: str, kind: type[Kind]) -> tuple[Kind, ...]:
    """Return the objects of a kind that the modules of a package define at their top, ordered by their ``place``.

    Args:
        package: for example ``benchmarks.reports.sections``.
        kind: a class whose objects have a ``place``, a number.
    """
    paths = import_module(package).__path__
    modules = [import_module(f"{package}.{module.name}") for module in pkgutil.iter_modules(paths)]
    members = {id(member): member for module in modules for member in vars(module).values() if isinstance(member, kind)}
    return tuple(sorted(members.values(), key=lambda member: member.place))  # type: ignore[attr-defined]
