"""PyTorch: the graph is built as it runs, unless ``torch.compile`` captures it."""

from functools import partial

from impls.contenders import Colour, Framework
from impls.interface import COMPILED, Contender
from impls.keras.forms import FORMS
from impls.libraries import MKL, ONEDNN
from impls.pytorch.advice import explain
from impls.pytorch.options import CAPTURED, OPTIONS
from impls.ranks import PARALLEL, on_processes

_TEXT = ("text_classifier",)
_TWO_LAYERS = ("two_layer_net", "two_layer_net_minibatch")
#: Where the documented forms run beside their options.
_BESIDE_OPTIONS = ("text_classifier_tuned", "two_layer_net_tuned", "text_classifier_frozen")
#: Where the forms that a level above is held against run beside it.
_BESIDE_KERAS = ("text_classifier_keras", "two_layer_net_keras")
_SPARSE = ("text_classifier_sparse",)
_SEQUENCES = ("sequence_classifier",)
#: Where the frameworks' own recurrent layers run as well.
_BY_LAYERS = (*_SEQUENCES, "sequence_lstm")
_READ = (
    "two graphs: forward and loss, with their backward pass, and torch.optim's step; outside them, in Python: calling "
    "the three, and autograd handing over the gradients"
)

_compiled = partial(Contender, framework="pytorch", graph="static", workloads=_SEQUENCES)

CONTENDERS = (
    Contender(
        name="pytorch-eager",
        framework="pytorch",
        mode="eager",
        graph="dynamic",
        workloads=_TEXT + _TWO_LAYERS + _BESIDE_OPTIONS + _BESIDE_KERAS + _SPARSE + _SEQUENCES + PARALLEL,
        summary="nn.Module, loss.backward(), torch.optim, as documented",
    ),
    Contender(
        name="pytorch-eager-tensors",
        framework="pytorch",
        mode="eager-tensors",
        graph="dynamic",
        workloads=_TWO_LAYERS,
        summary="raw tensors, loss.backward(), update by hand under no_grad",
    ),
    Contender(
        name="pytorch-fused",
        framework="pytorch",
        mode="fused",
        graph="dynamic",
        workloads=_TEXT + _BESIDE_OPTIONS[:2] + _BESIDE_KERAS + _SPARSE,
        base="pytorch-eager",
        changes="the optimiser's kernels",
        summary="pytorch-eager with fused=True: the optimiser's step in one kernel a parameter",
    ),
    Contender(
        name="pytorch-compile",
        framework="pytorch",
        mode="compile-train",
        graph="static",
        workloads=_TEXT + _TWO_LAYERS + _BESIDE_OPTIONS + _BESIDE_KERAS + _SPARSE,
        base="pytorch-eager",
        changes="torch.compile around the step",
        summary="the step of pytorch-eager under @torch.compile, as PyTorch's guide recommends for training",
        captured=CAPTURED,
    ),
    Contender(
        name="pytorch-cudagraph",
        framework="pytorch",
        mode="cudagraph-train",
        graph="static",
        workloads=_TEXT + _TWO_LAYERS + _BESIDE_OPTIONS,
        devices=("gpu",),
        elsewhere="CUDA graphs exist only on a GPU",
        base="pytorch-compile",
        changes="replaying its graphs as CUDA graphs",
        summary='pytorch-compile with mode="reduce-overhead"',
        captured=f"{CAPTURED}, each batch copied to the graph's own inputs, and the loss copied out of it",
    ),
    Contender(
        name="pytorch-eager-layer",
        framework="pytorch",
        mode="eager-layer",
        graph="dynamic",
        workloads=_BY_LAYERS,
        base="pytorch-eager",
        changes="the framework's own recurrent layer",
        summary="PyTorch's own recurrent layer (torch.nn.RNN, LSTM) instead of a loop in Python",
    ),
    _compiled(
        name="pytorch-compile-own",
        mode="compile-own",
        summary="torch.compile with dynamic=False, the loop over the words by scan, compiled anew for every width",
        captured=f"{_READ}; one of the first for each width",
    ),
    _compiled(
        name="pytorch-compile-retraced",
        mode="compile-retraced",
        base="pytorch-compile-own",
        changes="PyTorch's limit of eight graphs",
        summary="pytorch-compile-own with PyTorch's limit of eight graphs: from the ninth width on not compiled at all",
        captured=f"{_READ}; one of the first for each of eight widths, all other widths run uncompiled",
    ),
    _compiled(
        name="pytorch-compile-dynamic",
        mode="compile-dynamic",
        summary="torch.compile with mark_dynamic, which leaves the width open, the loop over the words by scan",
        captured=_READ,
    ),
    _compiled(
        name="pytorch-compile-longest",
        mode="compile-longest",
        base="pytorch-compile-own",
        changes="padding to the longest",
        padding="longest",
        summary="pytorch-compile-own on batches padded to one width",
        captured=_READ,
    ),
    _compiled(
        name="pytorch-compile-buckets",
        mode="compile-buckets",
        base="pytorch-compile-longest",
        changes="padding to a few widths",
        padding="buckets",
        summary="pytorch-compile-longest on batches padded to a few widths",
        captured=f"{_READ}; one of the first for each bucket",
    ),
    *OPTIONS,
    *FORMS["pytorch"],
    *on_processes("pytorch-eager", framework="pytorch", engine="ddp DistributedDataParallel", graph="dynamic"),
)


def environment(*, scratch: str, **_: object) -> dict[str, str]:
    """Return the variables that keep the compiler's caches below ``scratch``; ``device.configure`` sets threads.

    Headers that the C++ compiler has compiled before go to the folder for temporary files, wherever the cache is: one
    of its own for every process would have each compile them again, which no user's second process does.
    """
    return {
        "TORCHINDUCTOR_CACHE_DIR": f"{scratch}/{COMPILED}/torchinductor",
        "TRITON_CACHE_DIR": f"{scratch}/{COMPILED}/triton",
        "TMPDIR": scratch,
    }


FRAMEWORK = Framework(
    title="PyTorch",
    distributions=("torch",),
    contenders=CONTENDERS,
    dynamic="pytorch-eager",
    static="pytorch-compile",
    dynamic_ways=("recording", "no_grad", "inference_mode"),
    article="pytorch-eager",
    # Until 26 November 2026 the plain static form, and what was made of it, took its gradients by torch.func.
    renamed={
        ("pytorch-compile", "compile"): "pytorch-compile-func",
        ("pytorch-compile-fused", "compile-fused"): "pytorch-compile-func-fused",
        ("pytorch-compile-step", "compile-step"): "pytorch-compile-func-step",
        ("pytorch-compile-full", "compile-full"): "pytorch-compile-func-full",
        ("pytorch-cudagraph", "cudagraph"): "pytorch-cudagraph-func",
        ("pytorch-embedding-bag-compile", "embedding-bag-compile"): "pytorch-embedding-bag-compile-func",
    },
    colour=Colour(light="#d55e00", dark="#e69f00", marker="o"),
    variables=("TORCH", "PYTORCH_", "ATEN_", "TRITON_"),
    environment=environment,
    libraries=(MKL, ONEDNN),
    explain=explain,
)
