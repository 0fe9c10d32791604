"""The pages of the shipped policies: whole, linked, searchable, the same every time."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from adapters.cli.base import load_files
from adapters.folder import read_folder
from tests.docs_pages.reading import Page
from web.docs_pages.paths import FOLDERS
from web.docs_pages.site import ROOTS, Site

POLICIES = Path(__file__).parents[2] / "policies"


@cache
def _site() -> Site:
    loaded = load_files(POLICIES, read_folder(POLICIES))
    return Site(loaded.base, loaded.cases, date(2026, 11, 27))


@cache
def _files() -> dict[str, bytes]:
    files = list(_site().files())
    assert len(files) == len(dict(files)), "no page is written twice"
    return dict(files)


@cache
def _pages() -> dict[str, Page]:
    return {path: Page(path, content) for path, content in _files().items() if path.endswith(".html")}


pytestmark = pytest.mark.slow


def test_every_page_is_well_formed() -> None:
    assert {path: page.faults for path, page in _pages().items() if page.faults} == {}


def test_no_id_stands_twice_on_a_page() -> None:
    twice = {path: [id_ for id_, n in Counter(page.ids).items() if n > 1] for path, page in _pages().items()}
    assert {path: ids for path, ids in twice.items() if ids} == {}


def test_every_link_leads_to_a_page_and_a_place_on_it() -> None:
    broken = set()
    for path, page in _pages().items():
        for file, anchor in page.targets():
            if file not in _files() or (anchor and anchor not in _pages()[file].ids):
                broken.add((path, file, anchor))
    assert broken == set()


def test_nothing_is_asked_of_the_network() -> None:
    for path, content in _files().items():
        assert not [link for link in _pages()[path].links if ":" in link] if path in _pages() else True, path
        assert b"url(" not in content or not path.endswith(".css")
        assert not (path.endswith(".js") and b"://" in content.replace(b"file://", b"")), path


@pytest.mark.parametrize("root", ROOTS.values())
def test_everything_has_its_page(root: str) -> None:
    base = _site().base
    named = {
        "policy": base.policies,
        "linkage": base.linkages,
        "measure": base.measures,
        "department": base.departments,
        "fact_type": base.fact_types,
        "clause": base.plan.clauses if base.plan else {},
        "overlay": [name.removeprefix("regions/") for name in base.overlays],
    }
    expected = {f"{root}{FOLDERS[sort]}/{name}.html" for sort, names in named.items() for name in names}  # type: ignore[index]  # sorts by name
    assert expected - _files().keys() == set()
    titles = {page.text() for path, page in _pages().items() if path.startswith(f"{root}documents/")}
    for source in base.cited.values():
        assert any(" ".join(source.title.split()) in text for text in titles), source.title


@pytest.mark.parametrize("root", ROOTS.values())
def test_the_search_index_has_every_page_of_a_thing(root: str) -> None:
    text = _files()[f"{root}search.js"].decode()
    entries = json.loads(text.removeprefix("window.xinhengIndex = ").removesuffix(";\n"))
    paths = {root + path.partition("#")[0] for _, _, _, path in entries}
    things = {path for path in _pages() if path.startswith(tuple(f"{root}{one}/" for one in FOLDERS.values()))}
    assert things - {path for path in things if path.endswith("/index.html")} == paths
    for _, _, _, path in entries:
        page, _, anchor = path.partition("#")
        assert not anchor or anchor in _pages()[root + page].ids, path


def test_every_page_has_one_heading_a_title_and_its_sibling() -> None:
    for path, page in _pages().items():
        content = _files()[path].decode()
        assert content.count("<h1>") == 1, path
        assert f'<html lang="{"en" if path.startswith("en/") else "zh-CN"}">' in content
        other = path.removeprefix("en/") if path.startswith("en/") else f"en/{path}"
        assert (other, "") in page.targets(), path


def test_every_page_is_reached_from_the_index() -> None:
    reached, ahead = {"index.html"}, ["index.html"]
    while ahead:
        for file, _ in _pages()[ahead.pop()].targets():
            if file in _pages() and file not in reached:
                reached.add(file)
                ahead.append(file)
    assert _pages().keys() - reached == set()


def test_a_policy_has_its_rules_values_and_cases_on_its_page() -> None:
    page = _pages()["policies/labour/wage-arrears.html"]
    assert {"listings-refuses_to_pay", "parameters-term", "measures", "linkage", "examples"} <= set(page.ids)
    text = page.text()
    assert "拖欠总额达到100,000元（多人拖欠总额省定数额的上限，2013-01-23起）" in text
    assert "列入期限" in text
    case = next(file for file in _site()._cases.values() if file.owner == "labour/wage-arrears").cases[0]
    assert case.name in text


def test_the_matrix_leads_from_lists_and_departments() -> None:
    targets = {file for file, _ in _pages()["matrix.html"].targets()}
    assert {"policies/labour/wage-arrears.html", "departments/finance.html"} <= targets
