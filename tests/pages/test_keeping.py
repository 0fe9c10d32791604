"""What somebody typed while their session ended: it is held by the page that asks them to sign in, and sent after."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from adapters.access.permissions import Role
from adapters.parts import Parts
from tests.pages.conftest import CSRF
from tests.service.people import user_added

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody but these tests
HERE = {"Sec-Fetch-Site": "same-origin"}
TYPED = {"title": '甲 "草案" <1>', "act": "go", "csrf": "of before"}


@pytest.fixture
def client(app: Flask, shared: Parts) -> FlaskClient:
    user_added(shared, "keeper", "officer", password=PASSWORD)
    return app.test_client()


def fields(page: str, action: str) -> dict[str, str]:
    """What the form of *page* that is sent to *action* holds."""
    form = page[page.index(f'action="{action}" class="fields" data-kept') :].partition("</form>")[0]
    return {
        name: unescape(value) for name, value in re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form)
    }


def test_what_was_typed_is_sent_once_somebody_signed_in_again(client: FlaskClient) -> None:
    asked = client.post("/drafts/new", data=TYPED, headers=HERE)
    assert asked.status_code == 401
    assert "您刚才填写的内容还在" in asked.text
    held = fields(asked.text, "/sign-in")
    wrong = client.post("/sign-in", data=held | {"user": "keeper", "password": "other"}, headers=HERE)
    assert wrong.status_code == 401
    held = fields(wrong.text, "/sign-in")
    again = client.post("/sign-in", data=held | {"user": "keeper", "password": PASSWORD}, headers=HERE)
    assert again.status_code == 200
    sent = fields(again.text, "/drafts/new")
    assert sent["title"] == TYPED["title"]
    assert sent["csrf"] not in ("", TYPED["csrf"])
    made = client.post("/drafts/new", data=sent, headers=HERE)
    assert made.status_code == 303
    assert "甲 &#34;草案&#34; &lt;1&gt;" in client.get(made.location).text


def test_what_was_typed_in_a_session_before_is_shown_to_be_sent(
    signed_in: Callable[[Role], FlaskClient],
) -> None:
    officer = signed_in("officer")
    officer.environ_base[CSRF] = "of before"
    again = officer.post("/drafts/new", data=TYPED, headers=HERE)
    assert again.status_code == 403
    sent = fields(again.text, "/drafts/new")
    del officer.environ_base[CSRF]
    assert officer.post("/drafts/new", data=sent, headers=HERE).status_code == 303


@pytest.mark.parametrize("site", [None, "cross-site", "same-site"])
def test_what_another_site_sent_is_not_held(signed_in: Callable[[Role], FlaskClient], site: str | None) -> None:
    officer = signed_in("officer")
    officer.environ_base[CSRF] = "of before"
    answer = officer.post("/drafts/new", data=TYPED, headers={} if site is None else {"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert "data-kept" not in answer.text


def test_nothing_is_held_that_an_address_alone_says(client: FlaskClient) -> None:
    page = client.get("/sign-in?next=/drafts&to=/drafts/new&kept=[]").text
    assert fields(page, "/sign-in").keys() == {"next", "user", "password"}


def test_no_password_is_held(client: FlaskClient) -> None:
    asked = client.post("/account/password", data={"old": "a-secret", "new": "b", "again": "b"}, headers=HERE)
    assert asked.status_code == 401
    assert "a-secret" not in asked.text
    assert fields(asked.text, "/sign-in")["next"] == "/account"


def test_two_windows_can_be_signed_in_by_one_after_the_other(client: FlaskClient) -> None:
    for _ in range(2):
        sent = {"next": "/account", "user": "keeper", "password": PASSWORD}
        assert client.post("/sign-in", data=sent, headers=HERE).location == "/account"


def test_who_cannot_be_kept_signed_in_is_told_so_before(client: FlaskClient) -> None:
    said = "本页经未加密的连接打开"
    assert said not in client.get("/sign-in").text
    assert said in client.get("/sign-in", base_url="http://credit.example").text
    assert said not in client.get("/sign-in", base_url="https://credit.example").text


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/drafts/d-1/take-out", "/drafts/d-1"),
        ("/drafts/d-1/form/labour/wage-arrears.yaml", "/drafts/d-1"),
        ("/casework/claims/claim-1/decide", "/casework/claims/claim-1"),
        ("/admin/exchange/sources/province/pull", "/admin/exchange"),
        ("/sign-out", "/"),
    ],
)
def test_the_address_of_a_form_that_was_sent_leads_to_its_page(client: FlaskClient, address: str, page: str) -> None:
    answer = client.get(address, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.location) == (303, page)


def test_the_address_where_a_draft_is_begun_leads_to_the_drafts(signed_in: Callable[[Role], FlaskClient]) -> None:
    assert signed_in("officer").get("/drafts/new").location == "/drafts"


def test_who_follows_a_link_from_elsewhere_goes_on_once_the_page_asks_by_itself(
    client: FlaskClient, signed_in: Callable[[Role], FlaskClient]
) -> None:
    address, elsewhere = "/sign-in?next=/try", {"Sec-Fetch-Site": "cross-site"}
    assert "data-elsewhere" in client.get(address, headers=elsewhere).text
    assert "data-elsewhere" not in client.get(f"{address}&here=", headers=elsewhere).text
    assert "data-elsewhere" not in client.get(address, headers=HERE).text
    assert client.get(f"{address}&here=", headers=HERE).status_code == 200
    answer = signed_in("officer").get(f"{address}&here=", headers=HERE)
    assert (answer.status_code, answer.location) == (303, "/try")


def test_too_much_is_not_held_for_whoever_it_is(client: FlaskClient) -> None:
    asked = client.post("/drafts/new", data={"title": "a" * (3 << 20)}, headers=HERE)
    assert asked.status_code == 401
    assert len(asked.data) < 20_000
