"""What PyTorch's errors mean to whoever runs the suite; torch itself isn't imported."""

from __future__ import annotations

import os
import sys

#: How PyTorch calls what its C++ compiler complains of, and a compiler that isn't there.
COMPILE, NO_COMPILER = "C++ compile error", "InvalidCxxCompiler"
#: Begins what PyTorch adds for those who develop it; variables that it names don't reach a worker.
DEVELOPERS = "Set TORCHDYNAMO_VERBOSE=1"


def explain(error: Exception) -> str:
    """Return what an error says, with what to do where that is known.

    torch.compile hands paths to the compiler without quotes: its own, and that of its cache.
    """
    text = f"{type(error).__name__}: {error}"
    if NO_COMPILER in text:
        return (
            "torch.compile needs a C++ compiler and found none: install g++ or clang++, or name one by the variable CXX"
        )
    spaced = [place for place in (sys.prefix, os.environ.get("TORCHINDUCTOR_CACHE_DIR", "")) if " " in place]
    if COMPILE in text and spaced:
        return (
            f"torch.compile can't use a path with a space in it, {spaced[0]!r}: keep the environment (for example "
            ".venv of the checkout) and TMPDIR where there is none"
        )
    return str(error).partition(DEVELOPERS)[0].rstrip()
