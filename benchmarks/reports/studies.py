"""Studies: what each way costs a call, and against the plain way of its case in the same framework."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.plan.questions import AGAIN, PAGES, PERCENTILES, STUDIES
from benchmarks.reports import rounding
from benchmarks.reports.summary import Record, of_kind
from benchmarks.stats.ratios import Blocks, Ratio, paired_ratio
from benchmarks.stats.verdicts import judge

#: What a variant's line says of it, besides its facts.
TOLD = ("summary", "items", "build_seconds", "first_call_seconds", "reason")
#: What a call handles several of; a bridge carries bytes, whose number its cases say.
ITEMS = {"inference": "row", "loading": "batch"}
INTRODUCTION = (
    "All ways of a framework take turns in one process, and the frameworks in turns lap by lap, in several fresh "
    "processes. Every way's result was proven before it was timed. A verdict holds a way against the plain way of its "
    "case in the same framework."
)
#: Framework, case and name of a variant.
Key = tuple[str, str, str]


def laps_of(lines: Sequence[Record], study: str, net: str) -> dict[Key, Blocks]:
    """Return the seconds a call of every variant, by process and round; laps that don't count are left out."""
    found: dict[Key, dict[int, dict[int, float]]] = defaultdict(lambda: defaultdict(dict))
    for line in of_kind(lines, "lap"):
        if (line["workload"], line["net"]) == (study, net) and "seconds" in line:
            key = (line["contender"], line["case"], line["name"])
            found[key][line["replicate"]][line["round"]] = line["seconds"]
    return dict(found)


def frame(lines: Sequence[Record], study: str, *, band: float) -> pd.DataFrame:
    """Return one row per net, case, framework and way, in the order in which they were declared.

    Columns: study, net, case, framework, way, summary, reason (why it has no time, else empty), call_seconds (median),
    items, build_seconds, first_call_seconds, base, ratio, ratio_low, ratio_high (time over the base's), verdict, why,
    said (the verdict in words), p50, p95, p99 (seconds, medians over processes), and facts.
    """
    rows = [row for net in STUDIES[study] for row in _rows(lines, study, net, band=band)]
    return pd.DataFrame(rows)


def _rows(lines: Sequence[Record], study: str, net: str, *, band: float) -> list[dict[str, Any]]:
    laps = laps_of(lines, study, net)
    told: dict[Key, Record] = {}
    for line in of_kind(lines, "variant"):
        if (line["workload"], line["net"]) == (study, net):
            told.setdefault((line["contender"], line["case"], line["name"]), line)
    bases = {key[:2]: key for key, line in told.items() if line["base"]}
    refused = {
        (line["contender"], line["case"], line["name"]): f"failed: {line['reason']}"
        for line in of_kind(lines, "lap")
        if (line["workload"], line["net"]) == (study, net) and "reason" in line
    }
    rows = []
    for case in dict.fromkeys(case for _, case, _ in told):
        for key in (key for key in told if key[1] == case):
            line, base = told[key], bases.get(key[:2])
            row: dict[str, Any] = {"study": study, "net": net, "case": case, "framework": key[0], "way": key[2]}
            row |= {
                name: line.get(name) for name in ("summary", "items", "build_seconds", "first_call_seconds", "reason")
            }
            row |= {"facts": line["facts"], "base": base[2] if base else ""}
            if key in laps:
                row |= _percentiles(lines, study, net, key)
            else:
                row["reason"] = row["reason"] or refused.get(key, "")
            rows.append(row | _times(laps, key, base, band=band))
    return rows


def _times(laps: dict[Key, Blocks], key: Key, base: Key | None, *, band: float) -> dict[str, Any]:
    if key not in laps:
        return {"call_seconds": np.nan}
    taken = [seconds for rounds in laps[key].values() for seconds in rounds.values()]
    found: dict[str, Any] = {"call_seconds": float(np.median(taken))}
    if base is None or base == key or base not in laps:
        return found
    ratio, floor = paired_ratio(laps[key], laps[base]), _floor(laps, base)
    verdict = judge(ratio, band=band, noise_floor=floor.largest if floor else 0.0)
    limits = {"ratio": ratio.estimate, "ratio_low": ratio.low, "ratio_high": ratio.high} if ratio else {}
    text = rounding.verdict(verdict, ratio, band)
    return found | limits | {"verdict": str(verdict.word), "why": verdict.reason, "said": text}


def _floor(laps: dict[Key, Blocks], base: Key) -> Ratio | None:
    twin = (*base[:2], f"{base[2]}{AGAIN}")
    return paired_ratio(laps[twin], laps[base]) if twin in laps else None


def _percentiles(lines: Sequence[Record], study: str, net: str, key: Key) -> dict[str, float]:
    names = [f"p{percent}" for percent in PERCENTILES]
    own = [
        line
        for line in of_kind(lines, "latency")
        if (line["workload"], line["net"], line["contender"], line["case"], line["name"]) == (study, net, *key)
    ]
    return {name: float(np.median([line[name] for line in own])) for name in names} if own else {}


def section(lines: Sequence[Record], study: str, *, band: float) -> list[str]:
    """Return the parts of a page about a study; none where it wasn't measured."""
    found = frame(lines, study, band=band)
    if found.empty:
        return []
    question = next(page.question for page in PAGES.values() if study in page.names)
    parts = [
        f"## {study}: {question}",
        INTRODUCTION,
    ]
    for net in dict.fromkeys(found["net"]):
        parts.append(f"### {study} of {net}")
        own = found[found["net"] == net]
        for case in dict.fromkeys(own["case"]):
            parts += [f"**{case}**", rounding.markdown_table(table(own[own["case"] == case]))]
    return parts


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the ways of one case as texts."""
    wanted = ("said", *(f"p{percent}" for percent in PERCENTILES))
    rows = rows.reindex(columns=[*rows.columns, *(name for name in wanted if name not in rows)])
    shown = pd.DataFrame({"framework": rows["framework"], "way": rows["way"]})
    shown["a call"] = rows["call_seconds"].map(rounding.seconds).where(rows["reason"] == "", rows["reason"])
    item = ITEMS.get(str(rows["study"].iloc[0]))
    if item and (rows["items"] > 1).any():
        shown[f"a {item}"] = (rows["call_seconds"] / rows["items"]).map(rounding.seconds)
    for percent in PERCENTILES:
        if rows[f"p{percent}"].notna().any():
            shown[f"p{percent}"] = rows[f"p{percent}"].map(rounding.seconds)
    plain = rows["way"] == rows["base"]
    shown["against the plain way"] = rows["said"].astype(object).fillna("").where(~plain, "the plain way")
    for fact in dict.fromkeys(name for facts in rows["facts"] for name in facts):
        shown["size" if fact == "bytes" else fact] = [_fact(fact, facts.get(fact)) for facts in rows["facts"]]
    shown["built in"] = rows["build_seconds"].map(rounding.seconds)
    shown["first call"] = rows["first_call_seconds"].map(rounding.seconds)
    return shown


def _fact(name: str, value: object) -> str:
    if value is None:
        return rounding.MISSING
    return rounding.memory(float(str(value))) if name == "bytes" else str(value).lower()
