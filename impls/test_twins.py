"""Do the folders mirror each other? Every twin is read, not imported, and compared with the first."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path

import pytest
from msgspec.structs import asdict

from impls.contenders import CONTROL, FRAMEWORKS, contenders, framework, levels
from impls.interface import Contender
from impls.workloads import WORKLOADS

HERE = Path(__file__).parent
#: One framework's layers name the forward pass ``call``.
SAME = {"call": "forward"}
#: NumPy has no autograd: the reference alone writes its gradients.
BY_HAND = {"backward"}
#: This project's own packages, and what it depends on whichever frameworks there are.
SHARED = {"data", "impls", "msgspec", "numpy", "scipy", "threadpoolctl"}
#: The functions of a net, and what a method or a function has its parameters by.
NET, BOUND = ("forward", "objective"), {"self", "parameters"}
DEVICE = {"configure": ["device", "threads"], "describe": [], "synchronize": [], "peak_memory_bytes": []}

Members = dict[str, list[str]]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def signature(function: ast.FunctionDef) -> list[str]:
    arguments = function.args
    return [argument.arg for argument in chain(arguments.posonlyargs, arguments.args, arguments.kwonlyargs)]


def members(body: list[ast.stmt]) -> Members:
    found = {SAME.get(node.name, node.name): signature(node) for node in body if isinstance(node, ast.FunctionDef)}
    return {name: arguments for name, arguments in found.items() if name not in BY_HAND}


def classes(path: Path) -> dict[str, Members]:
    return {node.name: members(node.body) for node in tree(path).body if isinstance(node, ast.ClassDef)}


def net(path: Path) -> Members:
    """Return what a module's net consists of, a class's methods or functions of parameters, without what both bind."""
    of_classes = [(name, arguments) for found in classes(path).values() for name, arguments in found.items()]
    offered = dict([*of_classes, *members(tree(path).body).items()])
    return {name: [each for each in offered[name] if each not in BOUND] for name in NET if name in offered}


def needed(name: str) -> set[str]:
    """Return the modules of a framework that its contenders' workloads need."""
    return {WORKLOADS[workload].module for contender in framework(name).contenders for workload in contender.workloads}


def builds_on_a_net(name: str, stem: str) -> bool:
    """Return whether a framework's net is made from that of another of its modules."""
    others = {f"impls.{name}.{module}" for module in needed(name) - {stem}}
    found = {node.module for node in ast.walk(tree(HERE / name / f"{stem}.py")) if isinstance(node, ast.ImportFrom)}
    return bool(others & found)


def twins() -> Iterator[tuple[str, str, str]]:
    for position, other in enumerate(FRAMEWORKS):
        for first in FRAMEWORKS[:position]:
            for stem in sorted(needed(first) & needed(other)):
                yield first, other, stem


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_every_framework_has_its_device_and_every_twin_that_its_contenders_need(name: str) -> None:
    assert {"device", *needed(name)} <= {path.stem for path in (HERE / name).glob("*.py")}


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_every_device_offers_the_same_functions(name: str) -> None:
    offered = members(tree(HERE / name / "device.py").body)
    assert {function: arguments for function, arguments in offered.items() if not function.startswith("_")} == DEVICE


@pytest.mark.parametrize(("first", "other", "stem"), list(twins()))
def test_twins_share_classes_members_and_signatures_in_the_same_order(first: str, other: str, stem: str) -> None:
    ours, theirs = classes(HERE / first / f"{stem}.py"), classes(HERE / other / f"{stem}.py")
    mine, yours = (net(HERE / name / f"{stem}.py") for name in (first, other))
    offered = mine.keys() & yours.keys()
    assert {name: mine[name] for name in offered} == {name: yours[name] for name in offered}
    # A net that is another one but for a layer inherits the rest.
    assert offered == {*NET} or any(builds_on_a_net(name, stem) for name in (first, other))
    shared = [name for name in ours if name in theirs]
    assert shared == [name for name in theirs if name in ours]
    for name in shared:
        # A class without its own constructor or forward pass inherits one.
        inherited = {"__init__", "forward"} - (ours[name].keys() & theirs[name].keys())
        own, other_own = ([*pair.items()] for pair in (ours[name], theirs[name]))
        assert [pair for pair in own if pair[0] not in inherited] == [
            pair for pair in other_own if pair[0] not in inherited
        ]


