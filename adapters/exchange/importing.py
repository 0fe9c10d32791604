"""Files of facts taken in as a job: in steps, each kept whole with how far the job is, so that it may stop anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final, TypeVar

import orjson
from sqlalchemy import Connection, select

from adapters.access.actor import Actor
from adapters.clock import day_of, iso_day
from adapters.database.connect import some_of
from adapters.database.tables.ledger import entry
from adapters.database.tables.records import fact
from adapters.exchange import rejections
from adapters.exchange.originals import Originals
from adapters.exchange.registering import register_new
from adapters.exchange.rejections import RejectedRow
from adapters.exchange.uploads import drop, path_of
from adapters.jobs.progress import Progress
from adapters.ledger.chain import Said, add
from adapters.parts import Parts
from adapters.publishing.kept import files_of
from adapters.records.accepting import Outcome, Sender, accept
from adapters.standards.documents import format_of, read_bytes
from adapters.standards.intake import Intake, lists_of, truths_of
from adapters.standards.limits import Limits
from adapters.standards.mapping import parse_mapping
from adapters.standards.raw import RawFact, RawSubject
from adapters.verdicts.asking import program_of, release_meant
from engine.problems import FactError, Place, Problem

KIND: Final = "import"
ACT: Final = "import"
_STEP: Final = 1_000
"""Records that one transaction takes."""
_MAPPING: Final = "mappings/penalties.yaml"
T = TypeVar("T")


def run(parts: Parts, arguments: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Take in the file that *arguments* name; gives how many records became what."""
    path = path_of(parts.data, arguments["file"])
    if not path.exists():
        raise FactError([Problem("imports.gone", Place(arguments["name"]), {})])
    taking = _Taking(parts, arguments, progress, path.read_bytes())
    taking.take_all()
    found = taking.end()
    drop(parts.data, arguments["file"])
    return found


@dataclass(frozen=True)
class _Step:
    """What one transaction takes: *subjects* to register, *facts* with their places, or rows *rejected* when read."""

    subjects: Sequence[RawSubject] = ()
    facts: Sequence[tuple[RawFact, Place]] = ()
    rejected: Sequence[RejectedRow] = ()

    def __len__(self) -> int:
        return len(self.subjects) + len(self.facts) + len(self.rejected)


