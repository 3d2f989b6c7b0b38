"""The tutorial's claim about inference without gradients."""

from __future__ import annotations

from collections.abc import Sequence

from benchmarks.analysis.analysis import Analysis
from benchmarks.reports import rounding
from benchmarks.reports.claims import TUTORIAL, Claim, Settled, answer_of
from benchmarks.reports.standings import title_of
from benchmarks.stats.verdicts import Word

#: What the study calls predictions that record for gradients, and the ways that don't and differ in nothing else.
RECORDING, WITHOUT = "recording", ("no_grad", "inference_mode", "no tape")
#: The plain prediction where nothing is recorded unless that is asked for: there recording is no habit to be dropped.
UNASKED = "no vjp"


def _settle(analysis: Analysis) -> Settled | None:
    """Hold predictions without recording for gradients against those with it."""
    everything = analysis.study("inference").ways
    ways = [(way, way.verdict) for way in everything if way.base == RECORDING and way.name in WITHOUT and way.verdict]
    if not ways:
        return None
    words = [verdict.word for _, verdict in ways]
    clear = [
        f"{way.name} ({way.framework}, {way.net}, {way.case}) {rounding.verdict(verdict, way.ratio, analysis.band)}"
        for way, verdict in ways
        if verdict.word in {Word.FASTER, Word.SLOWER}
    ]
    listed = f": {'; '.join(clear)}" if clear else ""
    unasked = dict.fromkeys(title_of(way.framework) for way in everything if way.name == UNASKED)
    left_out = "".join(f" {title} is left out: it records nothing unless it is asked to." for title in unasked)
    evidence = f"of {len(words)} ways without, {_tally(words, analysis.band)}{listed}.{left_out}"
    return Settled(answer=answer_of(words, Word.FASTER), evidence=evidence)


def _tally(words: Sequence[Word], band: float) -> str:
    """Return how many verdicts there are of each word."""
    said = {
        Word.FASTER: "faster",
        Word.SLOWER: "slower",
        Word.SAME: f"the same within {100 * band:g} %",
        Word.NO_VERDICT: "without a verdict",
    }
    counts = {text: list(words).count(word) for word, text in said.items()}
    return ", ".join(f"{count} {'is' if count == 1 else 'are'} {text}" for text, count in counts.items() if count)


CLAIM = Claim(place=40, text="inference without gradients saves work.", whose=TUTORIAL, settle=_settle)
