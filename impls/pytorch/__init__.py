"""PyTorch: the graph is built as it runs, unless ``torch.compile`` captures it."""

from impls.interface import COMPILED, Contender

_TEXT = ("text_classifier",)
_TWO_LAYERS = ("two_layer_net", "two_layer_net_minibatch")
_CAPTURED = (
    "two graphs: forward, loss and backward in one, torch.optim's step in the other; outside them, in Python: "
    "the gradients handed over from one to the other"
)

DISTRIBUTIONS = ("torch",)

CONTENDERS = (
    Contender(
        name="pytorch-eager",
        framework="pytorch",
        mode="eager",
        graph="dynamic",
        workloads=_TEXT + _TWO_LAYERS,
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
        workloads=_TEXT + _TWO_LAYERS,
        summary="torch.compile over forward, loss and backward, and over the optimiser's step",
        captured=_CAPTURED,
    ),
    Contender(
        name="pytorch-cudagraph",
        framework="pytorch",
        mode="cudagraph",
        graph="static",
        workloads=_TEXT + _TWO_LAYERS,
        devices=("gpu",),
        elsewhere="CUDA graphs exist only on a GPU",
        summary='pytorch-compile with mode="reduce-overhead"',
        captured=f"{_CAPTURED}, each batch copied to the graph's own inputs, and the loss copied out of it",
    ),
)


def environment(*, threads: int, scratch: str) -> dict[str, str]:  # noqa: ARG001 - the signature of every framework
    """Return the variables that keep the compiler's caches below ``scratch``; ``device.configure`` sets threads."""
    return {
        "TORCHINDUCTOR_CACHE_DIR": f"{scratch}/{COMPILED}/torchinductor",
        "TRITON_CACHE_DIR": f"{scratch}/{COMPILED}/triton",
    }
