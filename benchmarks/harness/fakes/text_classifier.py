"""Fake text classifiers."""

from benchmarks.harness.fakes.planted import faulty
from impls.reference import text_classifier

IMPLEMENTATIONS = faulty(text_classifier.IMPLEMENTATIONS["float32"])
