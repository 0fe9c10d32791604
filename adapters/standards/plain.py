"""Facts and subjects in the project's own plain form: is the form kept, and what is wrong where it is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from adapters.standards import values
from adapters.standards.gather import Gathering
from adapters.standards.intake import Intake
from adapters.standards.raw import (
    KINDS,
    FieldValue,
    Note,
    RawFact,
    RawRelated,
    RawSubject,
    Refused,
    Rejection,
    shown,
)
from engine.problems import Place, Problem, nearest

Steps: TypeAlias = tuple[str | int, ...]
Locate: TypeAlias = Callable[[Steps], Place]

_FACT_KEYS: Final = ("id", "type", "subject", "date", "recorded", "source", "fields", "related")
_SUBJECT_KEYS: Final = ("id", "kind", "name", "region", "industry", "born", "registered")
_TYPE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_REGION = re.compile(r"[0-9]{2}(?:[0-9]{2}){0,2}")
_INDUSTRY = re.compile(r"[A-T]|[A-T]?[0-9]{2,4}")
_MOST_ID: Final = 200
_DEPTH: Final = 4


class Item:
    """One *value* at *steps* of a document, being read: what is wrong with it is collected, not raised."""

    def __init__(self, value: Mapping[str, object], steps: Steps, locate: Locate) -> None:
        self.value = value
        self.steps = steps
        self.locate = locate
        self.rejected: list[Rejection] = []
        self.notes: list[Note] = []

    def refuse(self, key: Steps, code: str, **about: object) -> None:
        """Refuse the item for what stands at *key* in it."""
        self._reject(key, Refused(code, **about))

    def note(self, key: Steps, code: str, **about: object) -> None:
        """Tell the sender something about what stands at *key*."""
        problem = self._problem(key, f"exchange.{code}", about)
        self.notes.append(Note(problem, path_text((*self.steps, *key))))

    def text(self, key: str, check: Callable[[str], str], *, needed: bool = True) -> str:
        """The text at *key* as *check* makes it; empty where it is refused or, if not *needed*, missing."""
        value = self.value.get(key)
        if value is None or value == "":
            if needed:
                self.refuse((key,), "missing_value")
            return ""
        value = value.isoformat() if isinstance(value, date) else value
        if not isinstance(value, str):
            self.refuse((key,), "not_text", value=shown(value))
            return ""
        try:
            return check(value)
        except Refused as refused:
            self._reject((key,), refused)
            return ""

    def only(self, known: tuple[str, ...]) -> None:
        """Refuse keys that are not *known*."""
        for key in self.value:
            if key not in known:
                self.refuse((key,), "unknown_key", name=shown(key), near=nearest(str(key), known))

    def field(self, value: object, steps: Steps) -> FieldValue | None:
        """*value* as a field may hold it, `None` where it is missing or refused."""
        if isinstance(value, Decimal | date):
            return f"{value:f}" if isinstance(value, Decimal) else value.isoformat()
        if isinstance(value, str):
            return self._visible(value, steps)
        if value is None or isinstance(value, bool | int):
            return value
        if len(steps) > _DEPTH or not isinstance(value, list | dict):
            self.refuse(steps, "bad_field", value=shown(value))
            return None
        if isinstance(value, dict):
            members = {str(key): self.field(member, (*steps, str(key))) for key, member in value.items()}
            return {key: member for key, member in members.items() if member is not None}
        listed = [self.field(member, (*steps, index)) for index, member in enumerate(value)]
        return [member for member in listed if member is not None]

    def _visible(self, value: str, steps: Steps) -> str | None:
        try:
            return visible(value)
        except Refused as refused:
            self._reject(steps, refused)
            return None

    def _reject(self, key: Steps, refused: Refused) -> None:
        problem = self._problem(key, refused.code, refused.values)
        self.rejected.append(Rejection(problem, path_text((*self.steps, *key))))

    def _problem(self, key: Steps, code: str, about: dict[str, object]) -> Problem:
        steps = (*self.steps, *key)
        return Problem(code, self.locate(steps), {"column": path_text(steps) or "-", **about})


def take(value: object, steps: Steps, locate: Locate, intake: Intake, into: Gathering) -> None:
    """Take one record, fact or subject, *into* a gathering: bare, or as the only member `fact` or `subject`."""
    if isinstance(value, dict) and len(value) == 1 and (wrapper := next(iter(value))) in ("fact", "subject"):
        value, steps = value[wrapper], (*steps, wrapper)
    if not isinstance(value, dict):
        problem = Problem("exchange.not_an_object", locate(steps), {"value": shown(value)})
        into.reject([Rejection(problem, path_text(steps))])
        return
    item = Item(value, steps, locate)
    if ("type" in value) == ("kind" in value):
        item.refuse((), "fact_or_subject")
    elif "type" in value:
        _take_fact(item, intake, into)
    else:
        _take_subject(item, into)
    names = named(value)
    into.reject(replace(rejection, subjects=names) for rejection in item.rejected)
    into.note(() if item.rejected else item.notes)


def named(value: object) -> tuple[str, ...]:
    """The subjects that the record *value* names, as far as it can be read."""
    if isinstance(value, dict) and len(value) == 1 and (wrapper := next(iter(value))) in ("fact", "subject"):
        value = value[wrapper]
    if not isinstance(value, dict):
        return ()
    related = value.get("related")
    members = related if isinstance(related, list) else [related]
    others = [member.get("subject") for member in members if isinstance(member, dict)]
    names = [value.get("id") if "kind" in value else None, value.get("subject"), *others]
    return tuple(dict.fromkeys(name for name in names if isinstance(name, str) and name))


def path_text(steps: Steps) -> str:
    """*steps* as people write them: `facts[3].fields.fine`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def visible(text: str) -> str:
    """*text*, unless it holds characters that cannot be seen, which are refused."""
    values.cleaned(text)
    return text


