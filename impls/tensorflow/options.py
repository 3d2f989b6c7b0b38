"""The contenders that are another one but for one option, and ``fit``, which is a level of its own."""

from impls.interface import Contender

_SPARSE = ("text_classifier_sparse",)
_FROZEN = ("text_classifier_frozen",)
_TEXT_TUNED = ("text_classifier_tuned",)
_NET_TUNED = ("two_layer_net_tuned",)
_STEP = "the whole step: forward, loss, backward and update; outside it: the Python loop over the steps"
_FULL = "also differentiates the frozen layer, and updates it by a second optimiser of learning rate 0"

_TUNED = (
    Contender(
        name="tensorflow-xla-loop",
        framework="tensorflow",
        mode="xla-loop",
        graph="static",
        workloads=_NET_TUNED,
        base="tensorflow-xla",
        summary="the loop over an epoch's steps under one tf.function with jit_compile=True",
        captured="the loop over an epoch's batches, and every step in it, as one XLA program; outside it: the epochs",
    ),
    Contender(
        name="tensorflow-fused-adam",
        framework="tensorflow",
        mode="fused-adam",
        graph="static",
        workloads=_TEXT_TUNED,
        base="tensorflow-graph",
        summary="tensorflow-graph with Adam by tf.raw_ops.ResourceApplyAdam, TensorFlow 1's fused kernel",
        captured=_STEP,
    ),
    Contender(
        name="tensorflow-keras-fit",
        framework="tensorflow",
        mode="keras-fit",
        graph="static",
        workloads=_TEXT_TUNED + _NET_TUNED,
        summary="model.compile with Keras's own settings, and model.fit over a tf.data.Dataset in memory",
        captured="the whole step, on a GPU as one XLA program (jit_compile='auto'); outside it: fit's loop",
    ),
    Contender(
        name="tensorflow-keras-fit-steps",
        framework="tensorflow",
        mode="keras-fit-steps",
        graph="static",
        workloads=_TEXT_TUNED + _NET_TUNED,
        base="tensorflow-keras-fit",
        summary="tensorflow-keras-fit with steps_per_execution of a whole epoch",
        captured="an epoch: the loop over its batches, and every step in it; outside it: fit's loop over the epochs",
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
        summary="tensorflow-eager fed with tf.SparseTensor: Keras's Dense calls embedding_lookup_sparse",
    ),
    Contender(
        name="tensorflow-sparse-graph",
        framework="tensorflow",
        mode="sparse-graph",
        graph="static",
        workloads=_SPARSE,
        base="tensorflow-graph",
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
        summary="tensorflow-eager with GradientTape(watch_accessed_variables=False), watching only what is trained",
    ),
    Contender(
        name="tensorflow-eager-left-out",
        framework="tensorflow",
        mode="eager-left-out",
        graph="dynamic",
        workloads=_FROZEN,
        base="tensorflow-eager",
        summary="also differentiates the frozen layer, and leaves these gradients out of the update",
    ),
    Contender(
        name="tensorflow-eager-full",
        framework="tensorflow",
        mode="eager-full",
        graph="dynamic",
        workloads=_FROZEN,
        base="tensorflow-eager",
        summary=_FULL,
    ),
    Contender(
        name="tensorflow-graph-full",
        framework="tensorflow",
        mode="graph-full",
        graph="static",
        workloads=_FROZEN,
        base="tensorflow-graph",
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
        summary=_FULL,
        captured="the whole step, as one XLA program; outside it: the Python loop over the steps",
    ),
)

OPTIONS = (*_TUNED, *_SPARSELY_FED, *_KEPT)
