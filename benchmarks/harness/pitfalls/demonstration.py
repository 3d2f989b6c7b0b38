"""How to lie: classic mistakes, made on purpose, each beside the honest measurement of the same pair.

A demonstration is a run of its own. It races no one, and none of its numbers is a result.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.harness import fakes
from benchmarks.harness.pitfalls.experiment import PAIR, NotShownError, Stage
from benchmarks.harness.pitfalls.ways import WAYS
from benchmarks.harness.runner.context import Track, missing
from benchmarks.harness.runner.datasets import prepare
from benchmarks.harness.runner.process import ContenderError, WorkerError
from benchmarks.harness.runner.progress import Schedule, Show, silence
from benchmarks.harness.runner.race import record_references
from benchmarks.harness.runner.replicate import NothingToRunError
from benchmarks.harness.runner.run import Run
from benchmarks.harness.runner.workers import Workers
from benchmarks.plan.cells import Cell, unavailable
from benchmarks.plan.pitfalls import MISTAKES, UNFAIR, Mistake
from benchmarks.plan.places import RESULTS
from benchmarks.plan.settings import Settings
from impls.contenders import Framework, challengers, contenders, versions
from impls.interface import Contender, DeviceUnavailableError

#: A first guess of a mistake's seconds in one replicate.
SECONDS = 6.0
#: The simulated device of a run on the CPU.
DEVICE = "queueing"


def cast_of(device: str) -> dict[str, Contender]:
    """Return who plays each role on a device.

    The first framework that has both plain forms is the baseline, in its dynamic form, and the next one's static form
    is the subject; one framework alone is both.

    Raises:
        NothingToRunError: if no framework has both.
    """
    everyone, pretended = contenders(), {contender.mode: contender for contender in fakes.CONTENDERS}
    first, second = _pair()
    subject, baseline = everyone[second.static], everyone[first.dynamic]
    simulated = {
        DEVICE: replace(pretended["unsynchronized"], name="simulated-device"),
        "waiting": replace(pretended["honest"], name="no-device"),
    }
    return {
        "subject": subject,
        "baseline": baseline,
        "compiling": everyone[first.static],
        **(simulated if device == "cpu" else {DEVICE: subject, "waiting": baseline}),
    }


def _pair() -> tuple[Framework, Framework]:
    able = {name: declared for name, declared in challengers().items() if declared.dynamic and declared.static}
    if not able:
        raise NothingToRunError("no framework declares both a dynamic and a static plain form: no mistake can be shown")
    here = [declared for name, declared in able.items() if versions(name)]
    first, *others = here or able.values()
    return first, others[0] if others else first


class Demonstration(Run):
    """Makes mistakes; what ``Run`` answers for each cell, this answers for each of them."""

    def __init__(
        self,
        cells: Collection[Cell],
        settings: Settings,
        *,
        cast: Mapping[str, Contender] | None = None,
        results: Path = RESULTS,
    ) -> None:
        """Take cells whose contenders are mistakes and whose workload is ``UNFAIR``; ``cast`` is who has each role."""
        cast = dict(cast or cast_of(settings.device))
        greedy = replace(cast["baseline"], name=f"{cast['baseline'].name}-all-cores")
        self.cast = {**cast, "greedy": greedy}
        roster = {contender.name: contender for contender in self.cast.values()}
        super().__init__(cells, settings, roster=roster, results=results)
        asked = {cell.contender for cell in cells}
        self.mistakes = [mistake for name, mistake in MISTAKES.items() if name in asked]
        self._failed: dict[str, tuple[str, str]] = {}

    @property
    def pages(self) -> list[str]:
        """The demonstration's own page, if every mistake was made on full shapes."""
        whole = self._complete and not self.settings.effort.smoke and len(self.mistakes) == len(MISTAKES)
        return [UNFAIR] * whole

    def measure(self, show: Show = silence) -> None:
        """Make every mistake in as many replicates as the effort says; one that fails costs no other."""
        self._recorder.write("environment", demonstration=True, **self._environment())
        replicates = self.settings.effort.replicates
        stretches = [(mistake.name, SECONDS) for _ in range(replicates) for mistake in self.mistakes]
        schedule = Schedule(stretches, show)
        with Workers(self.settings, logs=self.folder / "logs") as workers:
            tracks = {small: self._track(workers, schedule, small=small) for small in (False, True)}
            for small, track in tracks.items():
                record_references(track, self._workloads(small=small, proven=True))
            for replicate in range(replicates):
                described: dict[str, Any] = {}
                stages = [
                    Stage(
                        mistake=mistake,
                        track=tracks[mistake.small],
                        cast=self.cast,
                        replicate=replicate,
                        described=described,
                    )
                    for mistake in self.mistakes
                    if mistake.name not in self._failed
                ]
                _start_all(stages, workers)
                for stage in stages:
                    schedule.begin(stage.mistake.name)
                    self._make(stage)
                workers.stop()
            schedule.end()
        self._check_anything_shown()
        self._complete = True
        self._recorder.write("end")

    def _track(self, workers: Workers, schedule: Schedule, *, small: bool) -> Track:
        settings = self.settings
        if small:
            settings = replace(settings, effort=replace(settings.effort, smoke=True))
        return Track(
            cells=[],
            settings=settings,
            roster=dict(self._roster),
            data=prepare(self._workloads(small=small), settings, self._recorder),
            recorder=self._recorder,
            schedule=schedule,
            workers=workers,
        )

    def _workloads(self, *, small: bool, proven: bool = False) -> list[str]:
        """Return the workloads on one kind of shapes, or those of them that are held against the reference."""
        made = [mistake for mistake in self.mistakes if mistake.small is small]
        return [*dict.fromkeys(each.workload for each in made if each.subject != DEVICE or not proven)]

    def _make(self, stage: Stage) -> None:
        mistake = stage.mistake
        try:
            self._check_here(mistake)
            WAYS[mistake.name](stage)
        except NotShownError as error:
            self._fail(mistake, "not run", str(error))
        except WorkerError as error:
            absent = isinstance(error, ContenderError) and error.kind == DeviceUnavailableError.__name__
            self._fail(mistake, "not run" if absent else "failed", str(error))

    def _check_here(self, mistake: Mistake) -> None:
        for role in (mistake.subject, mistake.baseline):
            contender = self.cast[role]
            reason = unavailable(contender, self.settings.device) or missing(contender)
            if reason:
                raise NotShownError(f"{contender.name}: {reason}")

    def _fail(self, mistake: Mistake, status: str, reason: str) -> None:
        self._failed[mistake.name] = status, reason
        self._recorder.write("failure", workload=UNFAIR, contender=mistake.name, status=status, reason=reason)

    def _check_anything_shown(self) -> None:
        absent = {name: reason for name, (status, reason) in self._failed.items() if status == "not run"}
        if absent.keys() >= {mistake.name for mistake in self.mistakes}:
            reasons = "\n".join(f"  {name}: {reason}" for name, reason in absent.items())
            raise NothingToRunError(f"--device {self.settings.device}: no mistake can be shown:\n{reasons}")


def _start_all(stages: Sequence[Stage], workers: Workers) -> None:
    """Start everyone's worker, as many at once as fit the cores: nothing is timed yet."""

    def start(who: tuple[Stage, str]) -> None:
        # Whoever can't start fails again where a mistake needs it, and is recorded there.
        with suppress(WorkerError):
            who[0].start(who[1])

    list(workers.pool.map(start, {stage.who(role).name: (stage, role) for stage in stages for role in PAIR}.values()))
