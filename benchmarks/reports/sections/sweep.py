"""The size sweep: overhead and rate of every contender, and from which size on a static graph no longer pays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.sweep import MATTERS, ScalingOf
from benchmarks.analysis.times import dynamic_forms
from benchmarks.plan import sizes
from benchmarks.plan.questions import PAGES
from benchmarks.reports import rounding, standings
from benchmarks.reports.document import Block, Bullets, Table, Text, when
from benchmarks.reports.findings.static_forms import beyond_graph
from benchmarks.reports.sections import RunSection
from benchmarks.stats.scaling import BYTES, FLOP, OVERHEAD
from impls.contenders import challengers

#: Overheads further apart than this factor are worth a sentence.
APART = 1.5
_EXPLAINED = (
    "The two-layer net over batches and hidden layers (rows x hidden units). A step takes overhead + operations / "
    "rate + bytes / bandwidth, fitted by contender. A static graph no longer matters where it saves less than "
    f"{rounding.band(MATTERS)} of its dynamic form's step. Each size is also predicted by the fit to all others: one "
    "rate for all shapes is a rough model, since products of 100 columns and of 256, small and large, reach different "
    "rates. What 95 % of certainty can't tell from zero, or from infinity, is not resolved."
)


def _blocks(analysis: Analysis) -> Sequence[Block]:
    ahead, said = headlines(analysis), findings(analysis)
    return [
        *when(ahead, Bullets(ahead)),
        Text(_EXPLAINED),
        *when(said, Bullets(said)),
        Table("size_sweep_fits", _fits(analysis)),
        Table("size_sweep_steps", _steps(analysis)),
    ]


def headlines(analysis: Analysis) -> list[str]:
    """Return who is fastest at the smallest and at the largest size, and what the fits say of every framework."""
    steps = sorted(analysis.sweep.steps, key=lambda step: step.flop)
    if not steps:
        return []
    said = []
    for which, step in (("smallest", steps[0]), ("largest", steps[-1])):
        standing = analysis.workload(step.size).standing
        if standing:
            size = f"{step.rows} row{'s' * (step.rows > 1)} x {step.hidden} hidden units"
            said.append(f"At the {which} size, {size}: {standings.sentence(standing, analysis.band)}")
    return [*said, *_of_frameworks(analysis)]


def _of_frameworks(analysis: Analysis) -> list[str]:
    """Say between which overheads and up to which rate the forms of every framework lie, by their fits."""
    fits: dict[str, list[ScalingOf]] = {}
    for name, fit in analysis.sweep.fits.items():
        fits.setdefault(analysis.record.roster[name].framework, []).append(fit)
    return [
        f"{standings.title_of(framework)}: {'; '.join(filter(None, (cost_range(own), _most(analysis, own))))}."
        for framework, own in fits.items()
        if framework in challengers()
    ]


def _most(analysis: Analysis, fits: Sequence[ScalingOf]) -> str:
    """Say at which rate some forms computed at most, as measured: a fit's own rate is that of no size."""
    names = {fit.contender for fit in fits}
    rates = {step: step.flop / step.step_seconds for step in analysis.sweep.steps if step.contender in names}
    if not rates:
        return ""
    most = max(rates, key=rates.__getitem__)
    rate = rounding.large(rates[most], "FLOP/s")
    return f"at most {rate} were reached, by {most.contender} at {most.rows} x {most.hidden}"


def cost_range(fits: Sequence[ScalingOf]) -> str:
    """Say what a step of some forms costs at least and at most before any arithmetic, by their fits."""
    open_ = [fit.contender for fit in fits if OVERHEAD in fit.scaling.unresolved]
    ordered = sorted((fit for fit in fits if fit.contender not in open_), key=lambda fit: fit.scaling.overhead_seconds)
    ends = ordered[:1] if len(ordered) == 1 else [ordered[0], ordered[-1]] if ordered else []
    costs = " to ".join(f"{rounding.overhead(fit.scaling)} ({fit.contender})" for fit in ends)
    said = (
        f"by the fits a step costs {costs} before any arithmetic" if costs else "",
        f"what a step of {' and of '.join(open_)} costs before any arithmetic can't be told from zero" if open_ else "",
    )
    return "; ".join(filter(None, said))


def _fits(analysis: Analysis) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "contender": fit.contender,
            "overhead a step": rounding.overhead(fit.scaling),
            "rate": rounding.fitted(fit.scaling, FLOP, rounding.large(fit.scaling.flop_per_second, "FLOP/s")),
            "bandwidth": rounding.fitted(fit.scaling, BYTES, rounding.large(fit.scaling.bytes_per_second, "B/s")),
            "misses the tutorial's size, left out, by": rounding.percent(
                None if fit.left_out_own_size is None else abs(fit.left_out_own_size)
            ),
            "any size, by at most": rounding.percent(fit.left_out),
            "no longer matters, by the fits, from": _end(analysis, fit),
        }
        for fit in analysis.sweep.fits.values()
    )


