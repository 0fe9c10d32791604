"""Case files into policy cases: whose they are, what they ask, and every name they use checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.cases.shapes import Case, CaseFileKeys, GradeExpected, ListExpected
from engine.language.base import CASES, PolicyBase
from engine.language.read import read_shape
from engine.language.syntax import Document, read_yaml
from engine.online.question import Question
from engine.problems import Place, Problem, in_order, nearest

_FACT_KEYS = frozenset({"id", "type", "subject", "date", "recorded", "source", "related", "fields"})
_BARE_GRADES = ("none", "unknown")


@dataclass(frozen=True)
class PolicyCase:
    """One case of *owner* (a policy, overlay or linkage), the *number*-th of its file, and the *question* it asks."""

    owner: str
    number: int
    keys: Case
    question: Question
    document: Document

    @property
    def name(self) -> str:
        """The claim."""
        return self.keys.name

    def place(self, *steps: Any) -> Place:
        """Where the case stands, or what is *steps* down in it."""
        return self.document.place(("cases", self.number, *steps))


@dataclass(frozen=True)
class CaseFile:
    """The *cases* of *owner*, and the changes of it that *survivors* says no case can notice."""

    owner: str
    file: str
    cases: tuple[PolicyCase, ...]
    survivors: Mapping[str, str] = field(default_factory=dict)


def read_cases(
    base: PolicyBase, files: Mapping[str, bytes], missing: AbstractSet[str] = frozenset()
) -> tuple[tuple[CaseFile, ...], tuple[Problem, ...]]:
    """The case files among *files* (relative path to content), and everything wrong with them.

    A name that a file of law may define which is *missing*, because it could not be read, is not asked for.
    """
    found: list[CaseFile] = []
    problems: list[Problem] = []
    for path in sorted(path for path in files if path.endswith(CASES)):
        document, wrong = read_yaml(files[path], path)
        problems += wrong
        if document is None or wrong:
            continue
        keys, wrong = read_shape(document, CaseFileKeys)
        problems += wrong
        if keys is not None:
            owner = path.removesuffix(CASES)
            named = _Names(base, document, owner).problems(keys)
            problems += (problem for problem in named if not _follows(problem, missing))
            cases = (PolicyCase(owner, n, case, _question(case), document) for n, case in enumerate(keys.cases))
            found.append(CaseFile(owner, path, tuple(cases), keys.survivors))
    return tuple(found), in_order(problems)


def _follows(problem: Problem, missing: AbstractSet[str]) -> bool:
    """Whether *problem* only misses a name that a file may define which is *missing*."""
    match problem.code:
        case "cases.unknown_owner":
            return f"{problem.values['owner']}.yaml" in missing
        case "cases.unknown_policy":
            return f"{problem.values['policy']}.yaml" in missing
        case "cases.unknown_measure":
            return any(path.startswith("measures/") for path in missing)
        case "cases.unknown_rule":
            return any(path.startswith("regions/") for path in missing)
    return False


def owned_by(base: PolicyBase, owner: str) -> tuple[str, str] | None:
    """Sort and name of the *owner* of a case file in *base*: a policy, an overlay or a linkage."""
    if owner in base.policies:
        return "policy", owner
    if owner in base.overlays:
        return "overlay", owner
    name = owner.removeprefix("linkage/")
    return ("linkage", name) if name in base.linkages and name != owner else None


def _question(case: Case) -> Question:
    as_of = case.as_of.toordinal()
    principals = None
    if not isinstance(case.principals, str):
        principals = {
            id_: {"subject": _plain(one.subject or {"id": id_}), "facts": [raw_fact(fact) for fact in one.facts]}
            for id_, one in case.principals.items()
        }
    return Question(
        subject=_plain(case.subject),
        facts=[raw_fact(fact) for fact in case.facts],
        as_of=as_of,
        known_at=case.known_at.toordinal() if case.known_at else as_of,
        principals=principals,
        decided_after=case.decisions.after,
    )


def raw_fact(keys: Mapping[str, Any]) -> dict[str, Any]:
    """The record a case's fact *keys* mean: what is no key of a record is one of its fields."""
    fact = {str(key): value for key, value in keys.items() if key in _FACT_KEYS}
    beside = {str(key): value for key, value in keys.items() if key not in _FACT_KEYS}
    given = fact.get("fields")
    fact["fields"] = {**given, **beside} if isinstance(given, Mapping) else given or beside
    return {key: _plain(value) for key, value in fact.items()}


