"""What everybody sees of lists: those that are published, within their time, persons masked, and nothing else."""

from __future__ import annotations

from typing import Any, Final

import pytest
from flask import Flask
from sqlalchemy import insert

from adapters.access.publicity import disputed, is_public, is_shown, suspends
from adapters.clock import stamp
from adapters.database.tables.casework import matter, step
from adapters.database.tables.records import fact, fact_revocation, subject, subject_name
from adapters.database.tables.state import standing, stay
from adapters.parts import Parts
from engine.calendar import parse_day
from engine.language.policy import Policy
from tests.service.conftest import NOW
from tests.service.people import token_of
from web.app import create_app

LIST: Final = "price/violation-records"  # national, for three years at most
FIRM: Final = "91140800MA070K235G"
LATER: Final = "91140800MA070K2600"
PERSON: Final = "person:11010519491231002X"
TODAY: Final = "2026-11-01"


def policy(**publish: Any) -> Policy:
    keys = {"title": "a", "authority": "tax", "applies_to": ["enterprise"], "list": {"kind": "black"}}
    return Policy.model_validate(keys | ({"publish": publish} if publish else {}))


@pytest.mark.parametrize(
    ("publish", "public"),
    [
        ({"mode": "proactive", "scope": "national"}, True),
        ({"mode": "proactive", "scope": "provincial"}, True),
        ({"mode": "proactive", "scope": "municipal"}, True),
        ({"mode": "proactive", "scope": "internal"}, False),
        ({"mode": "on_application", "scope": "national"}, False),
        ({}, False),
    ],
)
def test_a_list_is_public_where_its_authority_publishes_it_by_itself(publish: dict[str, Any], public: bool) -> None:
    assert is_public(policy(**publish)) is public
    assert is_shown(policy(**publish), "2026-01-01", None, parse_day("2026-02-01")) is public


@pytest.mark.parametrize(
    ("since", "last", "day", "shown"),
    [
        ("2026-03-01", None, "2026-02-28", False),
        ("2026-03-01", None, "2026-03-01", True),
        ("2026-03-01", "2026-04-01", "2026-04-01", True),
        ("2026-03-01", "2026-04-01", "2026-04-02", False),
        ("2026-03-01", None, "2026-09-01", True),
        ("2026-03-01", None, "2026-09-02", False),  # longer than the policy lets it be shown
        (None, None, "2026-03-01", False),
    ],
)
def test_a_listing_is_shown_within_its_time(since: str | None, last: str | None, day: str, shown: bool) -> None:
    keys = policy(mode="proactive", scope="national", longest="6 months")
    assert is_shown(keys, since, last, parse_day(day)) is shown


def test_an_objection_hides_who_made_it_until_it_is_settled_where_the_policy_says_so(parts: Parts) -> None:
    clock = {"period": "5 working days", "from": "notice"}
    assert not suspends(policy())
    assert suspends(Policy.model_validate({
        "title": "a", "authority": "tax", "applies_to": ["enterprise"], "list": {"kind": "black"},
        "objection": {**clock, "suspends": ["measures", "publication"]},
    }))  # fmt: skip
    registered(parts)
    sent(parts, FIRM, "objection", "2026-10-01")
    sent(parts, LATER, "objection", "2026-10-01")
    sent(parts, LATER, "objection_settled", "2026-10-20")
    found = {day: disputes(parts, LIST, day) for day in ("2026-09-30", "2026-10-01", "2026-10-20")}
    assert found == {
        "2026-09-30": frozenset(), "2026-10-01": frozenset({FIRM, LATER}), "2026-10-20": frozenset({FIRM}),
    }  # fmt: skip
    assert disputes(parts, "tax/other", TODAY) == frozenset()
    sent(parts, LATER, "revocation", "2026-10-21")
    with parts.database.writing() as connection:
        connection.execute(insert(fact_revocation), {"fact": f"revocation-{LATER}", "revokes": f"objection-{FIRM}"})
    assert disputes(parts, LIST, "2026-10-21") == frozenset()


