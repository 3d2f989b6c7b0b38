"""The code that a mode runs, read from its class and those that it is made of, without importing a framework.

What remains is what a user of the framework would write, the net included: docstrings, comments and the methods by
which the harness prepares and asks are left out. A method of a base class is there unless a class nearer to the mode
replaces it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from difflib import SequenceMatcher, ndiff
from functools import cache
from pathlib import Path

from impls.interface import Contender

HERE = Path(__file__).parent
#: What the contract adds to a program that would train anyway.
HARNESS = {
    *("reset", "place", "gradients", "predict", "weights", "traces", "captured", "canonical", "place_inputs"),
    "forget_compiled",
}
#: Classes of the contract itself, which hold no code.
CONTRACT = {"ABC", "Implementation", "Protocol", "Generic"}


def program(contender: Contender, module: str) -> list[str]:
    """Return the lines of a contender's mode in a module, such as ``two_layer_net``, as ``ast.unparse`` writes them.

    Raises:
        KeyError: the module has no such mode.
    """
    own = f"{contender.level or contender.framework}/{module}.py"
    # A class that several are made of comes behind all of them.
    ancestry = list(dict.fromkeys([*_ancestry(own, _modes(own)[contender.mode])][::-1]))[::-1]
    attributes = _attributes(ancestry)
    functions = {name: found for name, place in attributes.items() if (found := _function(*place))}
    lines = [f"{name} = {value}" for name, (value, _) in attributes.items() if name not in functions]
    lines += [line for function in functions.values() for line in _lines(function)]
    lines += _methods([node for _, node in ancestry])
    net, where = attributes.get("net_class", ("", ""))
    return lines + (_methods([node for _, node in _ancestry(where, net)]) if net else [])


def _attributes(ancestry: list[tuple[str, ast.ClassDef]]) -> dict[str, tuple[str, str]]:
    """Return what classes assign, by name, each with the file in which its value is to be understood."""
    found: dict[str, tuple[str, str]] = {}
    for path, node in reversed(ancestry):
        for each in node.body:
            target = each.targets[0] if isinstance(each, ast.Assign) else getattr(each, "target", None)
            value = getattr(each, "value", None)
            if isinstance(target, ast.Name) and isinstance(value, ast.expr):
                found[target.id] = (ast.unparse(value), path)
    return found


def _function(value: str, path: str) -> ast.FunctionDef | None:
    """Return the function of a module that a class binds as it is, ``name = staticmethod(function)``, if it does."""
    bound = value.removeprefix("staticmethod(").removesuffix(")")
    functions = (node for node in _tree(path).body if isinstance(node, ast.FunctionDef))
    return next((node for node in functions if value == f"staticmethod({bound})" and node.name == bound), None)


def _methods(ancestry: list[ast.ClassDef]) -> list[str]:
    methods: dict[str, list[ast.FunctionDef]] = {}
    for position, node in reversed(list(enumerate(ancestry))):
        nearer = "\n".join(map(ast.unparse, ancestry[: position + 1]))
        for method in node.body:
            if isinstance(method, ast.FunctionDef) and method.name not in HARNESS and not _is_abstract(method):
                # Replaced, unless a nearer class still calls it.
                kept = methods.get(method.name, []) if f"super().{method.name}" in nearer else []
                methods[method.name] = [*kept, method]
    return [line for group in methods.values() for method in group for line in _lines(method)]


def changed(dynamic: list[str], static: list[str]) -> tuple[int, int]:
    """Return how many lines were added and how many removed on the way from one program to another."""
    added = removed = 0
    for _, start, end, there, then in SequenceMatcher(None, dynamic, static, autojunk=False).get_opcodes():
        if dynamic[start:end] != static[there:then]:
            removed, added = removed + end - start, added + then - there
    return added, removed


def aligned(dynamic: list[str], static: list[str]) -> list[str]:
    """Return both programs as one text: lines of both begin with a blank, lines of one with a minus or a plus."""
    return [f"{line[0]}{line[1:]}".rstrip() for line in ndiff(dynamic, static) if not line.startswith("?")]


@cache
def _tree(relative: str) -> ast.Module:
    return ast.parse((HERE / relative).read_text(encoding="utf-8"))


def _modes(relative: str) -> dict[str, str]:
    """Return the class of every mode, from the module's ``IMPLEMENTATIONS``."""
    for node in _tree(relative).body:
        if isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "IMPLEMENTATIONS":
            assert isinstance(node.value, ast.Dict)
            pairs = zip(node.value.keys, node.value.values, strict=True)
            return {str(ast.literal_eval(key)): ast.unparse(value) for key, value in pairs if key is not None}
    raise KeyError(f"{relative} has no table of modes")


def _ancestry(relative: str, name: str) -> Iterator[tuple[str, ast.ClassDef]]:
    """Yield a class and those of this project that it is made of, the nearest first, each with its file."""
    module, _, simple = name.rpartition(".")
    path = f"{relative.split('/', maxsplit=1)[0]}/{module}.py" if module else relative
    if not (HERE / path).exists():
        return
    node = _class(path, simple)
    if node is None:
        path = _imported_from(path, simple)
        node = _class(path, simple)
    assert node is not None, f"{path} has no class {simple}"
    yield path, node
    for base in map(ast.unparse, node.bases):
        if base.partition("[")[0].rpartition(".")[2] not in CONTRACT:
            yield from _ancestry(path, base.partition("[")[0])


def _class(path: str, name: str) -> ast.ClassDef | None:
    return next((node for node in _tree(path).body if isinstance(node, ast.ClassDef) and node.name == name), None)


def _imported_from(path: str, name: str) -> str:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom) and any(alias.asname or alias.name == name for alias in node.names):
            return f"{(node.module or '').removeprefix('impls.').replace('.', '/')}.py"
    raise KeyError(f"{path} neither defines nor imports {name}")


def _is_abstract(method: ast.FunctionDef) -> bool:
    return any("abstractmethod" in ast.unparse(each) for each in method.decorator_list)


def _lines(method: ast.FunctionDef) -> list[str]:
    body = method.body[1:] if ast.get_docstring(method) else method.body
    bare = ast.FunctionDef(**{**{f: getattr(method, f) for f in method._fields}, "body": body or [ast.Pass()]})
    return ast.unparse(ast.fix_missing_locations(ast.copy_location(bare, method))).splitlines()
