"""The contenders that are another one but for one thing."""

from impls.interface import Contender

_SPARSE = ("text_classifier_sparse",)
_FROZEN = ("text_classifier_frozen",)
_TEXT_TUNED = ("text_classifier_tuned",)
_NET_TUNED = ("two_layer_net_tuned",)
_STEP = "the whole step: forward, loss, backward and update; outside it: the Python loop over the steps"
_FULL = "also differentiates the frozen layer, and updates it by a second optimiser of learning rate 0"

_TUNED = (
    Contender(
        name="tensorflow-concrete",
        framework="tensorflow",
        mode="concrete",
        graph="static",
        workloads=_TEXT_TUNED + _NET_TUNED,
        base="tensorflow-graph",
        changes="calling the concrete function",
        summary="tensorflow-graph, its concrete function called in place of the tf.function that looks it up",
        captured=_STEP,
    ),
    Contender(
        name="tensorflow-xla-loop",
        framework="tensorflow",
        mode="xla-loop",
        graph="static",
        workloads=_NET_TUNED,
        base="tensorflow-xla",
        changes="the loop over the steps in the program",
        summary="the loop over an epoch's steps under one tf.function with jit_compile=True",
        captured="the loop over an epoch's batches, and every step in it, as one XLA program; outside it: the epochs",
    ),
)

_SPARSELY_FED = (
    Contender(
        name="tensorflow-sparse-eager",
        framework="tensorflow",
        mode="sparse-eager",
        graph="dynamic",
        workloads=_SPARSE,
        base="tensorflow-eager",
        changes="inputs without their zeros",
        summary="tensorflow-eager fed with tf.SparseTensor: Keras's Dense calls embedding_lookup_sparse",
    ),
    Contender(
        name="tensorflow-sparse-graph",
        framework="tensorflow",
        mode="sparse-graph",
        graph="static",
        workloads=_SPARSE,
        base="tensorflow-graph",
        changes="inputs without their zeros",
        summary="tensorflow-graph fed with tf.SparseTensor: Keras's Dense calls embedding_lookup_sparse",
        captured=_STEP,
    ),
    Contender(
        name="tensorflow-sparse-matmul",
        framework="tensorflow",
        mode="sparse-matmul",
        graph="static",
        workloads=_SPARSE,
        base="tensorflow-sparse-graph",
        changes="a sparse matrix product",
        summary="tensorflow-sparse-graph with tf.sparse.sparse_dense_matmul in the first layer",
        captured=_STEP,
    ),
    Contender(
        name="tensorflow-sparse-fused-adam",
        framework="tensorflow",
        mode="sparse-fused-adam",
        graph="static",
        workloads=_SPARSE,
        base="tensorflow-sparse-graph",
        changes="the optimiser's kernels",
        summary="tensorflow-sparse-graph with Adam by tf.raw_ops.ResourceApplyAdam, TensorFlow 1's fused kernel",
        captured=_STEP,
    ),
    Contender(
        name="tensorflow-sparse-xla-update",
        framework="tensorflow",
        mode="sparse-xla-update",
        graph="static",
        workloads=_SPARSE,
        base="tensorflow-sparse-graph",
        changes="the optimiser's step by XLA",
        summary="tensorflow-sparse-graph with the optimiser's step under jit_compile=True",
        captured=_STEP,
    ),
)

_KEPT = (
    Contender(
        name="tensorflow-eager-watched",
        framework="tensorflow",
        mode="eager-watched",
        graph="dynamic",
        workloads=_FROZEN,
        base="tensorflow-eager",
        changes="a tape that watches what is trained",
        summary="tensorflow-eager with GradientTape(watch_accessed_variables=False), watching only what is trained",
    ),
    Contender(
        name="tensorflow-eager-left-out",
        framework="tensorflow",
        mode="eager-left-out",
        graph="dynamic",
        workloads=_FROZEN,
        base="tensorflow-eager",
        changes="a layer that isn't frozen, and gradients of it that are left out",
        summary="not told to freeze: asks for all gradients, which the tape computes either way, and leaves some out",
    ),
    Contender(
        name="tensorflow-eager-full",
        framework="tensorflow",
        mode="eager-full",
        graph="dynamic",
        workloads=_FROZEN,
        base="tensorflow-eager",
        changes="all the work of a full step",
        summary=_FULL,
    ),
    Contender(
        name="tensorflow-graph-full",
        framework="tensorflow",
        mode="graph-full",
        graph="static",
        workloads=_FROZEN,
        base="tensorflow-graph",
        changes="all the work of a full step",
        summary=_FULL,
        captured=_STEP,
    ),
    Contender(
        name="tensorflow-xla-full",
        framework="tensorflow",
        mode="xla-full",
        graph="static",
        workloads=_FROZEN,
        base="tensorflow-xla",
        changes="all the work of a full step",
        summary=_FULL,
        captured="the whole step, as one XLA program; outside it: the Python loop over the steps",
    ),
)

OPTIONS = (*_TUNED, *_SPARSELY_FED, *_KEPT)
