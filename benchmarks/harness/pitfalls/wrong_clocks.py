"""Wrong clocks: how each mistake with time is made, and which guards are asked about it.

Where a mistake touches one side only, the other side's honest numbers stand in both ratios.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from statistics import median

import numpy as np

from benchmarks.analysis.timings import NOISE_COLUMNS
from benchmarks.harness.pitfalls.burners import BURNERS_PER_CORE, burners
from benchmarks.harness.pitfalls.experiment import PAIR, Answer, NotShownError, Stage, cores, kept
from benchmarks.stats import cards, noise
from benchmarks.stats.order import block_order
from benchmarks.stats.ratios import ratio_of_logs
from benchmarks.stats.verdicts import judge


def _honestly(stage: Stage) -> dict[str, Callable[[], Answer]]:
    return {f"honest {role}": stage.honest(role) for role in PAIR}


def no_end_sync(stage: Stage) -> None:
    """Wait for the device, or not."""
    for role in PAIR:
        stage.build(role)
        stage.call(role, "first_call")
        stage.call(role, "place")
    turns = {f"honest {role}": stage.lie(role, "queued", wait=True) for role in PAIR}
    answers = stage.take_turns({**turns, "unfair subject": stage.lie("subject", "queued", wait=False)})
    stage.caught(next((answer["caught"] for answer in answers if answer["caught"]), ""))


def cold(stage: Stage, *, called: bool) -> None:
    """Count the first block of a net that was never called, or called once."""
    for role in PAIR:
        stage.build(role)
        if called:
            stage.call(role, "first_call")
        stage.call(role, "place")
    first = {}
    for role in block_order(PAIR, round_number=0, replicate=stage.replicate):
        first[role] = stage.call(role, "lie", how="block")
        stage.note("unfair", role, 0, first[role])
        if first[role]["traces"]:
            stage.caught(f"{stage.who(role).name}: something was traced or compiled inside the clock")
    for role in PAIR:
        if not called:
            stage.call(role, "first_call")
        stage.warm_up(role)
    blocks: dict[str, list[float]] = {role: [] for role in PAIR}
    stage.take_turns({f"honest {role}": kept(stage.honest(role), blocks[role]) for role in PAIR})
    for role in PAIR:
        times = first[role]["seconds"] / median(blocks[role])
        if called and times > noise.UNSETTLED:
            stage.caught(f"{stage.who(role).name}: unsettled, its first block took {times:.1f} times as long")


def unequal_threads(stage: Stage) -> None:
    """Let the baseline run a second time with all cores."""
    if stage.track.settings.threads >= cores():
        raise NotShownError(f"every contender has all {cores()} cores already")
    stage.ready(*PAIR)
    stage.ready("greedy", threads=cores())
    stage.take_turns({**_honestly(stage), "unfair baseline": stage.honest("greedy")})
    threads = [{"threads": stage.described[stage.who(role).name]["threads"]} for role in ("subject", "greedy")]
    stage.caught("; ".join(cards.disagreements(*threads)))


def feeding(stage: Stage) -> None:
    """Let the subject's clock run while its batches are cut and placed."""
    stage.ready(*PAIR)
    stage.take_turns({**_honestly(stage), "unfair subject": stage.lie("subject", "fed")})


def one_after_the_other(stage: Stage) -> None:
    """Change the machine between two contenders; honestly, while they take turns."""
    stage.ready(*PAIR)
    half, count = stage.rounds // 2, BURNERS_PER_CORE * cores()
    stage.take_turns(_honestly(stage), range(half))
    with burners(count):
        stage.take_turns(_honestly(stage), range(half, stage.rounds))
    stage.take_turns({"unfair baseline": stage.honest("baseline")})
    with burners(count):
        blocks = stage.take_turns({"unfair subject": stage.honest("subject")})
    columns = {
        name: np.array([np.nan if b[name] is None else b[name] for b in blocks], float) for name in NOISE_COLUMNS
    }
    settings = stage.track.settings
    found = noise.noise([columns], cores=cores())
    if noise.is_noisy(found, threads=settings.threads if settings.device == "cpu" else 0):
        stage.caught(f"{stage.who('subject').name}: noisy, it had the processor for {found.own:.0%} of its time")


def one_run(stage: Stage) -> None:
    """Take turns; every round by itself is what a single run shows."""
    stage.ready(*PAIR)
    answers = stage.take_turns(_honestly(stage))
    stage.caught(judge(ratio_of_logs([math.log(answers[0]["seconds"] / answers[1]["seconds"])])).reason)


def best_block(stage: Stage) -> None:
    """Hold the subject's fastest block against the baseline's median."""
    stage.ready(*PAIR)
    stage.keep_best({role: stage.honest(role) for role in PAIR}, min)
