"""What is tried as an address: it comes back as it was, and nothing else is taken for it."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Callable

import orjson
import pytest
from flask.testing import FlaskClient

from adapters.access.permissions import Role
from web.api.problems import Refusal
from web.pages.trying.state import State, read

NOW = {
    "subject": {"id": "x-1", "kind": "enterprise"},
    "facts": [{"id": "c-1", "type": "credit_commitment", "date": "2026-05-01"}],
    "principals": {},
}
WAS = NOW | {"facts": []}


@pytest.mark.parametrize("state", [State(NOW), State(NOW, WAS)])
def test_what_is_tried_comes_back_from_its_text_as_it_was(state: State) -> None:
    assert read(state.written()) == state


def _packed(data: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(data)).decode().rstrip("=")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        _packed(b"[]"),
        _packed(b'{"now": {}}'),
        _packed(b'{"now": {"subject": {}, "facts": [1]}}'),
        _packed(b'{"now": {"subject": {}, "more": 1}}'),
        _packed(b" " * (3 << 20)),
        "A" * 400_001,
    ],
)
def test_what_is_no_such_text_is_refused(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(text)
    assert refused.value.code == "no_trial"


def test_a_link_that_is_spoilt_is_told_on_a_page(signed_in: Callable[[Role], FlaskClient]) -> None:
    answer = signed_in("officer").post("/try", data={"do": "open", "state": "spoilt"})
    assert answer.status_code == 400
    assert "试算链接无法读取" in answer.text


def test_what_was_typed_stays_where_something_is_wrong_with_it(signed_in: Callable[[Role], FlaskClient]) -> None:
    sent = {
        "do": "run", "subject-id": "x-1", "subject-kind": "enterprise", "f0-type": "labour_directive", "f0-id": "d-1",
        "f0-date": "2026-05-01", "f0-v-directive_no": "甲1", "f0-v-outcome": "pending", "f0-v-amount": "很多",
    }  # fmt: skip
    answer = signed_in("officer").post("/try", data=sent)
    assert answer.status_code == 422
    assert 'value="很多"' in answer.text
    assert "第 1 条记录" in answer.text
    assert "is not a" not in answer.text


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "²"])
def test_a_number_that_no_record_can_hold_is_told_so(signed_in: Callable[[Role], FlaskClient], number: str) -> None:
    sent = {
        "do": "run", "subject-id": "x-1", "subject-kind": "enterprise", "f0-type": "work_accident", "f0-id": "d-1",
        "f0-date": "2026-05-01", "f0-v-deaths": number,
    }  # fmt: skip
    assert signed_in("officer").post("/try", data=sent).status_code == 422


def test_a_record_is_summed_up_with_its_amounts_as_people_write_them(signed_in: Callable[[Role], FlaskClient]) -> None:
    sent = {
        "do": "add", "add_type": "没有的记录", "subject-id": "x-1", "f0-type": "labour_directive", "f0-id": "d-1",
        "f0-date": "2026-05-01", "f0-v-directive_no": "甲1", "f0-v-outcome": "pending", "f0-v-amount": "120500.5",
    }  # fmt: skip
    told = signed_in("officer").post("/try", data=sent).text
    assert re.search(r'<span class="quiet">[^<]*拖欠总额为120,500\.5元', told)
    assert 'value="120500.5"' in told


def test_a_fact_type_that_is_not_there_is_told(signed_in: Callable[[Role], FlaskClient]) -> None:
    answer = signed_in("officer").post("/try", data={"do": "add", "add_type": "没有的记录", "subject-id": "x"})
    assert "没有名为“没有的记录”的记录类型" in answer.text


def test_the_json_of_the_page_can_be_pasted_back(signed_in: Callable[[Role], FlaskClient]) -> None:
    sent = {"do": "paste", "text": orjson.dumps(NOW).decode()}
    answer = signed_in("officer").post("/try", data=sent)
    assert answer.status_code == 200
    assert 'name="f0-id" value="c-1"' in answer.text
