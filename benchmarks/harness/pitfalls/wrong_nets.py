"""Wrong nets: how each mistake with what is learned is made, and what the gate says of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from benchmarks.harness.pitfalls.experiment import PAIR, Answer, Experiment
from impls.workloads import Initializer

#: The default of a framework whose Adam isn't the workloads'.
OTHER_EPSILON = 1e-7
#: So many keep the number of steps, on smoke shapes 20, within those that the gate compares.
EPOCHS = 5


def other_epsilon(experiment: Experiment) -> None:
    """Train both from the same seeds, then the subject again with another epsilon."""
    for role in PAIR:
        experiment.build(role)
    learn = {role: _by_seed(experiment, role, "make_pitfall", way="learn", epochs=EPOCHS) for role in PAIR}
    experiment.take_turns({f"honest {role}": learn[role] for role in PAIR})
    experiment.build("subject", epsilon=OTHER_EPSILON)
    experiment.take_turns(
        {"unfair subject": _by_seed(experiment, "subject", "make_pitfall", way="learn", epochs=EPOCHS)}
    )
    _ask_gate(experiment, "pytorch_default")


def other_weights(experiment: Experiment) -> None:
    """Train both in full from the same seeds, and the subject also from weights that are drawn otherwise."""
    for role in PAIR:
        experiment.build(role)
    other: Initializer = "standard_normal"
    honest = {f"honest {role}": _trained(experiment, role) for role in PAIR}
    experiment.take_turns({**honest, "unfair subject": _trained(experiment, "subject", other)})
    _ask_gate(experiment, other)


def best_seed(experiment: Experiment) -> None:
    """Hold the subject's best seed against the baseline's median."""
    for role in PAIR:
        experiment.build(role)
    experiment.keep_best({role: _trained(experiment, role) for role in PAIR}, max)


def _ask_gate(experiment: Experiment, initializer: Initializer) -> None:
    folder = experiment.context.trajectory_folder(experiment.pitfall.workload)
    answer = experiment.call("subject", "make_pitfall", way="gate", folder=folder, initializer=initializer)
    experiment.record_guard(answer["caught"])


def _trained(experiment: Experiment, role: str, initializer: Initializer = "pytorch_default") -> Callable[[], Answer]:
    train = _by_seed(experiment, role, "train", initializer=initializer, curve=False)
    return lambda: {"accuracy": train()["accuracies"][-1]}


def _by_seed(experiment: Experiment, role: str, name: str, **arguments: Any) -> Callable[[], Answer]:
    """Return what makes a call with the next seed each time; no two replicates share one."""
    first = experiment.context.settings.seed + experiment.replicate * experiment.rounds
    seeds = iter(range(first, first + experiment.rounds))
    return lambda: experiment.call(role, name, seed=next(seeds), **arguments)
