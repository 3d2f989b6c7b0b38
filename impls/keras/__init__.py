"""Keras 3: one program a level above the frameworks, each of which can compute it as what Keras calls its backend."""

from impls.contenders import Level

#: What Keras calls the frameworks, by their folders' names.
BACKENDS = {"tensorflow": "tensorflow", "pytorch": "torch", "jax": "jax"}


def environment(*, framework: str, device: str, scratch: str) -> dict[str, str]:
    """Return the variables that choose Keras's backend and its device, and keep it to its own defaults.

    Keras reads its settings from a folder of its own below ``scratch``, not from the user's home. Left alone, its
    PyTorch backend takes whatever device it finds; the other backends follow their frameworks.
    """
    chosen = {"KERAS_BACKEND": BACKENDS[framework], "KERAS_HOME": f"{scratch}/keras"}
    if framework == "pytorch":
        chosen["KERAS_TORCH_DEVICE"] = "cuda" if device == "gpu" else "cpu"
    return chosen


LEVEL = Level(
    title="Keras",
    package="keras",
    distributions=("keras",),
    variables=("KERAS_",),
    environment=environment,
    inside="fit's own loop with its callbacks and its running mean of the loss, and a metric of ours that keeps the "
    "loss of every step, which the gate asks for",
)
