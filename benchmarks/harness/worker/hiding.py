"""Hides installed modules from a worker, before its framework is imported."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType


def hide(modules: Iterable[str]) -> None:
    """Make top-level modules look as if they weren't installed: what is imported from now on doesn't find them.

    Copies that a package brings with it, and finds by a place that it adds to ``sys.path``, are found.
    """
    hidden, installed = frozenset(modules), frozenset(sys.path)

    class Visible(PathFinder):
        """Finds what the system finds, but for what is hidden where packages are installed."""

        @classmethod
        def find_spec(
            cls, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
        ) -> ModuleSpec | None:
            if fullname in hidden:
                path = [place for place in sys.path if place not in installed]
            return PathFinder.find_spec(fullname, path, target)

    sys.meta_path[:] = [Visible if finder is PathFinder else finder for finder in sys.meta_path]