def _take_fact(item: Item, intake: Intake, into: Gathering) -> None:
    item.only(_FACT_KEYS)
    day = item.text("date", values.day)
    stated = item.text("recorded", values.day, needed=False)
    if not (intake.recorded or stated):
        item.note(("recorded",), "recorded_assumed")
    fact = RawFact(
        id=item.text("id", _identifier), type=item.text("type", _matching(_TYPE)),
        subject=item.text("subject", _identifier), date=day, recorded=intake.recorded or stated or day,
        source=item.text("source", visible, needed=False), fields=_fields(item), related=_related(item),
    )  # fmt: skip
    if not item.rejected:
        into.fact(fact, item.locate(item.steps))


def _take_subject(item: Item, into: Gathering) -> None:
    item.only(_SUBJECT_KEYS)
    subject = RawSubject(id=item.text("id", _identifier), kind=item.text("kind", _kind))
    if name := item.text("name", visible, needed=False):
        subject["name"] = name
    if region := item.text("region", _matching(_REGION), needed=False):
        subject["region"] = region
    if industry := item.text("industry", _matching(_INDUSTRY), needed=False):
        subject["industry"] = industry
    if born := item.text("born", values.day, needed=False):
        subject["born"] = born
    if registered := item.text("registered", values.day, needed=False):
        subject["registered"] = registered
    if not item.rejected:
        into.subject(subject, item.locate(item.steps))


def _fields(item: Item) -> dict[str, FieldValue]:
    raw = item.value.get("fields")
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        item.refuse(("fields",), "not_an_object", value=shown(raw))
        return {}
    for key in raw:
        if not isinstance(key, str) or not _NAME.fullmatch(key):
            item.refuse(("fields",), "bad_name", value=shown(key))
    found = {str(key): item.field(value, ("fields", str(key))) for key, value in raw.items()}
    return {key: value for key, value in found.items() if value is not None}


def _related(item: Item) -> list[RawRelated]:
    raw = item.value.get("related")
    if raw is None:
        return []
    found: list[RawRelated] = []
    for index, member in enumerate(raw if isinstance(raw, list) else [raw]):
        steps = ("related", index)
        if not isinstance(member, dict):
            item.refuse(steps, "not_an_object", value=shown(member))
            continue
        inner = Item(member, (*item.steps, *steps), item.locate)
        inner.only(("role", "subject"))
        found.append(RawRelated(role=inner.text("role", _matching(_NAME)), subject=inner.text("subject", _identifier)))
        item.rejected.extend(inner.rejected)
    return found


def _identifier(text: str) -> str:
    visible(text)
    if len(text) > _MOST_ID or text != text.strip() or not text.isprintable():
        raise Refused("bad_id", value=shown(text), limit=_MOST_ID)
    return text


def _kind(text: str) -> str:
    if text not in KINDS:
        raise Refused("bad_kind", value=shown(text), near=nearest(text, KINDS))
    return text


def _matching(form: re.Pattern[str]) -> Callable[[str], str]:
    def check(text: str) -> str:
        if not form.fullmatch(text):
            raise Refused("bad_form", value=shown(text), form=form.pattern)
        return text

    return check
