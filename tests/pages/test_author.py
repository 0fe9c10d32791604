"""Pages of authors without scripts: saved as typed, refused where somebody was first, changed by the form."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from adapters.access.permissions import Role

PATH = "labour/wage-arrears.yaml"
CELL = 'cell:["parameters","total_least","values","2013-01-23"]'


@pytest.fixture
def officer(signed_in: Callable[[Role], FlaskClient]) -> FlaskClient:
    return signed_in("officer")


@pytest.fixture
def draft(officer: FlaskClient) -> str:
    """The address of a new draft."""
    return officer.post("/drafts/new", data={"title": "草案"}).headers["Location"]


def text_of(officer: FlaskClient, draft: str) -> str:
    return officer.get(f"/v1{draft}/files/{PATH}").text


def test_a_draft_without_a_name_is_told_so_with_what_was_typed(officer: FlaskClient) -> None:
    answer = officer.post("/drafts/new", data={"title": " "})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_what_is_typed_is_saved_and_then_told(officer: FlaskClient, draft: str) -> None:
    text = text_of(officer, draft) + "# 说明\n"
    answer = officer.post(f"{draft}/edit/{PATH}", data={"text": text, "revision": "1", "act": "save"})
    assert answer.headers["Location"] == f"{draft}/edit/{PATH}?done=saved"
    assert text_of(officer, draft) == text
    assert "已保存。" in officer.get(answer.headers["Location"]).text


def test_who_saves_what_somebody_changed_meanwhile_sees_both(officer: FlaskClient, draft: str) -> None:
    text = text_of(officer, draft)
    officer.post(f"{draft}/edit/{PATH}", data={"text": text + "# 甲\n", "revision": "1", "act": "save"})
    answer = officer.post(f"{draft}/edit/{PATH}", data={"text": text + "# 乙\n", "revision": "1", "act": "save"})
    assert answer.status_code == 412
    assert "# 甲" in answer.text
    assert "# 乙" in answer.text
    assert 'name="revision" value="2"' in answer.text


def test_the_form_works_without_scripts_and_changes_what_is_other_alone(officer: FlaskClient, draft: str) -> None:
    text = text_of(officer, draft)
    page = officer.get(f"{draft}/edit/{PATH}").text
    assert CELL in page.replace("&#34;", '"')
    sent = {"text": text, "revision": "1", "act": "form", CELL: "50000"}
    assert officer.post(f"{draft}/edit/{PATH}", data=sent).status_code == 303
    assert text_of(officer, draft) == text.replace(
        "多人拖欠总额省定数额的下限, values: {2013-01-23: 30000}",
        "多人拖欠总额省定数额的下限, values: {2013-01-23: 50000}",
    )


def test_a_period_is_a_number_and_what_it_counts(officer: FlaskClient, draft: str) -> None:
    text = text_of(officer, draft)
    page = officer.get(f"{draft}/edit/{PATH}").text.replace("&#34;", '"')
    cell = 'cell:["parameters","term","values","2022-01-01","value"]'
    assert f'name="per:{cell}"' in page
    sent = {"text": text, "revision": "1", "act": "form", cell: "18", f"per:{cell}": "months"}
    assert officer.post(f"{draft}/edit/{PATH}", data=sent).status_code == 303
    assert text_of(officer, draft) == text.replace("2022-01-01: {value: 3 years", "2022-01-01: {value: 18 months")


def test_a_file_can_be_taken_back(officer: FlaskClient, draft: str) -> None:
    text = text_of(officer, draft)
    officer.post(f"{draft}/edit/{PATH}", data={"text": text + "# 甲\n", "revision": "1", "act": "save"})
    officer.post(f"{draft}/take-out", data={"path": PATH, "revision": "2"})
    assert text_of(officer, draft) == text
    assert "还没有修改任何文件。" in officer.get(draft).text


def test_the_policy_that_is_opened_is_the_one_chosen(officer: FlaskClient, draft: str) -> None:
    assert officer.get(f"{draft}/open?path={PATH}").headers["Location"] == f"{draft}/edit/{PATH}"


def test_what_a_case_fails_by_is_told_in_words(officer: FlaskClient, draft: str) -> None:
    path = "procurement/published-records.yaml"
    text = officer.get(f"/v1{draft}/files/{path}").text.replace("{2015-01-01: 30000}", "{2015-01-01: 100000}")
    told = officer.post(f"{draft}/trial/{path}", data={"text": text}).text
    assert "适用的措施：应为“在政府采购网站集中公布严重违法失信行为记录”，实为“无”" in told
    assert "至：应为“2026-03-10”，实为“无”" in told
    assert "publish_procurement_record" not in told


def test_what_the_cases_see_is_told_in_words_and_not_by_the_keys_of_the_file(officer: FlaskClient, draft: str) -> None:
    path = "procurement/published-records.yaml"
    text = officer.get(f"/v1{draft}/files/{path}").text
    told = officer.post(f"{draft}/trial/{path}", data={"text": text}).text
    seen = re.findall(r"<button[^>]*data-line[^>]*>([^<]*)</button>", told)
    assert seen
    assert [one for one in seen if re.search("[a-z]_|>=|where", one)] == []


def test_where_cases_will_stand_says_that_scripts_run_them(officer: FlaskClient, draft: str) -> None:
    assert "<div data-trial><p" in officer.get(f"{draft}/edit/{PATH}").text


def test_pages_hold_no_script_or_style_of_their_own(officer: FlaskClient, draft: str) -> None:
    page = officer.get(f"{draft}/edit/{PATH}").text
    assert re.findall(r"<script(?![^>]*src=)|\sstyle=|\son\w+=", page) == []


@pytest.mark.parametrize("edits", ["[", "x", '{"a": 1}', "[1]"])
def test_edits_that_are_none_are_refused(officer: FlaskClient, draft: str, edits: str) -> None:
    sent = {"text": "title: a\n", "edits": edits}
    assert officer.post(f"{draft}/form/{PATH}", data=sent).status_code in (200, 400, 422)


@pytest.mark.parametrize("revision", ["²", "9" * 40, "9" * 5000, "-1"])
def test_a_revision_that_is_none_is_no_fault_of_ours(officer: FlaskClient, draft: str, revision: str) -> None:
    sent = {"text": "title: a\n", "revision": revision, "act": "save"}
    assert officer.post(f"{draft}/edit/{PATH}", data=sent).status_code < 500
