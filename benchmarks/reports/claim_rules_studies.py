"""The rules that settle claims by studies and planted faults; each returns None if the record is about other things."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from benchmarks.reports import rounding, studies
from benchmarks.reports.claim_rules import Answer, Settled, answer_of
from benchmarks.reports.debuggability import CATALOGUE
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.verdicts import Word

#: An array is carried across cheaply if that takes less than this share of copying it.
CHEAP = 0.01


def recording(lines: Sequence[Record], band: float) -> Settled | None:
    """Hold predictions without recording for gradients against those with it."""
    frame = studies.frame(lines, "inference", band=band)
    if frame.empty or "verdict" not in frame:
        return None
    without = frame[frame["way"].isin(("no_grad", "inference_mode", "no tape")) & (frame["base"] == "recording")]
    timed = without.dropna(subset=["verdict"])
    if timed.empty:
        return None
    words = [Word(word) for word in timed["verdict"]]
    clear = [
        f"{row.way} ({row.framework}, {row.net}, {row.case}) {row.said}"
        for row in timed.itertuples(index=False)
        if row.verdict in {Word.FASTER, Word.SLOWER}
    ]
    return answer_of(words, Word.FASTER), f"of {len(words)} ways without, {_tally(words, band)}{_after(clear)}."


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


def _after(said: Sequence[str]) -> str:
    return f": {'; '.join(said)}" if said else ""


def bridge(lines: Sequence[Record], band: float) -> Settled | None:
    """Hold views against copies, where arrays are large."""
    frame = studies.frame(lines, "bridge", band=band)
    if frame.empty or "ratio" not in frame:
        return None
    # Where arrays are large, so that the price of a call isn't all there is.
    large = frame[(frame["items"] == frame["items"].max()) & (frame["framework"] != "numpy")]
    shared = large[[not facts.get("copies", True) for facts in large["facts"]]].dropna(subset=["ratio"])
    if shared.empty:
        return None
    cheap = shared["ratio"] < CHEAP
    answer = Answer.CONFIRMED if cheap.all() else Answer.PARTLY if cheap.any() else Answer.REFUTED
    size = str(shared["case"].iloc[0]).rpartition(", ")[2]
    plain = large[large["way"] == large["base"]]
    said = (
        f"of {len(shared)} ways that share their memory, {int(cheap.sum())} take less than {100 * CHEAP:g} % of the "
        f"time of a copy of {size}: {_range(shared)}, against {_range(plain)} for plain copies."
    )
    return answer, said


def _range(rows: pd.DataFrame) -> str:
    return f"{rounding.seconds(rows['call_seconds'].min())} to {rounding.seconds(rows['call_seconds'].max())}"


def moving(lines: Sequence[Record], band: float) -> Settled | None:
    """Say what moving to the GPU costs."""
    frame = studies.frame(lines, "bridge", band=band)
    if frame.empty:
        return None
    if of_kind(lines, "environment")[0]["settings"]["device"] == "cpu":
        return Answer.OPEN, "this run had no GPU to move them to."
    moved = frame[frame["case"].str.contains("device") & frame["call_seconds"].notna()]
    said = "; ".join(
        f"{row['framework']} {row['case']} by {row['way']}: {rounding.seconds(row['call_seconds'])}"
        for row in moved.to_dict("records")
    )
    return (Answer.CONFIRMED, f"{said}.") if said else (Answer.OPEN, "nothing was moved in this run.")


def tracebacks(lines: Sequence[Record], _: float) -> Settled | None:
    """Count the faults whose line is named."""
    rows = [row for row in of_kind(lines, "fault") if row["raised"] and CATALOGUE[row["fault"]].control]
    named = {
        graph: [bool(row["names_line"]) for row in rows if row["graph"] == graph] for graph in ("dynamic", "static")
    }
    dynamic = named["dynamic"]
    if not dynamic:
        return None
    said = "; ".join(f"{own.count(True)} of {len(own)} faults raised in {graph} graphs" for graph, own in named.items())
    answer = Answer.CONFIRMED if all(dynamic) else Answer.PARTLY if any(dynamic) else Answer.REFUTED
    return answer, f"the user's line is named by {said}."
