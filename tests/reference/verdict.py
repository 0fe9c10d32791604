"""The whole answer, as plain values that can be compared (S6–S24)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from engine.language.base import PolicyBase
from tests.reference.asked import NOTHING, World
from tests.reference.book import Book
from tests.reference.days import FOREVER
from tests.reference.dossier import Fact, Raw, open_dossier
from tests.reference.duties import with_silence
from tests.reference.extensions import grounds_reaching, unknown_reach
from tests.reference.grades import Grades
from tests.reference.grounds import Ground
from tests.reference.lasting import while_stays
from tests.reference.lists import write
from tests.reference.measures import measures
from tests.reference.order import in_order
from tests.reference.repairs import in_vain
from tests.reference.stays import Spell, Stays
from tests.reference.terms import about_policy

Principals = Mapping[str, Mapping[str, Any]]
"""By id, each principal's `subject` record and `facts`."""
Books = dict[str, Book]
TRUTHS = {True: "true", False: "false", None: "unknown"}


def reference_verdict(
    base: PolicyBase,
    subject: Raw,
    facts: Iterable[Raw],
    as_of: date,
    known_at: date,
    principals: Principals | None = None,
    decided_after: int | None = None,
) -> dict[str, Any]:
    """What *base* makes of the *facts* about *subject* as of a day, known at a day.

    *principals* are those whose listings may reach the subject; `None` if they are not known, `{}` if there are none.
    """
    world, books = Question(base, subject, facts, known_at, principals, decided_after).judged(as_of)
    found = measures(world, books)
    lists = {name: _list(world.lists[name], books.get(name), as_of) for name in sorted(world.lists)}
    return {
        "lists": {name: told for name, told in lists.items() if _says_anything(told)},
        "grades": _grades(world, as_of),
        "measures": sorted(list(pair) for pair in found.in_force),
        "withheld": sorted(list(row) for row in found.withheld),
        "applications": _applications(world, books),
    }


@dataclass
class Question:
    """All that is asked but the day."""

    base: PolicyBase
    subject: Raw
    facts: Iterable[Raw]
    known_at: date
    principals: Principals | None
    decided_after: int | None
    answers: dict[date, tuple[World, Books]] = field(default_factory=dict)

    def judged(self, day: date) -> tuple[World, Books]:
        """Every policy to the end, as of *day*, the principals first (S24)."""
        if day not in self.answers:
            self.answers[day] = self._judged(day)
        return self.answers[day]

    def _judged(self, day: date) -> tuple[World, Books]:
        first_pass = None if self.principals is None else {n: self._of(one, day) for n, one in self.principals.items()}
        dossier = with_silence(open_dossier(self.base, self.subject, self.facts, day, self.known_at))
        reaching = _reaching(World(dossier), first_pass or {})
        openings = tuple(ground.opening for grounds in reaching.values() for ground in grounds)
        world = World(replace(dossier, reached=openings), found_then=self._found)
        return world, _written(world, reaching, unknown=first_pass is None, decided_after=self.decided_after)

    def _of(self, principal: Mapping[str, Any], day: date) -> Books:
        """What a principal's own facts make of it."""
        raw = (principal["subject"], principal["facts"], self.known_at)
        return Question(self.base, *raw, {}, self.decided_after).judged(day)[1]

    def _found(self, policy: str, decision: Fact) -> tuple[frozenset[str], frozenset[str]]:
        """What *decision* on *policy* found on its own day, by the record of that day (S18)."""
        return self.judged(decision.day)[1][policy].meant.get(decision.id, NOTHING)


def _reaching(world: World, principals: Mapping[str, Books]) -> dict[str, list[Ground]]:
    """By policy, the principals' grounds that reach the subject."""
    names = [name for name, policy in world.dossier.base.policies.items() if policy.extends_to]
    found = {
        name: grounds_reaching(name, world, {one: books[name] for one, books in principals.items() if name in books})
        for name in names
    }
    return {name: grounds for name, grounds in found.items() if grounds}


def _written(world: World, reaching: Mapping[str, list[Ground]], *, unknown: bool, decided_after: int | None) -> Books:
    """Every policy to the end, lower strata first (S12); with *unknown*, nobody knows of principals."""
    base, books = world.dossier.base, Books()
    for name in in_order(base):
        policy = base.policies[name]
        if policy.grade is not None:
            Grades(name, world)
        elif policy.list is not None and policy.list.while_ is not None:
            world.lists[name] = while_stays(name, world)
        else:
            book = books[name] = Book(name, policy, world, decided_after)
            write(book, reaching.get(name, []))
            may_reach = unknown_reach(name, world) if unknown else []
            world.lists[name] = Stays((*book.stays().stays, *may_reach), book.apart)
    return books


def _list(stays: Stays, book: Book | None, day: date) -> dict[str, Any]:
    return {
        "spells": [_spell(spell, day) for spell in stays.spells],
        "status": TRUTHS[stays.listed(day)],
        "proposals": [list(pair) for pair in book.proposals] if book is not None else [],
        "undecided": sorted(list(pair) for pair in book.undecided) if book is not None else [],
    }


def _spell(spell: Spell, day: date) -> dict[str, Any]:
    is_over = spell.last.hi <= day and spell.ended_by != "unknown"
    return {
        "from": spell.start.isoformat(),
        "last": _iso(spell.last.lo),
        "last_at_most": _iso(spell.last.hi),
        "open": spell.start <= day <= spell.last.lo,
        "ended_by": spell.told_end if is_over else None,
        "grounds": sorted(
            (
                [stay.rule, stay.fact_id, stay.opening.isoformat(), _iso(stay.last.lo), _iso(stay.last.hi)]
                for stay in spell.stays
                if stay.rule
            ),
            key=lambda row: [cell or "" for cell in row],
        ),
    }


def _iso(day: date) -> str | None:
    return None if day == FOREVER else day.isoformat()


def _says_anything(told: Mapping[str, Any]) -> bool:
    return told["status"] != "false" or any(told[part] for part in ("spells", "proposals", "undecided"))


def _grades(world: World, day: date) -> dict[str, dict[str, str | None]]:
    told: dict[str, dict[str, str | None]] = {}
    for name in sorted(world.grades):
        possible = world.grades[name].possible_on(day)
        if possible != {None}:
            grade = next(iter(possible)) if len(possible) == 1 else None
            told[name] = {"grade": grade, "from": world.grades[name].from_(day).isoformat()}
    return told


def _applications(world: World, books: Books) -> list[list[Any]]:
    rows = {name: book.applications for name, book in books.items()}
    for name in world.lists.keys() - books.keys():  # a list with `while` knows no repair (S11)
        asked = about_policy(world.dossier, "repair_application", name)
        rows[name] = [row for application in asked for row in in_vain(application, world.dossier, frozenset())]
    return sorted(
        [name, row.application.id, row.target, row.state, list(row.reasons)] for name in rows for row in rows[name]
    )
