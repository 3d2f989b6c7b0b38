"""How accuracy grows with the epochs: a small plot per contender, a line per seed and their mean, on equal axes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from benchmarks.reports import rounding
from benchmarks.reports.summary import Record, of_kind
from benchmarks.reports.web.families import Look
from benchmarks.reports.web.scales import Axis
from benchmarks.stats.accuracy import TARGET

#: Fewer epochs than this are no curve.
FEWEST_EPOCHS = 2


def learning(lines: Sequence[Record], workload: str, *, looks: Mapping[str, Look]) -> dict[str, Any] | None:
    """Return the axes and a plot per contender that was scored every epoch; None where none was."""
    failed = {line["contender"] for line in of_kind(lines, "failure") if line["workload"] == workload}
    seeds: dict[str, list[Sequence[float]]] = {}
    for line in of_kind(lines, "training"):
        scored = line.get("accuracies") or ()
        if line["workload"] == workload and line["contender"] not in failed and len(scored) >= FEWEST_EPOCHS:
            seeds.setdefault(line["contender"], []).append(scored)
    if not seeds:
        return None
    every = [value for own in seeds.values() for scored in own for value in scored]
    epochs = max(len(scored) for own in seeds.values() for scored in own)
    x = Axis(low=1, high=epochs, logarithmic=False)
    y = Axis(low=min(*every, TARGET), high=max(*every, TARGET), logarithmic=False)
    return {
        "target": y.down(TARGET),
        "target_text": f"{TARGET:.0%}",
        "epochs": epochs,
        "first": x.at(1),
        "last": x.at(epochs),
        "ticks": y.ticks(lambda value: f"{value:.0%}"),
        "plots": [_small(looks[name], own, x, y) for name, own in seeds.items() if name in looks],
    }


def _small(look: Look, seeds: list[Sequence[float]], x: Axis, y: Axis) -> dict[str, Any]:
    shortest = min(map(len, seeds))
    mean = [float(each) for each in np.mean([scored[:shortest] for scored in seeds], axis=0)]
    last = [scored[-1] for scored in seeds]
    return {
        "look": look,
        "seeds": [_path(scored, x, y) for scored in seeds],
        "mean": _path(mean, x, y),
        "text": f"{rounding.share(mean[-1])} at the end ({rounding.share(min(last))} to {rounding.share(max(last))}), "
        f"{len(seeds)} seed{'s' * (len(seeds) > 1)}",
    }


def _path(values: Sequence[float], x: Axis, y: Axis) -> str:
    return "M" + "L".join(f"{x.at(epoch):g} {y.down(value):g}" for epoch, value in enumerate(values, start=1))
