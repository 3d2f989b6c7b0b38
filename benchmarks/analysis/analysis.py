"""One object between a record and all that is shown of it: every quantity is defined once and computed once."""

from __future__ import annotations

from functools import cached_property

from benchmarks.analysis import pitfalls
from benchmarks.analysis.accuracy import Accuracies, GridAccuracy, by_initial_weights
from benchmarks.analysis.options import against_bases
from benchmarks.analysis.parallel import Scaling, scaling_of
from benchmarks.analysis.resources import (
    Resources,
    UpdateFloor,
    Work,
    ceilings_of,
    resources_of,
    update_floor_of,
    work_of,
)
from benchmarks.analysis.sequences import SequenceTimes, sequences_of
from benchmarks.analysis.standings import Standing, of_case, of_workload
from benchmarks.analysis.starts import Starts
from benchmarks.analysis.studies import Study
from benchmarks.analysis.sweep import Sweep
from benchmarks.analysis.times import Comparison, Times
from benchmarks.analysis.versions import Pair, pairs
from benchmarks.record.record import Record
from benchmarks.stats.roofline import Ceilings


class Analysis:
    """What a run's record says, with a baseline and a band."""

    def __init__(self, record: Record, *, baseline: str = "", band: float | None = None) -> None:
        """Take the record; baseline and band (a share) are the run's own unless others are given."""
        settings = record.environment.settings
        self.record = record
        self.baseline = baseline or settings.baseline
        self.band = settings.band if band is None else band
        self._workloads: dict[str, WorkloadAnalysis] = {}
        self._studies: dict[str, Study] = {}

    @property
    def workloads(self) -> list[WorkloadAnalysis]:
        """The workloads that contenders raced on, in the order of the tables."""
        return [self.workload(name) for name in self.record.workloads]

    def workload(self, name: str) -> WorkloadAnalysis:
        """Return what the record says of a workload, or of a size of the sweep."""
        if name not in self._workloads:
            self._workloads[name] = WorkloadAnalysis(self, name)
        return self._workloads[name]

    def study(self, name: str) -> Study:
        """Return what the record says of a study."""
        if name not in self._studies:
            self._studies[name] = Study(self.record, name, band=self.band)
        return self._studies[name]

    def standing(self, study: str, net: str, case: str) -> Standing | None:
        """Return who stands where in one case of a study."""
        return of_case(self.study(study), self.study(study).cases.get((net, case), []))

    @cached_property
    def ceilings(self) -> Ceilings | None:
        """What the machine allows, as the best of all frameworks reached it; None if none was tried."""
        return ceilings_of(self.record)

    @cached_property
    def sweep(self) -> Sweep:
        """What the size sweep says."""
        return Sweep(self.record, lambda size: self.workload(size).times, lambda size: self.workload(size).work)

    @cached_property
    def grid(self) -> list[GridAccuracy]:
        """Accuracies by initial weights and vocabulary; empty where they weren't trained."""
        return by_initial_weights(self.record)

    @cached_property
    def pitfalls(self) -> list[pitfalls.Shown]:
        """What is shown of each pitfall; empty where the record is about results."""
        return pitfalls.shown(self.record)


class WorkloadAnalysis:
    """What a run's record says of one workload."""

    def __init__(self, run: Analysis, name: str) -> None:
        """Take the whole run's analysis and the workload's name; record, baseline and band are the run's."""
        self.run, self.name = run, name
        self.record, self.baseline, self.band = run.record, run.baseline, run.band

    @cached_property
    def times(self) -> Times:
        """Blocks, steps, flags, noise and comparisons."""
        return Times(self.record, self.name, band=self.band)

    @cached_property
    def comparisons(self) -> dict[str, Comparison]:
        """Every timed contender against the baseline, by name; none if the baseline wasn't timed."""
        return self.times.against(self.baseline)

    @cached_property
    def standing(self) -> Standing | None:
        """Who stands where; None where no current form of a framework was timed."""
        return of_workload(self.times)

    @cached_property
    def starts(self) -> Starts:
        """What starting costs, and when it has paid."""
        return Starts(self.times)

    @cached_property
    def accuracies(self) -> Accuracies:
        """What full trainings came to."""
        return Accuracies(self.record, self.name, baseline=self.baseline)

    @cached_property
    def work(self) -> Work:
        """The work of a step."""
        return work_of(self.record, self.name)

    @cached_property
    def resources(self) -> list[Resources]:
        """How near every timed contender comes to the machine's ceilings, and its memory."""
        return resources_of(self.times, self.work, self.run.ceilings)

    @cached_property
    def update_floor(self) -> UpdateFloor | None:
        """What the dense update of sparse inputs takes at least; None where inputs are dense."""
        return update_floor_of(self.record, self.name, self.work, self.run.ceilings)

    @cached_property
    def sequences(self) -> list[SequenceTimes]:
        """The time per word of every timed contender; none where rows aren't sequences."""
        return sequences_of(self.times)

    @cached_property
    def scaling(self) -> list[Scaling]:
        """What several processes bring and cost; none where everybody trains on one."""
        return scaling_of(self.times)

    @cached_property
    def options(self) -> list[Comparison]:
        """Every timed contender that is another one but for one thing, against that one."""
        return against_bases(self.times)

    @cached_property
    def versions(self) -> list[Pair]:
        """Every form that was to race in another version of its framework, beside itself; none without such."""
        return pairs(self.times)
