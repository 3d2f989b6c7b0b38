"""JAX's documented options, each alone: sparse inputs, frozen parts, other programs, padded sequences."""

from functools import partial

from impls.interface import Contender

_SPARSE = ("text_classifier_sparse",)
_FROZEN = ("text_classifier_frozen",)
_TUNED = ("text_classifier_tuned", "two_layer_net_tuned")
_SEQUENCES = ("sequence_classifier",)

STEP = "the whole step: forward, loss, backward and update; outside it: the Python loop over the steps"
_BLOCK = "the whole block: the loop over epochs and batches, and every step in it; outside it: nothing"
_FULL = "also differentiates the frozen layer, and updates it by an optimiser whose learning rate moves nothing"

_dynamic = partial(Contender, framework="jax", graph="dynamic")
_static = partial(Contender, framework="jax", graph="static", captured=STEP)

OPTIONS = (
    _dynamic(
        name="jax-eager-maximum",
        mode="eager-maximum",
        workloads=_TUNED[1:],
        base="jax-eager",
        changes="ReLU as a maximum",
        summary="jax-eager with jnp.maximum in place of jax.nn.relu, a compiled function with a derivative of its own",
    ),
    _static(
        name="jax-jit-copied",
        mode="jit-copied",
        workloads=_TUNED,
        base="jax-jit",
        changes="state that isn't donated",
        summary="jax-jit without donate_argnums: every step writes its state into new memory",
    ),
    _static(
        name="jax-jit-default-precision",
        mode="jit-default-precision",
        workloads=_TUNED,
        base="jax-jit",
        changes="the default precision of products",
        summary='jax-jit traced under jax.default_matmul_precision("default"): on a GPU products by TF32',
    ),
    _static(
        name="jax-aot",
        mode="aot",
        workloads=_TUNED,
        base="jax-jit",
        changes="compiling ahead of time",
        summary="jax-jit compiled ahead of time, by lower().compile() while the net is built",
    ),
    Contender(
        name="jax-scan-unrolled",
        framework="jax",
        mode="scan-unrolled",
        graph="static",
        workloads=_TUNED[1:],
        base="jax-scan",
        changes="up to five steps in the loop's body",
        summary="jax-scan with unroll=5: up to five steps in the loop's body",
        captured=_BLOCK,
    ),
    _dynamic(
        name="jax-segment-eager",
        mode="segment-eager",
        workloads=_SPARSE,
        base="jax-eager",
        changes="sums over the words that are there",
        summary="jax-eager over the words that are there: jax.ops.segment_sum of their rows of weights",
    ),
    _static(
        name="jax-segment-jit",
        mode="segment-jit",
        workloads=_SPARSE,
        base="jax-jit",
        changes="sums over the words that are there",
        summary="jax-jit over the words that are there: jax.ops.segment_sum of their rows of weights",
        captured=f"{STEP}; one program for each number of words, padded to a multiple of 4096",
    ),
    _static(
        name="jax-bcoo-jit",
        mode="bcoo-jit",
        workloads=_SPARSE,
        base="jax-segment-jit",
        changes="a sparse matrix product",
        summary="jax-segment-jit with a jax.experimental.sparse.BCOO matrix times the first layer's weights",
        captured=f"{STEP}; one program for each number of words, padded to a multiple of 4096",
    ),
    _dynamic(
        name="jax-eager-set-to-zero",
        mode="eager-set-to-zero",
        workloads=_FROZEN,
        base="jax-eager",
        changes="gradients that nobody uses, and updates of zero",
        summary="also differentiates the frozen layer, and sets its updates to zero, by optax.partition",
    ),
    _dynamic(
        name="jax-eager-full",
        mode="eager-full",
        workloads=_FROZEN,
        base="jax-eager",
        changes="all the work of a full step",
        summary=_FULL,
    ),
    _static(
        name="jax-jit-full",
        mode="jit-full",
        workloads=_FROZEN,
        base="jax-jit",
        changes="all the work of a full step",
        summary=_FULL,
    ),
    _static(
        name="jax-jit-retraced",
        mode="jit-retraced",
        workloads=_SEQUENCES,
        summary="jax.jit over the step, the loop over the words by jax.lax.scan, compiled anew for every width",
        captured=f"{STEP}, and one program a width",
    ),
    _static(
        name="jax-jit-longest",
        mode="jit-longest",
        workloads=_SEQUENCES,
        base="jax-jit-retraced",
        changes="padding to the longest",
        padding="longest",
        summary="jax-jit-retraced on batches padded to one width: one program",
    ),
    _static(
        name="jax-jit-buckets",
        mode="jit-buckets",
        workloads=_SEQUENCES,
        base="jax-jit-longest",
        changes="padding to a few widths",
        padding="buckets",
        summary="jax-jit-retraced on batches padded to a few widths",
        captured=f"{STEP}, and one program a bucket",
    ),
)
