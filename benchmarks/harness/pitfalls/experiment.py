"""The stage of a demonstration: one mistake in one replicate, its workers and its records."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.harness.runner.context import Track
from benchmarks.harness.runner.process import ContenderError
from benchmarks.harness.worker.clock import BlockError
from benchmarks.plan.pitfalls import UNFAIR, Mistake
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


def cores() -> int:
    """Return the number of processors."""
    return os.cpu_count() or 1


@dataclass(kw_only=True)
class Stage:
    """One mistake in one replicate.

    Attributes:
        mistake: what is made.
        track: workers, record and schedule.
        cast: who plays each role.
        replicate: which fresh process of every contender.
        described: what the workers of this replicate said of themselves, by contender; shared by all its mistakes.
    """

    mistake: Mistake
    track: Track
    cast: Mapping[str, Contender]
    replicate: int
    described: dict[str, Answer]

    @property
    def rounds(self) -> int:
        """How many rounds a process takes."""
        return min(ROUNDS, self.track.settings.effort.rounds)

    def who(self, role: str) -> Contender:
        """Return who is the mistake's subject or baseline; other roles go by their own names."""
        return self.cast[{"subject": self.mistake.subject, "baseline": self.mistake.baseline}.get(role, role)]

    def start(self, role: str, *, threads: int | None = None) -> None:
        """Start a role's worker unless it lives; compile caches are those of the replicate, empty at first."""
        contender, workers = self.who(role), self.track.workers
        scratch = workers.scratch / f"{UNFAIR}-{self.replicate}"
        described = workers.start(contender, threads=threads, scratch=scratch)
        if described is not None:
            self.described[contender.name] = described

    def build(self, role: str, *, threads: int | None = None, epsilon: float | None = None) -> None:
        """Build the workload anew in a role's worker."""
        self.start(role, threads=threads)
        self.call(role, "build", **self.track.build_arguments(self.mistake.workload), epsilon=epsilon)

    def call(self, role: str, name: str, **arguments: Any) -> Any:
        """Call a role's worker."""
        return self.track.workers.call(self.who(role), name, **arguments)

    def warm_up(self, *roles: str) -> None:
        """Warm up as every measurement does."""
        for role in roles:
            self.call(role, "warm_up", folder=self.track.reference(self.mistake.workload))

    def ready(self, *roles: str, **how: Any) -> None:
        """Build, call for the first time, place and warm up, role by role."""
        for role in roles:
            self.build(role, **how)
            self.call(role, "first_call")
            self.call(role, "place")
            self.warm_up(role)

    def honest(self, role: str) -> Callable[[], Answer]:
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
        answer: Answer = self.call(role, "block")
        return answer

    def lie(self, role: str, how: str, **arguments: Any) -> Callable[[], Answer]:
        """Return what makes a mistake of ``lies.py``."""
        return lambda: self.call(role, "lie", how=how, **arguments)

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
                self.note(version, role, number, answers[-1])
        return answers

    def keep_best(self, work: Mapping[str, Callable[[], Answer]], best: Callable[[Iterable[float]], float]) -> None:
        """Let both do their work in turns, and hold the subject's best number against the baseline's median."""
        quantity = self.mistake.quantity
        answers: dict[str, list[float]] = {role: [] for role in PAIR}
        self.take_turns({f"honest {role}": kept(work[role], answers[role], quantity) for role in PAIR})
        self.note("unfair", "subject", 0, {quantity: best(answers["subject"])})
        self.note("unfair", "baseline", 0, {quantity: median(answers["baseline"])})

    def note(self, version: str, role: str, number: int, answer: Answer) -> None:
        """Record a number, honest or unfair."""
        self._write("lie", round=number, version=version, role=role, who=self.who(role).name, **answer)

    def caught(self, said: str) -> None:
        """Record what a guard of the suite says of the mistake; nothing where it says nothing."""
        if said:
            self._write("caught", said=said)

    def _write(self, kind: str, **fields: Any) -> None:
        name = self.mistake.name
        self.track.recorder.write(kind, workload=UNFAIR, contender=name, replicate=self.replicate, **fields)


def kept(work: Callable[[], Answer], numbers: list[float], quantity: str = "seconds") -> Callable[[], Answer]:
    """Return what does the work and keeps a number of its answer."""

    def keep() -> Answer:
        answer = work()
        numbers.append(answer[quantity])
        return answer

    return keep
