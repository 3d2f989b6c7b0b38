"""What a demonstration's record holds of each mistake: the honest ratio, the unfair one, and how far it moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from benchmarks.plan.pitfalls import PITFALLS, Pitfall
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.ratios import Blocks, Ratio, paired_ratio, ratio_of_logs


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What a record holds of one mistake.

    Attributes:
        mistake: which.
        subject, baseline: the names of those compared.
        honest: subject over baseline.
        unfair: the same by the mistake; None where single runs or seeds are shown.
        moved: unfair over honest; likewise.
        singles: the wrong ratios of single runs or seeds; empty elsewhere.
        caught: what the suite's guards said of it.
        reason: why there is nothing to show, else empty.
    """

    mistake: Pitfall
    subject: str = ""
    baseline: str = ""
    honest: Ratio | None = None
    unfair: Ratio | None = None
    moved: Ratio | None = None
    singles: tuple[float, ...] = ()
    caught: tuple[str, ...] = ()
    reason: str = ""


def is_demonstration(lines: Sequence[Record]) -> bool:
    """Return whether a record is one of mistakes, not of results."""
    return bool(of_kind(lines, "environment")[0].get("demonstration"))


def shown(lines: Sequence[Record]) -> list[Shown]:
    """Return what the record holds of each mistake, in the order of the catalogue."""
    names = {line["contender"] for kind in ("lie", "failure") for line in of_kind(lines, kind)}
    return [_shown(lines, mistake) for name, mistake in PITFALLS.items() if name in names]


def _shown(lines: Sequence[Record], mistake: Pitfall) -> Shown:
    own = [line for line in lines if line.get("contender") == mistake.name]
    failures = of_kind(own, "failure")
    if failures:
        return Shown(mistake=mistake, reason=f"{failures[0]['status']}: {failures[0]['reason']}")
    blocks = _blocks(own, mistake.quantity)
    honest = paired_ratio(blocks["honest subject"], blocks["honest baseline"])
    # Where a mistake touches one side only, the other's honest numbers stand in both ratios.
    subject, baseline = (blocks.get(f"unfair {role}", blocks[f"honest {role}"]) for role in ("subject", "baseline"))
    unfair = paired_ratio(subject, baseline)
    if honest is None or unfair is None or unfair.processes != honest.processes:
        return Shown(mistake=mistake, reason="not run: the run ended before it")
    who = {line["role"]: line["who"] for line in of_kind(own, "lie") if line["version"] == "honest"}
    found = Shown(
        mistake=mistake,
        subject=who["subject"],
        baseline=who["baseline"],
        honest=honest,
        caught=tuple(dict.fromkeys(line["said"] for line in of_kind(own, "caught"))),
    )
    if mistake.spread:
        singles = [subject[p][r] / baseline[p][r] for p in subject for r in subject[p].keys() & baseline[p].keys()]
        return replace(found, singles=tuple(singles))
    moved = ratio_of_logs([wrong - right for wrong, right in zip(unfair.logs, honest.logs, strict=True)])
    return replace(found, unfair=unfair, moved=moved)


def _blocks(lines: Sequence[Record], quantity: str) -> Mapping[str, Blocks]:
    found: dict[str, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for line in of_kind(lines, "lie"):
        found[f"{line['version']} {line['role']}"][line["replicate"]][line["round"]] = line[quantity]
    return found
