"""What the API answers an author: what is wrong, what the cases say, a form, a policy begun, a case kept."""

from __future__ import annotations

from typing import Any, Final

import pytest

from adapters.parts import Parts
from tests.cases import tiny
from tests.service.drafting import OneDraft, People, tiny_live

LIST: Final = f"{tiny.LIST}.yaml"
CASES: Final = f"{tiny.LIST}.cases.yaml"
TEXT: Final = tiny.files()[LIST].decode()
HIGHER: Final = TEXT.replace("{2022-01-01: 30000}", "{2022-01-01: 50000}")


@pytest.fixture
def draft(parts: Parts) -> OneDraft:
    tiny_live(parts)
    return OneDraft(People(parts))


def told(draft: OneDraft, act: str, **body: Any) -> Any:
    answer = draft.post("o1", act, **body)
    assert answer.status_code == 200, answer.text
    return answer.get_json()


def test_what_is_wrong_with_a_typed_text_is_told_at_its_place_and_nothing_is_kept(draft: OneDraft) -> None:
    wrong = TEXT.replace("law_of: listing", "law_of: lissting")
    (problem,) = told(draft, "check", path=LIST, text=wrong)["problems"]
    line = wrong.split("\n").index("law_of: lissting") + 1
    assert problem["location"] == {"part": LIST, "pointer": None, "line": line, "column": 9}
    assert told(draft, "check", path=LIST, text=TEXT)["problems"] == []
    assert draft.now["changes"] == []


def test_a_typed_text_is_looked_at_together_with_what_else_the_draft_changes(draft: OneDraft) -> None:
    draft.put("o1", CASES, b"cases: []\n")
    assert told(draft, "trial", path=LIST, text=TEXT)["cases"] == []


def test_the_cases_tell_what_a_higher_threshold_does(draft: OneDraft) -> None:
    found = told(draft, "trial", path=LIST, text=HIGHER)
    assert {one["holds"] for one in found["cases"]} == {True, False}
    assert any(one["changed"] and one["before"] for one in found["cases"])
    assert [one["id"] for one in found["rules"] if one["cases"]]


def test_a_question_becomes_a_case_of_the_draft(draft: OneDraft) -> None:
    asked = {"name": "nothing is known", "as_of": "2024-01-01"}
    made = told(draft, "case", path=LIST, text=TEXT, **asked)
    assert (made["outcome"], made["problems"]) == ("no_record", [])
    kept = told(draft, "cases", policy=tiny.LIST, text=made["text"], revision=draft.now["revision"])
    assert kept["changes"] == [{"path": CASES, "change": "changed"}]
    found = told(draft, "trial", path=LIST, text=TEXT)
    assert [(one["name"], one["holds"]) for one in found["cases"]][-1] == ("nothing is known", True)
    late = draft.post("o1", "cases", policy=tiny.LIST, text=made["text"], revision=1)
    assert late.status_code == 412


def test_a_policy_begun_from_a_template_is_sound(draft: OneDraft) -> None:
    body = {"path": "labour/pilot", "title": "试点名单", "kind": "list", "authority": "labour"}
    authority = next(iter(draft.people["o1"].get(f"/v1/drafts/{draft.id}/names").get_json()["departments"]))
    begun = told(draft, "policies", **{**body, "authority": authority}, revision=1)
    assert [one["path"] for one in begun["changes"]] == [
        "facts/labour-pilot.yaml", "labour/pilot.cases.yaml", "labour/pilot.yaml",
    ]  # fmt: skip
    text = draft.people["o1"].get(f"/v1/drafts/{draft.id}/files/labour/pilot.yaml").text
    found = told(draft, "trial", path="labour/pilot.yaml", text=text)
    assert [one["name"] for one in found["cases"] if not one["holds"]] == []
    again = draft.post("o1", "policies", **{**body, "authority": authority}, revision=begun["revision"])
    assert (again.status_code, again.get_json()["detail"]) == (
        409, "the policy `labour/pilot` is there already; change it, or choose another id",
    )  # fmt: skip
    unknown = draft.post("o1", "policies", **{**body, "path": "labour/other", "authority": "nobody"}, revision=4)
    assert unknown.status_code == 404


def test_what_a_draft_makes_other_is_told_by_meaning(draft: OneDraft) -> None:
    assert draft.people["r1"].get(f"/v1/drafts/{draft.id}/effects").get_json() == {"effects": []}
    draft.put("o1", LIST, HIGHER.encode())
    (found,) = draft.people["r1"].get(f"/v1/drafts/{draft.id}/effects").get_json()["effects"]
    assert (found["policy"], [one["after"] for one in found["values"]]) == (tiny.LIST, ["50,000 yuan"])
    assert found["cases"]


def test_a_form_edits_the_text_where_the_value_stands(draft: OneDraft) -> None:
    client = draft.people["o1"]
    told = client.post("/v1/forms", json={"path": LIST, "text": TEXT}).get_json()
    cells = [cell for table in told["tables"] for row in table["rows"] for cell in row["cells"]]
    amount = next(cell for cell in cells if cell["value"] == "30000")
    edits = [{"at": amount["at"], "value": "50000"}]
    assert client.post("/v1/forms", json={"path": LIST, "text": TEXT, "edits": edits}).get_json()["text"] == HIGHER
    edits = [{"at": ["listings"], "value": "x"}]
    cannot = client.post("/v1/forms", json={"path": LIST, "text": TEXT, "edits": edits})
    assert (cannot.status_code, [one["message"] for one in cannot.get_json()["errors"]]) == (
        422, ["the form cannot change `listings`"],
    )  # fmt: skip


def test_a_text_is_laid_out_and_schemas_are_told(draft: OneDraft) -> None:
    client = draft.people["o1"]
    assert client.post("/v1/layout", json={"text": "a:   1\n\n\n\nb: 2"}).get_json() == {"text": "a: 1\n\nb: 2\n"}
    assert client.get("/v1/schemas/policy").get_json()["title"] == "Xinheng: policy"
    assert client.get("/v1/schemas/nothing").status_code == 404
