"""The pages of the policy base: the claims of cases found by their lines, what is found first, what differs."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from adapters.access.permissions import Role
from adapters.cli.settings import SHIPPED
from adapters.folder import read_folder
from adapters.sentences.said import Ref
from engine.cases.read import read_cases
from engine.language.base import CASES, load
from web.docs_pages.search import Entry, Index
from web.pages.base.cases import claims
from web.pages.language import COOKIE

SignedIn = Callable[[Role], FlaskClient]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- name: over the limit\n", "over the limit"),
        ("- {name: over the limit, as_of: 2026-01-01}\n", "over the limit"),
        ('- name: "over: the limit"\n', "over: the limit"),
        ("- name: 'over # the limit'\n", "over # the limit"),
        ("- name: 达到上限的列入\n", "达到上限的列入"),
    ],
)
def test_the_claim_of_a_case_is_found_however_it_is_written(text: str, found: str) -> None:
    nested = "  facts:\n    - name: no claim\n" if "{" not in text else ""
    assert claims(f"cases:\n{text}{nested}".encode()) == (found,)


def test_claims_are_those_of_the_cases_as_they_are_read() -> None:
    shipped = read_folder(SHIPPED)
    base, _ = load(shipped)
    some = {path: shipped[path] for path in sorted(path for path in shipped if path.endswith(CASES))[::25]}
    files, problems = read_cases(base, some)
    assert problems == ()
    assert {one.file: claims(some[one.file]) for one in files} == {
        one.file: tuple(case.name for case in one.cases) for one in files
    }


def test_things_come_before_their_parts_and_those_that_begin_so_before_others() -> None:
    def entry(title: str, sort: str, part: str = "") -> Entry:
        return Entry(title, f"{sort}/x", sort, Ref("policy" if sort == "policy" else "measure", title, part))

    wanted = [entry("限制出境", "policy"), entry("限制", "measure"), entry("从业限制", "measure"),
              entry("限制的期限", "parameter", "parameters-term")]  # fmt: skip
    index = Index([*reversed(wanted), entry("公示", "measure")])
    assert index.find("限制") == wanted
    assert index.find("限制 期限") == wanted[3:]
    assert index.find("  ") == []


def test_a_release_differs_from_itself_in_nothing(signed_in: SignedIn) -> None:
    client = signed_in("officer")
    live = client.get("/v1/releases/live").get_json()["content_hash"]
    page = client.get(f"/differences?before={live}&after={live}&of=labour/wage-arrears")
    assert page.status_code == 200
    assert "政策的含义没有变化。" in page.text
    assert '<a href="/policies/labour/wage-arrears#history">' in page.text
    assert client.get("/differences?before=&after=").status_code == 404


def test_a_document_stands_once_however_its_number_is_written_and_lists_are_narrowed(signed_in: SignedIn) -> None:
    client = signed_in("officer")
    told = client.get("/documents?text=特种设备安全法").text
    assert told.count(">中华人民共和国特种设备安全法</a>") == 1
    assert "2013年主席令第4号" in told
    assert client.get("/documents?text=证券市场禁入规定").text.count(">证券市场禁入规定</a>") == 2  # of two orders
    assert "没有符合的条目。" in client.get("/documents?text=没有这样的法").text


def test_cases_lead_with_a_line_in_the_language_of_the_page(signed_in: SignedIn) -> None:
    client, path = signed_in("officer"), "/policies/procurement/published-records"
    line = "2023-03-10，行政处罚（罚款金额为30,000元）、公布 → 在列"
    claim = "a fine of exactly thirty thousand yuan is published"
    assert f'{line} <small class="claim"><span lang="en">{claim}</span></small>' in client.get(path).text
    client.set_cookie(COOKIE, "en")
    assert f"<summary>{claim}</summary>" in client.get(path).text
