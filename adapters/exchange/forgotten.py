"""Facts that were forgotten elsewhere: their ids reserved here, and those that are here set down to be forgotten."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection, select

from adapters.database.bulk import add_missing, among
from adapters.database.connect import hold
from adapters.database.tables.exchange import forgotten_there
from adapters.database.tables.records import fact, fact_forgotten
from adapters.records.accepting import FACTS


class Tomb(BaseModel):
    """What is left of a fact: its *id*, when it was forgotten, by which *rule*."""

    model_config = ConfigDict(frozen=True, strict=True)
    id: str = Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")
    at: str = Field(max_length=27)
    rule: str = Field(max_length=10_000, pattern=r"^[^\x00]*$")


def bury(connection: Connection, tombs: Sequence[Tomb], source: str) -> int:
    """Keep that the facts of *tombs* were forgotten at *source*; gives how many of them are here."""
    hold(connection, FACTS)
    ids = {one.id for one in tombs}
    here = set(connection.scalars(select(fact.c.id).where(among(connection, fact.c.id, ids))))
    gone = set(connection.scalars(select(fact_forgotten.c.id).where(among(connection, fact_forgotten.c.id, ids))))
    rows = [(one.id, one.at, one.rule) for one in tombs if one.id not in here | gone]
    add_missing(connection, fact_forgotten, ("id", "at", "rule"), rows)
    waiting = [(one.id, one.at, one.rule, source) for one in tombs if one.id in here]
    add_missing(connection, forgotten_there, ("id", "at", "rule", "source"), waiting)
    return len(here)
