"""Who is compared: the frameworks' folders, what each declares, and the contenders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from impls.interface import COMPILED, Contender
from impls.libraries import Library

#: Folders under ``impls/``; the order is the order of the tables. A new framework adds its folder's name here.
FRAMEWORKS = ("reference", "pytorch", "tensorflow", "jax")
#: The folder that all others are held against; its float32 form takes part as the control.
CONTROL = "reference"


@dataclass(frozen=True, kw_only=True)
class Colour:
    """How figures and reports draw a framework's contenders.

    The defaults, and what the folders here declare, are from one palette that colour-blind readers tell apart (Okabe
    and Ito, Color universal design, 2008): of each hue the darker member on a light ground, the lighter on a dark one.

    Attributes:
        light: hexadecimal colour on a light ground.
        dark: hexadecimal colour on a dark ground.
        marker: form of its points, as Matplotlib calls it, for those who see no colours.
    """

    light: str = "#009e73"
    dark: str = "#2bc99b"
    marker: str = "D"


@dataclass(frozen=True, kw_only=True)
class Framework:
    """What a framework's folder declares as ``FRAMEWORK`` in its ``__init__.py``, without importing the framework.

    Attributes:
        title: how prose calls it.
        distributions: PyPI names, any one of which provides the framework.
        contenders: the ways to compute with it, in the order of the tables.
        dynamic: name of the plain, documented contender whose graph is built as it runs; empty where there is none.
        static: name of the plain contender that captures or compiles its graph; empty where there is none.
        legacy: modes, and ways of a study, by an interface that it keeps for programs of an older version: they are
            measured and called legacy, and stand for the framework nowhere.
        dynamic_ways: ways of a study that build no graph before they run, which are drawn as dynamic forms are.
        article: name of the contender that the article about it shows, and that is trained from both articles' weights;
            of a framework without an article, the form that it trains most plainly by; empty where it takes no part.
        without: why the suite has no form of some workloads in it, as what the framework does, by the workload's name.
        renamed: what records of before call contenders that have another name today, as (name there, mode there): name
            today. A mode that stands here is never used again, so that a record tells who it measured.
        colour: how its contenders are drawn.
        companions: other distributions whose versions can change its results or its speed.
        variables: beginnings of the names of environment variables that can change its speed. They are recorded, so
            none may be so short that others keep secrets under it.
        environment: called with ``device``, ``threads`` and ``scratch``, returns the environment variables to set
            before a worker starts. Whatever they make a framework write goes below ``scratch``, compile caches into its
            folder ``interface.COMPILED``.
        libraries: of linear algebra that it brings along, and how each is asked what it computed.
        explain: called with what a contender raised, returns what tables say of it.
    """

    title: str
    distributions: tuple[str, ...]
    contenders: tuple[Contender, ...]
    dynamic: str = ""
    static: str = ""
    legacy: tuple[str, ...] = ()
    dynamic_ways: tuple[str, ...] = ()
    article: str = ""
    without: Mapping[str, str] = field(default_factory=dict)
    renamed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    colour: Colour = Colour()
    companions: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()
    environment: Callable[..., dict[str, str]] = lambda **_: {}
    libraries: tuple[Library, ...] = ()
    explain: Callable[[Exception], str] = str

    @property
    def plain(self) -> str:
        """The name of its plain form: the dynamic one, or the static one of a framework that has only such."""
        return self.dynamic or self.static


@dataclass(frozen=True, kw_only=True)
class Level:
    """What the folder of a level above the frameworks declares as ``LEVEL``: one program that several can compute.

    Attributes:
        title: how prose calls it.
        package: what its programs import, after their framework is set up.
        distributions: PyPI names, any one of which provides it.
        variables: beginnings of the names of environment variables that can change its speed, as of a framework.
        environment: called with ``framework``, ``device`` and ``scratch``, returns the environment variables to set
            before a worker starts, beside the framework's.
        inside: what its forms' times hold besides a training step, in words.
    """

    title: str
    package: str
    distributions: tuple[str, ...]
    variables: tuple[str, ...] = ()
    environment: Callable[..., dict[str, str]] = lambda **_: {}
    inside: str = ""


def declared_in(package: str) -> Framework:
    """Return the declarations of a framework's package, for example ``impls.reference``."""
    return cast("Framework", import_module(package).FRAMEWORK)


def framework(name: str) -> Framework:
    """Return the declarations of one framework's folder."""
    return declared_in(f"impls.{name}")


def level(name: str) -> Level:
    """Return the declarations of one level's folder."""
    return cast("Level", import_module(f"impls.{name}").LEVEL)


def levels() -> dict[str, Level]:
    """Return every level that a contender is written in, by the name of its folder."""
    return {declared.level: level(declared.level) for declared in contenders().values() if declared.level}


def challengers() -> dict[str, Framework]:
    """Return every framework but the control's by the name of its folder, in the order of the tables."""
    return {name: framework(name) for name in FRAMEWORKS if name != CONTROL}


def plain_forms() -> set[str]:
    """Return the plain dynamic and the plain static form of every framework, the control's among them."""
    declared = [framework(name) for name in FRAMEWORKS]
    return {form for each in declared for form in (each.dynamic, each.static) if form}


def contenders() -> dict[str, Contender]:
    """Return every contender by name, in the order of the tables."""
    return {contender.name: contender for name in FRAMEWORKS for contender in framework(name).contenders}


def name_today(contender: Contender) -> str:
    """Return what a contender of a record is called today: its own name, unless its framework gave it another since."""
    if contender.framework not in FRAMEWORKS:
        return contender.name
    return framework(contender.framework).renamed.get((contender.name, contender.mode), contender.name)


def environment(contender: Contender, *, device: str, threads: int, scratch: str) -> dict[str, str]:
    """Return the environment variables to set before a contender's worker starts: its framework's and its level's."""
    own = declared_in(contender.package).environment(device=device, threads=threads, scratch=scratch)
    above = level(contender.level).environment if contender.level else Level.environment
    return own | above(framework=contender.framework, device=device, scratch=scratch)


def keeps_compiled(contender: Contender) -> bool:
    """Return whether a contender's framework is told where to keep what it compiled, for other processes to find."""
    variables = declared_in(contender.package).environment(device="cpu", threads=1, scratch="")
    return any(COMPILED in Path(value).parts for value in variables.values())


def offers(name: str, module: str) -> bool:
    """Return whether a framework's folder has a module; a folder without one takes no part in what it is for."""
    return find_spec(f"impls.{name}.{module}") is not None


def versions(name: str) -> dict[str, str]:
    """Return the installed distributions of a framework and their versions; empty when it isn't installed."""
    return installed(framework(name).distributions)


def installed(distributions: tuple[str, ...]) -> dict[str, str]:
    """Return the versions of those of some distributions that are installed."""
    numbers = {}
    for distribution in distributions:
        try:
            numbers[distribution] = version(distribution)
        except PackageNotFoundError:
            continue
    return numbers
