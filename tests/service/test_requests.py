"""Requests of another form than they may have: each thing wrong at its place, in Chinese, with a remedy."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import BaseModel, ValidationError

from adapters.access.permissions import Role
from web.api.problems import of_model

Client = Callable[[Role], FlaskClient]
Told = tuple[str, str, str]
CHINESE = {"Accept-Language": "zh-CN"}
FACTS = "/v1/subjects/91140800MA070K235G/facts"
VERDICT = "/v1/subjects/91140800MA070K235G/verdict"
GATE = "/v1/gates/procurement"


def simulation(title: str, **population: Any) -> dict[str, Any]:
    return {"title": title, "candidate": {}, "population": {"sort": "synthetic", **population}}


ADDRESSES = {
    "api.request.choice": ("officer", "/v1/deadlines?role=judge", (
        "/role", "应为 `authority`、`subject`、`department` 之一", "请从中选择",
    )),
    "api.request.truth": ("officer", "/v1/deadlines?mine=perhaps", ("/mine", "应为是或否", "请填写 true 或 false")),
    "api.request.pattern": ("client", f"{FACTS}?type=A", ("/type", "格式不符（^[a-z][a-z_.0-9]*$）", "请按此格式填写")),
    "api.request.whole": ("client", f"{FACTS}?limit=many", ("/limit", "应为整数", "请填写整数")),
    "api.request.least": ("client", f"{FACTS}?limit=0", ("/limit", "不得小于 1", "请改大一些")),
    "api.request.most": ("client", f"{FACTS}?limit=1001", ("/limit", "不得大于 1000", "请改小一些")),
    "api.request.extra_near": ("client", f"{FACTS}?limits=1", ("/limits", "没有这个键", "是否应为 `limit`？")),
    "api.request.day": ("client", f"{VERDICT}?as_of=2026-2-3", (
        "/as_of", "`2026-2-3` 不是日期", "请填写存在的日期，如 `2026-02-28`",
    )),
    "api.request.days": ("client", f"{VERDICT}?as_of=9999-12-31", (
        "/as_of", "日期应在 0001-01-01 至 2199-12-31 之间", "请改在此范围内",
    )),
    "api.request.moment": ("client", f"{VERDICT}?known_at=yesterday", (
        "/known_at", "`yesterday` 既不是日期，也不是时刻",
        "写作 `2026-04-01` 或者 `2026-04-01T08:00:00+08:00`；网址中的 `+` 写作 `%2B`",
    )),
    "api.request.zone": ("client", f"{VERDICT}?known_at=2026-01-01T00:00:00", (
        "/known_at", "`2026-01-01T00:00:00` 没有写明时区", "请加上时区，如 `Z` 或者 `+08:00`",
    )),
    "api.request.years": ("client", f"{VERDICT}?known_at=0001-01-01T00:00:00Z", (
        "/known_at", "时刻应在 1900 年至 9998 年之间", "请改在此范围内",
    )),
}  # fmt: skip
BODIES = {
    "api.request.few": ("client", GATE, {"subjects": []}, ("/subjects", "至少需要 1 项", "请补上")),
    "api.request.many": ("client", GATE, {"subjects": ["x"] * 1001}, ("/subjects", "至多可有 1000 项", "请分次提交")),
    "api.request.list": ("client", GATE, {"subjects": "x"}, ("/subjects", "应为列表", "请写成方括号内的列表")),
    "api.request.short": ("client", GATE, {"subjects": [""]}, ("/subjects/0", "至少需要 1 个字符", "请补充")),
    "api.request.long": ("client", GATE, {"subjects": ["x" * 201]}, ("/subjects/0", "至多可有 200 个字符", "请缩短")),
    "api.request.object": (
        "client", "/v1/facts", {"id": "a", "type": "t", "subject": "s", "date": "2026-01-01", "fields": []},
        ("/fields", "应为对象", "请写成花括号内的对象"),
    ),
    "api.request.text": ("officer", "/v1/drafts", {"title": 7}, ("/title", "应为文本", "请填写加引号的文本")),
    "api.request.unseen": ("officer", "/v1/drafts", {"title": "a\u200bb"}, ("/title", "文本含有不可见字符", "请删去")),
    "api.request.blank": ("officer", "/v1/simulations", simulation("  "), ("/title", "内容为空", "请填写内容")),
    "api.request.number": (
        "officer", "/v1/simulations", simulation("a", trouble="much"),
        ("/population/trouble", "应为数", "请填写数字"),
    ),
    "a form there is not": (
        "officer", "/v1/simulations", {**simulation("a"), "population": {"sort": "real"}},
        ("/population", "应为 `stored`、`synthetic` 之一", "请从中选择"),
    ),
    "api.request.period": (
        "officer", "/v1/proceedings/1/decide",
        {"day": "2026-10-30", "evidence": {"text": "x"}, "outcome": "list", "period": "a fortnight"},
        ("/period", "`a fortnight` 不是期限", "写作 `15 working days`、`30 days`、`6 months` 或者 `3 years`"),
    ),
    "api.request.stored_alone": (
        "client", "/v1/data/xinheng/verdict", {"input": {"subject": "x", "facts": []}},
        ("/input", "`facts` 只随主体及其记录一并提交，此处是已存主体的标识",
         "请删去，或者把主体写成含 `id` 和 `kind` 的对象"),
    ),
    "webhooks.unknown_policies": (
        "client", "/v1/subscriptions", {"url": "https://example.org/x", "policies": ["tax/major-violation"]},
        ("/policies/0", "没有名单或信用等级 `tax/major-violation`", "是否应为 `tax/major-violations`？"),
    ),
    "webhooks.unknown_sectors": (
        "client", "/v1/subscriptions", {"url": "https://example.org/x", "sectors": ["taxes"]},
        ("/sectors/0", "没有属于领域 `taxes` 的名单或信用等级", "是否应为 `tax`？"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("role", "path", "told"), ADDRESSES.values(), ids=ADDRESSES)
def test_what_an_address_asks_for_otherwise_is_told(client_of: Client, role: Role, path: str, told: Told) -> None:
    assert errors(client_of(role).get(path, headers=CHINESE)) == [told]


@pytest.mark.parametrize(("role", "path", "body", "told"), BODIES.values(), ids=BODIES)
def test_what_a_body_says_otherwise_is_told_at_its_pointer(
    client_of: Client, role: Role, path: str, body: dict[str, Any], told: Told
) -> None:
    assert errors(client_of(role).post(path, json=body, headers=CHINESE)) == [told]


def test_what_there_are_no_words_for_is_told_as_it_was_found(client_of: Client) -> None:
    class Odd(BaseModel):
        amount: Decimal

    with client_of("client").application.test_request_context(headers=CHINESE), pytest.raises(ValidationError) as found:
        Odd.model_validate({"amount": "much"})
    with client_of("client").application.test_request_context(headers=CHINESE):
        (told,) = of_model(found.value, "body", Odd.model_fields)
    assert told.message == "不符合约定（input should be a valid decimal）"
    assert told.remedy == "此处可填什么，请见 /openapi.json"


def errors(answer: Any) -> list[Told]:
    assert answer.status_code == 422, answer.text
    return [(one["location"]["pointer"], one["message"], one["remedy"]) for one in answer.get_json()["errors"]]
