"""What exchanging costs: steps with it and without it in turns, what it moves, its bandwidth, and everybody's memory.

Without exchange every process trains the form that its contender is but for its processes, on its own share of a batch
and at the same time as the others: what then takes less is the exchange, and what the engine needs for it.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from itertools import islice
from math import prod
from statistics import median
from time import perf_counter
from typing import Any, TypeAlias

from benchmarks.harness.ranks.interfaces import sent_bytes
from benchmarks.harness.ranks.led import Led, led
from benchmarks.harness.ranks.team import Team
from benchmarks.harness.worker import memory
from benchmarks.harness.worker.subject import Subject
from impls import ranks
from impls.contenders import declared_in
from impls.interface import Contender, Implementation
from impls.weights import parameter_shapes

#: Trains, and returns the seconds that it took and the bytes that were sent meanwhile.
Trainer: TypeAlias = Callable[[], tuple[float, int]]
#: By which name all processes know the net that each trains apart.
APART = "apart"
#: How often steps of either kind are timed, and as many numbers as a step's gradients have are summed by themselves.
TURNS, SUMS = 5, 9
NUMBER_BYTES = 4


def measure(contender: Contender, subject: Subject, team: Team, *, smoke: bool, interface: str) -> dict[str, Any]:
    """Return what exchanging costs on a workload that has raced, as plain values; see ``schema.Exchange``.

    Args:
        contender: who trains on several processes.
        subject: its workload.
        team: the other processes.
        smoke: whether shapes are small ones.
        interface: by which the others are reached; empty where it isn't known.
    """
    shape = subject.workload
    trained = [size for name, size in parameter_shapes(shape).items() if name not in shape.frozen]
    together = _trainer(subject, subject.implementation, interface)
    apart = _trainer(subject, _apart(contender, subject, team, smoke=smoke), interface)
    # The first of each traces, compiles and touches its memory.
    both: dict[Trainer, list[tuple[float, int]]] = {together: [], apart: []}
    for number in range(TURNS + 1):
        for train in (together, apart) if number % 2 else (apart, together):
            both[train].append(train())
    (seconds, sent), (seconds_apart, _) = (zip(*tries[1:], strict=True) for tries in both.values())
    steps, numbers = subject.block_steps, sum(map(prod, trained))
    return {
        "processes": team.processes,
        "step_seconds": [each / steps for each in seconds],
        "apart_seconds": [each / steps for each in seconds_apart],
        "summed_bytes": NUMBER_BYTES * numbers,
        "sent_bytes": median(sent) / steps if interface else None,
        "bytes_per_second": NUMBER_BYTES * numbers / _sum_seconds(contender, team, numbers),
    }


def held_bytes(subject: Subject, team: Team | None) -> list[int | None]:
    """Return the most memory that each process holds while it trains a block, in bytes, by rank."""
    memory.forget_peak()
    if team is not None:
        team.call("forget_peak")
        team.wait()
    subject.implementation.reset(subject.initial)
    subject.train_block()
    if team is None:
        return [memory.peak_bytes()]
    team.call("memory")
    return [memory.peak_bytes(), *(answer["peak_bytes"] for answer in team.wait())]


def _apart(contender: Contender, subject: Subject, team: Team, *, smoke: bool) -> Led:
    """Build the net that each process trains for itself."""
    declared = declared_in(contender.package).contenders
    mode = next(one.mode for one in declared if one.name == contender.base)
    kind: type[Implementation] = import_module(f"{contender.package}.{subject.workload.module}").IMPLEMENTATIONS[mode]
    batches = team.processes if subject.workload.weak else 1
    how: dict[str, Any] = {"mode": mode, "device": subject.device}
    return led(team, kind, net=APART, smoke=smoke, batches=batches, workload=subject.workload, **how)


def _trainer(subject: Subject, net: Implementation, interface: str) -> Trainer:
    """Return a function that takes as many steps as a block has, all on the first batch.

    It returns their seconds, and the bytes that an interface sent meanwhile.
    """
    placed = net.place(islice(subject.loader.epoch(), 1))

    def train() -> tuple[float, int]:
        net.reset(subject.initial)
        before, start = sent_bytes(interface), perf_counter()
        net.train(placed, epochs=subject.block_steps)
        return perf_counter() - start, sent_bytes(interface) - before

    return train


def _sum_seconds(contender: Contender, team: Team, numbers: int) -> float:
    """Return what it takes to sum so many numbers over all processes, the median of a few times; the first warms up."""
    engine = ranks.engine(contender.package)
    team.call("exchange", numbers=numbers, times=SUMS + 1)
    seconds = []
    for _ in range(SUMS + 1):
        start = perf_counter()
        engine.exchange(numbers)
        seconds.append(perf_counter() - start)
    team.wait()
    return median(seconds[1:])
