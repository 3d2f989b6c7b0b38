"""What is called faster, slower, the same; and that it is rarely wrong. Timings here are drawn, not measured."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from benchmarks.stats.ratios import Ratio, ratio_of_logs
from benchmarks.stats.test_ratios import BLOCK, MACHINE, PROCESS, ROUNDS, interleaved
from benchmarks.stats.verdicts import Word, is_too_wide, judge, processes_needed

RUNS = 400
#: Spread of a process's ratio where processes are as alike as those of the NumPy control.
ALIKE = 0.006


def ratio(estimate: float, spread: float = 0.004, processes: int = 5) -> Ratio:
    steps = np.linspace(-1, 1, processes)
    return ratio_of_logs([math.log(estimate) + spread * step for step in steps])


@pytest.mark.parametrize(
    ("estimate", "word"),
    [(0.7, Word.FASTER), (1.4, Word.SLOWER), (1.0, Word.SAME), (1.01, Word.SAME), (1.03, Word.NO_VERDICT)],
)
def test_the_band_decides(estimate: float, word: Word) -> None:
    assert judge(ratio(estimate)).word is word


def test_the_band_is_the_users_choice() -> None:
    assert judge(ratio(1.05)).word is Word.SLOWER
    assert judge(ratio(1.05), band=0.10).word is Word.SAME


def test_an_objection_comes_before_any_number() -> None:
    verdict = judge(ratio(9.0), objections=["threads: 1 against 2"])
    assert (verdict.word, verdict.reason) == (Word.NO_VERDICT, "threads: 1 against 2")


def test_one_process_and_none_in_common_give_no_verdict() -> None:
    assert judge(ratio_of_logs([0.5])).reason == "one process gives no interval"
    assert judge(None).word is Word.NO_VERDICT


def test_an_effect_below_what_identical_code_shows_gives_no_verdict() -> None:
    assert judge(ratio(1.05), noise_floor=0.06).reason == "identical code differed by 6.0 %"
    assert judge(ratio(1.05), noise_floor=0.02).word is Word.SLOWER


def test_on_a_noisy_machine_an_effect_has_to_be_twice_what_identical_code_shows() -> None:
    assert "noisy" in judge(ratio(1.05), noise_floor=0.03, noisy=True).reason
    assert judge(ratio(1.05), noise_floor=0.03).word is Word.SLOWER
    assert judge(ratio(1.08), noise_floor=0.03, noisy=True).word is Word.SLOWER


def test_the_processes_asked_for_would_suffice_and_one_less_would_not() -> None:
    wide = ratio(1.05, spread=0.04, processes=5)
    needed = judge(wide).processes
    assert needed == processes_needed(wide, 0.03)
    assert needed is not None
    spread, distance = float(np.std(wide.logs, ddof=1)), math.log(1.05 / 1.03)

    def reach(count: int) -> float:
        return float(stats.t.ppf(0.975, count - 1) * spread / math.sqrt(count))

    assert reach(needed) < distance <= reach(needed - 1)


def test_a_ratio_on_the_edge_of_the_band_can_not_be_decided() -> None:
    assert processes_needed(ratio(1.03), 0.03) is None


def test_more_processes_are_added_for_width_alone() -> None:
    assert is_too_wide(ratio(1.0, spread=0.03), 0.03) == is_too_wide(ratio(1.5, spread=0.03), 0.03) == True  # noqa: E712
    assert not is_too_wide(ratio(1.5, spread=0.001), 0.03)


def found(true_ratio: float, spread: float, word: Word) -> float:
    """Return how often a word is said when processes differ by ``spread``."""
    generator = np.random.default_rng(1)
    logs = math.log(true_ratio) + generator.normal(0, spread, (RUNS, 5))
    return float(np.mean([judge(ratio_of_logs([float(x) for x in row])).word is word for row in logs]))


def test_identical_code_is_rarely_called_different_even_where_processes_differ_much() -> None:
    for spread in (ALIKE, 0.03, 0.1):
        assert found(1, spread, Word.FASTER) + found(1, spread, Word.SLOWER) < 0.05


def test_planted_differences_are_found() -> None:
    assert found(1.10, 0.02, Word.SLOWER) > 0.95
    assert found(1.05, ALIKE, Word.SLOWER) > 0.80
    assert found(1.0, ALIKE, Word.SAME) > 0.95


def test_the_methods_of_other_suites_call_identical_code_different() -> None:
    """Sequential blocks of rounds and a t or a rank test over rounds, on the same drawn machine."""
    generator = np.random.default_rng(2)
    welch, ranks, ours = [], [], []
    for _ in range(RUNS):
        moods = generator.normal(0, MACHINE, 2)  # sequential: each contender meets another mood of the machine
        a, b = (m + generator.normal(0, PROCESS) + generator.normal(0, BLOCK, ROUNDS) for m in moods)
        welch.append(stats.ttest_ind(a, b, equal_var=False).pvalue < 0.05)
        ranks.append(stats.mannwhitneyu(a, b).pvalue < 0.05)
        ours.append(_paired(generator))
    assert np.mean(welch) > 0.4
    assert np.mean(ranks) > 0.4
    assert np.mean(ours) < 0.05


def _paired(generator: np.random.Generator) -> bool:
    blocks, baseline = interleaved(1, generator)
    logs = [np.median([math.log(blocks[p][r] / baseline[p][r]) for r in blocks[p]]) for p in blocks]
    return judge(ratio_of_logs([float(value) for value in logs])).word in {Word.FASTER, Word.SLOWER}
