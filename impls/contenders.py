"""Who is compared: the frameworks' folders and the contenders that each declares."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol, cast

from impls.interface import Contender

#: Folders under ``impls/``; the order is the order of the tables. A new framework adds its folder's name here.
FRAMEWORKS = ("reference", "pytorch", "tensorflow")


class Framework(Protocol):
    """What each framework's ``__init__.py`` declares without importing the framework."""

    #: PyPI names, any one of which provides the framework.
    DISTRIBUTIONS: tuple[str, ...]
    CONTENDERS: tuple[Contender, ...]

    def environment(self, *, threads: int, scratch: str) -> dict[str, str]:
        """Return environment variables to set before a worker starts.

        Whatever they make a framework write goes below ``scratch``, compile caches into its folder ``COMPILED``.
        """


def framework(name: str) -> Framework:
    """Return the declarations of one framework's folder."""
    return cast("Framework", import_module(f"impls.{name}"))


def contenders() -> dict[str, Contender]:
    """Return every contender by name, in the order of the tables."""
    return {contender.name: contender for name in FRAMEWORKS for contender in framework(name).CONTENDERS}


def versions(name: str) -> dict[str, str]:
    """Return the installed distributions of a framework and their versions; empty when it isn't installed."""
    found = {}
    for distribution in framework(name).DISTRIBUTIONS:
        try:
            found[distribution] = version(distribution)
        except PackageNotFoundError:
            continue
    return found
