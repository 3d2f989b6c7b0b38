"""The size sweep: the tutorial's two-layer net over batches and hidden layers of many sizes, each its own workload."""

from __future__ import annotations

from dataclasses import replace

from impls.workloads import SGD, TWO_LAYER_NET, RegressionTask, Workload

#: What ``-k`` calls the sweep, and the contenders' workload whose net it is.
SWEEP, NET = "size_sweep", TWO_LAYER_NET.name
FEATURES = 1000
#: The tutorial's own size, through which both lines of sizes go: rows at 100 hidden units, hidden units at 64 rows.
ROWS, HIDDEN = 64, 100
#: Rows and hidden units by the name of the size.
SIZES = {
    f"{NET}_{rows}x{hidden}": (rows, hidden)
    for rows, hidden in (
        *((rows, HIDDEN) for rows in (1, 4, 16, 64, 256, 1024, 4096, 16384)),
        *((ROWS, hidden) for hidden in (16, 256, 1024, 4096)),
    )
}
#: What a smoke run tries.
SMOKE = (f"{NET}_1x100", f"{NET}_4x100", f"{NET}_64x16", f"{NET}_64x100", f"{NET}_256x100", f"{NET}_64x256")
#: A block takes about so many seconds on a machine of so many operations a second, and so many steps.
BLOCK_SECONDS, TYPICAL_RATE, FEWEST_STEPS, MOST_STEPS = 0.2, 50e9, 5, 500


def names(*, smoke: bool) -> list[str]:
    """Return the names of the sizes of a run."""
    return [name for name in SIZES if not smoke or name in SMOKE]


def workload(name: str) -> Workload:
    """Return a size as a workload.

    The learning rate is the tutorial's at the tutorial's size and smaller at every other. With more rows or hidden
    units the tutorial's would overflow. With fewer rows than features it would fit them almost exactly within a block,
    and the loss would be what float32's rounding leaves, in which the NumPy control itself misses the gate. Smaller
    still, and float32 would round the updates away.
    """
    rows, hidden = SIZES[name]
    flop = 6 * rows * FEATURES * hidden
    few = min(rows / ROWS, 1 / 8) if rows < ROWS else 1
    rate = 1e-6 * min(few, ROWS / rows) * min(1, HIDDEN / hidden)
    return replace(
        TWO_LAYER_NET,
        name=name,
        task=RegressionTask(rows=rows, features=FEATURES),
        layer_sizes=(0, hidden, 0),
        optimizer=SGD(learning_rate=rate),
        batch_size=rows,
        epochs=max(FEWEST_STEPS, min(MOST_STEPS, int(BLOCK_SECONDS * TYPICAL_RATE / flop))),
    )
