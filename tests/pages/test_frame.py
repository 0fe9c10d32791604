"""What stands around every page: where one may be sent, what a browser may load, who goes astray."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import Markup

from adapters.access.permissions import Role
from adapters.casework.moves import MOVES
from engine.catalogue import LANGUAGES, catalogue
from web.pages.frame import local_day, moment, sentence
from web.pages.labelled import labelled
from web.pages.signing_in import own_path


@pytest.mark.parametrize("given", ["/", "/policies/wages?day=2026-01-01", "/search?q=//x"])
def test_who_signs_in_goes_on_to_where_they_wanted(given: str) -> None:
    assert own_path(given) == given


@pytest.mark.parametrize(
    "given", ["//elsewhere.example/", "/\\elsewhere.example", "https://elsewhere.example/", "elsewhere", "", "/a\r\nb"]
)
def test_nobody_is_sent_to_another_host(given: str) -> None:
    assert own_path(given) == "/"


def test_a_page_loads_from_its_host_alone_and_runs_no_script_of_its_own(app: Flask) -> None:
    answer = app.test_client().get("/")
    policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == policy["form-action"] == "'self'"
    assert answer.headers["Content-Language"] == "zh-CN"


def test_the_language_one_chose_stays_and_others_are_none(app: Flask) -> None:
    client = app.test_client()
    client.post("/language", data={"language": "en", "next": "/"})
    assert client.get("/").headers["Content-Language"] == "en"
    client.post("/language", data={"language": "xx", "next": "/"})
    assert client.get("/").headers["Content-Language"] == "en"


@pytest.mark.parametrize(
    ("accept", "media"), [("text/html", "text/html"), ("application/json", "application/problem+json")]
)
def test_who_goes_astray_is_told_in_what_they_read(app: Flask, accept: str, media: str) -> None:
    answer = app.test_client().get("/nowhere", headers={"Accept": accept})
    assert (answer.status_code, answer.mimetype) == (404, media)


def test_systems_are_told_in_json_whatever_they_read(app: Flask) -> None:
    answer = app.test_client().get("/v1/nowhere", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


@pytest.mark.parametrize("kinds", ["proceedings", "claims"])
def test_the_search_box_beside_a_form_is_empty(signed_in: Callable[[Role], FlaskClient], kinds: str) -> None:
    page = signed_in("officer").get(f"/casework/{kinds}/new").text
    assert re.search(r'<input id="x-find"[^>]* value=""', page)


@pytest.mark.parametrize("name", ["names.json", "../build.mjs", "..%2fpackage.json", "none.css"])
def test_only_what_was_bundled_is_served(app: Flask, name: str) -> None:
    assert app.test_client().get(f"/assets/{name}").status_code == 404


def test_a_name_of_a_thing_says_no_more_to_the_api_than_where_it_is(signed_in: Callable[[Role], FlaskClient]) -> None:
    assert signed_in("officer").get("/drafts/none%3Frevision=1").status_code == 404


def test_what_a_page_refuses_is_told_in_words_and_not_in_keys(
    app: Flask, signed_in: Callable[[Role], FlaskClient]
) -> None:
    page = signed_in("client").get("/casework").text
    assert "您没有“查阅办理事项”的权限" in page
    assert "casework:read" not in page
    assert "/openapi.json" not in app.test_client().get("/nowhere", headers={"Accept": "text/html"}).text


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("没有 `a<b` 的内容", "没有 <code>a&lt;b</code> 的内容。"),
        ("已经说完。", "已经说完。"),
        ("是否应为 `x`？", "是否应为 <code>x</code>？"),
        ("一个 ` 而已", "一个 ` 而已。"),
    ],
)
def test_a_message_is_a_sentence_and_what_it_quotes_is_code(app: Flask, said: str, told: str) -> None:
    with app.test_request_context("/"):
        assert sentence(said) == told


def test_the_release_that_was_shipped_is_called_so(signed_in: Callable[[Role], FlaskClient]) -> None:
    page = signed_in("approver").get("/releases").text
    assert "随程序提供的版本" in page
    assert "初始施行" in page
    assert not {"shipped", "1970-01-01"} & set(re.findall(r"[\w-]+", page))


def test_a_moment_is_told_as_clocks_here_show_it_and_its_day_is_that_of_here() -> None:
    assert moment("2026-11-02T16:05:09.000000Z") == "2026-11-03 00:05"
    assert local_day("2026-11-02T16:05:09.000000Z") == "2026-11-03"


def test_each_cell_of_a_record_says_what_its_column_is_called() -> None:
    head = '<table><thead><tr><th scope="col">谁</th><th scope="col"><b>甲 &amp; "乙"</b></th></tr></thead>'
    rows = '<tbody><tr><th scope="row">张</th><td class="day">1</td></tr></tbody></table>'
    told = rows.replace("<td class", '<td data-label="甲 &amp; &#34;乙&#34;" class')
    assert labelled(Markup(head + rows)) == head + told  # noqa: S704 - of this test


def test_the_log_is_as_long_as_what_was_gone_through(signed_in: Callable[[Role], FlaskClient]) -> None:
    page = signed_in("auditor").post("/admin/audit").get_data(as_text=True)
    (told,), (gone_through, *_) = re.findall(r"共 (\d+) 条。", page), re.findall(r"链条完整：(\d+) 条", page)
    assert told == gone_through


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_done_in_casework_is_called_something_in_the_audit_log(language: str) -> None:
    done = {f"admin.act.{kind}_{step.replace('-', '_')}" for kind, moves in MOVES.items() for step in moves}
    assert done <= catalogue(language).keys()
