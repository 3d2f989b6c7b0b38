"""A channel between two processes, on one machine or two: both prove that they know a secret, then messages pass.

A message is a name, plain values as JSON, and NumPy arrays as their bytes; nothing that is received is ever executed.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import AuthenticationError
from multiprocessing.connection import Connection, answer_challenge, deliver_challenge
from time import thread_time
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

LOOPBACK = "127.0.0.1"
#: A process that doesn't prove itself within so many seconds isn't waited for.
HANDSHAKE_SECONDS = 10
#: A machine that has vanished is noticed after so many seconds of silence, and questions so far apart.
SILENCE = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}


class ChannelError(RuntimeError):
    """Raised when no channel comes about, or one has ended; the message says what was wrong and what to do."""


class NobodyListensError(ChannelError):
    """Raised when nobody listens at an address, perhaps not yet."""


@dataclass(frozen=True, kw_only=True)
class Message:
    """What came: a name, plain values, and arrays by name."""

    name: str
    values: dict[str, Any]
    arrays: dict[str, NDArray[Any]]


class Channel:
    """An end of a channel; messages may be sent by one thread and received by another."""

    def __init__(self, connection: Connection, *, own_host: str, other_host: str) -> None:
        """Take a connection whose other end has proven itself, and the addresses of both hosts."""
        self._connection, self.own_host, self.other_host = connection, own_host, other_host
        #: Processor time of sending so far, by whichever thread.
        self.sending_seconds = 0.0
        self._sending = threading.Lock()

    def send(self, name: str, arrays: Mapping[str, NDArray[Any]] | None = None, /, **values: Any) -> None:
        """Send a message; raises ChannelError where the other end is gone."""
        start = thread_time()
        plain = {key: np.ascontiguousarray(array) for key, array in (arrays or {}).items()}
        kinds = [(key, array.dtype.str, array.shape) for key, array in plain.items()]
        try:
            with self._sending:
                self._connection.send_bytes(json.dumps({"name": name, "values": values, "arrays": kinds}).encode())
                for array in plain.values():
                    if array.size:
                        self._connection.send_bytes(array.data.cast("B"))
        except (OSError, ValueError) as error:
            raise ChannelError(f"the other end of a channel is gone: {error}") from error
        self.sending_seconds += thread_time() - start

    def receive(self) -> Message:
        """Wait for the next message; raises ChannelError when none will come."""
        try:
            head = json.loads(self._connection.recv_bytes())
            arrays = {}
            for key, dtype, shape in head["arrays"]:
                array = np.empty(shape, np.dtype(dtype))
                if array.size:
                    self._connection.recv_bytes_into(array.data.cast("B"))
                arrays[key] = array
        except (EOFError, OSError) as error:
            raise ChannelError("the other end of a channel is gone") from error
        return Message(name=head["name"], values=head["values"], arrays=arrays)

    def close(self) -> None:
        """End the channel; the other end learns of it at once."""
        self._connection.close()


class Door:
    """A port that processes come to."""

    def __init__(self, host: str, port: int = 0) -> None:
        """Listen at an address; 0 is any free port.

        Raises:
            ChannelError: that's impossible.
        """
        try:
            self._socket = socket.create_server((host, port))
        except OSError as error:
            raise ChannelError(
                f"can't listen at {host}:{port} ({error.strerror}): name another address, or end what listens there"
            ) from error
        self.host, self.port = self._socket.getsockname()[:2]

    def accept(self, secret: bytes, *, limit: float) -> Channel | None:
        """Wait for the next process that proves to know the secret; None when nobody came within so many seconds.

        Raises:
            ChannelError: somebody came who didn't.
        """
        self._socket.settimeout(limit)
        try:
            accepted, (other, *_) = self._socket.accept()
        except TimeoutError:
            return None
        return _proven(accepted, secret, other, deliver_first=True)

    def close(self) -> None:
        """Listen no more."""
        self._socket.close()

    def __enter__(self) -> Self:
        """Return this door."""
        return self

    def __exit__(self, *_: object) -> None:
        """Listen no more."""
        self.close()


def connect(host: str, port: int, secret: bytes) -> Channel:
    """Come to a door and prove to know its secret.

    Raises:
        NobodyListensError: nobody listens there.
        ChannelError: the other end doesn't know the secret, or doesn't believe that we do.
    """
    try:
        connected = socket.create_connection((host, port), timeout=HANDSHAKE_SECONDS)
    except OSError as error:
        raise NobodyListensError(
            f"nobody listens at {host}:{port} ({error.strerror or error}): is the run there?"
        ) from error
    return _proven(connected, secret, host, deliver_first=False)


def free_port(host: str) -> int:
    """Return a port at which nobody listens now."""
    with socket.create_server((host, 0)) as found:
        return int(found.getsockname()[1])


def _proven(connected: socket.socket, secret: bytes, other_host: str, *, deliver_first: bool) -> Channel:
    """Let both ends prove that they know the secret, and return the channel."""
    # A small message must not wait for another's receipt: that would be timed.
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connected.settimeout(None)
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in SILENCE.items():
        if hasattr(socket, option):
            connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
    _wait_at_most(connected, HANDSHAKE_SECONDS)
    own_host = connected.getsockname()[0]
    connection = Connection(connected.detach())
    proofs = (deliver_challenge, answer_challenge) if deliver_first else (answer_challenge, deliver_challenge)
    try:
        for prove in proofs:
            prove(connection, secret)
    except AuthenticationError:
        connection.close()
        raise ChannelError(f"the secret here and that of {other_host} differ: give both the same") from None
    except (EOFError, OSError, AssertionError) as error:
        connection.close()
        raise ChannelError(
            f"{other_host} didn't prove within {HANDSHAKE_SECONDS} s that it knows the secret"
        ) from error
    with socket.socket(fileno=connection.fileno()) as proven:
        _wait_at_most(proven, 0)
        proven.detach()
    return Channel(connection, own_host=own_host, other_host=other_host)


def _wait_at_most(connected: socket.socket, seconds: int) -> None:
    """Let receiving fail after so many seconds; 0 for never."""
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", seconds, 0))
