"""What a review tells, and how changed sentences are shown beside each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import orjson
from flask.testing import FlaskClient
from sqlalchemy import insert

from adapters.access.permissions import Role
from adapters.clock import stamp
from adapters.database.tables.drafts import examination
from adapters.parts import Parts
from engine.verdict import VERSION
from web.pages.changed import Pair, Words, pairs


def test_a_sentence_stands_beside_what_became_of_it_with_the_words_that_differ() -> None:
    found = list(pairs(["数额 30000 元以上", "另一句话"], ["期限六个月之后", "数额 50000 元以上"]))
    assert found == [
        Pair(
            (Words("数额 ", False), Words("30000", True), Words(" 元以上", False)),
            (Words("数额 ", False), Words("50000", True), Words(" 元以上", False)),
        ),
        Pair((Words("另一句话", False),), ()),
        Pair((), (Words("期限六个月之后", False),)),
    ]


def test_of_very_many_sentences_none_is_held_against_another() -> None:
    found = list(pairs([f"旧句 {n}" for n in range(61)], ["旧句 1 改"]))
    assert len(found) == 62


def test_a_review_tells_what_examining_found_and_what_cases_would_not_notice(
    shared: Parts, signed_in: Callable[[Role], FlaskClient]
) -> None:
    draft = signed_in("officer").post("/v1/drafts", json={"title": "试改"}).get_json()
    measured = {
        "policy": "labour/wage-arrears", "title": "拖欠名单", "due": 40, "met": 39, "killed": 9, "survived": 1,
        "explained": 2, "survivors": ["listings.x.period: 3 years → 4 years"],
        "unseen": [{"condition": "listings.x.where", "asks": "amount >= 1", "line": 12, "never": False}],
    }  # fmt: skip
    result = {
        "policies": 199, "problem_count": 0, "problems": [], "cases": 7_512, "failed_count": 1,
        "failed": [{"policy": "labour/wage-arrears", "case": "甲", "file": "labour/wage-arrears.cases.yaml", "line": 3,
                    "differences": [{"path": "outcome", "expected": "clear", "found": "listed"}]}],
        "thoroughness": [measured],
    }  # fmt: skip
    row = {"content_hash": draft["content_hash"], "form": VERSION, "at": stamp(shared.clock.now())}
    with shared.database.writing() as connection:
        connection.execute(insert(examination), row | {"result": orjson.dumps(result).decode()})
    page = signed_in("reviewer").get(f"/reviews/{draft['id']}").text
    assert "检验未通过，不得发布。" in page
    assert "运行 7512 个，不成立 1 个" in page
    assert "97.5%" in page
    assert "90.0%" in page
    assert "从未不成立：" in page
    assert "listings.x.period: 3 years → 4 years" in page


def test_from_a_review_one_comes_to_a_simulation_of_its_draft(signed_in: Callable[[Role], FlaskClient]) -> None:
    officer = signed_in("officer")
    draft = officer.post("/v1/drafts", json={"title": "提高 & 门槛"}).get_json()
    page = officer.get(f"/reviews/{draft['id']}").text
    [address] = re.findall(r'href="(/simulations/new[^"]*)"', page)
    form = officer.get(unescape(address)).text
    assert 'name="origin" value="draft" data-shows="x-draft" checked' in form
    assert f'<option value="{draft["id"]}" selected>' in form
    assert 'value="提高 &amp; 门槛"' in form


def test_what_cannot_be_decided_is_told_and_what_was_typed_stays(signed_in: Callable[[Role], FlaskClient]) -> None:
    draft = signed_in("officer").post("/v1/drafts", json={"title": "未送审"}).get_json()
    answer = signed_in("reviewer").post(f"/reviews/{draft['id']}/send-back", data={"text": "理由在此"})
    assert answer.status_code == 409
    assert "理由在此" not in answer.text  # it is not under review, so there is no field to be sent back by
    answer = signed_in("reviewer").post(f"/reviews/{draft['id']}/comment", data={"text": ""})
    assert answer.status_code == 422


def test_a_release_cannot_be_made_live_in_the_past_and_the_reason_typed_stays(
    signed_in: Callable[[Role], FlaskClient],
) -> None:
    approver = signed_in("approver")
    release = approver.get("/v1/releases/live").get_json()["content_hash"]
    answer = approver.post(f"/releases/{release}/publish", data={"effective": "2020-01-01", "reason": "试一试"})
    assert answer.status_code == 422
    assert "试一试" in answer.text
