"""Whose grade is made for themselves, and who have the grades of one that stands for all that are like them.

Subjects are alike whom nothing that a grade looks at sets apart but the first year they are graded for and their kind:
what is made of one of them holds for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.calendar import Period
from engine.compile.domains import CodeSet
from engine.compile.grades import CompiledGrade
from engine.compile.nodes import AggregateNode, GradeNode, ListedNode, Node, SubjectNode, parts
from engine.dossier import PROFILE
from engine.population.columns import Days
from engine.population.compiled import compiled as machine
from engine.population.conditions import Conditions
from engine.population.days import add, calendar_year
from engine.population.graded_years import GradedYears, Years
from engine.population.matching import passes
from engine.population.moments import Moments
from engine.population.outright import Outright
from engine.population.truths import Truths, always

Numbers = NDArray[np.int32]
_KINDS: Final = 4
"""More than there are truths: of a kind that is graded, or not, or perhaps."""
LIKE_NOBODY: Final = -2
"""The group of those who are like nobody else."""


class Spans(NamedTuple):
    """Years, from *first* to *last*, in which something may set each *subject* apart."""

    subject: Days
    first: Years
    last: Years


@dataclass(frozen=True, eq=False)
class Apart:
    """*subjects* judged for themselves, a row each; *place* is everybody's row, -1 of those without one.

    *since* is the number of the first year each is graded for; *active* by year and row where it has to be judged,
    elsewhere it has what its *group* has.
    """

    subjects: Days
    place: Numbers | None
    since: Years
    active: NDArray[np.bool_]
    group: Numbers

    def among(self, everybody: int) -> Numbers:
        """The row of each of *everybody*, -1 where there is none."""
        if self.place is not None:
            return self.place
        place = np.full(everybody, -1, np.int32)
        place[self.subjects] = np.arange(len(self.subjects))
        return place

    def rows(self, subject: Days) -> Numbers:
        """The row of each *subject*, -1 where it has none."""
        return np.full(len(subject), -1, np.int32) if self.place is None else self.place[subject]


@dataclass(frozen=True, eq=False)
class Groups:
    """Everybody's *group*, -1 of those who are not graded in columns, and one *standing* for each that has members."""

    group: Numbers
    standing: Days
    since: Years
    spans: list[Spans]

    def representatives(self, years: GradedYears) -> Apart:
        """Those standing for their groups, looked at in every year."""
        size = len(self.standing)
        active = np.ones((years.count, size), np.bool_)
        return Apart(self.standing, None, self.since[self.standing], active, np.arange(size, dtype=np.int32))

    def apart(self, years: GradedYears, dissolved: NDArray[np.bool_]) -> Apart:
        """Those of whom something sets them apart, and all members of groups that are *dissolved*."""
        whole = self.group == LIKE_NOBODY
        if dissolved.any():
            whole |= np.append(dissolved, [False] * -LIKE_NOBODY)[self.group]
        mine = whole.copy()
        for span in self.spans:
            mine[span.subject] |= self.group[span.subject] != -1
        subjects = np.flatnonzero(mine).astype(np.int32)
        place = np.full(len(self.group), -1, np.int32)
        place[subjects] = np.arange(len(subjects))
        active = np.zeros((years.count, len(subjects)), np.bool_)
        active[:, whole[subjects]] = True
        for span in self.spans:
            machine(_mark)(place[span.subject], span.first, span.last, active)
        return Apart(subjects, place, self.since[subjects], active, self.group[subjects])


def groups(
    compiled: CompiledGrade, conditions: Conditions, years: GradedYears, given: Outright, who: NDArray[np.bool_]
) -> Groups:
    """The groups of those *who* are graded in columns; whoever is like nobody else is in none."""
    dossiers = conditions.dossiers
    spans = list(_spans(compiled, conditions, years, given)) if years.count else []
    since = np.clip(dossiers.first_year - np.int32(years.first), 0, years.count).astype(np.int32)
    key, size = likeness(compiled, conditions, since, years.count + 1)
    apart = ~who
    for span in spans:
        apart[span.subject] = True
    standing = np.full(size, -1, np.int32)
    machine(_stand)(apart, key, standing)
    number = np.full(size, LIKE_NOBODY, np.int32)
    present = np.flatnonzero(standing >= 0)
    number[present] = np.arange(len(present))
    return Groups(np.where(who, number[key], np.int32(-1)), standing[present], since, spans)


def likeness(
    compiled: CompiledGrade, conditions: Conditions, since: Numbers, years: int
) -> tuple[NDArray[np.int32], int]:
    """Numbers below a size, the same for those who are alike: of one kind, and graded *since* one of *years*."""
    kind = conditions.dossiers.population.attributes["kind"]
    kinds = passes(CodeSet(compiled.kinds), kind)
    key, size = since * np.int32(_KINDS) + kinds, years * _KINDS
    for below in _grades_below(compiled, conditions):
        key = key * np.int32(below.shared + 1) + np.clip(below.row, 0, below.shared).astype(np.int32)
        size *= below.shared + 1
    return key, size


