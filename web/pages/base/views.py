"""Pages of the policy base: its sectors, its things one by one, its catalogues, the linkage matrix."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

from flask import request

from adapters.sentences.said import Ref, Sort
from adapters.sentences.sectors import sectors
from web.api.access import actor
from web.api.problems import Refusal
from web.docs_pages.catalogues import narrowed
from web.docs_pages.edition import owner_of
from web.docs_pages.matrix import STRENGTHS, Only
from web.pages.base.addresses import CATALOGUES, FOLDERS, INDEX, MATRIX
from web.pages.base.area import base
from web.pages.base.asked import asked
from web.pages.base.cases import cases_of
from web.pages.base.history import history_of

_MOST: Final = 100
_WHAT: Final[Mapping[Sort, str]] = {"fact_type": "fact type"}
"""What a sort is called where there is none of a name; else itself."""


@base.add(INDEX, allow="policies:read")
def index() -> Any:
    """The sectors with their lists and grades."""
    found = asked()
    return found.page("base/index.html", INDEX, **found.edition.index())


@base.add("/policies/<path:name>", allow="policies:read")
def policy(name: str) -> Any:
    """A list or a grade."""
    return _account("policy", name)


@base.add("/linkages/<name>", allow="policies:read")
def linkage(name: str) -> Any:
    """What a verdict of one sector brings in others."""
    return _account("linkage", name)


@base.add("/regions/<path:name>", allow="policies:read")
def overlay(name: str) -> Any:
    """What a place adds."""
    return _account("overlay", f"regions/{name}")


@base.add("/measures/<name>", allow="policies:read")
def measure(name: str) -> Any:
    """A measure, and what brings it."""
    return _account("measure", name)


@base.add("/departments/<name>", allow="policies:read")
def department(name: str) -> Any:
    """What a department keeps and carries out."""
    return _account("department", name)


@base.add("/documents/<path:name>", allow="policies:read")
def document(name: str) -> Any:
    """Who cites which article of a document of law."""
    return _account("document", name)


@base.add("/fact-types/<name>", allow="policies:read")
def fact_type(name: str) -> Any:
    """What records of a type say, and what uses them."""
    return _account("fact_type", name)


@base.add("/plan/<path:name>", allow="policies:read")
def clause(name: str) -> Any:
    """A clause of the plan, and what carries it."""
    return _account("clause", name)


@base.add("/linkages", allow="policies:read")
def linkages() -> Any:
    """The linkages and what places add."""
    return _catalogue("linkages")


@base.add("/measures", allow="policies:read")
def measures() -> Any:
    """The measures."""
    return _catalogue("measures")


@base.add("/departments", allow="policies:read")
def departments() -> Any:
    """The departments."""
    return _catalogue("departments")


@base.add("/documents", allow="policies:read")
def documents() -> Any:
    """The documents of law."""
    return _catalogue("documents")


@base.add("/fact-types", allow="policies:read")
def fact_types() -> Any:
    """The types of records."""
    return _catalogue("facts")


@base.add("/plan", allow="policies:read")
def plan() -> Any:
    """The clauses of the plan."""
    return _catalogue("plan")


@base.add(MATRIX, allow="policies:read")
def matrix() -> Any:
    """Which department does how much for which list; a part of it, where one is asked for."""
    found = asked()
    words = found.edition.words
    given = {name: request.args.get(name, "")[:_MOST] or None for name in ("sector", "department", "strength")}
    choices = {
        "sector": [(one, words.word("sector_name", one)) for one in sectors(words.base)],
        "department": [(name, keys.title) for name, keys in words.base.departments.items()],
        "strength": [(one, words.text(f"strength.{one}")) for one in STRENGTHS],
    }
    drawn = found.edition.matrix(Only(**given))
    return found.page("base/matrix.html", MATRIX, choices=choices, given=given, **drawn)


def _account(sort: Sort, name: str) -> str:
    """The page of the thing of *sort* called *name*."""
    found, ref = asked(), Ref(sort, name)
    if not found.edition.has(ref):
        raise Refusal(HTTPStatus.NOT_FOUND, "unknown", what=_WHAT.get(sort, sort), name=name)
    owner = owner_of(ref)
    cases = () if owner is None else cases_of(found.law, owner)
    history = history_of(owner) if owner is not None and actor().may("releases:read") else None
    here = f"{FOLDERS[sort]}/{name}"
    return found.page("base/account.html", here, history=history, owner=owner, **found.edition.told(ref, cases))


def _catalogue(name: str) -> str:
    found, text = asked(), request.args.get("text", "").strip()[:_MOST]
    shown = found.edition.catalogue(name)
    groups = narrowed(shown["groups"], text) if text else shown["groups"]
    return found.page("base/list.html", CATALOGUES[name], kept={"text": text}, **{**shown, "groups": groups})