def test_what_an_authority_took_down_is_shown_no_longer(parts: Parts, app: Flask) -> None:
    listed(parts, {FIRM: "2026-06-01", LATER: "2026-06-01"})
    with parts.database.writing() as connection:
        for number, (whose, last) in enumerate({FIRM: "take-down", LATER: "publish"}.items(), 1):
            about = {"id": f"case-{number}", "kind": "proceeding", "subject": whose, "policy": LIST, "version": 2}
            state = {"state": "listed", "objected": False, "repairing": False, "details": "{}", "opened": "2026-06-01"}
            connection.execute(insert(matter), about | state | {"opened_at": stamp(NOW), "opened_by": "somebody"})
            done = {"matter": about["id"], "step": last, "state": "listed", "day": "2026-07-01", "at": stamp(NOW)}
            connection.execute(insert(step), done | {"actor": "a", "evidence": "{}", "facts": "[]", "details": "{}"})
    client = app.test_client()
    assert [one["subject"] for one in client.get(f"/v1/public/lists/{LIST}").get_json()["entries"]] == [LATER]
    assert client.get(f"/v1/public/listings?code={FIRM}").get_json()["entries"] == []


def disputes(parts: Parts, policy_: str, day: str) -> frozenset[str]:
    with parts.database.reading() as connection:
        return disputed(connection, policy_, [FIRM, LATER, PERSON], parse_day(day))


def sent(parts: Parts, whose: str, type_: str, day: str) -> None:
    row = {
        "id": f"{type_}-{whose}", "subject": whose, "type": type_, "day": day, "recorded": day,
        "recorded_at": stamp(NOW), "content": f'{{"fields":{{"policy":"{LIST}"}}}}', "digest": "0" * 64,
        "submitted_by": "somebody",
    }  # fmt: skip
    with parts.database.writing() as connection:
        connection.execute(insert(fact), row)


def registered(parts: Parts) -> None:
    names = {FIRM: "运城市甲有限公司", LATER: "运城市乙有限公司", PERSON: "王小明"}
    rows = [
        {"id": id_, "kind": "natural_person" if id_ == PERSON else "enterprise", "name": name, "region": "140802",
         "recorded_at": stamp(NOW)}
        for id_, name in names.items()
    ]  # fmt: skip
    with parts.database.writing() as connection:
        connection.execute(insert(subject), rows)


def listed(parts: Parts, since: dict[str, str]) -> None:
    """Have each of *since* be on the list from a day on, as judging everybody leaves it."""
    registered(parts)
    with parts.database.writing() as connection:
        for id_, day in since.items():
            about = {"subject": id_, "policy": LIST, "last": None, "last_at_most": None}
            connection.execute(insert(standing), about | {"value": "listed", "since": day})
            grounds = f'[["no_such_rule","f-{id_}","{day}"]]'
            connection.execute(
                insert(stay), about | {"number": 1, "sort": "spell", "start": day, "cause": None, "grounds": grounds}
            )


def test_everybody_sees_who_is_listed_and_nobody_more_than_that(parts: Parts, app: Flask) -> None:
    listed(parts, {FIRM: "2026-06-01", LATER: "2020-06-01", PERSON: "2026-06-01"})
    answer = app.test_client().get(f"/v1/public/lists/{LIST}")
    assert answer.status_code == 200, answer.text
    assert answer.get_json()["entries"] == [
        {"subject": FIRM, "kind": "enterprise", "name": "运城市甲有限公司", "region": "140802", "since": "2026-06-01",
         "last": None, "for": ["no_such_rule"]},
        {"subject": "person:1101**********002X", "kind": "natural_person", "name": "王＊＊＊", "region": "140800",
         "since": "2026-06-01", "last": None, "for": ["no_such_rule"]},
    ]  # fmt: skip
    known = {"Authorization": f"Bearer {token_of(parts, 'officer')}", "Xinheng-Purpose": "casework"}
    assert app.test_client().get(f"/v1/public/lists/{LIST}", headers=known).get_json() == answer.get_json()


