"""What a record holds, as a page: made from the structs, so that it can't say anything else than they do."""

from __future__ import annotations

from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from msgspec import Meta, Struct
from msgspec.structs import fields

from benchmarks.plan.settings import Effort, Settings
from benchmarks.record.machine import Clock, GpuModel, Machine, PythonBuild
from benchmarks.record.schema import FORMAT, LoaderSeconds, kinds
from impls.interface import Contender

#: What the last word of a name counts in.
UNITS = {
    "bytes": "bytes",
    "seconds": "seconds",
    "minutes": "minutes",
    "mhz": "MHz",
    "celsius": "degrees Celsius",
    "watts": "watts",
    "share": "share of 1",
}
#: What is called by another name than its type.
WORDS = {str: "text", float: "number", int: "whole number", bool: "true or false", type(None): "null"}
#: Structs within lines.
PARTS: tuple[type[Struct], ...] = (
    Settings,
    Effort,
    Machine,
    PythonBuild,
    Clock,
    GpuModel,
    Contender,
    LoaderSeconds,
)
INTRODUCTION = f"""# What a record holds

A run's record, `results/runs/RUN/samples.jsonl`, is one JSON object a line, written as the run goes. This is format
{FORMAT}. Every line has a `kind`, and `seconds_since_start`: the time from the start of the run until it was written.
Units are in the names of the fields. A share is of 1. Null is what a machine or a framework does not say, or a number
that is not finite; a field that may be left out says so. In a line about a study or about planted faults, `workload` is
the name of that study or catalogue. All of this is declared in `benchmarks/record/schema.py`. This page is made from
it by `python -m benchmarks.record.dictionary`, and a test holds it to it."""


class Field(NamedTuple):
    """What there is to say of one field."""

    name: str
    type: str
    unit: str
    meaning: str


def described(struct: type[Struct]) -> list[Field]:
    """Return name, type in words, unit and meaning of every field of a struct, in their order."""
    hints = get_type_hints(struct, include_extras=True)
    return [
        Field(
            name=field.name,
            type=_words(hints[field.name]) + ("" if field.required else ", may be left out"),
            unit=_unit(field.name),
            meaning=_meaning(hints[field.name]),
        )
        for field in fields(struct)
    ]


def page() -> str:
    """Return the page: a table for every kind of line, then for every struct within lines."""
    sections = [INTRODUCTION, "## Kinds of lines", *(_section(kind) for kind in kinds())]
    sections += ["## Within lines", *(_section(part) for part in PARTS)]
    return "\n\n".join(sections) + "\n"


def _section(struct: type[Struct]) -> str:
    tag = struct.__struct_config__.tag
    rows = [field for field in described(struct) if field.name != "seconds_since_start"]
    table = [("field", "type", "unit", "meaning"), ("---",) * 4, *((f"`{row.name}`", *row[1:]) for row in rows)]
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |" for cells in table]
    title = f"`{tag}`" if tag else struct.__name__
    summary = (struct.__doc__ or "").split("\n\n")[0]
    return "\n".join([f"### {title}", "", summary, "", *lines])


def _words(hint: Any) -> str:
    """Return a type in words."""
    origin, inner = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _words(inner[0])
    if origin in {Union, UnionType}:
        return " or ".join(dict.fromkeys(map(_words, inner)))
    if origin is Literal:
        return " or ".join(f'"{value}"' for value in inner)
    if origin in {list, tuple}:
        return f"list of {_words(inner[0])}"
    if origin is dict:
        return f"{_words(inner[1])} by name"
    return WORDS.get(hint) or str(hint.__name__)


def _unit(name: str) -> str:
    """Return what a field counts in, by the end of its name; nothing where it counts pieces or is no number."""
    counted, per, time = name.rpartition("_per_")
    return f"{counted.rpartition('_')[2]} per {time}" if per else UNITS.get(name.rpartition("_")[2], "")


def _meaning(hint: Any) -> str:
    """Return the description beside a type."""
    metadata = [meta for meta in getattr(hint, "__metadata__", ()) if isinstance(meta, Meta)]
    return next((meta.description for meta in metadata if meta.description), "")


if __name__ == "__main__":
    from pathlib import Path

    Path(__file__).with_name("README.md").write_text(page(), encoding="utf-8")
