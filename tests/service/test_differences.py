"""What differs between two verdicts, for the shadow and for recall: place by place, and as who asks may see it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

import orjson
import pytest
from flask.testing import FlaskClient

from adapters.parts import Parts
from adapters.publishing.kept import keep, publish
from adapters.verdicts.differing import differing, differing_in_anything, is_about
from adapters.verdicts.recall import seek
from adapters.verdicts.shadow import Shadow
from engine.language.base import content_hash
from tests.cases import tiny
from tests.service.drafting import People
from tests.service.test_shadow import LIST, LOWER, SUBJECT, counts, here, try_out

PUBLISHED: Final = "publish: {mode: proactive, scope: internal, basis: order/9}\n"
INTERNAL: Final = {path: tiny.files()[path] + (PUBLISHED.encode() if path == LIST else b"") for path in tiny.files()}
INTERNAL_LOWER: Final = {**LOWER, LIST: LOWER[LIST] + PUBLISHED.encode()}
ASKED: Final = f"/v1/subjects/{SUBJECT}/verdict?as_of=2022-03-01"

ENDED: Final = {"start": "2020-01-01", "last": "2021-01-01", "last_at_most": None, "state": "ended"}
VERDICT: Final[Mapping[str, Any]] = {
    "release": "r1", "version": 1, "outcome": "clear", "near": [],
    "lists": [{"policy": "a/list", "status": "not_listed", "spells": [ENDED], "proposals": []}],
    "grades": [{"policy": "a/grade", "grade": None, "possible": ["A", "B"]}],
    "measures": [{"policy": "a/list", "measure": "m1", "via": "l1", "withheld": None}],
}  # fmt: skip
LONGER: Final = [{**VERDICT["lists"][0], "spells": [{**ENDED, "last": "2022-01-01"}]}]


@pytest.mark.parametrize(
    ("now", "found"),
    [
        ({}, []),
        ({"release": "r2", "version": 2}, []),
        ({"lists": LONGER}, [("lists/a/list/spells", [["2020-01-01", "2021-01-01", None]],
                              [["2020-01-01", "2022-01-01", None]])]),
        ({"grades": []}, [("grades/a/grade", "A,B", None)]),
        ({"measures": [{**VERDICT["measures"][0], "withheld": "undecided"}]},
         [("measures/a/list/m1/l1", "in_force", "undecided")]),
        ({"near": [1]}, [("told/near", None, None)]),
        ({"near": [1], "outcome": "listed"}, [("outcome", "clear", "listed")]),
        ({"problems": [{"code": "y"}, {"code": "x"}, {"code": "y"}]}, [("answer", None, ["x", "y"])]),
    ],
)  # fmt: skip
def test_answers_differ_place_by_place(now: Mapping[str, Any], found: list[tuple[str, Any, Any]]) -> None:
    answers = [orjson.dumps(one) for one in (VERDICT, {**VERDICT, **now})]
    told = [(one["path"], one["was"], one["now"]) for one in differing_in_anything(*answers)]
    assert told == found


def test_what_has_ended_is_no_place_where_anybody_stands() -> None:
    assert differing(VERDICT, {**VERDICT, "lists": LONGER}) == []


@pytest.mark.parametrize(
    ("path", "is_"),
    [("lists/a/b/status", True), ("grades/a/b", True), ("measures/a/b/m", True), ("lists/a/bc/status", False),
     ("lists/x/a/b/status", False), ("outcome", False)],
)  # fmt: skip
def test_a_place_says_which_policy_it_is_of(path: str, is_: bool) -> None:
    assert is_about(path, {"a/b"}) is is_


@pytest.fixture
def people(parts: Parts) -> Iterator[People]:
    """A service whose list is internal; somebody is proposed for it where the threshold is lower."""
    shadow = Shadow(parts.database, parts.clock, here)
    found = People(replace(parts, shadow=shadow))
    with parts.database.writing() as connection:
        keep(connection, INTERNAL, "internal", "o1", parts.clock.now())
        publish(connection, content_hash(INTERNAL), "2026-10-01", "o1", parts.clock.now(), "for tests")
    found["c1"].put(f"/v1/subjects/{SUBJECT}", json={"kind": "enterprise"})
    yield found
    shadow.close()


def send(people: People, *amounts: int) -> None:
    facts = [
        {"id": f"f{number}", "type": "directive", "subject": SUBJECT, "date": "2022-02-01",
         "fields": {"directive_no": str(number), "outcome": "not_complied", "amount": amount}}
        for number, amount in enumerate(amounts)
    ]  # fmt: skip
    assert people["c1"].post("/v1/facts/batch", json={"facts": facts}).get_json()["created"] == len(facts)


def shown(client: FlaskClient, path: str, **headers: str) -> tuple[list[str], list[str]]:
    """The places in which the only row of *path* differs, and what was masked."""
    answer = client.get(path, headers=headers)
    (one,) = answer.get_json()[path.rsplit("/", 1)[1]]
    return [each["path"] for each in one["difference"]], json.loads(answer.headers.get("Xinheng-Masked", "[]"))


def test_the_shadow_names_no_internal_policy_to_who_may_not_know_it(people: People) -> None:
    send(people, 25_000, 25_000)
    try_out(people, INTERNAL_LOWER)
    assert people["c1"].get(ASKED).status_code == 200
    assert counts(people)["differing"] == 1
    path = "/v1/shadow/differences"
    assert shown(people["r1"], path) == (["outcome"], ["/differences/0/difference/0"])
    whole = shown(people["r1"], path, **{"Xinheng-Purpose": "casework"})
    assert whole == ([f"lists/{tiny.LIST}/proposals", "outcome"], [])


def test_recalls_name_no_internal_policy_to_who_may_not_know_it(people: People) -> None:
    send(people, 35_000, 35_000)
    assert people["c1"].get(ASKED).get_json()["outcome"] == "proposed"
    gone = [
        {"id": f"r{number}", "type": "revocation", "subject": SUBJECT, "date": "2022-02-02",
         "fields": {"revokes": f"f{number}"}}
        for number in range(2)
    ]  # fmt: skip
    assert people["o1"].post("/v1/facts/batch", json={"facts": gone}).get_json()["created"] == 2
    assert seek(people.parts, 10) == 1
    assert shown(people["r1"], "/v1/recalls") == (["outcome"], ["/recalls/0/difference/0"])
    whole = shown(people["r1"], "/v1/recalls", **{"Xinheng-Purpose": "casework"})
    assert whole == ([f"lists/{tiny.LIST}/proposals", "outcome"], [])
