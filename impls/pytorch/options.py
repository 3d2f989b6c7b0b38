"""PyTorch's documented options, each switched on alone: sparse inputs, frozen parts, other optimisers, other graphs."""

from functools import partial

from impls.interface import Contender

_SPARSE = ("text_classifier_sparse",)
_FROZEN = ("text_classifier_frozen",)
_TUNED_TEXT = ("text_classifier_tuned",)
_TUNED_LAYERS = ("two_layer_net_tuned",)

#: What ``torch.compile`` captures of a step with an optimiser of ``torch.optim``.
CAPTURED = (
    "two graphs: forward, loss and backward in one, torch.optim's step in the other; outside them, in Python: "
    "the gradients handed over from one to the other"
)

_dynamic = partial(Contender, framework="pytorch", graph="dynamic")
_static = partial(Contender, framework="pytorch", graph="static")

OPTIONS = (
    _dynamic(
        name="pytorch-fused",
        mode="fused",
        workloads=_TUNED_TEXT + _TUNED_LAYERS + _SPARSE,
        summary="pytorch-eager with fused=True: the optimiser's step in one kernel",
        base="pytorch-eager",
    ),
    _dynamic(
        name="pytorch-foreach",
        mode="foreach",
        workloads=_TUNED_TEXT + _TUNED_LAYERS,
        summary="pytorch-eager with foreach=True: each operation of the update over all parameters at once",
        base="pytorch-eager",
    ),
    _static(
        name="pytorch-compile-fused",
        mode="compile-fused",
        workloads=_TUNED_TEXT + _TUNED_LAYERS,
        summary="pytorch-compile, but the optimiser's step with fused=True instead of compiled",
        captured="one graph: forward, loss and backward; outside it, in Python: handing over the gradients, and "
        "torch.optim's fused step",
        base="pytorch-compile",
    ),
    _static(
        name="pytorch-compile-step",
        mode="compile-step",
        workloads=_TUNED_LAYERS,
        summary="torch.compile over the whole step, gradient descent by hand instead of torch.optim",
        captured="one graph: forward, loss, backward and update; outside it, in Python: the loop over the steps",
        base="pytorch-compile",
    ),
    _dynamic(
        name="pytorch-eager-left-out",
        mode="eager-left-out",
        workloads=_FROZEN,
        summary="pytorch-eager, frozen parameters only left out of the optimiser: their gradients are computed in vain",
        base="pytorch-eager",
    ),
    _dynamic(
        name="pytorch-eager-full",
        mode="eager-full",
        workloads=_FROZEN,
        summary="pytorch-eager not told to freeze: all gradients, and updates by a learning rate that moves nothing",
        base="pytorch-eager",
    ),
    _static(
        name="pytorch-compile-full",
        mode="compile-full",
        workloads=_FROZEN,
        summary="pytorch-compile not told to freeze: all gradients, and updates by a learning rate that moves nothing",
        captured=CAPTURED,
        base="pytorch-compile",
    ),
    _dynamic(
        name="pytorch-embedding-bag",
        mode="embedding-bag",
        workloads=_SPARSE,
        summary="pytorch-eager over the words that are there: embedding_bag as the first layer, dense gradients",
        base="pytorch-eager",
    ),
    _dynamic(
        name="pytorch-embedding-bag-fused",
        mode="embedding-bag-fused",
        workloads=_SPARSE,
        summary="pytorch-embedding-bag with fused=True: the optimiser's step in one kernel",
        base="pytorch-embedding-bag",
    ),
    _static(
        name="pytorch-embedding-bag-compile",
        mode="embedding-bag-compile",
        workloads=_SPARSE,
        summary="pytorch-embedding-bag under torch.compile",
        captured=f"{CAPTURED}; the number of words is left open",
        base="pytorch-embedding-bag",
    ),
    _dynamic(
        name="pytorch-sparse-matmul",
        mode="sparse-matmul",
        workloads=_SPARSE,
        summary="pytorch-eager over batches in compressed rows: torch.sparse.mm in the first layer, dense gradients",
        base="pytorch-eager",
    ),
)
