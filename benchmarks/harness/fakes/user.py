"""A user at the command line: tests that run the suite as a whole start their own pytest by this."""

import os
import subprocess
import sys
from pathlib import Path

from benchmarks.plan.places import ROOT


def run_pytest(*arguments: str, folder: Path = ROOT, timeout: float = 600) -> subprocess.CompletedProcess[str]:
    """Run pytest with ``arguments`` in ``folder``, for ``timeout`` seconds at most; its text is captured.

    Within a test run of several processes pytest-benchmark would take the run that is started here for one of them, and
    refuse to measure, so the variables of pytest-xdist are left behind.
    """
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST")}
    return subprocess.run(  # noqa: S603  our own interpreter and our own module
        command, cwd=folder, env=alone, capture_output=True, text=True, timeout=timeout, check=False
    )
