"""Several machines, as two network namespaces with a cable between them, one that takes no time or one that does."""

from __future__ import annotations

import contextlib
import os
import queue
import secrets
import shutil
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.analysis.analysis import Analysis
from benchmarks.harness.fakes.user import environment
from benchmarks.harness.ranks.gathering import VARIABLE
from benchmarks.plan.places import ROOT
from benchmarks.record.record import Record, read
from benchmarks.record.schema import Block, Failure

if sys.platform == "linux":
    import fcntl

WORKLOAD = "two_layer_net_parallel"
#: One engine's contenders alone and on two processes, of each framework.
SELECTED = f"bench_data_parallel and {WORKLOAD} and (eager or ddp-2 or graph or multi-worker-2 or jit or sharded-2)"
ENGINES = ("pytorch-ddp-2", "tensorflow-multi-worker-2", "jax-sharded-2")
ADDRESSES = ("10.231.77.1", "10.231.77.2")
PORT = 29400
#: Of linux/if_tun.h: a device whose packets a program carries, without a header before them.
TUN, TUNSETIFF, IFF_TUN, IFF_NO_PI = "/dev/net/tun", 0x400454CA, 0x0001, 0x1000
LONGEST_PACKET = 2**16
DELAY_SECONDS = 5e-3


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False)


def _ip(*arguments: str, inside: str = "") -> None:
    _run("ip", *(["-netns", inside] if inside else []), *arguments).check_returncode()


