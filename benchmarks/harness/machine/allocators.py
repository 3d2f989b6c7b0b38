"""Where a process has its memory from: what a contender may be started with in place of the system's own way."""

from __future__ import annotations

import platform
from ctypes.util import find_library
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Allocator:
    """A way to allocate that is switched on from outside a process.

    Attributes:
        variables: environment variables that switch it on.
        libc: the C library whose allocator reads them; empty where it is another one's.
        library: a shared library to be loaded before all others, as ``find_library`` calls it.
        package: what Debian and Ubuntu call the package that has it.
    """

    variables: dict[str, str] = field(default_factory=dict)
    libc: str = ""
    library: str = ""
    package: str = ""


ALLOCATORS = {
    # mallopt(3): blocks of any size come from the heap, whose end is never given back to the system.
    "glibc, keeping": Allocator(
        variables={"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "-1"},
        libc="glibc",
    ),
    "tcmalloc": Allocator(library="tcmalloc_minimal", package="libtcmalloc-minimal4"),
}


def missing(name: str) -> str:
    """Return why this machine hasn't an allocator, or nothing."""
    allocator = ALLOCATORS[name] if name else Allocator()
    if allocator.libc and platform.libc_ver()[0] != allocator.libc:
        return f"its memory is to come from {allocator.libc}, and this system has another C library"
    if allocator.library and not find_library(allocator.library):
        return f"lib{allocator.library} is not installed; on Debian and Ubuntu the package is {allocator.package}"
    return ""


def variables(name: str) -> dict[str, str]:
    """Return the environment variables that switch an allocator on; none for the system's own way."""
    allocator = ALLOCATORS[name] if name else Allocator()
    library = find_library(allocator.library) if allocator.library else None
    return allocator.variables | ({"LD_PRELOAD": library} if library else {})


def check_loaded(name: str) -> None:
    """Raise RuntimeError where this process was to have a library that it hasn't: a loader only warns of that."""
    library = ALLOCATORS[name].library if name else ""
    if library and f"lib{library}" not in Path("/proc/self/maps").read_text(encoding="utf-8"):
        raise RuntimeError(f"lib{library} was to be loaded before all other libraries, and wasn't")
