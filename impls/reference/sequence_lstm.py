"""The recurrent classifier of posts with a long short-term memory in place of the tanh layer.

The equations are those of Gers, Schmidhuber and Cummins, Learning to forget (Neural Computation 12, 2000), without
peepholes, as both frameworks' layers have them. Gates lie in their order: input, forget, candidate, output.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from data.sequences import lengths
from impls.interface import Implementation
from impls.reference import sequence_classifier, training
from impls.reference.sequence_classifier import add_by_word
from impls.reference.training import Array


class Run(NamedTuple):
    """What a pass over the words leaves behind.

    Attributes:
        embedded: the words (width, rows, units).
        gates: every step's (width, rows, 4, hidden).
        cells: before each step and after the last (width + 1, rows, hidden).
        states: likewise.
    """

    embedded: Array
    gates: Array
    cells: Array
    states: Array


class SequenceClassifier(sequence_classifier.SequenceClassifier):
    """word numbers -> embedding -> hidden state after the last word -> scores of the categories (logits)."""

    def forward(self, inputs: NDArray[Any]) -> Array:
        """Return the scores (rows, outputs)."""
        states = _run(self.parameters, inputs).states
        return self.linear(4, states[lengths(inputs), np.arange(len(inputs))])

    def backward(self, inputs: NDArray[Any], targets: NDArray[Any]) -> float:
        """Write the gradients and return the loss."""
        parameters, gradients = self.parameters, self.gradients
        run = _run(parameters, inputs)
        ends = lengths(inputs), np.arange(len(inputs))
        loss, score_slopes = self.objective(self.linear(4, run.states[ends]), targets)
        self.linear_gradients(4, run.states[ends], score_slopes)
        slopes = np.zeros_like(run.states)
        slopes[ends] = score_slopes @ parameters["w4"].T
        sums = _run_back(parameters, run, slopes).reshape(-1, parameters["w3"].shape[1])
        np.matmul(run.states[:-1].reshape(len(sums), -1).T, sums, out=gradients["w3"])
        np.sum(sums, axis=0, out=gradients["b3"])
        np.matmul(run.embedded.reshape(len(sums), -1).T, sums, out=gradients["w2"])
        add_by_word(inputs.T.reshape(-1), sums @ parameters["w2"].T, out=gradients["w1"])
        return loss


class ByHand(sequence_classifier.ByHand):
    """The net in NumPy; every batch is padded to its own longest row."""

    net_class = SequenceClassifier


def _run(parameters: dict[str, Array], numbers: NDArray[Any]) -> Run:
    """Read the words of all rows, step by step."""
    embedded = parameters["w1"][numbers.T]
    width, rows, units = embedded.shape
    hidden = len(parameters["w3"])
    gates = (embedded.reshape(-1, units) @ parameters["w2"] + parameters["b3"]).reshape(width, rows, 4, hidden)
    cells = np.zeros((width + 1, rows, hidden), embedded.dtype)
    states = np.zeros_like(cells)
    for step in range(width):
        sums = gates[step]
        np.add(sums, (states[step] @ parameters["w3"]).reshape(sums.shape), out=sums)
        candidate = np.tanh(sums[:, 2])
        expit(sums, out=sums)
        sums[:, 2] = candidate
        cells[step + 1] = sums[:, 1] * cells[step] + sums[:, 0] * candidate
        states[step + 1] = sums[:, 3] * np.tanh(cells[step + 1])
    return Run(embedded, gates, cells, states)


def _run_back(parameters: dict[str, Array], run: Run, slopes: Array) -> Array:
    """Return the loss's slopes by every step's sums (width, rows, 4, hidden).

    Given are those by the states that are read (width + 1, rows, hidden), zero elsewhere; they are overwritten.
    """
    back, by_sums = parameters["w3"].T, np.empty_like(run.gates)
    by_cell = np.zeros_like(run.cells[0])
    for step in range(len(run.gates) - 1, -1, -1):
        enter, keep, candidate, leave = (run.gates[step][:, gate] for gate in range(4))
        shown = np.tanh(run.cells[step + 1])
        by_cell += slopes[step + 1] * leave * (1 - shown * shown)
        by_sums[step][:, 0] = by_cell * candidate * enter * (1 - enter)
        by_sums[step][:, 1] = by_cell * run.cells[step] * keep * (1 - keep)
        by_sums[step][:, 2] = by_cell * enter * (1 - candidate * candidate)
        by_sums[step][:, 3] = slopes[step + 1] * shown * leave * (1 - leave)
        slopes[step] += by_sums[step].reshape(len(shown), -1) @ back
        by_cell *= keep
    return by_sums


IMPLEMENTATIONS: dict[str, type[Implementation]] = dict.fromkeys(training.DOUBT, ByHand)
