"""PyTorch: the graph is built as it runs, unless ``torch.compile`` captures it."""

from functools import partial

from impls.contenders import Colour, Framework
from impls.interface import COMPILED, Contender
from impls.libraries import MKL, ONEDNN
from impls.pytorch.advice import explain
from impls.pytorch.options import CAPTURED, OPTIONS

_TEXT = ("text_classifier",)
_TWO_LAYERS = ("two_layer_net", "two_layer_net_minibatch")
#: Where the documented forms run beside their options.
_BESIDE_OPTIONS = ("text_classifier_tuned", "two_layer_net_tuned", "text_classifier_frozen")
_SPARSE = ("text_classifier_sparse",)
_SEQUENCES = ("sequence_classifier",)
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
        workloads=_TEXT + _TWO_LAYERS + _BESIDE_OPTIONS + _SPARSE + _SEQUENCES,
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
        name="pytorch-compile",
        framework="pytorch",
        mode="compile",
        graph="static",
        workloads=_TEXT + _TWO_LAYERS + _BESIDE_OPTIONS + _SPARSE,
        summary="torch.compile over forward, loss and backward, and over the optimiser's step",
        captured=CAPTURED,
    ),
    Contender(
        name="pytorch-cudagraph",
        framework="pytorch",
        mode="cudagraph",
        graph="static",
        workloads=_TEXT + _TWO_LAYERS + _BESIDE_OPTIONS,
        devices=("gpu",),
        elsewhere="CUDA graphs exist only on a GPU",
        summary='pytorch-compile with mode="reduce-overhead"',
        captured=f"{CAPTURED}, each batch copied to the graph's own inputs, and the loss copied out of it",
    ),
    Contender(
        name="pytorch-eager-layer",
        framework="pytorch",
        mode="eager-layer",
        graph="dynamic",
        workloads=_SEQUENCES,
        summary="pytorch-eager with torch.nn.RNN instead of a loop in Python",
    ),
    _compiled(
        name="pytorch-compile-retraced",
        mode="compile-retraced",
        summary="torch.compile with dynamic=False, compiled anew for every width, from the ninth on not at all",
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
        base="pytorch-compile-retraced",
        padding="longest",
        summary="torch.compile with dynamic=False, the loop over the words by scan, batches padded to one width",
        captured=_READ,
    ),
    _compiled(
        name="pytorch-compile-buckets",
        mode="compile-buckets",
        base="pytorch-compile-longest",
        padding="buckets",
        summary="pytorch-compile-longest on batches padded to a few widths",
        captured=f"{_READ}; one of the first for each bucket",
    ),
    *OPTIONS,
)


def environment(*, threads: int, scratch: str) -> dict[str, str]:  # noqa: ARG001 - the signature of every framework
    """Return the variables that keep the compiler's caches below ``scratch``; ``device.configure`` sets threads."""
    return {
        "TORCHINDUCTOR_CACHE_DIR": f"{scratch}/{COMPILED}/torchinductor",
        "TRITON_CACHE_DIR": f"{scratch}/{COMPILED}/triton",
    }


FRAMEWORK = Framework(
    title="PyTorch",
    distributions=("torch",),
    contenders=CONTENDERS,
    dynamic="pytorch-eager",
    static="pytorch-compile",
    article="pytorch-eager",
    colour=Colour(light="#d55e00", dark="#e69f00", marker="o"),
    variables=("TORCH", "PYTORCH_", "ATEN_", "TRITON_"),
    environment=environment,
    libraries=(MKL, ONEDNN),
    explain=explain,
)
