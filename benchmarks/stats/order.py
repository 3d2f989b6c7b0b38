"""Who runs when: the design of the experiment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from itertools import groupby


def block_order(names: Sequence[str], *, round_number: int, replicate: int) -> list[str]:
    """Return who runs when in a round: reversed on odd rounds, rotated after each such pair and by replicate.

    So everyone comes before and after everyone else, and after 2 * len(names) rounds everyone has been in every place
    twice: neither drift nor a slot that is always slow favours anyone.
    """
    start = (round_number // 2 + replicate) % len(names) if names else 0
    rotated = [*names[start:], *names[:start]]
    return rotated[::-1] if round_number % 2 else rotated


def start_order(names: Iterable[str], *, draw: str, replicate: int) -> list[str]:
    """Return who is started when: drawn anew for every two replicates, and the other way round in the second of them.

    Who starts first may get other memory than who starts last: on a virtual machine an hour old, identical code took
    longer in the processes that started first than in the last ones, in every replicate alike (run
    20261127T030724-cpu-standard), and the other way round when started the other way round (20261127T033404-cpu-fast).
    In one order for all replicates that is a difference between contenders, which no interval over processes shows;
    drawn, it is scatter, and half of it cancels out.

    Args:
        names: of all who are started; who fails changes nothing for the others.
        draw: what else the order depends on: the run, and what it measures.
        replicate: number of the fresh process.
    """
    drawn = sorted(names, key=lambda name: sha256(f"{draw} {replicate // 2} {name}".encode()).digest())
    return drawn[::-1] if replicate % 2 else drawn


def turned(names: Sequence[str], twins: Mapping[str, str], *, replicate: int) -> list[str]:
    """Return names in which twins that stand side by side have changed places in every other replicate.

    Where a process has fewer rounds than there are names, rotation ends early: of two neighbours the first would nearly
    always have rested for less long, and identical code could differ by that alone.

    Args:
        names: in their order.
        twins: by name, of whom each is a twin; others are their own.
        replicate: number of the fresh process.
    """
    groups = [[*group] for _, group in groupby(names, key=lambda name: twins.get(name, name))]
    return [name for group in groups for name in (group[::-1] if replicate % 2 else group)]
