"""Does NumPy copy where its documentation says so?"""

from __future__ import annotations

from impls.conftest import Ask, variants_of


def test_copies_and_views_are_observed_as_documented(ask: Ask) -> None:
    for way, copies in {"np.copy": True, "np.asarray": False}.items():
        variants = variants_of(ask("reference"), "bridge")
        assert {variant["facts"]["copies"] for variant in variants if variant["name"] == way} == {copies}, way
