"""What the documents tell a user to open, to run or to select is there."""

from __future__ import annotations

import argparse
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from benchmarks.commands.parser import COMMANDS, command
from benchmarks.harness.fakes.user import call_pytest
from benchmarks.plan.places import ROOT

FOLDERS = ("benchmarks", "impls", "data", "results")
DOCUMENTS = [ROOT / "README.md", *sorted(file for name in FOLDERS for file in (ROOT / name).glob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)
by_document = pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.relative_to(ROOT).as_posix())


def prose(document: Path) -> str:
    """Return a document's text without its blocks of code."""
    return FENCED.sub("", document.read_text(encoding="utf-8"))


def anchors(document: Path) -> set[str]:
    """Return what a link to one of a document's headings is called."""
    headings = re.findall(r"^#+ (.+)$", prose(document), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def parser_of(name: str) -> argparse.ArgumentParser:
    """Return a command's own parser."""
    parser = argparse.ArgumentParser()
    command(name).add_arguments(parser)
    return parser


def broken(document: Path) -> list[str]:
    """Return the links of a document that lead nowhere in this repository."""
    broken_links = []
    for link in LINK.findall(prose(document)):
        path, _, anchor = link.partition("#")
        target = (document.parent / path).resolve() if path else document
        if link.startswith("https://"):
            continue
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            broken_links.append(link)
    return broken_links


@by_document
def test_links_lead_somewhere(document: Path) -> None:
    assert broken(document) == []


def test_a_broken_link_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "# One\n[a](#one) [b](#two) [c](none.md) [d](page.md#one)\n```\n[e](none.md)\n```\n", encoding="utf-8"
    )
    assert broken(page) == ["#two", "none.md"]


@by_document
def test_commands_exist_and_take_the_options_that_documents_name(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    modules = set(re.findall(r"python -m ((?:benchmarks|impls)\.[\w.]+\w)", text))
    assert [name for name in sorted(modules) if find_spec(name) is None] == []
    for name, options in re.findall(r"python -m benchmarks ([a-z][\w-]*)([^`\n|#]*)", text):
        assert name in COMMANDS, f"{document.name} names the command {name}"
        known = parser_of(name).format_help()
        assert [option for option in re.findall(r"(?<!\S)--[\w-]+", options) if option not in known] == []


def test_options_of_pytest_that_documents_name_exist() -> None:
    named = {
        option
        for document in DOCUMENTS
        for command in re.findall(r"`pytest ([^`]+)`", document.read_text(encoding="utf-8"))
        for option in re.findall(r"(?<!\S)--[\w-]+", command)
    }
    known = set(re.findall(r"--[\w-]+", call_pytest("--help")[1]))
    assert "--effort" in named
    assert named - known == set()
