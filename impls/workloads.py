"""The workloads: hyper-parameters and initial weights, once, for all frameworks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

Initializer: TypeAlias = Literal["pytorch_default", "standard_normal"]


@dataclass(frozen=True, kw_only=True)
class SGD:
    """Plain stochastic gradient descent: p -= learning_rate * g."""

    learning_rate: float


@dataclass(frozen=True, kw_only=True)
class Adam:
    """Adam by Algorithm 1 of Kingma and Ba (arXiv:1412.6980): epsilon is added after the bias correction.

    PyTorch follows it. Keras and TensorFlow 1 follow the paper's "epsilon hat" variant, which is another equation.
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
class Workload:
    """What is learned, by which rule, in which steps; equal for every contender.

    Attributes:
        name: what tables and ``-k`` call it.
        module: the stem of the file in each framework's folder.
        task: where inputs and targets come from.
        layer_sizes: features, hidden units ..., outputs; features and outputs are 0 until the data are known.
        biases: whether the layers have biases.
        loss: mean softmax cross-entropy over int64 labels, or summed squared error over float32 targets.
        initializer: how the initial weights are drawn.
        batch_size, drop_last: how the loader cuts the rows, in file order.
        epochs: how often a block goes over its batches.
        block_batches: the first so many batches of an epoch make a block; None takes all.
        loss_floor: float32's rounding floor of the loss, as a fraction of the initial loss (see the parity gate).
        training_epochs: epochs of the full training whose accuracy is reported; 0 where there is none.
    """

    name: str
    module: str
    task: TextTask | RegressionTask
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

WORKLOADS = {workload.name: workload for workload in (TEXT_CLASSIFIER, TWO_LAYER_NET, TWO_LAYER_NET_MINIBATCH)}

#: The same workloads on smaller shapes, for a quick look that is no result.
SMOKE = {
    "text_classifier": replace(TEXT_CLASSIFIER, task=TextTask(posts=600, words=10_000)),
    "two_layer_net": replace(TWO_LAYER_NET, epochs=50),
    "two_layer_net_minibatch": replace(TWO_LAYER_NET_MINIBATCH, task=RegressionTask(rows=6_400)),
}


def _uniform_by_fan_in(generator: np.random.Generator, shape: tuple[int, ...], fan_in: int) -> NDArray[np.float64]:
    bound = 1 / np.sqrt(fan_in)
    return generator.uniform(-bound, bound, shape)


def _standard_normal(generator: np.random.Generator, shape: tuple[int, ...], _: int) -> NDArray[np.float64]:
    return generator.standard_normal(shape)


_DRAWS: dict[Initializer, Callable[[np.random.Generator, tuple[int, ...], int], NDArray[np.float64]]] = {
    "pytorch_default": _uniform_by_fan_in,
    "standard_normal": _standard_normal,
}


def parameter_shapes(workload: Workload) -> dict[str, tuple[int, ...]]:
    """Return the shapes of a sized workload's parameters by canonical name, in the order of every net: w1, b1, w2, ...

    A weight ``w<layer>`` is (inputs, outputs), a bias ``b<layer>`` is (outputs,).
    """
    shapes: dict[str, tuple[int, ...]] = {}
    for layer, (inputs, outputs) in enumerate(pairwise(workload.layer_sizes), start=1):
        shapes[f"w{layer}"] = (inputs, outputs)
        if workload.biases:
            shapes[f"b{layer}"] = (outputs,)
    return shapes


def initial_weights(workload: Workload, *, seed: int) -> dict[str, NDArray[np.float32]]:
    """Draw the initial parameters of a sized workload.

    ``pytorch_default`` is what ``torch.nn.Linear`` does, uniform in +-1/sqrt(fan_in) for weights and biases;
    ``standard_normal`` draws both from N(0, 1), as the TensorFlow article does.

    Returns:
        float32 arrays by canonical name, shaped as ``parameter_shapes`` says.
    """
    generator = np.random.default_rng(seed)
    draw = _DRAWS[workload.initializer]
    shapes = parameter_shapes(workload)
    fan_in = {name: shapes[f"w{name[1:]}"][0] for name in shapes}
    return {name: draw(generator, shape, fan_in[name]).astype(np.float32) for name, shape in shapes.items()}
