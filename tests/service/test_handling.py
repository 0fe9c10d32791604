"""Whose proceedings are: who handles, sends and sees what; what follows by itself; and what is told of each step."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from adapters.access.permissions import Role
from adapters.casework.chores import follow_some, settle
from adapters.casework.following import follow
from adapters.casework.standing import standings
from adapters.clock import FixedClock, day_of
from adapters.database.tables.ledger import entry, payload
from adapters.ledger.forgetting import forget
from adapters.ledger.verify import verify
from adapters.parts import Parts
from adapters.records.identity import Ruling, merge
from adapters.records.retention import plans
from adapters.state.refreshing import refresh
from tests.service.due_process import (
    ARREARS,
    FIRM,
    NOTE,
    PROCESS,
    Office,
    done,
    entries,
    files,
    listed,
    opened,
    problems,
    refuse,
    served,
    step,
)
from tests.service.sample import sample, store_sample


def test_who_handles_what_is_by_sector_and_department(office: Office, officer: FlaskClient) -> None:
    proceeding = opened(officer)
    own = office.somebody("department", department="human_resources")
    other = office.somebody("department", department="tax")
    elsewhere = office.somebody("officer", '["tax"]')
    reviewer = office.somebody("reviewer")
    readers = (officer, own, other, elsewhere, reviewer)
    seen = [one.get("/v1/proceedings").get_json()["matters"] != [] for one in readers]
    assert seen == [True, True, False, False, True]
    assert [step(one, proceeding, "notify").status_code for one in (other, elsewhere, reviewer, own)] == [
        403,
        403,
        403,
        200,
    ]
    assert problems(other.get(f"/v1/proceedings/{proceeding}")) == [
        "this is of the sector labour and for the department human_resources to handle, and you are of neither"
    ]


def test_every_step_is_in_the_ledger_with_its_evidence(office: Office, officer: FlaskClient) -> None:
    proceeding = listed(office, officer)
    told = entries(office.parts, proceeding)
    assert [(one["what"], one["content"]["evidence"]["text"]) for one in told if "evidence" in one["content"]] == [
        (f"proceeding.{step}", "see the file") for step in ("open", "notify", "decide")
    ]
    assert [one["what"] for one in told if "evidence" not in one["content"]] == ["letter_served"] * 2
    assert {one["actor"] for one in told} == {'officer-["labour"]-None'}


def fact_about(type_: str, **fields: Any) -> dict[str, Any]:
    return {"id": f"by-itself-{type_}", "type": type_, "subject": FIRM, "date": "2026-03-02",
            "fields": {"policy": ARREARS, **fields}}  # fmt: skip


@pytest.mark.parametrize(
    ("who", "record", "message"),
    [
        (("client", "[]", None), fact_about("listing_decision", outcome="decline"),
         "a `listing_decision` is an act of the authority, and you may not decide"),
        (("client", "[]", None), fact_about("repair_application"), None),
        (("client", "[]", None), fact_about("objection"), None),
        (("officer", '["tax"]', None), fact_about("term_decision", period="1 year"),
         "the policy `labour/arrears` is of a sector that is not yours"),
        (("department", "[]", "tax"), fact_about("repair_undone"),
         "`labour/arrears` is kept by `human_resources`, for which you may not act"),
        (("department", "[]", "human_resources"), fact_about("repair_undone"), None),
        (("officer", "[]", None), fact_about("listing_decision", outcome="list"),
         "`labour/arrears` asks for notice or hears objections first, so a `listing_decision` is not taken by itself"),
        (("officer", "[]", None), fact_about("listing_decision", outcome="decline"), None),
        (("officer", "[]", None), fact_about("publication"),
         "`labour/arrears` asks for notice or hears objections first, so a `publication` is not taken by itself"),
    ],
)  # fmt: skip
def test_what_an_authority_decides_is_sent_by_who_may_decide_it(
    office: Office, officer: FlaskClient, who: tuple[Role, str, str | None], record: dict[str, Any], message: str | None
) -> None:
    assert officer is not None
    answer = office.somebody(*who).post("/v1/facts", json=record)
    assert answer.status_code == (201 if message is None else 422), answer.text
    assert [one["message"] for one in answer.get_json().get("errors", ())] == ([] if message is None else [message])


def test_a_fact_is_revoked_by_who_sent_it_or_handles_its_sector(office: Office, officer: FlaskClient) -> None:
    proceeding = listed(office, officer)
    decision = officer.get(f"/v1/proceedings/{proceeding}").get_json()["details"]["decision"]
    client, elsewhere = office.somebody("client"), office.somebody("officer", '["tax"]')
    colleague = office.somebody("officer", '["labour", "tax"]')

    def revoke(who: FlaskClient, id_: str, revoked: str) -> list[str]:
        record = {"id": id_, "type": "revocation", "subject": FIRM, "date": "2026-03-10"}
        answer = who.post("/v1/facts", json=record | {"fields": {"revokes": revoked}})
        return [one["message"] for one in answer.get_json().get("errors", ())]

    assert revoke(client, "r1", decision) == ["a `listing_decision` is an act of the authority, and you may not decide"]
    assert revoke(elsewhere, "r2", decision) == ["the policy `labour/arrears` is of a sector that is not yours"]
    for who, id_ in ((client, "r3"), (elsewhere, "r4")):
        told = f"`{FIRM}-f2` was sent by somebody else, and is of no sector of yours"
        assert revoke(who, id_, f"{FIRM}-f2") == [told]
    assert revoke(colleague, "r5", decision) == []
    assert revoke(colleague, "r6", f"{FIRM}-f2") == []


def test_matters_follow_what_changed_and_once_a_day_what_time_did(office: Office, officer: FlaskClient) -> None:
    refresh(office.parts, [FIRM])
    assert [follow_some(office.parts) for _ in range(3)] == [1, 1, 0]  # what changed, then everybody once
    (draft,) = officer.get("/v1/proceedings").get_json()["matters"]
    assert draft["state"] == "draft"
    done(step(officer, draft["id"], "propose"))
    office.on("2026-08-21")
    assert [follow_some(office.parts) for _ in range(2)] == [1, 0]
    assert officer.get(f"/v1/proceedings/{draft['id']}").get_json()["state"] == "lapsed"


def test_a_limit_gets_its_day_when_the_calendar_reaches_it(office: Office) -> None:
    office.publish(files(calendar="{first: 2025-12-01, last: 2026-03-05, rest: [], work: [], source: 示例}"))
    officer = office.somebody("officer")
    refuse(officer)
    done(step(officer, opened(officer), "notify"))
    assert settle(office.parts) == 0
    office.publish(files())
    assert (settle(office.parts), settle(office.parts)) == (1, 0)
    due = officer.get("/v1/deadlines?by=2026-03-09").get_json()["deadlines"]
    assert [one["what"] for one in due] == ["statement"]


def test_of_two_who_decide_at_once_one_is_told_that_it_is_decided(office: Office, officer: FlaskClient) -> None:
    proceeding = opened(officer)
    clients = [office.somebody("officer", f'["labour", "{number}"]') for number in range(4)]
    start = Barrier(len(clients))

    def decide(client: FlaskClient) -> int:
        start.wait()
        return step(client, proceeding, "decide", outcome="decline").status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        assert sorted(pool.map(decide, clients)) == [200, 409, 409, 409]
    assert [one["step"] for one in officer.get(f"/v1/proceedings/{proceeding}").get_json()["steps"]] == [
        "open",
        "decide",
    ]


def test_a_persons_matter_is_masked_unless_the_purpose_is_given_and_reading_it_is_told(office: Office) -> None:
    person = "140102199001011234"
    officer = office.somebody("officer")
    refuse(officer, person, kind="natural_person")
    proceeding = opened(officer, person)
    masked = officer.get(f"/v1/proceedings/{proceeding}").get_json()
    assert person not in str(masked["subject"])
    assert masked["steps"][0]["evidence"] == {"text": None, "reference": None, "digest": None}
    seen = officer.get(f"/v1/proceedings/{proceeding}", headers={"Xinheng-Purpose": "casework"}).get_json()
    assert (seen["subject"], seen["steps"][0]["evidence"]["text"]) == (person, "see the file")
    with office.parts.database.reading() as connection:
        reads = connection.execute(select(payload.c.subject).join_from(entry, payload).where(entry.c.what == "read"))
        assert list(reads.scalars()) == [person]


def test_proceedings_are_found_by_what_they_are_and_page_by_page(officer: FlaskClient) -> None:
    firms = [f"91140100MA000000{number}X" for number in range(2, 5)]
    for firm in firms:
        refuse(officer, firm)
    ids = [opened(officer, firm) for firm in firms]
    first = officer.get("/v1/proceedings?limit=2").get_json()
    rest = officer.get(f"/v1/proceedings?limit=2&cursor={first['next']}").get_json()
    assert [one["id"] for one in (*first["matters"], *rest["matters"])] == ids
    assert rest["next"] is None
    done(step(officer, ids[0], "decide", outcome="decline"))
    for query, found in (
        ("open=true", ids[1:]), ("state=declined", ids[:1]), (f"subject={firms[1]}", [ids[1]]),
        ("sector=tax", []), (f"policy={ARREARS}&department=human_resources", ids),
        ("due=2026-08-20", ids[1:]), ("due=2026-08-19", []),
    ):  # fmt: skip
        assert [one["id"] for one in officer.get(f"/v1/proceedings?{query}").get_json()["matters"]] == found, query


@pytest.mark.parametrize("text", ["a\u202eb", "a\u0000b", "a\u200bb"])
def test_a_text_is_taken_as_people_see_it(officer: FlaskClient, text: str) -> None:
    proceeding = opened(officer)
    answer = officer.post(f"/v1/proceedings/{proceeding}/notify", json={"evidence": {"text": text}})
    assert (answer.status_code, problems(answer)) == (
        422,
        [(f"a text holds the invisible character U+{ord(text[1]):04X} (take it out)")],
    )


def test_a_term_is_settled_or_extended_and_not_both(office: Office, officer: FlaskClient) -> None:
    proceeding = listed(office, officer)
    answer = step(officer, proceeding, "term", period="1 year", extend="1 year")
    assert problems(answer) == ["either `period` or `extend` has to be given (give one of them, and not both)"]
    told = done(step(officer, proceeding, "term", extend="1 year"))
    assert told["steps"][-1]["details"] == {"extend": "1 year"}
    stored = officer.get(f"/v1/facts/{told['steps'][-1]['facts'][0]}").get_json()["fact"]
    assert stored["fields"] == {"policy": ARREARS, "grounds": [f"{FIRM}-f2"], "extend": "1 year"}


def test_a_proceeding_goes_on_where_its_subject_was_merged_into_another(office: Office, officer: FlaskClient) -> None:
    other = "91140100MA0000009X"
    officer.put(f"/v1/subjects/{other}", json={"kind": "enterprise", "region": "140100"})
    proceeding = opened(officer)
    ruling = Ruling("registrar", office.clock.now(), "2026-03-02", "registered twice", "see the file")
    with office.parts.database.writing() as connection:
        merge(connection, FIRM, other, ruling)
    done(step(officer, proceeding, "notify"))
    office.on("2026-03-10")
    assert done(step(officer, proceeding, "decide", outcome="list"))["state"] == "listed"
    verdict = officer.get(f"/v1/subjects/{other}/verdict").get_json()
    assert (verdict["subject"], verdict["outcome"]) == (other, "listed")
    for name in (FIRM, other):
        assert [one["id"] for one in officer.get(f"/v1/proceedings?subject={name}").get_json()["matters"]] == [
            proceeding
        ]
    again = officer.post("/v1/proceedings/follow", json={"subjects": [FIRM, other]})
    assert again.get_json() == {"changed": 0}


def test_by_the_shipped_policies_a_proceeding_is_drafted_for_each_proposal(
    parts: Parts, app: Flask, clock: FixedClock
) -> None:
    store_sample(parts)
    subjects = [str(one["id"]) for one in sample()[0]]
    follow(parts, subjects, drafts=True)
    assert follow(parts, subjects, drafts=True) == 0
    proposed = {
        (one.subject, listed["policy"], name)
        for one in standings(parts, subjects)
        for listed in one.verdict["lists"]
        for name in one.proposals(listed["policy"])
    }
    matters = (
        Office(parts, clock, app)
        .somebody("officer")
        .get("/v1/proceedings?state=draft&limit=1000")
        .get_json()["matters"]
    )
    drafted = [(one["subject"], one["policy"], name) for one in matters for name in one["details"]["grounds"]]
    assert proposed
    assert sorted(drafted) == sorted(proposed)


def test_a_proceeding_that_ended_is_forgotten_with_its_facts(office: Office) -> None:
    office.publish(files(PROCESS.replace("longest: 1 year", "longest: 1 year, retention: 1 year")))
    officer = office.somebody("officer")
    refuse(officer)
    proceeding = listed(office, officer)
    done(step(officer, proceeding, "publish"))
    finance = office.somebody("department", department="finance")
    owed = finance.get("/v1/measures/executions").get_json()["matters"][0]
    for day, name in (("2026-03-11", "execute"), ("2029-03-11", "end")):
        office.on(day)
        officer.post("/v1/proceedings/follow", json={"subjects": [FIRM]})
        done(finance.post(f"/v1/measures/executions/{owed['id']}/{name}", json=NOTE))
    office.on("2031-05-20")  # no grade in force counts the listing any more
    own = {"id": "own", "type": "filed_late", "subject": FIRM, "date": "2026-03-01", "fields": {"months": 1}}
    assert (officer.post("/v1/facts", json=own).status_code, len(served(officer, proceeding))) == (201, 2)
    now = office.clock.now()
    (plan,) = plans(office.parts, day_of(now))
    assert plan.kept == (), [why.message() for _, why in plan.kept]
    with office.parts.database.writing() as connection:
        assert forget(connection, plan, day_of(now), "clerk", now) is not None
        assert verify(connection).flaws == ()
    told, letters = officer.get(f"/v1/proceedings/{proceeding}").get_json(), served(officer, proceeding)
    assert (told["state"], told["subject"], told["sector"], told["region"]) == ("expired", None, "labour", "140100")
    assert (told["details"], letters) == (
        {"kind": "enterprise", "list": "black", "outcome": "list", "forgotten": True}, []
    )  # fmt: skip
    nothing = {"text": None, "reference": None, "digest": None}
    assert {str((one["evidence"], one["facts"], one["details"])) for one in told["steps"]} == {str((nothing, [], {}))}
    assert finance.get(f"/v1/measures/executions/{owed['id']}").get_json()["subject"] is None
    assert entries(office.parts, proceeding) == entries(office.parts, owed["id"]) == []
    officer.post("/v1/proceedings/follow", json={"subjects": [FIRM]})
    assert officer.get(f"/v1/proceedings/{proceeding}").get_json()["state"] == "expired"
    report = officer.get("/v1/reports/2026").get_json()["figures"]
    assert {one["figure"]: one["total"] for one in report if one["figure"] in ("proceedings", "executed")} == {
        "proceedings": 1, "executed": 1,
    }  # fmt: skip
