"""The network interfaces of this machine: which one has an address, and how many bytes it has sent."""

from __future__ import annotations

import psutil


def interface_of(address: str) -> str:
    """Return the name of the interface that has an address; empty where none is known to."""
    found = (name for name, entries in psutil.net_if_addrs().items() if any(one.address == address for one in entries))
    return next(found, "")


def sent_bytes(interface: str) -> int:
    """Return the bytes that an interface has sent since it came up, whoever's they are; 0 where there is no such."""
    counted = psutil.net_io_counters(pernic=True).get(interface)
    return 0 if counted is None else int(counted.bytes_sent)
