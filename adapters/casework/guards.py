"""What is against a step: the wrong state, a limit that runs, an objection that suspends, a notice not given."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.casework.bearing import moved_by
from adapters.casework.kept import Evidence, Matter, Running
from adapters.casework.moves import MOVES, possible
from adapters.casework.refusals import Names, problem, said_of
from adapters.clock import iso_day
from engine.calendar import WorkingCalendar
from engine.compile.program import Program
from engine.language.policy import Policy
from engine.problems import Problem


@dataclass(frozen=True)
class Asked:
    """A step somebody wants to take on a *day*: its *evidence*, and what else it says."""

    step: str
    day: int
    evidence: Evidence
    values: Mapping[str, Any]
    version: int | None = None


@dataclass(frozen=True)
class Scene:
    """What a step is looked at against: the law, *today*, the *last* day a step was taken, the *limits* that run."""

    program: Program
    today: int
    last: str
    limits: tuple[Running, ...]

    @property
    def calendar(self) -> WorkingCalendar | None:
        """The working days there is data of."""
        return self.program.base.calendar

    def running(self, what: str) -> Iterator[Running]:
        """The limits for *what* that nothing has ended yet."""
        return (one for one in self.limits if one.what == what and one.met is None)


def against(matter: Matter, asked: Asked, scene: Scene) -> list[Problem]:
    """Everything against the step *asked* for."""
    if asked.version is not None and asked.version != matter.version:
        return [problem("casework.changed", version=matter.version, given=asked.version)]
    move = MOVES[matter.kind][asked.step]
    day = iso_day(asked.day)
    found: list[Problem] = []
    if matter.state not in move.possible:
        able = possible(matter.kind, matter.state, matter.objected, matter.repairing)
        found.append(problem("casework.no_such_move", step=asked.step, state=matter.state,
                             possible=Names(able)))  # fmt: skip
    elif move.objected not in (None, matter.objected):
        found.append(problem("casework.objected" if matter.objected else "casework.not_objected"))
    elif move.repairing not in (None, matter.repairing):
        found.append(problem("casework.repairing" if matter.repairing else "casework.not_repairing"))
    if asked.day > scene.today:
        found.append(problem("casework.future", day=day, today=iso_day(scene.today)))
    if day < scene.last:
        found.append(problem("casework.before", day=day, last=scene.last))
    if matter.state in move.possible and matter.kind == "proceeding":
        policy = scene.program.base.policies.get(str(matter.policy))
        found += _DUE_PROCESS.get(asked.step, _nothing)(matter, asked, scene, policy)
    return [*found, *_findings(matter, asked, scene)]


Guard = Callable[[Matter, Asked, Scene, Policy | None], Iterator[Problem]]


def _findings(matter: Matter, asked: Asked, scene: Scene) -> Iterator[Problem]:
    """What is found on an appeal or a claim, and is kept as facts, is of types that its policy looks at."""
    for one in asked.values.get("facts") or ():
        if matter.policy is None or one.get("type") not in moved_by(scene.program, matter.policy):
            yield problem("casework.elsewhere", type=one.get("type"), policy=matter.policy)


def _nothing(_matter: Matter, _asked: Asked, _scene: Scene, _policy: Policy | None) -> Iterator[Problem]:
    return iter(())


def _decision(matter: Matter, asked: Asked, scene: Scene, policy: Policy | None) -> Iterator[Problem]:
    """No listing without the notice the policy asks for, before its time is over, or deaf to what was said."""
    if asked.values["outcome"] != "list":
        return
    if policy is not None and policy.notice is not None and matter.state == "proposed":
        yield problem("casework.no_notice", policy=matter.policy, period=said_of(policy.notice.period))
    yield from _still(scene, asked, "statement", "casework.notice_runs")
    if (matter.state == "stated" or matter.objected) and not asked.values.get("considered"):
        yield problem("casework.not_considered")


def _publication(matter: Matter, asked: Asked, scene: Scene, policy: Policy | None) -> Iterator[Problem]:
    """Nothing is published that the policy does not publish, nor while what suspends it is open."""
    if policy is None or (policy.publish is None and not _counts_from_publication(policy)):
        yield problem("casework.not_public", policy=matter.policy)
        return
    for clock, what in ((policy.notice, "statement"), (policy.objection, "objection")):
        if clock is not None and "publication" in clock.suspends:
            yield from _still(scene, asked, what, "casework.suspended_until")
    if matter.objected and policy.objection is not None and "publication" in policy.objection.suspends:
        due = next((one.due for one in scene.running("settlement")), None)
        yield problem("casework.suspended", due=due)


def _objection(_matter: Matter, asked: Asked, scene: Scene, _policy: Policy | None) -> Iterator[Problem]:
    """No objection once the time for it is over."""
    for one in scene.running("objection"):
        if one.due is not None and one.due < iso_day(asked.day):
            yield problem("casework.objection_late", due=one.due)


_DUE_PROCESS: Final[Mapping[str, Guard]] = {
    "decide": _decision, "publish": _publication, "objection": _objection,
}  # fmt: skip


def _still(scene: Scene, asked: Asked, what: str, code: str) -> Iterator[Problem]:
    """The limits for *what* that are not over on the day *asked* about; not known to be over is not over."""
    for one in scene.running(what):
        if one.due is None:
            reach = iso_day(scene.calendar.last) if scene.calendar is not None else None
            yield problem("casework.end_unknown", period=said_of(one.period), starts=one.starts, reach=reach)
        elif iso_day(asked.day) <= one.due:
            yield problem(code, due=one.due)


def _counts_from_publication(policy: Policy) -> bool:
    """Whether a rule or repair of *policy* runs from the day it is published."""
    repairs = [*(policy.repair or ()), *(one for rule in policy.listings.values() for one in rule.repair or ())]
    waits = (getattr(one, "after", None) for one in repairs)
    return any(rule.counts_from == "publication" for rule in policy.listings.values()) or any(
        one is not None and one.from_ == "publication" for one in waits
    )
