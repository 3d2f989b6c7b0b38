"""With one thread and with all: who races a second time with every processor that the run may use."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from impls.contenders import FRAMEWORKS, framework
from impls.interface import Contender

#: The workloads on which that is asked, and those whose contenders are asked. Where each holds a gigabyte, they are the
#: plain forms and the control alone.
THREADS = {"text_classifier_threads": "text_classifier", "two_layer_net_threads": "two_layer_net_minibatch"}
PLAIN_ALONE = ("text_classifier_threads",)
#: What is added to the name of a contender that has all threads.
ALL = "-all-threads"


def with_threads(declared: Mapping[str, Contender]) -> dict[str, Contender]:
    """Return contenders and, behind them, those once more with all threads that are asked what these bring."""
    asked = {name: _asked(contender) for name, contender in declared.items()}
    alone = {
        name: replace(contender, workloads=contender.workloads + asked[name]) for name, contender in declared.items()
    }
    again = {
        f"{name}{ALL}": replace(
            contender,
            name=f"{name}{ALL}",
            workloads=asked[name],
            base=name,
            changes="all of the processors' threads",
            threads=-1,
            devices=("cpu",),
            elsewhere="what the processors' threads bring is asked on the CPU",
            summary=f"{name} with all of the processors' threads",
        )
        for name, contender in declared.items()
        if asked[name]
    }
    return alone | again


def _asked(contender: Contender) -> tuple[str, ...]:
    """Return on which workloads a contender is asked."""
    declared = [framework(folder) for folder in FRAMEWORKS]
    plain = {form for one in declared for form in (one.dynamic, one.static)}
    return tuple(
        workload
        for workload, net in THREADS.items()
        if net in contender.workloads
        and "cpu" in contender.devices
        and (contender.name in plain or workload not in PLAIN_ALONE)
    )
