"""What a demonstration's record holds of each pitfall: the honest ratio, the unfair one, and how far it moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.plan.pitfalls import PITFALLS, UNFAIR, Pitfall
from benchmarks.record.record import Record
from benchmarks.record.schema import Failure, PitfallCaught, PitfallSample
from benchmarks.stats.ratios import Blocks, Ratio, paired_ratio, ratio_of_logs


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a record holds of one pitfall.

    Attributes:
        pitfall: which.
        subject, baseline: the names of those compared.
        honest: subject over baseline.
        unfair: the same by the mistake; None where single runs or seeds are shown.
        moved: unfair over honest; likewise.
        singles: the wrong ratios of single runs or seeds; empty elsewhere.
        caught: what the suite's guards said of it.
        reason: why there is nothing to show, else empty.
    """

    pitfall: Pitfall
    subject: str = ""
    baseline: str = ""
    honest: Ratio | None = None
    unfair: Ratio | None = None
    moved: Ratio | None = None
    singles: tuple[float, ...] = ()
    caught: tuple[str, ...] = ()
    reason: str = ""


def shown(record: Record) -> list[Shown]:
    """Return what the record holds of each pitfall, in the order of the catalogue."""
    names = {line.contender for line in (*record.of(PitfallSample), *record.of(Failure, UNFAIR))}
    return [_shown(record, pitfall) for name, pitfall in PITFALLS.items() if name in names]


def _shown(record: Record, pitfall: Pitfall) -> Shown:
    failure = record.first(Failure, UNFAIR, pitfall.name)
    if failure:
        return Shown(pitfall=pitfall, reason=f"{failure.status}: {failure.reason}")
    samples = record.of(PitfallSample, UNFAIR, pitfall.name)
    values = _by_role(samples)
    honest = paired_ratio(values["honest subject"], values["honest baseline"])
    # Where a mistake touches one side only, the other's honest numbers stand in both ratios.
    subject, baseline = (values.get(f"unfair {role}", values[f"honest {role}"]) for role in ("subject", "baseline"))
    unfair = paired_ratio(subject, baseline)
    if honest is None or unfair is None or unfair.processes != honest.processes:
        return Shown(pitfall=pitfall, reason="not run: the run ended before it")
    players = {line.role: line.player for line in samples if line.version == "honest"}
    caught = dict.fromkeys(line.said for line in record.of(PitfallCaught, UNFAIR, pitfall.name))
    result = Shown(
        pitfall=pitfall,
        subject=players["subject"],
        baseline=players["baseline"],
        honest=honest,
        caught=tuple(caught),
    )
    if pitfall.spread:
        singles = [subject[p][r] / baseline[p][r] for p in subject for r in subject[p].keys() & baseline[p].keys()]
        return replace(result, singles=tuple(singles))
    moved = ratio_of_logs([wrong - right for wrong, right in zip(unfair.logs, honest.logs, strict=True)])
    return replace(result, unfair=unfair, moved=moved)


def _by_role(samples: Sequence[PitfallSample]) -> Mapping[str, Blocks]:
    values: dict[str, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for line in samples:
        values[f"{line.version} {line.role}"][line.replicate][line.round] = line.value
    return values
