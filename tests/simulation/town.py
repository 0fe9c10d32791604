"""A town of a dozen subjects, so that every figure can be counted by hand, and what a change of its policies does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from adapters.simulation.sweeps import Value, with_values
from engine.compile.program import Program, program_of
from engine.dossier import Subject
from engine.facts import Fact
from engine.language.base import PolicyBase
from engine.online.answer import Question
from engine.online.question import read_question
from engine.population.building import population_of
from engine.population.columns import Population
from engine.population.evaluate import evaluate
from engine.population.impact import Decisions, Impact, ListImpact, Release, Settings
from engine.population.impact import Population as Described
from engine.population.judged import Judged
from engine.population.simulation import Told, impact_of, month_ends, tally_of
from tests.meaning.judging import a_list, about, base_of, fact

DAY = date(2025, 6, 30)
BLACK = a_list(
    "on: fine, where: {amount: '>= large'}, period: term, label: 大额罚款",
    keys="kind: black",
    more="""
    parameters:
      large: {unit: CNY, label: 数额较大, values: {2020-01-01: 100}}
      term: {unit: period, label: 期限, values: {2020-01-01: 2 years}}
    measures: [{measure: ban, by: bureau, strength: shall, basis: law}]
    """,
)
WATCH = a_list(
    "on: warning, where: {grave: true}, period: 1 year, label: 严重警告",
    more="measures: [{measure: watch, by: bureau, strength: may, basis: law}]\n",
)
RED = a_list("on: praise, period: 1 year", keys="kind: red")
GRADE = """
grade:
  per: calendar_year
  order: [A, B, C]
  start: 100
  bands: {A: '>= 90', B: '[70..90)', C: '< 70'}
  declared: 04-30
  items: {fined: {on: fine, where: {amount: '>= heavy'}, points: -20, basis: law}}
parameters: {heavy: {unit: CNY, label: 重, values: {2020-01-01: 200}}}
"""
POLICIES: Mapping[str, str] = {"black": BLACK, "grade": GRADE, "red": RED, "watch": WATCH}


def _listed(day: str, ground: str) -> dict[str, Any]:
    return about("d", "listing_decision", day, "black", outcome="list", grounds=[ground])


TOWN: Mapping[str, tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]] = {
    "decided": (
        {"kind": "enterprise", "region": "140105", "industry": "4790", "size": "small"},
        [fact("f", "fine", "2024-01-15", amount=150), _listed("2024-02-01", "f")],
    ),
    "waiting": (
        {"kind": "enterprise", "region": "140106", "industry": "4790", "size": "medium"},
        [fact("f", "fine", "2024-01-15", amount=250)],
    ),
    "small": (
        {"kind": "enterprise", "region": "140105", "industry": "3011", "size": "small"},
        [fact("f", "fine", "2024-03-31", amount=80)],
    ),
    "14010519800101123X": (
        {"kind": "natural_person", "region": "140105"},
        [fact("f", "fine", "2024-05-31", amount=60)],
    ),
    "unweighed": ({"kind": "enterprise", "industry": "4790"}, [fact("f", "fine", "2024-05-01")]),
    "warned": ({"kind": "enterprise", "region": "140106"}, [fact("w", "warning", "2024-12-31", grave=True)]),
    "unsure": ({"kind": "enterprise", "region": "140106"}, [fact("w", "warning", "2024-12-31")]),
    "praised": ({"kind": "enterprise", "region": "140105"}, [fact("p", "praise", "2025-01-01")]),
    "clear": ({"kind": "enterprise", "region": "140105"}, [fact("o", "promise", "2025-01-01")]),
    "unheard": ({"kind": "enterprise", "region": "140105"}, []),
    "over": (
        {"kind": "enterprise", "region": "140105", "industry": "5110", "size": "large"},
        [fact("f", "fine", "2022-01-10", amount=500), _listed("2022-02-01", "f")],
    ),
    "both": (
        {"kind": "enterprise", "region": "140106", "industry": "4790", "size": "small"},
        [
            fact("f", "fine", "2024-04-30", amount=120),
            _listed("2024-05-15", "f"),
            fact("w", "warning", "2024-12-31", grave=True),
        ],
    ),
}
"""Subject and facts by id."""


@cache
def base() -> PolicyBase:
    """The policies of the town as they are."""
    return base_of(POLICIES)


def changed(**policies: str | None) -> PolicyBase:
    """The same with some *policies* in other words, or without them."""
    return base_of({name: text for name, text in {**POLICIES, **policies}.items() if text is not None})


def valued(**values: Value | int) -> PolicyBase:
    """The same with the parameters of the list `black` at other *values*."""
    told = {("black", name): Decimal(one) if isinstance(one, int) else one for name, one in values.items()}
    return with_values(base(), DAY.toordinal(), told)


def town(program: Program) -> Population:
    """Everybody, as *program* reads them."""
    return population_of(program, [_read(program, name) for name in TOWN])


def _read(program: Program, name: str) -> tuple[Subject, Sequence[Fact]]:
    told, facts = TOWN[name]
    own = [{**one, "subject": name} for one in facts]
    given = {"id": name} | {key: value for key, value in told.items() if key != "size"}
    day = DAY.toordinal()
    subject, read, _ = read_question(program, Question(given, own, day, day, {}))
    attributes = {**subject.attributes, **({"size": told["size"]} if "size" in told else {})}
    return replace(subject, attributes=attributes), read


def both(candidate: PolicyBase, decisions: Decisions = "assumed", decided_after: int = 0) -> tuple[Judged, Judged]:
    """The town by the policies as they are, and by the *candidate*."""
    program, day = program_of(base()), DAY.toordinal()
    after = decided_after if decisions == "assumed" else None
    before = evaluate(program, town(program), day, day, decided_after=after)
    people = before.dossiers.population
    return before, evaluate(program_of(candidate), people, day, day, decided_after=after, before=before)


def impact(
    candidate: PolicyBase,
    decisions: Decisions = "assumed",
    decided_after: int = 0,
    *,
    first: date = DAY,
    subjects: int = len(TOWN),
    **more: Any,
) -> Impact:
    """What going to *candidate* does; the town is so many *subjects*, or stands for them."""
    described = Described("town", subjects, 0, synthetic=False)
    releases = Release("now", ""), Release("then", "")
    settings = Settings(*releases, described, first, DAY, DAY, DAY, decisions, decided_after, None, "columns", "")
    before, after = both(candidate, decisions, decided_after)
    tally = tally_of(before, after, month_ends(first, DAY), **more)
    return impact_of(tally, before.program, after.program, Told(settings))


def of_list(found: Impact, policy: str = "black") -> ListImpact:
    """What *found* says of one list."""
    return next(one for one in found.lists if one.policy == policy)
