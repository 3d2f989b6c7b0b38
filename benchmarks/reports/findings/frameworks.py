"""Whether frameworks are really apart: each by its plain static form, and by its shortest current one."""

from __future__ import annotations

from itertools import combinations

from benchmarks.analysis.analysis import WorkloadAnalysis
from benchmarks.analysis.times import Comparison
from benchmarks.reports.findings import Finding, Question, Rule, said
from benchmarks.reports.standings import title_of
from benchmarks.stats.verdicts import Word
from impls.contenders import challengers

#: What a verdict answers to whether a difference is real.
ANSWERS = {Word.SLOWER: "proven apart", Word.FASTER: "proven apart", Word.SAME: "not apart"}


def _frameworks(workload: WorkloadAnalysis) -> list[Finding]:
    """Hold frameworks against each other, slower against faster: by what all of them have, and by what each does best.

    What each does best may be an option that another framework doesn't offer, or that no row here shows. Of whom a form
    failed it isn't known.
    """
    forms = workload.times.forms
    plain = sorted((one.static for one in challengers().values() if one.static in forms), key=lambda name: forms[name])
    standing = workload.standing
    bests = [stand.name for stand in standing.bests if standing.is_known(stand.framework)] if standing else []
    held = _sentence(workload, "fastest current form here", bests)
    told = {"frameworks": " ".join(filter(None, (held, _left_out(workload))))}
    if {*plain} != {*bests}:
        told = {"plain frameworks": _sentence(workload, "plain static form", plain)} | told
    return [Finding(rule=rule, question=Question.REAL, text=text) for rule, text in told.items() if text]


def _left_out(workload: WorkloadAnalysis) -> str:
    """Return which frameworks' fastest forms aren't known, and why; nothing where all are, or none could be held."""
    standing = workload.standing
    if standing is None or len(standing.bests) == 1:
        return ""
    unknown = [best.framework for best in standing.bests if not standing.is_known(best.framework)]
    failed = [name for framework, name in standing.failed if framework in unknown]
    titles = ", ".join(map(title_of, unknown))
    why = f"since {', '.join(failed)} failed and might be faster than what was timed"
    return f"In no comparison of fastest forms, {why}: {titles}." if unknown else ""


def _sentence(workload: WorkloadAnalysis, kind: str, names: list[str]) -> str:
    compared = [workload.times.against(faster).get(slower) for faster, slower in combinations(names, 2)]
    answers = [_answer(comparison, workload.band) for comparison in compared if comparison]
    several = any(workload.record.roster[name].processes > 1 for name in workload.times.timed)
    where = " on one process" if several else ""
    return f"Between frameworks, each by its {kind}{where}: {'; '.join(answers)}." if answers else ""


def _answer(comparison: Comparison, band: float) -> str:
    answer = f"{ANSWERS[comparison.verdict.word]}, " if comparison.verdict.word in ANSWERS else ""
    return f"{answer}{comparison.contender} against {comparison.baseline}, {said(comparison, band)}"


RULE = Rule(place=28, findings=_frameworks)
