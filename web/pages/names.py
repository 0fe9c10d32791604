"""What policies, sectors and departments are called: asked of the API, and kept while it says they are the same."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from threading import Lock
from typing import Any, Final

import orjson

from engine.catalogue import catalogue
from web.pages.asking import asked
from web.pages.language import spoken

_MOST: Final = 1_000
_KEPT: Final[dict[tuple[str, str], tuple[str, Any]]] = {}
_LOCK: Final = Lock()


@dataclass(frozen=True)
class Called:
    """The names of the live release: titles of *policies* and *departments*, the *sectors* and *sorts* of policies."""

    policies: dict[str, str]
    departments: dict[str, str]
    sectors: dict[str, str]
    sorts: dict[str, str]

    def policy(self, id_: str | None) -> str:
        """What the policy *id_* is called."""
        return self.policies.get(id_ or "", id_ or "–")

    def department(self, name: str | None) -> str:
        """What the department *name* is called."""
        return self.departments.get(name or "", name or "–")

    def of_sort(self, *sorts: str) -> list[tuple[str, str]]:
        """The policies of *sorts* (`black`, `grade`), of all where none is named, with what they are called."""
        return [(id_, title) for id_, title in self.policies.items() if not sorts or self.sorts[id_] in sorts]

    def sector(self, name: str | None) -> str:
        """What the sector *name* is called."""
        return self.sectors.get(name or "", name or "–")


def called() -> Called:
    """The names there are now."""
    policies = _kept("/v1/policies")["policies"]
    departments = _kept("/v1/departments")["departments"]
    return Called(
        {one["id"]: one["title"] for one in policies},
        {one["name"]: one["title"] for one in departments},
        {one["sector"]: _sector(one["sector"]) for one in policies},
        {one["id"]: one["kind"] for one in policies},
    )


def _sector(name: str) -> str:
    return catalogue(spoken()).get(f"sentences.sector_name.{name}", name)


def _kept(path: str) -> Any:
    """What the API answers at *path*, read once for each state of it."""
    key = (path, spoken())
    with _LOCK:
        known = _KEPT.get(key)
    headers = {} if known is None else {"If-None-Match": known[0]}
    answer = asked("GET", path, query={"limit": _MOST}, headers=headers)
    if answer.status_code == HTTPStatus.NOT_MODIFIED and known is not None:
        return known[1]
    told = orjson.loads(answer.get_data())
    with _LOCK:
        _KEPT[key] = (answer.headers.get("ETag", ""), told)
    return told
