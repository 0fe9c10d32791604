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
