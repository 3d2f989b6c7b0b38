"""How near a step comes to the machine's ceilings, and how much memory it takes."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.analysis.times import Times
from benchmarks.plan.cells import workload_of
from benchmarks.record.record import Record
from benchmarks.record.schema import Ceilings as CeilingsLine
from benchmarks.record.schema import Data, Memory
from benchmarks.stats.roofline import Ceilings, Placement, placements
from impls.work import Kernel, UnknownWorkError, kernels
from impls.workloads import Workload


@dataclass(frozen=True, kw_only=True)
class Resources:
    """What a contender's step makes of the machine; None where unknown.

    Attributes:
        contender: who.
        flop: operations of a step.
        placement: its rate, and its share of the least time that the ceilings allow.
        held_bytes: the most resident memory, what the framework holds by itself included.
        peak_bytes: of that, what came on top of what the framework holds by itself.
        device_peak_bytes: the device's own memory.
    """

    contender: str
    flop: float | None
    placement: Placement | None
    held_bytes: int | None
    peak_bytes: int | None
    device_peak_bytes: int | None


@dataclass(frozen=True, kw_only=True)
class Work:
    """The work of a step, counted from the model: its kernels, and their sums; no kernels where steps differ."""

    kernels: list[Kernel]
    flop: float
    moved_bytes: float


def ceilings_of(record: Record) -> Ceilings | None:
    """Return the largest of each ceiling that any framework reached in this run; None if none was tried."""
    lines = record.of(CeilingsLine)
    if not lines:
        return None
    return Ceilings(
        flop_per_second=max(line.matmul_flop_per_second for line in lines),
        bytes_per_second=max(line.copy_bytes_per_second for line in lines),
    )


def shape_of(record: Record, workload: str) -> Workload:
    """Return a workload at the shapes of a run."""
    data = record.of(Data, workload)[0]
    shape = workload_of(workload, smoke=record.environment.settings.effort.smoke)
    return shape.sized(features=data.features, outputs=data.outputs)


def work_of(record: Record, workload: str) -> Work:
    """Return the work of a step of a workload at the shapes of a run."""
    shape, data = shape_of(record, workload), record.of(Data, workload)[0]
    nonzeros = round((data.nonzeros_per_row or 0) * shape.batch_size) if shape.sparse else None
    try:
        counted = kernels(shape, nonzeros=nonzeros)
    except UnknownWorkError:
        counted = []
    return Work(
        kernels=counted,
        flop=sum(kernel.matmul_flop + kernel.elementwise_flop for kernel in counted),
        moved_bytes=sum(kernel.moved for kernel in counted),
    )


def resources_of(times: Times, work: Work, ceilings: Ceilings | None) -> list[Resources]:
    """Return a row for every timed contender."""
    record = times.record
    operations = [(kernel.matmul_flop + kernel.elementwise_flop, kernel.moved) for kernel in work.kernels]
    steps = {name: seconds for name, seconds in times.step_seconds.items() if name != times.repeat}
    # Ceilings are those of the run's threads in one process.
    comparable = {name: seconds for name, seconds in steps.items() if not times.record.roster[name].has_more}
    placed = placements(comparable, operations, ceilings) if ceilings and operations else {}
    held, rows = record.by_contender(Memory, times.workload), []
    for name in steps:
        memory = next(iter(held.get(name, [])[-1:]), None)
        peak_bytes = memory.peak_bytes if memory else None
        rows.append(
            Resources(
                contender=name,
                flop=work.flop or None,
                placement=placed.get(name),
                held_bytes=None if memory is None or peak_bytes is None else memory.baseline_bytes + peak_bytes,
                peak_bytes=peak_bytes,
                device_peak_bytes=memory.device_peak_bytes if memory else None,
            )
        )
    return rows


#: A contender whose steps multiply at a larger share of the machine's rate hasn't multiplied. The rate is that of the
#: best framework's large product, the fastest of several, and no cache can spare arithmetic: on a quiet machine honest
#: steps stay below 100 %. Where neighbours came while the ceilings were measured and went while steps were, they came
#: to 140 %.
IMPOSSIBLE = 2.0


def arithmetic_shares(times: Times, work: Work, ceilings: Ceilings | None) -> dict[str, float]:
    """Return at which share of the machine's rate every timed contender's matrix products would run; see ``Work``."""
    if ceilings is None:
        return {}
    least_seconds = sum(kernel.matmul_flop for kernel in work.kernels) / ceilings.flop_per_second
    # More threads than the ceilings were measured with can't multiply faster than so many times them.
    given = times.record.environment.settings.threads
    return {
        name: least_seconds / seconds * given / times.threads_of(name) for name, seconds in times.step_seconds.items()
    }


@dataclass(frozen=True, kw_only=True)
class UpdateFloor:
    """What remains where inputs are sparse: the dense update of all weights.

    Attributes:
        moved_bytes: that an update moves at least.
        seconds: that this takes at the copy bandwidth of the run.
    """

    moved_bytes: float
    seconds: float


def update_floor_of(record: Record, workload: str, work: Work, ceilings: Ceilings | None) -> UpdateFloor | None:
    """Return the floor; None where the workload's inputs aren't sparse, or no bandwidth was measured."""
    if ceilings is None or not shape_of(record, workload).sparse:
        return None
    # The kernel of the update comes last.
    moved = work.kernels[-1].moved
    return UpdateFloor(moved_bytes=moved, seconds=moved / ceilings.bytes_per_second)
