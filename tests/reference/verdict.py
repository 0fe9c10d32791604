"""The whole answer, as plain values that can be compared (S6–S24)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from engine.language.base import PolicyBase
from tests.reference.asked import World
from tests.reference.book import Book
from tests.reference.days import FOREVER
from tests.reference.dossier import Raw, open_dossier
from tests.reference.duties import with_silence
from tests.reference.extensions import grounds_reaching, unknown_reach
from tests.reference.grades import Grades
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
    assume_decided: bool = False,
) -> dict[str, Any]:
    """What *base* makes of the *facts* about *subject* as of a day, known at a day.

    *principals* are those whose listings may reach the subject; `None` if they are not known, `{}` if there are none.
    """
    asked = (as_of, known_at)
    first_pass = {
        name: _judged(base, one["subject"], one["facts"], asked, {}, assume_decided)[1]
        for name, one in (principals or {}).items()
    }
    world, books = _judged(base, subject, facts, asked, None if principals is None else first_pass, assume_decided)
    found = measures(world, books)
    lists = {name: _list(world.lists[name], books.get(name), as_of) for name in sorted(world.lists)}
    return {
        "lists": {name: told for name, told in lists.items() if _says_anything(told)},
        "grades": _grades(world, as_of),
        "measures": sorted(list(pair) for pair in found.in_force),
        "withheld": sorted(list(row) for row in found.withheld),
        "applications": _applications(world, books),
    }


def _judged(
    base: PolicyBase,
    subject: Raw,
    facts: Iterable[Raw],
    asked: tuple[date, date],
    principals: Mapping[str, Books] | None,
    assume_decided: bool,
) -> tuple[World, Books]:
    """Every policy to the end, lower strata first (S12)."""
    world = World(with_silence(open_dossier(base, subject, facts, *asked)))
    books: Books = {}
    for name in in_order(base):
        policy = base.policies[name]
        if policy.grade is not None:
            Grades(name, world)
        elif policy.list is not None and policy.list.while_ is not None:
            world.lists[name] = while_stays(name, world)
        else:
            book = books[name] = Book(name, policy, world, assume_decided)
            reach = {one: read[name] for one, read in (principals or {}).items() if name in read}
            write(book, grounds_reaching(name, world, reach))
            unknown = unknown_reach(name, world) if principals is None else []
            world.lists[name] = Stays((*book.stays().stays, *unknown), book.apart)
    return world, books


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
