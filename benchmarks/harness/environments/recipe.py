"""What goes into another environment: the version asked for, and of everything else the version that is here."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from operator import attrgetter
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks.harness.environments.interpreters import Interpreter
from benchmarks.harness.machine import sources
from benchmarks.plan.versions import WHEEL, Version
from data.folders import content_sha256
from impls.contenders import declared_in, level

#: Changes whenever the same recipe makes another environment.
RULE = 1


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What an environment is made of.

    Attributes:
        version: what is asked for.
        target: what is installed first: a requirement, or the path of a wheel.
        names: what is installed beside it: the rest of its framework, and what a worker needs.
        pins: the version here of every other distribution, by canonical name.
        interpreter: the Python that it is made for.
    """

    version: Version
    target: str
    names: tuple[str, ...]
    pins: dict[str, str]
    interpreter: Interpreter

    @property
    def key(self) -> str:
        """What tells it from all others: sixteen hexadecimal digits."""
        return content_sha256(
            {
                "rule": RULE,
                "target": wheel_digest(Path(self.target)) if self.target.endswith(WHEEL) else self.target,
                "extras": sorted(self.version.extras),
                "names": sorted(self.names),
                "pins": self.pins,
                "python": [self.interpreter.number, self.interpreter.base],
            }
        )[:16]


def recipe_of(version: Version, target: str, interpreter: Interpreter, *, needed: Collection[str]) -> Recipe:
    """Return the recipe of a version's environment.

    Args:
        version: what is asked for.
        target: the requirement, or the path of the wheel that it has become.
        interpreter: for which it is made.
        needed: distributions that a worker imports itself.
    """
    declared = declared_in(f"{version.home}.{version.framework}")
    here = installed()
    own = {canonicalize_name(name) for name in declared.distributions}
    replaced = own if version.distribution in own else {version.distribution}
    above = {one.level for one in declared.contenders if one.level}
    levels = [name for one in sorted(above) for name in level(one).distributions]
    wanted = (canonicalize_name(name) for name in (*declared.distributions, *declared.companions, *levels, *needed))
    return Recipe(
        version=version,
        target=target,
        names=tuple(dict.fromkeys(name for name in wanted if name in here and name not in replaced)),
        pins={name: number for name, number in sorted(here.items()) if name not in replaced},
        interpreter=interpreter,
    )


def installed(folder: Path | None = None) -> dict[str, str]:
    """Return every installed distribution's version by its canonical name, in a folder or in this environment."""
    return {name: one.version for name, one in distributions(folder).items()}


def distributions(folder: Path | None = None) -> dict[str, metadata.Distribution]:
    """Return every installed distribution by its canonical name, in a folder or in this environment."""
    found: dict[str, metadata.Distribution] = {}
    every = partial(metadata.distributions, path=[str(folder)]) if folder else metadata.distributions
    for one in every():
        # A damaged one has no name, and is left out.
        name, number = sources.or_none(partial(attrgetter("name", "version"), one)) or (None, None)
        if name and number:
            # The first on the path is the one that is imported.
            found.setdefault(canonicalize_name(name), one)
    return found


def needs(
    one: metadata.Distribution, markers: Mapping[str, str], extras: Collection[str] = ()
) -> Iterator[Requirement]:
    """Yield what a distribution requires where ``markers`` hold, without its condition."""
    for line in one.requires or ():
        need = Requirement(line)
        marker, need.marker = need.marker, None
        if marker is None or any(marker.evaluate({**markers, "extra": extra}) for extra in ("", *extras)):
            yield need


def wheel_digest(wheel: Path) -> str:
    """Return the SHA-256 of what a wheel holds, whenever it was packed."""
    digest = hashlib.sha256()
    with zipfile.ZipFile(wheel) as packed:
        for name in sorted(packed.namelist()):
            digest.update(f"{name}\0".encode())
            digest.update(hashlib.sha256(packed.read(name)).digest())
    return digest.hexdigest()
