"""Letters as they were served: kept word for word with the step that tells of it, whatever is worded later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, RowMapping, insert, select

from adapters.access.actor import Actor
from adapters.casework.acts import note
from adapters.casework.guards import Asked
from adapters.casework.kept import Matter
from adapters.casework.stepping import law
from adapters.clock import iso_day, stamp
from adapters.database.tables.letters import served
from adapters.letters.shape import LetterKind
from adapters.letters.writing import write
from adapters.logs import logger
from adapters.parts import Parts
from engine.catalogue import LANGUAGES

ACT: Final = "letter_served"
"""What entries of the ledger are that tell of a letter kept."""
SERVES: Final[Mapping[str, LetterKind]] = {
    "notify": "notice", "decide": "decision", "decide-repair": "repair_decision",
}  # fmt: skip
"""The letter that the subject is served with a step of a proceeding."""


@dataclass(frozen=True)
class Served:
    """A letter as it was served: its *text* and SHA-256 *digest*, with the *step* of *matter* it went with."""

    number: int
    matter: str
    step: str
    kind: LetterKind
    language: str
    day: str
    at: str
    actor: str
    text: str
    digest: str


def serve(parts: Parts, actor: Actor, matter: Matter, asked: Asked) -> None:
    """Keep the letter that the subject of *matter* is served with the step *asked*, which was taken; none with others.

    Letters are served in Chinese. Where it is not known what one says, none is kept, rather than a wrong one.
    """
    kind = SERVES.get(asked.step) if matter.kind == "proceeding" else None
    if kind is None:
        return
    there = str(matter.policy) in law(parts).base.policies
    written, now = write(parts, matter, kind, LANGUAGES[0]) if there else None, parts.clock.now()
    if written is None or not written.known:
        logger().warning("letter_not_kept", matter=matter.id, kind=kind)
        return
    row = {
        "matter": matter.id, "step": asked.step, "kind": kind, "language": LANGUAGES[0], "wording": written.number,
        "day": iso_day(asked.day), "at": stamp(now), "actor": actor.id, "text": written.letter.text,
        "digest": written.digest,
    }  # fmt: skip
    about = {"matter": matter.id, "subject": matter.subject, "kind": kind, "digest": written.digest}
    with parts.database.writing() as connection:
        connection.execute(insert(served), row)
        note(connection, ACT, actor.id, about, now)


def served_in(connection: Connection, matter: str) -> list[Served]:
    """The letters served in *matter*, in order."""
    rows = connection.execute(select(served).where(served.c.matter == matter).order_by(served.c.number)).mappings()
    return list(map(_told, rows))


def served_as(connection: Connection, matter: str, number: int) -> Served | None:
    """The letter served in *matter* that has a *number*."""
    wanted = select(served).where(served.c.matter == matter, served.c.number == number)
    row = connection.execute(wanted).mappings().first()
    return None if row is None else _told(row)


def _told(row: RowMapping) -> Served:
    return Served(**{name: row[name] for name in Served.__dataclass_fields__})
