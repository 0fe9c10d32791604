"""A question as it comes from outside, read: who is asked about, with which facts, as of when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine.calendar import parse_day
from engine.compile.conditions import SUBJECT_FIELDS
from engine.compile.fields import BadValue, encode
from engine.compile.program import Program
from engine.dossier import Subject
from engine.facts import MOST_ID, Fact, as_given, normalise
from engine.judging import Principals
from engine.problems import FactError, Place, Problem, nearest

_DAYS = ("born", "registered")
_TEXTS = ("kind", "region", "industry", "name")


@dataclass(frozen=True, slots=True)
class Question:
    """Who is asked about, with which raw facts, as of which day, known on which.

    *principals* are the subjects that may extend a listing to this one, by id, each `{"subject": …, "facts": […]}`;
    `None` where they are not known.
    """

    subject: Mapping[str, Any]
    facts: Sequence[Mapping[str, Any]]
    as_of: int
    known_at: int
    principals: Mapping[str, Mapping[str, Any]] | None = None
    decided_after: int | None = None


def read_question(
    program: Program, question: Question, origin: str = "facts"
) -> tuple[Subject, list[Fact], Principals | None]:
    """The subject, the facts and the principals of *question*, typed; raises `FactError` with all problems at once."""
    problems: list[Problem] = []
    subject = read_subject(question.subject, origin, problems)
    facts = _facts(program, question.facts, origin, problems, subject.id)
    principals: dict[str, tuple[Subject, Sequence[Fact]]] = {}
    for id_, one in (question.principals or {}).items():
        whose = f"{origin}/{id_}"
        principal = read_subject(one.get("subject") or {"id": id_}, whose, problems)
        principals[id_] = principal, _facts(program, one.get("facts") or (), whose, problems)
    if problems:
        raise FactError(problems)
    return subject, facts, None if question.principals is None else principals


def read_subject(raw: Mapping[str, Any], origin: str, problems: list[Problem]) -> Subject:
    """*raw* as a subject; what is wrong with it goes to *problems*."""
    place = Place(origin, 0)
    attributes: dict[str, Any] = {}
    id_ = raw.get("id")
    if not isinstance(id_, str) or not 0 < len(id_) <= MOST_ID or not id_.isprintable():
        problems.append(Problem("facts.bad_id", place, {"given": as_given(id_)}))
    for key, value in raw.items():
        if key == "id" or value is None:
            continue
        if key in _DAYS:
            try:
                attributes[key] = parse_day(value)
            except (ValueError, TypeError):
                problems.append(Problem("facts.bad_day", place, {"key": key, "given": as_given(value)}))
        elif key in _TEXTS:
            _text(key, value, attributes, place, problems)
        else:
            known = ("id", *_DAYS, *_TEXTS)
            problems.append(
                Problem("facts.unknown_key", place, {"key": as_given(key), "nearest": nearest(str(key), known)})
            )
    return Subject(str(id_), attributes)


def _text(key: str, value: object, into: dict[str, Any], place: Place, problems: list[Problem]) -> None:
    field = SUBJECT_FIELDS.get(key, SUBJECT_FIELDS["region"])
    try:
        into[key] = encode(field, value)
    except BadValue as bad:
        values = {"field": key, "given": as_given(value), "expected": bad.expected}
        problems.append(Problem("facts.bad_value", place, values))


def _facts(
    program: Program,
    raw: Sequence[Mapping[str, Any]],
    origin: str,
    problems: list[Problem],
    subject: str | None = None,
) -> list[Fact]:
    try:
        return normalise(program, raw, origin, subject)
    except FactError as error:
        problems += error.problems
        return []
