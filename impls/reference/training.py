"""Training in NumPy: forward, gradients and update by hand, in float32 or float64."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar, TypeAlias, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from data.batches import Batch
from impls.interface import Implementation, Weights
from impls.reference.optimizers import optimizer
from impls.weights import parameter_shapes
from impls.workloads import Workload

Array: TypeAlias = NDArray[np.floating[Any]]
Placed: TypeAlias = list[tuple[Array, NDArray[Any]]]

#: How far from zero a sum of products may lie and still be doubtful, in units of |inputs| * |weights|, by mode: the
#: control and the reference take every sign as it comes; one double closes doubtful ReLUs, the other opens them. Half
#: as much is doubtful of a probability near 1, of which one takes more and the other takes less.
DOUBT = {"float32": 0.0, "float64": 0.0, "float64-closed": 4 * 2.0**-24, "float64-open": -4 * 2.0**-24}

#: The share of non-zeros below which the reference keeps inputs sparse.
SPARSE = 0.01


class Net(ABC):
    """A net whose gradients are derived by hand.

    Attributes:
        doubt: the least sum at which a ReLU lets gradients through, in units of |inputs| * |weights|; half of it is
            what a probability near 1 is taken for more.
        parameters: by canonical name, in the canonical layout.
        trained: those of them that the workload doesn't freeze, the same arrays.
        gradients: shaped like the trained ones; every backward pass overwrites them.
    """

    def __init__(self, *, workload: Workload, dtype: np.dtype[Any]) -> None:
        """Take zeros for the parameters and their gradients."""
        shapes = parameter_shapes(workload)
        self.biases = workload.biases
        self.doubt = 0.0
        self.parameters: dict[str, Array] = {name: np.zeros(shape, dtype) for name, shape in shapes.items()}
        self.trained = {name: array for name, array in self.parameters.items() if name not in workload.frozen}
        self.gradients: dict[str, Array] = {name: np.zeros_like(array) for name, array in self.trained.items()}

    @abstractmethod
    def forward(self, inputs: Array) -> Array:
        """Return the scores (rows, outputs)."""

    @abstractmethod
    def objective(self, scores: Array, targets: NDArray[Any]) -> tuple[float, Array]:
        """Return the loss and its derivatives by the scores (rows, outputs)."""

    @abstractmethod
    def backward(self, inputs: Array, targets: NDArray[Any]) -> float:
        """Write the gradients at these inputs and return the loss."""

    def linear(self, layer: int, inputs: Array) -> Array:
        """Return inputs @ w + b of one layer, (rows, outputs)."""
        outputs: Array = inputs @ self.parameters[f"w{layer}"]
        if self.biases:
            outputs += self.parameters[f"b{layer}"]
        return outputs

    def open_units(self, layer: int, inputs: Array, sums: Array) -> NDArray[np.bool_]:
        """Return which ReLUs of a layer let gradients through: those whose sums (rows, units) are above zero.

        A sum within float32's rounding of zero has no sign that every float32 program would agree on; the reference's
        doubles take all of these for zero, or all for more. The rounding of a sum of products is about
        roundoff * |inputs| * |weights| in Euclidean norms (Higham, Accuracy and Stability of Numerical Algorithms,
        section 3.1, in its statistical form); up to four times that counts as doubtful.
        """
        if not self.doubt:
            return sums > 0
        lengths = np.sqrt((inputs * inputs).sum(axis=1)), np.linalg.norm(self.parameters[f"w{layer}"], axis=0)
        return sums > self.doubt * np.outer(*lengths)

    def linear_gradients(self, layer: int, inputs: Array, slopes: Array) -> None:
        """Write the layer's gradients, given its inputs and the loss's derivatives by its outputs (rows, outputs).

        Frozen parameters have none.
        """
        weight, bias = self.gradients.get(f"w{layer}"), self.gradients.get(f"b{layer}")
        if weight is not None and isinstance(inputs, np.ndarray):
            np.matmul(inputs.T, slopes, out=weight)
        elif weight is not None:
            weight[...] = inputs.T @ slopes
        if bias is not None:
            np.sum(slopes, axis=0, out=bias)

    def learns_below(self, layer: int) -> bool:
        """Return whether any layer before this one is trained, so that gradients have to go on to it."""
        return any(int(name[1:]) < layer for name in self.trained)


class ByHand(Implementation):
    """A net, its hand-written gradients and an optimiser.

    ``mode`` names the dtype and what becomes of doubtful numbers (see ``DOUBT``).
    """

    net_class: ClassVar[type[Net]]

    def __init__(self, *, workload: Workload, mode: str, device: str) -> None:  # noqa: ARG002 - there is only the CPU
        """Build the net in the dtype that the mode names."""
        self._dtype = np.dtype(mode.partition("-")[0])
        self._net = self.net_class(workload=workload, dtype=self._dtype)
        self.take_sides(mode)
        self._optimizer = optimizer(workload.optimizer, self._net.trained)

    def reset(self, weights: Weights) -> None:
        """Copy the weights into the net's own arrays and reset the optimiser."""
        for name, parameter in self._net.parameters.items():
            parameter[...] = weights[name]
        self._optimizer.reset()

    def take_sides(self, mode: str) -> None:
        """Take doubtful numbers from now on as a mode does; the dtype stays."""
        self._net.doubt = DOUBT[mode]

    def place(self, batches: Iterable[Batch]) -> Placed:
        """Return copies, the floating-point arrays in the net's dtype, labels as they are."""
        return [(self._own_inputs(batch.inputs), self._own(batch.targets)) for batch in batches]

    def train(self, placed: Placed, *, epochs: int = 1) -> NDArray[np.float32]:
        """Go over all batches, ``epochs`` times; losses float32 (steps,)."""
        return np.array([self._step(*batch) for _ in range(epochs) for batch in placed], np.float32)

    def gradients(self, placed: Placed) -> Weights:
        """Return copies of the first batch's gradients by what is trained, in the net's dtype."""
        self._net.backward(*placed[0])
        return {name: gradient.copy() for name, gradient in self._net.gradients.items()}

    def predict(self, inputs: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the scores (rows, outputs), computed in the net's dtype."""
        return self._net.forward(inputs.astype(self._dtype, copy=False)).astype(np.float32, copy=False)

    def weights(self) -> Weights:
        """Return copies of the parameters, in the net's dtype."""
        return {name: parameter.copy() for name, parameter in self._net.parameters.items()}

    def traces(self) -> int:
        """Return 0: nothing is traced."""
        return 0

    def _step(self, inputs: Array, targets: NDArray[Any]) -> float:
        loss = self._net.backward(inputs, targets)
        self._optimizer.update(self._net.trained, self._net.gradients)
        return loss

    def _own_inputs(self, inputs: NDArray[np.float32]) -> Array:
        """Return a copy; the reference, which nobody times, leaves out the zeros of inputs that are mostly zero."""
        if self._dtype == np.float64 and np.count_nonzero(inputs) < SPARSE * inputs.size:
            sparse: Any = csr_array(inputs, dtype=self._dtype)
            return cast("Array", sparse)
        return inputs.astype(self._dtype)

    def _own(self, targets: NDArray[Any]) -> NDArray[Any]:
        floating = np.issubdtype(targets.dtype, np.floating)
        return targets.astype(self._dtype) if floating else targets.copy()
