"""What is taken out of facts and subjects before they are shown, and what of them is personal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from adapters.access.sight import Sight
from adapters.standards.people import shown_id
from engine.compile.program import Program
from engine.language.fact_types import FactType, FieldKeys, Sensitivity
from engine.population.masks import masked

PERSONS: Final = frozenset({"natural_person", "practitioner", "vehicle"})
"""Kinds whose every record is personal data."""
_RANK: Final[Mapping[Sensitivity, int]] = {"public": 0, "restricted": 1, "personal": 2}


@dataclass(frozen=True, slots=True)
class Shown:
    """*content* as it may be shown, the JSON pointers that were *masked* in it, and those shown that are *personal*."""

    content: dict[str, Any]
    masked: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()


def is_person(kind: str | None) -> bool:
    """Whether a subject of *kind* is a natural person, or leads to one; so is one whose kind is not known."""
    return kind is None or kind in PERSONS


def subject_shown(sight: Sight, subject: Mapping[str, Any]) -> Shown:
    """The *subject* (`id`, `kind`, `name`, `region`, `born` and the like) as *sight* has it.

    Of a person without sight of personal data, the ends of the id, the surname and the city are left.
    """
    content = dict(subject)
    if not is_person(subject.get("kind")):
        return _without_birth(sight, content)
    personal = tuple(f"/{key}" for key in ("id", "name", "region", "born") if content.get(key))
    if sight.sees("personal"):
        return Shown(content, personal=personal)
    hidden = masked("", content.get("name") or "", content.get("kind"), content.get("region") or "")
    told = {"id": masked_id(content["id"]), "name": hidden.name or None, "region": hidden.region or None, "born": None}
    content |= {key: value for key, value in told.items() if key in content}
    return Shown(content, masked=personal)


def masked_id(id_: str) -> str:
    """The id of a person as whoever may not know it is told it."""
    shown = shown_id(id_)
    return shown if shown != id_ else masked(id_, "", None, "").id


def _without_birth(sight: Sight, content: dict[str, Any]) -> Shown:
    if not content.get("born"):
        return Shown(content)
    if sight.sees("personal"):
        return Shown(content, personal=("/born",))
    return Shown(content | {"born": None}, masked=("/born",))


def fact_shown(sight: Sight, program: Program, record: Mapping[str, Any], kind: str | None) -> Shown:
    """The fact *record* about a subject of *kind* as *sight* has it: fields that it does not see are not there.

    What *program* has no name for is taken for personal.
    """
    found = _Found(sight)
    content = dict(record)
    type_ = program.base.fact_types.get(record["type"])
    least: Sensitivity = "personal" if type_ is None or is_person(kind) else type_.sensitivity
    keys = type_.fields if isinstance(type_, FactType) else {}
    if record.get("fields"):
        content["fields"] = found.fields(record["fields"], keys, least, "/fields")
    if record.get("related"):
        content["related"] = [found.related(one, f"/related/{n}") for n, one in enumerate(record["related"])]
    return Shown(content, tuple(found.masked), tuple(found.personal))


class _Found:
    """What is found while a record is looked through."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self.masked: list[str] = []
        self.personal: list[str] = []

    def fields(
        self, values: Mapping[str, Any], keys: Mapping[str, FieldKeys], least: Sensitivity, pointer: str
    ) -> dict[str, Any]:
        """Those of *values* that are seen; none of them is less sensitive than *least*."""
        told: dict[str, Any] = {}
        for name, value in values.items():
            key = keys.get(name)
            own = key.sensitivity if key is not None and key.sensitivity is not None else least
            kind = max(own, least, key=_RANK.__getitem__) if least == "personal" else own
            where = f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"
            if not self._sight.sees(kind):
                self.masked.append(where)
                continue
            if kind == "personal":
                self.personal.append(where)
            rows = key.rows if key is not None else {}
            told[name] = self._rows(value, rows, kind, where) if rows else value
        return told

    def _rows(self, value: Any, keys: Mapping[str, FieldKeys], least: Sensitivity, pointer: str) -> Any:
        if not isinstance(value, list):
            return value
        return [
            self.fields(one, keys, least, f"{pointer}/{n}") if isinstance(one, Mapping) else one
            for n, one in enumerate(value)
        ]

    def related(self, one: Mapping[str, Any], pointer: str) -> dict[str, Any]:
        """A related subject; a person's id is told by its ends."""
        shown = shown_id(one["subject"])
        if shown == one["subject"]:
            return dict(one)
        if self._sight.sees("personal"):
            self.personal.append(f"{pointer}/subject")
            return dict(one)
        self.masked.append(f"{pointer}/subject")
        return {**one, "subject": shown}
