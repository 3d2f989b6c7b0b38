"""What heads every page: warnings, what was run and where, and the machine's ceilings."""

from __future__ import annotations

from benchmarks.analysis.analysis import Analysis
from benchmarks.analysis.machines import UNKNOWN, crowding, identity
from benchmarks.plan.sizes import SIZES
from benchmarks.record.files import SAMPLES
from benchmarks.record.record import Record
from benchmarks.record.schema import REST, TIMING, Block, Build, Data, Environment, Failure, Sample, Spent, Trouble
from benchmarks.reports import rounding
from benchmarks.reports.document import Code, Sentence
from impls.contenders import challengers

#: So many of a run's phases are named.
LONGEST_PHASES = 3


def warnings(record: Record) -> list[str]:
    """Return what every reader of this run's numbers must know first."""
    texts = dict.fromkeys(line.warning for line in record.of(Data) if line.warning)
    crowded = crowding(record)
    if crowded:
        texts[f"No verdict counts: {crowded}, so that waiting for each other was timed."] = None
    if record.environment.settings.effort.smoke:
        texts["Smoke run on smaller shapes: it shows that everything works; its numbers are no result."] = None
    if not record.ended:
        texts["The run ended early: only what had been measured by then is here."] = None
    texts |= dict.fromkeys(f"Not measured: {line.what}: {line.reason}" for line in record.of(Trouble))
    return [f"WARNING: {text}" for text in texts]


def title(record: Record) -> str:
    """Return what a run's page is called."""
    return f"Side by side: {record.where}"


def facts(record: Record) -> dict[str, Sentence]:
    """Return what was run, where and with which versions."""
    environment = record.environment
    machine, settings = environment.machine, environment.settings
    return {
        "date": environment.date,
        "command": (Code(environment.command),),
        "machine": f"{identity(machine)}; {rounding.memory(machine.memory_bytes)}; {machine.system}",
        "device": ", ".join((settings.device, *gpus(environment))),
        "threads": str(settings.threads),
        "corpus": settings.corpus,
        "seed": str(settings.seed),
        "effort": "; ".join((settings.effort.name, *_made_for(record), *_processes(record))),
        "versions": ", ".join(f"{name} {number}" for name, number in machine.versions.items()),
        "python": str(machine.python),
        "suite": str(machine.commit),
        "record": (Code(f"results/runs/{record.name}/{SAMPLES}"),),
        **_names(record),
    }


def gpus(environment: Environment) -> list[str]:
    """Return which GPUs a run on a GPU had, with their drivers; none of another run."""
    found = (environment.machine.gpus or []) if environment.settings.device == "gpu" else []
    return [f"{gpu.name or 'a GPU without a name'} (driver {gpu.driver or UNKNOWN})" for gpu in found]


def framework_versions(environment: Environment) -> str:
    """Return the versions of all frameworks that a run found, by the names of their distributions."""
    versions = environment.machine.versions
    names = [name for framework in challengers().values() for name in framework.distributions]
    return ", ".join(f"{name} {versions[name]}" for name in names if versions.get(name))


def _names(record: Record) -> dict[str, Sentence]:
    """Return which contenders the run itself called otherwise; nothing where none has another name today."""
    raced = {line.contender for line in record.of(Build)}
    said = [f"{now} was called {old}" for old, now in record.renamed.items() if now in raced]
    return {"names in the record": ", ".join(said)} if said else {}


def _made_for(record: Record) -> list[str]:
    """Return what an effort is made to settle, where workloads raced, each of which says what it did settle."""
    effort = record.environment.settings.effort
    raced = any(line.workload not in SIZES for line in record.of(Block))
    if not effort.resolves or not raced:
        return []
    return [f"made to settle {effort.resolves} on a quiet machine, with each workload stands what it did"]


def _processes(record: Record) -> list[str]:
    """Return in how many fresh processes each was timed, by what they were timed for; nothing where nothing was."""
    counts: dict[str, dict[tuple[str, str], set[int]]] = {}
    failed = {(line.workload, line.contender) for line in record.of(Failure)}
    for block in record.of(Block):
        if (block.workload, block.contender) in failed:
            continue
        whose = "contender and size of the sweep" if block.workload in SIZES else "contender"
        counts.setdefault(whose, {}).setdefault((block.workload, block.contender), set()).add(block.replicate)
    for sample in record.of(Sample):
        key = (sample.net, sample.contender)
        counts.setdefault(f"framework of {sample.workload}", {}).setdefault(key, set()).add(sample.replicate)
    fewest = {whose: min(map(len, processes.values())) for whose, processes in counts.items()}
    return [f"fresh processes a {whose}, at least: {number}" for whose, number in fewest.items()]


def spent(record: Record) -> str:
    """Return where the time of a run went and what memory it took, as a sentence; nothing where it isn't known."""
    line = record.first(Spent)
    if line is None or not line.timed_seconds:
        return ""
    phases = [(name, seconds) for name, seconds in line.phase_seconds.items() if name not in {TIMING, REST}]
    longest = sorted(phases, key=lambda phase: -phase[1])[:LONGEST_PHASES]
    others = ", ".join(f"{name} {rounding.seconds(seconds)}" for name, seconds in longest)
    return (
        f"Of the run's {rounding.seconds(line.run_seconds)}, {rounding.percent(line.timed_share)} lay inside the "
        f"clock; besides it most went to {others}.{_memory(line)}"
    )


def _memory(line: Spent) -> str:
    if line.peak_bytes is None:
        return ""
    phase = f" ({line.peak_phase})" if line.peak_phase else ""
    return f" All processes together held {rounding.memory(line.peak_bytes)} at most{phase}."


def ceilings(analysis: Analysis) -> str:
    """Return the machine's ceilings as a sentence; nothing where none were measured."""
    limits = analysis.ceilings
    if limits is None:
        return ""
    return (
        f"This machine's ceilings, measured in this run with the same threads, the best of all frameworks: "
        f"{rounding.large(limits.flop_per_second, 'FLOP/s')} in float32 matrix products, "
        f"{rounding.large(limits.bytes_per_second, 'B/s')} in copies (read plus written)."
    )
