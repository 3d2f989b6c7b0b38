"""PyTorch's documented options, each switched on alone: sparse inputs, frozen parts, other optimisers, other graphs."""

from functools import partial

from impls.interface import Contender

_SPARSE = ("text_classifier_sparse",)
_FROZEN = ("text_classifier_frozen",)
_TUNED_TEXT = ("text_classifier_tuned",)
_TUNED_LAYERS = ("two_layer_net_tuned",)

#: What ``torch.compile`` captures of the documented step.
CAPTURED = (
    "two graphs: forward and loss, with their backward pass, and torch.optim's step; outside them, in Python, what the "
    "graph breaks leave: calling loss.backward(), and autograd handing over the gradients"
)
#: What it captures where gradients come by ``torch.func``.
CAPTURED_FUNC = (
    "two graphs: forward, loss and backward in one, torch.optim's step in the other; outside them, in Python: "
    "the gradients handed over from one to the other"
)

_dynamic = partial(Contender, framework="pytorch", graph="dynamic")
_static = partial(Contender, framework="pytorch", graph="static")

OPTIONS = (
    _dynamic(
        name="pytorch-foreach",
        mode="foreach",
        workloads=_TUNED_TEXT + _TUNED_LAYERS,
        base="pytorch-eager",
        devices=("cpu",),
        elsewhere="on a GPU that is PyTorch's own choice: it would be pytorch-eager again",
        changes="the optimiser's operations over all parameters at once",
        summary="pytorch-eager with foreach=True instead of a loop over the parameters, PyTorch's choice on the CPU",
    ),
    _dynamic(
        name="pytorch-glibc-keeping",
        mode="eager-glibc-keeping",
        workloads=_TUNED_TEXT,
        base="pytorch-eager",
        changes="memory that isn't given back",
        allocator="glibc, keeping",
        summary="pytorch-eager, glibc told to keep freed memory: MALLOC_MMAP_MAX_=0, MALLOC_TRIM_THRESHOLD_=-1 "
        "(documented by glibc; PyTorch's guide names other allocators)",
    ),
    _dynamic(
        name="pytorch-tcmalloc",
        mode="eager-tcmalloc",
        workloads=_TUNED_TEXT,
        base="pytorch-eager",
        changes="the allocator",
        allocator="tcmalloc",
        summary="pytorch-eager with TCMalloc loaded first (LD_PRELOAD), as PyTorch's tuning guide shows",
    ),
    _static(
        name="pytorch-compile-fused",
        mode="compile-train-fused",
        workloads=_TUNED_TEXT + _TUNED_LAYERS,
        base="pytorch-compile",
        changes="the optimiser's kernels",
        summary="pytorch-compile with fused=True: the optimiser's step in one kernel a parameter, which isn't compiled",
        captured="one graph: forward and loss, with their backward pass; outside it, in Python, what the graph breaks "
        "leave: calling loss.backward(), autograd handing over the gradients, and torch.optim's fused step",
    ),
    _static(
        name="pytorch-compile-module",
        mode="compile-module",
        workloads=_TUNED_TEXT + _TUNED_LAYERS,
        base="pytorch-compile",
        changes="compiling the module alone",
        summary="the module compiled by its own compile(), loss, loss.backward() and the optimiser's step as they are",
        captured="one graph: the module's forward pass, with its backward pass; outside it, in Python: the loss, "
        "calling loss.backward(), autograd handing over the gradients, and torch.optim's step",
    ),
    _static(
        name="pytorch-compile-autograd",
        mode="compile-train-autograd",
        workloads=_TUNED_TEXT + _TUNED_LAYERS,
        base="pytorch-compile",
        changes="compiled autograd",
        summary="pytorch-compile with torch._dynamo.config.compiled_autograd: the backward pass captured as it runs",
        captured="three graphs: forward and loss, the backward pass, and torch.optim's step; outside them, in Python: "
        "calling loss.backward()",
    ),
    _static(
        name="pytorch-compile-func",
        mode="compile-func",
        workloads=_TUNED_TEXT + _TUNED_LAYERS,
        base="pytorch-compile",
        changes="gradients by torch.func",
        summary="torch.compile over forward, loss and backward by torch.func, and over the optimiser's step",
        captured=CAPTURED_FUNC,
    ),
    _static(
        name="pytorch-compile-func-step",
        mode="compile-func-step",
        workloads=_TUNED_LAYERS,
        base="pytorch-compile-func",
        changes="the update in the same graph",
        summary="torch.compile over the whole step by torch.func, gradient descent by hand instead of torch.optim",
        captured="one graph: forward, loss, backward and update; outside it, in Python: the loop over the steps",
    ),
    _static(
        name="pytorch-cudagraph-autotuned",
        mode="cudagraph-train-autotuned",
        workloads=_TUNED_TEXT + _TUNED_LAYERS,
        devices=("gpu",),
        elsewhere="on the CPU Inductor tries out products with constants only; weights in training are none",
        base="pytorch-cudagraph",
        changes="kernels that were tried out",
        summary='pytorch-cudagraph with mode="max-autotune"',
        captured=f"{CAPTURED}, each batch copied to the graph's own inputs, and the loss copied out of it",
    ),
    _dynamic(
        name="pytorch-eager-left-out",
        mode="eager-left-out",
        workloads=_FROZEN,
        summary="pytorch-eager, frozen parameters only left out of the optimiser: their gradients are computed in vain",
        base="pytorch-eager",
        changes="gradients that nobody uses",
    ),
    _dynamic(
        name="pytorch-eager-full",
        mode="eager-full",
        workloads=_FROZEN,
        summary="pytorch-eager not told to freeze: all gradients, and updates by a learning rate that moves nothing",
        base="pytorch-eager",
        changes="all the work of a full step",
    ),
    _static(
        name="pytorch-compile-full",
        mode="compile-train-full",
        workloads=_FROZEN,
        summary="pytorch-compile not told to freeze: all gradients, and updates by a learning rate that moves nothing",
        captured=CAPTURED,
        base="pytorch-compile",
        changes="all the work of a full step",
    ),
    _dynamic(
        name="pytorch-embedding-bag",
        mode="embedding-bag",
        workloads=_SPARSE,
        summary="pytorch-eager over the words that are there: embedding_bag as the first layer, dense gradients",
        base="pytorch-eager",
        changes="an embedding bag over the words that are there",
    ),
    _dynamic(
        name="pytorch-embedding-bag-fused",
        mode="embedding-bag-fused",
        workloads=_SPARSE,
        summary="pytorch-embedding-bag with fused=True: the optimiser's step in one kernel",
        base="pytorch-embedding-bag",
        changes="the optimiser's kernels",
    ),
    _static(
        name="pytorch-embedding-bag-compile",
        mode="embedding-bag-compile-train",
        workloads=_SPARSE,
        summary="pytorch-embedding-bag under torch.compile",
        captured=f"{CAPTURED}; the number of words is left open",
        base="pytorch-embedding-bag",
        changes="torch.compile around the step",
    ),
    _dynamic(
        name="pytorch-sparse-matmul",
        mode="sparse-matmul",
        workloads=_SPARSE,
        summary="pytorch-eager over batches in compressed rows: torch.sparse.mm in the first layer, dense gradients",
        base="pytorch-eager",
        changes="a sparse matrix product",
    ),
)
