"""The form of a question: its fields from facts, and facts from its fields, by what fact types say they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from werkzeug.datastructures import MultiDict

from adapters.sentences.amounts import number_words
from web.pages.frame import say
from web.pages.language import spoken
from web.pages.numbers import whole
from web.pages.trying.state import Question

FactType = Mapping[str, Any]
TypeOf = Callable[[str], FactType | None]
Sent = MultiDict[str, str]
MOST: Final = 200
"""Records that a form holds."""
SUBJECT: Final = ("id", "kind", "name", "region", "industry", "born", "registered")
_OF_RECORD: Final = ("type", "id", "date", "recorded")
_NUMBERS: Final = ("integer", "decimal")
_TRUTHS: Final = {"true": True, "false": False}


@dataclass(frozen=True)
class Field:
    """A field as the form shows it: its *key* in the form, what it is *of*, and the *value* typed so far."""

    key: str
    of: Mapping[str, Any]
    value: str
    chosen: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Record:
    """A record as the form shows it: its *number* from 0, its *fact*, its fields, and *more* that it does not show."""

    number: int
    fact: Mapping[str, Any]
    title: str
    fields: tuple[Field, ...]
    more: str

    @property
    def said(self) -> str:
        """What it says in short: some fields that are filled in, those of few words first."""
        filled = sorted((one for one in self.fields if _says(one)), key=_wordy)
        told = [say("sentences.example.field", label=one.of["label"], value=_label(one)) for one in filled]
        return say("verdict.fact.join").join(told[:3])


def question_of(sent: Sent, type_of: TypeOf) -> Question:
    """The question that the form *sent* asks, with what was typed as each field takes it."""
    subject = {key: value for key in SUBJECT if (value := sent.get(f"subject-{key}", "").strip())}
    question: Question = {"subject": subject, "facts": list(_facts(sent, type_of))}
    if sent.get("relations") != "unknown":
        question["principals"] = _json(sent.get("principals", "")) or {}
    if sent.get("assume") == "yes":
        question["assume_decided"] = True
    for key in ("as_of", "known_at", "release"):
        if value := sent.get(key, "").strip():
            question[key] = value
    return question


def records_of(question: Question, type_of: TypeOf) -> Iterator[Record]:
    """The records of *question* as the form shows them."""
    for number, fact in enumerate(question["facts"][:MOST]):
        known = type_of(str(fact.get("type", ""))) or {"title": str(fact.get("type", "")), "fields": ()}
        values = fact.get("fields") or {}
        fields = tuple(_field(number, one, values.get(one["name"])) for one in known["fields"])
        names = {one["name"] for one in known["fields"]}
        more = {key: value for key, value in fact.items() if key not in (*_OF_RECORD, "fields", "subject")}
        strange = {name: value for name, value in values.items() if name not in names}
        if strange:
            more["fields"] = strange
        yield Record(number, fact, known["title"], fields, orjson.dumps(more).decode() if more else "")


def _facts(sent: Sent, type_of: TypeOf) -> Iterator[dict[str, Any]]:
    for number in range(MOST):
        if (type_ := sent.get(f"f{number}-type")) is None:
            continue
        more = _json(sent.get(f"f{number}-more", "")) or {}
        fact = {key: value for key in _OF_RECORD if (value := sent.get(f"f{number}-{key}", "").strip())}
        fact["type"] = type_
        known = type_of(type_) or {"fields": ()}
        fields = {**more.pop("fields", {}), **dict(_values(sent, number, known))}
        yield {**fact, **more, **({"fields": fields} if fields else {})}


def _values(sent: Sent, number: int, known: FactType) -> Iterator[tuple[str, Any]]:
    for one in known["fields"]:
        key = f"f{number}-v-{one['name']}"
        if one["type"] == "set" and one["values"]:
            if chosen := sent.getlist(key):
                yield one["name"], chosen
        elif text := sent.get(key, "").strip():
            yield one["name"], _value(one, text)


def _value(field: Mapping[str, Any], text: str) -> Any:
    """*text* as a *field* takes it, or as it is where it does not: the service says what is wrong with it."""
    match field["type"]:
        case "integer":
            return whole(text)
        case "boolean":
            return _TRUTHS.get(text, text)
        case "set":
            return [one.strip() for one in text.replace("、", ",").replace("，", ",").split(",") if one.strip()]
        case "rows":
            return [_row(field, line) for line in text.splitlines() if line.strip()]
        case _:
            return text


def _row(field: Mapping[str, Any], line: str) -> dict[str, Any]:
    cells = [one.strip() for one in line.replace("，", ",").split(",")]
    return {one["name"]: _value(one, cell) for one, cell in zip(field["rows"], cells, strict=False) if cell}


def _field(number: int, of: Mapping[str, Any], value: Any) -> Field:
    key = f"f{number}-v-{of['name']}"
    if value is None:
        return Field(key, of, "")
    match of["type"]:
        case "set":
            chosen = [str(one) for one in value] if isinstance(value, list) else [str(value)]
            return Field(key, of, ", ".join(chosen) if not of["values"] else "", frozenset(chosen))
        case "boolean":
            return Field(key, of, str(value).lower())
        case "rows":
            return Field(
                key, of, "\n".join(_cells(of, one) for one in value) if isinstance(value, list) else str(value)
            )
        case _:
            return Field(key, of, str(value))


def _cells(of: Mapping[str, Any], row: Any) -> str:
    return ", ".join(str(row.get(one["name"], "")) for one in of["rows"]) if isinstance(row, Mapping) else str(row)


def _says(field: Field) -> bool:
    return bool(field.value or field.chosen) and field.of["name"] != "policy"


def _wordy(field: Field) -> bool:
    """Whether *field* holds free text, which says less at a glance than codes and numbers."""
    return bool(field.of["type"] == "string")


def _label(field: Field) -> str:
    values = field.of["values"]
    if field.chosen:
        return "、".join(values.get(one, one) for one in sorted(field.chosen))
    if field.of["type"] == "boolean" and field.value in _TRUTHS:
        return say(f"verdict.truth.{field.value}")
    if field.of["type"] in _NUMBERS:
        return number_words(field.value, field.of["unit"], spoken())
    return str(values.get(field.value, field.value))


def _json(text: str) -> Any:
    """What *text*, put into the form by its page, holds; nothing where it was changed to something else."""
    try:
        found = orjson.loads(text) if text else None
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) else None
