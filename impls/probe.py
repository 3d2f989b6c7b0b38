"""Run a program with a planted fault: three steps, what each raises and prints, and where a debugger could stop."""

from __future__ import annotations

import io
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, redirect_stdout
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from impls.faults import STEPS
from impls.tracebacks import Line


@dataclass(frozen=True, kw_only=True)
class Program:
    """A faulty program, built: ``step`` takes the step's number from 0 and returns its loss; ``kept`` is its list."""

    step: Callable[[int], float]
    kept: list[Any] = field(default_factory=list)


@dataclass(kw_only=True)
class Run:
    """What one run of a program did; ``errors`` has one entry a step, or the only one of a build that failed."""

    built: bool = False
    errors: list[Exception | None] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    kept: list[Any] = field(default_factory=list)
    kept_by_build: int = 0
    warned: str = ""
    stops: int = 0


def run_once(
    build: Callable[[], Program], line: Line, around: Callable[[], AbstractContextManager[Any]], *, debugger: bool
) -> Run:
    """Build a program and take STEPS steps, whatever they raise.

    Args:
        build: makes a fresh program.
        line: where a debugger would have its breakpoint.
        around: opens the context that everything runs in.
        debugger: whether a trace function watches, without which ``stops`` stays 0.
    """
    run, reached = Run(), [False]
    tracing = _tracing(line, reached) if debugger else nullcontext()
    with warnings.catch_warnings(record=True) as warned, around(), tracing:
        warnings.simplefilter("always")
        try:
            with redirect_stdout(io.StringIO()):
                program = build()
        except Exception as error:  # noqa: BLE001 - whatever a fault raises is looked at
            run.errors.append(error)
            return run
        run.built, run.kept_by_build = True, len(program.kept)
        for number in range(STEPS):
            reached[0] = False
            with redirect_stdout(io.StringIO()) as printed:
                _step(run, program, number)
            run.stops += reached[0]
            run.printed.append(printed.getvalue())
    run.kept = program.kept.copy()
    run.warned = "\n".join(str(each.message) for each in warned)
    return run


def _step(run: Run, program: Program, number: int) -> None:
    try:
        run.values.append(program.step(number))
    except Exception as error:  # noqa: BLE001 - whatever a fault raises is looked at
        run.errors.append(error)
    else:
        run.errors.append(None)


@contextmanager
def _tracing(line: Line, reached: list[bool]) -> Iterator[None]:
    """Set ``reached[0]`` whenever the line is about to run as Python, which is where a breakpoint stops."""

    def trace(frame: FrameType, event: str, _: object) -> Any:
        """Watch the lines of the line's own file."""
        if frame.f_code.co_filename != line.file:
            return None
        if event == "line" and frame.f_lineno == line.number:
            reached[0] = True
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        yield
    finally:
        sys.settrace(before)
