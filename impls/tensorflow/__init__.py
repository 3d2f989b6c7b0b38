"""TensorFlow: eagerly, as graphs of ``tf.function``, or as the graph of a TensorFlow 1 session."""

from impls.interface import Contender

_TEXT = ("text_classifier",)
_TWO_LAYERS = ("two_layer_net", "two_layer_net_minibatch")

#: The first is what the ``cpu`` extra installs on Linux; the second serves every other platform and every GPU.
DISTRIBUTIONS = ("tensorflow-cpu", "tensorflow")

CONTENDERS = (
    Contender(
        name="tensorflow-eager",
        framework="tensorflow",
        mode="eager",
        graph="dynamic",
        workloads=_TEXT + _TWO_LAYERS,
        summary="Keras layers, GradientTape, a Keras optimiser, as documented",
    ),
    Contender(
        name="tensorflow-eager-tensors",
        framework="tensorflow",
        mode="eager-tensors",
        graph="dynamic",
        workloads=_TWO_LAYERS,
        summary="tf.Variable, GradientTape, update by hand with assign_sub",
    ),
    Contender(
        name="tensorflow-graph",
        framework="tensorflow",
        mode="graph",
        graph="static",
        workloads=_TEXT + _TWO_LAYERS,
        summary="the step of tensorflow-eager under tf.function",
        captured="the whole step: forward, loss, backward and update; outside it: the Python loop over the steps",
    ),
    Contender(
        name="tensorflow-graph-loop",
        framework="tensorflow",
        mode="graph-loop",
        graph="static",
        workloads=_TWO_LAYERS,
        summary="the whole block under one tf.function, the loop over the steps in the graph",
        captured="the whole block: the loop over epochs and batches, and every step in it; outside it: nothing",
    ),
    Contender(
        name="tensorflow-xla",
        framework="tensorflow",
        mode="xla",
        graph="static",
        workloads=_TEXT + _TWO_LAYERS,
        summary="tensorflow-graph with jit_compile=True",
        captured="the whole step, as one XLA program; outside it: the Python loop over the steps",
    ),
    Contender(
        name="tensorflow-session",
        framework="tensorflow",
        mode="session",
        graph="static",
        workloads=_TEXT + _TWO_LAYERS,
        summary="the TensorFlow 1 way: placeholders, the graph built first, Session.run",
        captured=(
            "the whole step; outside it: the Python loop over the steps, which feeds each batch from NumPy "
            "(without a copy on the CPU; a copy to the device, inside the clock, on a GPU)"
        ),
    ),
)


def environment(*, threads: int, scratch: str) -> dict[str, str]:
    """Return the variables for quiet logs, threads, growing GPU memory and Keras's own defaults.

    Keras reads its settings from a folder of its own below ``scratch``, not from the user's home.
    """
    return {
        "TF_CPP_MIN_LOG_LEVEL": "2",
        "TF_NUM_INTRAOP_THREADS": str(threads),
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_FORCE_GPU_ALLOW_GROWTH": "true",
        "KERAS_BACKEND": "tensorflow",
        "KERAS_HOME": f"{scratch}/keras",
    }
