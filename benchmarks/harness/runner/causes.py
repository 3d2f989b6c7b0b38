"""Who computed: one process a framework, another a level above it, in which contenders take steps while libraries talk.

Nothing is timed there, and what is timed never runs beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec

from msgspec.structs import replace

from benchmarks.harness.runner.context import RunContext
from benchmarks.plan.cells import Cell
from benchmarks.record.schema import Causes
from impls.contenders import declared_in, keeps_compiled
from impls.interface import Contender
from impls.libraries import variables


def find_causes(context: RunContext, workloads: Sequence[str]) -> None:
    """Ask all contenders of the workloads whose starts are measured, as many frameworks at once as fit.

    Of a framework whose versions are compared all are asked, everywhere: who computed may be what has changed.

    Where only plain forms are started, those that keep a compile cache aren't asked: reading it back costs seconds.
    """
    effort = context.settings.effort
    compared = {one.package for one in context.roster.values() if one.environment}
    cells = [
        cell
        for name in workloads
        for cell in context.contender_cells(name)
        if _says(contender := context.roster[cell.contender])
        and (
            contender.package in compared
            or (effort.starts_of(name) and not (effort.plain_starts and _is_kept(contender)))
        )
    ]
    by_software: dict[tuple[str, str, str], list[Cell]] = {}
    for cell in cells:
        contender = context.roster[cell.contender]
        by_software.setdefault((contender.package, contender.level, contender.environment), []).append(cell)
    if not cells:
        return
    context.schedule.announce("who computed")
    with context.spending.phase("causes"):
        list(context.workers.pool.map(lambda group: _ask(context, group), by_software.values()))


def _is_kept(contender: Contender) -> bool:
    """Whether what a contender compiles is kept."""
    return contender.graph == "static" and keeps_compiled(contender)


def _says(contender: Contender) -> bool:
    """Whether a framework has anything to say of what it does."""
    package = contender.package
    return bool(declared_in(package).libraries) or find_spec(f"{package}.allocation") is not None


def _ask(context: RunContext, cells: Sequence[Cell]) -> None:
    """Ask a framework's contenders one after the other, in one process; one that fails costs no other its answer."""
    for cell in cells:
        contender = context.roster[cell.contender]
        talkative = replace(contender, name=_named(contender), mode=_first_mode(contender))
        with context.tolerate(f"who computed of {cell.contender} on {cell.workload}"):
            context.workers.start(talkative, variables=variables(declared_in(contender.package).libraries))
            arguments = context.build_arguments(cell.workload)
            answer = context.workers.call(talkative, "causes", mode=contender.mode, **arguments)
            context.record(Causes, cell, answer)
    context.workers.end(talkative)


def _named(contender: Contender) -> str:
    """Return what the process is called that asks a contender: those of a framework, level and version share it."""
    version = contender.name.removeprefix(contender.base) if contender.environment else ""
    return "-".join(filter(None, (contender.framework, contender.level, "causes"))) + version


def _first_mode(contender: Contender) -> str:
    """Return a mode of its framework by which a worker can be started; any will do."""
    return declared_in(contender.package).contenders[0].mode
