"""Who runs when: the design of the experiment."""

from __future__ import annotations

from collections.abc import Sequence


def block_order(names: Sequence[str], *, round_number: int, replicate: int) -> list[str]:
    """Return who runs when in a round: reversed on odd rounds, rotated after each such pair and by replicate.

    So everyone comes before and after everyone else, and after 2 * len(names) rounds everyone has been in every place
    twice: neither drift nor a slot that is always slow favours anyone.
    """
    start = (round_number // 2 + replicate) % len(names) if names else 0
    rotated = [*names[start:], *names[:start]]
    return rotated[::-1] if round_number % 2 else rotated