def looks_at_each(node: Node, conditions: Conditions) -> bool:
    """Whether *node* asks what each subject is, or since when it has records, so that no two are alike to it."""
    if isinstance(node, AggregateNode):
        known = conditions.dossiers.program.fact_types
        return node.since is None and node.within is None and any(known[name].sources for name in node.facts)
    return isinstance(node, SubjectNode)


class Blind(Conditions):
    """Conditions as they are answered without looking at what sets those apart who are of one group."""

    def __init__(self, seeing: Conditions) -> None:
        self.__dict__.update(seeing.__dict__)

    def truth(self, node: Node, at: Moments) -> Truths:
        """Whether *node* holds of everybody at each moment; unknown where it depends on whom it is asked of."""
        return always(None, len(at)) if looks_at_each(node, self) else super().truth(node, at)


def _grades_below(compiled: CompiledGrade, conditions: Conditions) -> Iterator[Any]:
    found = {part.policy for node in compiled.nodes() for part in parts(node) if isinstance(part, GradeNode)}
    yield from (conditions.grades[policy] for policy in sorted(found) if policy in conditions.grades)


def _spans(compiled: CompiledGrade, conditions: Conditions, years: GradedYears, given: Outright) -> Iterator[Spans]:
    last = years.count - 1
    for subject, first, final in matters(compiled, conditions, given):
        begin = np.maximum(years.numbers(first), 0)
        end = np.full(len(subject), last, np.int32) if final is None else np.minimum(years.numbers(final), last)
        rows = np.flatnonzero(begin <= end)
        yield Spans(subject[rows], begin[rows], end[rows])
    for subject in always_apart(compiled, conditions):
        yield Spans(subject, np.zeros(len(subject), np.int32), np.full(len(subject), last, np.int32))


def always_apart(compiled: CompiledGrade, conditions: Conditions) -> Iterator[Days]:
    """Those who changed their kind, and who are set apart under a grade that is asked for."""
    profiles = conditions.dossiers.of_type(PROFILE)
    if profiles is not None:
        yield np.unique(profiles.subject[profiles.field("kind").known])
    for below in _grades_below(compiled, conditions):
        yield np.flatnonzero((below.row >= below.shared) | (below.row < -1)).astype(np.int32)


def matters(
    compiled: CompiledGrade, conditions: Conditions, given: Outright
) -> Iterator[tuple[Days, Days, Days | None]]:
    """Subjects, and the first and last day of the years in which facts or lists matter to them; or ever after."""
    yield given.subject, given.day, add(given.day, Period(1, "years")) if compiled.asks_itself else given.day
    if compiled.asks_itself:
        late = np.flatnonzero(_begin_on_last_day(conditions)).astype(np.int32)
        yield late, conditions.dossiers.first_day[late], conditions.dossiers.first_day[late]
    for item in compiled.items:
        for name, node in item.facts.items():
            table = conditions.dossiers.of_type(name)
            if table is not None:
                rows = conditions.on_own_day(node, table).rows
                yield table.subject[rows], table.day[rows], table.day[rows]
    for part in (part for node in compiled.nodes() for part in parts(node)):
        if isinstance(part, AggregateNode):
            found = conditions.countable(part)
            yield found.subject, found.day, _counted_until(part, found.day)
        elif isinstance(part, ListedNode):
            lists = (conditions.lists[policy] for policy in part.policies if policy in conditions.lists)
            for stretches in (one for each in lists for one in (each.certain, each.possible)):
                last = np.minimum(stretches.last, conditions.dossiers.as_of)
                yield stretches.subject, stretches.start, last


def _counted_until(node: AggregateNode, day: Days) -> Days | None:
    """The last day of the years in which *node* may count a fact of each *day*, if there is one."""
    if node.since == "year":
        return day
    return add(day, node.within) if node.since is None and node.within is not None else None


def _begin_on_last_day(conditions: Conditions) -> NDArray[np.bool_]:
    """Whose first day is the last of a year: on the day before it, nothing was held."""
    first = conditions.dossiers.first_day
    return np.asarray(calendar_year(first + np.int32(1)) != conditions.dossiers.first_year)


def _stand(apart, key, standing):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    for subject in range(len(apart)):
        if not apart[subject]:
            standing[key[subject]] = subject


def _mark(rows, first, last, active):  # type: ignore[no-untyped-def]  # compiled, with arrays only
    for one in range(len(rows)):
        if rows[one] >= 0:
            for year in range(first[one], last[one] + 1):
                active[year, rows[one]] = True
