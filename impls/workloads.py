"""The workloads: what is learned and by which hyper-parameters, once, for all frameworks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal, TypeAlias

Initializer: TypeAlias = Literal["pytorch_default", "standard_normal"]


@dataclass(frozen=True, kw_only=True)
class SGD:
    """Plain stochastic gradient descent: p -= learning_rate * g."""

    learning_rate: float


@dataclass(frozen=True, kw_only=True)
class Adam:
    """Adam by Algorithm 1 of Kingma and Ba (arXiv:1412.6980): epsilon is added after the bias correction.

    Not every framework's own Adam follows it: the paper's "epsilon hat" variant is another equation.
    """

    learning_rate: float
    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8


@dataclass(frozen=True, kw_only=True)
class TextTask:
    """Word counts of the posts; ``posts`` and ``words`` cut it down, None keeps all."""

    vocabulary: Literal["train_and_test", "train"] = "train_and_test"
    posts: int | None = None
    words: int | None = None


@dataclass(frozen=True, kw_only=True)
class RegressionTask:
    """Standard normal inputs and targets."""

    rows: int
    features: int = 1000
    outputs: int = 10


@dataclass(frozen=True, kw_only=True)
class SequenceTask:
    """Words of the posts, in order, as numbers; ``posts`` cuts the split down, None keeps all.

    Attributes:
        words: the most frequent so many words have numbers of their own, all others share one.
        longest: a post's words after so many are left out.
    """

    words: int = 10_000
    longest: int = 256
    posts: int | None = None


@dataclass(frozen=True, kw_only=True)
class Workload:
    """What is learned, by which rule, in which steps; equal for every contender.

    Attributes:
        name: what tables and ``-k`` call it.
        module: the stem of the file in each framework's folder.
        task: where inputs and targets come from.
        layer_sizes: features, hidden units ..., outputs; features and outputs are 0 until the data are known. Of
            sequences: word numbers, embedding, hidden units, outputs.
        biases: whether the layers have biases.
        loss: mean softmax cross-entropy over int64 labels, or summed squared error over float32 targets.
        initializer: how the initial weights are drawn.
        batch_size, drop_last: how the loader cuts the rows, in file order.
        epochs: how often a block goes over its batches.
        block_batches: the first so many batches of an epoch make a block; None takes all. Where many contenders hold
            dense posts at once, a few batches keep them all in memory.
        loss_floor: float32's rounding floor of the loss, as a fraction of the initial loss (see the parity gate).
        training_epochs: epochs of the full training whose accuracy is reported; 0 where there is none.
        frozen: names of the parameters that training leaves as they are.
        gates: of sequences, so many sums a hidden unit: 1 for a tanh layer, 4 for a long short-term memory.
        sparse: whether contenders may leave out the zeros of the inputs; the work of a step is counted without them.
        weak: whether a step takes a batch for every process of a contender, so that each has as much to do as one alone
            (weak scaling); otherwise they share the one batch (strong scaling).
    """

    name: str
    module: str
    task: TextTask | RegressionTask | SequenceTask
    layer_sizes: tuple[int, ...]
    biases: bool
    loss: Literal["cross_entropy", "squared_error"]
    optimizer: SGD | Adam
    initializer: Initializer
    batch_size: int
    drop_last: bool = True
    epochs: int = 1
    block_batches: int | None = None
    loss_floor: float = 0.0
    training_epochs: int = 0
    frozen: tuple[str, ...] = ()
    gates: int = 1
    sparse: bool = False
    weak: bool = False

    @property
    def varies(self) -> bool:
        """Whether batches differ in shape: a static graph then has more than one shape to meet."""
        return isinstance(self.task, SequenceTask)

    def trains_as(self, other: Workload) -> bool:
        """Return whether the same net learns the same as another: blocks and the form of the inputs may differ."""
        return self == replace(
            other,
            name=self.name,
            block_batches=self.block_batches,
            training_epochs=self.training_epochs,
            sparse=self.sparse,
        )

    def sized(self, *, features: int, outputs: int) -> Workload:
        """Return this workload for data with so many features and outputs."""
        return replace(self, layer_sizes=(features, *self.layer_sizes[1:-1], outputs))


TEXT_CLASSIFIER = Workload(
    name="text_classifier",
    module="text_classifier",
    task=TextTask(),
    layer_sizes=(0, 100, 100, 0),
    biases=True,
    loss="cross_entropy",
    optimizer=Adam(learning_rate=0.01),
    initializer="pytorch_default",
    batch_size=150,
    loss_floor=1e-7,
    training_epochs=10,
)

TWO_LAYER_NET = Workload(
    name="two_layer_net",
    module="two_layer_net",
    task=RegressionTask(rows=64),
    layer_sizes=(0, 100, 0),
    biases=False,
    loss="squared_error",
    optimizer=SGD(learning_rate=1e-6),
    initializer="standard_normal",
    batch_size=64,
    epochs=500,
    loss_floor=1e-10,
)

TWO_LAYER_NET_MINIBATCH = Workload(
    name="two_layer_net_minibatch",
    module="two_layer_net",
    task=RegressionTask(rows=64_000),
    layer_sizes=(0, 100, 0),
    biases=True,
    loss="squared_error",
    optimizer=SGD(learning_rate=1e-4),
    initializer="pytorch_default",
    batch_size=64,
    block_batches=250,
)

#: Its words fed as what they are: a few hundred counts a post instead of 119 930 numbers, nearly all of them zero.
TEXT_CLASSIFIER_SPARSE = replace(
    TEXT_CLASSIFIER, name="text_classifier_sparse", block_batches=5, training_epochs=0, sparse=True
)

#: The documented forms beside their documented fast options, each switched on alone.
TEXT_CLASSIFIER_TUNED = replace(TEXT_CLASSIFIER, name="text_classifier_tuned", block_batches=5, training_epochs=0)
TWO_LAYER_NET_TUNED = replace(TWO_LAYER_NET_MINIBATCH, name="two_layer_net_tuned")

#: The first layer, which holds nearly all weights, stays as it is.
TEXT_CLASSIFIER_FROZEN = replace(
    TEXT_CLASSIFIER, name="text_classifier_frozen", block_batches=5, training_epochs=0, frozen=("w1", "b1")
)

#: With one thread and with all.
TEXT_CLASSIFIER_THREADS = replace(TEXT_CLASSIFIER, name="text_classifier_threads", block_batches=5, training_epochs=0)
TWO_LAYER_NET_THREADS = replace(TWO_LAYER_NET_MINIBATCH, name="two_layer_net_threads")

#: One program of a level above the frameworks, on each of them, beside their own forms.
TEXT_CLASSIFIER_KERAS = replace(TEXT_CLASSIFIER, name="text_classifier_keras", block_batches=5, training_epochs=0)
TWO_LAYER_NET_KERAS = replace(TWO_LAYER_NET_MINIBATCH, name="two_layer_net_keras")

#: Trained by several processes that share a batch: its rows are a multiple of the most processes there can be. Not at
#: the articles' rate: within the steps that the gate proves the net then learns its posts so well that with some
#: numbers of rows (76 and 144 of six) even the control misses the reference, perhaps by how float32 rounds what is
#: nearly 1. At a tenth of the rate none of six missed it (40, 76, 80, 152, 160 and 320 rows).
TEXT_CLASSIFIER_PARALLEL = replace(
    TEXT_CLASSIFIER,
    name="text_classifier_parallel",
    optimizer=Adam(learning_rate=0.001),
    batch_size=152,
    block_batches=3,
    training_epochs=0,
)
TWO_LAYER_NET_PARALLEL = replace(TWO_LAYER_NET_MINIBATCH, name="two_layer_net_parallel")

#: The same with a batch for each of them. Blocks are short: the most processes must find rows for as many steps as one.
TEXT_CLASSIFIER_WEAK = replace(
    TEXT_CLASSIFIER_PARALLEL, name="text_classifier_weak", batch_size=40, block_batches=5, weak=True
)
TWO_LAYER_NET_WEAK = replace(TWO_LAYER_NET_PARALLEL, name="two_layer_net_weak", block_batches=125, weak=True)

SEQUENCE_CLASSIFIER = Workload(
    name="sequence_classifier",
    module="sequence_classifier",
    task=SequenceTask(),
    layer_sizes=(0, 32, 64, 0),
    biases=True,
    loss="cross_entropy",
    optimizer=SGD(learning_rate=0.1),
    initializer="pytorch_default",
    batch_size=16,
    block_batches=20,
    loss_floor=1e-7,
)

#: The same with a long short-term memory, which frameworks have as a layer and nobody writes out.
SEQUENCE_LSTM = replace(SEQUENCE_CLASSIFIER, name="sequence_lstm", module="sequence_lstm", gates=4)

WORKLOADS = {
    workload.name: workload
    for workload in (
        TEXT_CLASSIFIER,
        TWO_LAYER_NET,
        TWO_LAYER_NET_MINIBATCH,
        SEQUENCE_CLASSIFIER,
        SEQUENCE_LSTM,
        TEXT_CLASSIFIER_SPARSE,
        TEXT_CLASSIFIER_TUNED,
        TWO_LAYER_NET_TUNED,
        TEXT_CLASSIFIER_FROZEN,
        TEXT_CLASSIFIER_THREADS,
        TWO_LAYER_NET_THREADS,
        TEXT_CLASSIFIER_KERAS,
        TWO_LAYER_NET_KERAS,
        TEXT_CLASSIFIER_PARALLEL,
        TWO_LAYER_NET_PARALLEL,
        TEXT_CLASSIFIER_WEAK,
        TWO_LAYER_NET_WEAK,
    )
}

_FEW_WORDS = TextTask(posts=600, words=10_000)
_FEW_ROWS = RegressionTask(rows=6_400)
_SHORT = {"task": SequenceTask(words=1_000, longest=32, posts=160), "block_batches": 10}
#: What is other on the smaller shapes of a quick look, which is no result.
_SMALLER: dict[str, dict[str, Any]] = {
    "text_classifier": {"task": _FEW_WORDS},
    "two_layer_net": {"epochs": 50},
    "two_layer_net_minibatch": {"task": _FEW_ROWS},
    "sequence_classifier": _SHORT,
    "sequence_lstm": _SHORT,
    "text_classifier_sparse": {"task": _FEW_WORDS},
    "text_classifier_tuned": {"task": _FEW_WORDS},
    "two_layer_net_tuned": {"task": _FEW_ROWS},
    "text_classifier_frozen": {"task": _FEW_WORDS},
    "text_classifier_threads": {"task": _FEW_WORDS},
    "two_layer_net_threads": {"task": _FEW_ROWS},
    "text_classifier_keras": {"task": _FEW_WORDS},
    "two_layer_net_keras": {"task": _FEW_ROWS},
    "text_classifier_parallel": {"task": _FEW_WORDS},
    "two_layer_net_parallel": {"task": _FEW_ROWS},
    "text_classifier_weak": {"task": _FEW_WORDS, "batch_size": 16, "block_batches": 4},
    "two_layer_net_weak": {"task": RegressionTask(rows=25_600), "block_batches": 50},
}
SMOKE = {name: replace(WORKLOADS[name], **changes) for name, changes in _SMALLER.items()}
