"""All samples of a drawn run are there, as they were measured, and every column is explained."""

from __future__ import annotations

import sys
from pathlib import Path
from subprocess import run
from typing import Any

import pandas as pd
import pytest

from benchmarks.analysis.timings import blocks_of
from benchmarks.reports import summary, tidy
from benchmarks.reports.conftest import STEPS, WORKLOAD, DrawRun
from benchmarks.reports.tidy_columns import HELD, TABLES

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1}
STARTS = {"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.0, 10.0)}
TRAINING: dict[str, Any] = {
    "kind": "training",
    "workload": WORKLOAD,
    "contender": "numpy",
    "initializer": "pytorch_default",
    "seed": 0,
    "epoch_seconds": [1.0, 2.0],
    "epoch_steps": 5,
    "accuracies": [0.5, 0.75],
}
VARIANT = {"workload": "bridge", "net": "text_classifier", "contender": "numpy", "case": "to tensor", "name": "copy"}
LAPS: list[dict[str, Any]] = [
    {"kind": "variant", **VARIANT, "items": 256, "reason": ""},
    {"kind": "lap", **VARIANT, "replicate": 0, "round": 0, "seconds": 1e-6, "cpu_seconds": 1e-6},
    {"kind": "lap", **VARIANT, "name": "copy-again", "replicate": 0, "round": 0, "seconds": 2e-6, "cpu_seconds": 2e-6},
    {"kind": "lap", **VARIANT, "replicate": 0, "round": 1, "reason": "the device was busy"},
]


def whole(draw_run: DrawRun) -> list[dict[str, Any]]:
    return [*draw_run(TIMES, starts=STARTS), TRAINING, *LAPS]


def test_every_block_is_a_row_and_gives_the_tables_medians(draw_run: DrawRun) -> None:
    lines = draw_run(TIMES)
    frame = tidy.frames(lines)["blocks"]
    blocks = blocks_of(lines, WORKLOAD)
    assert len(frame) == sum(len(rounds) for name in blocks for rounds in blocks[name].values())
    for row in frame.to_dict("records"):
        assert row["block_seconds"] == blocks[row["contender"]][row["replicate"]][row["round"]]
        assert row["step_seconds"] == pytest.approx(row["block_seconds"] / STEPS)
    medians = frame[~frame["twin"]].groupby("contender")["step_seconds"].median()
    timings = summary.timings(lines, WORKLOAD).set_index("contender")["step_seconds"]
    assert dict(medians) == pytest.approx(dict(timings))


def test_the_twin_and_contenders_that_failed_are_told_apart(draw_run: DrawRun) -> None:
    failure = {"kind": "failure", "workload": WORKLOAD, "contender": "pytorch-eager", "status": "failed", "reason": "x"}
    frame = tidy.frames([*draw_run(TIMES), failure])["blocks"]
    assert set(frame["contender"][frame["twin"]]) == {"numpy-again"}
    assert set(frame["contender"][~frame["counts"]]) == {"pytorch-eager"}
    assert set(frame["framework"][frame["twin"]]) == {"reference"}


def test_epochs_starts_and_laps_are_tables_of_their_own(draw_run: DrawRun) -> None:
    found = tidy.frames(whole(draw_run))
    assert set(found) == set(TABLES)
    assert list(found["epochs"]["accuracy"]) == [0.5, 0.75]
    assert list(found["epochs"]["epoch_seconds"]) == [1.0, 2.0]
    first = found["starts"].query("contender == 'pytorch-compile' and step == 0")
    assert list(first["step_seconds"]) == [10.0] * 3
    assert list(found["laps"]["items"]) == [256] * 3
    assert list(found["laps"]["call_seconds"].isna()) == [False, False, True]


def test_an_accuracy_at_the_end_alone_belongs_to_the_last_epoch(draw_run: DrawRun) -> None:
    frame = tidy.frames([*draw_run(TIMES), TRAINING | {"accuracies": [0.75]}])["epochs"]
    assert pd.isna(frame["accuracy"][0])
    assert frame["accuracy"][1] == 0.75


def test_a_table_without_rows_is_not_written(draw_run: DrawRun, tmp_path: Path) -> None:
    written = tidy.write(draw_run(TIMES), tmp_path, "tidy")
    assert [file.name for file in written] == ["tidy_blocks.csv", "tidy.md"]
    nothing = [line for line in draw_run(TIMES, name="another") if line["kind"] == "environment"]
    assert tidy.write(nothing, tmp_path, "nothing") == []


def test_the_dictionary_explains_every_column_in_its_order(draw_run: DrawRun, tmp_path: Path) -> None:
    *files, dictionary = tidy.write(whole(draw_run), tmp_path, "tidy")
    parts = dictionary.read_text(encoding="utf-8").split("\n## ")[1:]
    assert len(parts) == len(files)
    for file, part in zip(files, parts, strict=True):
        assert file.name == f"tidy_{part.splitlines()[0]}.csv"
        cells = [
            [cell.strip() for cell in line.split("|")[1:-1]] for line in part.splitlines() if line.startswith("| `")
        ]
        assert [cell[0].strip("`") for cell in cells] == list(pd.read_csv(file).columns)
        assert all(dtype in HELD and meaning for _, dtype, _, meaning in cells)


@pytest.mark.parametrize("name", TABLES)
def test_types_are_as_explained_and_names_carry_their_units(draw_run: DrawRun, name: str) -> None:
    frame = tidy.frames(whole(draw_run))[name]
    for column in TABLES[name].columns:
        assert str(frame[column.name].dtype) == HELD[column.dtype]
        assert (column.unit == "s") == column.name.endswith("seconds") or column.name == "seconds_since_start"


@pytest.mark.parametrize("name", TABLES)
def test_no_column_is_always_empty_where_the_record_has_it(draw_run: DrawRun, name: str) -> None:
    frame = tidy.frames(whole(draw_run))[name]
    empty = {column for column in frame if frame[column].isna().all()}
    # What drawn runs leave out: a place in the round, traces, a compiler's breaks, the rest of several threads.
    assert empty <= {"place", "traces", "graph_breaks", "seconds_since_start", "rest_seconds"}


def test_the_command_writes_them_beside_the_record(draw_run: DrawRun, tmp_path: Path) -> None:
    draw_run(TIMES)
    command = [sys.executable, "-m", "benchmarks.tables", str(tmp_path / "run"), "--tidy"]
    written = run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    assert [Path(file).name for file in written] == ["tidy_blocks.csv", "tidy.md"]
