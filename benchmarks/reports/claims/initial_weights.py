"""The articles' claim, which the grid of initial weights settles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean

from benchmarks.analysis.analysis import Analysis
from benchmarks.plan.questions import GRID
from benchmarks.reports.claims import ARTICLES, Answer, Claim, Settled
from benchmarks.reports.sections.initial_weights import spread_of
from benchmarks.reports.standings import title_of

#: Whom the articles say to be better, and whom worse.
BETTER, WORSE = "pytorch", "tensorflow"
#: Mean accuracies closer than this are no difference between frameworks; the articles' are 16 points apart.
POINTS = 0.05


def _settle(analysis: Analysis) -> Settled | None:
    """Hold the frameworks apart from the initial weights.

    The claim is confirmed where the one is better than the other by more than other weights make, with every kind of
    weights and vocabulary; where the difference goes the other way round, it is refuted as much as where there is none.
    What other weights make must be more than what other seeds make of single runs.
    """
    by_pair: dict[tuple[str, str], dict[str, float]] = defaultdict(dict)
    for row in analysis.grid:
        by_pair[row.weights, row.vocabulary][row.contender] = row.mean
    contenders = {row.contender for row in analysis.grid}
    if len(by_pair) < len(GRID) or any(means.keys() != contenders for means in by_pair.values()):
        return None
    leads = [_lead(analysis, means) for means in by_pair.values()]
    if any(lead is None for lead in leads):
        return None
    known = [lead for lead in leads if lead is not None]
    frameworks = max(map(abs, known))
    of_weights = [_of_weights(by_pair, contender) for contender in contenders]
    between_weights = min(of_weights)
    spread, seeds = spread_of(analysis), min(row.seeds for row in analysis.grid)
    evidence = (
        f"with the same initial weights the means of {' and '.join(map(title_of, (BETTER, WORSE)))} over {seeds} seeds "
        f"differ by {100 * frameworks:.1f} points at most{_of_all(by_pair)}, with other weights each framework's, "
        f"averaged over vocabularies, by {_points(of_weights)}; single runs that differ in their seed alone are up to "
        f"{100 * spread:.1f} points apart."
    )
    if frameworks > POINTS and max(known) < POINTS:
        return Settled(answer=Answer.REFUTED, evidence=f"{evidence[:-1]}, and it is the other one that is better.")
    if frameworks < POINTS < between_weights and spread < between_weights:
        return Settled(answer=Answer.REFUTED, evidence=evidence)
    confirmed = min(known) > max(POINTS, between_weights)
    return Settled(answer=Answer.CONFIRMED if confirmed else Answer.OPEN, evidence=evidence)


def _of_weights(by_pair: Mapping[tuple[str, str], Mapping[str, float]], contender: str) -> float:
    """Return how far apart a contender's mean accuracies are with different weights, each over all vocabularies."""
    by_weights: dict[str, list[float]] = defaultdict(list)
    for (weights, _), means in by_pair.items():
        by_weights[weights].append(means[contender])
    levels = [fmean(means) for means in by_weights.values()]
    return max(levels) - min(levels)


def _of_all(by_pair: Mapping[tuple[str, str], Mapping[str, float]]) -> str:
    """Return how far apart all frameworks' means are, where there are more than the two that are spoken of."""
    if any(len(means) < 3 for means in by_pair.values()):  # noqa: PLR2004  those two
        return ""
    apart = max(max(means.values()) - min(means.values()) for means in by_pair.values())
    return f", those of all frameworks by {100 * apart:.1f}"


def _points(shares: Sequence[float]) -> str:
    low, high = (f"{100 * share:.1f}" for share in (min(shares), max(shares)))
    return low if low == high else f"{low} to {high}"


def _lead(analysis: Analysis, means: dict[str, float]) -> float | None:
    """Return by how much the better one of the articles is ahead of the worse one; None where either is missing."""
    by_framework = {analysis.record.roster[name].framework: mean for name, mean in means.items()}
    if not {BETTER, WORSE} <= by_framework.keys():
        return None
    return by_framework[BETTER] - by_framework[WORSE]


CLAIM = Claim(
    place=10,
    text="the same net reaches 91 % in PyTorch and 75 % in TensorFlow.",
    whose=ARTICLES,
    settle=_settle,
)
