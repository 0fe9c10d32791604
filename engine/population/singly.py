"""Those of a population who are judged one by one, by the walk the online evaluator takes, and put into columns."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple

import numpy as np

from engine.compile.grades import CompiledGrade
from engine.compile.program import Program
from engine.compile.strata import edges
from engine.conditions import Conditions
from engine.dossier import Dossier, Subject, select
from engine.facts import Fact
from engine.grading.outcomes import GradeResult
from engine.judging import Asked, Evaluation, Judge
from engine.measures import measures_in_force
from engine.population.bringing_out import AtHand, Told, brought_out
from engine.population.columns import Population
from engine.population.grade_rows import GradeRows
from engine.population.measures import Measures, carriages_of
from engine.population.results import ListColumns
from engine.population.singly_rows import GradesAsRows, Rows, arrays
from engine.population.uniting import CAUSES
from engine.population.ways import Ways
from engine.population.withholding import WITHHELD
from engine.problems import FactError
from engine.spells.decisions import Meant
from engine.spells.fold import fold
from engine.spells.result import ListResult
from engine.tracing import Traces

_AT_ONCE = 256
_KEPT_FACTS = 500_000
"""So many facts are kept as objects at one time."""


class Singly:
    """Judges subjects of *population* as of a day, known on a day, by the walk alone or by a *judge* of one's own."""

    def __init__(
        self,
        program: Program,
        population: Population,
        as_of: int,
        known_at: int,
        *,
        decided_after: int | None,
        judge: Judge | None = None,
    ) -> None:
        self._program = program
        self._population = population
        self._as_of, self._known_at, self._assume = as_of, known_at, decided_after
        self._judge = judge or Judge(program)
        self._flags = program.flags if judge is not None else {}
        self._principals: Mapping[int, Sequence[int]] = {}
        self._numbers: dict[tuple[int, str], int] = {}
        self._lent: dict[int, tuple[Fact, int]] = {}
        """The facts of the principals of whoever is judged, with their numbers: ids tell those of one subject apart."""
        self._known: dict[int, _Known] = {}
        self._asked: dict[int, Asked] = {}
        self._dossiers: dict[int, Dossier] = {}
        self._facts_kept = 0
        self._ahead: dict[int, list[Told]] = {}
        self._carriages = {id(one): number for number, one in enumerate(carriages_of(program))}
        self.refused: dict[int, FactError] = {}
        """Those about whom nothing can be said, as their facts contradict each other."""
        self.silences: list[str] = []
        """The ids of the facts silence made, which are numbered from -2 downwards."""

    def judged(self, place: int) -> Evaluation:
        """Lists and grades of the subject at *place*, whose principals are those known."""
        principals: dict[str, tuple[Subject, Sequence[Fact]]] = {}
        self._lent = {}
        for one in self._principals.get(place, ()):
            theirs = self.facts(one)
            self._lent |= {id(fact): (fact, self._numbers[one, fact.id]) for fact in theirs}
            principals[self._population.ids[one]] = self.subject(one), theirs
        subject, facts = self.subject(place), self.facts(place)
        return self._judge.judged(Asked(subject, facts, self._known_at, principals, self._assume), self._as_of)

    def knowing(self, principals: Mapping[int, Sequence[int]]) -> Singly:
        """The same, by the places of those who have them, with the *principals* that may extend listings to them."""
        other = copy(self)
        known = {place: one for place, one in self._known.items() if place not in principals}
        vars(other).update(_principals=principals, _known=known)
        return other

    def subject(self, place: int) -> Subject:
        """The subject at *place*."""
        columns = self._population.attributes.items()
        told = {name: value for name, column in columns if (value := column.value(place)) is not None}
        return Subject(self._population.ids[place], told)

    def facts(self, place: int) -> list[Fact]:
        """All facts about the subject at *place*."""
        if place not in self._ahead:
            self._bring_out([place])
        told = self._ahead.pop(place)
        self._numbers.update(((place, one.fact.id), one.number) for one in told)
        return [one.fact for one in told]

    def _in_turn(self, places: Iterable[int], known: Container[int]) -> Iterator[int]:
        """*places* one after the other, the facts of those that are not *known* at hand when each comes up."""
        waiting = list(places)
        for begin in range(0, len(waiting), _AT_ONCE):
            some = waiting[begin : begin + _AT_ONCE]
            fresh = [place for place in some if place not in known]
            self._bring_out([*fresh, *(one for place in fresh for one in self._principals.get(place, ()))])
            yield from some

    def _bring_out(self, places: Iterable[int]) -> None:
        """Have the facts of *places* at hand: many at once cost little more than those of one."""
        wanted = np.array(sorted({*places} - self._ahead.keys()), np.int32)
        if self._flags:
            self._ahead |= brought_out(self._program, self._population, wanted, self._flags)
        else:
            self._ahead |= AtHand.of(self._population).bring_out(self._program, self._population, wanted)

    def number(self, place: int, fact: Fact | None) -> int:
        """The number of *fact* of the subject at *place*: -1 where there is none, less where silence made it."""
        if fact is None:
            return -1
        if id(fact) in self._lent:
            return self._lent[id(fact)][1]
        if (place, fact.id) not in self._numbers:
            self.silences.append(fact.id)
            self._numbers[place, fact.id] = -1 - len(self.silences)
        return self._numbers[place, fact.id]

    def lists(self, policy: str, places: Iterable[int], below: Mapping[str, ListColumns] | None = None) -> ListColumns:
        """The list *policy* of the subjects at *places*, which are in order.

        With the lists *below*, in columns, only this one is looked at; without, all of a subject.
        """
        found = Rows()
        alone = below is not None and self._program.grades.keys().isdisjoint(edges(self._program.lists[policy]))
        for place in self._in_turn(places, self._dossiers if alone else self._known):
            if alone and below is not None:
                rows = self._alone(place, policy, below)
            else:
                rows = self._looked_at(place).lists.get(policy)
            if rows is not None:
                found.add(rows)
        return found.columns(policy)

    def _alone(self, place: int, policy: str, below: Mapping[str, ListColumns]) -> Rows | None:
        """One list of one subject, whose lower lists are known."""
        compiled = self._program.lists[policy]
        try:
            asked, dossier = self._opened(place)
        except FactError as error:
            self.refused[place] = error
            return None
        candidates = [
            (rule, fact)
            for rule in compiled.rules
            for name in rule.types
            for fact in dossier.of_type(name)
            if all(fact.fields.get(key) in codes for key, codes in rule.about.items())
        ]
        if not candidates and not _is_looked_at(self._program, policy, dossier):
            return None
        conditions = Conditions(dossier, Traces())
        for name in edges(compiled):
            if name in below:
                conditions.lists[name] = below[name].timeline(place)

        def meant(decision: Fact) -> Meant:
            result = self._judge.judged(asked, decision.day).lists.get(policy)
            return Meant() if result is None else result.meant.get(decision.id, Meant())

        return self._of(place, fold(compiled, conditions, candidates, (), (), meant, decided_after=self._assume))

    def _opened(self, place: int) -> tuple[Asked, Dossier]:
        """The question about the subject at *place*, and its dossier: kept while the next lists are looked at."""
        if place not in self._dossiers:
            if self._facts_kept > _KEPT_FACTS:
                self._dossiers, self._asked, self._facts_kept = {}, {}, 0
            asked = Asked(self.subject(place), self.facts(place), self._known_at, {}, self._assume)
            dossier = select(self._program, asked.subject, asked.facts, self._as_of, self._known_at)
            self._asked[place], self._dossiers[place] = asked, dossier
            self._facts_kept += len(asked.facts)
        return self._asked[place], self._dossiers[place]

    def grades(self, compiled: CompiledGrade, places: Iterable[int]) -> GradeRows:
        """The grades by *compiled* of the subjects at *places*, which are in order."""
        ways, found = Ways(compiled.order), GradesAsRows()
        for place in self._in_turn(places, self._known):
            graded = self.graded(place)
            if compiled.policy in graded:
                found.add(place, graded[compiled.policy], ways)
        return found.columns()

    def graded(self, place: int) -> Mapping[str, GradeResult]:
        """The grades of the subject at *place*, by policy."""
        return self._looked_at(place).grades

    def measures(self, places: Iterable[int]) -> Measures:
        """The measures of the subjects at *places*, which are in order."""
        in_turn = self._in_turn(places, self._known)
        return Measures(*arrays([row for place in in_turn for row in self._looked_at(place).measures], "ihiiiiB"))

    def _looked_at(self, place: int) -> _Known:
        """What was found out about the subject at *place*."""
        if place not in self._known:
            try:
                found = self.judged(place)
                lists = {name: self._of(place, result) for name, result in found.lists.items()}
                self._known[place] = _Known(lists, found.grades, self._measured(place, found))
            except FactError as error:
                self.refused[place] = error
                self._known[place] = _Known({}, {}, [])
        return self._known[place]

    def _measured(self, place: int, one: Evaluation) -> list[tuple[Any, ...]]:
        """The measures of one subject, as rows."""
        states = measures_in_force(self._program, one.conditions, one.lists, one.grades)
        return sorted(
            (place, self._program.rank[state.policy], self._carriages[id(state.carriage)], state.since, state.low,
             state.high, WITHHELD.index(state.withheld or ""))
            for state in states
        )  # fmt: skip

    def _of(self, place: int, result: ListResult) -> Rows:
        """What was found out about one subject on one list, as rows."""
        compiled, rows = result.compiled, Rows()
        numbers = {rule.id: number for number, rule in enumerate(compiled.rules)}
        of_spell = {id(ground): n for n, spell in enumerate(result.spells) for ground in spell.grounds}
        for ground in sorted(result.grounds, key=lambda one: (one.opened, one.rule.id, one.fact_id)):
            low, high = ground.bounds()
            rows.grounds.append(
                (-1, place, ground.opened, numbers[ground.rule.id], self.number(place, ground.fact), ground.trigger_day,
                 ground.law or 0, ground.sure, low, high, CAUSES.index(ground.cause), ground.breaks,
                 of_spell.get(id(ground), -1), ground.assumed)
            )  # fmt: skip
        rows.spells = [
            (place, one.start, one.low, one.high, CAUSES.index(one.cause), one.breaks) for one in result.spells
        ]
        if result.timeline.possible != result.timeline.certain:
            rows.possible = [(place, first, last) for first, last in result.timeline.possible]
        rows.proposals = sorted(
            (place, numbers[one.rule.id], self.number(place, one.fact), one.day) for one in result.proposals
        )
        rows.undecided = sorted(
            (place, numbers[rule.id], self.number(place, fact), day) for rule, fact, day in result.undecided
        )
        return rows


def _is_looked_at(program: Program, policy: str, dossier: Dossier) -> bool:
    """Whether *policy* can have anything to say though no fact can trigger it, as the walk has it."""
    if policy in program.always or policy in dossier.by_policy:
        return True
    if any(policy in program.read_by.get(below, ()) for below in dossier.by_policy):
        return True
    return any(policy in program.watched_by.get(name, ()) for name in dossier.by_type)


class _Known(NamedTuple):
    """What was found out about one subject: its lists and measures as rows, its grades as they were made."""

    lists: Mapping[str, Rows]
    grades: Mapping[str, GradeResult]
    measures: list[tuple[Any, ...]]
