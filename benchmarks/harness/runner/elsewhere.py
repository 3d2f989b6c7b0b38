"""The environments of a run's other versions: made before anything is measured, each by itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from msgspec.structs import replace

from benchmarks.harness.environments.environments import Environments, Made
from benchmarks.harness.environments.interpreters import UnmadeError
from benchmarks.harness.runner.progress import Show
from benchmarks.plan.cells import Cell
from benchmarks.plan.versions import Version
from benchmarks.record.files import Recorder
from benchmarks.record.schema import OtherEnvironment
from impls.interface import Contender


@dataclass(frozen=True, kw_only=True)
class Elsewhere:
    """Environments of other versions, by what contenders call them: those that are there, and why others aren't."""

    made: dict[str, Made] = field(default_factory=dict)
    unmade: dict[str, str] = field(default_factory=dict)


def wanted(versions: Iterable[Version], cells: Collection[Cell], roster: Mapping[str, Contender]) -> list[Version]:
    """Return those versions that a cell needs."""
    used = {roster[cell.contender].environment for cell in cells if cell.contender in roster}
    return [version for version in versions if version.environment in used]


def make(versions: Iterable[Version], environments: Environments, recorder: Recorder, show: Show) -> Elsewhere:
    """Make what isn't there yet and record what each is; one that can't be made costs no other anything.

    Raises:
        CacheUnwritableError: the cache can't be written.
    """
    elsewhere = Elsewhere()
    for version in versions:
        show(f"environment {version.environment}", 0.0, 0.0)
        line = OtherEnvironment(environment=version.environment, framework=version.framework)
        try:
            made = environments.make(version)
        except UnmadeError as error:
            reason = f"its environment can't be made: {error}"
            elsewhere.unmade[version.environment] = reason
            recorder.write(replace(line, reason=reason))
        else:
            elsewhere.made[version.environment] = made
            recorder.write(replace(line, python=made.python, packages=made.packages))
    return elsewhere
