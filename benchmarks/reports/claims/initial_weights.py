"""The articles' claim, which the grid of initial weights settles."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from benchmarks.analysis.analysis import Analysis
from benchmarks.plan.questions import GRID
from benchmarks.reports.claims import Answer, Claim, Settled

#: Mean accuracies closer than this are no difference between frameworks; the articles' are 16 points apart.
POINTS = 0.05


def _settle(analysis: Analysis) -> Settled | None:
    """Hold the frameworks apart from the initial weights."""
    by_pair: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for row in analysis.grid:
        by_pair[row.weights, row.vocabulary][row.contender] = row.mean
    contenders = {row.contender for row in analysis.grid}
    if len(by_pair) < len(GRID) or any(means.keys() != contenders for means in by_pair.values()):
        return None
    frameworks = max(max(means.values()) - min(means.values()) for means in by_pair.values())
    by_weights: dict[str, list[float]] = defaultdict(list)
    for (weights, _), means in by_pair.items():
        by_weights[weights].append(float(np.mean(list(means.values()))))
    levels = [float(np.mean(means)) for means in by_weights.values()]
    between_weights = max(levels) - min(levels)
    evidence = (
        f"with the same initial weights the frameworks are {100 * frameworks:.1f} points apart at most, with other "
        f"weights each is {100 * between_weights:.1f} points apart from itself."
    )
    if frameworks < POINTS < between_weights:
        return Settled(answer=Answer.REFUTED, evidence=evidence)
    answer = Answer.CONFIRMED if frameworks > between_weights else Answer.OPEN
    return Settled(answer=answer, evidence=evidence)


CLAIM = Claim(
    place=10,
    text="the same net reaches 91 % in PyTorch and 75 % in TensorFlow.",
    whose="The articles",
    settle=_settle,
)
