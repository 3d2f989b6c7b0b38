"""Which installed modules a framework's worker doesn't see, so that it runs as in an environment of its own."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, packages_distributions, requires

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks.plan.places import ROOT
from impls.contenders import FRAMEWORKS, Framework, declared_in, framework, level

#: What a worker imports itself.
NEEDED = ("msgspec", "numpy", "psutil", "scipy", "threadpoolctl")


@cache
def hidden_modules(package: str, above: str = "") -> tuple[str, ...]:
    """Return the top-level modules that a framework's worker doesn't see, in the order of the alphabet.

    They are of distributions that the other frameworks or this project require, but neither the framework nor a worker.
    Some frameworks import whatever they find: scikit-learn, pandas, Matplotlib, even another framework. One starts for
    1.5 times as long then and holds half as much memory again, which nobody who installs it alone would see.

    Args:
        package: the framework's folder as a package, for example ``impls.reference``.
        above: the folder of the level above it that the worker's program is written in; empty for none.
    """
    own = declared_in(package)
    further = level(above).distributions if above else ()
    # A companion's extras are tools for its tests and its documentation.
    seen = _required([*NEEDED, *_of(own), *further]) | _required(_extras(own.distributions))
    others = [name for other in FRAMEWORKS for name in _of(framework(other))]
    foreign = _required([*others, *_of_this_project()]) - seen
    return tuple(
        sorted(
            module
            for module, distributions in packages_distributions().items()
            if foreign.issuperset(map(canonicalize_name, distributions))
        )
    )


def _of(declared: Framework) -> list[str]:
    return [*declared.distributions, *declared.companions]


def _of_this_project() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [Requirement(line).name for line in project["dependencies"]]


def _required(names: Iterable[str]) -> set[str]:
    """Return distributions and all that they require, as canonical names; what isn't installed requires nothing."""
    found: set[str] = set()
    left = [canonicalize_name(name) for name in names]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [canonicalize_name(need.name) for need in _requirements(name) if not _is_extra(need)]
    return found


def _extras(names: Iterable[str]) -> list[str]:
    """Return what distributions can make use of: a GPU's libraries come so."""
    return [need.name for name in names for need in _requirements(name) if _is_extra(need)]


def _requirements(name: str) -> list[Requirement]:
    try:
        return [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:
        return []


def _is_extra(need: Requirement) -> bool:
    return need.marker is not None and re.search(r"\bextra\b", str(need.marker)) is not None
