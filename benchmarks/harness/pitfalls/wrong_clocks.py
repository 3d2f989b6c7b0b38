"""Wrong clocks: how each mistake with time is made, and which guards are asked about it.

Where a mistake touches one side only, the other side's honest numbers stand in both ratios.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import median

import numpy as np
import psutil

from benchmarks.analysis.cards import unequal_threads as differing
from benchmarks.harness.machine.processor import usable_processors
from benchmarks.harness.pitfalls.burners import BURNERS_PER_PROCESSOR, burners
from benchmarks.harness.pitfalls.experiment import PAIR, Answer, Experiment, NotShownError, collecting
from benchmarks.stats import noise
from benchmarks.stats.order import block_order
from benchmarks.stats.ratios import ratio_of_logs
from benchmarks.stats.verdicts import judge


def _honestly(experiment: Experiment) -> dict[str, Callable[[], Answer]]:
    return {f"honest {role}": experiment.honest_block(role) for role in PAIR}


def no_end_sync(experiment: Experiment) -> None:
    """Wait for the device, or not."""
    for role in PAIR:
        experiment.build(role)
        experiment.call(role, "first_call")
        experiment.call(role, "place")
    turns = {f"honest {role}": experiment.wrong_way(role, "queued", wait=True) for role in PAIR}
    answers = experiment.take_turns({**turns, "unfair subject": experiment.wrong_way("subject", "queued", wait=False)})
    experiment.record_guard(next((answer["caught"] for answer in answers if answer["caught"]), ""))


def cold(experiment: Experiment, *, called: bool) -> None:
    """Count the first block of a net that was never called, or called once."""
    for role in PAIR:
        experiment.build(role)
        if called:
            experiment.call(role, "first_call")
        experiment.call(role, "place")
    first = {}
    for role in block_order(PAIR, round_number=0, replicate=experiment.replicate):
        first[role] = experiment.call(role, "make_pitfall", way="block")
        experiment.record_number("unfair", role, 0, first[role])
        if first[role]["traces"]:
            experiment.record_guard(
                f"{experiment.contender(role).name}: something was traced or compiled inside the clock"
            )
    for role in PAIR:
        if not called:
            experiment.call(role, "first_call")
        experiment.warm_up(role)
    blocks: dict[str, list[float]] = {role: [] for role in PAIR}
    quantity = experiment.pitfall.quantity
    experiment.take_turns(
        {f"honest {role}": collecting(experiment.honest_block(role), blocks[role], quantity) for role in PAIR}
    )
    for role in PAIR:
        slowdown = first[role][quantity] / median(blocks[role])
        if called and slowdown > noise.UNSETTLED:
            name = experiment.contender(role).name
            experiment.record_guard(f"{name}: unsettled, its first block took {slowdown:.1f} times as long")


def unequal_threads(experiment: Experiment) -> None:
    """Let the baseline run a second time with all cores."""
    if experiment.context.settings.threads >= usable_processors():
        raise NotShownError(f"every contender has all {usable_processors()} cores already")
    experiment.prepare(*PAIR)
    experiment.prepare("greedy", threads=usable_processors())
    experiment.take_turns({**_honestly(experiment), "unfair baseline": experiment.honest_block("greedy")})
    names = (experiment.contender(role).name for role in ("subject", "greedy"))
    threads, others = (experiment.descriptions[name]["threads"] for name in names)
    experiment.record_guard("; ".join(differing(threads, others)))


def feeding(experiment: Experiment) -> None:
    """Let the subject's clock run while its batches are cut and placed."""
    experiment.prepare(*PAIR)
    experiment.take_turns({**_honestly(experiment), "unfair subject": experiment.wrong_way("subject", "fed")})


def one_after_the_other(experiment: Experiment) -> None:
    """Change the machine between two contenders; honestly, while they take turns."""
    experiment.prepare(*PAIR)
    half, count = experiment.rounds // 2, BURNERS_PER_PROCESSOR * usable_processors()
    experiment.take_turns(_honestly(experiment), range(half))
    with burners(count):
        experiment.take_turns(_honestly(experiment), range(half, experiment.rounds))
    experiment.take_turns({"unfair baseline": experiment.honest_block("baseline")})
    with burners(count):
        blocks = experiment.take_turns({"unfair subject": experiment.honest_block("subject")})
    columns = {
        name: np.array([np.nan if b[name] is None else b[name] for b in blocks], float) for name in noise.COLUMNS
    }
    settings = experiment.context.settings
    shares = noise.noise([columns], cores=psutil.cpu_count() or 1)
    if noise.is_noisy(shares, threads=settings.threads if settings.device == "cpu" else 0):
        name = experiment.contender("subject").name
        experiment.record_guard(f"{name}: noisy, it had the processor for {shares.own:.0%} of its time")


def one_run(experiment: Experiment) -> None:
    """Take turns; every round by itself is what a single run shows."""
    experiment.prepare(*PAIR)
    first, second, *_ = (answer["block_seconds"] for answer in experiment.take_turns(_honestly(experiment)))
    experiment.record_guard(judge(ratio_of_logs([math.log(first / second)])).reason)


def best_block(experiment: Experiment) -> None:
    """Hold the subject's fastest block against the baseline's median."""
    experiment.prepare(*PAIR)
    experiment.keep_best({role: experiment.honest_block(role) for role in PAIR}, min)
