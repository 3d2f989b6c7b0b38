"""Where things are: the checkout, and its folder of results."""

from pathlib import Path

#: The checkout, from which workers and tools are started.
ROOT = Path(__file__).resolve().parents[2]
RESULTS = ROOT / "results"