def test_every_contender_has_a_name_of_its_own() -> None:
    assert len(contenders()) == sum(len(framework(name).contenders) for name in FRAMEWORKS)


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_plain_forms_are_declared_contenders_of_their_kind(name: str) -> None:
    declared = framework(name)
    own = {contender.name: contender for contender in declared.contenders}
    assert declared.title
    assert declared.distributions
    assert declared.plain, f"impls/{name} declares no plain form: it takes no part in an ordinary change's tests"
    for form, graph in ((declared.dynamic, "dynamic"), (declared.static, "static")):
        assert not form or own[form].graph == graph
        assert not form or "cpu" in own[form].devices
    assert declared.article in {"", *own}


def test_frameworks_are_told_apart_by_colour_on_both_grounds_and_by_marker() -> None:
    colours = [framework(name).colour for name in FRAMEWORKS]
    for attribute in ("light", "dark", "marker"):
        assert len({getattr(colour, attribute) for colour in colours}) == len(FRAMEWORKS), attribute


@pytest.mark.parametrize("contender", contenders().values(), ids=lambda contender: contender.name)
def test_declarations_are_complete(contender: Contender) -> None:
    declared = asdict(contender)
    assert declared["framework"] in FRAMEWORKS
    assert declared["framework"] == CONTROL or declared["name"].startswith(f"{declared['framework']}-")
    assert declared["graph"] in {"dynamic", "static"}
    assert set(declared["workloads"]) <= WORKLOADS.keys()
    assert declared["summary"]
    assert bool(declared["captured"]) == (declared["graph"] == "static")
    assert bool(declared["elsewhere"]) == (set(declared["devices"]) != {"cpu", "gpu"})
    # Who is another one but for one thing says for what, and the other one is there.
    assert bool(declared["base"]) == bool(declared["changes"])
    assert declared["base"] in {"", *contenders()}


@pytest.mark.parametrize("path", sorted(HERE.rglob("*.py")), ids=lambda path: str(path.relative_to(HERE)))
def test_every_public_thing_is_documented(path: Path) -> None:
    if path.stem.startswith("test_"):
        return
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef)
    for node in ast.walk(tree(path)):
        if isinstance(node, documented) and not getattr(node, "name", "").startswith("_"):
            assert ast.get_docstring(node), getattr(node, "name", path.name)


@cache
def imported(path: Path) -> set[str]:
    """Return the top-level packages that a file imports, the standard library left out."""
    nodes = list(ast.walk(tree(path)))
    names = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
    return {name.partition(".")[0] for name in names} - sys.stdlib_module_names


@pytest.mark.parametrize("name", FRAMEWORKS)
def test_a_framework_is_imported_in_its_own_folder_only(name: str) -> None:
    files = [path for folder in ("data", "impls", "benchmarks") for path in (HERE.parent / folder).rglob("*.py")]
    written = [path for path in (HERE / name).glob("*.py") if not path.stem.startswith("test_")]
    own = set().union(*map(imported, written)) - SHARED - {above.package for above in levels().values()}
    assert own or SHARED & {*framework(name).distributions}, f"impls/{name} imports no framework"
    others = [path for path in files if HERE / name not in path.parents]
    assert {str(path): found for path in others if (found := own & imported(path))} == {}


@pytest.mark.parametrize("name", levels())
def test_a_level_is_imported_in_its_own_folder_and_by_frameworks_that_bring_it_along(name: str) -> None:
    package, distributions = levels()[name].package, set(levels()[name].distributions)
    files = [path for folder in ("data", "impls", "benchmarks") for path in (HERE.parent / folder).rglob("*.py")]
    importing = {path.parent for path in files if package in imported(path)}
    assert HERE / name in importing
    assert importing - {HERE / name} == {
        HERE / folder for folder in FRAMEWORKS if distributions & {*framework(folder).companions}
    }
