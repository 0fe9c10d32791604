"""What a release says, told over HTTP; and texts checked against it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from adapters.access.permissions import Role
from adapters.parts import Parts
from adapters.verdicts.evaluators import Evaluators
from adapters.workers.here import Here
from adapters.workers.work import Answer, Undecided
from tests.cases import tiny
from tests.service.drafting import People, tiny_live
from web.api.operations import Model
from web.api.policies_told import Account, FactTypeTold, MeasureTold, Parameter

Clients = Callable[[Role], FlaskClient]
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
"""What is told is read from files of the store: one kind of store will do."""
ARREARS: Final = "labour/wage-arrears"
ONE_EACH: Final[Mapping[str, tuple[str, str, type[Model]]]] = {
    "/v1/policies": ("policies", "id", Account),
    "/v1/fact-types": ("fact_types", "name", FactTypeTold),
    "/v1/measure-catalogue": ("measures", "name", MeasureTold),
}


class Gone(Here):
    """What answers nothing."""

    def __init__(self) -> None:
        super().__init__(lambda: bytes)

    def evaluate(self, requests: Sequence[bytes]) -> list[Answer]:
        """No answer to any."""
        return [Undecided("it hung") for _ in requests]


def got(client: FlaskClient, address: str) -> Any:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


@pytest.mark.parametrize("address", ONE_EACH)
def test_everything_listed_can_be_asked_for(client_of: Clients, address: str) -> None:
    key, name, model = ONE_EACH[address]
    client = client_of("client")
    listed = got(client, f"{address}?limit=1000")[key]
    assert len(listed) > 50
    for one in listed[::7]:
        model.model_validate(got(client, f"{address}/{one[name]}"))


def test_lists_go_on_where_a_page_ends(client_of: Clients) -> None:
    client = client_of("client")
    for address, key in (("policies", "policies"), ("parameters", "parameters"), ("fact-types", "fact_types")):
        whole = got(client, f"/v1/{address}?limit=1000")
        first = got(client, f"/v1/{address}?limit=40")
        assert first[key] == whole[key][:40]
        assert got(client, f"/v1/{address}?limit=40&after={first['next']}")[key] == whole[key][40:80]


def test_policies_are_chosen_by_sector_and_kind(client_of: Clients) -> None:
    found = got(client_of("client"), "/v1/policies?sector=labour&kind=black")["policies"]
    assert ARREARS in {one["id"] for one in found}
    assert {(one["sector"], one["kind"]) for one in found} == {("labour", "black")}


def test_a_policy_is_told_in_the_language_asked_with_what_it_hangs_on(client_of: Clients) -> None:
    client = client_of("client")
    english = client.get(f"/v1/policies/{ARREARS}")
    chinese = client.get(f"/v1/policies/{ARREARS}", headers={"Accept-Language": "zh-CN"})
    assert english.get_json()["parts"][0]["heading"] != chinese.get_json()["parts"][0]["heading"]
    assert (english.headers["Content-Language"], chinese.headers["Content-Language"]) == ("en", "zh-CN")
    assert english.headers["ETag"] != chinese.headers["ETag"]
    assert "Accept-Language" in english.headers["Vary"]
    again = client.get(f"/v1/policies/{ARREARS}", headers={"If-None-Match": english.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_a_parameter_has_its_history_with_articles(client_of: Clients) -> None:
    client = client_of("client")
    listed = got(client, "/v1/parameters?limit=1000")["parameters"]
    for one in listed[::10]:
        told = Parameter.model_validate(got(client, f"/v1/parameters/{one['policy']}/{one['name']}"))
        assert told.values
        assert [value.since for value in told.values] == sorted(value.since for value in told.values)
        assert one["value"] in {None, *(value.text for value in told.values)}


@pytest.mark.parametrize(
    ("address", "what", "name"),
    [
        ("policies/labour/none", "policy", "labour/none"),
        ("parameters/labour/none/x", "policy", "labour/none"),
        (f"parameters/{ARREARS}/none", "parameter", "none"),
        ("fact-types/none", "fact type", "none"),
        ("measure-catalogue/none", "measure", "none"),
        (f"policies?release={'0' * 64}", "release", "0" * 64),
    ],
)
def test_what_is_not_there_is_said_to_be_not_known(client_of: Clients, address: str, what: str, name: str) -> None:
    answer = client_of("client").get(f"/v1/{address}")
    assert (answer.status_code, answer.get_json()["detail"]) == (404, f"no {what} is known as `{name}`")


def test_who_comes_without_a_token_reads_the_law_as_it_is_and_no_other_release(app: Flask) -> None:
    client = app.test_client()
    assert client.get(f"/v1/policies/{ARREARS}").status_code == 200
    assert client.get(f"/v1/policies/{ARREARS}?release={'0' * 64}").status_code == 403


def test_an_earlier_release_is_told_where_it_is_asked_for(people: People) -> None:
    shipped = got(people["c1"], "/v1/releases?limit=2")["releases"][-1]["hash"]
    assert [one["id"] for one in got(people["c1"], "/v1/policies")["policies"]] == [tiny.LIST, tiny.GRADE]
    assert got(people["c1"], f"/v1/policies/{ARREARS}?release={shipped}")["name"] == ARREARS


@pytest.fixture
def people(parts: Any) -> People:
    tiny_live(parts)
    return People(parts)


def checked(people: People, *files: tuple[str, str | None]) -> Any:
    body = {"files": [{"path": path, "text": text} for path, text in files]}
    return people["c1"].post("/v1/check", json=body)


def test_a_text_is_checked_beside_the_others_with_line_and_column(people: People) -> None:
    text = tiny.text(f"{tiny.LIST}.yaml")
    assert checked(people, (f"{tiny.LIST}.yaml", text)).get_json()["problems"] == []
    (problem,) = checked(people, (f"{tiny.LIST}.yaml", text.replace("on: directive", "on: directiv"))).get_json()[
        "problems"
    ]
    assert problem == {
        "code": "language.unknown_fact_type",
        "location": {"part": f"{tiny.LIST}.yaml", "pointer": None, "line": 17, "column": 9},
        "message": "no fact type is called `directiv`",
        "remedy": problem["remedy"],
        "values": None,
    }
    assert "`directive`" in problem["remedy"]


def test_a_file_is_taken_away_and_what_needs_it_is_told(people: People) -> None:
    codes = {one["code"] for one in checked(people, ("facts/common.yaml", None)).get_json()["problems"]}
    assert codes <= {"language.unknown_fact_type"}


def test_what_crashes_or_hangs_the_reader_costs_that_answer_alone(parts: Parts) -> None:
    tiny_live(parts)
    people = People(replace(parts, supposing=Evaluators(lambda _files: Gone())))
    answer = checked(people, ("tax/a.yaml", "title: x"))
    assert (answer.status_code, answer.get_json()["title"]) == (503, "nothing was found out")
    assert people["c1"].get("/v1/policies").status_code == 200


@pytest.mark.parametrize(
    ("path", "text", "status"),
    [
        ("../a.yaml", "", 422),
        ("a.yaml", "x" * 200_001, 422),
        ("tax/a.yaml", "a: &a [x]\nb: *a\n", 200),
        ("tax/a.yaml", "a\x00: 1\n", 200),
        ("tax/a.yaml", "[" * 5_000, 200),
    ],
)
def test_a_hostile_text_is_refused_or_its_problems_told(people: People, path: str, text: str, status: int) -> None:
    answer = checked(people, (path, text))
    assert answer.status_code == status
    assert answer.get_json()["errors" if status == 422 else "problems"]
