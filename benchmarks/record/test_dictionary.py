"""The page that says what a record holds is made from the structs, and says something of every field."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec import Struct

from benchmarks.record.dictionary import PARTS, described, page
from benchmarks.record.schema import Block, Ceilings, Data, kinds


def test_the_page_is_what_the_structs_say() -> None:
    written = Path(__file__).with_name("README.md").read_text(encoding="utf-8")
    assert written == page(), "run python -m benchmarks.record.dictionary"


@pytest.mark.parametrize("struct", [*kinds(), *PARTS])
def test_every_field_of_every_struct_has_a_meaning(struct: type[Struct]) -> None:
    assert struct.__doc__
    assert [field.name for field in described(struct) if not field.meaning] == []


def test_units_and_types_are_told_in_words() -> None:
    fields = {field.name: field for kind in (Block, Ceilings, Data) for field in described(kind)}
    assert fields["block_seconds"][1:3] == ("number", "seconds")
    assert fields["foreign_seconds"][1:3] == ("number or null, may be left out", "seconds")
    assert fields["copy_bytes_per_second"].unit == "bytes per second"
    assert fields["nonzeros_per_row"].unit == "nonzeros per row"
    assert fields["rows"][1:3] == ("whole number", "")
    assert fields["loader_seconds"].type == "LoaderSeconds or null, may be left out"
