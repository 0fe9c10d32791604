"""Records checked before they are stored: all that is wrong with each, and each as it is stored."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, NamedTuple

import orjson

from adapters.access.actor import Actor
from adapters.casework.authority import may_not_send
from adapters.clock import day_of, iso_day
from engine.compile.program import Program
from engine.dossier import ABOUT_POLICY
from engine.facts import MOST_ID, as_given, faults
from engine.problems import Place, Problem, nearest
from engine.standing import REVOCATION

MOST_RELATED: Final = 1_000
MOST_CHARACTERS: Final = 1 << 18
"""So many may one record have, written as JSON."""
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""The kinds of characters that cannot be seen, or turn the order of those that can."""
_SPACE: Final = "\t\n\r"
_OTHER: Final = frozenset({"role", "subject"})
ORIGIN: Final = "facts"
_NOWHERE: Final = Place(ORIGIN)


@dataclass(frozen=True)
class Sender:
    """Who sends facts, and when they arrive; only who is *trusted* may say that something was recorded earlier.

    What the *actor* may not decide is refused, where one is given.
    """

    id: str
    now: datetime
    trusted: bool = False
    actor: Actor | None = None


class Checked(NamedTuple):
    """A record nothing is wrong with, as far as it tells by itself; *content* is JSON, *digest* over what it says."""

    id: str
    type: str
    subject: str
    day: str
    recorded: str
    content: str
    digest: str
    related: tuple[tuple[str, str], ...]
    revokes: str | None


class Rejected(NamedTuple):
    """A record that cannot be stored, and everything wrong with it."""

    id: str | None
    problems: tuple[Problem, ...]


def checked(program: Program, records: Sequence[Any], sender: Sender) -> Iterator[Checked | Rejected]:
    """Each of *records* as it is to be stored, or everything wrong with it, placed by its number."""
    today = iso_day(day_of(sender.now))
    for number, (record, problems) in enumerate(zip(records, faults(program, records, ORIGIN), strict=True), 1):
        made = None if problems else _checked(record, today)
        if made is not None and _is_plain(program, record, made, today, sender):
            yield made
            continue
        place = Place(ORIGIN, number)
        found = tuple(_faults(program, record, today, sender, place)) if isinstance(record, dict) else ()
        yield Rejected(id_of(record), (*problems, *found)) if problems or found or made is None else made


def id_of(record: Any) -> str | None:
    """The id of *record*, where it has one."""
    id_ = record.get("id") if isinstance(record, dict) else None
    return id_ if isinstance(id_, str) else None


def _is_plain(program: Program, record: Mapping[str, Any], made: Checked, today: str, sender: Sender) -> bool:
    """Whether nothing is wrong with *record*, told in the quickest way; of those it says no to, some are sound."""
    subject, source, text = record["subject"], record.get("source"), made.content
    return (
        0 < len(subject) <= MOST_ID
        and subject.isprintable()
        and text.isprintable()
        and "\\u" not in text
        and len(text) <= MOST_CHARACTERS
        and made.day <= today
        and made.type not in ABOUT_POLICY
        and (not source or (type(source) is str and len(source) <= MOST_ID))
        and (record.get("recorded") is None or (sender.trusted and made.recorded <= today))
        and (sender.actor is None or may_not_send(program, sender.actor, record, _NOWHERE) is None)
        and (not made.related or not any(_of_related(record["related"], _NOWHERE)))
    )


def _faults(program: Program, record: Mapping[str, Any], today: str, sender: Sender, place: Place) -> Iterator[Problem]:
    """What is wrong with *record* beside what the engine finds."""
    if not record.get("subject"):
        yield Problem("service.no_subject", place)
    for key in ("subject", "source"):
        if record.get(key) and not _is_name(record[key]):
            yield Problem("records.not_a_name", place, {"key": key, "given": as_given(record[key])})
    if sender.actor is not None and (beyond := may_not_send(program, sender.actor, record, place)) is not None:
        yield beyond
    stated = record.get("recorded")
    if stated is not None and not sender.trusted:
        yield Problem("records.not_to_say", place, {"key": "recorded"})
    for key, day in (("date", record.get("date")), ("recorded", stated)):
        if isinstance(day, str) and day > today:
            yield Problem("service.future", place, {"key": key, "day": as_given(day), "today": today})
    if record.get("related"):
        yield from _of_related(record["related"], place)
    if len(orjson.dumps(record, default=str, option=orjson.OPT_NON_STR_KEYS).decode()) > MOST_CHARACTERS:
        yield Problem("records.long_record", place, {"limit": MOST_CHARACTERS})
        return
    for where, character in hidden(record):
        told = {"key": where, "character": f"U+{ord(character):04X}"}
        yield Problem("service.hidden_character", place, told)


def _is_name(given: object) -> bool:
    return isinstance(given, str) and 0 < len(given) <= MOST_ID and given.isprintable()


def _of_related(given: Any, place: Place) -> Iterator[Problem]:
    if isinstance(given, list) and len(given) > MOST_RELATED:
        yield Problem("records.many_related", place, {"limit": MOST_RELATED})
        return
    for one in given if isinstance(given, list) else [given]:
        if not isinstance(one, dict):
            continue  # the engine says so
        for key in one.keys() - _OTHER:
            yield Problem("facts.unknown_key", place, {"key": as_given(key), "nearest": nearest(str(key), _OTHER)})
        for key in _OTHER & one.keys():
            if isinstance(one[key], str) and not _is_name(one[key]):
                yield Problem("records.not_a_name", place, {"key": f"related.{key}", "given": as_given(one[key])})


def hidden(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Each text in *value* with a character that cannot be seen: where it stands, and the character."""
    if isinstance(value, str):
        for character in value:
            if not character.isprintable() and unicodedata.category(character) in _HIDDEN and character not in _SPACE:
                yield where or "-", character
                return
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from hidden(key, where)
            yield from hidden(inner, f"{where}.{key}" if where else str(key))
    elif isinstance(value, list):
        for inner in value:
            yield from hidden(inner, where)


def _checked(record: Mapping[str, Any], today: str) -> Checked | None:
    """*record*, of which the engine can read everything, as it is to be stored; nothing where it is about nobody."""
    subject, fields, given = record.get("subject"), record.get("fields"), record.get("related")
    if type(subject) is not str:
        return None
    body: dict[str, Any] = {"date": record["date"], "id": record["id"], "type": record["type"]}
    if fields:
        body["fields"] = fields
    if source := record.get("source"):
        body["source"] = source
    related: tuple[tuple[str, str], ...] = ()
    if given:
        body["related"] = given
        related = tuple(dict.fromkeys((one["role"], one["subject"]) for one in given))
    written = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
    recorded = record.get("recorded") or today
    return Checked(
        record["id"],
        record["type"],
        subject,
        record["date"],
        recorded,
        f'{written[:-1].decode()},"recorded":"{recorded}"}}',
        hashlib.sha256(written + subject.encode()).hexdigest(),
        related,
        fields["revokes"] if record["type"] == REVOCATION and fields else None,
    )
