"""The ways to train by Keras, on each of the frameworks: the same program, and what each of them makes of it."""

from functools import partial

from impls.interface import Contender

_TEXT = ("text_classifier_keras",)
_TWO_LAYERS = ("two_layer_net_keras",)
#: Where fit is one form among its framework's own: not on the net of one batch, where every step would be an epoch.
_BESIDE_OTHERS = ("text_classifier", "two_layer_net_minibatch", "text_classifier_tuned", "two_layer_net_tuned")

_FIT = "Keras's layers, loss and optimiser, model.compile with its own settings, and model.fit"
_CALL = "in place of fit and its data set, train_on_batch for each batch, which returns the loss as a number"
_GRAPH = "the whole step, on a GPU as one XLA program (jit_compile='auto'); outside it:"
_PROGRAM = "the whole step, as one XLA program (jit_compile='auto'); outside it:"
_BATCHES = "Keras's loop over the batches"
_EPOCH = "an epoch: the loop over its batches, and every step in it; outside it: fit's loop over the epochs"

_pytorch = partial(Contender, framework="pytorch", level="keras", graph="dynamic")
_tensorflow = partial(Contender, framework="tensorflow", level="keras", graph="static")
_jax = partial(Contender, framework="jax", level="keras", graph="static")

FORMS = {
    "pytorch": (
        _pytorch(
            name="pytorch-keras-fit",
            mode="keras-fit",
            workloads=_TEXT + _TWO_LAYERS,
            summary=f"{_FIT} over a DataLoader in memory; here jit_compile='auto' compiles nothing",
        ),
        _pytorch(
            name="pytorch-keras-fit-compile",
            mode="keras-fit-compiled",
            graph="static",
            workloads=_TEXT + _TWO_LAYERS,
            base="pytorch-keras-fit",
            changes="torch.compile around Keras's step",
            summary="pytorch-keras-fit with jit_compile=True: Keras's step under torch.compile",
            captured="Keras's step, in as many graphs as breaks leave of it; outside them: fit's loop",
        ),
        _pytorch(
            name="pytorch-keras-train-on-batch",
            mode="keras-train-on-batch",
            workloads=_TWO_LAYERS,
            base="pytorch-keras-fit",
            changes="train_on_batch in place of fit",
            summary=_CALL,
        ),
    ),
    "tensorflow": (
        _tensorflow(
            name="tensorflow-keras-fit",
            mode="keras-fit",
            workloads=_BESIDE_OTHERS + _TEXT + _TWO_LAYERS,
            summary=f"{_FIT} over a tf.data.Dataset in memory",
            captured=f"{_GRAPH} fit's loop",
        ),
        _tensorflow(
            name="tensorflow-keras-fit-xla",
            mode="keras-fit-compiled",
            workloads=_TEXT + _TWO_LAYERS,
            devices=("cpu",),
            elsewhere="on a GPU jit_compile='auto' is XLA already: it would be tensorflow-keras-fit again",
            base="tensorflow-keras-fit",
            changes="XLA",
            summary="tensorflow-keras-fit with jit_compile=True",
            captured="the whole step, as one XLA program; outside it: fit's loop",
        ),
        _tensorflow(
            name="tensorflow-keras-fit-steps",
            mode="keras-fit-steps",
            workloads=("two_layer_net_tuned", *_TWO_LAYERS),
            base="tensorflow-keras-fit",
            changes="all steps of a block in one call",
            summary="tensorflow-keras-fit with steps_per_execution of a whole epoch, here all steps of a block",
            captured=_EPOCH,
        ),
        _tensorflow(
            name="tensorflow-keras-train-on-batch",
            mode="keras-train-on-batch",
            workloads=_TWO_LAYERS,
            base="tensorflow-keras-fit",
            changes="train_on_batch in place of fit",
            summary=_CALL,
            captured=f"{_GRAPH} the Python loop over the steps",
        ),
    ),
    "jax": (
        _jax(
            name="jax-keras-fit",
            mode="keras-fit",
            workloads=_TEXT + _TWO_LAYERS,
            summary=f"{_FIT} over a keras.utils.PyDataset of arrays in memory",
            captured=f"{_PROGRAM} fit's loop",
        ),
        _jax(
            name="jax-keras-fit-steps",
            mode="keras-fit-steps",
            workloads=_TWO_LAYERS,
            base="jax-keras-fit",
            changes="all steps of a block between two callbacks",
            summary="jax-keras-fit with steps_per_execution of a whole epoch, here a loop in Python over its steps",
            captured=f"{_PROGRAM} {_BATCHES}",
        ),
        _jax(
            name="jax-keras-train-on-batch",
            mode="keras-train-on-batch",
            workloads=_TWO_LAYERS,
            base="jax-keras-fit",
            changes="train_on_batch in place of fit",
            summary=_CALL,
            captured=f"{_PROGRAM} the Python loop over the steps",
        ),
    ),
}
