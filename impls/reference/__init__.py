"""NumPy with gradients by hand: the control contender in float32, and the reference of the parity gate in float64."""

from impls.contenders import Colour, Framework
from impls.interface import Contender
from impls.libraries import NUMPYS_OPENBLAS
from impls.ranks import PARALLEL

_HERE_ONLY = "NumPy computes on the CPU only"

_WORKLOADS = (
    "text_classifier",
    "two_layer_net",
    "two_layer_net_minibatch",
    "sequence_classifier",
    "sequence_lstm",
    "text_classifier_sparse",
    "text_classifier_tuned",
    "two_layer_net_tuned",
    "text_classifier_frozen",
    "text_classifier_keras",
    "two_layer_net_keras",
    *PARALLEL,
)

CONTENDERS = (
    Contender(
        name="numpy",
        framework="reference",
        mode="float32",
        graph="dynamic",
        workloads=_WORKLOADS,
        devices=("cpu",),
        elsewhere=_HERE_ONLY,
        summary="NumPy, gradients and update by hand: the control",
    ),
)

#: What every contender has to agree with; it is never timed.
REFERENCE = Contender(
    name="reference",
    framework="reference",
    mode="float64",
    graph="dynamic",
    workloads=_WORKLOADS,
    devices=("cpu",),
    elsewhere=_HERE_ONLY,
    summary="the same code as numpy in float64: what every contender has to agree with",
)

#: The modes of the reference's doubles, which close and open every ReLU whose sign float32 can't tell.
DOUBLES = ("float64-closed", "float64-open")

#: NumPy's thread pools follow the variables that the harness sets for everyone, and NumPy caches nothing.
FRAMEWORK = Framework(
    title="NumPy",
    distributions=("numpy",),
    contenders=CONTENDERS,
    dynamic="numpy",
    libraries=(NUMPYS_OPENBLAS,),
    colour=Colour(light="#8c8c8c", dark="#d9d4cc", marker="s"),
)
