"""The machine and the software under a run, as its record holds them; None where a machine doesn't say."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta, Struct

Bytes = Annotated[int, Meta(ge=0)]


class PythonBuild(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What makes one build of a version of Python faster than another."""

    made: Annotated[str, Meta(description="its build and when it was made")]
    gil: Annotated[bool, Meta(description="whether it has a global lock, by which one thread runs at a time")]
    debug: Annotated[bool, Meta(description="whether it was built for debugging")]
    profile_guided: Annotated[bool | None, Meta(description="whether its compiler was guided by a profile")]
    link_time_optimized: Annotated[bool | None, Meta(description="whether it was optimised as it was linked")]
    compiler_options: Annotated[str | None, Meta(description="options of its compiler")]
    optimize: Annotated[int, Meta(description="level of python -O")]
    dev_mode: Annotated[bool, Meta(description="whether it runs in development mode")]


class Clock(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The clock that blocks are timed by."""

    implementation: Annotated[str, Meta(description="the system's function")]
    resolution_seconds: Annotated[float, Meta(description="smallest difference that it can show")]
    monotonic: Annotated[bool, Meta(description="whether it never goes back")]
    adjustable: Annotated[bool, Meta(description="whether the system may set it")]


class GpuModel(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One GPU."""

    name: Annotated[str | None, Meta(description="what it is called")]
    driver: Annotated[str | None, Meta(description="version of its driver")]
    memory_bytes: Annotated[Bytes | None, Meta(description="its memory")]
    clock_current_mhz: Annotated[int | None, Meta(description="of its processors when the run began")]
    clock_max_mhz: Annotated[int | None, Meta(description="that its processors can reach")]
    memory_clock_max_mhz: Annotated[int | None, Meta(description="that its memory can reach")]
    power_limit_watts: Annotated[float | None, Meta(description="that it may draw")]
    persistence_mode: Annotated[str | None, Meta(description="whether its driver stays loaded")]
    mig_mode: Annotated[str | None, Meta(description="whether it is divided into several")]


class Machine(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a run knows of where it ran."""

    cpu: Annotated[str | None, Meta(description="the processor's name")] = None
    cpu_vendor: Annotated[str | None, Meta(description="who made the processor")] = None
    cpu_family: Annotated[str | None, Meta(description="the processor's family")] = None
    cpu_model_number: Annotated[str | None, Meta(description="its number within the family")] = None
    cpu_stepping: Annotated[str | None, Meta(description="its revision of the model")] = None
    microcode: Annotated[str | None, Meta(description="revision of its microcode")] = None
    cpu_flags: Annotated[list[str] | None, Meta(description="instructions that kernels are chosen by")] = None
    architecture: Annotated[str | None, Meta(description="instruction set architecture")] = None
    physical_cores: Annotated[int | None, Meta(description="cores of all processors")] = None
    logical_cores: Annotated[int | None, Meta(description="hardware threads")] = None
    usable_cores: Annotated[int | None, Meta(description="hardware threads that the run could use")] = None
    isolated_cores: Annotated[str | None, Meta(description="hardware threads kept from the scheduler")] = None
    smt_active: Annotated[bool | None, Meta(description="whether cores run several hardware threads")] = None
    boost_enabled: Annotated[bool | None, Meta(description="whether clocks may exceed the base frequency")] = None
    frequency_current_mhz: Annotated[float | None, Meta(description="when the run began")] = None
    frequency_base_mhz: Annotated[float | None, Meta(description="as the processor states it")] = None
    frequency_max_mhz: Annotated[float | None, Meta(description="that the processor can reach")] = None
    frequency_limit_mhz: Annotated[float | None, Meta(description="that the system allows")] = None
    frequency_driver: Annotated[str | None, Meta(description="who sets frequencies")] = None
    frequency_governor: Annotated[str | None, Meta(description="by which policy")] = None
    cache_bytes: Annotated[dict[str, Bytes] | None, Meta(description="caches of the first core, by level")] = None
    numa_nodes: Annotated[int | None, Meta(description="memory nodes")] = None
    memory_bytes: Annotated[Bytes | None, Meta(description="main memory")] = None
    memory_available_bytes: Annotated[Bytes | None, Meta(description="free for use when the run began")] = None
    swap_bytes: Annotated[Bytes | None, Meta(description="swap space")] = None
    swap_used_bytes: Annotated[Bytes | None, Meta(description="in use when the run began")] = None
    memory_overcommit: Annotated[int | None, Meta(description="the kernel's policy")] = None
    swappiness: Annotated[int | None, Meta(description="the kernel's policy")] = None
    transparent_hugepages: Annotated[str | None, Meta(description="the kernel's policy")] = None
    transparent_hugepages_defrag: Annotated[str | None, Meta(description="the kernel's policy")] = None
    hugepages: Annotated[int | None, Meta(description="reserved")] = None
    numa_balancing: Annotated[int | None, Meta(description="whether pages move between nodes")] = None
    address_randomization: Annotated[int | None, Meta(description="the kernel's policy")] = None
    clocksource: Annotated[str | None, Meta(description="what the kernel's clock counts")] = None
    load_average: Annotated[list[float] | None, Meta(description="over 1, 5, 15 minutes when the run began")] = None
    power_plugged: Annotated[bool | None, Meta(description="whether a laptop is plugged in")] = None
    virtual: Annotated[bool | None, Meta(description="whether it is a virtual machine")] = None
    hypervisor: Annotated[str | None, Meta(description="of which kind; None where there is none")] = None
    dmi_vendor: Annotated[str | None, Meta(description="who made the board")] = None
    dmi_product: Annotated[str | None, Meta(description="what it is called")] = None
    container: Annotated[str | None, Meta(description="kind of container; None where there is none")] = None
    container_cores_limit: Annotated[float | None, Meta(description="cores' time a second; None for no limit")] = None
    container_memory_limit_bytes: Annotated[Bytes | None, Meta(description="None for no limit")] = None
    gpus: Annotated[list[GpuModel] | None, Meta(description="as nvidia-smi describes them")] = None
    system: Annotated[str | None, Meta(description="operating system and its version")] = None
    kernel: Annotated[str | None, Meta(description="kernel and its version")] = None
    distribution: Annotated[str | None, Meta(description="distribution of Linux")] = None
    libc: Annotated[str | None, Meta(description="C library")] = None
    date_utc: Annotated[str | None, Meta(description="when this was read, to the second")] = None
    python: Annotated[str | None, Meta(description="version of Python")] = None
    python_implementation: Annotated[str | None, Meta(description="which Python")] = None
    python_compiler: Annotated[str | None, Meta(description="what compiled it")] = None
    python_build: Annotated[PythonBuild | None, Meta(description="how it was built")] = None
    clock: Annotated[Clock | None, Meta(description="the clock of the harness")] = None
    versions: Annotated[dict[str, str], Meta(description="frameworks, and libraries that matter")] = {}
    packages: Annotated[dict[str, str], Meta(description="every installed distribution")] = {}
    commit: Annotated[
        str | None,
        Meta(description="the suite's last that touched what measures, marked where such files had changed since"),
    ] = None
    commit_changed: Annotated[bool | None, Meta(description="whether they had")] = None
    variables: Annotated[dict[str, str], Meta(description="environment variables that can change speed")] = {}

    @property
    def allowed_cores(self) -> float | None:
        """How many hardware threads' time the run could use, by its affinity and its quota; None where unknown."""
        limits = (self.usable_cores, self.container_cores_limit)
        return min((limit for limit in limits if limit is not None), default=None)
