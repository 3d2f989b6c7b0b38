"""Options of pytest and its plugins that bear on a run: what they ask for, where they write, what can't be done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

from benchmarks.plan.settings import EFFORTS
from benchmarks.plan.versions import MARK, Version, clash, of_python
from benchmarks.reports.files import check_folder

SEVERAL_PROCESSES = (
    "a benchmark can't share the machine: leave out -n (pytest-xdist), whose processes would measure side by side"
)
PROFILE = (
    "--benchmark-cprofile profiles pytest's own process, where nothing is measured: every contender runs in a process "
    "of its own; leave it out"
)
#: What stands for the mark of another version in an expression of ``-k``, which can't hold it.
MARK_OF_KEYWORDS = ":"
NO_OTHER_VERSION = (
    "--gate judges other versions than this environment's: name one by --against or --against-python, or leave it out"
)
NO_RESULT = "--demo-unfair shows mistakes, none of which is a result: leave out --against and --against-python"
NOT_RACED = (
    "no selected cell is raced in another version: select contenders of its framework on a workload, or leave out "
    "--against"
)


def versions_asked_for(config: pytest.Config) -> list[Version]:
    """Return in which other versions contenders take part, in the order of the command line."""
    return [*config.option.against, *(one for python in config.option.against_python for one in of_python(python))]


def check_versions(config: pytest.Config) -> None:
    """Refuse other versions that can't take part together, or at all; raises pytest.UsageError."""
    asked = versions_asked_for(config)
    if config.option.gate and not asked:
        raise pytest.UsageError(NO_OTHER_VERSION)
    if asked and config.option.demo_unfair:
        raise pytest.UsageError(NO_RESULT)
    if complaint := clash(asked):
        raise pytest.UsageError(complaint)


def keyword_of(item: pytest.Item) -> str:
    """Return what an item is called in an expression of ``-k``."""
    return item.name.replace(MARK, MARK_OF_KEYWORDS)


def all_are_asked_for(config: pytest.Config) -> bool:
    """Whether the effort or ``-k`` asks for what isn't measured at every effort; an exclusion asks for nothing more."""
    return EFFORTS[config.option.effort].extras or _names_something(config.option.keyword)


def is_asked_for(config: pytest.Config, item: pytest.Item) -> bool:
    """Whether the command line names an item's own file, or has the last run's failures run again and it is one."""
    if any(item.path.name in argument for argument in config.args):
        return True
    again = getattr(config.option, "lf", False) or getattr(config.option, "failedfirst", False)
    return bool(again) and item.nodeid in (config.cache.get("cache/lastfailed", {}) if config.cache else {})


def _names_something(keyword: str) -> bool:
    """Whether an expression of ``-k`` leaves out what has none of the names in it."""
    try:
        return bool(keyword) and not Expression.compile(keyword).evaluate(lambda _name, /, **_: False)
    except SyntaxError:
        # pytest says so itself.
        return False


def check(config: pytest.Config) -> None:
    """Refuse, before anything is measured, what can't be done, and places that can't be written.

    Raises:
        pytest.UsageError: an option can't be followed.
        UnwritableError: a file that is asked for can't be written.
    """
    if config.option.benchmark_cprofile:
        raise pytest.UsageError(PROFILE)
    for folder, is_made in _folders(config):
        check_folder(folder, is_made=is_made)


def _folders(config: pytest.Config) -> Iterator[tuple[Path, bool]]:
    """Yield the folders that files will be written to, and whether those that are missing will be made."""
    option = config.option
    yield option.results, True
    yield option.results / "runs", True
    if option.benchmark_json:
        yield option.benchmark_json.parent, False
    for prefix in (option.benchmark_histogram or ())[:1]:
        yield Path(str(prefix)).parent, True
    scheme, _, storage = option.benchmark_storage.rpartition("://")
    if (option.benchmark_save or option.benchmark_autosave) and scheme in {"", "file"}:
        yield Path(storage), True
