"""A small record that has a line of every kind, for tests."""

from __future__ import annotations

from typing import Any

from benchmarks.plan.settings import EFFORTS, Settings
from benchmarks.record import schema
from benchmarks.record.machine import Clock, GpuModel, Machine, PythonBuild
from impls.interface import Contender

#: Whom cells of the record are about.
CELL: dict[str, Any] = {"workload": "two_layer_net", "contender": "numpy"}
WAY: dict[str, Any] = {
    "workload": "inference",
    "contender": "numpy",
    "net": "two_layer_net_minibatch",
    "case": "one row",
    "name": "it",
}
PITFALL: dict[str, Any] = {"workload": "unfair", "contender": "best-of-n"}
MACHINE = Machine(
    cpu="AMD EPYC",
    physical_cores=8,
    cache_bytes={"L1 data": 49152},
    load_average=[0.1, 0.2, 0.3],
    python_build=PythonBuild(
        made="main",
        gil=True,
        debug=False,
        profile_guided=None,
        link_time_optimized=None,
        compiler_options=None,
        optimize=0,
        dev_mode=False,
    ),
    clock=Clock(implementation="clock_gettime", resolution_seconds=1e-9, monotonic=True, adjustable=False),
    gpus=[
        GpuModel(
            name="NVIDIA H200",
            driver="570.86",
            memory_bytes=143771 * 2**20,
            clock_current_mhz=345,
            clock_max_mhz=1980,
            memory_clock_max_mhz=3201,
            power_limit_watts=700.0,
            persistence_mode="Enabled",
            mig_mode="Disabled",
        )
    ],
    packages={"numpy": "2.4.6"},
)
ENVIRONMENT = schema.Environment(
    run="20261126T000000-cpu-smoke",
    date="2026-11-26 00:00 UTC",
    command="pytest --benchmark-only",
    settings=Settings(effort=EFFORTS["smoke"], baseline="numpy"),
    machine=MACHINE,
    roster={
        "numpy": Contender(
            name="numpy",
            framework="reference",
            mode="float32",
            graph="dynamic",
            workloads=("two_layer_net",),
            summary="the control",
        )
    },
)
BLOCK = schema.Block(
    **CELL,
    replicate=0,
    round=0,
    place=0,
    block_seconds=0.02,
    cpu_seconds=0.02,
    foreign_seconds=0.001,
    stolen_seconds=0.0,
    start_residual_seconds=1e-7,
    end_residual_seconds=1e-7,
    idle_wait_seconds=0.01,
    ready_wait_seconds=0.002,
    longest_ready_wait_seconds=0.001,
    os_threads=4,
    traces=0,
    final_loss=0.5,
    loss_error=1e-6,
)
#: The whole record.
LINES: tuple[schema.Line, ...] = (
    ENVIRONMENT,
    schema.Data(
        workload="two_layer_net",
        name="regression",
        digest="d" * 64,
        rows=64,
        features=1000,
        outputs=10,
        nonzeros_per_row=3.5,
        loader_seconds=schema.LoaderSeconds(in_file_order=1e-4, shuffled=2e-4),
        warning="made up",
    ),
    schema.Worker(
        contender="numpy",
        replicate=0,
        import_seconds=0.1,
        device="cpu",
        threads={"openblas": 1},
        sync="nothing",
        precision={"TF32": False},
        reduced_precision=False,
        versions={"numpy": "2.4.6"},
    ),
    schema.Control(workload="two_layer_net", control="numpy", repeat="numpy-again"),
    schema.Build(
        **CELL, replicate=0, build_seconds=0.1, steps=50, batches_digest="b" * 64, words=12, padding_share=0.25
    ),
    schema.Parity(**CELL, loss_error=1e-6, weight_error=1e-6, gradient_error=None, failures=[]),
    schema.Preparation(
        **CELL,
        replicate=0,
        rounds=1,
        first_call_seconds=0.1,
        feed_seconds=0.1,
        warm_up_steps=3,
        expected_block_seconds=0.02,
    ),
    BLOCK,
    schema.Gpu(
        workload="two_layer_net",
        replicate=0,
        round=0,
        clock_mhz=1980.0,
        memory_clock_mhz=2619.0,
        temperature_celsius=41.0,
        power_watts=120.5,
        throttled=False,
    ),
    schema.Card(
        **CELL,
        replicate=0,
        weights_digest="a" * 64,
        batches_digest="b" * 64,
        steps=50,
        dtype="float32",
        reduced_precision=False,
        precision={},
        loss="squared_error",
        optimizer="SGD(learning_rate=1e-06)",
        threads={"openblas": 1},
        affinity=[0, 1],
        device="cpu",
        inside_clock="forward, loss, backward, update",
        sync="nothing",
        warm_up_steps=3,
    ),
    schema.Training(
        **CELL,
        initializer="pytorch_default",
        seed=0,
        epoch_seconds=[0.5, 0.5],
        accuracies=[0.5, 0.75],
        training_seconds=1.0,
        final_loss=0.1,
        epoch_steps=2,
    ),
    schema.NativeLoader(**CELL, name="a loader", in_file_order_seconds=1e-4, shuffled_seconds=2e-4),
    schema.Failure(**CELL, status="failed", reason="planted"),
    schema.Start(
        **CELL,
        number=0,
        cache="cold",
        import_seconds=0.1,
        build_seconds=0.1,
        step_seconds=[0.1, 0.01],
        traces=1,
        captured={"graph_breaks": 0},
    ),
    schema.Memory(**CELL, baseline_bytes=2**20, peak_bytes=2**10, device_peak_bytes=None),
    schema.Variant(
        **WAY,
        replicate=0,
        summary="the plain way",
        items=1,
        base=True,
        facts={"shape": "(1,)"},
        build_seconds=0.1,
        first_call_seconds=0.1,
        calls=8,
        error=0.0,
    ),
    schema.Sample(**WAY, replicate=0, round=0, call_seconds=1e-3, cpu_seconds=1e-3),
    schema.Latency(**WAY, replicate=0, calls=100, p50_seconds=1e-3, p95_seconds=2e-3, p99_seconds=3e-3),
    schema.Fault(
        workload="debuggability",
        contender="numpy",
        fault="shape_mismatch",
        framework="reference",
        mode="float32",
        graph="dynamic",
        raised="ValueError",
        when="every call",
        names_line=True,
        named_by="traceback",
        frames_below=0,
        message="shapes don't fit",
        prints=None,
        debugger_stops=3,
        result="",
    ),
    schema.PitfallSample(**PITFALL, replicate=0, round=0, version="honest", role="subject", player="numpy", value=0.02),
    schema.PitfallCaught(**PITFALL, replicate=0, said="an interval is missing"),
    schema.Ceilings(framework="reference", matmul_flop_per_second=5e10, copy_bytes_per_second=1e10),
    schema.Trouble(what="a start", reason="planted"),
    schema.End(pages=[""]),
)
