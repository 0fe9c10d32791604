"""Every page for every role: who is let in, who is told why not, who is sent to sign in. A page missing here fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from adapters.access.permissions import ROLES, Role
from tests.pages.conftest import CSRF
from web.pages.areas import AREAS

DESKS: Final = "officer reviewer approver client department"
DRAFTERS: Final = "officer reviewer approver"
DRAFTS: Final = "officer reviewer approver auditor"
RELEASES: Final = "officer reviewer approver client department auditor"
HANDLERS: Final = "officer department"
OVERSEERS: Final = "officer department reviewer approver"
KNOWN: Final = "officer reviewer approver auditor client department public administrator"
JOBS: Final = "officer reviewer approver client department auditor administrator"
IMPORTERS: Final = "officer department administrator"
ANYBODY: Final = f"{KNOWN} nobody"

WHO_MAY: Final[Mapping[str, str]] = {
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "POST /sign-out": ANYBODY,
    "POST /language": ANYBODY,
    "GET /": ANYBODY,
    "GET /differences": RELEASES,
    "GET /search": ANYBODY,
    "GET /search/suggestions": ANYBODY,
    "GET /policies": ANYBODY,
    "GET /policies/<path:name>": ANYBODY,
    "GET /linkages/<name>": ANYBODY,
    "GET /regions/<path:name>": ANYBODY,
    "GET /measures/<name>": ANYBODY,
    "GET /departments/<name>": ANYBODY,
    "GET /documents/<path:name>": ANYBODY,
    "GET /fact-types/<name>": ANYBODY,
    "GET /plan/<path:name>": ANYBODY,
    "GET /linkages": ANYBODY,
    "GET /measures": ANYBODY,
    "GET /departments": ANYBODY,
    "GET /documents": ANYBODY,
    "GET /fact-types": ANYBODY,
    "GET /plan": ANYBODY,
    "GET /matrix": ANYBODY,
    "GET /drafts/<id_>/difference": DRAFTS,
    "GET /drafts": DRAFTS,
    "POST /drafts/new": "officer",
    "GET /drafts/<id_>": DRAFTS,
    "GET /drafts/<id_>/open": DRAFTS,
    "POST /drafts/<id_>/policies": "officer",
    "POST /drafts/<id_>/examine": DRAFTERS,
    "POST /drafts/<id_>/submit": "officer",
    "POST /drafts/<id_>/withdraw": "officer",
    "POST /drafts/<id_>/rebase": "officer",
    "POST /drafts/<id_>/take-out": "officer",
    "GET /drafts/<id_>/edit/<path:path>": DRAFTS,
    "POST /drafts/<id_>/edit/<path:path>": "officer",
    "POST /drafts/<id_>/form/<path:path>": DESKS,
    "POST /drafts/<id_>/trial/<path:path>": DRAFTERS,
    "POST /drafts/<id_>/case/<path:path>": DRAFTERS,
    "GET /account": KNOWN,
    "POST /account/password": KNOWN,
    "GET /try": DESKS,
    "POST /try": DESKS,
    "GET /admin": KNOWN,
    "GET /admin/audit": "auditor administrator",
    "POST /admin/audit": "auditor administrator",
    "GET /admin/exports": "officer administrator",
    "POST /admin/exports": "officer administrator",
    "GET /admin/exports/<id_>/file": "officer administrator",
    "GET /admin/submissions/<number>/file": "officer administrator",
    "GET /admin/exchange": IMPORTERS,
    "POST /admin/exchange/peers": "administrator",
    "POST /admin/exchange/sources/<name>/pull": IMPORTERS,
    "GET /admin/imports": IMPORTERS,
    "POST /admin/imports": IMPORTERS,
    "GET /admin/imports/<id_>": IMPORTERS,
    "POST /admin/imports/<id_>/mended": IMPORTERS,
    "GET /admin/jobs": JOBS,
    "GET /admin/jobs/<id_>": JOBS,
    "POST /admin/jobs/<id_>/<do>": IMPORTERS,
    "GET /admin/service": "auditor administrator",
    "GET /admin/tokens": KNOWN,
    "POST /admin/tokens": KNOWN,
    "POST /admin/tokens/<id_>/revoke": KNOWN,
    "GET /admin/users": "administrator",
    "POST /admin/users": "administrator",
    "GET /admin/users/<id_>": "administrator",
    "POST /admin/users/<id_>": "administrator",
    "GET /reviews": DRAFTS,
    "GET /reviews/<id>": DRAFTS,
    "GET /reviews/<id>/changes": DRAFTS,
    "POST /reviews/<id>/examine": DRAFTERS,
    "POST /reviews/<id>/measure": DRAFTERS,
    "POST /reviews/<id>/comment": DRAFTERS,
    "POST /reviews/<id>/approve": "reviewer approver",
    "POST /reviews/<id>/send-back": "reviewer approver",
    "POST /reviews/<id>/publish": "approver",
    "GET /releases": RELEASES,
    "GET /releases/<hash>": RELEASES,
    "POST /releases/<hash>/publish": "approver",
    "GET /casework": OVERSEERS,
    "GET /casework/<kinds>": OVERSEERS,
    "GET /casework/proceedings/<id_>/letters/<kind>": OVERSEERS,
    "GET /casework/proceedings/<id_>/letters/served/<number>": OVERSEERS,
    "GET /casework/letters": OVERSEERS,
    "GET /casework/letters/<kind>/<lang>": OVERSEERS,
    "POST /casework/letters/<kind>/<lang>": "officer",
    "GET /casework/<kinds>/<id_>": OVERSEERS,
    "POST /casework/<kinds>/<id_>/<step>": OVERSEERS,
    "GET /casework/<kinds>/new": HANDLERS,
    "POST /casework/<kinds>/new": HANDLERS,
    "GET /subjects": DESKS,
    "GET /subjects/<id>/repair": DESKS,
    "GET /subjects/<id>/report": DESKS,
    "POST /subjects/<id>/report": DESKS,
    "GET /subjects/<id>/report/<code>": DESKS,
    "GET /subjects/<id>/report/<code>/pdf": DESKS,
    "GET /subjects/<id>": DESKS,
    "GET /subjects/<id>/measures": DESKS,
    "GET /subjects/<id>/facts": DESKS,
    "GET /subjects/<id>/identity": "officer administrator",
    "GET /subjects/<id>/receipts": "auditor",
    "GET /simulations/new": DRAFTERS,
    "POST /simulations/new": DRAFTERS,
    "GET /simulations": DRAFTS,
    "GET /simulations/compare": DRAFTS,
    "GET /simulations/<id>": DRAFTS,
    "GET /simulations/<id>/subjects": DRAFTS,
    "GET /simulations/<id>/subjects/<key>": DRAFTS,
    "GET /simulations/<id>/report.html": DRAFTS,
    "GET /simulations/<id>/report.xlsx": DRAFTS,
    "POST /simulations/<id>/cancel": DRAFTERS,
    "POST /simulations/<id>/resume": DRAFTERS,
    "POST /simulations/<id>/remove": DRAFTERS,
    "GET /public/listed": ANYBODY,
    "GET /public": ANYBODY,
    "GET /public/<path:policy>": ANYBODY,
    "GET /verify": ANYBODY,
}
"""By method and path, who may."""
PAGES: Final = {f"{method} {one.path}": one for area in AREAS for one in area.known for method in one.methods}


def test_the_table_has_every_page_and_no_other() -> None:
    assert {*WHO_MAY} == {*PAGES}


@pytest.mark.parametrize("key", WHO_MAY)
def test_a_page_is_for_the_roles_that_the_table_says(
    key: str, app: Flask, signed_in: Callable[[Role], FlaskClient]
) -> None:
    found = {role: turned(signed_in(role), key) for role in ROLES}
    assert found == {role: None if role in WHO_MAY[key].split() else "forbidden" for role in ROLES}
    assert turned(app.test_client(), key) == (None if "nobody" in WHO_MAY[key] else "signs in first")


@pytest.mark.parametrize("key", [key for key in WHO_MAY if key.startswith("POST")])
def test_what_is_sent_from_elsewhere_is_refused(key: str, app: Flask, signed_in: Callable[[Role], FlaskClient]) -> None:
    client = signed_in(next(role for role in ROLES if role in WHO_MAY[key].split()))
    client.environ_base[CSRF] = "forged"
    assert turned(client, key) == "forbidden"
    other = app.test_client()
    other.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    assert turned(other, key) == "forbidden"


def turned(client: FlaskClient, key: str) -> str | None:
    """How who opens a page is turned away, if they are. What the page then makes of nothing sent is not asked here."""
    method, path = key.split(" ")
    answer = client.open(re.sub(r"<(?:\w+:)?(\w+)>", r"\1", path), method=method)
    if answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in"):
        return "signs in first"
    if answer.status_code == 401 and "data-over" in answer.text:
        return "signs in first"
    return "forbidden" if answer.status_code == 403 else None
