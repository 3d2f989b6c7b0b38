"""Who may take part in a run on several machines, and what everybody else is told."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from benchmarks.harness.ranks import peer
from benchmarks.harness.ranks.channel import LOOPBACK, Channel, ChannelError, Door, connect, free_port
from benchmarks.harness.ranks.gathering import VARIABLE, Gathering, GatheringError, shared_secret
from benchmarks.harness.ranks.peer import RefusedError, take_part
from benchmarks.harness.ranks.versions import difference, versions

SECRET = b"a secret of sixteen or more"


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, SECRET.decode())


@contextmanager
def coming(come: Callable[[str, int], None]) -> Iterator[tuple[str, Future[None]]]:
    """Let somebody come to an address from another thread, before anybody listens there."""
    port = free_port(LOOPBACK)
    with ThreadPoolExecutor(1) as pool:
        yield f"{LOOPBACK}:{port}", pool.submit(come, LOOPBACK, port)


def test_a_peer_is_let_in_and_ends_with_the_run() -> None:
    with coming(lambda host, port: take_part(host, port, SECRET)) as (address, ended):
        with Gathering(address=address, peers=1, limit=20) as machines:
            assert machines.machines == 2
            assert machines.remote(2) == 1
            assert machines.remote(4) == 2
            assert not ended.done()
        ended.result(timeout=20)


def test_a_wrong_secret_is_told_on_both_sides_and_lets_nobody_in() -> None:
    with coming(lambda host, port: take_part(host, port, b"another secret, as long")) as (address, ended):
        with pytest.raises(GatheringError, match=r"0 of 1 peers came .* within 2 s: .*; last came somebody who isn't"):
            Gathering(address=address, peers=1, limit=2).__enter__()
        with pytest.raises(ChannelError, match="give both the same"):
            ended.result(timeout=20)


@pytest.mark.parametrize("what", ["suite", "numpy"])
def test_a_peer_of_another_version_is_refused_by_name(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = versions()
    monkeypatch.setattr(peer, "versions", lambda: here | {what: "0.0"})
    sentence = f"its {what} is 0.0, the run's is {here[what]}"
    with coming(lambda host, port: take_part(host, port, SECRET)) as (address, ended):
        with pytest.raises(GatheringError) as told:
            Gathering(address=address, peers=1, limit=3).__enter__()
        assert sentence in str(told.value)
        with pytest.raises(RefusedError, match="doesn't take this machine") as refused:
            ended.result(timeout=20)
        assert sentence in str(refused.value)


def test_a_framework_that_only_one_machine_has_is_a_difference() -> None:
    assert difference({"suite": "1", "numpy": "2"}, {"suite": "1"}) == "its numpy is missing, the run's is 2"
    assert difference({"suite": "1"}, {"suite": "1"}) == ""


def test_a_busy_port_is_named() -> None:
    with Door(LOOPBACK) as door, pytest.raises(ChannelError, match=f"can't listen at {LOOPBACK}:{door.port}"):
        Gathering(address=f"{LOOPBACK}:{door.port}", peers=1, limit=1).__enter__()


def test_who_finds_nobody_listening_says_so_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peer, "PATIENCE_SECONDS", 0.3)
    port = free_port(LOOPBACK)
    with pytest.raises(ChannelError, match=f"nobody listens at {LOOPBACK}:{port} .*: is the run there"):
        take_part(LOOPBACK, port, SECRET)


def test_nobody_coming_ends_the_wait_with_what_to_do() -> None:
    address = f"{LOOPBACK}:{free_port(LOOPBACK)}"
    with pytest.raises(GatheringError, match=f"start python -m benchmarks peer {address} on every other machine"):
        Gathering(address=address, peers=2, limit=0.2).__enter__()


@pytest.mark.parametrize("given", ["", "short"])
def test_a_secret_that_could_be_guessed_is_none(given: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, given)
    with pytest.raises(GatheringError, match=f"set {VARIABLE} on each to the same 16 characters or more"):
        shared_secret()


def test_a_peer_starts_nothing_but_the_frameworks_of_this_suite() -> None:
    whom = {"name": "os", "threads": 1, "device": "cpu", "host": LOOPBACK, "port": 1, "secret": ""}
    peer_of_it = coming(lambda host, port: take_part(host, port, SECRET))
    with peer_of_it as (address, ended), Gathering(address=address, peers=1, limit=20) as machines:
        machines.start(2, **whom)
        with pytest.raises(RefusedError, match="'os', which is none of this suite's frameworks"):
            ended.result(timeout=20)


def test_who_stays_silent_at_the_door_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.harness.ranks.channel.HANDSHAKE_SECONDS", 1)
    with (
        Door(LOOPBACK) as door,
        socket.create_connection((LOOPBACK, door.port)),
        pytest.raises(ChannelError, match="didn't prove within 1 s that it knows the secret"),
    ):
        door.accept(SECRET, limit=5)


def test_arrays_arrive_as_they_were_sent_whatever_their_shape() -> None:
    sent: dict[str, NDArray[Any]] = {
        "matrix": np.arange(6, dtype=np.float32).reshape(2, 3),
        "turned": np.arange(6, dtype=np.int64).reshape(2, 3).T,
        "empty": np.empty((0, 3), np.float32),
        "number": np.array(2.5),
    }
    with Door(LOOPBACK) as door, ThreadPoolExecutor(1) as pool:
        accepted: Future[Channel | None] = pool.submit(door.accept, SECRET, limit=5)
        connect(LOOPBACK, door.port, SECRET).send("batch", sent, number=3)
        channel = accepted.result()
        assert channel is not None
        message = channel.receive()
    assert (message.name, message.values) == ("batch", {"number": 3})
    assert message.arrays.keys() == sent.keys()
    for name, array in sent.items():
        np.testing.assert_array_equal(message.arrays[name], array)
        assert message.arrays[name].dtype == array.dtype


def test_the_suite_s_version_is_its_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("benchmarks.harness.ranks.versions.ROOT", tmp_path)
    (tmp_path / "impls").mkdir()
    (tmp_path / "impls" / "net.py").write_text("a = 1\n")
    before = versions()["suite"]
    (tmp_path / "impls" / "net.py").write_text("a = 2\n")
    assert versions()["suite"] != before
