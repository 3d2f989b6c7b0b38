"""A machine that changes, on purpose: processes that spin."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

#: A burner spins until whoever started it is gone.
BURNER = "import os, sys\nwhile os.getppid() == int(sys.argv[1]):\n    pass"
#: Until they spin.
BURNERS_START_SECONDS = 0.3
BURNERS_PER_PROCESSOR = 2


@contextmanager
def burners(count: int) -> Iterator[None]:
    """Let so many processes spin, each as hard as a core can, until the block ends."""
    processes: list[subprocess.Popen[bytes]] = []
    try:
        for _ in range(count):
            # Ctrl-C reaches the harness alone, which ends them itself.
            command = [sys.executable, "-c", BURNER, str(os.getpid())]
            processes.append(subprocess.Popen(command, start_new_session=True))  # noqa: S603  our own interpreter
        time.sleep(BURNERS_START_SECONDS)
        yield
    finally:
        for process in processes:
            process.kill()
            process.wait()
