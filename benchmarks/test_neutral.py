"""Does nothing neutral know a framework's name, import a framework, or need more than one?"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from benchmarks.harness.fakes.user import run_pytest
from benchmarks.harness.pitfalls.demonstration import roles_of
from benchmarks.harness.runner import context
from benchmarks.harness.runner.replicate import NothingToRunError
from benchmarks.plan import questions
from benchmarks.plan.places import ROOT
from benchmarks.plan.questions import DEBUGGABILITY, STUDIES, contenders_of, formless, roster
from benchmarks.record.record import read
from benchmarks.record.schema import Failure, Parity
from impls import contenders as declarations
from impls.contenders import challengers
from impls.workloads import WORKLOADS

#: What a neutral file may say all the same, and why, by its path.
EXCEPTIONS = {
    "impls/contenders.py": {"FRAMEWORKS = " + str(declarations.FRAMEWORKS).replace("'", '"'): "the list of them all"},
    "impls/workloads.py": {
        "pytorch_default": "an equation by which initial weights are drawn",
        "_keras": "what a level costs, as tables and -k call it",
        "_KERAS": "the same",
    },
    "impls/weights.py": {
        "pytorch_default": "the equation",
        "torch.nn.Linear": "where the equation is from",
        "torch.nn.Embedding": "where it is from for an embedding",
        "torch.nn.RNN": "where it is from for a recurrence",
        "TensorFlow article": "where the other equation is from",
    },
    "impls/test_workloads.py": {"pytorch_default": "the equation"},
    "benchmarks/bench_initialisation.py": {"pytorch_weights": "the equation's pairs, as tables and -k call them"},
    "benchmarks/plan/questions.py": {
        "pytorch_weights": "the equation's pairs",
        "pytorch_default": "the equation",
        '"keras"': "the page on a level, as files and -k call it",
        "_keras": "its workloads",
        "one Keras program": "what the page asks",
    },
    "benchmarks/plan/pitfalls.py": {
        'Keras\\\'s own "epsilon hat"': "names another equation of Adam",
        "PyTorch's default": "the equation, as the page calls it",
    },
    "benchmarks/bench_keras.py": {
        "one Keras program": "what its page asks",
        "Keras's forms": "what it asks about",
        "_keras": "its workloads, as tables and -k call them",
    },
    "benchmarks/harness/pitfalls/wrong_nets.py": {"pytorch_default": "the equation"},
    "benchmarks/record/example.py": {"pytorch_default": "the equation"},
    "benchmarks/reports/claims/__init__.py": {
        "PyTorch and in TensorFlow": "what the articles are about",
        "to PyTorch": "what the tutorial is about",
    },
    "benchmarks/reports/claims/initial_weights.py": {
        "PyTorch and 75 % in TensorFlow": "what the articles claim",
        'BETTER, WORSE = "pytorch", "tensorflow"': "whom the articles say to be better, and whom worse",
    },
}
#: Folders and files that may name frameworks throughout, and why.
ABOUT_FRAMEWORKS = {
    **dict.fromkeys((f"impls/{name}" for name in declarations.FRAMEWORKS), "the framework's own folder"),
    **dict.fromkeys((f"impls/{name}" for name in declarations.levels()), "the folder of a level above frameworks"),
    "benchmarks/test_benches.py": "a user's session with the contenders that there are",
    "benchmarks/commands/test_code_cost.py": "costs of forms that are known by their lines",
    "benchmarks/test_every_cell.py": "each study once, in a framework where it differs from the others",
    "benchmarks/test_user.py": "a user's session, as above",
    "benchmarks/test_peers.py": "the same on two machines, with every framework's engine",
    "benchmarks/reports/claims/test_initial_weights.py": "whom the articles say to be better",
    "benchmarks/test_unfair.py": "mistakes that real contenders make",
    "benchmarks/plan/test_settings.py": "a contender that is there",
    "benchmarks/harness/machine/test_software.py": "variables of real frameworks, and secrets that are called alike",
    "benchmarks/record/drawn.py": "drawn records, whose contenders are called like those that there are",
    "benchmarks/test_neutral.py": "this list",
}
#: A test that imports this is about drawn records, and calls contenders as they do.
DRAWN = "from benchmarks.record.drawn import"


def packages(name: str) -> set[str]:
    """Return what is imported as a framework: the packages that its distributions bring."""
    distributions = {*challengers()[name].distributions, *challengers()[name].companions}
    return {package for package, brought_by in packages_distributions().items() if distributions & set(brought_by)}


def names() -> set[str]:
    """Return every name of every framework but the control: its folder, title, distributions and packages."""
    return {
        spoken.lower()
        for name, declared in challengers().items()
        for spoken in (name, declared.title, *declared.distributions, *declared.companions, *packages(name))
        if not spoken.startswith("_")
    }


def neutral_files() -> list[Path]:
    files = [
        ROOT / "conftest.py",
        *(path for top in ("benchmarks", "data", "impls") for path in (ROOT / top).rglob("*.py")),
    ]
    about = {ROOT / path for path in ABOUT_FRAMEWORKS}
    return [path for path in files if not about & {path, *path.parents} and not _is_about_drawn_records(path)]


def _is_about_drawn_records(path: Path) -> bool:
    return path.name.startswith("test_") and DRAWN in path.read_text(encoding="utf-8")


def test_no_neutral_file_names_a_framework() -> None:
    assert [path for path in ABOUT_FRAMEWORKS if not (ROOT / path).exists()] == []
    name = re.compile(rf"(?<![a-z])({'|'.join(map(re.escape, sorted(names())))})(?![a-z])", re.IGNORECASE)
    told = {}
    for path in neutral_files():
        text, relative = path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix()
        for allowed, reason in EXCEPTIONS.get(relative, {}).items():
            assert allowed in text, f"{relative} no longer says {allowed} ({reason}): take it out of EXCEPTIONS"
            text = text.replace(allowed, "")
        lines = [line.strip() for line in text.splitlines() if name.search(line)]
        if lines:
            told[relative] = lines
    assert told == {}


def test_declarations_and_facts_are_read_without_importing_a_framework() -> None:
    script = (
        "import sys; from benchmarks.reports.pages import code_cost; from benchmarks.plan import questions; "
        "from benchmarks.harness.machine import description; questions.roster(); code_cost.code_cost(); "
        "description.describe(); print(*sys.modules)"
    )
    process = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    modules = set(process.stdout.split())
    assert "impls.contenders" in modules
    assert {name: packages(name) & modules for name in challengers()} == {name: set() for name in challengers()}


@pytest.mark.parametrize("name", challengers())
def test_one_framework_alone_is_enough(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declarations, "FRAMEWORKS", (declarations.CONTROL, name))
    alone = declarations.framework(name)
    assert {contender.framework for contender in roster().values()} == {declarations.CONTROL, name}
    roles = {role: contender.name for role, contender in roles_of("gpu").items()}
    assert (roles["subject"], roles["baseline"], roles["compiling"]) == (alone.static, alone.dynamic, alone.static)


def test_without_a_framework_that_has_both_plain_forms_no_mistake_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(declarations, "FRAMEWORKS", (declarations.CONTROL,))
    with pytest.raises(NothingToRunError, match="no framework declares both"):
        roles_of("cpu")


def test_who_has_no_form_of_a_question_is_listed_there_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    control = declarations.framework(declarations.CONTROL).plain
    assert contenders_of(DEBUGGABILITY) == [*challengers()]
    assert all(contenders_of(study) == [control, *challengers()] for study in STUDIES)
    assert not declarations.offers(declarations.CONTROL, "faults")
    name, *others = challengers()
    monkeypatch.setattr(questions, "offers", lambda folder, _: folder in others)
    assert contenders_of(DEBUGGABILITY) == [*others, name]
    said = {folder: formless(roster()[folder], DEBUGGABILITY) for folder in challengers()}
    assert said == {name: f"this suite has no form of it in {challengers()[name].title}", **dict.fromkeys(others, "")}
    whole = roster()[name]
    reasoned = replace(declarations.framework(name), without={"sequence_lstm": "brings no layer of its own"})
    monkeypatch.setattr(questions, "framework", lambda _: reasoned)
    assert formless(whole, "sequence_lstm") == f"{said[name]}, which brings no layer of its own"
    assert formless(whole, "two_layer_net") == said[name]


def test_why_there_is_no_form_is_said_of_workloads_that_there_are_and_have_none() -> None:
    everyone = declarations.contenders().values()
    for name, declared in challengers().items():
        for workload in declared.without:
            assert workload in WORKLOADS
            assert not [form.name for form in everyone if form.framework == name and workload in form.workloads]


def test_without_a_level_its_forms_say_what_brings_it_and_no_other_form_misses_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(context, "installed", lambda _: {})
    monkeypatch.setattr(context, "versions", lambda name: {name: "1.0"})
    said = {name: context.missing_framework(declared) for name, declared in roster().items()}
    above = {name: declared for name, declared in roster().items() if declared.level}
    assert {name for name, reason in said.items() if reason} == {*above}
    for name, declared in above.items():
        assert f'{declared.level} is not installed; pip install -c constraints.txt -e ".[' in said[name]
        assert f'[{declared.framework},{declared.level}]"' in said[name]


def test_with_the_other_frameworks_missing_a_run_ends_well_and_names_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    *missing, name = challengers()
    alone = challengers()[name]
    # A plugin of a user's pytest, by which nothing of the others is installed.
    hiding = (
        "from impls import contenders\n"
        "found = contenders.installed\n"
        f"contenders.installed = lambda names: found(names) if names in ({alone.distributions}, ('numpy',)) else {{}}\n"
    )
    (tmp_path / "only_one_framework.py").write_text(hiding, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    asked = f"numpy or {alone.static} or {' or '.join(missing)}"
    options = ("-p", "only_one_framework", "--effort=smoke", "--benchmark-only", f"--results={tmp_path / 'results'}")
    done = run_pytest(*options, "benchmarks/bench_two_layer_net.py", "-k", asked)
    assert done.returncode == 0, done.stdout + done.stderr
    (folder,) = (tmp_path / "results" / "runs").iterdir()
    record, tables = read(folder), (folder / "tables.md").read_text(encoding="utf-8")
    assert {line.contender for line in record.of(Parity)} == {"numpy", alone.static}
    for other in missing:
        said = f'not run: {other} is not installed; pip install -c constraints.txt -e ".[{other}]" brings it'
        absent = {line.contender for line in record.of(Failure) if line.reason == said.removeprefix("not run: ")}
        assert absent == {
            form.name
            for form in challengers()[other].contenders
            if "two_layer_net" in form.workloads and "cpu" in form.devices
        }
        assert all(re.search(rf"^\| {contender} .*{re.escape(said)}", tables, re.MULTILINE) for contender in absent)
