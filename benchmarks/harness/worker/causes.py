"""Who computed a step, and what it allocated: asked in a process of its own, where nothing is timed."""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from itertools import islice
from typing import IO, Any

from benchmarks.harness.worker.subject import Subject
from impls.contenders import declared_in
from impls.interface import Contender
from impls.libraries import computed

#: File descriptors of standard output and standard error.
OUTPUTS = (1, 2)


class Listener:
    """Hears what libraries print, which goes past Python, and keeps it: a heading comes once a process."""

    def __init__(self) -> None:
        """Begin without having heard anything."""
        self.heard = ""

    def hear(self, work: Callable[[], object]) -> str:
        """Do some work, and return what was printed meanwhile."""
        with tempfile.TemporaryFile() as file:
            with _redirected(file):
                work()
            file.seek(0)
            said = file.read().decode(errors="replace")
        self.heard += said
        return said


@contextmanager
def _redirected(file: IO[bytes]) -> Iterator[None]:
    _flush()
    kept = [os.dup(output) for output in OUTPUTS]
    try:
        for output in OUTPUTS:
            os.dup2(file.fileno(), output)
        yield
    finally:
        _flush()
        for output, copy in zip(OUTPUTS, kept, strict=True):
            os.dup2(copy, output)
            os.close(copy)


def _flush() -> None:
    """Hand on what Python and C libraries hold back: into a file these print in large pieces."""
    sys.stdout.flush()
    sys.stderr.flush()
    if sys.platform != "win32":
        ctypes.CDLL(None).fflush(None)


def causes(contender: Contender, subject: Subject, listener: Listener) -> dict[str, Any]:
    """Return which libraries multiplied in a step of a contender, and what it allocated.

    Args:
        contender: who.
        subject: its implementation of a workload, which has not taken a step.
        listener: has heard all that was printed in this process so far.

    Returns:
        ``libraries``, name to instructions, and the ``allocated_bytes`` of a step, None where the framework doesn't
        say.
    """
    implementation = subject.implementation
    placed = implementation.place(islice(subject.loader.epoch(), 1))
    implementation.reset(subject.initial)
    # Traces, compiles and allocates what stays.
    listener.hear(lambda: implementation.train(placed))
    before = listener.heard
    said = listener.hear(lambda: implementation.train(placed))
    allocated = None
    if find_spec(f"{contender.package}.allocation") is not None:
        module = import_module(f"{contender.package}.allocation")
        # Two steps less one: what is placed in a list or read at the end of a block isn't a step's.
        one, two = (module.allocated_bytes(lambda n=n: implementation.train(placed, epochs=n)) for n in (1, 2))
        allocated = None if one is None or two is None else two - one
    return {
        "libraries": computed(declared_in(contender.package).libraries, said, before=before),
        "allocated_bytes": allocated,
    }