def _end(analysis: Analysis, fit: ScalingOf) -> str:
    """Return from where on a static form no longer pays, or why there is no such size."""
    if analysis.record.roster[fit.contender].graph == "dynamic":
        return "is dynamic"
    found = savings(analysis, fit.contender)
    if found is None or dynamic_forms(analysis.record).get(fit.contender) not in analysis.sweep.fits:
        return "no data"
    if not found.smallest:
        return "saves nothing when small"
    if fit.crossover_flop is None:
        return f"still saves more than {rounding.band(MATTERS)} at the largest"
    return f"{rounding.large(fit.crossover_flop, 'FLOP')} a step"


def _steps(analysis: Analysis) -> pd.DataFrame:
    steps = analysis.sweep.steps
    columns: dict[str, dict[str, str]] = {}
    for step in steps:
        column = columns.setdefault(step.size.removeprefix(f"{sizes.NET}_"), {})
        column[step.contender] = rounding.seconds(step.step_seconds)
    contenders = dict.fromkeys(step.contender for step in steps)
    return pd.DataFrame(
        {"contender": name, **{size: column.get(name, rounding.MISSING) for size, column in columns.items()}}
        for name in contenders
    )


@dataclass(frozen=True, kw_only=True)
class Savings:
    """At how many sizes a static form's step is shorter, or longer, than its dynamic form's by what matters.

    ``smallest`` says whether it is shorter at the smallest of them, by operations.
    """

    shorter: int
    longer: int
    of: int
    smallest: bool


def savings(analysis: Analysis, name: str) -> Savings | None:
    """Return what a static form saves on its dynamic one, as measured; None where no size has both."""
    other = dynamic_forms(analysis.record).get(name, "")
    steps: dict[float, dict[str, float]] = {}
    for step in analysis.sweep.steps:
        steps.setdefault(step.flop, {})[step.contender] = step.step_seconds
    both = [seconds for _, seconds in sorted(steps.items()) if {name, other} <= seconds.keys()]
    if not both:
        return None
    shorter = [seconds[name] < (1 - MATTERS) * seconds[other] for seconds in both]
    longer = sum((1 - MATTERS) * seconds[name] > seconds[other] for seconds in both)
    return Savings(shorter=sum(shorter), longer=longer, of=len(both), smallest=shorter[0])


def findings(analysis: Analysis) -> list[str]:
    """Return at how many sizes each static form pays, as measured, and what the fits say of it."""
    forms = dynamic_forms(analysis.record)
    said = [_pays(analysis, fit, forms[name]) for name, fit in analysis.sweep.fits.items() if name in forms]
    return [*filter(None, said), *_predicted(analysis)]


def _pays(analysis: Analysis, fit: ScalingOf, other: str) -> str:
    found = savings(analysis, fit.contender)
    if found is None:
        return ""
    longer = f", and takes as much more at {found.longer}" if found.longer else ""
    more = beyond_graph(analysis.workload(next(iter(fit.missed))), fit.contender, other)
    return (
        f"Measured in one process, {fit.contender} saves more than {rounding.band(MATTERS)} of {other}'s step at "
        f"{found.shorter} of {found.of} sizes{longer}{more}{_overheads(analysis, fit, other)}{_until(fit, found)}."
    )


def _overheads(analysis: Analysis, fit: ScalingOf, other: str) -> str:
    """Say what both take before any arithmetic, where the fits tell it and the static form takes much less."""
    both = [each.scaling for each in (fit, analysis.sweep.fits.get(other)) if each]
    if len(both) == 1 or any(OVERHEAD in scaling.unresolved for scaling in both):
        return ""
    if both[1].overhead_seconds <= APART * both[0].overhead_seconds:
        return ""
    first, second = map(rounding.overhead, both)
    return f"; by the fits it takes {first} a step before any arithmetic, {other} {second}"


def _until(fit: ScalingOf, found: Savings) -> str:
    """Say from where on it no longer pays; nothing of a form that doesn't even at the smallest size."""
    if fit.crossover_flop is None or not found.smallest:
        return ""
    return f"; by the fits that ends at {rounding.large(fit.crossover_flop, 'FLOP')} a step"


def _predicted(analysis: Analysis) -> list[str]:
    """Say how well the fits predict the tutorial's own size, left out of them."""
    errors = {
        name: abs(fit.left_out_own_size)
        for name, fit in analysis.sweep.fits.items()
        if fit.left_out_own_size is not None
    }
    if not errors:
        return []
    nearest, farthest = min(errors, key=errors.__getitem__), max(errors, key=errors.__getitem__)
    said = (
        f"Left out of the fits, the tutorial's own size of {sizes.NET} is predicted within "
        f"{rounding.percent(errors[nearest])} ({nearest}) to {rounding.percent(errors[farthest])} ({farthest})."
    )
    return [said]


SECTION = RunSection(
    place=10,
    title=PAGES["size_sweep"].question,
    label="size sweep",
    applies=lambda analysis: bool(analysis.sweep.fits),
    blocks=_blocks,
)
