"""TensorFlow: eagerly, as graphs of ``tf.function``, or as the graph of a TensorFlow 1 session."""

from functools import partial

from impls.contenders import Colour, Framework
from impls.interface import Contender
from impls.keras.forms import FORMS
from impls.libraries import ONEDNN
from impls.ranks import PARALLEL, on_processes
from impls.tensorflow.options import OPTIONS

_TEXT = ("text_classifier",)
_TWO_LAYERS = ("two_layer_net", "two_layer_net_minibatch")
#: Where options are compared, beside the forms that they are options of.
_SPARSE = ("text_classifier_sparse",)
_TUNED = ("text_classifier_tuned", "two_layer_net_tuned")
_FROZEN = ("text_classifier_frozen",)
#: Where the forms that a level above is held against run beside it.
_BESIDE_KERAS = ("text_classifier_keras", "two_layer_net_keras")
_SEQUENCES = ("sequence_classifier",)
#: Where the frameworks' own recurrent layers run as well.
_BY_LAYERS = (*_SEQUENCES, "sequence_lstm")
_STEP = "the whole step: forward, loss, backward and update; outside it: the Python loop over the steps"

_read_in_graphs = partial(Contender, framework="tensorflow", graph="static", workloads=_SEQUENCES)

CONTENDERS = (
    Contender(
        name="tensorflow-eager",
        framework="tensorflow",
        mode="eager",
        graph="dynamic",
        workloads=_TEXT + _TWO_LAYERS + _SPARSE + _FROZEN + _BESIDE_KERAS + _SEQUENCES,
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
        workloads=_TEXT + _TWO_LAYERS + _SPARSE + _TUNED + _FROZEN + _BESIDE_KERAS + PARALLEL,
        base="tensorflow-eager",
        changes="tf.function around the step",
        summary="the step of tensorflow-eager under tf.function",
        captured="the whole step: forward, loss, backward and update; outside it: the Python loop over the steps",
    ),
    Contender(
        name="tensorflow-graph-loop",
        framework="tensorflow",
        mode="graph-loop",
        graph="static",
        workloads=_TWO_LAYERS + _TUNED[1:] + _BESIDE_KERAS[1:],
        base="tensorflow-graph",
        changes="the loop over the steps in the graph",
        summary="the whole block under one tf.function, the loop over the steps in the graph",
        captured="the whole block: the loop over epochs and batches, and every step in it; outside it: nothing",
    ),
    Contender(
        name="tensorflow-xla",
        framework="tensorflow",
        mode="xla",
        graph="static",
        workloads=_SPARSE + _TUNED + _FROZEN,
        base="tensorflow-graph",
        changes="XLA",
        summary="tensorflow-graph with jit_compile=True",
        captured="the whole step, as one XLA program; outside it: the Python loop over the steps",
    ),
    Contender(
        name="tensorflow-fused-adam",
        framework="tensorflow",
        mode="fused-adam",
        graph="static",
        workloads=_TEXT + _TUNED[:1] + _BESIDE_KERAS[:1] + _SPARSE,
        base="tensorflow-graph",
        changes="the optimiser's kernels",
        summary="tensorflow-graph with Adam by tf.raw_ops.ResourceApplyAdam, TensorFlow 1's fused kernel",
        captured=_STEP,
    ),
    *FORMS["tensorflow"],
    Contender(
        name="tensorflow-session",
        framework="tensorflow",
        mode="session",
        graph="static",
        workloads=_TWO_LAYERS + _FROZEN + _TUNED[:1],
        base="tensorflow-fused-adam",
        changes="a session in place of tf.function",
        summary=(
            "the interface of TensorFlow 1, kept for old programs: placeholders, the graph built first, Session.run; "
            "its Adam is TensorFlow 1's fused kernel"
        ),
        captured=(
            "the whole step; outside it: the Python loop over the steps, which feeds each batch from NumPy "
            "(without a copy on the CPU; a copy to the device, inside the clock, on a GPU)"
        ),
    ),
    Contender(
        name="tensorflow-eager-layer",
        framework="tensorflow",
        mode="eager-layer",
        graph="dynamic",
        workloads=_BY_LAYERS,
        base="tensorflow-eager",
        changes="the framework's own recurrent layer",
        summary="Keras's own recurrent layer (SimpleRNN, LSTM) instead of a loop in Python",
    ),
    _read_in_graphs(
        name="tensorflow-graph-layer",
        mode="graph-layer",
        workloads=_BY_LAYERS,
        base="tensorflow-eager-layer",
        changes="tf.function around the step",
        summary="the step of tensorflow-eager-layer under tf.function, with an input_signature that leaves width open",
        captured=_STEP,
    ),
    _read_in_graphs(
        name="tensorflow-graph-retraced",
        mode="graph-retraced",
        summary="the step of tensorflow-eager under tf.function, the loop unrolled and traced anew for every width",
        captured=f"{_STEP}, and one graph a width",
    ),
    _read_in_graphs(
        name="tensorflow-graph-dynamic",
        mode="graph-dynamic",
        summary="tf.function with an input_signature that leaves the width open, the loop over the words by tf.foldl",
        captured=_STEP,
    ),
    _read_in_graphs(
        name="tensorflow-graph-longest",
        mode="graph-longest",
        base="tensorflow-graph-retraced",
        changes="padding to the longest",
        padding="longest",
        summary="tensorflow-graph-retraced on batches padded to one width: one graph, the loop unrolled",
        captured=_STEP,
    ),
    _read_in_graphs(
        name="tensorflow-graph-buckets",
        mode="graph-buckets",
        base="tensorflow-graph-longest",
        changes="padding to a few widths",
        padding="buckets",
        summary="tensorflow-graph-retraced on batches padded to a few widths: one graph for each",
        captured=f"{_STEP}, and one graph a bucket",
    ),
    _read_in_graphs(
        name="tensorflow-xla-retraced",
        mode="xla-retraced",
        summary="tf.function with jit_compile=True, the loop over the words by tf.foldl, compiled anew for every width",
        captured=f"{_STEP}, and one XLA program a width",
    ),
    _read_in_graphs(
        name="tensorflow-xla-longest",
        mode="xla-longest",
        base="tensorflow-xla-retraced",
        changes="padding to the longest",
        padding="longest",
        summary="tensorflow-xla-retraced on batches padded to one width",
        captured=f"{_STEP}; one XLA program",
    ),
    _read_in_graphs(
        name="tensorflow-xla-buckets",
        mode="xla-buckets",
        base="tensorflow-xla-longest",
        changes="padding to a few widths",
        padding="buckets",
        summary="tensorflow-xla-longest on batches padded to a few widths",
        captured=f"{_STEP}, and one XLA program a bucket",
    ),
    *OPTIONS,
    *on_processes(
        "tensorflow-graph",
        framework="tensorflow",
        engine="multi-worker MultiWorkerMirroredStrategy",
        graph="static",
        captured=f"{_STEP}; the sum of gradients over processes is part of it",
    ),
)


def environment(*, threads: int, scratch: str, **_: object) -> dict[str, str]:
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


FRAMEWORK = Framework(
    title="TensorFlow",
    # The first is what the ``cpu`` extra installs on Linux; the second serves every other platform and every GPU.
    distributions=("tensorflow-cpu", "tensorflow"),
    contenders=CONTENDERS,
    dynamic="tensorflow-eager",
    static="tensorflow-graph",
    legacy=("session",),
    dynamic_ways=("recording", "no tape"),
    article="tensorflow-session",
    colour=Colour(light="#0072b2", dark="#56b4e9", marker="^"),
    companions=("keras",),
    # Of TF_ not all: Terraform keeps its secrets under the same.
    variables=(
        *("KERAS_", "XLA_", "TF_CPP_", "TF_CUDNN_", "TF_DETERMINISTIC_", "TF_DISABLE_", "TF_ENABLE_", "TF_FORCE_"),
        *("TF_GPU_", "TF_MKL_", "TF_NUM_", "TF_ONEDNN_", "TF_USE_", "TF_XLA_"),
    ),
    environment=environment,
    libraries=(ONEDNN,),
)
