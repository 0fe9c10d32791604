"""What of an answer who asks may see: persons masked, fields taken out, both told in a header; reads are noted.

Views pass what they show through here; `settled` then tells the ledger, before anything is answered.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final, TypeVar

from flask import Response, g, request
from sqlalchemy import select

from adapters.access.masking import Shown, fact_shown, is_person, masked_id, subject_shown
from adapters.access.reads import note, read
from adapters.access.sight import AT_GATE, PURPOSES, sight_of
from adapters.access.verdicts import hidden_by, verdict_shown
from adapters.database.connect import some_of
from adapters.database.tables.records import subject as subject_table
from adapters.records.accepting import resolved
from adapters.records.subjects import meant_by
from adapters.standards.people import shown_id
from adapters.verdicts.asking import program_of
from engine.compile.program import Program
from web.api.access import PURPOSE, actor, parts, sight
from web.api.problems import Refusal

OneOrNone = TypeVar("OneOrNone", str, str | None)
MASKED: Final = "Xinheng-Masked"
"""Which parts of an answer were masked or taken out: a JSON list of pointers, the first of them where they are many."""
_MOST: Final = 100


def subject_seen(row: Mapping[str, Any], at: str = "") -> Shown:
    """The subject *row* as who asks sees it; it stands at the pointer *at* of the answer."""
    return _kept(subject_shown(sight(), row), row["id"], at)


def shown_subject(row: Mapping[str, Any], at: str = "") -> dict[str, Any]:
    """What `subject_seen` has to show."""
    return subject_seen(row, at).content


def fact_seen(program: Program, record: Mapping[str, Any], subject: str, kind: str | None, at: str = "") -> Shown:
    """The fact *record* about *subject*, of *kind*, as who asks sees it; it stands at the pointer *at*."""
    return _kept(fact_shown(sight(), program, record, kind), subject, at)


def id_shown(subject: str, kind: str | None) -> str:
    """The id of a *subject* of *kind*: that of a person by its ends, unless personal data is seen."""
    return masked_id(subject) if is_person(kind) and not sight().sees("personal") else subject


def shown_verdict(release: str, verdict: bytes) -> bytes:
    """A *verdict* by *release* as who asks sees it."""
    seen = sight()
    if seen.sees("restricted"):
        return verdict
    told, masked = verdict_shown(seen, program_of(parts(), release), verdict)
    _masked().extend(masked)
    return told


def persons_asked(names: Iterable[str]) -> None:
    """Refuse the request where one of *names* is a person's, and who asks does not see personal data for its purpose.

    Where they do, that it was read is noted. (Verdicts leave receipts, which say so.)
    """
    with parts().database.reading() as connection:
        ids = set(resolved(connection, set(names)).values())
    persons = [id_ for id_, kind in _kinds(ids).items() if is_person(kind)]
    if persons and not sight().sees("personal"):
        raise purpose_needed()
    _reads().extend((one, ("",)) for one in persons)


def shown_ids(subjects: Sequence[OneOrNone], at: str) -> list[OneOrNone]:
    """The ids of *subjects* as who asks sees them; each stands at the pointer *at* with its number put in."""
    kinds = _kinds(one for one in subjects if one is not None)
    return [
        None if one is None else _id_seen(one, kinds.get(one), at.format(number)) for number, one in enumerate(subjects)
    ]


def shown_names(subjects: Sequence[str | None], at: str) -> list[str | None]:
    """What *subjects* are called as who asks sees it; each stands at the pointer *at* with its number put in.

    Nothing where there is no name, or who asks may not look subjects up. Reads are noted with the ids beside.
    """
    if not actor().may("subjects:read"):
        return [None] * len(subjects)
    with parts().database.reading() as connection:
        known = meant_by(connection, {one for one in subjects if one is not None})
    names: list[str | None] = []
    for number, one in enumerate(subjects):
        row = known.get(one or "")
        shown = None if row is None or not row["name"] else subject_shown(sight(), row)
        names.append(None if shown is None else shown.content["name"])
        if shown is not None and shown.masked:
            _masked().append(at.format(number))
    return names


def named(subject: str | None) -> str | None:
    """The id of a *subject* whose kind is not at hand: that of a person by its ends, unless personal data is seen."""
    return subject if subject is None or sight().sees("personal") else shown_id(subject)


def policy_asked(program: Program, policy: str) -> None:
    """Refuse the request where *policy* looks at records that who asks does not see."""
    hidden = hidden_by(program)
    if policy in hidden.internal | hidden.looking and not sight().sees("restricted"):
        raise purpose_needed()


def list_asked(program: Program, policy: str) -> None:
    """Refuse the request where *policy* is not published at all, and who asks does not see restricted data."""
    if policy in hidden_by(program).internal and not sight().sees("restricted"):
        raise purpose_needed()


def internal_to(releases: Iterable[str]) -> frozenset[str]:
    """The policies that one of *releases* publishes not at all, unless who asks sees restricted data."""
    if sight().sees("restricted"):
        return frozenset()
    return frozenset(one for hash_ in set(releases) for one in hidden_by(program_of(parts(), hash_)).internal)


def taken_out(pointers: Iterable[str]) -> None:
    """Tell that what *pointers* name was taken out of the answer."""
    _masked().extend(pointers)


def at_gate(gate: str) -> None:
    """Take what is asked for at *gate* for its purpose, where none is said."""
    if PURPOSE not in request.headers and gate in AT_GATE:
        g.sight = sight_of(actor(), AT_GATE[gate])


def settled(response: Response) -> Response:
    """*response* with what was masked in it, once the ledger knows what was read."""
    if reads := _reads():
        where, now = request.path if request.url_rule is None else request.url_rule.rule, parts().clock.now()
        said = [read(sight(), subject, where, pointers) for subject, pointers in reads]
        with parts().database.writing() as connection:
            note(connection, said, now)
    if masked := _masked():
        response.headers[MASKED] = json.dumps(masked[:_MOST])
    return response


def _kinds(ids: Iterable[str]) -> dict[str, str]:
    """The kinds of those of *ids* that are known."""
    kinds: dict[str, str] = {}
    with parts().database.reading() as connection:
        for some in some_of(sorted(set(ids))):
            known = select(subject_table.c.id, subject_table.c.kind).where(subject_table.c.id.in_(some))
            kinds |= {row.id: row.kind for row in connection.execute(known)}
    return kinds


def _kept(shown: Shown, subject: str, at: str) -> Shown:
    _masked().extend(at + one for one in shown.masked)
    if shown.personal:
        _reads().append((subject, tuple(at + one for one in shown.personal)))
    return shown


def _id_seen(subject: str, kind: str | None, at: str) -> str:
    shown = subject_shown(sight(), {"id": subject, "kind": kind})
    here = Shown(shown.content, *((at,) if some else () for some in (shown.masked, shown.personal)))
    return str(_kept(here, subject, "").content["id"])


def purpose_needed() -> Refusal:
    """The refusal of what is told for a purpose alone."""
    return Refusal(HTTPStatus.FORBIDDEN, "purpose", header=PURPOSE, known=", ".join(PURPOSES))


def _masked() -> list[str]:
    found: list[str] = g.setdefault("masked", [])
    return found


def _reads() -> list[tuple[str, tuple[str, ...]]]:
    found: list[tuple[str, tuple[str, ...]]] = g.setdefault("reads", [])
    return found
