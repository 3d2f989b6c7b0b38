"""The machines of a run: this one, and those whose peers have come to it, proven who they are, and are alike."""

from __future__ import annotations

import os
from time import monotonic
from typing import Any, Self

from benchmarks.harness.machine.allowance import allowed_processors
from benchmarks.harness.ranks.channel import LOOPBACK, Channel, ChannelError, Door
from benchmarks.harness.ranks.versions import difference, versions

#: The variable that has the secret which a run and its peers share.
VARIABLE = "SIDE_BY_SIDE_SECRET"
#: Shorter ones could be guessed.
SHORTEST = 16


class GatheringError(RuntimeError):
    """Raised when a run's machines don't come together; the message says why and what to do."""


def shared_secret() -> bytes:
    """Return the secret that this machine was given; raises GatheringError where there is none that would do."""
    secret = os.environ.get(VARIABLE, "")
    if len(secret) < SHORTEST:
        raise GatheringError(
            f"a run on several machines needs a secret that they share: set {VARIABLE} on each to the same {SHORTEST} "
            "characters or more"
        )
    return secret.encode()


class Gathering:
    """The machines of a run; of a run on this machine alone there is no other, and nothing is listened at."""

    def __init__(self, *, address: str = "", peers: int = 0, limit: float = 0) -> None:
        """Be ready to wait, at HOST:PORT, for so many peers and for so many seconds."""
        self._address, self._expected, self._limit = address, peers, limit
        self._peers: list[tuple[Channel, int]] = []

    @property
    def host(self) -> str:
        """The address of this machine that the others come to."""
        return self._address.rpartition(":")[0] if self._expected else LOOPBACK

    @property
    def machines(self) -> int:
        """How many there are, this one included."""
        return len(self._peers) + 1

    @property
    def processors(self) -> int:
        """The processors of the machine that has fewest."""
        return min([int(allowed_processors()), *(processors for _, processors in self._peers)])

    def __enter__(self) -> Self:
        """Wait for all peers.

        Raises:
            ChannelError: the address can't be listened at.
            GatheringError: there is no secret, or they didn't come in time.
        """
        if not self._expected:
            return self
        secret, end, refused = shared_secret(), monotonic() + self._limit, ""
        host, _, port = self._address.rpartition(":")
        with Door(host, int(port)) as door:
            while len(self._peers) < self._expected:
                try:
                    channel = door.accept(secret, limit=max(0.1, end - monotonic()))
                    if channel is None:
                        break
                    refused = self._welcome(channel) or refused
                except ChannelError as error:
                    refused = f"; last came somebody who isn't one: {error}"
        if len(self._peers) < self._expected:
            self.__exit__()
            raise GatheringError(
                f"{len(self._peers)} of {self._expected} peers came to {self._address} within {self._limit:g} s: start "
                f"python -m benchmarks peer {self._address} on every other machine{refused}"
            )
        return self

    def _welcome(self, channel: Channel) -> str:
        """Take a peer in, or refuse it and return why."""
        hello = channel.receive().values
        unlike = difference(versions(), hello["versions"])
        if unlike:
            channel.send("refused", reason=unlike)
            channel.close()
            return f"; the peer on {channel.other_host} was refused: {unlike}"
        channel.send("welcome")
        self._peers.append((channel, hello["processors"]))
        return ""

    def remote(self, processes: int) -> int:
        """Return how many of so many processes are on other machines: they are dealt out in turn."""
        return sum(rank % self.machines > 0 for rank in range(processes))

    def start(self, processes: int, **what: Any) -> None:
        """Have peers start those of so many processes that are theirs.

        Raises:
            ChannelError: a peer is gone.
        """
        for rank in range(processes):
            if machine := rank % self.machines:
                self._peers[machine - 1][0].send("start", **what)

    def __exit__(self, *_: object) -> None:
        """Let the peers go: they end what they have started."""
        for channel, _processors in self._peers:
            channel.close()
