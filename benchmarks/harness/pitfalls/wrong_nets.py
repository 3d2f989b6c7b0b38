"""Wrong nets: how each mistake with what is learned is made, and what the gate says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.harness.pitfalls.experiment import PAIR, Answer, Stage
from impls.workloads import Initializer

#: The default of a framework whose Adam isn't the workloads'.
OTHER_EPSILON = 1e-7
#: So many keep the number of steps, on smoke shapes 20, within those that the gate compares.
EPOCHS = 5


def other_epsilon(stage: Stage) -> None:
    """Train both from the same seeds, then the subject again with another epsilon."""
    for role in PAIR:
        stage.build(role)
    learn = {role: _by_seed(stage, role, "lie", how="learn", epochs=EPOCHS) for role in PAIR}
    stage.take_turns({f"honest {role}": learn[role] for role in PAIR})
    stage.build("subject", epsilon=OTHER_EPSILON)
    stage.take_turns({"unfair subject": _by_seed(stage, "subject", "lie", how="learn", epochs=EPOCHS)})
    _ask_gate(stage, "pytorch_default")


def other_weights(stage: Stage) -> None:
    """Train both in full from the same seeds, and the subject also from weights that are drawn otherwise."""
    for role in PAIR:
        stage.build(role)
    other: Initializer = "standard_normal"
    honest = {f"honest {role}": _trained(stage, role) for role in PAIR}
    stage.take_turns({**honest, "unfair subject": _trained(stage, "subject", other)})
    _ask_gate(stage, other)


def best_seed(stage: Stage) -> None:
    """Hold the subject's best seed against the baseline's median."""
    for role in PAIR:
        stage.build(role)
    stage.keep_best({role: _trained(stage, role) for role in PAIR}, max)


def _ask_gate(stage: Stage, initializer: Initializer) -> None:
    folder = stage.track.reference(stage.mistake.workload)
    stage.caught(stage.call("subject", "lie", how="gate", folder=folder, initializer=initializer)["caught"])


def _trained(stage: Stage, role: str, initializer: Initializer = "pytorch_default") -> Callable[[], Answer]:
    return _by_seed(stage, role, "train", initializer=initializer, curve=False)


def _by_seed(stage: Stage, role: str, name: str, **arguments: Any) -> Callable[[], Answer]:
    """Return what makes a call with the next seed each time; no two replicates share one."""
    first = stage.track.settings.seed + stage.replicate * stage.rounds
    seeds = iter(range(first, first + stage.rounds))
    return lambda: stage.call(role, name, seed=next(seeds), **arguments)
