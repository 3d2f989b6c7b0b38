"""What the articles and the post claim, and what a run says of it; every sentence is made from the record.

The two articles (2017) report 91 % and 75 % for the same net in PyTorch and in TensorFlow; the post is an introduction
to PyTorch. A claim is confirmed where every comparison that it is about has the verdict that it predicts, confirmed in
part where some have it; refuted where every one has another verdict, refuted in part where some have another and the
rest have none; open where there is no verdict at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.reports import claim_rules, claim_rules_studies
from benchmarks.reports.claim_rules import Settled
from benchmarks.reports.summary import Record


@dataclass(frozen=True, kw_only=True)
class Claim:
    """A claim, whose it is, and the rule that settles it by a record; None where the record is about other things."""

    text: str
    whose: str
    settle: Callable[[Sequence[Record], float], Settled | None]


def section(lines: Sequence[Record], *, band: float) -> list[str]:
    """Return the part of a page about claims; none where the record settles none."""
    said = []
    for claim in CLAIMS:
        settled = claim.settle(lines, band)
        if settled:
            said.append(f"- {claim.whose}: *{claim.text}* **{settled[0].capitalize()}**: {settled[1]}")
    return ["## Claims", "\n".join(said)] if said else []


CLAIMS = (
    Claim(
        text="the same net reaches 91 % in PyTorch and 75 % in TensorFlow.",
        whose="The articles",
        settle=claim_rules.initialisation,
    ),
    Claim(
        text="dynamic graphs suit inputs of varying length, where static graphs fix the length and pad with zeros.",
        whose="The post",
        settle=claim_rules.lengths,
    ),
    Claim(text="freezing a part of the model saves work.", whose="The post", settle=claim_rules.freezing),
    Claim(text="inference without gradients saves work.", whose="The post", settle=claim_rules_studies.recording),
    Claim(text="tensors convert to and from NumPy cheaply.", whose="The post", settle=claim_rules_studies.bridge),
    Claim(text="tensors move to the GPU.", whose="The post", settle=claim_rules_studies.moving),
    Claim(
        text="a stack trace points at the line where the code was written.",
        whose="The post",
        settle=claim_rules_studies.tracebacks,
    ),
)
