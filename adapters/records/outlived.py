"""Stays whose time to be kept is over, of one subject, and why some are kept all the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from sqlalchemy import Connection, select

from adapters.clock import iso_day
from adapters.database.tables.casework import matter
from adapters.database.tables.records import naming, subject
from adapters.records.belonging import resolved
from adapters.records.dossiers import OnRecord, on_record
from adapters.records.needed import needs
from adapters.verdicts.work import fit
from engine.calendar import Period, add, parse_day
from engine.compile.program import Program
from engine.dossier import Dossier
from engine.dossier import select as selected
from engine.facts import Fact, normalise
from engine.online.question import read_subject
from engine.problems import Place, Problem

Json = Mapping[str, Any]
HERE: Final = Place("retention")


@dataclass(frozen=True)
class Stay:
    """A stay of a subject on the list of *policy*, the *facts* it rests on; over on *last*, kept *until* a day."""

    policy: str
    start: str
    last: str | None
    until: int | None
    facts: frozenset[str]


@dataclass(frozen=True)
class Plan:
    """What is to be forgotten of a *subject* as of its *revision*: *stays* that ended, and the *facts* behind them.

    *kept* tells of stays whose time is over, and why they are kept all the same. *rule* says by what it is forgotten,
    where that is not the time that the policies of *stays* keep them.
    """

    subject: str
    revision: int
    stays: tuple[Stay, ...]
    facts: tuple[str, ...]
    numbers: tuple[int, ...]
    kept: tuple[tuple[Stay, Problem], ...]
    rule: str = ""

    def rules(self) -> str:
        """By what it is forgotten."""
        return self.rule or "; ".join(sorted({f"{one.policy}: {iso_day(one.until or 0)}" for one in self.stays}))


class Outlived:
    """A subject as of a *day*: which of its stays have outlived the time they are kept, and what they rest on."""

    def __init__(self, connection: Connection, program: Program, id_: str, day: int) -> None:
        record = on_record(connection, id_)
        if record is None:
            raise LookupError(id_)
        self.record: OnRecord = record
        self.revision = connection.scalar(select(subject.c.revision).where(subject.c.id == id_)) or 0
        self.program, self.day, self.id = program, day, id_
        self.every: set[tuple[str, str]] = set()
        self.has_case = _open_case(connection, id_)
        named = set(connection.scalars(select(naming.c.named).where(naming.c.subject == id_)))
        self.named = sorted(set(resolved(connection, named).values()) - {id_})
        asked = {"facts": [orjson.loads(one) for one in record.facts]}
        fit(program, asked)
        typed = normalise(program, asked["facts"])
        self.dossier: Dossier = selected(program, read_subject(record.subject, "", []), typed, day, day, silence=False)
        self.facts: dict[str, Fact] = {one.id: one for one in typed}
        self.numbers = {
            orjson.loads(content)["id"]: number for content, number in zip(record.facts, record.numbers, strict=True)
        }

    def judged(self, verdict: Json, kept: Mapping[str, Period]) -> tuple[list[Stay], dict[Stay, Problem]]:
        """The stays whose time to be kept is over, and of some of them why they are kept all the same."""
        every = [stay for one in verdict["lists"] for stay in self._stays(one, kept)]
        self.every = {(stay.policy, stay.start) for stay in every}
        self.every |= {(one["policy"], "") for one in verdict["lists"] if one["proposals"]}
        over = [stay for stay in every if stay.until is not None and self.day > stay.until]
        others = [stay for stay in every if stay not in over]
        reasons: dict[Stay, Problem] = {}
        for stay in over:
            problem = self._reason(stay, others, verdict)
            if problem is not None:
                reasons[stay] = problem
        while more := self._bound(over, reasons):
            reasons |= more
        return over, reasons

    def _stays(self, told: Json, kept: Mapping[str, Period]) -> Iterator[Stay]:
        policy = told["policy"]
        for spell in told["spells"]:
            last, period = spell["last"], kept.get(policy)
            ended = spell["state"] == "ended" and last is not None and period is not None
            until = add(parse_day(last), period) if ended and period is not None else None
            rests = {ground["fact"] for ground in spell["grounds"]}
            rests |= {one for ground in spell["grounds"] for one in ground["supporting"]}
            yield Stay(policy, spell["start"], last, until, self._with_copies(rests))

    def _with_copies(self, ids: Iterable[str | None]) -> frozenset[str]:
        """*ids* of facts, and those of which they are the one kept; a silence is no fact."""
        known = {one for one in ids if one in self.facts}
        return frozenset(known | {copy for copy, one in self.dossier.stands_for.items() if one in known})

    def _reason(self, stay: Stay, others: Iterable[Stay], verdict: Json) -> Problem | None:
        """Why *stay* is kept, if it is, looking at it alone."""
        if self.has_case:
            return Problem("records.kept_case", HERE)
        one = self.program.lists[stay.policy]
        if one.asks_itself or any(rule.again is not None for rule in one.rules):
            return Problem("records.kept_again", HERE, {"policy": stay.policy})
        for other in others:
            if other.facts & stay.facts or (other.policy == stay.policy and other.last is None):
                return Problem("records.kept_stay", HERE, {"policy": other.policy, "start": other.start})
        busy = _busy(verdict)
        for id_ in sorted(stay.facts):
            for need in sorted(needs(self.program, self.facts[id_])):
                if need.open and need.policy in busy and need.policy != stay.policy:
                    return Problem("records.kept_open", HERE, {"fact": id_, "policy": need.policy})
                if need.last >= self.day:
                    told = {"fact": id_, "policy": need.policy, "until": iso_day(need.last)}
                    return Problem("records.kept_counts", HERE, told)
        return None

    def _bound(self, over: Iterable[Stay], reasons: Mapping[Stay, Problem]) -> dict[Stay, Problem]:
        """Those of the stays that are *over* that are kept since they share facts with one that is."""
        held = {id_: stay for stay in reasons for id_ in stay.facts}
        found = {}
        for stay in over:
            shared = next((held[id_] for id_ in sorted(stay.facts) if id_ in held), None)
            if stay not in reasons and shared is not None:
                told = {"policy": shared.policy, "start": shared.start}
                found[stay] = Problem("records.kept_stay", HERE, told)
        return found

    def plan(self, over: Iterable[Stay], reasons: Mapping[Stay, Problem]) -> Plan:
        """What is to be forgotten of the stays that are *over*, but for those with *reasons*."""
        stays = tuple(stay for stay in over if stay not in reasons)
        facts = {id_ for stay in stays for id_ in stay.facts}
        going = {stay.policy for stay in stays} - self._staying(stays)
        facts |= {one for stay in stays for one in self._about(stay, whole=stay.policy in going)}
        ids = tuple(sorted(facts))
        return Plan(
            self.id, self.revision, stays, ids, tuple(sorted(self.numbers[one] for one in ids)),
            tuple(reasons.items()),
        )  # fmt: skip

    def without(self, verdict: Json, facts: frozenset[str], rule: str) -> Plan:
        """Forgetting *facts* by a *rule*, and with them the stays that ended and rest on nothing else."""
        ended = {
            (one["policy"], spell["start"])
            for one in verdict["lists"]
            for spell in one["spells"]
            if spell["state"] == "ended"
        }
        every = [stay for one in verdict["lists"] for stay in self._stays(one, {})]
        stays = tuple(one for one in every if (one.policy, one.start) in ended and one.facts <= facts)
        ids = tuple(sorted(facts & self.numbers.keys()))
        return Plan(self.id, self.revision, stays, ids, tuple(sorted(self.numbers[one] for one in ids)), (), rule)

    def _staying(self, stays: Iterable[Stay]) -> set[str]:
        """The policies under which there is more than *stays*."""
        going = {(stay.policy, stay.start) for stay in stays}
        return {policy for policy, start in self.every if (policy, start) not in going}

    def _about(self, stay: Stay, *, whole: bool) -> Iterator[str]:
        """The decisions and the like about the facts of *stay* alone; about anything, where the *whole* policy goes."""
        for one in self.dossier.about(stay.policy):
            named = self.dossier.named(one)
            if named <= stay.facts if named else whole:
                yield from self._with_copies([one.id])


def _open_case(connection: Connection, id_: str) -> bool:
    about = matter.c.subject == id_, matter.c.kind != "execution", matter.c.closed.is_(None)
    return connection.scalar(select(matter.c.number).where(*about).limit(1)) is not None


def _busy(verdict: Json) -> set[str]:
    """The policies by which anything of the subject is open: a stay, a proposal, a question."""
    found = {
        one["policy"]
        for one in verdict["lists"]
        if one["proposals"] or any(spell["state"] != "ended" for spell in one["spells"])
    }
    return found | {one["policy"] for one in verdict["undecided"]}
