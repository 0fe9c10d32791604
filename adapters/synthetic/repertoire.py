"""What can happen under a policy base: read from its rules, so that a new policy gets facts by itself.

A happening is one way a record comes about: a rule that a fact can trigger, a duty with a due day, or a record that
only grades and conditions look at. What answers it (corrections, cures, what repair asks for) follows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from adapters.synthetic.loudness import Loudness, loudness_of
from adapters.synthetic.rates import ROUTINES, RULES, TAX_RECORDS, Sort
from adapters.synthetic.ways import Need, Template, Way, ways_of
from engine.calendar import FOREVER, Period, add
from engine.compile.facts import CompiledDuty
from engine.compile.lists import CompiledList
from engine.compile.nodes import AggregateNode, AllNode, AnyNode, FactNode, Node, fact_types
from engine.compile.program import Program
from engine.compile.rules import CompiledRepair, CompiledRule
from engine.identity import Same
from engine.language.builtin import BUILTIN_FACT_TYPES

MOST_ANSWERS: Final = 6
"""So many records of others follow or precede one at most, for each reason."""
_DAY: Final = 735_000


@dataclass(frozen=True, slots=True)
class Record:
    """A record of *type* whose fields pass the tests of the *template* of that number, zero for chance."""

    type: str
    template: int = 0


@dataclass(frozen=True, slots=True)
class Happening:
    """How a *record* comes about in a *sector*, to subjects of *kinds*, *weight* times as often as others.

    *policy* is the list of *sort* it may lead to, if any, on the days *in_force*. *near* is the same record just short
    of what that list asks, *needs* precede it. *cures* put it right, *asked* is what repair asks for after *wait* days,
    none where nothing gets anybody off early; *lasts* is how many days a listing takes by itself, as far as the law
    says. *decided*, *published* and *repair_decided* say which acts that list knows, *terms* and *extensions* among
    which periods a decision chooses, *roles* whom the list reaches; *missed* is the duty whose neglect it is.
    """

    record: Record
    sector: str
    kinds: frozenset[str]
    sort: Sort = "looked"
    weight: float = 1.0
    policy: str | None = None
    in_force: tuple[int, int] = (0, 10**7)
    near: Record | None = None
    needs: tuple[Record, ...] = ()
    cures: tuple[Record, ...] = ()
    asked: tuple[Record, ...] = ()
    wait: int | None = None
    lasts: int = FOREVER
    decided: bool = False
    published: bool = False
    repair_decided: bool = False
    terms: tuple[Period, Period] | None = None
    extensions: tuple[Period, Period] | None = None
    roles: tuple[str, ...] = ()
    missed: str | None = None


@dataclass(frozen=True, slots=True)
class Yearly:
    """A report that *kinds* owe in each year from *first* on, between two (month, day)s, for the year before.

    *lists* are those its neglect, the duty *missed*, leads to by a decision, by policy and kinds.
    """

    type: str
    year_field: str
    first: int
    window: tuple[tuple[int, int], tuple[int, int]]
    kinds: frozenset[str]
    missed: str
    lists: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Repertoire:
    """The *happenings* and *yearly* reports of *program*; *templates* by fact type, the empty one first.

    The templates whose numbers are in *near* are to be failed, narrowly, in what they say of numbers.
    """

    program: Program
    happenings: tuple[Happening, ...]
    yearly: tuple[Yearly, ...]
    templates: dict[str, list[Template]]
    near: frozenset[tuple[str, int]]
    loudness: Loudness


def repertoire_of(program: Program) -> Repertoire:
    """What can happen under *program*, in an order that depends on it alone."""
    reading = _Reading(program)
    yearly = tuple(_yearly(program))
    for _, compiled in sorted(program.lists.items()):
        reading.read(compiled)
    routine = {one.type for one in ROUTINES} | set(TAX_RECORDS)
    reading.looked_at({one.type for one in yearly} | routine)
    happenings = tuple(reading.happenings)
    return Repertoire(program, happenings, yearly, reading.templates, frozenset(reading.near), loudness_of(program))


@dataclass(slots=True)
class _Reading:
    program: Program
    happenings: list[Happening] = field(default_factory=list)
    templates: dict[str, list[Template]] = field(default_factory=dict)
    near: set[tuple[str, int]] = field(default_factory=set)
    numbers: dict[tuple[str, Same, bool], int] = field(default_factory=dict)
    answering: set[str] = field(default_factory=set)
    """The fact types that may correct, cure or let repair."""

    def read(self, compiled: CompiledList) -> None:
        """The happenings that may lead to a list."""
        duties = {duty.id: duty for duty in self.program.duties if duty.due_field is not None}
        repairs = [one for rule in compiled.rules for one in rule.repairs]
        required = [node for one in (*repairs, *compiled.repairs) for node in one.requires]
        asked = self._facts(required)
        ending = [node for rule in compiled.rules for node in (rule.until, compiled.correction) if node is not None]
        self.answering |= {name for node in (*required, *ending) for name in fact_types(node)}
        self.answering |= {name for duty in duties.values() for name in duty.answered_by}
        for rule in compiled.rules:
            for name in rule.types:
                duty = duties.get(name)
                if duty is None and (name not in self.program.base.fact_types or name in BUILTIN_FACT_TYPES):
                    continue
                ways = ways_of(rule, name, compiled.kinds if duty is None else compiled.kinds & duty.kinds)
                for way in ways:
                    self._add(compiled, rule, name, duty, way, asked, 1 / (len(ways) * len(compiled.rules)))

    def looked_at(self, known: set[str]) -> None:
        """The records that no rule is triggered by and nothing answers with, yet some policy looks at."""
        known = known | {one.record.type for one in self.happenings} | BUILTIN_FACT_TYPES.keys()
        known |= {need.type for one in self.happenings for need in one.needs} | self.answering
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
        name: str,
        duty: CompiledDuty | None,
        way: Way,
        asked: dict[str, Record],
        weight: float,
    ) -> None:
        type_ = name if duty is None else duty.type
        repairs = [one for one in rule.repairs or compiled.repairs if not one.none_provided]
        numeric = any(test.field.family == "number" for test in way.tests)
        cures = self._facts(node for node in (compiled.correction, rule.until) if node is not None)
        if duty is not None:
            cures = {answer: self._record(answer, duty.tests) for answer in duty.answered_by} | cures
        weight *= RULES.get(f"{compiled.policy}/{rule.id}", 1)
        self.happenings.append(
            Happening(
                self._record(type_, way.tests),
                compiled.policy.partition("/")[0],
                way.kinds,
                sort=compiled.kind,
                weight=weight,
                policy=compiled.policy,
                in_force=rule.in_force,
                near=self._record(type_, way.tests, near=True) if numeric else None,
                needs=tuple(self._needs(way.needs)),
                cures=tuple(one for one in cures.values() if one.type != type_)[:MOST_ANSWERS],
                asked=tuple(one for one in asked.values() if one.type not in rule.types)[:MOST_ANSWERS],
                wait=max(map(_wait, repairs), default=None),
                lasts=_lasts(rule),
                decided=compiled.decision,
                published=rule.anchor == "publication",
                repair_decided=any(one.decision for one in repairs),
                terms=rule.term.range if rule.term is not None else None,
                extensions=rule.extension,
                roles=tuple(dict.fromkeys(one.role for one in compiled.extends_to))[:2],
                missed=duty.id.partition(".")[2] if duty is not None else None,
            )
        )

    def _needs(self, needs: Iterable[Need]) -> list[Record]:
        return [self._record(need.type, need.tests) for need in needs for _ in range(need.count)][:MOST_ANSWERS]

    def _facts(self, nodes: Iterable[Node]) -> dict[str, Record]:
        """What *nodes* ask for, each fact type once."""
        found: dict[str, Record] = {}
        for fact in _facts(nodes):
            if fact.type in self.program.base.fact_types:
                found.setdefault(fact.type, self._record(fact.type, fact.tests))
        return found

    def _record(self, name: str, tests: Template, *, near: bool = False) -> Record:
        known = self.templates.setdefault(name, [()])
        if not tests:
            return Record(name)
        number = self.numbers.setdefault((name, Same(tests), near), len(known))
        if number == len(known):
            known.append(tests)
            if near:
                self.near.add((name, number))
        return Record(name, number)


def _wait(repair: CompiledRepair) -> int:
    """The days a repair waits for at most, by any law."""
    periods = repair.after.values if repair.after is not None else ()
    return max((add(_DAY, period) - _DAY for period in periods if period is not None), default=0)


def _lasts(rule: CompiledRule) -> int:
    """The days a listing by *rule* lasts at least, by any law."""
    known = [one for period in rule.term.periods for one in period.values if one is not None] if rule.term else []
    return min((add(_DAY, one) - _DAY for one in known), default=FOREVER)


def _facts(nodes: Iterable[Node]) -> Iterator[FactNode]:
    """The facts that *nodes* ask for; of alternatives those of the first."""
    for node in nodes:
        match node:
            case AggregateNode(facts=facts):
                yield from (fact for name, fact in facts.items() if name not in BUILTIN_FACT_TYPES)
            case AllNode(members=members):
                yield from _facts(members)
            case AnyNode(members=members):
                yield from _facts(members[:1])


def _yearly(program: Program) -> Iterator[Yearly]:
    for duty in program.duties:
        if duty.yearly is None or duty.year_field is None:
            continue
        lists = [
            (compiled.policy, compiled.kinds & duty.kinds)
            for _, compiled in sorted(program.lists.items())
            if compiled.decision and any(duty.id in rule.types for rule in compiled.rules)
        ]
        missed = duty.id.partition(".")[2]
        for name in duty.answered_by:
            yield Yearly(name, duty.year_field, duty.first_year, duty.yearly, duty.kinds, missed, tuple(lists))
