"""JAX: functions of arrays, run as they are called, or compiled to one program by XLA."""

from impls.contenders import Colour, Framework
from impls.interface import COMPILED, Contender
from impls.jax.options import OPTIONS, STEP
from impls.keras.forms import FORMS
from impls.ranks import PARALLEL, on_processes

_TEXT = ("text_classifier",)
_TWO_LAYERS = ("two_layer_net", "two_layer_net_minibatch")
#: Where the plain forms run beside their options.
_TUNED = ("text_classifier_tuned", "two_layer_net_tuned")
_FROZEN = ("text_classifier_frozen",)
#: Where the forms that a level above is held against run beside it.
_BESIDE_KERAS = ("text_classifier_keras", "two_layer_net_keras")
_SPARSE = ("text_classifier_sparse",)
_SEQUENCES = ("sequence_classifier",)

CONTENDERS = (
    Contender(
        name="jax-eager",
        framework="jax",
        mode="eager",
        graph="dynamic",
        workloads=_TEXT + _TWO_LAYERS + _TUNED[1:] + _FROZEN + _BESIDE_KERAS + _SPARSE + _SEQUENCES,
        summary="functions, jax.value_and_grad, optax, run as they are called: JAX without jit",
    ),
    Contender(
        name="jax-jit",
        framework="jax",
        mode="jit",
        graph="static",
        workloads=_TEXT + _TWO_LAYERS + _TUNED + _FROZEN + _BESIDE_KERAS + _SPARSE + PARALLEL,
        summary="the step of jax-eager under jax.jit, its state donated, as documented",
        captured=STEP,
    ),
    Contender(
        name="jax-scan",
        framework="jax",
        mode="scan",
        graph="static",
        workloads=_TWO_LAYERS + _TUNED[1:] + _BESIDE_KERAS[1:],
        base="jax-jit",
        changes="the loop over the steps in the program",
        summary="the whole block under one jax.jit, the loop over the steps by jax.lax.scan",
        captured="the whole block: the loop over epochs and batches, and every step in it; outside it: nothing",
    ),
    *OPTIONS,
    *FORMS["jax"],
    *on_processes(
        "jax-jit",
        framework="jax",
        engine="sharded arrays that all processes share",
        graph="static",
        captured=f"{STEP}; the sums over processes are part of it",
    ),
)


def environment(*, device: str, threads: int, scratch: str) -> dict[str, str]:
    """Return the variables for threads, compile caches below ``scratch`` and growing GPU memory.

    Without the limits, what compiles within a second would not be kept. ``NPROC`` sets the pool that computes on a CPU.
    On a GPU the same pool compiles, and tries one kernel after the other where it is a single thread: there XLA takes
    what it finds, as PyTorch's compiler does.
    """
    return {
        **({"NPROC": str(threads)} if device == "cpu" else {}),
        "JAX_COMPILATION_CACHE_DIR": f"{scratch}/{COMPILED}/jax",
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
        "XLA_PYTHON_CLIENT_PREALLOCATE": "false",
        "TF_CPP_MIN_LOG_LEVEL": "2",
    }


FRAMEWORK = Framework(
    title="JAX",
    distributions=("jax",),
    contenders=CONTENDERS,
    dynamic="jax-eager",
    static="jax-jit",
    dynamic_ways=("recording", "no vjp"),
    article="jax-jit",
    without={"sequence_lstm": "brings no recurrent layer of its own that is made for a CPU"},
    colour=Colour(light="#b0578a", dark="#cc79a7", marker="v"),
    # The last writes exported programs, and JAX doesn't require it.
    companions=("jaxlib", "optax", "flatbuffers"),
    variables=("JAX_", "JAXLIB_", "XLA_", "NPROC"),
    environment=environment,
)
