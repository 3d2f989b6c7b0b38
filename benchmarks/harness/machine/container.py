"""What stands between the run and the hardware: a virtual machine, a container, and the limits that they set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Any

from benchmarks.harness.machine import sources
from benchmarks.harness.machine.processor import flags

CGROUP = "sys/fs/cgroup"
#: Files that only containers have, and who makes them.
SIGNS = {
    ".dockerenv": "docker",
    "run/.containerenv": "podman",
    "var/run/secrets/kubernetes.io": "kubernetes",
}
NAMES = re.compile(r"docker|podman|libpod|kubepods|containerd|lxc")
#: Version 1 of control groups says so, less a page, where there is no limit.
NO_LIMIT_BYTES = 2**62


def _detected(what: str) -> str | None:
    """Return systemd's name of what it runs in, "none" for nothing."""
    answer = sources.ask("systemd-detect-virt", what, statuses=(0, 1))
    return sources.clean(answer) if answer else None


def hypervisor() -> str | None:
    """Return the name of the virtual machine that this is; None for none or unknown."""
    name = _detected("--vm")
    return sources.text("sys/hypervisor/type") if name in {None, "none"} else name


def virtual() -> bool | None:
    """Return whether this is a virtual machine."""
    if hypervisor() or "hypervisor" in flags():
        return True
    # Only x86 processors say so by a flag, and all of those have the flag "fpu".
    return False if "fpu" in flags() or _detected("--vm") == "none" else None


def container() -> str | None:
    """Return what kind of container this is; None for none or unknown."""
    signed = next((name for path, name in SIGNS.items() if (sources.ROOT / path).exists()), None)
    named = NAMES.search("\n".join(sources.lines("proc/self/cgroup") + sources.lines("proc/1/cgroup")))
    detected = _detected("--container")
    return (
        signed
        or sources.text("run/systemd/container")
        or (named.group() if named else None)
        or (None if detected == "none" else detected)
    )


def _folders() -> Iterator[str]:
    """Yield the folders of this process's control groups and of all above them, since every one of them may limit."""
    for line in sources.lines("proc/self/cgroup"):
        _, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        mounts = {controllers, *controllers.split(",")} if controllers else {"", "unified"}
        path = PurePosixPath(group)
        if path.is_absolute() and ".." not in path.parts:
            yield from (f"{CGROUP}/{mount}{above}" for mount in sorted(mounts) for above in (path, *path.parents))


def _cpu_quotas() -> Iterator[float]:
    for folder in _folders():
        quota, _, period = (sources.text(f"{folder}/cpu.max") or "").partition(" ")
        if quota.isdecimal() and period.isdecimal():
            yield int(quota) / int(period)
        old_quota, old_period = (sources.number(f"{folder}/cpu.cfs_{name}_us") for name in ("quota", "period"))
        if old_quota and old_period and old_quota > 0:
            yield old_quota / old_period


def cpu_limit() -> float | None:
    """Return how many cores' time control groups allow a second; None for no limit."""
    return min(_cpu_quotas(), default=None)


def memory_limit() -> int | None:
    """Return the bytes that control groups allow; None for no limit."""
    names = ("memory.max", "memory.high", "memory.limit_in_bytes")
    limits = [sources.number(f"{folder}/{name}") for folder in _folders() for name in names]
    return min((value for value in limits if value is not None and 0 < value < NO_LIMIT_BYTES), default=None)


FACTS: dict[str, Callable[[], Any]] = {
    "virtual": virtual,
    "hypervisor": hypervisor,
    "dmi_vendor": lambda: sources.text("sys/class/dmi/id/sys_vendor"),
    "dmi_product": lambda: sources.text("sys/class/dmi/id/product_name"),
    "container": container,
    "container_cores_limit": cpu_limit,
    "container_memory_limit_bytes": memory_limit,
}
