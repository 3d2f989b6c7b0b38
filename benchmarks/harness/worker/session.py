"""What a worker does when it is called: one contender builds, proves, times and tells of itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from time import perf_counter_ns
from typing import Any, cast

from benchmarks.harness.machine.allocators import check_loaded
from benchmarks.harness.pitfalls.wrong_ways import WRONG_WAYS, with_epsilon
from benchmarks.harness.ranks import exchange
from benchmarks.harness.ranks.led import TOGETHER, led
from benchmarks.harness.ranks.team import Team, check_alike
from benchmarks.harness.worker import ceilings, memory
from benchmarks.harness.worker.blocks import BlockTimer
from benchmarks.harness.worker.causes import Listener, causes
from benchmarks.harness.worker.clock import now_seconds
from benchmarks.harness.worker.idle import wait_until_idle
from benchmarks.harness.worker.loading import native_loader_seconds
from benchmarks.harness.worker.pilot import pilot
from benchmarks.harness.worker.reference import Reference
from benchmarks.harness.worker.study import StudySubject, study_material
from benchmarks.harness.worker.subject import Subject
from benchmarks.plan.cells import workload_of
from data import store
from impls import faults, ranks
from impls.contenders import declared_in, installed, level
from impls.interface import Contender, Device
from impls.workloads import Initializer


class WorkerSession:
    """The calls that a worker answers; arguments and answers are JSON values."""

    def __init__(self, contender: Contender, *, hidden: str = "", lost: Callable[[str], None] = lambda _: None) -> None:
        """Serve one contender.

        Its further processes, if it has any, don't see the modules that are ``hidden``; ``lost`` is called with the
        reason when one of them has ended or failed.
        """
        self.contender = contender
        self.threads = 1
        self._team: Team | None = None
        self._new_team = partial(Team, contender.package, contender.mode, hidden=hidden, lost=lost)
        self._listener = Listener()
        self.calls: Mapping[str, Callable[..., Any]] = {
            "gather": self.gather,
            "start": self.start,
            "build": self.build,
            "first_call": lambda: {"first_call_seconds": self._subject.first_call()},
            "record_reference": lambda folder: self._subject.record_reference(Path(folder)),
            "certify": lambda folder: self._subject.certify(Path(folder)),
            "pilot": lambda: pilot(self._subject, device=self.device) | {"lengths": self._subject.lengths},
            "place": self.place,
            "warm_up": self.warm_up,
            "block": self.block,
            "verify": self.verify,
            # Lambdas, because subject, timer and study come with later calls.
            "exchange": self.exchange,
            "whole": lambda: self._timer.whole(),  # noqa: PLW0108
            "start_up": lambda steps: self._subject.start_up(steps),  # noqa: PLW0108
            "train_block": self.train_block,
            "train": self.train,
            "forget_batches": lambda: self._subject.forget_batches(),  # noqa: PLW0108
            "time_native_loader": self.time_native_loader,
            "ceilings": lambda: ceilings.measure(self.contender.package, device=self.device),
            "memory": self.memory,
            "causes": self.causes,
            "observe_faults": lambda: faults.observe(self.contender.framework),
            "open_study": self.open_study,
            "study_round": lambda number, replicate: self._study.time_round(number, replicate),  # noqa: PLW0108
            "study_latencies": lambda: self._study.latencies(),  # noqa: PLW0108
            "make_pitfall": lambda way, **arguments: WRONG_WAYS[way](self._subject, **arguments),
            "release": self.release,
        }

    def gather(self, host: str, processes: int, remote: int) -> dict[str, Any]:
        """Open a door for the further processes that this contender trains on; see Team.gather."""
        self._team = self._new_team()
        return self._team.gather(host=host, processes=processes, remote=remote)

    def start(self, device: str, threads: int) -> dict[str, Any]:
        """Import the framework, set it up, and read back what it says of itself."""
        check_loaded(self.contender.allocator)
        if self._team is not None:
            group = self._team.meet()
            self._team.join(group, device=device, threads=threads)
        start = perf_counter_ns()
        if self._team is not None:
            ranks.engine(self.contender.package).join(group, device=device)
        self.module = cast("Device", import_module(f"{self.contender.package}.device"))
        import_seconds = (perf_counter_ns() - start) / 1e9
        self.device, self.threads = device, threads
        self.module.configure(device=device, threads=threads)
        description = self.module.describe()
        if self.contender.level:
            above = level(self.contender.level)
            start = perf_counter_ns()
            import_module(above.package)
            import_seconds += (perf_counter_ns() - start) / 1e9
            description["versions"] |= installed(above.distributions)
        self._check_threads(description["threads"])
        if self._team is not None:
            check_alike(description, [answer["described"] for answer in self._team.wait()])
        self.baseline_bytes = memory.resident_bytes()
        memory.forget_peak()
        return {"import_seconds": import_seconds, **description}

    def build(
        self,
        workload: str,
        data: str,
        seed: int,
        *,
        smoke: bool,
        epsilon: float | None = None,
        weights: str = "",
        batches: int = 1,
    ) -> dict[str, Any]:
        """Build the contender's implementation of a workload; another epsilon is a mistake made on purpose.

        Initial weights are shared with other workers where ``weights`` names a folder for them. A step takes so many
        ``batches`` at once.
        """
        self._data = Path(data)
        # Whoever places batches copies them.
        dataset = store.load(self._data, verify=False, mapped=True)
        shape = workload_of(workload, smoke=smoke)
        if epsilon is not None:
            shape = with_epsilon(shape, epsilon)
        kept, self._smoke = Path(weights) if weights else None, smoke
        self._subject = Subject(
            self.contender,
            shape,
            dataset,
            device=self.device,
            module=self.module,
            seed=seed,
            weights=kept,
            batches=batches,
            lead=partial(led, self._team, net=TOGETHER, smoke=smoke, batches=batches) if self._team else None,
        )
        return {
            "build_seconds": self._subject.build_seconds,
            "steps": self._subject.whole_steps,
            "batches_digest": self._subject.batches,
            **self._subject.padding(),
        }

    def open_study(self, study: str, workload: str, data: str, seed: int, scratch: str, *, smoke: bool) -> Any:
        """Prove and warm up every variant of a study on a workload's net; see StudySubject.open."""
        shape, dataset = workload_of(workload, smoke=smoke), store.load(Path(data), verify=False)
        material = study_material(shape, dataset, device=self.device, seed=seed, scratch=Path(scratch))
        self._study = StudySubject(self.contender.package, study, material, self.module, smoke=smoke)
        return self._study.open()

    def causes(self, mode: str, workload: str, data: str, seed: int, *, smoke: bool) -> dict[str, Any]:
        """Return who computed a step in a mode of this worker's framework; see ``causes``."""
        contender = next(one for one in declared_in(self.contender.package).contenders if one.mode == mode)
        shape, dataset = workload_of(workload, smoke=smoke), store.load(Path(data), verify=False)
        subject = Subject(contender, shape, dataset, device=self.device, module=self.module, seed=seed)
        return causes(contender, subject, self._listener)

    def train(self, initializer: Initializer, seed: int, *, curve: bool) -> dict[str, Any]:
        """Train in full; see Subject.train."""
        return self._subject.train(initializer=initializer, seed=seed, curve=curve)

    def train_block(self) -> None:
        """Train a block, untimed."""
        self._subject.implementation.reset(self._subject.initial)
        self._subject.train_block()

    def place(self, steps: int | None = None) -> dict[str, float]:
        """Place the batches of a block and return the seconds it took; see Subject.place.

        Threads of the pilot may go on for a while, and would count as work done while placing.
        """
        self.wait_until_idle()
        return {"feed_seconds": self._subject.place(steps)}

    def block(self, *, unseen: bool) -> dict[str, Any]:
        """Time a block and wait until the process is idle; see BlockTimer.block."""
        start = now_seconds()
        answer = self._timer.block(unseen=unseen) | self.wait_until_idle()
        self._timer.leave()
        return answer | {"clock_seconds": (start, now_seconds())}

    def verify(self, *, unseen: bool) -> dict[str, Any]:
        """Check the timed blocks and return the fairness card; see BlockTimer.verify."""
        start = now_seconds()
        card = self._timer.verify(unseen=unseen)
        self._check_threads(card["threads"])
        return card | {"clock_seconds": (start, now_seconds())}

    def exchange(self) -> dict[str, Any]:
        """Return the memory of every process that trains a block and, of several, what exchanging costs."""
        self._subject.place_again()
        held = exchange.held_bytes(self._subject, self._team)
        if self._team is None:
            return {"processes": 1, "peak_bytes": held}
        found = exchange.measure(
            self.contender, self._subject, self._team, smoke=self._smoke, interface=self._team.interface
        )
        return found | {"peak_bytes": held}

    def _check_threads(self, pools: Mapping[str, int]) -> None:
        if max(pools.values(), default=self.threads) != self.threads:
            raise RuntimeError(f"threads asked for: {self.threads}; read back: {pools}")

    def memory(self) -> dict[str, int | None]:
        """Return the peak since the framework was set up, over what it held then, and the device's peak, in bytes."""
        peak = memory.peak_bytes()
        return {
            "baseline_bytes": self.baseline_bytes,
            "peak_bytes": None if peak is None else max(0, peak - self.baseline_bytes),
            "device_peak_bytes": self.module.peak_memory_bytes(),
        }

    def warm_up(self, folder: str) -> dict[str, float]:
        """Train a block that no table counts; see BlockTimer.warm_up."""
        processes = self._team.processes if self._team else 1
        self._timer = BlockTimer(self._subject, Reference(Path(folder)), processes=processes)
        return self._timer.warm_up()

    def wait_until_idle(self) -> dict[str, float]:
        """Wait until several threads are idle, and return for how long; one thread leaves none to wait for."""
        return {"idle_wait_seconds": wait_until_idle()} if self.threads > 1 else {}

    def time_native_loader(self) -> dict[str, Any]:
        """Time the framework's own loader on the workload's data."""
        in_memory = store.load(self._data, verify=False)
        return native_loader_seconds(self.contender.package, in_memory, self._subject.workload)

    def wait_for_loss(self) -> None:
        """Let it be told that another process is lost, where that is why a call failed: this process ends then."""
        if self._team is not None:
            self._team.wait_for_loss()

    def release(self) -> None:
        """Drop the workload, so that the next one finds the memory free."""
        self.__dict__.pop("_subject", None)
        self.__dict__.pop("_timer", None)
        if self._team is not None:
            self._team.call("release")
            self._team.wait()
        memory.give_back()
