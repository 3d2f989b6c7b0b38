"""Tests that a worker gives back the memory of a workload that it is done with."""

from __future__ import annotations

import sys

import numpy as np
import pytest

from benchmarks.harness.worker import memory

PIECE_BYTES, PIECES = 100_000, 2_000


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is asked")
def test_freed_pieces_below_one_that_is_kept_go_back_to_the_system() -> None:
    """As batches of a net do that is dropped; the last piece keeps the C library from giving back by itself."""
    pieces = [np.ones(PIECE_BYTES, np.uint8) for _ in range(PIECES)]
    kept = pieces[-1]
    pieces.clear()
    held_bytes = memory.resident_bytes()
    memory.give_back()
    given_bytes = held_bytes - memory.resident_bytes()
    assert given_bytes > PIECE_BYTES * PIECES / 2
    assert kept.all()
