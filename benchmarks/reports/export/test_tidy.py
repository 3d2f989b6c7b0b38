"""All samples of a drawn run are there, as they were measured, and every column is explained."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from msgspec.structs import replace

from benchmarks.analysis.analysis import Analysis
from benchmarks.record.drawn import STEPS, WORKLOAD, DrawRun, study, training
from benchmarks.record.record import Record
from benchmarks.record.schema import Environment, Failure, Sample
from benchmarks.reports.export import tidy
from benchmarks.reports.export.tidy import TABLES, held_as

TIMES = {"numpy": 0.1, "pytorch-eager": 0.2, "pytorch-compile": 0.1}
STARTS = {"pytorch-eager": (1.0, 0.01), "pytorch-compile": (1.0, 10.0)}
WAY = study("bridge", "text_classifier", "to tensor", {"copy": 1e-6}, items=256)
REFUSED = Sample(
    workload="bridge",
    contender="pytorch",
    net="text_classifier",
    case="to tensor",
    name="copy",
    replicate=9,
    round=1,
    reason="the device was busy",
)
SCORED_AT_THE_END = training(WORKLOAD, "pytorch-eager", [0.25], epoch_seconds=[1.0, 2.0])


@pytest.fixture
def record(draw_run: DrawRun) -> Record:
    """Return a record with rows of every table, and a contender that failed after it was timed."""
    scored = training(WORKLOAD, "numpy", [0.5, 0.75], epoch_seconds=[1.0, 2.0])
    failure = Failure(workload=WORKLOAD, contender="pytorch-eager", status="failed", reason="x")
    return draw_run(TIMES, starts=STARTS, more=(scored, SCORED_AT_THE_END, *WAY, REFUSED, failure))


def test_every_block_is_a_row_and_agrees_with_the_tables(draw_run: DrawRun) -> None:
    record = draw_run(TIMES)
    frame, times = tidy.frames(record)["blocks"], Analysis(record).workload(WORKLOAD).times
    assert len(frame) == sum(len(rounds) for processes in times.blocks.values() for rounds in processes.values())
    for row in frame.to_dict("records"):
        assert row["block_seconds"] == times.blocks[row["contender"]][row["replicate"]][row["round"]]
        assert row["step_seconds"] == pytest.approx(row["block_seconds"] / STEPS)
    medians = frame[~frame["repeat"]].groupby("contender")["step_seconds"].median()
    assert dict(medians) == pytest.approx({row.contender: row.step_seconds for row in times.rows}, rel=0.01)


def test_the_repeat_and_contenders_that_failed_are_told_apart(record: Record) -> None:
    frame = tidy.frames(record)["blocks"]
    assert set(frame["contender"][frame["repeat"]]) == {"numpy-again"}
    assert set(frame["contender"][~frame["counts"]]) == {"pytorch-eager"}
    assert set(frame["framework"][frame["repeat"]]) == {"reference"}


def test_epochs_starts_and_samples_are_tables_of_their_own(record: Record) -> None:
    frames = tidy.frames(record)
    assert set(frames) == set(TABLES)
    epochs = frames["epochs"]
    # An accuracy at the end alone belongs to the last epoch.
    assert epochs["accuracy"].fillna(-1).to_list() == [0.5, 0.75, -1, 0.25]
    assert list(epochs["epoch_seconds"]) == [1.0, 2.0] * 2
    first = frames["starts"].query("contender == 'pytorch-compile' and step == 0")
    assert list(first["step_seconds"]) == [10.0] * 3
    samples = frames["samples"]
    assert set(samples["items"]) == {256}
    assert set(samples["name"]) == {"copy", "copy-again"}
    assert list(samples["replicate"][samples["call_seconds"].isna()]) == [9]


def test_a_table_without_rows_is_not_written(draw_run: DrawRun, tmp_path: Path) -> None:
    record = draw_run(TIMES)
    assert [file.name for file in tidy.write(record, tmp_path, "tidy")] == ["tidy_blocks.csv", "tidy.md"]
    assert tidy.write(Record(record.of(Environment), record.file), tmp_path, "nothing") == []


def test_the_dictionary_explains_every_column_in_its_order(record: Record, tmp_path: Path) -> None:
    *files, dictionary = tidy.write(record, tmp_path, "tidy")
    parts = dictionary.read_text(encoding="utf-8").split("\n## ")[1:]
    assert len(parts) == len(files)
    for file, part in zip(files, parts, strict=True):
        assert file.name == f"tidy_{part.splitlines()[0]}.csv"
        rows = [
            [cell.strip() for cell in line.split("|")[1:-1]] for line in part.splitlines() if line.startswith("| `")
        ]
        assert [cells[0].strip("`") for cells in rows] == list(pd.read_csv(file).columns)
        assert all(words and meaning for _, words, _, meaning in rows)


@pytest.mark.parametrize("name", TABLES)
def test_types_are_as_explained_names_carry_their_units_and_no_column_is_always_empty(
    record: Record, name: str
) -> None:
    frame = tidy.frames(record)[name]
    for column in TABLES[name].columns:
        assert str(frame[column.name].dtype) == held_as(column)
        assert (column.unit == "seconds") == column.name.endswith("seconds") or column.name == "seconds_since_start"
    empty = {column for column in frame if frame[column].isna().all()}
    # What drawn runs leave out: a compiler's breaks, the rest of several threads, processor time of studies.
    assert empty <= {"graph_breaks", "idle_wait_seconds", *(["cpu_seconds"] if name == "samples" else [])}


def test_whole_values_are_still_numbers_where_numbers_are_explained(record: Record) -> None:
    """Seconds that all happen to be whole stay what the dictionary says that they are."""
    whole = [replace(line, epoch_seconds=[1.0]) for line in (SCORED_AT_THE_END,)]
    frame = tidy.frames(Record([*record.of(Environment), *whole], record.file))["epochs"]
    assert str(frame["epoch_seconds"].dtype) == "Float64"
