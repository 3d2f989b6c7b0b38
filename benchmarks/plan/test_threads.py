"""Everyone races with the run's threads and again with all, where that is asked."""

from __future__ import annotations

from benchmarks.plan.questions import contenders_of, roster
from benchmarks.plan.threads import ALL, THREADS
from impls.contenders import challengers


def test_every_contender_of_the_net_has_a_second_entry_that_differs_in_threads_alone() -> None:
    for asked in THREADS:
        names = contenders_of(asked)
        alone = names[: len(names) // 2]
        assert names == [*alone, *(f"{name}{ALL}" for name in alone)]
        assert {form for one in challengers().values() for form in (one.dynamic, one.static) if form} <= set(alone)
    on_a_cpu = [name for name in contenders_of("two_layer_net_minibatch") if "cpu" in roster()[name].devices]
    assert contenders_of("two_layer_net_threads")[: len(on_a_cpu)] == on_a_cpu
    for twin in (declared for declared in roster().values() if declared.threads):
        base = roster()[twin.base]
        assert (twin.threads, twin.mode, twin.package, twin.graph) == (-1, base.mode, base.package, base.graph)
