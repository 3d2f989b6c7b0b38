"""The lines of a run's record: one struct a kind, each field with its type, its bounds and what it says.

A record is a file of JSON lines, written as a run goes. Every line has a ``kind``, by which its struct is told. Units
are in the names of the fields; a share is of 1; None is what a machine or a framework does not say, or a number that is
not finite. In a line about a study or about planted faults the workload is the name of that study or catalogue.
"""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from msgspec import Meta, Struct, field

from benchmarks.plan.settings import Settings
from benchmarks.record.machine import Machine
from impls.interface import Contender

#: Changes whenever older records can't be read as newer ones.
FORMAT = 3

Count: TypeAlias = Annotated[int, Meta(ge=0)]
Positive: TypeAlias = Annotated[float, Meta(gt=0)]
Seconds: TypeAlias = Annotated[float, Meta(ge=0)]
Variance: TypeAlias = Annotated[float, Meta(ge=0)]
Share: TypeAlias = Annotated[float, Meta(ge=0, le=1)]
#: Names and versions of what a framework says of itself.
Facts: TypeAlias = dict[str, str | bool | int | float | None]

# What stands in several kinds of lines is said once.
Replicate: TypeAlias = Annotated[int, Meta(ge=0, description="number of the fresh process, from 0")]
Round: TypeAlias = Annotated[
    int, Meta(ge=0, description="number of the round within its process, from 0; a round's members take turns")
]
Net: TypeAlias = Annotated[str, Meta(description="the workload whose net and data it works on")]
BatchesDigest: TypeAlias = Annotated[str, Meta(description="SHA-256 of the sequence of batches")]
ImportSeconds: TypeAlias = Annotated[float, Meta(ge=0, description="wall time of importing the framework")]
BuildSeconds: TypeAlias = Annotated[float, Meta(ge=0, description="wall time of building the net")]
WarmUpSteps: TypeAlias = Annotated[int, Meta(ge=0, description="steps before the first timed block")]
ComputeDevice: TypeAlias = Annotated[str, Meta(description="where it computes")]
PoolThreads: TypeAlias = Annotated[dict[str, int], Meta(description="threads of each of its pools, read back")]
Sync: TypeAlias = Annotated[str, Meta(description="what waits for its device")]
Precision: TypeAlias = Annotated[Facts, Meta(description="the framework's flags of precision")]
ReducedPrecision: TypeAlias = Annotated[bool, Meta(description="whether products may be taken in TF32 or less")]
ScoreError: TypeAlias = Annotated[
    Annotated[float, Meta(ge=0)] | None,
    Meta(description="of its scores of test rows against the reference's at its own weights; None without an accuracy"),
]


def _tag(name: str) -> str:
    """Return the kind of a struct: its name in lower case, words apart by underscores."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


class Line(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind", tag=_tag):
    """Any line."""

    seconds_since_start: Annotated[
        Seconds, Meta(description="from the start of the run until this line was written")
    ] = 0.0


class Environment(Line, frozen=True, kw_only=True):
    """What is run, where and by whom: the first line of a record."""

    format: Annotated[int, Meta(description="version of this schema")] = FORMAT
    run: Annotated[str, Meta(description="name of the run's folder: when it began (UTC), where and how hard")]
    date: Annotated[str, Meta(description="when it began, to the minute, UTC")]
    command: Annotated[str, Meta(description="what the user typed")]
    demonstration: Annotated[bool, Meta(description="whether it shows pitfalls, so that nothing in it is a result")] = (
        False
    )
    settings: Annotated[Settings, Meta(description="what the user chose")]
    machine: Annotated[Machine, Meta(description="machine and software")]
    roster: Annotated[dict[str, Contender], Meta(description="who can take part, by name, in the order of the tables")]


class End(Line, frozen=True, kw_only=True):
    """The last line of a run that reached its end."""

    pages: Annotated[list[str], Meta(description="pages whose every cell was measured on full shapes")] = field(
        default_factory=list
    )


#: The phases of a run whose time lies between its blocks, and that no other phase accounts for.
TIMING, REST = "timing", "everything else"


class Spent(Line, frozen=True, kw_only=True):
    """Where the time and the memory of a run went: written at its end."""

    timed_seconds: Annotated[Seconds, Meta(description="wall time inside the clock, of all timed blocks together")]
    phase_seconds: Annotated[
        dict[str, Seconds], Meta(description="wall time of the run by what was done, one thing at a time")
    ]
    peak_bytes: Annotated[
        Count | None,
        Meta(description="most memory of all processes together, shared pages once, sampled outside the clock"),
    ] = None
    peak_phase: Annotated[str | None, Meta(description="what was done then, a key of phase_seconds")] = None

    @property
    def run_seconds(self) -> float:
        """Wall time of all phases together."""
        return sum(self.phase_seconds.values())

    @property
    def timed_share(self) -> float:
        """The share of it that lay inside the clock."""
        return self.timed_seconds / self.run_seconds if self.run_seconds else 0.0


class OtherEnvironment(Line, frozen=True, kw_only=True):
    """An environment with another version, in which contenders of a framework took part a second time."""

    environment: Annotated[str, Meta(description="what it is called: the requirement, and the Python if it's another")]
    framework: Annotated[str, Meta(description="whose contenders took part in it")]
    python: Annotated[str, Meta(description="the version of its Python; empty where it couldn't be made")] = ""
    packages: Annotated[dict[str, str], Meta(description="versions of all that is installed in it")] = field(
        default_factory=dict
    )
    reason: Annotated[str, Meta(description="why it couldn't be made; empty where it was")] = ""


class Trouble(Line, frozen=True, kw_only=True):
    """Something beside the timed blocks that couldn't be measured and cost no contender its times."""

    what: Annotated[str, Meta(description="what was tried")]
    reason: Annotated[str, Meta(description="what went wrong")]


