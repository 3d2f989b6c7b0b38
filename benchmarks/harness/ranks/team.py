"""The further processes of a contender, as the first one has them: started, met, called, and never outlived."""

from __future__ import annotations

import contextlib
import queue
import secrets
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from time import monotonic
from typing import Any

from numpy.typing import NDArray

from benchmarks.harness.ranks.channel import Channel, ChannelError, Door, Message, free_port
from benchmarks.harness.ranks.interfaces import interface_of
from benchmarks.plan.places import ROOT
from impls.ranks import Group

FOLLOWER = "benchmarks.harness.ranks.follower"
#: So long a further process may take to come, before its framework is imported.
COMING_SECONDS = 60
#: So long a process takes at most from closing its channel to its end.
EXIT_SECONDS = 2
#: So long it takes at most until this process notices that a channel has closed.
NOTICED_SECONDS = 1


class LostProcessError(RuntimeError):
    """Raised when a further process has failed, ended, or never came; the message says which and how."""


#: What must be the same in all processes, as their frameworks read it back.
ALIKE = ("device", "threads", "precision", "versions")


class UnlikeProcessesError(RuntimeError):
    """Raised when processes that train together differ; the message says in what."""


def check_alike(described: Mapping[str, Any], others: Sequence[Mapping[str, Any]]) -> None:
    """Compare what frameworks say of themselves in every process; raise UnlikeProcessesError where they differ."""
    for rank, other in enumerate(others, start=1):
        for field in ALIKE:
            if other[field] != described[field]:
                raise UnlikeProcessesError(f"{field} of process {rank + 1}: {other[field]}; here: {described[field]}")


class Team:
    """The processes that follow this one."""

    def __init__(self, package: str, mode: str, *, hidden: str, lost: Callable[[str], None]) -> None:
        """Take what they are to do, and what is to be done when one is lost: that may be at any moment."""
        self._started = [package, mode, hidden]
        self._lost, self._losing = lost, threading.Event()
        self._children: dict[int, subprocess.Popen[str]] = {}
        self.channels: list[Channel] = []
        self._answers: list[queue.SimpleQueue[Message]] = []
        self._cpu_seconds: list[float] = []
        self._process_ids: list[int] = []

    def gather(self, *, host: str, processes: int, remote: int) -> dict[str, Any]:
        """Open a door for the others, and start those that live on this machine.

        Args:
            host: the address that they come to.
            processes: how many there are in all, this one included.
            remote: how many of them are started on other machines.

        Returns:
            The ``port`` that they come to, and the ``secret`` by which they prove themselves.
        """
        self._door, self._secret = Door(host), secrets.token_hex(32)
        package, mode, hidden = self._started
        address = f"{self._door.host}:{self._door.port}"
        for _ in range(processes - 1 - remote):
            child = subprocess.Popen(  # noqa: S603  our own interpreter and our own module
                [sys.executable, "-m", FOLLOWER, package, mode, address, hidden],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                text=True,
            )
            assert child.stdin is not None
            with child.stdin as given:
                given.write(f"{self._secret}\n")
            self._children[child.pid] = child
        self._expected = processes - 1
        return {"port": self._door.port, "secret": self._secret}

    def meet(self) -> Group:
        """Wait until all have come; return the group as this process sees it.

        Raises:
            LostProcessError: one didn't come.
        """
        ports, end = [], monotonic() + COMING_SECONDS
        with self._door:
            while len(self.channels) < self._expected:
                channel = self._door.accept(bytes.fromhex(self._secret), limit=max(0.1, end - monotonic()))
                if channel is None:
                    raise LostProcessError(
                        f"{len(self.channels)} of {self._expected} further processes came to "
                        f"{self._door.host}:{self._door.port} within {COMING_SECONDS} s"
                    )
                self.channels.append(channel)
                came = channel.receive().values
                ports.append((channel.other_host, came["port"]))
                self._process_ids.append(came["process_id"])
        own = self.channels[0].own_host
        addresses = [(own, free_port(own)), *ports]
        for rank, channel in enumerate(self.channels, start=1):
            answers: queue.SimpleQueue[Message] = queue.SimpleQueue()
            self._answers.append(answers)
            self._cpu_seconds.append(0.0)
            threading.Thread(target=self._read, args=(rank, channel, answers), daemon=True).start()
        self.interface = interface_of(own)
        return Group(rank=0, addresses=tuple(f"{host}:{port}" for host, port in addresses), interface=self.interface)

    def join(self, group: Group, *, device: str, threads: int) -> None:
        """Tell the others whom to meet; their answers are to be awaited."""
        plain = {name: value for name, value in asdict(group).items() if name != "interface"}
        for rank, channel in enumerate(self.channels, start=1):
            channel.send("join", device=device, threads=threads, group=plain | {"rank": rank})

    def wait_for_loss(self) -> None:
        """Give a loss, which is why something here has failed, the time to be told; it ends this process."""
        if self._losing.wait(NOTICED_SECONDS):
            threading.Event().wait()

    def _read(self, rank: int, channel: Channel, answers: queue.SimpleQueue[Message]) -> None:
        """Take a follower's answers; its end or its failure is the end of all."""
        while True:
            try:
                message = channel.receive()
            except ChannelError:
                self._losing.set()
                self._lost(f"{self._name(rank)} {self._end_of(rank)}")
                return
            if message.name == "failed":
                self._losing.set()
                self._lost(f"{self._name(rank)} failed: {message.values['reason']}")
                return
            answers.put(message)

    def _name(self, rank: int) -> str:
        return f"process {rank + 1} of {len(self.channels) + 1}, on {self.channels[rank - 1].other_host},"

    def _end_of(self, rank: int) -> str:
        """Return how a follower ended, as far as this machine knows."""
        child = self._children.get(self._process_ids[rank - 1])
        if child is None:
            return "ended in the middle, or its machine can't be reached any more"
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(timeout=EXIT_SECONDS)
        code = child.returncode
        how = "unseen" if code is None else f"signal {-code}" if code < 0 else f"exit status {code}"
        return f"ended in the middle ({how})"

    def call(self, name: str, arrays: Mapping[str, NDArray[Any]] | None = None, **values: Any) -> None:
        """Send all of them a message; their answers are to be awaited."""
        for channel in self.channels:
            channel.send(name, arrays, **values)

    def wait(self) -> list[dict[str, Any]]:
        """Wait for everybody's answer."""
        answered = [answers.get().values for answers in self._answers]
        self._cpu_seconds = [values["cpu_seconds"] for values in answered]
        return answered

    @property
    def processes(self) -> int:
        """How many there are, the one that leads included."""
        return len(self.channels) + 1

    @property
    def cpu_seconds(self) -> float:
        """The processor time that they had used when they last answered, less what sending them anything took here.

        Carrying weights and shares from process to process is the harness's work on either side, and no contender's.
        """
        return sum(self._cpu_seconds) - sum(channel.sending_seconds for channel in self.channels)
