"""The machine and the software under a run; None where a machine doesn't say, never an error."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import psutil

from impls.contenders import FRAMEWORKS, versions

LIBRARIES = ("numpy", "scipy", "scikit-learn", "pandas", "pytest", "pytest-benchmark", "keras")
CPUINFO = Path("/proc/cpuinfo")


def describe() -> dict[str, Any]:
    """Return machine, operating system, versions and the suite's own commit as plain values."""
    return {
        "cpu": _cpu_model(),
        "physical_cores": psutil.cpu_count(logical=False),
        "logical_cores": psutil.cpu_count(),
        "memory_bytes": psutil.virtual_memory().total,
        "load_average": _load_average(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "versions": _versions(),
        "commit": _commit(),
    }


def _versions() -> dict[str, str]:
    found = {name: number for framework in FRAMEWORKS for name, number in versions(framework).items()}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _cpu_model() -> str | None:
    try:
        lines = CPUINFO.read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or None
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), None)


def _load_average() -> list[float] | None:
    try:
        return list(os.getloadavg())
    except (AttributeError, OSError):
        return None


def _commit() -> str | None:
    def git(*arguments: str) -> str:
        root = Path(__file__).parents[2]
        command = ["git", *arguments]
        return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S603

    try:
        changed = "+changes" if git("status", "--porcelain", "--", "benchmarks", "data", "impls") else ""
        return git("rev-parse", "--short", "HEAD") + changed
    except (OSError, subprocess.CalledProcessError):
        return None
