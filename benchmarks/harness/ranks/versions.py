"""What must be the same on every machine of a run: this suite's own code, and the frameworks."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from benchmarks.plan.places import ROOT
from impls.contenders import FRAMEWORKS, framework, installed

#: The folders whose code makes a suite.
FOLDERS = ("data", "impls", "benchmarks")
#: What is said of a distribution that isn't installed.
MISSING = "missing"


def versions() -> dict[str, str]:
    """Return what is here, by name: the suite as the beginning of its code's SHA-256, and installed distributions."""
    code = hashlib.sha256()
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        code.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    declared = [framework(name) for name in FRAMEWORKS]
    distributions = tuple(name for one in declared for name in (*one.distributions, *one.companions))
    return {"suite": code.hexdigest()[:12], **installed(distributions)}


def difference(here: Mapping[str, str], there: Mapping[str, str]) -> str:
    """Return in what two machines differ, as a sentence goes on after their names; nothing where they are alike."""
    return ", ".join(
        f"its {name} is {there.get(name, MISSING)}, the run's is {here.get(name, MISSING)}"
        for name in {**here, **there}
        if here.get(name) != there.get(name)
    )
