"""Grade policies of one subject (S22): the grade of every year, and the grade in force on a day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from engine.language.grade import CarryOver, GradeKeys, Window
from engine.language.policy import Policy
from tests.reference.asked import World
from tests.reference.coverage import covered_in_force
from tests.reference.days import ONE_DAY, within
from tests.reference.grading import Graded, Outcome, at_best, direct_facts, directly, from_score, kept, limited
from tests.reference.law import in_force
from tests.reference.rules import kind_permitted
from tests.reference.truths import Truth

NOT_GRADED: frozenset[str | None] = frozenset({None})


@dataclass
class Grades:
    """One grade policy of one subject."""

    policy_id: str
    world: World
    years: dict[int, set[Outcome | None]] = field(default_factory=dict)
    """By year what its grade may be; `None` where the subject is of a kind, or has no start, that gets no grade."""

    def __post_init__(self) -> None:
        self.world.grades[self.policy_id] = self
        first = self.world.dossier.first_day
        if self.keys.per != "calendar_year" or first is None:
            return
        last = self.world.dossier.as_of.year - 1
        for year in range(max(first.year, self.keys.first_year or 0), min(last, self.keys.last_year or last) + 1):
            self.years[year] = self._of_year(year)

    @property
    def policy(self) -> Policy:
        """The policy."""
        return self.world.dossier.base.policies[self.policy_id]

    @property
    def keys(self) -> GradeKeys:
        """Its keys."""
        assert self.policy.grade is not None
        return self.policy.grade

    def possible_on(self, day: date) -> frozenset[str | None]:
        """The grades that may be in force on *day*; `None` is having none."""
        return frozenset(self._on(day)[0])

    def from_(self, day: date) -> date:
        """The day since which the grade in force on *day* has been: its declaration, or the fact that gave it."""
        found, declared = self._on(day)
        first = day
        while first > (declared or self._first_day()) and self._on(first - ONE_DAY) == (found, declared):
            first -= ONE_DAY
        return first

    def _first_day(self) -> date:
        return self.world.dossier.first_day or self.world.dossier.as_of

    def _on(self, day: date) -> tuple[frozenset[str | None], date | None]:
        """The grades there may be on *day*, and the day the year's grade among them was declared, if one was."""
        first = self.world.dossier.first_day
        if first is None or day < first:
            return NOT_GRADED, None
        if isinstance(self.keys.per, Window):
            return self._rolling(day), None
        declared = max((self.declared(year) for year in self.years if self.declared(year) <= day), default=None)
        base: frozenset[str | None] = NOT_GRADED
        if declared is not None and day < self.declared(declared.year):
            base = _grades_of(self.years[declared.year - 1])
        else:
            declared = None
        return self._with_direct(base, day), declared

    def declared(self, year: int) -> date:
        """The day the grade of *year* is declared: in the next year."""
        month, day = self.keys.declared or (1, 1)
        return date(year + 1, month, day)

    def _of_year(self, year: int) -> set[Outcome | None]:
        day = date(year, 12, 31)
        permitted = kind_permitted(self.policy, day, self.world)
        if permitted is False:
            return {None}
        graded = Graded(self.policy_id, self.policy, self.keys, day, lambda fact_day: fact_day.year == year, self.world)
        outcomes = directly(graded, from_score(graded, self._taken_off(year)))
        for rule in self.keys.carry_over.values():
            outcomes = self._carried(graded, rule, year, outcomes)
        outcomes = limited(graded, outcomes)
        return outcomes if permitted else outcomes | {None}

    def _taken_off(self, year: int) -> list[tuple[Fraction, Truth]]:
        return [
            (Fraction(rule.deduct), self._had(rule, year - 1))
            for rule in self.keys.carry_over.values()
            if rule.deduct is not None
        ]

    def _carried(
        self, graded: Graded, rule: CarryOver, year: int, outcomes: set[Outcome | None]
    ) -> set[Outcome | None]:
        for back in range(1, rule.keep + 1):
            outcomes = kept(graded, outcomes, rule.grade, self._had(rule, year - back))
        if rule.then_at_best is not None:
            outcomes = at_best(graded, outcomes, rule.then_at_best, self._had(rule, year - rule.keep - 1))
        return outcomes

    def _had(self, rule: CarryOver, year: int) -> Truth:
        """Whether *year* had the grade *rule* speaks of, come about in the way it speaks of and not merely kept."""
        outcomes = self.years.get(year)
        if not outcomes or not in_force(rule.in_force, date(year, 12, 31)):
            return False
        sources = {"score", "direct"} if rule.from_ == "any" else {rule.from_}
        answers = {found is not None and found.grade == rule.grade and found.source in sources for found in outcomes}
        return answers.pop() if len(answers) == 1 else None

    def _with_direct(self, base: frozenset[str | None], day: date) -> frozenset[str | None]:
        """S22: until its year's grade is declared, a direct grade from a fact holds from the fact's day, if worse."""
        result = base
        for direct in self.keys.direct.values():
            for fact, truth in direct_facts(self._up_to(day), direct):
                if self._waits(fact.day, day) and truth is not False:
                    worse = frozenset(self._worse(direct.grade, grade) for grade in result)
                    permitted = kind_permitted(self.policy, fact.day, self.world)
                    if permitted is not False:
                        result = worse if truth and permitted else result | worse
            last = min(day, date(self.keys.last_year, 12, 31)) if self.keys.last_year else day
            if not covered_in_force(
                self.world.dossier.base, direct.on, last, lambda one: self._waits(one, day), direct.in_force
            ):
                result |= frozenset(self._worse(direct.grade, grade) for grade in result)
        return result

    def _up_to(self, day: date) -> Graded:
        return Graded(self.policy_id, self.policy, self.keys, day, lambda _: True, self.world)

    def _waits(self, fact_day: date, day: date) -> bool:
        year = fact_day.year
        graded = (self.keys.first_year or year) <= year <= (self.keys.last_year or year)
        return graded and day < self.declared(year)

    def _worse(self, direct: str, grade: str | None) -> str:
        order = self.keys.order
        return direct if grade is None or order.index(direct) > order.index(grade) else grade

    def _rolling(self, day: date) -> frozenset[str | None]:
        assert isinstance(self.keys.per, Window)
        window = self.keys.per.window
        permitted = kind_permitted(self.policy, day, self.world)
        first = self.world.dossier.first_day
        if permitted is False or first is None or day < first:
            return NOT_GRADED
        graded = Graded(
            self.policy_id, self.policy, self.keys, day, lambda fact_day: within(fact_day, window, day), self.world
        )
        outcomes = limited(graded, directly(graded, from_score(graded, [])))
        return _grades_of(outcomes if permitted else outcomes | {None})


def _grades_of(outcomes: set[Outcome | None]) -> frozenset[str | None]:
    return frozenset(None if found is None else found.grade for found in outcomes)
