"""A user at the command line: tests that run the suite as a whole start their own pytest by this."""

import io
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

import pytest

from benchmarks.plan.places import ROOT

#: The files whose tests are cells.
BENCHES = sorted(str(file.relative_to(ROOT)) for file in (ROOT / "benchmarks").glob("bench_*.py"))


def environment() -> dict[str, str]:
    """Return the variables of a user's pytest.

    Within a test run of several processes pytest-benchmark would take the run that is started here for one of them, and
    refuse to measure, so the variables of pytest-xdist are left behind.
    """
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_XDIST")}


def run_pytest(*arguments: str, folder: Path = ROOT, timeout: float = 600) -> subprocess.CompletedProcess[str]:
    """Run pytest with ``arguments`` in ``folder``, for ``timeout`` seconds at most; its text is captured."""
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments]
    return subprocess.run(  # noqa: S603  our own interpreter and our own module
        command, cwd=folder, env=environment(), capture_output=True, text=True, timeout=timeout, check=False
    )


def call_pytest(*arguments: str) -> tuple[int, str]:
    """Return the exit status and the text of pytest where it measures nothing: it is called within this process."""
    said = io.StringIO()
    with patch.dict(os.environ, environment(), clear=True), redirect_stdout(said), redirect_stderr(said):
        status = pytest.main(["-p", "no:cacheprovider", "--capture=no", f"--rootdir={ROOT}", *arguments])
    return int(status), said.getvalue()


def collected(*arguments: str) -> set[str]:
    """Return the ids of the cells that pytest would measure with these arguments."""
    status, said = call_pytest("--collect-only", "-q", *arguments, *(str(ROOT / bench) for bench in BENCHES))
    assert status in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}, said
    return {line for line in said.splitlines() if "::" in line}
