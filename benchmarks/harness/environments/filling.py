"""Filling an environment: what the asked-for version can't live with gives way, and nothing else."""

from __future__ import annotations

import tempfile
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from benchmarks.harness.environments.installer import Installer
from benchmarks.harness.environments.interpreters import Interpreter, UnmadeError
from benchmarks.harness.environments.recipe import Recipe, distributions, installed, needs


def fill(recipe: Recipe, installer: Installer, python: Interpreter) -> None:
    """Install a recipe.

    The version comes first and alone. Whatever it then requires in another version than the one here comes next in the
    version that it requires, and so on; all the rest comes in the versions that are here.

    Raises:
        UnmadeError: it can't be installed.
    """
    version, pins = recipe.version, dict(recipe.pins)
    installer.install("--no-deps", recipe.target)
    if version.distribution not in installed(python.packages):
        raise UnmadeError(f"{version.requirement} holds no {version.distribution}")
    while unmet := _unmet(recipe, pins, python):
        for need in unmet:
            del pins[canonicalize_name(need.name)]
            installer.install("--no-deps", str(need))
    found = installed(python.packages)
    for name in _outdated(recipe, found, python):
        del pins[name]
    extras = f"[{','.join(sorted(version.extras))}]" if version.extras else ""
    exact = [f"{name}{extras * (name == version.distribution)}=={number}" for name, number in found.items()]
    with tempfile.TemporaryDirectory() as folder:
        constraints = Path(folder, "constraints.txt")
        constraints.write_text("".join(f"{name}=={number}\n" for name, number in pins.items()), encoding="utf-8")
        installer.install("--constraint", str(constraints), *exact, *recipe.names)


def _unmet(recipe: Recipe, pins: dict[str, str], python: Interpreter) -> list[Requirement]:
    """Return what is required in the environment so far, but not in the version here, once by name."""
    required = {
        canonicalize_name(need.name): need
        for name, one in distributions(python.packages).items()
        for need in needs(one, python.markers, recipe.version.extras if name == recipe.version.distribution else ())
    }
    return [need for name, need in required.items() if name in pins and not _fits(need, pins[name])]


def _outdated(recipe: Recipe, found: dict[str, str], python: Interpreter) -> list[str]:
    """Return who of those beside it can't live, in the version here, with what has been installed."""
    here = distributions()
    return [
        name
        for name in recipe.names
        if name not in found
        and any(
            canonicalize_name(need.name) in found and not _fits(need, found[canonicalize_name(need.name)])
            for need in needs(here[name], python.markers)
        )
    ]


def _fits(need: Requirement, number: str) -> bool:
    return need.specifier.contains(number, prereleases=True)
