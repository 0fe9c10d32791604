"""Pages about subjects and for everybody, without a browser: what is masked, drawn, told of codes and days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from adapters.access.permissions import Role
from adapters.clock import stamp
from adapters.parts import Parts
from adapters.records.accepting import accept
from adapters.records.checking import Sender
from adapters.records.identity import Ruling, recode, rename
from adapters.records.subjects import register
from adapters.verdicts.asking import program_of, release_meant
from tests.service.conftest import NOW
from web.pages.frame import say
from web.pages.subjects.life_on_paper import on_paper
from web.pages.subjects.timeline import WIDTH, Drawing, Row, drawing
from web.paper.document import About, Document

FIRM: Final = "91140800MA070K235G"
PERSON: Final = "person:11010519491231002X"
SignedIn = Callable[[Role], FlaskClient]


@pytest.fixture(scope="module", autouse=True)
def known(shared: Parts) -> None:
    sender = Sender("test", NOW, trusted=True)
    with shared.database.writing() as connection:
        register(connection, {"id": FIRM, "kind": "enterprise", "name": "运城<b>示例", "region": "140802"}, sender)
        register(connection, {"id": PERSON, "kind": "natural_person", "name": "张三丰", "region": "140802"}, sender)
        program = program_of(shared, release_meant(connection, None, NOW))
    facts = [
        {"id": "c-1", "type": "credit_commitment", "subject": FIRM, "date": "2026-05-01"},
        {"id": "c-2", "type": "credit_commitment", "subject": FIRM, "date": "2026-06-01"},
        {"id": "r-1", "type": "revocation", "subject": FIRM, "date": "2026-07-01", "fields": {"revokes": "c-2"}},
    ]
    with shared.database.writing() as connection:
        accept(connection, program, facts, sender)


@pytest.fixture
def officer(signed_in: SignedIn) -> FlaskClient:
    return signed_in("officer")


def test_a_name_is_written_as_text(officer: FlaskClient) -> None:
    page = officer.get(f"/subjects/{FIRM}").text
    assert "运城&lt;b&gt;示例" in page
    assert "<b>示例" not in page


def test_a_revoked_fact_is_marked_and_names_what_revokes_it(officer: FlaskClient) -> None:
    page = officer.get(f"/subjects/{FIRM}/facts").text
    assert page.count('class="revoked"') == 1
    assert 'href="#fact-r-1"' in page


def test_what_happened_to_an_identity_is_told(officer: FlaskClient, shared: Parts) -> None:
    other = "91140800MA070K2600"
    sender = Sender("test", NOW, trusted=True)
    with shared.database.writing() as connection:
        register(connection, {"id": other, "kind": "enterprise", "name": "旧名公司"}, sender)
        ruling = Ruling("clerk", NOW, "2026-10-01", "更名登记", "变更登记通知书", None)
        rename(connection, other, "新名公司", ruling)
        recode(connection, other, "NEW-1", "licence", ruling)
    page = officer.get(f"/subjects/{other}/identity").text
    assert "旧名公司 → 新名公司" in page
    assert "<code>NEW-1</code>" in page
    found = officer.get("/subjects?q=旧名公司").text
    assert f'href="/subjects/{other}"' in found


def test_the_question_goes_along_with_every_tab(officer: FlaskClient) -> None:
    page = officer.get(f"/subjects/{FIRM}?as_of=2026-06-15&known_at=2026-06-15&purpose=casework").text
    assert f'href="/subjects/{FIRM}/facts?as_of=2026-06-15&amp;known_at=2026-06-15&amp;purpose=casework"' in page


@pytest.mark.parametrize(
    ("role", "told"), [("officer", "请在上面选择查询用途后再查看"), ("reviewer", "请在上面选择查询用途后再查看")]
)
@pytest.mark.parametrize("tab", ["", "/measures", "/repair"])
def test_a_person_is_told_of_for_a_purpose_alone(signed_in: SignedIn, role: Role, told: str, tab: str) -> None:
    page = signed_in(role).get(f"/subjects/{PERSON}{tab}")
    assert (page.status_code, told in page.text) == (200, True)
    assert "三丰" not in page.text
    assert PERSON not in page.text.replace(f"/subjects/{PERSON}", "")


def test_purposes_are_those_of_the_role(signed_in: SignedIn) -> None:
    page = signed_in("reviewer").get("/subjects").text
    assert "案件办理" in page
    assert "监督检查" not in page


@pytest.mark.parametrize("name", ["as_of", "known_at"])
def test_a_wrong_day_is_told_at_its_field(officer: FlaskClient, name: str) -> None:
    page = officer.get(f"/subjects/{FIRM}?{name}=2026-02-31").text
    assert page.count('aria-invalid="true"') == 1
    assert f'id="w-{name}"' in page


def test_a_person_is_found_by_the_whole_number_and_masked(officer: FlaskClient) -> None:
    page = officer.get("/subjects?q=11010519491231002x").text
    assert "张＊＊＊" in page
    assert "张三丰" not in page
    assert "没有查到" in officer.get("/subjects?q=张三").text


def test_a_code_is_verified_until_its_end_and_told_as_ended_then(
    app: Flask, officer: FlaskClient, shared: Parts
) -> None:
    made = officer.post(f"/subjects/{FIRM}/report", data={"holds": "30"})
    code = made.headers["Location"].partition("/report/")[2].partition("?")[0]
    assert "有效。" in app.test_client().get(f"/verify?code={code}").text
    assert officer.get(f"/subjects/{FIRM}/report/{code}").status_code == 200
    clock: Any = shared.clock
    clock.moment = NOW + timedelta(days=30)
    page = app.test_client().get(f"/verify?code={code}").text
    clock.moment = NOW
    assert "已失效。" in page
    assert FIRM not in page
    assert stamp(NOW)[:4] in page


def test_a_report_is_a_file_whose_chinese_can_be_read(officer: FlaskClient) -> None:
    made = officer.post(f"/subjects/{FIRM}/report", data={"holds": "30"})
    address = made.headers["Location"].partition("?")[0]
    file = officer.get(f"{address}/pdf")
    assert file.mimetype == "application/pdf"
    code = address.rpartition("/")[2]
    assert file.headers["Content-Disposition"] == f'attachment; filename="credit-report-{code}.pdf"'
    read = PdfReader(BytesIO(file.data))
    assert read.metadata is not None
    assert read.metadata.title == "公共信用报告"
    said = "".join("".join(page.extract_text() for page in read.pages).split())
    for expected in ("运城<b>示例", FIRM, code, "一、评定结果", "信用承诺（已撤销）", "核验码", "第1页，共"):
        assert expected in said
    pages: Any = read.pages
    fonts = [font.get_object() for page in pages for font in page["/Resources"]["/Font"].values()]
    assert all("/FontFile2" in font["/FontDescriptor"] for font in fonts)
    assert officer.get(f"{address}/pdf").data == file.data


def test_what_is_longer_than_a_page_goes_on_on_the_next() -> None:
    rows = tuple(Row(26 + 26 * number, f"第{number}行", "") for number in range(90))
    made = Document(About("长", "zh_CN", "", "{number}/{count}"))
    for drawn in on_paper(Drawing(rows, ((262.0, 2026),), 300.0, 26 * 91, "2026-06-01", 0)):
        made.put(drawn)
    made.table(["依据"], [["《保障农民工工资支付条例》第四十八条；" * 400]], [1])
    read = PdfReader(BytesIO(made.pdf()))
    said = "".join("".join(page.extract_text() for page in read.pages).split())
    assert "第89行" in said
    assert said.count("第四十八条") == 400
    assert f"{len(read.pages)}/{len(read.pages)}" in said
    assert not any(line.startswith("；") for page in read.pages for line in page.extract_text().splitlines())


@pytest.mark.parametrize("holds", ["0", "367", "x", ""])
def test_a_code_holds_for_a_sensible_time(officer: FlaskClient, holds: str) -> None:
    page = officer.post(f"/subjects/{FIRM}/report", data={"holds": holds})
    assert page.status_code == 422
    assert "/holds" in page.text


def test_what_is_no_code_is_told_with_404(app: Flask) -> None:
    page = app.test_client().get("/verify?code=<script>")
    assert (page.status_code, "没有这份报告。" in page.text) == (404, True)
    assert "<script>" not in page.text.replace("<script src", "")


def test_what_is_not_published_has_no_page(app: Flask) -> None:
    assert app.test_client().get("/public/statistics/personnel-files").status_code == 404


# The time line.


class Words:
    """Speaks of nothing."""

    def fact_type(self, name: str) -> str:
        return name

    def listed(self, names: Any) -> str:
        return "、".join(names)


def verdict(**more: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {"lists": [], "grades": [], "measures": [], "revoked": [], "duplicates": []}
    return {"as_of": "2026-11-01", **empty, **more}


def stay(start: str, last: str | None, state: str = "open") -> dict[str, Any]:
    spell = {"start": start, "last": last, "last_at_most": last, "state": state}
    return {"title": "名单", "kind": "black", "spells": [spell], "proposals": []}


def test_a_stay_is_as_wide_as_it_lasts(app: Flask) -> None:
    with app.test_request_context("/"):
        lists = [stay("2026-01-01", "2026-06-30", "ended"), stay("2026-01-01", "2026-12-31")]
        line = drawing(Words(), verdict(lists=lists), [])  # type: ignore[arg-type]  # as words go
    half, whole = (row.bars[0].wide for row in line.rows if row.bars)
    assert whole / half == pytest.approx(365 / 181, abs=0.01)


def test_a_stay_without_an_end_goes_on_to_the_edge_and_says_so(app: Flask) -> None:
    with app.test_request_context("/"):
        line = drawing(Words(), verdict(lists=[stay("2026-01-01", None)]), [])  # type: ignore[arg-type]  # as above
        told = say("subjects.time.stay.open_ended", start="2026-01-01", last="")
    [bar] = [one for row in line.rows for one in row.bars]
    assert (bar.is_open, bar.title) == (True, told)
    assert bar.x + bar.wide <= WIDTH


def test_what_was_revoked_is_drawn_as_not_counted(app: Flask) -> None:
    facts = [{"fact": {"id": id_, "type": "t", "date": "2026-01-01"}} for id_ in ("a", "b")]
    with app.test_request_context("/"):
        line = drawing(Words(), verdict(revoked=["b"]), facts)  # type: ignore[arg-type]  # as above
    assert [mark.sort for row in line.rows for mark in row.marks] == ["fact", "revoked"]


def test_far_ends_do_not_squeeze_the_years(app: Flask) -> None:
    with app.test_request_context("/"):
        line = drawing(Words(), verdict(lists=[stay("2026-01-01", "2999-01-01")]), [])  # type: ignore[arg-type]  # as above
    assert line.years[-1][1] <= 2032


@pytest.mark.parametrize("day", ["2199-12-31", "1900-01-01", "0001-01-01"])
@pytest.mark.parametrize("tab", ["", "/repair", "/measures"])
def test_the_first_and_the_last_days_there_are_can_be_asked_about(officer: FlaskClient, day: str, tab: str) -> None:
    assert officer.get(f"/subjects/{FIRM}{tab}?as_of={day}").status_code == 200
    assert officer.get(f"/subjects/{FIRM}{tab}?as_of=2026-11-01&known_at={day}").status_code == 200
