"""The pilot: about how long a step takes, from which follows how long a block is."""

from __future__ import annotations

from time import perf_counter_ns, process_time_ns

from benchmarks.harness.worker.subject import Subject

#: A pilot takes one step, and then as many as fit so many seconds; one more where none fits, since the first of all may
#: meet what no later one does, and would make a step look a hundred times as long: the shorter of both counts.
PILOT_SECONDS = 0.1


def pilot(subject: Subject, *, device: str) -> dict[str, float]:
    """Take a few steps on the first batch, from which follows how long a block is; nothing is checked.

    Where batches differ in shape they are passes over all of a block's, and a step is the mean of one.

    Returns:
        The ``step_seconds`` of wall time, and of them the ``working_seconds``: on a CPU no more than the processor's,
        since a busy machine would make steps look long, and blocks too short.
    """

    def seconds_of(passes: int) -> tuple[float, float]:
        cpu_start, start = process_time_ns(), perf_counter_ns()
        subject.implementation.train(batches, epochs=passes)
        return (perf_counter_ns() - start) / 1e9, (process_time_ns() - cpu_start) / 1e9

    batches = subject.place_first()
    subject.implementation.reset(subject.initial)
    first = seconds_of(1)
    passes = max(1, int(PILOT_SECONDS / first[0]))
    later = seconds_of(passes)
    wall, cpu = min(first, later) if passes == 1 else later
    working = min(wall, cpu) if device == "cpu" else wall
    steps = passes * subject.first_batches
    return {"step_seconds": wall / steps, "working_seconds": working / steps}
