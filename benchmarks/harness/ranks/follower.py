"""A further process of a contender that trains on several: it does what the first one is called to do.

Run as ``python -m benchmarks.harness.ranks.follower PACKAGE MODE HOST:PORT HIDDEN``; standard input has the secret. It
has no data of its own: the leader sends weights and its share of every batch. It ends with the leader.
"""

from __future__ import annotations

import ctypes
import os
import queue
import signal
import sys
import threading
from collections.abc import Iterator, Mapping
from importlib import import_module
from time import process_time, thread_time
from typing import Any, cast

from benchmarks.harness.ranks.channel import Channel, ChannelError, Message, connect, free_port
from benchmarks.harness.ranks.interfaces import interface_of
from benchmarks.harness.worker import memory
from benchmarks.harness.worker.hiding import hide
from benchmarks.plan.cells import batches_a_step, workload_of
from data.batches import Batch
from impls import ranks
from impls.interface import Device, Implementation
from impls.ranks import Group

#: Asks Linux to end this process when the one that started it ends; see prctl(2).
PR_SET_PDEATHSIG = 1


class Follower:
    """Answers the leader's messages, one after the other."""

    def __init__(self, package: str, mode: str, channel: Channel) -> None:
        """Follow in a mode of a framework's package."""
        self.package, self.mode, self._channel = package, mode, channel
        self._pending: queue.SimpleQueue[Message] = queue.SimpleQueue()
        #: Processor time of the thread that receives messages.
        self._receiving_seconds = 0.0
        self._nets: dict[str, Implementation] = {}
        self._placed: dict[int, Any] = {}
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            while True:
                message = self._channel.receive()
                self._receiving_seconds = thread_time()
                self._pending.put(message)
        except ChannelError:
            # The leader is gone: who waits for it in an exchange must not outlive it.
            os._exit(0)

    def follow(self) -> None:
        """Answer until the leader is gone; what can't be done is said, and ends this process."""
        while True:
            message = self._pending.get()
            try:
                answer = getattr(self, f"on_{message.name}")(message) or {}
            except Exception as error:
                self._channel.send("failed", reason=f"{type(error).__name__}: {error}")
                raise
            # Of this process's time, receiving is the harness's.
            self._channel.send("done", cpu_seconds=process_time() - self._receiving_seconds, **answer)

    def on_join(self, message: Message) -> Mapping[str, Any]:
        """Meet the others, set the framework up, and return what it says of itself."""
        device, threads, group = (message.values[name] for name in ("device", "threads", "group"))
        interface = interface_of(self._channel.own_host)
        ranks.engine(self.package).join(Group(**group, interface=interface), device=device)
        self._device = cast("Device", import_module(f"{self.package}.device"))
        self._device.configure(device=device, threads=threads)
        return {"described": self._device.describe()}

    def on_build(self, message: Message) -> None:
        """Build a net: together with the others, or apart from them."""
        values = message.values
        shape = workload_of(values["workload"], smoke=values["smoke"])
        shape = batches_a_step(shape, values["batches"]).sized(features=values["features"], outputs=values["outputs"])
        module = import_module(f"{self.package}.{shape.module}")
        mode, device = values["mode"], values["device"]
        self._nets[values["net"]] = module.IMPLEMENTATIONS[mode](workload=shape, mode=mode, device=device)

    def on_reset(self, message: Message) -> None:
        """Take the weights."""
        self._nets[message.values["net"]].reset(message.arrays)
        self._device.synchronize()

    def on_place(self, message: Message) -> None:
        """Place this process's share of the batches that follow."""
        for number in message.values["forgotten"]:
            self._placed.pop(number, None)
        net = self._nets[message.values["net"]]
        self._placed[message.values["number"]] = net.place(self._batches())
        self._device.synchronize()

    def _batches(self) -> Iterator[Batch]:
        while (message := self._pending.get()).name == "batch":
            yield Batch(**message.arrays)

    def on_train(self, message: Message) -> None:
        """Train on what was placed."""
        values = message.values
        self._nets[values["net"]].train(self._placed[values["number"]], epochs=values["epochs"])

    def on_exchange(self, message: Message) -> None:
        """Sum numbers with the others, as often as they do."""
        for _ in range(message.values["times"]):
            ranks.engine(self.package).exchange(message.values["numbers"])

    def on_forget_peak(self, _: Message) -> None:
        """Let the peak of memory begin anew."""
        memory.forget_peak()

    def on_memory(self, _: Message) -> Mapping[str, Any]:
        """Return the most memory that this process held since it was told to forget, in bytes."""
        return {"peak_bytes": memory.peak_bytes()}

    def on_release(self, _: Message) -> None:
        """Drop the nets and whatever was placed for them, and give their memory back."""
        self._nets.clear()
        self._placed.clear()
        memory.give_back()


def main() -> None:
    """Come to the leader and follow it."""
    package, mode, address, hidden = sys.argv[1:]
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    hide(hidden.split(","))
    host, _, port = address.rpartition(":")
    channel = connect(host, int(port), bytes.fromhex(sys.stdin.readline().strip()))
    channel.send("came", port=free_port(channel.own_host), process_id=os.getpid())
    Follower(package, mode, channel).follow()


if __name__ == "__main__":
    main()
