"""A fake study: its ways are honest, slow, wrong, unsynchronised, leave something behind or raise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from time import perf_counter
from typing import Any

from benchmarks.harness.fakes import device
from benchmarks.harness.fakes.faults import BUSY_SECONDS
from impls.reference import inference
from impls.study import Material, Variant

#: What a slow way takes of an honest one's time.
SLOW = 3.0


def variants(material: Material) -> Iterator[Variant]:
    """Yield the honest way of every case, and beside it those that have to be told apart or caught."""
    for honest in inference.variants(material):
        yield replace(honest, name="honest")
        yield replace(honest, name="slow", base=False, work=_slow(honest.work))
        yield replace(honest, name="wrong", base=False, result=lambda scores: scores * 1.01)
        yield replace(honest, name="raising", base=False, work=_raise)
        early = _unsynchronized(honest.work)
        yield replace(honest, name="unsynchronized", base=False, work=early)
        yield replace(honest, name="tidying", base=False, on_host=True, work=early)
        yield replace(honest, name="late", base=False, on_host=True, facts={"copies": True}, work=_stale(honest.work))
        yield replace(honest, name="not-on-host", base=False, on_host=True, work=_listed(honest.work))


def _slow(work: Callable[[], Any]) -> Callable[[], Any]:
    def spinning() -> Any:
        start = perf_counter()
        result = work()
        device.busy_until = start + SLOW * (perf_counter() - start)
        device.synchronize()
        return result

    return spinning


def _unsynchronized(work: Callable[[], Any]) -> Callable[[], Any]:
    def returning_early() -> Any:
        result = work()
        device.busy_until = perf_counter() + BUSY_SECONDS
        return result

    return returning_early


def _stale(work: Callable[[], Any]) -> Callable[[], Any]:
    kept = work().copy()
    return lambda: kept


def _listed(work: Callable[[], Any]) -> Callable[[], Any]:
    return lambda: list(work())


def _raise() -> Any:
    raise ValueError("planted")