def test_pages_of_a_list_name_nobody_in_their_cursors(parts: Parts, app: Flask) -> None:
    listed(parts, {FIRM: "2026-06-01", LATER: "2020-06-01", PERSON: "2026-06-01"})
    client, seen, cursor = app.test_client(), [], ""
    while True:
        told = client.get(f"/v1/public/lists/{LIST}?limit=1{cursor}").get_json()
        seen += [one["subject"] for one in told["entries"]]
        if told["next"] is None:
            break
        assert told["next"].startswith("gAAAA")  # sealed
        cursor = f"&cursor={told['next']}"
    assert seen == [FIRM, "person:1101**********002X"]
    forged = client.get(f"/v1/public/lists/{LIST}?cursor=WyI5MTE0Il0")
    assert (forged.status_code, forged.get_json()["type"]) == (422, "/problems/cursor")


@pytest.mark.parametrize("name", ["education/child-contact-bars", "statistics/personnel-files", "no/such-list"])
def test_a_list_that_is_not_published_is_not_there(shared: Parts, name: str) -> None:
    client = create_app(shared).test_client()
    assert client.get(f"/v1/public/lists/{name}").status_code == 404
    assert name not in {one["policy"] for one in client.get("/v1/public/lists").get_json()["lists"]}


def test_a_list_that_is_published_says_how_widely_and_how_long(shared: Parts) -> None:
    told = create_app(shared).test_client().get("/v1/public/lists").get_json()["lists"]
    [one] = [one for one in told if one["policy"] == LIST]
    assert (one["sort"], one["scope"], one["longest"]) == ("watch", "national", "3 years")


@pytest.mark.parametrize("sought", [{"code": FIRM}, {"name": "运城市甲有限公司"}])
def test_who_is_listed_is_found_by_the_whole_code_or_name(parts: Parts, app: Flask, sought: dict[str, str]) -> None:
    listed(parts, {FIRM: "2026-06-01"})
    with parts.database.writing() as connection:
        connection.execute(
            insert(subject_name), {"subject": FIRM, "name": "运城市甲有限公司", "recorded_at": stamp(NOW)}
        )
    told = app.test_client().get("/v1/public/listings", query_string=sought).get_json()
    assert (told["known"], [(one["policy"], one["subject"]) for one in told["entries"]]) == (True, [(LIST, FIRM)])


@pytest.mark.parametrize("sought", [{"code": PERSON}, {"name": "王小明"}, {"name": "运城市甲"}])
def test_nobody_is_found_by_part_of_a_name_and_no_person_at_all(
    parts: Parts, app: Flask, sought: dict[str, str]
) -> None:
    listed(parts, {FIRM: "2026-06-01", PERSON: "2026-06-01"})
    names = {FIRM: "运城市甲有限公司", PERSON: "王小明"}
    with parts.database.writing() as connection:
        rows = [{"subject": id_, "name": name, "recorded_at": stamp(NOW)} for id_, name in names.items()]
        connection.execute(insert(subject_name), rows)
    told = app.test_client().get("/v1/public/listings", query_string=sought).get_json()
    assert (told["known"], told["entries"]) == (False, [])


def test_what_is_shown_no_longer_is_found_no_longer(parts: Parts, app: Flask) -> None:
    listed(parts, {LATER: "2020-06-01"})
    told = app.test_client().get(f"/v1/public/listings?code={LATER}").get_json()
    assert (told["known"], told["entries"]) == (True, [])


def test_one_looks_for_a_code_or_a_name(shared: Parts) -> None:
    client = create_app(shared).test_client()
    for sought in ({}, {"code": FIRM, "name": "甲乙"}):
        answer = client.get("/v1/public/listings", query_string=sought)
        assert (answer.status_code, answer.get_json()["type"]) == (422, "/problems/code_or_name")