class _Taking:
    """One file being taken in, to its end by the release and the day it was begun on."""

    def __init__(self, parts: Parts, arguments: Mapping[str, Any], progress: Progress, data: bytes) -> None:
        self._parts, self._arguments, self._progress = parts, arguments, progress
        now = parts.clock.now()
        with parts.database.reading() as connection:
            self._release = release_meant(connection, progress.cursor.get("release"), now)
            files = files_of(connection, self._release)
        self._received: str = progress.cursor.get("received", iso_day(day_of(now)))
        self._counts: Counter[str] = Counter(progress.cursor.get("counts", {}))
        self._file: str | None = progress.cursor.get("file")
        self._program = program_of(parts, self._release)
        name, limits = arguments["name"], Limits()
        form = format_of(data, name, arguments.get("format"))
        intake = Intake(
            received=None if arguments["history"] else date.fromisoformat(self._received),
            mapping=parse_mapping(files[_MAPPING], _MAPPING) if _MAPPING in files else None,
            truths=truths_of(self._program),
            lists=lists_of(self._program),
            limits=limits,
        )
        self._reading = read_bytes(data, name, form, intake)
        self._originals = Originals(data, name, form, limits)

    def take_all(self) -> None:
        """Take every step that was not yet taken."""
        steps = self._steps()
        total, done = sum(map(len, steps)), 0
        for number, step in enumerate(steps):
            done += len(step)
            if number >= self._progress.cursor.get("step", 0):
                self._take(step, number, done, total)

    def _steps(self) -> list[_Step]:
        """All there is to do, in the order it is done: the same however often the file is read."""
        pairs = list(zip(self._reading.facts, self._reading.places, strict=True))
        return [
            *(_Step(subjects=some) for some in _by(self._reading.subjects)),
            *(_Step(rejected=some) for some in _by(list(self._rejected_when_read()))),
            *(_Step(facts=some) for some in _by(pairs)),
        ]

    def _take(self, step: _Step, number: int, done: int, total: int) -> None:
        with self._parts.database.writing() as connection:
            count, unknown = register_new(connection, step.subjects, self._sender(), self._arguments["name"])
            self._counts["subjects"] += count
            rejected = [*unknown, *step.rejected, *self._accept(connection, step.facts)]
            self._keep(connection, rejected)
            cursor = {"step": number + 1, "counts": dict(self._counts), "file": self._file}
            cursor |= {"release": self._release, "received": self._received}
            self._progress.keep(connection, done, total, cursor)

    def _accept(self, connection: Connection, facts: Sequence[tuple[RawFact, Place]]) -> Iterator[RejectedRow]:
        """Store *facts*; the rows of those that are not taken.

        A row that is again said to be revoked tells nothing new, whatever the day on which it says so.
        """
        revoked = _known(connection, [one["id"] for one, _ in facts if one["type"] == "revocation"])
        new = [(one, place) for one, place in facts if one["id"] not in revoked]
        self._counts["known"] += len(facts) - len(new)
        records = [_record(one, stated=self._arguments["history"]) for one, _ in new]
        outcomes = accept(connection, self._program, records, self._sender()) if new else []
        for (_, place), outcome in zip(new, outcomes, strict=True):
            if outcome.problems:
                self._counts["refused"] += 1
                yield self._row(place, _placed(outcome, place))
            else:
                self._counts[outcome.status] += 1

    def _keep(self, connection: Connection, rejected: Sequence[RejectedRow]) -> None:
        """Keep *rejected*, each under the header of its file."""
        rows: list[RejectedRow] = []
        for row in rejected:
            if row.file != self._file:
                self._file = row.file
                rows.append(RejectedRow(row.file, 0, (), self._originals.titles(row.file)))
            rows.append(row)
        rejections.keep(connection, self._progress.id, self._counts["lines"], rows)
        self._counts["lines"] += len(rows)
        self._counts["rejected"] += len(rejected)

    def _rejected_when_read(self) -> Iterator[RejectedRow]:
        """The rows that could not be read, each once with all that is wrong with it."""
        rows: dict[tuple[str, int], list[tuple[Problem, str]]] = {}
        for one in self._reading.rejected:
            rows.setdefault((one.file, one.row), []).append((one.problem, one.column))
        for (file, row), problems in rows.items():
            yield self._row(Place(file, row), problems)

    def _row(self, place: Place, problems: Sequence[tuple[Problem, str]]) -> RejectedRow:
        return RejectedRow(place.file, place.line, problems, self._originals.cells(place.file, place.line))

    def _sender(self) -> Sender:
        who = _actor(self._progress.actor, self._arguments["reach"])
        return Sender(self._progress.actor, self._parts.clock.now(), self._arguments["history"], who)

    def end(self) -> Mapping[str, Any]:
        """Note in the ledger what was done; gives how many records became what."""
        found: dict[str, Any] = {
            "subjects": self._counts["subjects"],
            "facts": {one: self._counts[one] for one in ("created", "known", "refused")},
            "rejected_rows": self._counts["rejected"],
            "notes": dict(Counter(note.code for note in self._reading.notes)),
        }
        about = {**found, "name": self._arguments["name"], "sha256": self._arguments["sha256"]}
        said = Said(f"{ACT}-{self._progress.id}", ACT, self._progress.actor, orjson.dumps(about))
        with self._parts.database.writing() as connection:
            if connection.scalar(select(entry.c.number).where(entry.c.id == said.id)) is None:
                add(connection, [said], self._parts.clock.now())
        return found


def reach_of(actor: Actor) -> dict[str, Any]:
    """What *actor* may, as a job keeps it: what a file holds beyond that is refused, as if it was sent otherwise."""
    return {
        "roles": sorted(actor.roles),
        "permissions": sorted(actor.permissions),
        "sectors": sorted(actor.sectors),
        "department": actor.department,
    }


def _actor(id_: str, reach: Mapping[str, Any] | None) -> Actor | None:
    """Who started a job, as far as what they may goes; nobody where somebody has the machine itself."""
    if reach is None:
        return None
    roles, permissions, sectors = (frozenset(reach[key]) for key in ("roles", "permissions", "sectors"))
    return Actor(id_, id_, roles, permissions, sectors, reach["department"])


def _by(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + _STEP] for start in range(0, len(values), _STEP))


def _record(raw: RawFact, *, stated: bool) -> dict[str, Any]:
    """*raw* as it is stored; known from the day it comes in on, unless the day *stated* in the file counts."""
    return {key: value for key, value in raw.items() if stated or key != "recorded"}


def _known(connection: Connection, ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for some in some_of(ids):
        found.update(connection.scalars(select(fact.c.id).where(fact.c.id.in_(some))))
    return found


def _placed(outcome: Outcome, place: Place) -> list[tuple[Problem, str]]:
    """What is wrong with a record, at its *place* in the file."""
    return [(replace(one, place=place), str(one.values.get("field", ""))) for one in outcome.problems]
