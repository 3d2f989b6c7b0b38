"""Fake two-layer nets."""

from benchmarks.harness.fakes.planted import faulty
from impls.reference import two_layer_net

IMPLEMENTATIONS = faulty(two_layer_net.IMPLEMENTATIONS["float32"])
