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
KNOWN: Final = "officer reviewer approver auditor client department public administrator"
HANDLERS: Final = "officer department"
OVERSEERS: Final = "officer department reviewer approver"
ANYBODY: Final = f"{KNOWN} nobody"

WHO_MAY: Final[Mapping[str, str]] = {
    "GET /": ANYBODY,
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "POST /sign-out": ANYBODY,
    "POST /language": ANYBODY,
    "GET /account": KNOWN,
    "GET /try": DESKS,
    "POST /try": DESKS,
    "GET /subjects": DESKS,
    "GET /subjects/<id>": DESKS,
    "GET /subjects/<id>/facts": DESKS,
    "GET /subjects/<id>/measures": DESKS,
    "GET /subjects/<id>/repair": DESKS,
    "GET /subjects/<id>/identity": "officer administrator",
    "GET /subjects/<id>/receipts": "auditor",
    "GET /subjects/<id>/report": DESKS,
    "POST /subjects/<id>/report": DESKS,
    "GET /subjects/<id>/report/<code>": DESKS,
    "GET /public": ANYBODY,
    "GET /public/<path:policy>": ANYBODY,
    "GET /public/listed": ANYBODY,
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
    return "forbidden" if answer.status_code == 403 else None
