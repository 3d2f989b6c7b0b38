"""Who stands where on one question: the fastest current form, and the plain and the best form of every framework."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.analysis.studies import Study, Way
from benchmarks.analysis.times import Times
from benchmarks.stats.ratios import Ratio
from benchmarks.stats.verdicts import Verdict, Word
from impls import contenders
from impls.contenders import CONTROL
from impls.interface import Contender

#: Ratio and verdict of the leader, and of who shares no round with it.
_UNJUDGED: tuple[None, None] = (None, None)


@dataclass(frozen=True, kw_only=True)
class Stand:
    """A form's place on a question.

    Attributes:
        name, framework: who.
        seconds: a step's, or a call's.
        plain, best: whether it is its framework's plain form, and its fastest current one.
        legacy: whether it uses an interface that its framework keeps for programs of an older version.
        control: whether it is the control, which belongs to no framework.
        graph: dynamic or static; empty where it isn't known.
        summary: what it is, in one line.
        ratio, verdict: against the leader; None for the leader itself.
    """

    name: str
    framework: str
    seconds: float
    plain: bool
    best: bool
    legacy: bool
    control: bool
    graph: str
    summary: str = ""
    ratio: Ratio | None = None
    verdict: Verdict | None = None

    @property
    def is_shown(self) -> bool:
        """Whether it is one of those that stand for all: a plain or a best form, a legacy one ahead, the control."""
        return self.plain or self.best or self.control or self.legacy

    @property
    def word(self) -> Word | None:
        """The verdict's word; None for the leader."""
        return self.verdict.word if self.verdict else None


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Who stands where on one question.

    Attributes:
        leader: the fastest current form that was timed.
        stands: every form that was, the fastest first.
        unit: what was timed.
        failed: framework and name of current forms that were tried and have no time, so that nobody knows their place;
            no name where all of a framework's have none.
    """

    leader: Stand
    stands: tuple[Stand, ...]
    unit: str
    failed: tuple[tuple[str, str], ...] = ()

    @property
    def shown(self) -> list[Stand]:
        """Those that stand for all, the fastest first; a legacy form only where its framework has no faster one."""
        bests = {stand.framework: stand.seconds for stand in self.stands if stand.best}
        return [
            stand
            for stand in self.stands
            if stand.is_shown and not (stand.legacy and stand.seconds > bests.get(stand.framework, float("inf")))
        ]

    def is_known(self, framework: str) -> bool:
        """Return whether all current forms of a framework that were tried have a time, or its best may be another."""
        return framework not in {name for name, _ in self.failed}

    @property
    def bests(self) -> list[Stand]:
        """Each framework's fastest current form, the fastest first."""
        return [stand for stand in self.stands if stand.best]


@dataclass(frozen=True, kw_only=True)
class _Form:
    """A timed form before it is known who leads."""

    name: str
    framework: str
    seconds: float
    legacy: bool
    control: bool
    graph: str = ""
    summary: str = ""


def of_workload(times: Times) -> Standing | None:
    """Return who stands where on a workload; None where no current form of a framework was timed.

    Forms of other versions than the run's own stand nowhere: they are held against those.
    """
    roster = times.record.roster
    forms = [
        _Form(
            name=name,
            framework=roster[name].framework,
            seconds=times.step_seconds[name],
            legacy=is_legacy(roster[name].framework, roster[name].mode),
            control=roster[name].framework == CONTROL,
            graph=roster[name].graph,
            summary=roster[name].summary,
        )
        for name in times.timed
        # With more threads or processes, or in another version, it stands beside nobody but its base.
        if not roster[name].has_more and not roster[name].environment
    ]
    leader = _leader(forms)
    if leader is None:
        return None
    # The second entry of whom races twice is nobody's form.
    tried = {name: roster[name] for name, lost in times.failures.items() if lost.status == "failed" and name in roster}
    against = times.against(leader.name)
    verdicts = {(form.framework, form.name): against.get(form.name) for form in forms}
    return _standing(
        forms,
        leader,
        plain=_plain(forms),
        judged={key: (held.ratio, held.verdict) for key, held in verdicts.items() if held},
        unit="step",
        failed=[(form.framework, name) for name, form in tried.items() if _is_ranked(form)],
    )


