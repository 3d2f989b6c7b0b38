"""Does a record hold what a page is made of? An error names the file, the line and the field before any is made."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from benchmarks.plan.pitfalls import PITFALLS
from benchmarks.record import files as records
from benchmarks.record.files import RecordError
from impls.workloads import WORKLOADS

#: The fields without which a line of a kind can't be shown, apart by spaces.
FIELDS = {
    kind: names.split()
    for kind, names in {
        "environment": "run title date command settings machine roster effort replicates smoke",
        "data": "workload name rows features outputs feeding warning",
        "build": "workload contender steps",
        "parity": "workload contender loss_error weight_error",
        "block": "workload contender replicate round seconds cpu_seconds foreign_seconds stolen_seconds os_threads "
        "residual_seconds start_residual_seconds final_loss",
        "card": "workload contender replicate weights batches steps inside dtype tf32 loss optimizer threads affinity "
        "device warm_up_steps sync precision",
        "control": "workload control twin",
        "failure": "workload contender status reason",
        "start": "workload contender cache import_seconds build_seconds step_seconds traces captured",
        "memory": "workload contender peak_bytes",
        "training": "workload contender seed accuracy accuracies epoch_seconds epoch_steps",
        "variant": "workload net contender case name base facts",
        "lap": "workload net contender case name replicate round",
        "latency": "workload net contender case name p50 p95 p99",
        "ceilings": "matmul_flop_per_second copy_bytes_per_second",
        "lie": "workload contender version role who replicate round",
        "caught": "contender said",
        "feeding": "workload contender name",
        "fault": "fault framework mode graph raised when names_line named_by frames_below debugger_stops prints result",
    }.items()
}
#: What is divided by, or drawn on a logarithmic axis.
POSITIVE = {"block": "seconds", "build": "steps"}
ABSENT = object()
TRACES = ("build", "block", "start", "training")


def read(folder: Path) -> list[dict[str, Any]]:
    """Return the lines of a run's record.

    Raises:
        RecordError: if it can't be read, or a line lacks what a page is made of.
    """
    if folder.name == records.SAMPLES:
        folder = folder.parent
    lines = records.read(folder)
    file = folder / records.SAMPLES
    environment = next(line for line in lines if line["kind"] == "environment")
    held = {line.get("workload") for line in lines if line["kind"] == "data"}
    for number, line in enumerate(lines, start=1):
        where = f"{file}, line {number} ({line['kind']})"
        missing = [field for field in FIELDS.get(line["kind"], ()) if line.get(field, ABSENT) is ABSENT]
        if missing:
            raise RecordError(f"{where} lacks {', '.join(missing)}; the record is damaged")
        positive = POSITIVE.get(line["kind"])
        if positive and not (isinstance(line[positive], int | float) and line[positive] > 0):
            raise RecordError(f"{where}: {positive} is {line[positive]!r}, not a number above 0; the record is damaged")
        if line["kind"] in {"block", "cell"} and line.get("workload") not in held:
            raise RecordError(f"{where}: no line is about the data of {line.get('workload')}; the record is damaged")
    for field in ("baseline", "band", "threads", "device"):
        if field not in environment["settings"]:
            raise RecordError(f"{file}: the settings of its environment lack {field}; the record is damaged")
    _check_names(lines, environment, file)
    _check_timed(lines, file)
    return lines


def _check_timed(lines: list[dict[str, Any]], file: Path) -> None:
    """Whoever has a timed block was built and entered a race; whose work is counted by non-zeros says how many."""
    told = {(line["kind"], line.get("workload"), line.get("contender")) for line in lines}
    for line in lines:
        workload, contender = line.get("workload"), line.get("contender")
        for kind in ("build", "cell") if line["kind"] == "block" else ():
            if (kind, workload, contender) not in told:
                raise RecordError(
                    f"{file}: {contender} has blocks of {workload}, but no {kind} line; the record is damaged"
                )
        if line["kind"] == "lie" and (made := PITFALLS.get(str(contender))) and made.quantity not in line:
            raise RecordError(f"{file}: a line about {contender} lacks {made.quantity}; the record is damaged")
        if line["kind"] == "data" and "nonzeros_of_row" not in line:
            shape = WORKLOADS.get(str(workload))
            if shape is not None and shape.sparse:
                raise RecordError(f"{file}: the data of {workload} lack nonzeros_of_row; the record is damaged")


def _check_names(lines: list[dict[str, Any]], environment: dict[str, Any], file: Path) -> None:
    """Every contender of a line must be in the roster, or the twin of a control."""
    known = {*environment["roster"], *(line["twin"] for line in lines if line["kind"] == "control")}
    for number, line in enumerate(lines, start=1):
        if line["kind"] in TRACES and line["contender"] not in known:
            raise RecordError(
                f"{file}, line {number} ({line['kind']}): its contender {line['contender']!r} is not in the roster; "
                "the record is damaged"
            )
