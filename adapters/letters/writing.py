"""A letter written: the wording in force, filled from the proceeding and the verdict as of today."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from adapters.casework.kept import Matter, limits_kept, steps_of
from adapters.casework.standing import standings
from adapters.casework.stepping import law
from adapters.clock import iso_day, today
from adapters.letters.filling import Letter, fill
from adapters.letters.gathering import Gathered
from adapters.letters.kept import in_force
from adapters.letters.shape import LetterKind
from adapters.parts import Parts
from adapters.records.subjects import found


@dataclass(frozen=True)
class Written:
    """A letter in the wording of *number*, with the SHA-256 *digest* of its text.

    It is *known* what it has to say where the engine gave a verdict; else grounds and measures are missing in it.
    """

    letter: Letter
    number: int
    digest: str
    known: bool


def write(parts: Parts, matter: Matter, kind: LetterKind, language: str, template: str | None = None) -> Written:
    """The letter of *kind* about *matter* in *language*, in another wording where a *template* is given.

    Raises `PolicyError` with all that is wrong with the template.
    """
    with parts.database.reading() as connection:
        wording = in_force(connection, kind, language)
    values, known = _values(parts, matter, language)
    letter = fill(template or wording.text, values, kind)
    number = wording.number if template is None else 0
    return Written(letter, number, hashlib.sha256(letter.text.encode()).hexdigest(), known)


def possible(matter: Matter, steps: tuple[str, ...]) -> tuple[LetterKind, ...]:
    """The letters that there is something to say in, by the *steps* that were taken in *matter*."""
    found_: list[LetterKind] = []
    if matter.kind != "proceeding":
        return ()
    if matter.state != "draft":
        found_.append("notice")
    if "decide" in steps:
        found_.append("decision")
    if "objection" in steps:
        found_.append("objection_receipt")
    if "decide-repair" in steps:
        found_.append("repair_decision")
    if matter.state in ("repaired", "expired", "withdrawn"):
        found_.append("delisting")
    return tuple(found_)


def _values(parts: Parts, matter: Matter, language: str) -> tuple[dict[str, Any], bool]:
    """What a letter says of *matter*, and whether there is a verdict to say it by."""
    program = law(parts)
    with parts.database.reading() as connection:
        steps = steps_of(connection, matter.id)
        limits = limits_kept(connection, matter.id, program.base.calendar)
        subject = found(connection, str(matter.subject))
    standing = next(standings(parts, [str(matter.subject)]), None)
    about = dict(subject) if subject is not None else {"id": matter.subject, "kind": matter.details["kind"]}
    gathered = Gathered(program.base, language, matter, steps, limits, standing)
    return gathered.values(about, iso_day(today(parts.clock))), standing is not None
