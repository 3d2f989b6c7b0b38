"""How to lie: classic mistakes, made on purpose, each beside the honest measurement of the same pair.

A demonstration is a run of its own. It races no one, and none of its numbers is a result.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Literal

from msgspec.structs import replace

from benchmarks.harness import fakes
from benchmarks.harness.pitfalls import wrong_clocks, wrong_nets
from benchmarks.harness.pitfalls.experiment import PAIR, Experiment, NotShownError
from benchmarks.harness.runner.context import RunContext, missing_framework
from benchmarks.harness.runner.datasets import prepare
from benchmarks.harness.runner.process import ContenderError, WorkerError
from benchmarks.harness.runner.progress import Schedule, Show
from benchmarks.harness.runner.references import References
from benchmarks.harness.runner.replicate import NothingToRunError
from benchmarks.harness.runner.run import Run
from benchmarks.harness.runner.workers import Workers
from benchmarks.plan.cells import Cell, unavailable
from benchmarks.plan.pitfalls import PITFALLS, UNFAIR, Pitfall
from benchmarks.plan.places import RESULTS
from benchmarks.plan.settings import Settings
from benchmarks.record.schema import End, Failure
from data.store import CACHE
from impls.contenders import Framework, challengers, contenders, versions
from impls.interface import Contender, DeviceUnavailableError

#: A first guess of a mistake's seconds in one replicate.
SECONDS = 6.0
#: The simulated device of a run on the CPU.
DEVICE = "queueing"
#: How each mistake is made, by its name.
PROCEDURES: dict[str, Callable[[Experiment], None]] = {
    "no-end-sync": wrong_clocks.no_end_sync,
    "no-warm-up": partial(wrong_clocks.cold, called=True),
    "tracing-in-clock": partial(wrong_clocks.cold, called=False),
    "compiling-in-clock": partial(wrong_clocks.cold, called=False),
    "unequal-threads": wrong_clocks.unequal_threads,
    "feeding-in-one-clock": wrong_clocks.feeding,
    "other-epsilon": wrong_nets.other_epsilon,
    "other-weights": wrong_nets.other_weights,
    "one-after-the-other": wrong_clocks.one_after_the_other,
    "one-run-only": wrong_clocks.one_run,
    "best-of-n": wrong_clocks.best_block,
    "best-seed": wrong_nets.best_seed,
}


def roles_of(device: str) -> dict[str, Contender]:
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
        roles: Mapping[str, Contender] | None = None,
        results: Path = RESULTS,
        cache: Path = CACHE,
    ) -> None:
        """Take cells whose contenders are mistakes and whose workload is ``UNFAIR``; ``roles`` is who has each role."""
        roles = dict(roles or roles_of(settings.device))
        greedy = replace(roles["baseline"], name=f"{roles['baseline'].name}-all-cores")
        self.roles = {**roles, "greedy": greedy}
        roster = {contender.name: contender for contender in self.roles.values()}
        super().__init__(cells, settings, roster=roster, results=results, cache=cache)
        asked = {cell.contender for cell in cells}
        self.pitfalls = [pitfall for name, pitfall in PITFALLS.items() if name in asked]
        self._failed: dict[str, tuple[str, str]] = {}

    @property
    def pages(self) -> list[str]:
        """The demonstration's own page, if every mistake was made on full shapes."""
        whole = self._complete and not self.settings.effort.smoke and len(self.pitfalls) == len(PITFALLS)
        return [UNFAIR] * whole

    def _measure(self, show: Show) -> None:
        """Make every mistake in as many replicates as the effort says; one that fails costs no other."""
        self._recorder.write(self._environment(demonstration=True))
        replicates = self.settings.effort.replicates
        phases = [(pitfall.name, SECONDS) for _ in range(replicates) for pitfall in self.pitfalls]
        schedule = Schedule(phases, show)
        with Workers(self.settings, logs=self.folder / "logs") as workers:
            contexts = {small: self._context(workers, schedule, small=small) for small in (False, True)}
            for small, context in contexts.items():
                References(context=context).record(self._workloads(small=small, proven=True))
            for replicate in range(replicates):
                descriptions: dict[str, Any] = {}
                experiments = [
                    Experiment(
                        pitfall=pitfall,
                        context=contexts[pitfall.small],
                        roles=self.roles,
                        replicate=replicate,
                        descriptions=descriptions,
                    )
                    for pitfall in self.pitfalls
                    if pitfall.name not in self._failed
                ]
                _start_all(experiments, workers)
                for experiment in experiments:
                    schedule.begin(experiment.pitfall.name)
                    self._make(experiment)
                workers.stop()
            schedule.end()
        self._check_anything_shown()
        self._complete = True
        self._recorder.write(End())

    def _context(self, workers: Workers, schedule: Schedule, *, small: bool) -> RunContext:
        settings = self.settings
        if small:
            settings = replace(settings, effort=replace(settings.effort, smoke=True))
        return RunContext(
            cells=[],
            settings=settings,
            roster=dict(self._roster),
            data=prepare(self._workloads(small=small), settings, self._recorder, cache_folder=self.cache),
            recorder=self._recorder,
            schedule=schedule,
            workers=workers,
        )

    def _workloads(self, *, small: bool, proven: bool = False) -> list[str]:
        """Return the workloads on one kind of shapes, or those of them that are held against the reference."""
        pitfalls = [pitfall for pitfall in self.pitfalls if pitfall.small is small]
        return [*dict.fromkeys(pitfall.workload for pitfall in pitfalls if pitfall.subject != DEVICE or not proven)]

    def _make(self, experiment: Experiment) -> None:
        pitfall = experiment.pitfall
        try:
            self._check_here(pitfall)
            PROCEDURES[pitfall.name](experiment)
        except NotShownError as error:
            self._fail(pitfall, "not run", str(error))
        except WorkerError as error:
            absent = isinstance(error, ContenderError) and error.kind == DeviceUnavailableError.__name__
            self._fail(pitfall, "not run" if absent else "failed", str(error))

    def _check_here(self, pitfall: Pitfall) -> None:
        for role in (pitfall.subject, pitfall.baseline):
            contender = self.roles[role]
            reason = unavailable(contender, self.settings.device) or missing_framework(contender)
            if reason:
                raise NotShownError(f"{contender.name}: {reason}")

    def _fail(self, pitfall: Pitfall, status: Literal["failed", "not run"], reason: str) -> None:
        self._failed[pitfall.name] = status, reason
        self._recorder.write(Failure(workload=UNFAIR, contender=pitfall.name, status=status, reason=reason))

    def _check_anything_shown(self) -> None:
        absent = {name: reason for name, (status, reason) in self._failed.items() if status == "not run"}
        if absent.keys() >= {pitfall.name for pitfall in self.pitfalls}:
            reasons = "\n".join(f"  {name}: {reason}" for name, reason in absent.items())
            raise NothingToRunError(f"--device {self.settings.device}: no mistake can be shown:\n{reasons}")


def _start_all(experiments: Sequence[Experiment], workers: Workers) -> None:
    """Start everyone's worker, as many at once as fit the cores: nothing is timed yet."""

    def start(experiment: Experiment, role: str) -> None:
        # Whoever can't start fails again where a mistake needs it, and is recorded there.
        with suppress(WorkerError):
            experiment.start(role)

    by_contender = {experiment.contender(role).name: (experiment, role) for experiment in experiments for role in PAIR}
    list(workers.pool.map(start, *zip(*by_contender.values(), strict=True)))
