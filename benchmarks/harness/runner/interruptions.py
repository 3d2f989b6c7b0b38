"""Signals that end a run: being told to terminate, or a terminal that closes, ends it as Ctrl-C does."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

#: What is sent to a process that is to end; not every system has both.
NAMES = ("SIGTERM", "SIGHUP")


@contextmanager
def interrupted_by_signals() -> Iterator[None]:
    """Let such a signal raise KeyboardInterrupt while the block runs; one that is ignored (nohup) stays so."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    handled = {number: handler for number, handler in before.items() if handler is not signal.SIG_IGN}
    for number in handled:
        signal.signal(number, _interrupt)
    try:
        yield
    finally:
        for number, handler in handled.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