def _is_ranked(form: Contender) -> bool:
    """Return whether a form would stand among the frameworks' current ones."""
    beside = form.has_more or form.environment or form.framework == CONTROL
    return not beside and not is_legacy(form.framework, form.mode)


def of_case(study: Study, ways: Sequence[Way]) -> Standing | None:
    """Return who stands where in one case of a study; None where no framework's way was timed."""
    timed, failed = [way for way in ways if way.call_seconds > 0], [way for way in ways if way.reason]
    forms = [_of_way(way) for way in timed]
    leader = _leader(forms)
    if leader is None:
        return None
    first = next(way for way in timed if _key(_of_way(way)) == _key(leader))
    return _standing(
        forms,
        leader,
        plain={(way.framework, way.name) for way in timed if way.plain},
        judged={(way.framework, way.name): study.against(way, first) for way in timed if way is not first},
        unit="call",
        failed=[
            *(_key(form) for form in map(_of_way, failed) if not form.legacy and not form.control),
            *((lost, "") for lost in sorted(study.lost - {way.framework for way in ways}) if lost != CONTROL),
        ],
    )


def _of_way(way: Way) -> _Form:
    return _Form(
        name=way.name,
        framework=way.framework,
        seconds=way.call_seconds,
        legacy=is_legacy(way.framework, way.name),
        # The control stands for no framework: it takes part under its own name.
        control=way.framework not in contenders.challengers(),
        graph="dynamic" if is_dynamic(way) else "",
        summary=way.summary,
    )


def is_legacy(framework: str, mode: str) -> bool:
    """Return whether a mode, or a way, is one that its framework keeps for programs of an older version."""
    return framework in contenders.FRAMEWORKS and mode in contenders.framework(framework).legacy


def is_dynamic(way: Way) -> bool:
    """Return whether a way of a study is one that builds no graph, as its framework declares."""
    return way.framework in contenders.FRAMEWORKS and way.name in contenders.framework(way.framework).dynamic_ways


def _key(form: _Form) -> tuple[str, str]:
    return form.framework, form.name


def _leader(forms: Iterable[_Form]) -> _Form | None:
    current = [form for form in forms if not form.legacy and not form.control]
    return min(current, key=lambda form: (form.seconds, form.name), default=None)


def _plain(forms: Sequence[_Form]) -> set[tuple[str, str]]:
    """Return each framework's plain form: the one that it declares, or the first dynamic one that was timed."""
    declared = {declared.plain for declared in contenders.challengers().values()}
    plain: dict[str, _Form] = {}
    for form in forms:
        if form.name in declared or (form.graph == "dynamic" and form.framework not in plain):
            plain[form.framework] = form
    return {_key(form) for form in plain.values() if not form.control}


def _standing(
    forms: Sequence[_Form],
    leader: _Form,
    *,
    plain: set[tuple[str, str]],
    judged: Mapping[tuple[str, str], tuple[Ratio | None, Verdict | None]],
    unit: str,
    failed: Iterable[tuple[str, str]],
) -> Standing:
    current = [form for form in forms if not form.legacy and not form.control]
    bests = {framework: _leader(_of(current, framework)) for framework in {form.framework for form in current}}
    stands = {
        _key(form): Stand(
            name=form.name,
            framework=form.framework,
            seconds=form.seconds,
            plain=_key(form) in plain,
            best=bests.get(form.framework) is form,
            legacy=form.legacy,
            control=form.control,
            graph=form.graph,
            summary=form.summary,
            ratio=judged.get(_key(form), _UNJUDGED)[0],
            verdict=judged.get(_key(form), _UNJUDGED)[1],
        )
        for form in sorted(forms, key=lambda form: form.seconds)
    }
    return Standing(leader=stands[_key(leader)], stands=tuple(stands.values()), unit=unit, failed=tuple(failed))


def _of(forms: Iterable[_Form], framework: str) -> list[_Form]:
    return [form for form in forms if form.framework == framework]
