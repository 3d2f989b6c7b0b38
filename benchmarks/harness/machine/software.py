"""The software under a run: Python, packages, the suite's commit, and the variables that can change speed."""

from __future__ import annotations

import os
import platform
import re
import sys
import sysconfig
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib import metadata
from operator import attrgetter
from typing import Any

from benchmarks.harness.machine import sources
from benchmarks.plan.places import ROOT
from impls.contenders import FRAMEWORKS, framework, installed, levels

LIBRARIES = ("numpy", "scipy", "scikit-learn", "pandas", "pytest", "pytest-benchmark")
#: Beginnings of the names of recorded variables, beside those that the frameworks declare.
PREFIXES = (
    *("OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "GOTO_", "BLIS_", "VECLIB_", "NUMEXPR_", "ONEDNN_", "DNNL_"),
    *("CUDA_", "CUDNN_", "CUBLAS_", "NCCL_", "MALLOC_", "TCMALLOC_", "GLIBC_TUNABLES", "PYTHON"),
    *("LD_PRELOAD", "LD_LIBRARY_PATH", "LD_BIND_NOW", "DYLD_INSERT_LIBRARIES", "DYLD_LIBRARY_PATH"),
    *("NVIDIA_TF32_OVERRIDE", "NVIDIA_VISIBLE_DEVICES"),
)
#: Git's patterns of the files that decide how a number comes about. How it is told, and what is tested, is not part of
#: that: pages are made again from records, and two runs between which only those changed are of one suite.
MEASURES = (
    *("benchmarks/harness", "benchmarks/plan", "benchmarks/stats", "benchmarks/bench_*.py", "data", "impls"),
    # How many rounds and processes are worth taking follows from the analysis of those before.
    *("benchmarks/analysis", "benchmarks/commands/calibrate.py", "conftest.py", "benchmarks/conftest.py"),
    *(":(exclude,glob)**/test_*.py", ":(exclude,glob)**/*.md"),
)
SECRET_NAME = re.compile(r"TOKEN|SECRET|PASS|PWD|KEY|CREDENTIAL|AUTH|COOKIE|SESSION")
#: A user's name or a password in an address.
SECRET_VALUE = re.compile(r"://[^/]*@")


def _python_build() -> dict[str, Any]:
    """Return what makes one build of a version of Python faster than another."""
    configured = str(sysconfig.get_config_var("CONFIG_ARGS") or "")
    gil = getattr(sys, "_is_gil_enabled", lambda: True)
    return {
        "made": " ".join(platform.python_build()),
        "gil": gil(),
        "debug": hasattr(sys, "gettotalrefcount"),
        # Windows has no configure, so it doesn't say.
        "profile_guided": "--enable-optimizations" in configured if configured else None,
        "link_time_optimized": "--with-lto" in configured if configured else None,
        "compiler_options": sysconfig.get_config_var("OPT"),
        "optimize": sys.flags.optimize,
        "dev_mode": sys.flags.dev_mode,
    }


def _clock() -> dict[str, Any]:
    info = time.get_clock_info("perf_counter")
    return {
        "implementation": info.implementation,
        "resolution_seconds": info.resolution,
        "monotonic": info.monotonic,
        "adjustable": info.adjustable,
    }


def _versions() -> dict[str, str]:
    declared = [framework(name) for name in FRAMEWORKS]
    distributions = [name for folder in declared for name in (*folder.distributions, *folder.companions)]
    above = [name for level in levels().values() for name in level.distributions]
    return installed((*distributions, *above, *LIBRARIES))


def _packages() -> dict[str, str]:
    """Return the version of every installed distribution; a damaged one has none and is left out."""
    packages: dict[str, str] = {}
    for distribution in metadata.distributions():
        name, number = sources.or_none(partial(attrgetter("name", "version"), distribution)) or (None, None)
        if name and number:
            # The first on the path is the one that is imported.
            packages.setdefault(name, number)
    return dict(sorted(packages.items(), key=lambda pair: pair[0].lower()))


def _git(*arguments: str) -> str | None:
    # Without its lock, so that nobody else's git in this checkout fails for ours.
    return sources.ask("git", "--no-optional-locks", "-C", str(ROOT), *arguments)


def _commit_changed() -> bool | None:
    status = _git("status", "--porcelain", "--", *MEASURES)
    return None if status is None else status != ""


def _commit() -> str | None:
    last = _git("log", "--max-count=1", "--format=%h", "--", *MEASURES) or None
    return f"{last}+changes" if last and _commit_changed() else last


def _variables() -> dict[str, str]:
    """Return the harness's variables that can change speed; a worker inherits few of them (``process.INHERITED``)."""
    own = [framework(name).variables for name in FRAMEWORKS]
    above = [level.variables for level in levels().values()]
    prefixes = (*PREFIXES, *(prefix for variables in (*own, *above) for prefix in variables))
    return {
        name: value.encode(errors="replace").decode()
        for name, value in sorted(os.environ.items())
        if name.startswith(prefixes) and not SECRET_NAME.search(name.upper()) and not SECRET_VALUE.search(value)
    }


FACTS: dict[str, Callable[[], Any]] = {
    "date_utc": lambda: f"{datetime.now(tz=UTC):%Y-%m-%dT%H:%M:%S}",
    "python": platform.python_version,
    "python_implementation": platform.python_implementation,
    "python_compiler": platform.python_compiler,
    "python_build": _python_build,
    "clock": _clock,
    "versions": _versions,
    "packages": _packages,
    "commit": _commit,
    "commit_changed": _commit_changed,
    "variables": _variables,
}
