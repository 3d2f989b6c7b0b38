"""An experiment of a demonstration: one mistake in one replicate, its workers and its records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.harness.runner.context import RunContext
from benchmarks.harness.runner.process import ContenderError
from benchmarks.harness.worker.clock import BlockError
from benchmarks.plan.cells import Cell
from benchmarks.plan.pitfalls import UNFAIR, Pitfall
from benchmarks.record.schema import CellLine, PitfallCaught, PitfallSample
from benchmarks.stats.order import block_order
from impls.interface import Contender

#: Rounds in a process, at most.
ROUNDS = 4
#: A machine as busy as burners make it keeps a process waiting at the ends of its clock, as a busy device would: a
#: block that doesn't count is tried again.
TRIES = 3
#: Those whose numbers are compared.
PAIR = ("subject", "baseline")

Answer = Mapping[str, Any]


class NotShownError(RuntimeError):
    """Raised when a mistake can't be made here; the message says why."""


@dataclass(kw_only=True)
class Experiment:
    """One mistake in one replicate.

    Attributes:
        pitfall: what is made.
        context: workers, record and schedule.
        roles: the contender of each role.
        replicate: which fresh process of every contender.
        descriptions: what the workers of this replicate said of themselves, by contender; shared by all its mistakes.
    """

    pitfall: Pitfall
    context: RunContext
    roles: Mapping[str, Contender]
    replicate: int
    descriptions: dict[str, Answer]

    @property
    def rounds(self) -> int:
        """How many rounds a process takes."""
        return min(ROUNDS, self.context.settings.effort.rounds)

    def contender(self, role: str) -> Contender:
        """Return the contender that is the mistake's subject or baseline; other roles go by their own names."""
        return self.roles[{"subject": self.pitfall.subject, "baseline": self.pitfall.baseline}.get(role, role)]

    def start(self, role: str, *, threads: int | None = None) -> None:
        """Start a role's worker unless it lives; compile caches are those of the replicate, empty at first."""
        contender, workers = self.contender(role), self.context.workers
        scratch = workers.scratch / f"{UNFAIR}-{self.replicate}"
        description = workers.start(contender, threads=threads, scratch=scratch)
        if description is not None:
            self.descriptions[contender.name] = description

    def build(self, role: str, *, threads: int | None = None, epsilon: float | None = None) -> None:
        """Build the workload anew in a role's worker."""
        self.start(role, threads=threads)
        self.call(role, "build", **self.context.build_arguments(self.pitfall.workload), epsilon=epsilon)

    def call(self, role: str, name: str, **arguments: Any) -> Any:
        """Call a role's worker."""
        return self.context.workers.call(self.contender(role), name, **arguments)

    def warm_up(self, *roles: str) -> None:
        """Warm up as every measurement does."""
        for role in roles:
            self.call(role, "warm_up", folder=self.context.trajectory_folder(self.pitfall.workload))

    def prepare(self, *roles: str, **options: Any) -> None:
        """Build, call for the first time, place and warm up, role by role."""
        for role in roles:
            self.build(role, **options)
            self.call(role, "first_call")
            self.call(role, "place")
            self.warm_up(role)

    def honest_block(self, role: str) -> Callable[[], Answer]:
        """Return what times one of the role's blocks with every check of the suite."""

        def block() -> Answer:
            for _ in range(TRIES - 1):
                try:
                    return self._block(role)
                except ContenderError as error:
                    if error.kind != BlockError.__name__:
                        raise
            return self._block(role)

        return block

    def _block(self, role: str) -> Answer:
        answer: Answer = self.call(role, "block", unseen=False)
        return answer

    def wrong_way(self, role: str, way: str, **arguments: Any) -> Callable[[], Answer]:
        """Return what makes a mistake in the role's worker; ``way`` is one of ``wrong_ways.WRONG_WAYS``."""
        return lambda: self.call(role, "make_pitfall", way=way, **arguments)

    def take_turns(
        self, turns: Mapping[str, Callable[[], Answer]], rounds: Iterable[int] | None = None
    ) -> list[Answer]:
        """Let all of them take turns through rounds, and record what each answers.

        Args:
            turns: by version and role, for example ``unfair subject``.
            rounds: their numbers; None for all.

        Returns:
            The answers, in the order in which they came.
        """
        answers = []
        for number in range(self.rounds) if rounds is None else rounds:
            for name in block_order([*turns], round_number=number, replicate=self.replicate):
                version, role = name.split()
                answers.append(turns[name]())
                self.record_number(version, role, number, answers[-1])
        return answers

    def keep_best(self, work: Mapping[str, Callable[[], Answer]], best: Callable[[Iterable[float]], float]) -> None:
        """Let both do their work in turns, and hold the subject's best number against the baseline's median."""
        quantity = self.pitfall.quantity
        answers: dict[str, list[float]] = {role: [] for role in PAIR}
        self.take_turns({f"honest {role}": collecting(work[role], answers[role], quantity) for role in PAIR})
        self.record_number("unfair", "subject", 0, {quantity: best(answers["subject"])})
        self.record_number("unfair", "baseline", 0, {quantity: median(answers["baseline"])})

    def record_number(self, version: str, role: str, number: int, answer: Answer) -> None:
        """Record a number, honest or unfair."""
        player, value = self.contender(role).name, answer[self.pitfall.quantity]
        self._write(PitfallSample, round=number, version=version, role=role, player=player, value=value)

    def record_guard(self, sentence: str) -> None:
        """Record what a guard of the suite says of the mistake; nothing where it says nothing."""
        if sentence:
            self._write(PitfallCaught, said=sentence)

    def _write(self, kind: type[CellLine], **fields: Any) -> None:
        self.context.record(kind, Cell(UNFAIR, self.pitfall.name), replicate=self.replicate, **fields)


def collecting(work: Callable[[], Answer], numbers: list[float], quantity: str) -> Callable[[], Answer]:
    """Return what does the work and keeps a number of its answer."""

    def work_and_keep() -> Answer:
        answer = work()
        numbers.append(answer[quantity])
        return answer

    return work_and_keep
