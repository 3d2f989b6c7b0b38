"""Progress with an estimate on a terminal; silence elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

#: Takes what is being done, the seconds elapsed and the seconds expected to remain.
Show = Callable[[str, float, float], None]


def silence(doing: str, elapsed: float, remaining: float) -> None:
    """Show nothing."""


class Schedule:
    """The stretches of a run; a stretch that comes again is expected to take as long as it last did."""

    def __init__(self, stretches: Sequence[tuple[str, float]], show: Show = silence) -> None:
        """Take each stretch's name and a first guess of its seconds, in order."""
        self._ahead = list(stretches)
        self._measured: dict[str, float] = {}
        self._show = show
        self._start = self._stretch_start = monotonic()
        self._current = ""
        self._current_guess = 0.0

    def begin(self, name: str) -> None:
        """End the stretch under way and begin the next one of this name."""
        self.end()
        index = next((i for i, (ahead, _) in enumerate(self._ahead) if ahead == name), None)
        self._current = name
        self._current_guess = self._expected(*self._ahead.pop(index)) if index is not None else 0.0
        self.doing(name)

    def doing(self, what: str) -> None:
        """Show what is being done."""
        now = monotonic()
        left_here = max(0.0, self._current_guess - (now - self._stretch_start))
        left = left_here + sum(self._expected(*stretch) for stretch in self._ahead)
        self._show(what, now - self._start, left)

    def end(self) -> None:
        """End the stretch under way."""
        now = monotonic()
        if self._current:
            self._measured[self._current] = now - self._stretch_start
        self._stretch_start = now

    def _expected(self, name: str, guess: float) -> float:
        return self._measured.get(name, guess)


@contextmanager
def progress_bar() -> Iterator[Show]:
    """Show a bar on standard error while the block runs, if that is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield silence
        return
    columns = (
        TextColumn("{task.description:<40.40}"),
        BarColumn(bar_width=None),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def show(doing: str, elapsed: float, remaining: float) -> None:
            bar.update(task, description=doing, completed=elapsed, total=elapsed + remaining)

        yield show
