"""Letters: what templates may do, how they are worded and by whom, and what they say of a proceeding."""

from __future__ import annotations

import hashlib

import pytest
from flask.testing import FlaskClient

from adapters.letters.checking import MOST as MOST_OF_A_TEMPLATE
from adapters.letters.checking import wrong_with
from adapters.letters.filling import BLANK, MOST, fill
from adapters.letters.kept import shipped
from adapters.letters.shape import KINDS, SHAPE, LetterKind, names
from engine.catalogue import LANGUAGES, catalogue
from engine.problems import PolicyError
from tests.service.due_process import FIRM, Office, done, files, listed, opened, problems, refuse, served, step

NOTICE = "/v1/letter-templates/notice/zh_CN"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_template_that_is_shipped_is_one_that_may_be_kept(kind: LetterKind, language: str) -> None:
    assert wrong_with(shipped(kind, language), kind) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_a_letter_may_speak_of_is_called_something(language: str) -> None:
    keys = {f"letters.label.{one.replace('[]', '').replace('.', '_')}" for one in names()}
    assert keys <= catalogue(language).keys()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ nam }}", f"there is nothing called `nam` (use one of: {', '.join(sorted(SHAPE))})"),
        ("{{ subject.nme }}", "there is nothing called `subject.nme` (use one of: name)"),
        (
            "{{ subject.__class__ }}",
            "there is nothing called `subject.__class__` (use one of: code, code_name, kind, name, you)",
        ),
        ("{{ 'a' * 99999999 }}", "`Mul` is not for templates"),
        ("{{ today.format() }}", "`Call` is not for templates"),
        ("{{ today | center(999999) }}", "`|center` is not for templates"),
        ("{% set a = 1 %}", "`Assign` is not for templates"),
        ("{% include 'secret' %}", "`Include` is not for templates"),
        ("{{ today[0] }}", "`Getitem` is not for templates"),
        ("{% for a in 'abc' %}x{% endfor %}", "there is nothing here to go through"),
        ("{% for a in today %}x{% endfor %}", "there is nothing here to go through"),
        (
            "{% for a in grounds %}{% for b in grounds %}{% for c in grounds %}x{% endfor %}{% endfor %}{% endfor %}",
            "there is nothing here to go through",
        ),
        ("{% if today %}", "the template is not written as templates are"),
    ],
)
def test_what_a_template_may_not_do_is_told(text: str, said: str) -> None:
    (problem,) = wrong_with(f"一行\n{text}", "notice")
    assert f"{problem.message()} ({problem.remedy()})".startswith(said)
    assert problem.place.line >= 2


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = wrong_with("{{ a }}\n{{ b }}\n{% for ground in grounds %}{{ ground.c }}{% endfor %}", "notice")
    assert [(one.place.line, one.values["given"]) for one in found] == [(1, "a"), (2, "b"), (3, "ground.c")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{{ notice.due", "the template is not written as templates are (unexpected end of template"),
        ("长" * (MOST_OF_A_TEMPLATE + 1), f"the template has more than {MOST_OF_A_TEMPLATE} characters"),
    ],
)
def test_what_is_no_template_is_told(text: str, said: str) -> None:
    assert [one.message("en")[: len(said)] for one in wrong_with(text, "notice")] == [said]


def test_what_is_not_there_yet_is_left_blank() -> None:
    letter = fill("至 {{ notice.due }}。", {"notice": {"due": None}}, "notice")
    assert (letter.text, letter.blanks) == (f"至 {BLANK}。\n", 1)


def test_a_letter_that_would_be_too_long_is_refused() -> None:
    values = {"grounds": [{"label": "长" * 1_000}] * 60}
    with pytest.raises(PolicyError) as raised:
        fill("{% for ground in grounds %}{{ ground.label }}{% endfor %}", values, "notice")
    assert [one.message() for one in raised.value.problems] == [f"the letter has more than {MOST} characters"]


def test_a_notice_says_the_grounds_their_articles_and_until_when_the_subject_may_speak(
    officer: FlaskClient,
) -> None:
    proceeding = opened(officer)
    done(step(officer, proceeding, "notify"))
    told = officer.get(f"/v1/proceedings/{proceeding}/letters/notice?language=zh_CN").get_json()
    assert "# 拟列入" in told["text"]
    assert "第5条。\n" in told["text"]
    assert "可以自收到本告知书之日起5个工作日内（至2026年3月9日）" in told["text"]
    assert told["blanks"] == 2  # its number, and the name, which nobody sent


def test_a_decision_and_what_follows_have_their_letters_once_they_were_taken(
    office: Office, officer: FlaskClient
) -> None:
    proceeding = listed(office, officer)
    assert officer.get(f"/v1/proceedings/{proceeding}/letters").get_json()["letters"] == ["notice", "decision"]
    letter = officer.get(f"/v1/proceedings/{proceeding}/letters/decision?language=zh_CN").get_json()["text"]
    assert "列入之日：2026年3月10日" in letter
    refused = officer.get(f"/v1/proceedings/{proceeding}/letters/repair_decision")
    assert (refused.status_code, problems(refused)) == (
        409, ["the proceeding has not come to the step this letter tells of"]
    )  # fmt: skip


def test_a_repair_is_decided_by_the_articles_on_repair_and_never_by_the_name_of_the_list(
    office: Office, officer: FlaskClient
) -> None:
    proceeding = listed(office, officer)
    done(step(officer, proceeding, "publish", medium="网站"))
    office.on("2026-09-20")
    paid = {"id": "paid", "type": "paid", "subject": FIRM, "date": "2026-03-15", "fields": {"directive_no": "甲2"}}
    assert officer.post("/v1/facts", json=paid).status_code == 201
    done(step(officer, proceeding, "apply-repair"))
    done(step(officer, proceeding, "decide-repair", outcome="grant"))
    letter = officer.get(f"/v1/proceedings/{proceeding}/letters/repair_decision?language=zh_CN").get_json()["text"]
    assert "依照《示例办法》（示例令第1号）第10条，决定：准予修复。" in letter
    assert "你单位于2026年9月20日就“拖欠工资失信联合惩戒对象名单”的列入申请信用修复。" in letter


def test_a_letter_about_a_person_is_told_for_a_purpose_alone(officer: FlaskClient) -> None:
    person = "110101199001011237"
    refuse(officer, person, "natural_person")
    address = f"/v1/proceedings/{opened(officer, person)}/letters/notice"
    assert officer.get(address).status_code == 403
    told = officer.get(address, headers={"Xinheng-Purpose": "casework"})
    assert person in told.get_json()["text"]


def test_a_letter_says_you_to_a_person_otherwise_than_to_an_organisation(officer: FlaskClient) -> None:
    person = "110101199001011237"
    refuse(officer, person, "natural_person")
    address = f"/v1/proceedings/{opened(officer, person)}/letters/notice?language=zh_CN"
    to_person = officer.get(address, headers={"Xinheng-Purpose": "casework"}).get_json()["text"]
    assert f"（证件号码：{person}）" in to_person
    assert "本机关拟将你列入" in to_person
    assert "你单位" not in to_person
    to_firm = officer.get(f"/v1/proceedings/{opened(officer)}/letters/notice?language=zh_CN").get_json()["text"]
    assert f"（统一社会信用代码：{FIRM}）" in to_firm
    assert "本机关拟将你单位列入" in to_firm


@pytest.mark.parametrize("kind", KINDS)
def test_no_shipped_template_says_you_by_itself(kind: LetterKind) -> None:
    assert "你" not in shipped(kind, "zh_CN")
    assert "统一社会信用代码" not in shipped(kind, "zh_CN")


def test_a_letter_that_was_served_stays_as_it_was_whatever_is_worded_or_in_force_later(
    office: Office, officer: FlaskClient
) -> None:
    proceeding = opened(officer)
    assert served(officer, proceeding) == []
    done(step(officer, proceeding, "notify"))
    whole = officer.get(f"/v1/proceedings/{proceeding}/letters/notice?language=zh_CN").get_json()["text"]
    assert officer.put(NOTICE, json={"text": "# 告知书\n{{ policy.title }}"}).status_code == 200
    other = files()
    title = "拖欠工资失信联合惩戒对象名单"
    other["labour/arrears.yaml"] = other["labour/arrears.yaml"].decode().replace(title, "另一名单").encode()
    office.publish(other)
    now = officer.get(f"/v1/proceedings/{proceeding}/letters/notice?language=zh_CN").get_json()["text"]
    assert now == "# 告知书\n另一名单\n"
    (short,) = served(officer, proceeding)
    assert (short["kind"], short["step"], short["day"]) == ("notice", "notify", "2026-03-02")
    assert short["actor"] == 'officer-["labour"]-None'
    kept = officer.get(f"/v1/proceedings/{proceeding}/letters/served/{short['number']}").get_json()
    assert (kept["text"], kept["digest"]) == (whole, hashlib.sha256(whole.encode()).hexdigest())
    assert title in kept["text"]
    for number in (short["number"] + 1, "x", "9" * 30):
        assert officer.get(f"/v1/proceedings/{proceeding}/letters/served/{number}").status_code == 404
    elsewhere = office.somebody("officer", '["tax"]')
    assert elsewhere.get(f"/v1/proceedings/{proceeding}/letters/served/{short['number']}").status_code == 403


def test_no_letter_is_kept_of_whom_there_is_no_verdict(office: Office, officer: FlaskClient) -> None:
    proceeding = opened(officer)
    law, needed = files(), "directive_no: {type: string, label: 文书号}"
    more = "\n      issuer: {type: string, label: 机关, required: true}"
    common = "facts/common.yaml"
    office.publish(law | {common: law[common].decode().replace(needed, needed + more, 1).encode()})
    assert done(step(officer, proceeding, "notify"))["state"] == "notified"
    assert served(officer, proceeding) == []


def test_a_letter_served_on_a_person_is_told_for_a_purpose_alone(officer: FlaskClient) -> None:
    person = "110101199001011237"
    refuse(officer, person, "natural_person")
    proceeding = opened(officer, person)
    done(step(officer, proceeding, "notify"))
    (short,) = served(officer, proceeding)
    address = f"/v1/proceedings/{proceeding}/letters/served/{short['number']}"
    assert officer.get(address).status_code == 403
    assert person in officer.get(address, headers={"Xinheng-Purpose": "casework"}).get_json()["text"]


def test_a_wording_is_kept_with_every_one_before_and_the_shipped_one_comes_back(
    officer: FlaskClient,
) -> None:
    first = officer.put(NOTICE, json={"text": "# 告知书\n{{ subject.name }}：", "note": "从简"}).get_json()
    assert (first["own"], first["actor"], first["note"]) == (True, 'officer-["labour"]-None', "从简")
    back = officer.delete(NOTICE).get_json()
    assert (back["own"], back["text"]) == (False, back["shipped"])
    assert [one["own"] for one in back["history"]] == [False, True]
    wrong = officer.put(NOTICE, json={"text": "{{ nobody }}"})
    assert wrong.status_code == 422
    assert wrong.get_json()["errors"][0]["location"] == {"part": "notice", "line": 1, "column": 1}


def test_a_wording_is_tried_on_a_proceeding_before_it_is_kept(officer: FlaskClient) -> None:
    body = {"text": "{{ policy.title }}", "proceeding": opened(officer)}
    assert officer.post(f"{NOTICE}/try", json=body).get_json()["text"] == "拖欠工资失信联合惩戒对象名单\n"
    assert not officer.get(NOTICE).get_json()["own"]
