"""Which installed packages can change a result: those of the frameworks, and whatever these are built on."""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata

from impls.contenders import FRAMEWORKS, framework

_NAME = re.compile(r"[\w.-]+")
_EXTRA = re.compile(r";.*\bextra\b")


def normalized(name: str) -> str:
    """Return a distribution's name as package indexes compare it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


@cache
def can_matter() -> frozenset[str]:
    """Return the normalized names of the frameworks' distributions, and of all that these require, as installed here.

    Linters, type checkers and test tools are none of them.
    """
    declared = [framework(name) for name in FRAMEWORKS]
    ahead = [name for folder in declared for name in (*folder.distributions, *folder.companions)]
    found: set[str] = set()
    while ahead:
        name = normalized(ahead.pop())
        if name not in found:
            found.add(name)
            ahead += _required(name)
    return frozenset(found)


def _required(name: str) -> list[str]:
    try:
        requirements = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return []
    names = (_NAME.match(requirement) for requirement in requirements if not _EXTRA.search(requirement))
    return [match[0] for match in names if match]
