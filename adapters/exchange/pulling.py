"""What another instance tells, pulled as a job: each piece is stored together with how far that one has been read.

First its facts, then what happened to identities, then what it forgot.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import orjson
from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Connection, insert, select, update

from adapters.clock import stamp
from adapters.database.tables.exchange import pull_cursor
from adapters.exchange import identities, rejections
from adapters.exchange.asking import Asked, pool
from adapters.exchange.exporting import live_program, note
from adapters.exchange.feed import ACT
from adapters.exchange.forgotten import Tomb, bury
from adapters.exchange.registering import register_new
from adapters.exchange.rejections import RejectedRow
from adapters.exchange.sources import find
from adapters.jobs.progress import Progress
from adapters.parts import Parts
from adapters.records.accepting import Outcome, Sender, accept
from adapters.records.forgotten_there import forget_those
from adapters.records.identity import Gone
from engine.problems import FactError, Place, Problem

KIND: Final = "pull"
_TOLD: Final = TypeAdapter(list[identities.Told])
_TOMBS: Final = TypeAdapter(list[Tomb])
_COUNTED: Final = ("subjects", "created", "known", "refused", "conflict", "gone", "identities", "forgotten")


def run(parts: Parts, arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Pull what is new at the source that *arguments* name; gives how much became what."""
    try:
        source = find(parts.data, arguments["source"])
    except LookupError:
        raise FactError([Problem("imports.no_source", Place("source"), {"name": arguments["source"]})]) from None
    with pool() as connections:
        pulling = _Pulling(parts, Asked(source, connections), progress)
        pulling.take_facts()
        pulling.take_events()
        pulling.bury()
    return pulling.end()


class _Pulling:
    """What a source tells on its way here."""

    def __init__(self, parts: Parts, asked: Asked, progress: Progress) -> None:
        self._parts, self._asked, self._progress = parts, asked, progress
        self._name = asked.source.name
        self._program = live_program(parts)
        self._counts: Counter[str] = Counter(progress.cursor.get("counts", {}))
        with parts.database.writing() as connection:
            wanted = select(pull_cursor).where(pull_cursor.c.source == self._name)
            row = connection.execute(wanted).mappings().first()
            if row is None:
                begun = {"source": self._name, "after_fact": 0, "pulled_at": stamp(parts.clock.now())}
                connection.execute(insert(pull_cursor), begun)
        self._after = dict(row or {"after_fact": 0, "after_event": 0, "after_forgotten": 0})

    def take_facts(self) -> None:
        """Take in facts, page by page."""
        for page in self._asked.pages("facts", ("facts", "subjects"), self._after["after_fact"]):
            if not all(isinstance(one.get("id"), str) for one in (*page["facts"], *page["subjects"])):
                raise self._asked.fault("bad_page")
            with self._parts.database.writing() as connection:
                rejected = self._registered(connection, page["subjects"])
                outcomes = accept(connection, self._program, page["facts"], self._sender())
                self._count(page["facts"], outcomes, rejected)
                self._keep(connection, "after_fact", page["next"], rejected)

    def _registered(self, connection: Connection, subjects: Sequence[Mapping[str, Any]]) -> list[RejectedRow]:
        count, rejected = register_new(connection, subjects, self._sender(), self._name)
        self._counts["subjects"] += count
        return rejected

    def _count(self, facts: Sequence[Mapping[str, Any]], outcomes: Sequence[Outcome], rows: list[RejectedRow]) -> None:
        """Count *outcomes*, and add what was not taken of *facts* with why to *rows*; what was forgotten is dropped."""
        for one, outcome in zip(facts, outcomes, strict=True):
            if {problem.code for problem in outcome.problems} == {"records.forgotten"}:
                self._counts["gone"] += 1
                continue
            self._counts[outcome.status] += 1
            if outcome.problems:
                rows.append(self._row(outcome.problems, one))

    def _row(self, problems: Sequence[Problem], told: Mapping[str, Any]) -> RejectedRow:
        return RejectedRow(self._name, 0, [(one, "") for one in problems], [orjson.dumps(told).decode()])

    def take_events(self) -> None:
        """Have happen here what happened to identities, event by event."""
        for page in self._asked.pages("identities", ("events", "subjects"), self._after["after_event"]):
            if not all(isinstance(one.get("id"), str) for one in page["subjects"]):
                raise self._asked.fault("bad_page")
            events = self._read(_TOLD, page["events"])
            for told in events:
                concerned = [one for one in page["subjects"] if one["id"] in (told.subject, told.other)]
                self._take(told, concerned)
            with self._parts.database.writing() as connection:
                self._keep(connection, "after_event", page["next"], [])

    def _take(self, told: identities.Told, concerned: Sequence[Mapping[str, Any]]) -> None:
        """Take over the event *told*; where it cannot be, it is kept with why, and the others go on."""
        ruling = told.ruling(self._name, self._parts.clock.now())
        problems: Sequence[Problem] = ()
        subjects = self._counts["subjects"]
        try:
            with self._parts.database.writing() as connection:
                if identities.is_known(connection, told):
                    return
                self._registered(connection, concerned)
                identities.happen(connection, told, ruling)
        except Gone as gone:
            problems = [Problem("imports.event_unknown", Place("event"), {"what": gone.what, "name": gone.name})]
        except FactError as error:
            if not identities.is_so_already(error):
                problems = error.problems
            else:
                with self._parts.database.writing() as connection:
                    identities.keep(connection, told, ruling)
        self._counts["refused" if problems else "identities"] += 1
        if problems:
            self._counts["subjects"] = subjects
            with self._parts.database.writing() as connection:
                self._keep(connection, "after_event", self._after["after_event"], [self._row(problems, vars(told))])

    def bury(self) -> None:
        """Reserve the ids of what was forgotten there, and forget what nothing here needs of it."""
        for page in self._asked.pages("forgotten", ("forgotten",), self._after["after_forgotten"]):
            tombs = self._read(_TOMBS, page["forgotten"])
            with self._parts.database.writing() as connection:
                bury(connection, tombs, self._name)
                self._keep(connection, "after_forgotten", page["next"], [])
        self._counts["forgotten"] += forget_those(self._parts, f"source:{self._name}").facts

    def _read(self, form: TypeAdapter[Any], told: Sequence[Mapping[str, Any]]) -> Any:
        try:
            return form.validate_python(told)
        except ValidationError:
            raise self._asked.fault("bad_page") from None

    def _sender(self) -> Sender:
        return Sender(f"source:{self._name}", self._parts.clock.now(), trusted=True)

    def _keep(self, connection: Connection, cursor: str, after: int, rows: Sequence[RejectedRow]) -> None:
        """Keep that the source was read to *after*, with what was not taken of it."""
        rejections.keep(connection, self._progress.id, self._counts["lines"], rows)
        self._counts["lines"] += len(rows)
        self._after[cursor] = after
        mine = update(pull_cursor).where(pull_cursor.c.source == self._name)
        connection.execute(mine.values({cursor: after, "pulled_at": stamp(self._parts.clock.now())}))
        done = sum(self._counts[one] for one in ("created", "known", "refused", "conflict", "gone"))
        self._progress.keep(connection, done, None, {"counts": dict(self._counts)})

    def end(self) -> Mapping[str, Any]:
        """Note in the ledger what was pulled; gives the counts."""
        found = {one: self._counts[one] for one in _COUNTED}
        result = {"source": self._name, "after": self._after["after_fact"], **found}
        with self._parts.database.writing() as connection:
            note(connection, self._parts, self._progress, f"{ACT}ed", result)
        return result
