"""Other versions are named by requirements and paths, in names that everything can be called by."""

from __future__ import annotations

from argparse import ArgumentTypeError
from pathlib import Path

import pytest

from benchmarks.plan import versions
from benchmarks.plan.questions import roster
from impls.contenders import CONTROL, challengers, framework

#: A framework, what provides it, and another distribution that can change its results.
NAME, DECLARED = next((name, declared) for name, declared in challengers().items() if declared.companions)
OWN, COMPANION = DECLARED.distributions[0], DECLARED.companions[0]
#: What is no version of a framework, and what is said of it.
REFUSED = {
    "": "'' is no requirement",
    "not a requirement": "'not a requirement' is no requirement",
    "--index-url=x": "is no requirement",
    "x\0y==1": "is no requirement",
    "side-by-side-nothing==1": "'side-by-side-nothing' is of no framework here: there is ",
    f"{framework(CONTROL).distributions[0]}==1.0": "is what everything is held against",
    f"{OWN}==1.0; python_version < '3'": "holds a condition",
    "/nowhere/at/all": "there is no '/nowhere/at/all'",
    "./nowhere.whl": "nowhere.whl': name a wheel",
    f"{OWN} @ /nowhere": "there is no '/nowhere'",
}
#: What stands behind the mark, by what is asked for.
SUFFIXES = {
    f"{OWN}==2.20.0": "2.20.0",
    f"{OWN.upper()} == 2.20.0": "2.20.0",
    f"{OWN}[extra]==2.20.0": "2.20.0",
    f"{OWN}>=0.9,<0.10": "before-0.10-from-0.9",
    OWN: "latest",
    f"{OWN}==2.*": "2",
    f"{OWN} @ git+https://example.org/engine@main": "engine-main",
    f"{COMPANION}==1.0": f"{COMPANION}-1.0",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_version_of_a_framework_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(ArgumentTypeError) as refusal:
        versions.against(text)
    assert REFUSED[text] in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("text", SUFFIXES)
def test_a_requirement_gives_its_forms_a_name(text: str) -> None:
    version = versions.against(text)
    assert (version.framework, version.suffix) == (NAME, SUFFIXES[text])


def test_a_wheel_says_what_it_is_by_its_name(tmp_path: Path) -> None:
    wheel = tmp_path / f"{OWN.replace('-', '_')}-9.9+fast-py3-none-any.whl"
    wheel.touch()
    version = versions.against(str(wheel))
    assert (version.framework, version.distribution, version.suffix) == (NAME, OWN, "9.9+fast")
    assert version.requirement == str(wheel)
    (tmp_path / "x.whl").touch()
    with pytest.raises(ArgumentTypeError, match="isn't called as wheels"):
        versions.against(str(tmp_path / "x.whl"))


def test_a_checkout_is_called_by_its_folder_however_that_is_called(tmp_path: Path) -> None:
    folder = tmp_path / "<b>of & mine</b>"
    folder.mkdir(parents=True)
    with pytest.raises(ArgumentTypeError, match="write NAME @ FOLDER"):
        versions.against(str(folder))
    (folder / "pyproject.toml").write_text(f'[project]\nname = "{OWN}"\n', encoding="utf-8")
    assert versions.against(str(folder)).suffix == "b"
    (tmp_path / "mine").mkdir()
    assert versions.against(f"{OWN} @ {tmp_path / 'mine'}").requirement == str(tmp_path / "mine")


@pytest.mark.parametrize("text", ["", "2.7", "3.9", "nothing", "/nowhere/python", "3", "3.12; x"])
def test_what_is_no_python_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError):
        versions.against_python(text)
    assert versions.against_python("3.12") == "3.12"


def test_two_versions_of_one_name_are_refused(tmp_path: Path) -> None:
    for parent in ("a", "b"):
        (tmp_path / parent / "engine").mkdir(parents=True)
    asked = [versions.against(f"{OWN} @ {tmp_path / parent / 'engine'}") for parent in ("a", "b")]
    assert versions.clash(asked[:1]) == ""
    assert "would both be called" in versions.clash(asked)
    assert "would both be called" in versions.clash([versions.against(f"{OWN}==1.0") for _ in range(2)])


def test_every_form_of_a_framework_takes_part_again_behind_itself_and_nobody_else() -> None:
    everyone = roster()
    again = versions.with_versions(everyone, [versions.against(f"{OWN}==9.9")])
    added = [name for name in again if name not in everyone]
    assert [name.partition(versions.MARK)[0] for name in added] == [
        name for name, one in everyone.items() if one.framework == NAME and name != NAME
    ]
    names = list(again)
    for name in added:
        assert names[names.index(name) - 1] == again[name].base
        assert again[name].environment == f"{OWN}==9.9"
        assert again[name].mode == again[again[name].base].mode
    assert {name: one for name, one in again.items() if name in everyone} == everyone
