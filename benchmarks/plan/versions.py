"""Versions side by side: in which other environments the contenders of a framework take part a second time."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from argparse import ArgumentTypeError
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from msgspec.structs import replace
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)

from impls.contenders import CONTROL, challengers, framework, versions
from impls.interface import Contender

#: Stands between the name of a form and that of the other version that it is of.
MARK = "@"
#: What a distribution is packed in: built already, or its sources.
WHEEL, SOURCES = ".whl", (".tar.gz", ".zip")
#: The least that the suite itself runs on.
OLDEST_PYTHON = (3, 11)
#: What operators of requirements are called in names.
_OPERATORS = {
    "==": "",
    "===": "",
    "~=": "about-",
    "!=": "not-",
    ">=": "from-",
    ">": "after-",
    "<=": "up-to-",
    "<": "before-",
}
_PYTHON = re.compile(r"(\d+)\.(\d+)")


@dataclass(frozen=True, kw_only=True)
class Version:
    """A framework in another environment than the run's own.

    Attributes:
        framework: the folder below ``impls`` whose contenders take part again.
        distribution: what is installed in another version, by its canonical name.
        requirement: what pip is asked for: a requirement, or the whole path of a wheel, an archive or a checkout.
        extras: of the distribution, that are asked for as well.
        suffix: what stands behind ``MARK`` in its contenders' names.
        python: of another version, or where it is; empty for the run's own.
        home: the package around the framework's folder; tests keep theirs elsewhere.
    """

    framework: str
    distribution: str
    requirement: str
    extras: frozenset[str] = frozenset()
    suffix: str
    python: str = ""
    home: str = "impls"

    @property
    def environment(self) -> str:
        """What its environment is called."""
        return f"{self.requirement}, Python {self.python}" if self.python else self.requirement

    def has(self, contender: Contender) -> bool:
        """Whether a contender takes part in it: every form of its framework, but not the framework as a whole."""
        own = (contender.home, contender.framework) == (self.home, self.framework)
        return own and contender.name != contender.framework

    def again(self, contender: Contender) -> Contender:
        """Return a contender as it takes part in this environment."""
        return replace(
            contender,
            name=f"{contender.name}{MARK}{self.suffix}",
            base=contender.name,
            changes=self.environment,
            environment=self.environment,
            summary=f"{contender.name} with {self.environment}",
        )


def against(text: str) -> Version:
    """Return which version a user means: a requirement, a wheel, an archive of sources or a folder with them.

    Raises:
        ArgumentTypeError: it is none of these, or of no framework here.
    """
    if _is_path(text):
        return _at(Path(text).expanduser().absolute())
    try:
        asked = Requirement(text)
    except InvalidRequirement:
        raise ArgumentTypeError(
            f"{text!r} is no requirement: write NAME==VERSION, NAME @ ADDRESS, or the path of a wheel or a checkout"
        ) from None
    if asked.marker is not None:
        raise ArgumentTypeError(f"{text!r} holds a condition: leave out what stands behind ';'")
    if asked.url and "://" not in asked.url:
        at = _at(Path(asked.url).expanduser().absolute(), name=asked.name)
        return dataclasses.replace(at, extras=frozenset(asked.extras))
    said = asked.url.rpartition("/")[2] if asked.url else _in_words(asked.specifier)
    return _version(asked.name, str(asked), said, extras=asked.extras)


def against_python(text: str) -> str:
    """Return which other Python a user means: a version, or the path of an interpreter.

    Raises:
        ArgumentTypeError: it is neither.
    """
    number = _PYTHON.fullmatch(text)
    if number and (int(number[1]), int(number[2])) < OLDEST_PYTHON:
        raise ArgumentTypeError(f"{text!r} is too old: the suite needs Python {'.'.join(map(str, OLDEST_PYTHON))}")
    if number:
        return text
    path = Path(text).expanduser().absolute()
    if not text.strip() or "\0" in text or not path.is_file():
        raise ArgumentTypeError(f"{text!r} is neither a version of Python, such as 3.12, nor an interpreter's path")
    return str(path)


def of_python(python: str) -> list[Version]:
    """Return every installed framework under another Python, each in an environment of its own."""
    named = _slug(f"python{python}" if _PYTHON.fullmatch(python) else Path(python).name)
    return [
        Version(
            framework=name,
            distribution=canonicalize_name(distribution),
            requirement=f"{distribution}=={number}",
            suffix=named,
            python=python,
        )
        for name in challengers()
        for distribution, number in list(versions(name).items())[:1]
    ]


def clash(asked: Sequence[Version]) -> str:
    """Return why some versions can't take part together, or nothing: two would have one name."""
    names: dict[tuple[str, str], Version] = {}
    for version in asked:
        other = names.setdefault((version.framework, version.suffix), version)
        if other is not version:
            return (
                f"{other.environment} and {version.environment} would both be called "
                f"{version.framework}{MARK}{version.suffix}: leave out one of them, or rename its folder"
            )
    return ""