def _plain(value: Any) -> Any:
    """*value* with days as text, as records have them."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(member) for key, member in value.items()}
    return [_plain(member) for member in value] if isinstance(value, list | tuple) else value


class _Names:
    """Checks the names one case file uses against a base."""

    def __init__(self, base: PolicyBase, document: Document, owner: str) -> None:
        self._base = base
        self._document = document
        self._owner = owner
        self._lists = {name for name, policy in base.policies.items() if policy.list is not None}
        self._grades = {name for name, policy in base.policies.items() if policy.grade is not None}

    def problems(self, keys: CaseFileKeys) -> Iterator[Problem]:
        """What is wrong with the names in *keys*."""
        if owned_by(self._base, self._owner) is None:
            known = (*self._base.policies, *self._base.overlays, *(f"linkage/{n}" for n in self._base.linkages))
            values = {"owner": self._owner, "nearest": nearest(self._owner, known)}
            yield Problem("cases.unknown_owner", Place(self._document.file), values)
        seen: dict[str, int] = {}
        for number, case in enumerate(keys.cases):
            if case.name in seen:
                place = self._document.place(("cases", number, "name"))
                yield Problem("cases.same_name", place, {"name": case.name, "first": seen[case.name] + 1})
            seen.setdefault(case.name, number)
            yield from self._case(("cases", number, "expect"), case)

    def _case(self, at: tuple[Any, ...], case: Case) -> Iterator[Problem]:
        expect = case.expect
        for policy, listed in expect.lists.items():
            yield from self._policy((*at, "lists", policy), policy, self._lists)
            for one in listed if isinstance(listed, tuple) else (listed,):
                yield from self._rules((*at, "lists", policy), policy, one)
        for policy, graded in expect.grades.items():
            yield from self._policy((*at, "grades", policy), policy, self._grades)
            yield from self._grade((*at, "grades", policy), policy, graded)
        for key in ("measures", "measures_include", "measures_exclude"):
            yield from self._measures((*at, key), getattr(expect, key) or ())
        yield from self._measures((*at, "withheld"), expect.withheld or {})
        for policy in expect.proposals or {}:
            yield from self._policy((*at, "proposals"), policy, self._lists)
        for policy in expect.undecided or {}:
            yield from self._policy((*at, "undecided"), policy, self._lists | self._grades)
        for number, refusal in enumerate(expect.refusals or ()):
            yield from self._policy((*at, "refusals", number, "policy"), refusal.policy, self._lists)
        for number, near in enumerate(expect.near or ()):
            yield from self._policy((*at, "near", number, "policy"), near.policy, self._lists)
            yield from self._rule((*at, "near", number, "rule"), near.policy, (near.rule,))

    def _policy(self, at: tuple[Any, ...], policy: str, known: Iterable[str]) -> Iterator[Problem]:
        if policy not in set(known):
            values = {"policy": policy, "nearest": nearest(policy, known)}
            yield Problem("cases.unknown_policy", self._document.key_place(at), values)

    def _measures(self, at: tuple[Any, ...], measures: Iterable[str]) -> Iterator[Problem]:
        for measure in measures:
            if measure not in self._base.measures:
                values = {"measure": measure, "nearest": nearest(measure, self._base.measures)}
                yield Problem("cases.unknown_measure", self._document.place(at), values)

    def _rules(self, at: tuple[Any, ...], policy: str, expected: ListExpected) -> Iterator[Problem]:
        yield from self._rule((*at, "rules"), policy, expected.rules or ())

    def _rule(self, at: tuple[Any, ...], policy: str, rules: Iterable[str]) -> Iterator[Problem]:
        if policy not in self._base.policies:
            return
        known = {*self._base.policies[policy].listings, *self._added(policy)}
        for rule in rules:
            if rule not in known:
                values = {"rule": rule, "policy": policy, "nearest": nearest(rule, known)}
                yield Problem("cases.unknown_rule", self._document.place(at), values)

    def _added(self, policy: str) -> Iterator[str]:
        """The rules overlays add to *policy*, by the ids they have in verdicts."""
        for overlay in self._base.overlays.values():
            additions = overlay.adds.get(policy)
            yield from (f"{overlay.region}.{key}" for key in (additions.listings if additions else ()))

    def _grade(self, at: tuple[Any, ...], policy: str, expected: GradeExpected) -> Iterator[Problem]:
        keys = self._base.policies[policy].grade if policy in self._grades else None
        if keys is None:
            return
        named = [(("grade",), expected.grade)] if expected.grade not in (None, *_BARE_GRADES) else []
        for steps, grade in (*named, *((("possible",), grade) for grade in expected.possible or ())):
            if grade not in keys.order:
                values = {"grade": grade, "policy": policy, "nearest": nearest(str(grade), keys.order)}
                yield Problem("cases.unknown_grade", self._document.place((*at, *steps)), values)
