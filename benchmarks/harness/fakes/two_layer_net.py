"""Fake two-layer nets."""

from benchmarks.harness.fakes import TEAMS
from benchmarks.harness.fakes.planted import faulty
from benchmarks.harness.fakes.teams import Team
from impls.reference import two_layer_net

IMPLEMENTATIONS = faulty(two_layer_net.IMPLEMENTATIONS["float32"]) | dict.fromkeys(TEAMS, Team)
