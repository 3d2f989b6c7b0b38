"""The way in which each mistake is made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from benchmarks.harness.pitfalls import wrong_clocks, wrong_nets
from benchmarks.harness.pitfalls.experiment import Stage

#: By the mistake's name.
WAYS: dict[str, Callable[[Stage], None]] = {
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
