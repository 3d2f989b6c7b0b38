"""Fake contenders that cheat, hang, lie and crash: the harness is tested against them."""

from impls.contenders import Framework
from impls.interface import Contender

WORKLOADS = ("text_classifier", "two_layer_net", "two_layer_net_minibatch")
#: What each fake does; every one but ``honest`` must be caught or survived.
MODES = {
    "honest": "the float32 reference as it is",
    "slow": "the same, and spins for twice as long again",
    "plus-5-percent": "the same, and spins for 5 % of its time",
    "plus-10-percent": "the same, and spins for 10 % of its time",
    "plus-25-percent": "the same, and spins for 25 % of its time",
    "swapped-batches": "learns from the batches in another order",
    "other-epsilon": "uses 1e-7 where the workload says 1e-8",
    "other-weights": "begins from slightly other weights",
    "other-dtype": "computes in float64",
    "half-batch": "drops half of every batch",
    "cheating-later": "passes the gate, then leaves out half of every step's rows",
    "remembering-losses": "passes the gate, then returns remembered losses and trains nothing",
    "remembering-all": "returns remembered losses and weights wherever it begins from weights that it knows",
    "unsynchronized": "returns while its device is still busy",
    "no-start-sync": "begins to work before the clock, and its device doesn't wait when asked to",
    "retracing": "traces anew in every block",
    "cold": "spins in its first call, which it counts as a trace, and in its second",
    "compiling-late": "compiles in its first timed block",
    "recompiling": "compiles anew in a later round",
    "leaking-threads": "computes in more threads than it was told to",
    "lingering": "leaves a thread behind that spins on for a while",
    "raising": "raises in its third call of train",
    "crashing": "ends its process in its third call of train",
    "hanging": "never returns from its third call of train",
    "greedy": "uses other threads than it was told to",
    "deviceless": "finds no device",
}

CONTENDERS = tuple(
    Contender(
        name=mode,
        framework="fakes",
        mode=mode,
        graph="dynamic",
        workloads=WORKLOADS,
        summary=what,
        home=__package__[:-6],
    )
    for mode, what in MODES.items()
)

FRAMEWORK = Framework(title="a fake", distributions=("numpy",), contenders=CONTENDERS)
