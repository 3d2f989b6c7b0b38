"""What PyTorch allocates, as its profiler says."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from torch.profiler import ProfilerActivity, profile


def allocated_bytes(work: Callable[[], object]) -> int | None:
    """Return the bytes of the CPU's memory that some work asks PyTorch's allocator for, given back or not."""
    with profile(activities=[ProfilerActivity.CPU], profile_memory=True) as seen:
        work()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "trace.json")
        seen.export_chrome_trace(str(file))
        events = json.loads(file.read_text(encoding="utf-8"))["traceEvents"]
    changes: list[int] = [event["args"]["Bytes"] for event in events if event.get("name") == "[memory]"]
    return sum(change for change in changes if change > 0)
