"""The record survives what a run can meet."""

from pathlib import Path

import pytest

from benchmarks.record.files import FORMAT, SAMPLES, Recorder, RecordError, read


def begun(folder: Path) -> Recorder:
    recorder = Recorder(folder)
    recorder.write("environment", format=FORMAT)
    return recorder


def test_what_is_written_is_read_back_in_order(tmp_path: Path) -> None:
    recorder = begun(tmp_path / "run")
    recorder.write("cell", seconds=[0.1, 0.2])
    recorder.write("end")
    _, first, second = read(tmp_path / "run")
    assert (first["kind"], first["seconds"], second["kind"]) == ("cell", [0.1, 0.2], "end")
    assert 0 <= first["seconds_since_start"] <= second["seconds_since_start"]


def test_a_line_cut_short_by_a_kill_is_left_out(tmp_path: Path) -> None:
    begun(tmp_path / "run").write("cell")
    with (tmp_path / "run" / SAMPLES).open("a", encoding="utf-8") as file:
        file.write('{"kind": "ce')
    assert [line["kind"] for line in read(tmp_path / "run")] == ["environment", "cell"]


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "run")
    recorder.file.write_text('{"kind"\n{"kind": "end"}\n', encoding="utf-8")
    with pytest.raises(RecordError, match="line 1"):
        read(tmp_path / "run")


def test_a_record_of_another_format_is_refused_and_says_who_can_read_it(tmp_path: Path) -> None:
    Recorder(tmp_path / "run").write("environment", machine={"commit": "abc1234"})
    with pytest.raises(RecordError, match=r"format 1.*commit abc1234"):
        read(tmp_path / "run")


def test_a_record_without_its_environment_is_refused(tmp_path: Path) -> None:
    Recorder(tmp_path / "run").write("cell")
    with pytest.raises(RecordError, match="nothing was measured"):
        read(tmp_path / "run")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RecordError, match=r"can't create .*file/run"):
        Recorder(tmp_path / "file" / "run")


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path / "run")
    recorder.file = Path("/dev/full")
    if not recorder.file.exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(RecordError, match="No space left"):
        recorder.write("cell")


def test_a_missing_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="results/runs"):
        read(tmp_path / "nowhere")
