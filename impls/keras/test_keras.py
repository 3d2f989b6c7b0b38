"""Is it one program that all frameworks compute, in modes that somebody takes part by?"""

from __future__ import annotations

from pathlib import Path

import pytest

from impls import source
from impls.conftest import Ask
from impls.contenders import contenders
from impls.interface import Contender
from impls.keras import BACKENDS
from impls.keras.forms import FORMS
from impls.workloads import WORKLOADS

FITTED = {name: next(form for form in forms if not form.base) for name, forms in FORMS.items()}
MODULES = {WORKLOADS[workload].module for forms in FORMS.values() for form in forms for workload in form.workloads}


def test_every_backend_has_its_forms_and_takes_part_by_them() -> None:
    assert FORMS.keys() == BACKENDS.keys()
    declared = contenders()
    assert all(declared[form.name] == form for forms in FORMS.values() for form in forms)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_fit_is_the_same_program_on_every_backend(module: str) -> None:
    first, *others = (source.program(form, module) for form in FITTED.values())
    assert "net_class" in "".join(first)
    assert all(other == first for other in others)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_every_declared_mode_exists_and_every_mode_is_declared(module: str) -> None:
    taking = [
        form
        for forms in FORMS.values()
        for form in forms
        if module in {WORKLOADS[workload].module for workload in form.workloads}
    ]
    text = (Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")
    table = text.partition("IMPLEMENTATIONS")[2]
    assert all(f'"{form.mode}": ' in table for form in taking)
    assert table.count('": ') == len({form.mode for form in taking})


@pytest.mark.parametrize("form", FITTED.values(), ids=lambda form: form.name)
def test_by_itself_keras_compiles_the_step_unless_it_runs_on_pytorch(form: Contender, ask: Ask) -> None:
    learned = ask(form.framework)["learned"][form.name]
    assert learned
    for workload in learned.values():
        assert workload["captured"] == ({} if form.graph == "dynamic" else {"graphs": 1, "graph_breaks": 0})
    assert (form.graph == "dynamic") == (form.framework == "pytorch")
