"""One subject behind a row of a result, explained twice: by the baseline, and by the candidate."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import Row

from adapters.parts import Parts
from adapters.publishing.archive import members
from adapters.records.accepting import resolved
from adapters.records.dossiers import on_record
from adapters.sentences.regions import region_words
from adapters.simulations.behind import person_in
from adapters.simulations.kept import subject_behind
from adapters.simulations.question import BASELINE, CANDIDATE, Question
from adapters.standards.people import code_of
from adapters.workers.work import Answer

_OF_POLICY = ("lists", "grades", "measures", "undecided", "near", "forecast")


@dataclass(frozen=True)
class Behind:
    """Whom a row shows: as a part of a request, and the *id* of who is on record; none where nobody real is."""

    request: Mapping[str, Any]
    id: str | None

    def called(self, name: str | None) -> Behind:
        """The same under another *name*, where there is one."""
        subject = {**self.request["subject"], **({"name": name} if name else {})}
        return Behind({**self.request, "subject": subject}, self.id)


def behind(parts: Parts, row: Row[Any], folder: Path, question: Question, key: str) -> Behind | None:
    """Who has the *key* in the result of the simulation *row*; nothing where that is not, or no longer, known."""
    if question.who.sort == "synthetic":
        person = person_in(folder, key)
        return None if person is None else Behind(person, None)
    with parts.database.reading() as connection:
        id_ = subject_behind(connection, row.id, key)
        known = {} if id_ is None else resolved(connection, {id_})
        record = None if id_ is None else on_record(connection, known.get(id_, id_))
    return None if record is None or id_ is None else Behind({**record.written(), "stored": True}, id_)


def explained(
    parts: Parts, row: Row[Any], folder: Path, question: Question, who: Behind, say: Mapping[str, Any]
) -> tuple[Answer, Answer]:
    """What both releases of the simulation *row* answer about *who*, in sentences as *say* wants them, with why."""
    asked = {
        **who.request, "as_of": question.as_of, "known_at": question.as_of,
        "assume_decided": question.decisions == "assumed", "say": say,
    }  # fmt: skip
    request = orjson.dumps(asked)

    def ask(hash_: str, archive: str) -> Answer:
        return parts.evaluators.ask(hash_, files_of(folder / archive), [request])[0]

    return ask(row.baseline, BASELINE), ask(row.candidate, CANDIDATE)


def narrowed(told: dict[str, Any], policy: str) -> None:
    """Leave of what is *told* in sentences what is of one *policy*, and the head."""
    for part in _OF_POLICY:
        told["verdict"][part] = [one for one in told["verdict"][part] if one["policy"] == policy]
    told["parts"] = [one for one in told["parts"] if one["policy"] == policy or one["of"] == "head"]
    told["whys"] = [one for one in told["whys"] if one["policy"] == policy]


def disguised(
    told: dict[str, Any], subject: Mapping[str, Any], shown: Mapping[str, Any], language: str
) -> dict[str, Any]:
    """What is *told* of *subject* under the id it is *shown* by, and in the head with the region it is shown with."""
    known, given = code_of(subject["id"]), code_of(shown["id"])
    found: dict[str, Any] = orjson.loads(orjson.dumps(told).replace(known.encode(), given.encode()))
    region, city = subject.get("region") or "", shown.get("region") or ""
    if region != city:
        found["verdict"]["region"] = city or None
        for one in found["parts"]:
            if one["of"] == "head":
                was, now = (region_words(code, language).encode() if code else b"" for code in (region, city))
                one["sentences"] = orjson.loads(orjson.dumps(one["sentences"]).replace(was, now))
    return found


def files_of(archive: Path) -> Callable[[], Mapping[str, bytes]]:
    """What reads the files of the release in *archive*."""
    return lambda: {one.name: one.content for one in members(archive.read_bytes())}
