"""What can happen under a policy base: read from its rules, so that a new policy gets facts by itself.

A happening is one way a record comes about: a rule that a fact can trigger, a duty with a due day, or a record that
only grades and conditions look at. What answers it (corrections, cures, what repair asks for) follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from engine.compile.lists import CompiledList
from engine.compile.nodes import AggregateNode, FactNode, FieldNode, Node, parts
from engine.compile.program import Program
from engine.compile.rules import CompiledRule
from engine.identity import Same
from engine.language.builtin import BUILTIN_FACT_TYPES

Template = tuple[FieldNode, ...]
"""Tests that a record's fields are made to pass; none for chance."""

_MOST_ANSWERS: Final = 4


@dataclass(frozen=True, slots=True)
class Record:
    """A record of *type* whose fields pass the tests of the *template* of that number, zero for chance."""

    type: str
    template: int = 0


@dataclass(frozen=True, slots=True)
class Happening:
    """How a *record* comes about in a *sector*, to subjects of *kinds*, and the *answers* that may follow it.

    *policy* is the list it may lead to, if any; *good* says it is a red one. *decided*, *published*, *repaired* and
    *repair_decided* say which acts that list knows, *roles* whom it reaches.
    """

    record: Record
    sector: str
    kinds: frozenset[str]
    policy: str | None = None
    good: bool = False
    answers: tuple[Record, ...] = ()
    decided: bool = False
    published: bool = False
    repaired: bool = False
    repair_decided: bool = False
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Yearly:
    """A report that *kinds* owe in each year from *first* on, between two (month, day)s, for the year before."""

    type: str
    year_field: str
    first: int
    window: tuple[tuple[int, int], tuple[int, int]]
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Repertoire:
    """The *happenings* and *yearly* reports of *program*; *templates* by fact type, the empty one first."""

    program: Program
    happenings: tuple[Happening, ...]
    yearly: tuple[Yearly, ...]
    templates: dict[str, list[Template]]


def repertoire_of(program: Program) -> Repertoire:
    """What can happen under *program*, in an order that depends on it alone."""
    reading = _Reading(program)
    yearly = tuple(_yearly(program))
    for _, compiled in sorted(program.lists.items()):
        reading.list(compiled)
    reading.looked_at({one.type for one in yearly})
    return Repertoire(program, tuple(reading.happenings), yearly, reading.templates)


@dataclass(slots=True)
class _Reading:
    program: Program
    happenings: list[Happening] = field(default_factory=list)
    templates: dict[str, list[Template]] = field(default_factory=dict)
    numbers: dict[tuple[str, Same], int] = field(default_factory=dict)

    def list(self, compiled: CompiledList) -> None:
        """The happenings that may lead to a list."""
        for rule in compiled.rules:
            for name in rule.types:
                if name in self.program.base.fact_types and name not in BUILTIN_FACT_TYPES:
                    record = self._record(name, rule.facts[name].tests)
                    self._add(compiled, rule, record, self._answers(compiled, rule))
            for duty in self.program.duties:
                if duty.id in rule.types and duty.due_field is not None:
                    answers = tuple(self._record(answer, ()) for answer in duty.answered_by)
                    self._add(compiled, rule, self._record(duty.type, ()), answers, decided=False)

    def looked_at(self, known: set[str]) -> None:
        """The records that no rule is triggered by and nothing answers with, yet some policy looks at."""
        known = known | {one.record.type for one in self.happenings}
        known |= {answer.type for one in self.happenings for answer in one.answers} | BUILTIN_FACT_TYPES.keys()
        for name, policies in sorted(self.program.watched_by.items()):
            if name in known or name not in self.program.base.fact_types:
                continue
            policy = policies[0]
            watching = self.program.lists.get(policy) or self.program.grades[policy]
            kinds = frozenset(watching.kinds)
            self.happenings.append(Happening(self._record(name, ()), policy.partition("/")[0], kinds))

    def _add(
        self,
        compiled: CompiledList,
        rule: CompiledRule,
        record: Record,
        answers: tuple[Record, ...],
        *,
        decided: bool = True,
    ) -> None:
        repairs = [one for one in (*rule.repairs, *compiled.repairs) if not one.none_provided]
        happening = Happening(
            record,
            compiled.policy.partition("/")[0],
            compiled.kinds,
            policy=compiled.policy,
            good=compiled.kind == "red",
            answers=answers,
            decided=decided and compiled.decision,
            published=rule.anchor == "publication",
            repaired=bool(repairs),
            repair_decided=any(one.decision for one in repairs),
            roles=tuple(dict.fromkeys(one.role for one in compiled.extends_to))[:2],
        )
        self.happenings.append(happening)

    def _answers(self, compiled: CompiledList, rule: CompiledRule) -> tuple[Record, ...]:
        """What corrects or cures what *rule* lists, or what its repair asks for, each fact type once."""
        repairs = rule.repairs or compiled.repairs
        asked = [node for repair in repairs for node in repair.requires]
        nodes = (compiled.correction, rule.until, *asked)
        found: dict[str, Record] = {}
        for fact in _facts(node for node in nodes if node is not None):
            if fact.type in self.program.base.fact_types and fact.type not in rule.types:
                found.setdefault(fact.type, self._record(fact.type, fact.tests))
        return tuple(found.values())[:_MOST_ANSWERS]

    def _record(self, name: str, tests: Template) -> Record:
        known = self.templates.setdefault(name, [()])
        if not tests:
            return Record(name)
        number = self.numbers.setdefault((name, Same(tests)), len(known))
        if number == len(known):
            known.append(tests)
        return Record(name, number)


def _facts(nodes: Iterable[Node]) -> Iterator[FactNode]:
    for node in nodes:
        for part in parts(node):
            if isinstance(part, AggregateNode):
                yield from (fact for name, fact in part.facts.items() if name not in BUILTIN_FACT_TYPES)


def _yearly(program: Program) -> Iterator[Yearly]:
    for duty in program.duties:
        if duty.yearly is not None and duty.year_field is not None:
            for name in duty.answered_by:
                yield Yearly(name, duty.year_field, duty.first_year, duty.yearly, duty.kinds)
