"""What lies ahead of a matter, told before it is done; and how much there is to do."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from tests.service.due_process import Office, done, listed, opened, problems, refuse, step


def ahead(client: FlaskClient, matter: str) -> dict[str, Any]:
    """The steps ahead of *matter*, by name."""
    told = client.get(f"/v1/matters/{matter}/ahead")
    assert told.status_code == 200, told.text
    return {one["step"]: one for one in told.get_json()["steps"]}


def test_what_runs_from_a_step_is_told_before_it_is_taken(officer: FlaskClient) -> None:
    told = ahead(officer, opened(officer))
    assert [*told] == ["notify", "objection", "decide"]
    assert told["notify"]["begins"] == [
        {"what": "statement", "role": "subject", "period": "5 working days", "basis": ["order/7"], "due": "2026-03-09"}
    ]
    assert [one["message"] for one in told["decide"]["against"]] == [
        "`labour/arrears` lists nobody who was not given notice and 5 working days to make a statement"
    ]


def test_what_stands_against_a_step_today_and_what_it_ends_are_told(office: Office, officer: FlaskClient) -> None:
    proceeding = opened(officer)
    done(step(officer, proceeding, "notify"))
    told = ahead(officer, proceeding)["decide"]
    assert [one["code"] for one in told["against"]] == ["casework.notice_runs"]
    assert [(one["what"], one["due"]) for one in told["ends"]] == [
        ("decision", "2026-08-20"), ("statement", "2026-03-09")
    ]  # fmt: skip
    assert told["considers"] is False
    done(step(officer, proceeding, "statement"))
    office.on("2026-03-10")
    told = ahead(officer, proceeding)["decide"]
    assert (told["against"], told["considers"]) == ([], True)


def test_an_objection_that_suspends_publication_is_told_before_it_is_published(
    office: Office, officer: FlaskClient
) -> None:
    proceeding = listed(office, officer)
    assert ahead(officer, proceeding)["publish"]["against"] == []
    done(step(officer, proceeding, "objection"))
    told = ahead(officer, proceeding)
    assert [one["code"] for one in told["publish"]["against"]] == ["casework.suspended"]
    assert [one["what"] for one in told["settle"]["ends"]] == ["settlement"]


def test_who_reads_and_does_not_handle_is_told_of_no_steps(office: Office, officer: FlaskClient) -> None:
    proceeding = opened(officer)
    assert ahead(office.somebody("reviewer"), proceeding) == {}
    other = office.somebody("officer", '["tax"]').get(f"/v1/matters/{proceeding}/ahead")
    assert other.status_code == 403
    unknown = officer.get("/v1/matters/proceeding-0/ahead")
    assert (unknown.status_code, problems(unknown)) == (404, ["no matter is known as `proceeding-0`"])


def test_how_much_there_is_to_do_counts_what_is_open_overdue_and_soon(office: Office, officer: FlaskClient) -> None:
    first = opened(officer)
    done(step(officer, first, "notify"))
    second = "91140100MA0000002X"
    refuse(officer, second)
    officer.post("/v1/proceedings/follow", json={"subjects": [second]})
    (told,) = officer.get("/v1/matters/summary").get_json()["kinds"]
    assert told == {"kind": "proceeding", "open": 2, "drafts": 1, "overdue": 0, "soon": 1}
    office.on("2026-03-12")
    (told,) = officer.get("/v1/matters/summary").get_json()["kinds"]
    assert (told["overdue"], told["soon"]) == (1, 0)
    assert office.somebody("officer", '["tax"]').get("/v1/matters/summary").get_json()["kinds"] == []


def test_matters_and_limits_can_be_held_to_those_one_took_a_step_in(office: Office, officer: FlaskClient) -> None:
    proceeding = opened(officer)
    done(step(officer, proceeding, "notify"))
    colleague = office.somebody("officer")
    for path, kept, count in (("/v1/proceedings", "matters", 1), ("/v1/deadlines", "deadlines", 2)):
        assert len(officer.get(f"{path}?mine=true").get_json()[kept]) == count
        assert colleague.get(f"{path}?mine=true").get_json()[kept] == []
        assert len(colleague.get(path).get_json()[kept]) == count