class Ceilings(Line, frozen=True, kw_only=True):
    """What this machine allows at best, as one framework reaches it, alone, with the run's threads."""

    framework: Annotated[str, Meta(description="whose kernels multiplied and copied")]
    matmul_flop_per_second: Annotated[Positive, Meta(description="of a float32 matrix product")]
    copy_bytes_per_second: Annotated[Positive, Meta(description="of a copy; a byte copied is one read and one written")]


class Worker(Line, frozen=True, kw_only=True):
    """A worker process that was started, and what its framework says of itself."""

    contender: Annotated[str, Meta(description="whose process it is")]
    replicate: Replicate
    import_seconds: ImportSeconds
    device: ComputeDevice
    threads: PoolThreads
    sync: Sync
    precision: Precision
    reduced_precision: ReducedPrecision
    versions: Annotated[dict[str, str | int | None], Meta(description="versions of it and of its libraries")]
    variables: Annotated[
        dict[str, str] | None,
        Meta(description="environment variables of pools of threads that were set for it; None of older runs"),
    ] = None
    started: Annotated[
        Count | None, Meta(description="as which of the run's processes it was started, from 1; None of older runs")
    ] = None


class LoaderSeconds(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the shared loader takes to hand out a batch: medians over passes."""

    in_file_order: Annotated[Seconds, Meta(description="a batch, rows as they lie")]
    shuffled: Annotated[Seconds, Meta(description="a batch, rows in a drawn order")]


class WorkloadLine(Line, frozen=True, kw_only=True):
    """Any line about a workload, a study or a catalogue of faults."""

    workload: Annotated[str, Meta(description="what is trained, studied or tried")]


class Data(WorkloadLine, frozen=True, kw_only=True):
    """The data of a workload."""

    name: Annotated[str, Meta(description="name of the data set")]
    digest: Annotated[str, Meta(description="SHA-256 of its arrays")]
    rows: Annotated[Count, Meta(description="training rows")]
    features: Annotated[int, Meta(gt=0, description="numbers a row")]
    outputs: Annotated[int, Meta(gt=0, description="classes, or numbers to be predicted")]
    nonzeros_per_row: Annotated[
        Annotated[float, Meta(ge=0)] | None, Meta(description="mean; None where rows are dense")
    ] = None
    loader_seconds: Annotated[
        LoaderSeconds | None, Meta(description="None where all rows are one batch, or where it wasn't measured")
    ] = None
    warning: Annotated[str, Meta(description="what every reader must know of these data; empty where nothing")] = ""


class Control(WorkloadLine, frozen=True, kw_only=True):
    """The contender that races twice: how far apart identical code is."""

    control: Annotated[str, Meta(description="its name")]
    repeat: Annotated[str, Meta(description="the name of its second entry")]


class Allocation(WorkloadLine, frozen=True, kw_only=True):
    """How many rounds the next process of a workload takes, from what the last one cost and how all so far scattered.

    After Kalibera and Jones (2013): sqrt(process_seconds / round_seconds * within_variance / between_variance), within
    the limits of the effort and of what is left of the run's minutes.
    """

    processes: Annotated[Count, Meta(description="fresh processes that it rests on")]
    process_seconds: Annotated[Seconds, Meta(description="wall time of a process of all contenders besides its rounds")]
    round_seconds: Annotated[Seconds, Meta(description="wall time of a round of all contenders")]
    within_variance: Annotated[
        Variance | None, Meta(description="of the logarithm of a ratio from round to round; median over contenders")
    ]
    between_variance: Annotated[
        Variance | None, Meta(description="of the same from process to process, beyond what rounds explain")
    ]
    rounds: Annotated[Count, Meta(description="timed blocks a process from here on, until the next such line")]


class Gpu(WorkloadLine, frozen=True, kw_only=True):
    """The first GPU after a round."""

    replicate: Replicate
    round: Round
    clock_mhz: Annotated[float | None, Meta(description="of its processors")] = None
    memory_clock_mhz: Annotated[float | None, Meta(description="of its memory")] = None
    temperature_celsius: Annotated[float | None, Meta(description="of the chip")] = None
    power_watts: Annotated[float | None, Meta(description="drawn")] = None
    throttled: Annotated[bool | None, Meta(description="whether heat or power slowed it down")] = None


class CellLine(WorkloadLine, frozen=True, kw_only=True):
    """Any line about a cell: one contender on one workload."""

    contender: Annotated[str, Meta(description="who; the control's repeat has a name of its own")]


class Failure(CellLine, frozen=True, kw_only=True):
    """A cell that has no result."""

    status: Annotated[Literal["failed", "not run"], Meta(description="whether it was tried")]
    reason: Annotated[str, Meta(description="why")]


class Build(CellLine, frozen=True, kw_only=True):
    """A net that was built in a fresh process."""

    replicate: Replicate
    build_seconds: BuildSeconds
    steps: Annotated[int, Meta(gt=0, description="training steps of the whole, of which a block is the beginning")]
    batches_digest: BatchesDigest
    words: Annotated[Count | None, Meta(description="words of a block; None where rows aren't sequences")] = None
    padding_share: Annotated[Share | None, Meta(description="positions that hold no word")] = None


class Parity(CellLine, frozen=True, kw_only=True):
    """What the gate found before anything was timed; errors are relative and pass up to the gate's tolerance."""

    loss_error: Annotated[float | None, Meta(description="largest of any step's loss")]
    weight_error: Annotated[float | None, Meta(description="largest of any parameter at a checkpoint")]
    gradient_error: Annotated[float | None, Meta(description="of the first gradients; None where the mode hides them")]
    loss_doubt: Annotated[
        Annotated[float, Meta(ge=0)] | None,
        Meta(
            description="what float32 can't tell of a step's loss, as a share of it, at the worst step: signs of ReLUs"
        ),
    ] = None
    failures: Annotated[list[str], Meta(description="what didn't agree; empty for a pass")]

    @property
    def passed(self) -> bool:
        """Whether the contender may be timed."""
        return not self.failures


class Preparation(CellLine, frozen=True, kw_only=True):
    """What a fresh process did before its first timed block."""

    replicate: Replicate
    rounds: Annotated[Count, Meta(description="timed blocks that were planned")]
    block_steps: Annotated[
        Annotated[int, Meta(gt=0)] | None,
        Meta(description="training steps of a block, equal for all contenders; None where a block is the whole"),
    ] = None
    first_call_seconds: Annotated[
        Seconds | None,
        Meta(description="wall time of the first pass, tracing included; first process, where batches differ in shape"),
    ] = None
    feed_seconds: Annotated[
        Seconds | None, Meta(description="wall time of cutting and placing a block's batches; first process only")
    ] = None
    warm_up_steps: WarmUpSteps
    expected_block_seconds: Annotated[Seconds, Meta(description="wall time of the warm-up, which is a block")]


class Block(CellLine, frozen=True, kw_only=True):
    """A timed block."""

    replicate: Replicate
    round: Round
    place: Annotated[Count, Meta(description="place within the round, from 0")]
    block_seconds: Annotated[Positive, Meta(description="wall time of the block")]
    cpu_seconds: Annotated[Seconds, Meta(description="processor time of the contender's processes during the block")]
    foreign_seconds: Annotated[
        Seconds | None, Meta(description="processor time of all other processes during the block")
    ] = None
    stolen_seconds: Annotated[
        Seconds | None, Meta(description="processor time that the host took away during the block")
    ] = None
    start_residual_seconds: Annotated[Seconds, Meta(description="what a synchronisation before the block had to wait")]
    end_residual_seconds: Annotated[
        Seconds, Meta(description="what a second synchronisation after the block had to wait")
    ]
    idle_wait_seconds: Annotated[
        Seconds | None, Meta(description="how long the worker waited for its threads to come to rest after the block")
    ] = None
    ready_wait_seconds: Annotated[
        Seconds | None,
        Meta(description="for how long the process's threads, all together, stood ready without a processor"),
    ] = None
    longest_ready_wait_seconds: Annotated[
        Seconds | None, Meta(description="the same of the thread that waited longest")
    ] = None
    os_threads: Annotated[
        Count | None, Meta(description="threads of the contender's process after the block; None for several")
    ] = None
    page_faults: Annotated[
        Count | None, Meta(description="pages that the system had to provide to the process during the block")
    ] = None
    reset_cpu_seconds: Annotated[
        Seconds | None,
        Meta(description="processor time of taking the initial weights before the block"),
    ] = None
    rest_seconds: Annotated[
        Seconds | None, Meta(description="wall time since the contender's block before; None for a process's first")
    ] = None
    rest_cpu_seconds: Annotated[
        Seconds | None, Meta(description="processor time that the process and its children used meanwhile")
    ] = None
    traces: Annotated[Count, Meta(description="graphs traced or compiled inside the clock")]
    final_loss: Annotated[float | None, Meta(description="loss of the block's last step")]
    loss_error: Annotated[
        float | None, Meta(description="largest relative error of a step's loss against the float64 reference")
    ]


class Whole(CellLine, frozen=True, kw_only=True):
    """The whole, timed once, where blocks are only its beginning, after a line of a block just before it.

    Does the time of a step extrapolate? Records of before the end of 26 November 2026 have no line of the block.
    """

    steps: Annotated[int, Meta(gt=0, description="training steps of the whole, or of the block before it")]
    block_seconds: Annotated[Positive, Meta(description="its wall time")]
    cpu_seconds: Annotated[Seconds, Meta(description="processor time of the contender's process meanwhile")]
    ready_wait_seconds: Annotated[
        Seconds | None, Meta(description="for how long its threads, all together, stood ready without a processor")
    ] = None
    longest_ready_wait_seconds: Annotated[
        Seconds | None, Meta(description="the same of the thread that waited longest")
    ] = None
    loss_error: Annotated[float | None, Meta(description="largest relative error of a step's loss")]


class Card(CellLine, frozen=True, kw_only=True):
    """The fairness card: what has to be equal for two results to be comparable, as read in the worker."""

    replicate: Replicate
    weights_digest: Annotated[str, Meta(description="SHA-256 of the initial weights")]
    batches_digest: BatchesDigest
    steps: Annotated[Count, Meta(description="training steps of a block")]
    dtype: Annotated[str, Meta(description="of the parameters")]
    reduced_precision: ReducedPrecision
    precision: Precision
    loss: Annotated[str, Meta(description="which loss")]
    optimizer: Annotated[str, Meta(description="which update rule, with its constants")]
    threads: PoolThreads
    processes: Annotated[int, Meta(ge=1, description="processes that trained together")] = 1
    affinity: Annotated[list[int] | None, Meta(description="processors that the process may use")]
    nice: Annotated[int | None, Meta(description="how nice it is to others")] = None
    affinity_inside: Annotated[
        list[int] | None, Meta(description="the same in the midst of a block, as seen from outside; None if it wasn't")
    ] = None
    nice_inside: Annotated[int | None, Meta(description="likewise")] = None
    clock_drift_seconds: Annotated[
        Seconds | None, Meta(description="how far at least its clock went astray from the harness's over its blocks")
    ] = None
    deferred_seconds: Annotated[
        Seconds | None, Meta(description="what asking for the weights after a block took more than asking again")
    ] = None
    waking_seconds: Annotated[
        Seconds | None,
        Meta(description="what copies of its weights took more before a block, after a rest, than at once; the median"),
    ] = None
    unseen_ratio: Annotated[
        Positive | None,
        Meta(
            description="time of a block from weights never seen before, over a known one's; on a CPU the processor's"
        ),
    ] = None
    known_ratio: Annotated[
        Positive | None,
        Meta(description="time of the known block beside that, over the median of the process's others; likewise"),
    ] = None
    score_error: ScoreError = None
    device: ComputeDevice
    inside_clock: Annotated[str, Meta(description="what is between the two ends of the clock")]
    sync: Sync
    warm_up_steps: WarmUpSteps


class Training(CellLine, frozen=True, kw_only=True):
    """A training in full."""

    initializer: Annotated[str, Meta(description="distribution of the initial weights")]
    seed: Annotated[int, Meta(description="seed of the initial weights")]
    epoch_seconds: Annotated[list[Seconds], Meta(description="wall time of each epoch, training only")]
    accuracies: Annotated[
        list[Share],
        Meta(min_length=1, description="test accuracy after each epoch, or after the last one alone, as a share"),
    ]
    training_seconds: Annotated[Positive, Meta(description="wall time of all epochs")]
    final_loss: Annotated[float | None, Meta(description="loss of the last step")]
    epoch_steps: Annotated[Count, Meta(description="training steps of an epoch")]
    score_error: ScoreError = None


class NativeLoader(CellLine, frozen=True, kw_only=True):
    """What a framework's own loader takes to hand out a batch: medians over passes."""

    name: Annotated[str, Meta(description="what the loader is called")]
    in_file_order_seconds: Annotated[Seconds, Meta(description="a batch, rows as they lie")]
    shuffled_seconds: Annotated[Seconds, Meta(description="a batch, rows in a drawn order")]


class Start(CellLine, frozen=True, kw_only=True):
    """A start: the contender alone in a fresh process, its very first steps timed one by one."""

    number: Annotated[Count, Meta(description="number of the start, from 0")]
    cache: Annotated[Literal["cold", "warm"], Meta(description="state of the compile cache")]
    import_seconds: ImportSeconds
    build_seconds: BuildSeconds
    step_seconds: Annotated[
        list[Seconds], Meta(min_length=1, description="wall time of each step; the first is the first call")
    ]
    traces: Annotated[Count, Meta(description="graphs traced or compiled by the end of the start")]
    captured: Annotated[dict[str, int], Meta(description="what the framework says of its graphs, such as breaks")]

    @property
    def graph_breaks(self) -> int | None:
        """How often the compiler left the graph; None where the framework counts none."""
        return self.captured.get("graph_breaks")


class Memory(CellLine, frozen=True, kw_only=True):
    """Memory of a start that went on for a block."""

    baseline_bytes: Annotated[Count, Meta(description="held by the process once the framework was set up")]
    peak_bytes: Annotated[Count | None, Meta(description="most that was held beyond that")]
    device_peak_bytes: Annotated[Count | None, Meta(description="most of the device's own memory in use")]


class Causes(CellLine, frozen=True, kw_only=True):
    """Who computed a step and what it allocated, as its framework says in a process where nothing is timed."""

    libraries: Annotated[
        dict[str, str],
        Meta(description="libraries that multiplied matrices, and the instructions each chose; empty where none says"),
    ]
    allocated_bytes: Annotated[
        Count | None, Meta(description="what a step asks the framework's allocator for; None where it doesn't say")
    ]


class Exchange(CellLine, frozen=True, kw_only=True):
    """What several processes that train together exchange and hold; of one that trains alone, its memory."""

    processes: Annotated[int, Meta(ge=1, description="how many train together")]
    peak_bytes: Annotated[
        list[Count | None], Meta(description="most memory that each process held while it trained a block, by rank")
    ]
    step_seconds: Annotated[
        list[Positive],
        Meta(description="wall time of a step on the first batch, exchange included, in each try"),
    ] = []
    apart_seconds: Annotated[
        list[Positive], Meta(description="the same without: every process trains its share alone, at the same time")
    ] = []
    summed_bytes: Annotated[
        Count | None, Meta(description="bytes of the gradients that every process hands in to be summed, a step")
    ] = None
    sent_bytes: Annotated[
        Annotated[float, Meta(ge=0)] | None,
        Meta(description="bytes a step that the interface between the processes sent meanwhile, whoever's they were"),
    ] = None
    bytes_per_second: Annotated[
        Positive | None,
        Meta(description="the same bytes over the seconds that the engine takes to sum them alone"),
    ] = None


class Variant(CellLine, frozen=True, kw_only=True):
    """A way of a study: a piece of work done in one manner; ``contender`` is the framework, ``workload`` the study."""

    net: Net
    replicate: Replicate
    case: Annotated[str, Meta(description="what is done")]
    name: Annotated[str, Meta(description="the way in which it is done")]
    summary: Annotated[str, Meta(description="the way in one line")]
    items: Annotated[Count, Meta(description="rows, batches or bytes that a call handles")]
    base: Annotated[bool, Meta(description="whether the case's other ways are held against it")]
    facts: Annotated[Facts, Meta(description="what else the tables say of it")]
    build_seconds: Annotated[Seconds, Meta(description="wall time of building it")]
    first_call_seconds: Annotated[Seconds | None, Meta(description="wall time of its first call")] = None
    calls: Annotated[Count | None, Meta(description="calls of a sample")] = None
    error: Annotated[float | None, Meta(description="relative error of its result")] = None
    reason: Annotated[str, Meta(description="why it isn't timed; empty where it is")] = ""


class Sample(CellLine, frozen=True, kw_only=True):
    """A sample of a study: calls of one way, one after the other."""

    net: Net
    replicate: Replicate
    round: Round
    case: Annotated[str, Meta(description="what is done")]
    name: Annotated[
        str, Meta(description="the way in which it is done; a name that ends in -again is the plain way's repeat")
    ]
    call_seconds: Annotated[Positive | None, Meta(description="wall time a call; None where it doesn't count")] = None
    cpu_seconds: Annotated[Seconds | None, Meta(description="processor time a call of the process")] = None
    reason: Annotated[str, Meta(description="why the sample doesn't count; empty where it does")] = ""


class Latency(CellLine, frozen=True, kw_only=True):
    """Percentiles of single calls of a way."""

    net: Net
    replicate: Replicate
    case: Annotated[str, Meta(description="what is done")]
    name: Annotated[str, Meta(description="the way in which it is done")]
    calls: Annotated[Count, Meta(description="how many were timed")]
    p50_seconds: Annotated[Positive, Meta(description="wall time that half of the calls stay within")]
    p95_seconds: Annotated[Positive, Meta(description="wall time that 95 % of the calls stay within")]
    p99_seconds: Annotated[Positive, Meta(description="wall time that 99 % of the calls stay within")]


class Fault(CellLine, frozen=True, kw_only=True):
    """How a planted fault showed in one mode of a framework."""

    fault: Annotated[str, Meta(description="name of the fault")]
    framework: Annotated[str, Meta(description="where it was planted")]
    mode: Annotated[str, Meta(description="in which mode")]
    graph: Annotated[Literal["dynamic", "static"], Meta(description="built as it runs, or first")]
    raised: Annotated[str, Meta(description="the exception's name; empty where nothing was raised")]
    when: Annotated[str, Meta(description="when it was raised")]
    names_line: Annotated[bool | None, Meta(description="whether the user's line is named; None where nothing raised")]
    named_by: Annotated[str, Meta(description="what names it: traceback, message or warning")]
    frames_below: Annotated[Count | None, Meta(description="calls deeper than that line")]
    message: Annotated[str, Meta(description="what the exception says")]
    prints: Annotated[Count | None, Meta(description="steps whose print or append ran; None where there is none")]
    debugger_stops: Annotated[Count, Meta(description="steps on which a debugger's trace stopped")]
    result: Annotated[str, Meta(description="what is wrong with what came out; empty where nothing is")]


class PitfallSample(CellLine, frozen=True, kw_only=True):
    """A number of a demonstrated pitfall, honest or unfair; ``contender`` is the pitfall's name."""

    replicate: Replicate
    round: Round
    version: Annotated[Literal["honest", "unfair"], Meta(description="whether the mistake was made")]
    role: Annotated[Literal["subject", "baseline"], Meta(description="which of the two compared")]
    player: Annotated[str, Meta(description="the contender in that role")]
    value: Annotated[float, Meta(description="block seconds, final loss or accuracy: what the pitfall moves")]


class PitfallCaught(CellLine, frozen=True, kw_only=True):
    """What a guard of the suite said when it met a pitfall; ``contender`` is the pitfall's name."""

    replicate: Replicate
    said: Annotated[str, Meta(description="the guard's words")]


def kinds() -> tuple[type[Line], ...]:
    """Return the struct of every kind of line, in the order of this file."""
    return tuple(_leaves(Line))


def _leaves(struct: type[Line]) -> list[type[Line]]:
    below = [leaf for child in struct.__subclasses__() for leaf in _leaves(child)]
    return below or [struct]
