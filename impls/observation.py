"""What is seen of a planted fault when it runs: exception, traceback, prints, a debugger's stops, wrong results."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, replace
from itertools import chain
from typing import Any

import numpy as np

from impls.faults import STEPS, correct, judged
from impls.probe import Program, Run, run_once
from impls.tracebacks import Line, frames, printed_with, said, stacks_in

_NUMBER = re.compile(r"\d+\.\d+")


@dataclass(frozen=True, kw_only=True)
class Observation:
    """How a fault shows in one mode of one framework.

    Attributes:
        graph: ``dynamic`` or ``static``.
        raised: the exception's type; empty where nothing is raised.
        when: ``build``, ``first call`` (all others pass), ``every call``, ``some calls``, or ``never``.
        names_line: whether the line of the fault is named; None where nothing is raised.
        named_by: what names it first: ``traceback``, ``message``, or ``warning``; else empty.
        frames_below: how many frames of other people's code stand below the line, in the traceback or in the stack
            that the message prints; None where it isn't named.
        message: the exception's first line that is no header and no frame.
        prints: on STEPS steps, how often the print or append ran; None in programs without one, and if they raise.
        debugger_stops: on how many of STEPS steps a debugger could stop at the line.
        result: what was wrong although nothing was raised, or the line that is named instead; else empty.
    """

    fault: str
    framework: str
    mode: str
    graph: str
    raised: str = ""
    when: str = "never"
    names_line: bool | None = None
    named_by: str = ""
    frames_below: int | None = None
    message: str = ""
    prints: int | None = None
    debugger_stops: int = 0
    result: str = ""


def observe(
    build: Callable[[], Program],
    function: Callable[..., Any],
    *,
    around: Callable[[], AbstractContextManager[Any]],
    fault: str,
    framework: str,
    mode: str,
    graph: str,
) -> dict[str, Any]:
    """Build and run a program twice, plainly and under a trace function, and return its row, an ``Observation``.

    Args:
        build: makes a fresh program each time.
        function: the user's function that has the planted line.
        around: opens the context that everything runs in.
        fault: its name, and with ``framework``, ``mode`` and ``graph`` what the row is called by.
        framework: the folder's name.
        mode: the mode's name.
        graph: ``dynamic`` or ``static``.
    """
    line = Line.planted(function)
    plain, traced = (run_once(build, line, around, debugger=debugger) for debugger in (False, True))
    error = next(filter(None, plain.errors), None)
    seen = _quiet(plain, fault) if error is None else _raised(plain, line, error)
    row = Observation(fault=fault, framework=framework, mode=mode, graph=graph, debugger_stops=traced.stops)
    return asdict(replace(row, **seen))


def _raised(run: Run, line: Line, error: Exception) -> dict[str, Any]:
    failed = [each is not None for each in run.errors]
    when = "every call" if all(failed) else "first call" if failed[0] and not any(failed[1:]) else "some calls"
    errors = list(printed_with(error))
    # A debugger opened after the fact walks the traceback; message and warning only tell.
    sources = {
        "traceback": [frames(each) for each in errors],
        "message": [stack for each in errors for stack in stacks_in(str(each))],
        "warning": stacks_in(run.warned),
    }
    named = {
        name: next((below for below in map(line.depth_below, stacks) if below is not None), None)
        for name, stacks in sources.items()
    }
    named_by = next((name for name, below in named.items() if below is not None), "")
    misses = line.misses([*chain.from_iterable(sources.values())])
    return {
        "raised": type(error).__name__,
        "when": when if run.built else "build",
        "names_line": bool(named_by),
        "named_by": named_by,
        "frames_below": named.get(named_by),
        "message": said(error),
        "result": f"names the line {misses[0]:+} from it instead" if misses and not named_by else "",
    }


def _quiet(run: Run, fault: str) -> dict[str, Any]:
    result, prints, readable = judged(fault, run.values), None, STEPS
    if fault == "print_in_step":
        prints = sum(text.count("\n") for text in run.printed)
        shown = [float(text[0]) for text in map(_NUMBER.findall, run.printed) if text]
        readable = sum(bool(np.isclose(shown, value, rtol=1e-3).any()) for value in correct(fault)) if shown else 0
    if fault == "append_in_step":
        prints, readable = len(run.kept) - run.kept_by_build, sum(map(_is_number, run.kept))
    lost = f"{readable} of {STEPS} losses can be read" if readable < STEPS else ""
    return {"prints": prints, "result": result or lost}


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except Exception:  # noqa: BLE001 - each framework has its own error for what isn't a number yet
        return False
    return True
