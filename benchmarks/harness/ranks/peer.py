"""Another machine of a run: comes to it, and starts what it is asked for, which is this suite's contenders alone."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from benchmarks.harness.machine.allowance import allowed_processors
from benchmarks.harness.ranks.channel import Channel, ChannelError, NobodyListensError, connect
from benchmarks.harness.ranks.team import FOLLOWER
from benchmarks.harness.ranks.versions import versions
from benchmarks.harness.runner.process import environment
from benchmarks.harness.runner.surroundings import hidden_modules
from benchmarks.plan.places import ROOT
from impls import ranks
from impls.contenders import challengers, framework

#: For how long nobody may listen, and how often it is tried: a launcher starts a run and its peers at the same time.
PATIENCE_SECONDS, AGAIN_SECONDS = 60, 0.2


class RefusedError(RuntimeError):
    """Raised when a run doesn't take this machine, or asks it for what it doesn't do; the message says why."""


def take_part(host: str, port: int, secret: bytes) -> None:
    """Come to a run and start its further processes here, until it ends.

    Raises:
        ChannelError: nobody listens there within a minute, or the secrets differ.
        RefusedError: versions differ, or something else than a contender is asked for.
    """
    channel = _connected(host, port, secret)
    channel.send("hello", versions=versions(), processors=int(allowed_processors()))
    answer = channel.receive()
    if answer.name == "refused":
        raise RefusedError(f"the run at {host}:{port} doesn't take this machine: {answer.values['reason']}")
    children: list[subprocess.Popen[str]] = []
    with tempfile.TemporaryDirectory(prefix="side-by-side-peer-") as scratch:
        try:
            _serve(channel, children, Path(scratch))
        finally:
            for child in children:
                child.kill()
                child.wait()


def _connected(host: str, port: int, secret: bytes) -> Channel:
    """Come to a run, which may begin to listen a while later."""
    end = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return connect(host, port, secret)
        except NobodyListensError:
            if monotonic() > end:
                raise
            sleep(AGAIN_SECONDS)


def _serve(channel: Channel, children: list[subprocess.Popen[str]], scratch: Path) -> None:
    """Start what is asked for, until the run has ended."""
    while True:
        try:
            asked = channel.receive().values
        except ChannelError:
            return
        # Those of contenders that have finished.
        children[:] = [child for child in children if child.poll() is None]
        children.append(_start(scratch, **asked))


def _start(
    scratch: Path, *, name: str, threads: int, device: str, host: str, port: int, secret: str
) -> subprocess.Popen[str]:
    """Start a further process of a framework's contenders; its secret goes through its standard input."""
    if name not in challengers():
        raise RefusedError(f"the run asks for {name!r}, which is none of this suite's frameworks")
    package = f"impls.{name}"
    own: dict[str, Any] = framework(name).environment(device=device, threads=threads, scratch=str(scratch))
    hidden = ",".join(hidden_modules(package))
    child = subprocess.Popen(  # noqa: S603  our own interpreter and our own module
        [sys.executable, "-m", FOLLOWER, package, ranks.MODE, f"{host}:{port}", hidden],
        cwd=ROOT,
        env=environment(device=device, threads=threads, scratch=scratch, own=own),
        stdin=subprocess.PIPE,
        text=True,
    )
    assert child.stdin is not None
    with child.stdin as given:
        given.write(f"{secret}\n")
    return child
