"""Memory of a worker process: what it holds, the most that it held, and giving back what it needs no more."""

from __future__ import annotations

import contextlib
import ctypes
import sys
from pathlib import Path

import psutil

STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")
#: Makes the kernel forget the peak; see proc(5).
FORGET_PEAK = "5"


def resident_bytes() -> int:
    """Return the bytes of memory that the process holds now."""
    return int(psutil.Process().memory_info().rss)


def forget_peak() -> None:
    """Let the peak start anew from what is held now, where the system can."""
    with contextlib.suppress(OSError):
        CLEAR.write_text(FORGET_PEAK, encoding="ascii")


def give_back() -> None:
    """Give the system what the C library keeps of memory that was freed, where it is one that can (glibc).

    Nothing is collected for it: a framework's modules take a collection long, and the most of a run got no less by it.
    """
    if sys.platform == "linux":
        with contextlib.suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)


def peak_bytes() -> int | None:
    """Return the most bytes that the process has held since ``forget_peak``; None where the system doesn't say.

    Linux's own peak in getrusage would not do: it survives exec, so that a worker would start with its parent's.
    """
    try:
        lines = STATUS.read_text(encoding="ascii").splitlines()
    except OSError:
        peak = getattr(psutil.Process().memory_info(), "peak_wset", None)  # Windows
        return None if peak is None else int(peak)
    kibibytes = next((line.split()[1] for line in lines if line.startswith("VmHWM:")), None)
    return None if kibibytes is None else int(kibibytes) * 1024
