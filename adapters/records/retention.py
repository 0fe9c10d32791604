"""What the policies in force say is to be forgotten: facts that only ended listings rest on, and that nothing needs.

A policy's `publish.retention` says how long the record is kept after its end. A stay is forgotten as a whole or not at
all, with the decisions about it and copies of its facts. In doubt nothing is: what is kept is told with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from adapters.clock import iso_day
from adapters.database.bulk import among
from adapters.database.tables.records import fact, subject
from adapters.parts import Parts
from adapters.records.dossiers import OnRecord, on_record
from adapters.records.needed import WORKING
from adapters.records.outlived import HERE, Json, Outlived, Plan, Stay
from adapters.verdicts.asking import PROBLEMS, Days, ask, program_of, release_meant, request_of
from adapters.workers.work import Answer, Undecided
from engine.calendar import Period
from engine.compile.program import Program
from engine.problems import Problem

_SOME: Final = 200
"""Subjects looked at together."""


def retaining(program: Program) -> dict[str, Period]:
    """How long each policy keeps its records, of those that say so, in days, months or years."""
    found = {name: one.publish.retention for name, one in program.base.policies.items() if one.publish is not None}
    return {
        name: period
        for name, period in found.items()
        if name in program.lists and period is not None and period.unit != WORKING
    }


def plans(parts: Parts, day: int) -> Iterator[Plan]:
    """What is to be forgotten as of *day*, subject by subject."""
    with parts.database.reading() as connection:
        release = release_meant(connection, None, parts.clock.now())
    program = program_of(parts, release)
    kept = retaining(program)
    types = {name for policy in kept for rule in program.lists[policy].rules for name in rule.types}
    after = ""
    while types:
        with parts.database.reading() as connection:
            ids = _candidates(connection, types, iso_day(day), after)
        if not ids:
            return
        after = ids[-1]
        yield from _planned(parts, release, program, kept, ids, day)


def _candidates(connection: Connection, types: Iterable[str], day: str, after: str) -> list[str]:
    """Some subjects with facts that could have had a stay which is over."""
    having = select(fact.c.subject).where(among(connection, fact.c.type, types), fact.c.day < day)
    wanted = select(subject.c.id).where(subject.c.id.in_(having), subject.c.id > after)
    return list(connection.scalars(wanted.order_by(subject.c.id).limit(_SOME)))


def _planned(
    parts: Parts, release: str, program: Program, kept: Mapping[str, Period], ids: Iterable[str], day: int
) -> Iterator[Plan]:
    days = Days(day, day)
    with parts.database.reading() as connection:
        found = [Outlived(connection, program, id_, day) for id_ in ids]
    answers = ask(parts, release, [request_of(one.record, days) for one in found])
    for one, answer in zip(found, answers, strict=True):
        verdict = verdict_in(answer)
        if verdict is None:
            continue
        stays, reasons = one.judged(verdict, kept)
        if len(reasons) < len(stays):
            reasons = _of_named(parts, release, one, stays, days) | reasons
        plan = one.plan(stays, reasons)
        if plan.facts and not stands_without(parts, release, one, verdict, plan, days):
            plan = one.plan(stays, {stay: Problem("records.kept_verdict", HERE) for stay in stays} | reasons)
        if plan.facts or plan.kept:
            yield plan


def verdict_in(answer: Answer) -> Json | None:
    """The verdict that *answer* is, if it is one."""
    if isinstance(answer, Undecided) or answer.startswith(PROBLEMS):
        return None
    found: Json = orjson.loads(answer)
    return found


def _of_named(parts: Parts, release: str, one: Outlived, stays: Iterable[Stay], days: Days) -> dict[Stay, Problem]:
    """Those of *stays* of whose facts the stay of somebody they name still needs one."""
    with parts.database.reading() as connection:
        records = [record for id_ in one.named if (record := on_record(connection, id_)) is not None]
    needed: dict[str, str] = {}
    for answer in ask(parts, release, [request_of(record, days) for record in records]):
        verdict = verdict_in(answer)
        if verdict is None:
            return {stay: Problem("records.kept_verdict", HERE) for stay in stays}
        for told in verdict["lists"]:
            for spell in told["spells"]:
                if spell["state"] != "ended":
                    needed |= {ground["fact"]: told["policy"] for ground in spell["grounds"] if ground["fact"]}
            needed |= {proposal["fact"]: told["policy"] for proposal in told["proposals"] if proposal["fact"]}
    return {
        stay: Problem("records.kept_named", HERE, {"fact": id_, "policy": needed[id_]})
        for stay in stays
        for id_ in sorted(stay.facts)[::-1]
        if id_ in needed
    }


def stands_without(parts: Parts, release: str, one: Outlived, before: Json, plan: Plan, days: Days) -> bool:
    """Whether all that stands now would stand without what *plan* is to forget."""
    gone = set(plan.numbers)
    left = [
        (content, number)
        for content, number in zip(one.record.facts, one.record.numbers, strict=True)
        if number not in gone
    ]
    record = OnRecord(
        one.record.subject, tuple(content for content, _ in left), tuple(number for _, number in left),
        one.record.principals, one.record.aliases,
    )  # fmt: skip
    after = verdict_in(ask(parts, release, [request_of(record, days)])[0])
    ended = {(stay.policy, stay.start) for stay in plan.stays}
    return after is not None and _standing(before, ended) == _standing(after, set())


def _standing(verdict: Json, ended: set[tuple[str, str]]) -> Any:
    """What stands by *verdict*, but for stays that *ended*."""
    lists = [
        (one["policy"], one["status"], spells, one["proposals"])
        for one in verdict["lists"]
        if (spells := [it for it in one["spells"] if (one["policy"], it["start"]) not in ended])
        or one["proposals"]
        or one["status"] != "not_listed"
    ]
    return lists, verdict["grades"], verdict["measures"], verdict["undecided"], verdict["forecast"]
