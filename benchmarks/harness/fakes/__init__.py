"""Fake contenders that cheat, hang, lie and crash: the harness is tested against them."""

from impls.contenders import Framework
from impls.interface import COMPILED, Contender

WORKLOADS = ("text_classifier", "two_layer_net", "two_layer_net_minibatch")
#: What is hidden from the clock, or from whoever looks at a process between its blocks.
HIDING = {
    "resetting": "takes a whole block's steps when it is reset",
    "resetting-part": "takes 30 % of a block's steps when it is reset",
    "preparing": "prepares products of its inputs when they are placed",
    "remembering-part": "begins where the first 45 % of a block from weights that it knows would end",
    "deferring": "puts work off until somebody asks for its weights",
    "lazy-losses": "returns losses of a kind that may compute later",
    "slow-clock": "slows down the clock of its process",
    "pinned-inside": "keeps to one processor inside its blocks",
    "nice-inside": "is nicer to others from its first block on",
    "greedy-later": "takes one thread more once its blocks have begun",
    "burning-thread": "leaves a thread that spins until its next block",
    "burning-child": "has a helper process that spins between its blocks",
    "stale-scores": "scores by the weights of its first reset",
    "linear-scores": "scores without a ReLU",
    "hoarding": "captures a graph and leaves no file of it",
}
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
    "algebra": "computes the two-layer net without most of its products",
    "depending": "does what the module fake_engine says where one is installed, else nothing",
    **HIDING,
}

CONTENDERS = tuple(
    Contender(
        name=mode,
        framework="fakes",
        mode=mode,
        graph="dynamic",
        workloads=("two_layer_net",) if mode == "algebra" else WORKLOADS,
        summary=what,
        home=__package__[:-6],
    )
    for mode, what in MODES.items()
)

#: The same on two processes.
TEAMS = {
    "team": "sums gradients over two processes",
    "team-apart": "says that it does, and doesn't",
    "team-dying": "has a further process that is killed in the middle",
    "team-hanging": "has a further process that is stopped in the middle",
    "team-raising": "has a further process that raises in the middle",
    "team-burning": "has a further process that spins between its blocks",
}
TEAM_CONTENDERS = tuple(
    Contender(
        name=mode,
        framework="fakes",
        mode=mode,
        graph="dynamic",
        workloads=("two_layer_net_parallel",),
        base="honest",
        changes="training on 2 processes",
        processes=2,
        summary=what,
        home=__package__[:-6],
    )
    for mode, what in TEAMS.items()
)

FRAMEWORK = Framework(
    title="a fake",
    distributions=("numpy",),
    contenders=CONTENDERS + TEAM_CONTENDERS,
    environment=lambda *, scratch, **_: {"FAKES_CACHE": f"{scratch}/{COMPILED}"},
)
