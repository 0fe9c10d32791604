"""Templates as they are kept: the wording in force of each kind and language, and every one there was."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final

import orjson
from sqlalchemy import Connection, insert, select

from adapters.clock import stamp
from adapters.database.tables.letters import template
from adapters.ledger.chain import Said, add
from adapters.letters.checking import wrong_with
from adapters.letters.shape import KINDS, LetterKind
from engine.catalogue import LANGUAGES
from engine.problems import PolicyError

ACT: Final = "letter_template"
"""What entries of the ledger are that tell of another wording."""


@dataclass(frozen=True)
class Wording:
    """The wording of a *kind* of letter in a *language*: its *number*, 0 for the one that came with the program."""

    kind: LetterKind
    language: str
    number: int
    text: str
    note: str = ""
    at: str | None = None
    actor: str | None = None

    @property
    def is_own(self) -> bool:
        """Whether somebody here worded it."""
        return self.number > 0


@cache
def shipped(kind: LetterKind, language: str) -> str:
    """The wording that came with the program."""
    return (files(__package__) / "shipped" / language / f"{kind}.j2").read_text(encoding="utf-8")


def in_force(connection: Connection, kind: LetterKind, language: str) -> Wording:
    """The wording in force."""
    return (history(connection, kind, language, 1) or [Wording(kind, language, 0, shipped(kind, language))])[0]


def history(connection: Connection, kind: LetterKind, language: str, most: int = 100) -> list[Wording]:
    """The wordings there were, the newest first, at most *most*."""
    wanted = select(template).where(template.c.kind == kind, template.c.language == language)
    rows = connection.execute(wanted.order_by(template.c.number.desc()).limit(most))
    return [
        Wording(kind, language, 0 if row.text is None else row.number,
                shipped(kind, language) if row.text is None else row.text, row.note, row.at, row.actor)
        for row in rows
    ]  # fmt: skip


def every(connection: Connection) -> list[Wording]:
    """The wording in force of each kind in each language."""
    return [in_force(connection, kind, language) for kind in KINDS for language in LANGUAGES]


def word(
    connection: Connection, kind: LetterKind, language: str, text: str | None, note: str, actor: str, now: datetime
) -> None:
    """Keep *text* as the wording of *kind* in *language*, or the shipped one again; raises `PolicyError`."""
    if text is not None and (problems := wrong_with(text, kind)):
        raise PolicyError(problems)
    row = {"kind": kind, "language": language, "text": text, "note": note, "at": stamp(now), "actor": actor}
    connection.execute(insert(template), row)
    about = {"kind": kind, "language": language, "shipped": text is None, "note": note}
    add(connection, [Said(secrets.token_hex(16), ACT, actor, orjson.dumps(about))], now)
