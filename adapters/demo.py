"""A service to try things on: samples and somebody for each role, for this machine alone and beside no other data."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from adapters.access import tokens, users
from adapters.access.acts import act
from adapters.access.permissions import ROLES, Role
from adapters.ledger import chain
from adapters.parts import Parts
from adapters.publishing.kept import files_of
from adapters.records.accepting import accept
from adapters.records.checking import Sender
from adapters.records.subjects import register
from adapters.settings import Settings
from adapters.standards.documents import read
from adapters.standards.intake import Intake
from adapters.standards.mapping_checks import mappings_of
from adapters.standards.raw import RawFact, RawSubject
from adapters.verdicts.asking import release_meant
from engine.catalogue import LANGUAGES, text
from engine.checks import check_files
from engine.problems import FactError, Place, PolicyError, Problem

SAMPLES: Final = Path(__file__).resolve().parents[1] / "samples"
_FILES: Final = ("penalties-2026.csv", "events-2026.ndjson")
_MAPPING: Final = "mappings/penalties.yaml"
_MARK: Final = "demo"
_SENDER: Final = "samples"
_DEPARTMENT: Final = "human_resources"
_BYTES: Final = 12
_DAYS: Final = 30


@dataclass(frozen=True)
class Key:
    """What somebody comes in by: a user's password, or a token."""

    user: str
    role: Role
    secret: str
    is_token: bool = False


def is_demo(told: Settings) -> bool:
    """Whether the data folder of *told* holds such a service."""
    return (told.data / _MARK).exists()


def refuse_unfit(told: Settings, wanted: bool) -> None:
    """Refuse, by `FactError`, to show such a service to others, or to make one (if it is *wanted*) of real data."""
    problems = []
    if (wanted or is_demo(told)) and not is_here(told.host):
        problems.append(Problem("demo.host", Place("XINHENG_HOST"), {"host": told.host}))
    if wanted and not told.database.startswith("sqlite"):
        problems.append(Problem("demo.database", Place("XINHENG_DATABASE")))
    elif wanted and not is_demo(told) and Path(make_url(told.database).database or "").exists():
        problems.append(Problem("demo.data", Place("XINHENG_DATA"), {"folder": told.data}))
    if problems:
        raise FactError(problems)


def is_here(host: str) -> bool:
    """Whether what listens at *host* is heard on this machine alone."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def mark(told: Settings) -> None:
    """Note that the data folder of *told* holds such a service."""
    told.data.mkdir(parents=True, exist_ok=True)
    (told.data / _MARK).touch()


def fill(parts: Parts) -> Sequence[Key]:
    """Store the sample data and somebody for each role, where they are not yet; what those come in by who are new."""
    _store(parts)
    return list(_somebody_for_each(parts))


def _store(parts: Parts) -> None:
    with parts.database.reading() as connection:
        files = files_of(connection, release_meant(connection, None, parts.clock.now()))
    checked = check_files(files)
    if checked.program is None:
        raise PolicyError(checked.problems)
    mappings, _ = mappings_of(files, checked.base)
    subjects: list[RawSubject] = []
    facts: list[RawFact] = []
    for name in _FILES:
        found = read(SAMPLES / name, intake=Intake(mapping=mappings.get(_MAPPING)))
        subjects += found.subjects
        facts += found.facts
    sender = Sender(_SENDER, parts.clock.now(), trusted=True)
    with parts.database.writing() as connection:
        for one in subjects:
            register(connection, one, sender)
    with parts.database.writing() as connection:
        accept(connection, checked.program, facts, sender)


def _somebody_for_each(parts: Parts) -> Iterator[Key]:
    now = parts.clock.now()
    for role in ROLES:
        if role == "public":
            continue
        with parts.database.writing() as connection:
            if users.known(connection, role) is not None:
                continue
            password = secrets.token_urlsafe(_BYTES)
            department = _DEPARTMENT if role == "department" else None
            name = text(f"admin.role.{role}", LANGUAGES[0])
            users.add(connection, users.User(role, name, (role,), department=department), password, now)
            keys = [Key(role, role, password)]
            if role == "client":
                keys.append(Key(role, role, tokens.issue(connection, role, (), now, _DAYS), is_token=True))
            chain.add(connection, [act("user_added", _SENDER, user=role, roles=[role])], now)
        yield from keys
