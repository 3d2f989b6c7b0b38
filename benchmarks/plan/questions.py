"""The questions that ``bench_`` files ask: what each measures, and which page answers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from msgspec.structs import replace

from benchmarks.plan import sizes
from benchmarks.plan.threads import THREADS, with_threads
from impls.contenders import CONTROL, FRAMEWORKS, challengers, contenders, framework, offers
from impls.interface import Contender
from impls.ranks import PARALLEL
from impls.workloads import Initializer

#: The two articles' initial weights by two vocabularies; each pair is a workload of its own.
GRID: dict[str, tuple[Initializer, Literal["train_and_test", "train"]]] = {
    "pytorch_weights_article_vocabulary": ("pytorch_default", "train_and_test"),
    "pytorch_weights_train_vocabulary": ("pytorch_default", "train"),
    "normal_weights_article_vocabulary": ("standard_normal", "train_and_test"),
    "normal_weights_train_vocabulary": ("standard_normal", "train"),
}
GRID_SEEDS = (0, 1, 2)

#: What is measured at every effort.
MAIN = ("text_classifier", "two_layer_net", "two_layer_net_minibatch")
#: Studies, and the workloads whose nets and data they work on.
STUDIES = {
    "inference": ("two_layer_net_minibatch", "text_classifier"),
    "bridge": ("text_classifier",),
    "loading": ("two_layer_net_minibatch",),
}
#: What is added to the name of what runs a second time under another name: how far identical code is apart.
AGAIN = "-again"
#: Of single calls' seconds.
PERCENTILES = (50, 95, 99)
#: Planted faults, and the module that has them: nothing is timed.
DEBUGGABILITY, PLANTED = "debuggability", "faults"


@dataclass(frozen=True)
class Page:
    """A page of results: what its cells are called, and the question that they answer."""

    names: tuple[str, ...]
    question: str


#: The first page is a run's own, the others carry their names. What isn't measured at every effort is measured at
#: thorough ones, or when it is asked for.
PAGES = {
    "": Page((*MAIN, *GRID), "Which form of which framework trains the same net fastest, and how well?"),
    "sequences": Page(
        ("sequence_classifier", "sequence_lstm"), "What do sequences of varying length cost, dynamic or padded?"
    ),
    "sparse_input": Page(
        ("text_classifier_sparse",), "What does the text classifier cost when its zeros are left out of the input?"
    ),
    "tuned": Page(
        ("text_classifier_tuned", "two_layer_net_tuned"), "What does each documented fast option bring by itself?"
    ),
    "frozen_parts": Page(("text_classifier_frozen",), "How much of a step does each form save when a layer is frozen?"),
    "threads": Page(tuple(THREADS), "What do all of the processors' threads bring, against one?"),
    "keras": Page(
        ("text_classifier_keras", "two_layer_net_keras"),
        "What does one Keras program cost on each framework, against that framework's own forms?",
    ),
    "data_parallel": Page(PARALLEL, "What does training on several processes bring, and what does exchanging cost?"),
    "inference": Page(("inference",), "What does a prediction cost, alone or in a large batch, in each form?"),
    "numpy_bridge": Page(
        ("bridge", "loading"), "What does it cost to carry arrays across from NumPy, and batches to a step?"
    ),
    "size_sweep": Page(
        (sizes.SWEEP,), "From which size on does it no longer matter whether the graph is static or dynamic?"
    ),
    "debuggability": Page(
        (DEBUGGABILITY,), "Which faults are raised, when, and does the traceback name the user's line?"
    ),
}
#: The page of a run in which versions race side by side, whatever its cells are.
VERSIONS = "versions"


def questions() -> dict[str, str]:
    """Return every page's question, by the page's name."""
    asked = {name: page.question for name, page in PAGES.items()}
    return asked | {VERSIONS: "What does another version of a framework bring, and what does it break?"}


def extras() -> tuple[str, ...]:
    """Return what isn't measured at every effort."""
    return tuple(name for page in PAGES.values() for name in page.names if name not in MAIN)


def roster() -> dict[str, Contender]:
    """Return every contender by name, and every framework as a whole.

    As a whole it answers studies and plants the faults, and it stands for itself in questions that it has no form of.
    """
    return with_threads(contenders()) | {name: _as_a_whole(name) for name in challengers()}


def _as_a_whole(name: str) -> Contender:
    declared = framework(name)
    answered = tuple(study for study in (*STUDIES, DEBUGGABILITY) if name in _forms_of(study))
    return replace(declared.contenders[0], name=name, summary=f"{declared.title}, all its forms", workloads=answered)


def contenders_of(name: str) -> list[str]:
    """Return who is asked, by the name of a cell's workload, in the order of the tables.

    Those are the forms that answer, and after them, as a whole, every framework that has no form of the question.
    """
    everyone, forms = with_threads(contenders()), _forms_of(name)
    answering = {everyone[form].framework if form in everyone else form for form in forms}
    return [*forms, *(folder for folder in challengers() if folder not in answering)]


def formless(contender: Contender, name: str) -> str:
    """Return why a framework as a whole is only named in a question, by a cell's workload, or nothing."""
    whole = contender.name in challengers() and contender.name == contender.framework
    if not whole or name in contender.workloads:
        return ""
    declared = framework(contender.framework)
    why = f", which {declared.without[name]}" if name in declared.without else ""
    return f"this suite has no form of it in {declared.title}{why}"


def _forms_of(name: str) -> list[str]:
    if name in GRID:
        # The form that each article shows, and one of every framework that no article is about.
        return [form for declared in challengers().values() if (form := declared.article)]
    if name in STUDIES or name == DEBUGGABILITY:
        module = PLANTED if name == DEBUGGABILITY else name
        # The control is one contender; of the others each takes part as a whole.
        able = [folder for folder in FRAMEWORKS if offers(folder, module)]
        return [framework(folder).plain if folder == CONTROL else folder for folder in able]
    net = sizes.NET if name == sizes.SWEEP else name
    return [contender.name for contender in with_threads(contenders()).values() if net in contender.workloads]