def with_versions(declared: Mapping[str, Contender], asked: Sequence[Version]) -> dict[str, Contender]:
    """Return contenders, and behind each those that it is in other versions of its framework."""
    return {
        one.name: one
        for contender in declared.values()
        for one in (contender, *(version.again(contender) for version in asked if version.has(contender)))
    }


def _is_path(text: str) -> bool:
    if " @ " in text:
        return False
    is_file = text.endswith((WHEEL, *SOURCES)) or "/" in text or "\\" in text
    return (is_file and "://" not in text) or text.startswith((".", "~"))


def _at(path: Path, *, name: str = "") -> Version:
    """Return the version that a wheel, an archive or a folder holds."""
    if "\0" in str(path) or not path.exists():
        raise ArgumentTypeError(f"there is no {str(path)!r}: name a wheel, an archive of sources or a checkout")
    try:
        if path.name.endswith(WHEEL):
            distribution, number = parse_wheel_filename(path.name)[:2]
            return _version(distribution, str(path), str(number))
        if path.name.endswith(SOURCES):
            distribution, number = parse_sdist_filename(path.name)
            return _version(distribution, str(path), str(number))
    except (InvalidWheelFilename, InvalidSdistFilename):
        raise ArgumentTypeError(f"{path.name!r} isn't called as wheels and archives of sources are") from None
    if not path.is_dir():
        raise ArgumentTypeError(f"{str(path)!r} is neither a wheel nor an archive of sources, nor a folder with them")
    return _version(name or _named_in(path), str(path), path.name)


def _named_in(folder: Path) -> str:
    """Return what a checkout calls its distribution."""
    try:
        project: Any = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8")).get("project", {})
        name = project.get("name", "")
    except (OSError, ValueError, AttributeError):
        name = ""
    if not name:
        raise ArgumentTypeError(
            f"no pyproject.toml in {str(folder)!r} names what it is: write NAME @ FOLDER, the name being that of the "
            "distribution"
        )
    return str(name)


def _version(name: str, requirement: str, said: str, *, extras: Collection[str] = ()) -> Version:
    owner = _owner(name)
    own = {canonicalize_name(distribution) for distribution in framework(owner).distributions}
    suffix = _slug(said if canonicalize_name(name) in own else f"{canonicalize_name(name)}-{said}")
    return Version(
        framework=owner,
        distribution=canonicalize_name(name),
        requirement=requirement,
        extras=frozenset(extras),
        suffix=suffix,
    )


def _owner(name: str) -> str:
    """Return the folder of the framework that a distribution is of."""
    known = {
        canonicalize_name(distribution): folder
        for folder, declared in challengers().items()
        for distribution in (*declared.distributions, *declared.companions)
    }
    if canonicalize_name(name) in {canonicalize_name(one) for one in framework(CONTROL).distributions}:
        raise ArgumentTypeError(f"{name!r} is what everything is held against: it has one version in a run")
    if canonicalize_name(name) not in known:
        raise ArgumentTypeError(f"{name!r} is of no framework here: there is {', '.join(known)}")
    return known[canonicalize_name(name)]


def _in_words(specifier: SpecifierSet) -> str:
    """Return which versions a requirement allows, in words that can stand in a name: the number, where it is one."""
    return "-".join(f"{_OPERATORS[one.operator]}{one.version}" for one in sorted(specifier, key=str)) or "latest"


def _slug(text: str) -> str:
    """Return a text with nothing in it that a file, a node of pytest or a table couldn't be called by."""
    return re.sub(r"[^A-Za-z0-9.+_]+", "-", text).strip("-.") or "other"