def missing() -> str:
    """Return why this machine has no namespaces for a test, or nothing."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "network namespaces need Linux and its superuser"
    if not shutil.which("ip") or not shutil.which("unshare"):
        return "there is no ip (iproute2) or no unshare (util-linux) here"
    name = f"sbs-try-{os.getpid()}"
    tried = _run("ip", "netns", "add", name)
    if tried.returncode:
        return f"this system makes no network namespace: {tried.stderr.strip()}"
    _ip("netns", "delete", name)
    return ""


pytestmark = pytest.mark.full


@pytest.fixture(scope="module", autouse=True)
def namespaces() -> None:
    """Skip everything here, with the reason, where this machine has none."""
    if reason := missing():
        pytest.skip(reason)


class Hosts:
    """Two namespaces, each with a name and an address of its own, which reach each other and nobody else."""

    def __init__(self, folder: Path) -> None:
        """Make both; what names lead to stands in a file of theirs."""
        self.names = tuple(f"sbs-{place}-{os.getpid()}" for place in "ab")
        self._hosts = folder / "hosts"
        lines = [f"{address} {name}\n" for address, name in zip(ADDRESSES, self.names, strict=True)]
        self._hosts.write_text("127.0.0.1 localhost\n" + "".join(lines))
        for name in self.names:
            _ip("netns", "add", name)
            _ip("link", "set", "lo", "up", inside=name)

    def start(self, host: int, *command: str, **variables: str) -> subprocess.Popen[str]:
        """Start a command on one of them."""
        name = self.names[host]
        setting_up = f'hostname {name} && mount --bind {self._hosts} /etc/hosts && exec "$@"'
        inside = ["ip", "netns", "exec", name, "unshare", "--uts", "--mount", "sh", "-c", setting_up, "sh"]
        return subprocess.Popen(
            [*inside, *command],
            cwd=ROOT,
            env=environment() | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def connect(self, links: tuple[str, str]) -> None:
        """Give each its link, with its address."""
        for name, link, address in zip(self.names, links, ADDRESSES, strict=True):
            _ip("link", "set", link, "netns", name)
            _ip("address", "add", f"{address}/24", "dev", link, inside=name)
            _ip("link", "set", link, "up", inside=name)

    def remove(self) -> None:
        """Remove both, and what is in them."""
        for name in self.names:
            with contextlib.suppress(subprocess.CalledProcessError):
                _ip("netns", "delete", name)


def _links() -> tuple[str, str]:
    return f"sbsa{os.getpid()}"[:15], f"sbsb{os.getpid()}"[:15]


def veth(hosts: Hosts) -> tuple[str, str]:
    """Lay a virtual cable between two hosts, and return what its ends are called."""
    links = _links()
    _ip("link", "add", links[0], "type", "veth", "peer", "name", links[1])
    hosts.connect(links)
    return links


def _tc(inside: str, what: str, link: str, *rest: str) -> subprocess.CompletedProcess[str]:
    return _run("ip", "netns", "exec", inside, "tc", "qdisc", what, "dev", link, *rest)


def slow_cable(hosts: Hosts) -> None:
    """Lay a cable that delays every packet: by ``tc netem``, or carried by this process where the kernel has none."""
    delay = ("root", "netem", "delay", f"{DELAY_SECONDS * 1e3:g}ms")
    if _tc(hosts.names[0], "add", "lo", *delay).returncode == 0:
        _tc(hosts.names[0], "del", "lo", "root").check_returncode()
        for name, link in zip(hosts.names, veth(hosts), strict=True):
            _tc(name, "add", link, *delay).check_returncode()
        return
    if not Path(TUN).exists():
        pytest.skip(f"this kernel has neither netem nor {TUN}: no cable can be slowed")
    links = _links()
    ends = [_tun(link) for link in links]
    hosts.connect(links)
    for source, sink in (ends, ends[::-1]):
        carried: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        threading.Thread(target=_take, args=(source, carried), daemon=True).start()
        threading.Thread(target=_bring, args=(sink, carried), daemon=True).start()


def _tun(name: str) -> int:
    end = os.open(TUN, os.O_RDWR)
    fcntl.ioctl(end, TUNSETIFF, struct.pack("16sH", name.encode(), IFF_TUN | IFF_NO_PI))
    return end


def _take(source: int, carried: queue.SimpleQueue[tuple[float, bytes]]) -> None:
    # The device goes with its namespace.
    with contextlib.suppress(OSError):
        while True:
            packet = os.read(source, LONGEST_PACKET)
            carried.put((time.monotonic() + DELAY_SECONDS, packet))


def _bring(sink: int, carried: queue.SimpleQueue[tuple[float, bytes]]) -> None:
    with contextlib.suppress(OSError):
        while True:
            due, packet = carried.get()
            time.sleep(max(0.0, due - time.monotonic()))
            os.write(sink, packet)


@contextlib.contextmanager
def two_hosts(folder: Path, *, slow: bool = False) -> Iterator[Hosts]:
    """Give two hosts with a cable between them."""
    hosts = Hosts(folder)
    try:
        (slow_cable if slow else veth)(hosts)
        yield hosts
    finally:
        hosts.remove()


def measure(hosts: Hosts, results: Path, selected: str = SELECTED) -> Record:
    """Measure on both hosts, and return the record."""
    secret = {VARIABLE: secrets.token_hex(16)}
    address = f"{ADDRESSES[0]}:{PORT}"
    command = [sys.executable, "-m", "pytest", "--benchmark-only", "--effort=smoke", "-q", "-p", "no:cacheprovider"]
    chosen = ["-k", selected, "--peers=1", f"--address={address}", f"--results={results}", "--time-limit=300"]
    with (
        hosts.start(0, *command, *chosen, "benchmarks/bench_data_parallel.py", **secret) as running,
        hosts.start(1, sys.executable, "-m", "benchmarks", "peer", address, **secret) as peer,
    ):
        said, _ = running.communicate(timeout=1200)
        assert peer.wait(timeout=30) == 0, peer.communicate()[0]
    (folder,) = (results / "runs").glob("*") or pytest.fail(said)
    return read(folder)


def final_losses(record: Record) -> dict[str, set[float | None]]:
    return {name: {line.final_loss for line in record.of(Block, WORKLOAD, name)} for name in ENGINES}


def test_two_machines_have_the_losses_of_one_and_a_slow_cable_makes_the_exchange_a_larger_share(
    tmp_path: Path,
) -> None:
    alone = tmp_path / "alone"
    command = [sys.executable, "-m", "pytest", "--benchmark-only", "--effort=smoke", "-q", "-p", "no:cacheprovider"]
    subprocess.run(
        [*command, "-k", SELECTED, f"--results={alone}", "benchmarks/bench_data_parallel.py"],
        cwd=ROOT,
        env=environment(),
        check=True,
        capture_output=True,
    )
    (folder,) = (alone / "runs").glob("*")
    with two_hosts(tmp_path) as hosts:
        quick = measure(hosts, tmp_path / "quick")
    with two_hosts(tmp_path, slow=True) as hosts:
        slow = measure(hosts, tmp_path / "slow")
    assert quick.environment.settings.peers == 1
    for record in (quick, slow):
        assert not [line for line in record.of(Failure) if line.status == "failed"]
        for name, losses in final_losses(read(folder)).items():
            (one,), (other,) = losses, final_losses(record)[name]
            assert other == pytest.approx(one, rel=1e-6), name
    shares = [
        {row.contender: row.exchange_share or 0.0 for row in Analysis(record).workload(WORKLOAD).scaling}
        for record in (quick, slow)
    ]
    steps = {row.contender: row.step_seconds for row in Analysis(slow).workload(WORKLOAD).scaling}
    for name in ENGINES:
        assert shares[1][name] > shares[0][name], name
        # A sum crosses the cable once there and once back, at least.
        assert steps[name] > DELAY_SECONDS, name


def test_a_peer_that_is_killed_in_the_middle_costs_its_cell_alone_and_leaves_no_process(tmp_path: Path) -> None:
    secret = {VARIABLE: secrets.token_hex(16)}
    address = f"{ADDRESSES[0]}:{PORT}"
    command = [sys.executable, "-m", "pytest", "--benchmark-only", "--effort=smoke", "-q", "-p", "no:cacheprovider"]
    chosen = ["-k", f"{WORKLOAD} and (numpy or eager or ddp-2)", "--peers=1", f"--address={address}"]
    places = [f"--results={tmp_path}", "--time-limit=60", "benchmarks/bench_data_parallel.py"]
    with two_hosts(tmp_path) as hosts, hosts.start(0, *command, *chosen, *places, **secret) as running:
        with hosts.start(1, sys.executable, "-m", "benchmarks", "peer", address, **secret) as peer:
            samples = "runs/*/samples.jsonl"
            deadline = time.monotonic() + 120
            while not any('"kind":"parity"' in file.read_text() for file in tmp_path.glob(samples)):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            peer.kill()
        running.communicate(timeout=200)
    (folder,) = (tmp_path / "runs").glob("*")
    record = read(folder)
    (failed,) = (line for line in record.of(Failure) if line.status == "failed")
    assert failed.contender == "pytorch-ddp-2"
    assert f"process 2 of 2, on {ADDRESSES[1]}, ended in the middle" in failed.reason
    assert {"numpy", "pytorch-eager"} <= {line.contender for line in record.of(Block)}
