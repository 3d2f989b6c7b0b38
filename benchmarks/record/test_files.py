"""The record survives what a run can meet, and says in one sentence what it can't survive."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from benchmarks.record.example import BLOCK, ENVIRONMENT, LINES
from benchmarks.record.files import SAMPLES, Recorder, RecordError, UnrecordableError, as_recorded
from benchmarks.record.record import read
from benchmarks.record.schema import Block, Data, End, Fault, Line, Training, Trouble


def begun(runs: Path) -> Recorder:
    recorder = Recorder(runs, device="cpu", effort="smoke")
    recorder.write(ENVIRONMENT)
    return recorder


def test_what_is_written_is_read_back_in_order(tmp_path: Path) -> None:
    recorder = Recorder(tmp_path, device="cpu", effort="smoke")
    for line in LINES:
        recorder.write(line)
    record = read(recorder.folder)
    assert [replace(line, seconds_since_start=0.0) for line in record.lines] == list(LINES)
    times = [line.seconds_since_start for line in record.lines]
    assert times == sorted(times)
    assert record.ended


def test_two_runs_of_the_same_second_have_folders_of_their_own(tmp_path: Path) -> None:
    folders = {Recorder(tmp_path, device="cpu", effort="smoke").folder for _ in range(3)}
    assert len(folders) == 3
    assert all("-cpu-smoke" in folder.name for folder in folders)


def test_a_line_cut_short_by_a_kill_is_left_out(tmp_path: Path) -> None:
    recorder = begun(tmp_path)
    recorder.write(Trouble(what="a start", reason="planted"))
    whole = read(recorder.folder).lines
    text = recorder.file.read_bytes()
    for length in range(1, 20):
        recorder.file.write_bytes(text + b'{"kind":"trouble","what'[:length])
        assert read(recorder.folder).lines == whole


def test_a_line_that_there_is_no_room_for_leaves_nothing_behind(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    recorder = begun(tmp_path)
    before = recorder.file.read_bytes()
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 10, limits[1]))
    try:
        with pytest.raises(RecordError, match="no room for another line"):
            recorder.write(End())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert recorder.file.read_bytes() == before


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    recorder = begun(tmp_path)
    recorder.file = Path("/dev/full")
    if not recorder.file.exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(RecordError, match="No space left"):
        recorder.write(End())


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(RecordError, match=r"can't create .*file/"):
        Recorder(tmp_path / "file", device="cpu", effort="smoke")


def test_a_missing_run_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match="results/runs"):
        read(tmp_path / "nowhere")


@pytest.mark.parametrize("text", ["", '{"kind":"environ'])
def test_a_run_that_measured_nothing_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / SAMPLES).write_text(text, encoding="utf-8")
    with pytest.raises(RecordError, match="nothing was measured"):
        read(tmp_path)


def test_an_older_record_gets_one_sentence_whatever_else_is_in_it(tmp_path: Path) -> None:
    older = '{"kind": "environment", "format": 2, "title": "Side by side"}\n{"kind": "lie", "who": "numpy"}\n'
    (tmp_path / SAMPLES).write_text(older, encoding="utf-8")
    with pytest.raises(RecordError, match=r"has format 2, this suite reads 3: measure anew") as caught:
        read(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_no_record_is_named(tmp_path: Path) -> None:
    (tmp_path / SAMPLES).write_text("contender,seconds\nnumpy,1\n", encoding="utf-8")
    with pytest.raises(RecordError, match="line 1 doesn't say what was run"):
        read(tmp_path)


def encoded(*lines: Line) -> bytes:
    return b"".join(msgspec.json.encode(line) + b"\n" for line in lines)


DATA, TRAINING, FAULT = (next(line for line in LINES if isinstance(line, kind)) for kind in (Data, Training, Fault))
OF_A_BLOCK = LINES[: LINES.index(BLOCK)]


@pytest.mark.parametrize(
    ("damaged", "said"),
    [
        (b"\xff\xfe\n", "line 8 isn't JSON"),
        (b"[]\n", "line 8, field all: Expected object, got array"),
        (b"7\n", "line 8, field all: Expected object, got int"),
        (b"\n", "line 8 isn't JSON"),
        (b'{"kind":"lap"}\n', "line 8, field kind: Invalid value 'lap'"),
        (b'{"kind":"trouble","what":"' + b"\xff" + b'","reason":""}\n', "line 8"),
        (b'{"kind":"trouble","what":"x"}\n', "line 8, field reason: is missing"),
        (b'{"kind":"trouble","what":"x","reason":"","why":""}\n', "line 8, field why: is unknown"),
        (b'{"kind":"trouble","what":"x","reason":3}\n', "line 8, field reason: Expected str, got int"),
        (b'{"kind":"trouble","what":"x","reason":NaN}\n', "line 8 isn't JSON"),
        (encoded(replace(BLOCK, block_seconds=-1.0)), "line 8, field block_seconds: Expected float > 0"),
        (encoded(replace(BLOCK, contender="nobody")), "line 8, field contender: 'nobody' is not in the roster"),
        (encoded(replace(BLOCK, workload="text_classifier")), "line 8, field workload: no line is about the data"),
        (encoded(replace(BLOCK, contender="numpy-again")), "line 8, field contender: 'numpy-again' has blocks of"),
        (encoded(BLOCK, BLOCK), "line 9, field kind: says again what line 8 says"),
        (encoded(ENVIRONMENT), "line 8, field kind: a second environment"),
        (encoded(replace(DATA, features=0)), "line 8, field features: Expected int >= 1"),
        (encoded(replace(TRAINING, epoch_seconds=[0.5])), "line 8, field accuracies: 2 of them, but 1 epoch_seconds"),
        (
            encoded(replace(FAULT, fault="gremlins")),
            "line 8, field fault: 'gremlins' is not one that this suite plants",
        ),
        (b"[" * 100_000 + b"\n", "line 8"),
    ],
)
def test_a_damaged_line_is_named_with_its_field(tmp_path: Path, damaged: bytes, said: str) -> None:
    (tmp_path / SAMPLES).write_bytes(encoded(*OF_A_BLOCK) + damaged + encoded(End()))
    with pytest.raises(RecordError) as caught:
        read(tmp_path)
    assert str(tmp_path / SAMPLES) in str(caught.value)
    assert said in str(caught.value)
    assert "damaged" in str(caught.value)


def test_a_number_that_is_not_finite_is_none_where_it_may_be(tmp_path: Path) -> None:
    recorder = begun(tmp_path)
    for line in OF_A_BLOCK[1:]:
        recorder.write(line)
    recorder.write(replace(BLOCK, final_loss=float("nan"), loss_error=float("inf")))
    (block,) = read(recorder.folder).of(Block)
    assert (block.final_loss, block.loss_error) == (None, None)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"block_seconds": float("nan")}, "field block_seconds: Expected float, got null"),
        ({"traces": "none"}, "field traces: Expected int, got str"),
        ({"mood": "good"}, "field mood: is unknown"),
        ({"traces": object()}, "type object is unsupported"),
        ({"traces": "\ud800"}, "surrogates not allowed"),
    ],
)
def test_what_no_record_can_hold_is_named(fields: dict[str, object], said: str) -> None:
    with pytest.raises(UnrecordableError, match=said):
        as_recorded(msgspec.to_builtins(BLOCK) | fields, Block)
