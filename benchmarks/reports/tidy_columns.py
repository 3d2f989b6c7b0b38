"""The columns of the tidy tables of a record: the one place that names and explains them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Dtype = Literal["string", "int64", "float64", "boolean"]
#: How pandas holds each type, missing values included.
HELD = {"string": "string", "int64": "Int64", "float64": "float64", "boolean": "boolean"}


@dataclass(frozen=True)
class Column:
    """A column: its name, which ends in its unit where it has one, its type, that unit, and what it says."""

    name: str
    dtype: Dtype
    unit: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """A table: what a row is, and its columns in order."""

    row: str
    columns: tuple[Column, ...]


CELL = (
    Column("workload", "string", "", "what is trained"),
    Column("contender", "string", "", "who trains it; the control's twin has a name of its own"),
    Column("framework", "string", "", "the contender's framework; reference is NumPy"),
    Column("graph", "string", "", "dynamic: built as it runs; static: built or compiled first"),
)
PLACE = (
    Column("replicate", "int64", "", "number of the fresh process, from 0"),
    Column("round", "int64", "", "number of the round within its process, from 0; a round's members ran side by side"),
)
SINCE = Column("seconds_since_start", "float64", "s", "from the start of the run until this was recorded")
TABLES = {
    "blocks": Table(
        "a timed block",
        (
            *CELL,
            Column("twin", "boolean", "", "whether this is the control's second run, which is no contender"),
            Column("counts", "boolean", "", "false for a contender that failed later: tables leave its blocks out"),
            *PLACE,
            Column("place", "int64", "", "place within the round, from 0"),
            Column("steps", "int64", "", "training steps of a block"),
            Column("block_seconds", "float64", "s", "wall time of the block"),
            Column("step_seconds", "float64", "s", "wall time of the block over its steps"),
            Column("cpu_seconds", "float64", "s", "processor time of the contender's process during the block"),
            Column("foreign_seconds", "float64", "s", "processor time of all other processes during the block"),
            Column("stolen_seconds", "float64", "s", "processor time that the host took away during the block"),
            Column("start_residual_seconds", "float64", "s", "what a synchronisation before the block had to wait"),
            Column("residual_seconds", "float64", "s", "what a second synchronisation after the block had to wait"),
            Column(
                "rest_seconds", "float64", "s", "how long the worker waited for its threads to rest after the block"
            ),
            Column("os_threads", "int64", "", "threads of the contender's process after the block"),
            Column("traces", "int64", "", "graphs traced or compiled inside the clock"),
            Column("final_loss", "float64", "", "loss of the block's last step"),
            Column(
                "loss_error", "float64", "", "largest relative error of a step's loss against the float64 reference"
            ),
            SINCE,
        ),
    ),
    "laps": Table(
        "a lap of a study: calls of one way, one after the other",
        (
            Column("study", "string", "", "which study"),
            Column("net", "string", "", "the workload whose net and data it works on"),
            *CELL[1:3],
            Column("case", "string", "", "what is done"),
            Column(
                "name", "string", "", "the way in which it is done; a name that ends in -again is the plain way's twin"
            ),
            *PLACE,
            Column("items", "int64", "", "rows, batches or bytes that a call handles"),
            Column("call_seconds", "float64", "s", "wall time a call; missing where the lap doesn't count"),
            Column("cpu_seconds", "float64", "s", "processor time a call of the process"),
            Column("reason", "string", "", "why the lap doesn't count"),
            SINCE,
        ),
    ),
    "epochs": Table(
        "an epoch of a full training",
        (
            *CELL,
            Column("initializer", "string", "", "distribution of the initial weights"),
            Column("seed", "int64", "", "seed of initial weights and batches"),
            Column("epoch", "int64", "", "number of the epoch, from 1"),
            Column("steps", "int64", "", "training steps of an epoch"),
            Column("epoch_seconds", "float64", "s", "wall time of the epoch, training only"),
            Column("accuracy", "float64", "1", "test accuracy after the epoch, as a share; missing where not scored"),
        ),
    ),
    "starts": Table(
        "a step of a start: the contender alone in a fresh process",
        (
            *CELL,
            Column("start", "int64", "", "number of the start, from 0"),
            Column("cache", "string", "", "state of the compile cache: cold or warm"),
            Column("import_seconds", "float64", "s", "wall time of the import, the same for all steps of a start"),
            Column("build_seconds", "float64", "s", "wall time of building the net, the same for all steps of a start"),
            Column("step", "int64", "", "number of the step, from 0; step 0 is the first call"),
            Column("step_seconds", "float64", "s", "wall time of the step"),
            Column("traces", "int64", "", "graphs traced or compiled by the end of the start"),
            Column("graph_breaks", "int64", "", "where the compiler left the graph; missing where none are counted"),
        ),
    ),
}
