"""The recurrent classifier of posts: an embedding, a tanh layer that reads word by word, mean softmax cross-entropy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.sequences import lengths, padded
from impls.interface import Implementation
from impls.reference import training
from impls.reference.losses import cross_entropy
from impls.reference.training import Array


class SequenceClassifier(training.Net):
    """word numbers -> embedding -> hidden state after the last word -> scores of the categories (logits).

    Inputs are padded word numbers (rows, width). The state runs on through the padding, and only the one after each
    row's last word is read: so padding has no part in the scores, and no slope reaches it.
    """

    def forward(self, inputs: NDArray[Any]) -> Array:
        """Return the scores (rows, outputs)."""
        _, states = _run(self.parameters, inputs)
        return self.linear(4, states[lengths(inputs), np.arange(len(inputs))])

    def objective(self, scores: Array, targets: NDArray[Any]) -> tuple[float, Array]:
        """Return the mean cross-entropy against class indices (rows,), and its derivatives by the scores."""
        return cross_entropy(scores, targets, doubt=self.doubt)

    def backward(self, inputs: NDArray[Any], targets: NDArray[Any]) -> float:
        """Write the gradients and return the loss."""
        parameters, gradients = self.parameters, self.gradients
        embedded, states = _run(parameters, inputs)
        ends = lengths(inputs), np.arange(len(inputs))
        loss, score_slopes = self.objective(self.linear(4, states[ends]), targets)
        self.linear_gradients(4, states[ends], score_slopes)
        slopes = np.zeros_like(states)
        slopes[ends] = score_slopes @ parameters["w4"].T
        _run_back(parameters, states, slopes)
        sums = slopes[1:].reshape(-1, slopes.shape[-1])
        np.matmul(states[:-1].reshape(sums.shape).T, sums, out=gradients["w3"])
        np.sum(sums, axis=0, out=gradients["b3"])
        np.matmul(embedded.reshape(len(sums), -1).T, sums, out=gradients["w2"])
        add_by_word(inputs.T.reshape(-1), sums @ parameters["w2"].T, out=gradients["w1"])
        return loss


class ByHand(training.ByHand):
    """The net in NumPy; every batch is padded to its own longest row."""

    net_class = SequenceClassifier

    def predict(self, inputs: NDArray[Any]) -> NDArray[np.float32]:
        """Return the scores (rows, outputs), computed in the net's dtype."""
        return self._net.forward(self._own_inputs(inputs)).astype(np.float32, copy=False)

    def _own_inputs(self, inputs: NDArray[Any]) -> NDArray[Any]:
        numbers, _ = padded(inputs, "own")
        return numbers


def _run(parameters: dict[str, Array], numbers: NDArray[Any]) -> tuple[Array, Array]:
    """Return the embedded words (width, rows, units), and the states (width + 1, rows, hidden), the first of zeros.

    Steps come first, so that each step's rows lie together; only the recurrence itself has to go step by step.
    """
    embedded = parameters["w1"][numbers.T]
    width, rows, units = embedded.shape
    arriving = embedded.reshape(-1, units) @ parameters["w2"]
    arriving += parameters["b3"]
    states = np.zeros((width + 1, rows, arriving.shape[1]), arriving.dtype)
    for step, sums in enumerate(arriving.reshape(states[1:].shape)):
        np.add(sums, states[step] @ parameters["w3"], out=sums)
        np.tanh(sums, out=states[step + 1])
    return embedded, states


def _run_back(parameters: dict[str, Array], states: Array, slopes: Array) -> None:
    """Turn the loss's slopes by the read states, zero elsewhere, into those by every step's sums, in place."""
    back = parameters["w3"].T
    bends = 1 - states * states
    for step in range(len(states) - 1, 0, -1):
        slopes[step] *= bends[step]
        slopes[step - 1] += slopes[step] @ back


def add_by_word(words: NDArray[Any], slopes: Array, *, out: Array) -> None:
    """Write the sums of the slopes (words, units) of equal words into that word's row; all other rows are zero."""
    order = np.argsort(words, kind="stable")
    distinct, starts = np.unique(words[order], return_index=True)
    out.fill(0)
    out[distinct] = np.add.reduceat(slopes[order], starts, axis=0)


IMPLEMENTATIONS: dict[str, type[Implementation]] = dict.fromkeys(training.DOUBT, ByHand)
