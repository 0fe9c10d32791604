"""Subjects and public pages: looked up, as known before, reported on, verified by anybody, closed to who may not."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

import pytest
from playwright.sync_api import Page, expect

from adapters.access.permissions import Role
from tests.browser.conftest import Enter
from tests.browser.desk import Desk

FIRM: Final = "91140100MA0GYGLUXF"
FIRM_NAME: Final = "太原示例01号建筑有限公司（虚构）"
LISTED: Final = "91140200MA090UNB34"
PERSON: Final = "140100196604080341"
PENALTIES: Final = "行政处罚信息公示"
ARREARS: Final = "拖欠农民工工资失信联合惩戒对象名单"


def looked_up(page: Page, words: str, name: str) -> None:
    """Find a subject by the menu and the search."""
    page.goto("/")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="主体").click()
    page.get_by_label("代码、号码或者名称").fill(words)
    page.get_by_role("main").get_by_role("button", name="查询").click()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_an_officer_sees_a_firm_as_it_was_known_on_an_earlier_day(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    looked_up(page, "太原示例01", FIRM_NAME)
    expect(page.get_by_text("因信用修复移出")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("截至 2026-11-03"))).to_be_visible()
    desk.look("subject-verdict")
    page.get_by_label("按哪一天所知").fill("2026-06-01")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_text("按 2026-06-01 所知")).to_be_visible()
    expect(page.get_by_text("自 2026-02-10 起列入，至")).to_be_visible()
    expect(page.get_by_text("因信用修复移出")).to_have_count(0)
    desk.look("subject-verdict-as-known-before")


def test_a_report_is_printed_and_anybody_verifies_its_code(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    page.goto(f"/subjects/{FIRM}?known_at=2026-06-01")
    page.get_by_role("link", name="信用报告").click()
    expect(page.get_by_label("按哪一天所知")).to_have_value("2026-06-01")
    desk.look("subject-report-form")
    page.get_by_role("button", name="出具报告").click()
    expect(page.get_by_role("status")).to_have_text("报告已出具，可以打印。")
    report = page.get_by_role("article")
    expect(report.get_by_text("按 2026-06-01 所知")).to_be_visible()
    expect(report.get_by_text("第5条").first).to_be_visible()
    desk.look("subject-report")
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载 PDF").click()
    assert saved.value.path().read_bytes().startswith(b"%PDF-")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="主菜单")).to_be_hidden()
    code = page.get_by_text(re.compile(r"^[0-9A-Z]{5}(-[0-9A-Z]{5}){3}$")).inner_text()
    verified(enter(None), code)


def verified(anybody: Desk, code: str) -> None:
    """Have somebody who is not signed in verify the report of *code*."""
    page = anybody.page
    page.goto("/verify")
    anybody.look("verify")
    page.get_by_label("核验码").fill(code.replace("-", "").lower())
    page.get_by_role("button", name="核验").click()
    expect(page.get_by_text("有效。", exact=True)).to_be_visible()
    expect(page.get_by_text(FIRM_NAME)).to_be_visible()
    expect(page.get_by_text("拖欠农民工工资")).to_have_count(0)
    anybody.look("verify-valid")


def test_a_code_that_vouches_for_nothing_is_told_as_such(enter: Enter) -> None:
    desk = enter(None)
    desk.page.goto("/verify?code=ABCDE-ABCDE-ABCDE-ABCDE")
    expect(desk.page.get_by_role("alert")).to_contain_text("没有这份报告。")
    desk.look("verify-unknown")


def test_the_records_measures_identity_and_the_way_off_are_a_click_away(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    page.goto("/subjects")
    desk.look("subjects")
    page.goto("/subjects?q=示例")
    page.goto(f"/subjects?q={LISTED}")
    desk.look("subjects-found")
    page.get_by_role("link", name="大同示例09号物流有限公司（虚构）").click()
    tabs = page.get_by_role("navigation", name="主体的各项内容")
    tabs.get_by_role("link", name="信用记录").click()
    expect(page.get_by_text("责令支付拖欠工资").first).to_be_visible()
    desk.look("subject-facts")
    tabs.get_by_role("link", name="奖惩措施").click()
    expect(page.get_by_role("heading", name="财政部门")).to_be_visible()
    desk.look("subject-measures")
    tabs.get_by_role("link", name="身份沿革").click()
    expect(page.get_by_text("没有更名、换码、合并或者分立的记载。")).to_be_visible()
    desk.look("subject-identity")
    tabs.get_by_role("link", name="修复指引").click()
    expect(page.get_by_role("link", name="拖欠工资全额支付").first).to_be_visible()
    expect(page.get_by_text("列入与纠正二者较晚之日满6个月后方可申请").first).to_be_visible()
    desk.look("subject-repair")


def test_a_day_that_is_none_is_told_where_it_was_typed(enter: Enter) -> None:
    desk = enter("officer")
    desk.page.goto(f"/subjects/{FIRM}?as_of=2026-02-31")
    expect(desk.page.get_by_role("alert")).to_have_text("查询条件有误，请更正后再查看。")
    expect(desk.page.get_by_label("截至哪一天")).to_have_value("2026-02-31")
    desk.look("subject-wrong-day")


def test_a_person_is_masked_until_a_purpose_is_given(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    page.goto("/subjects")
    page.get_by_label("代码、号码或者名称").fill(PERSON)
    page.get_by_role("main").get_by_role("button", name="查询").click()
    expect(page.get_by_text("已隐去")).to_be_visible()
    expect(page.get_by_text("示例人34")).to_have_count(0)
    page.get_by_role("link", name="示＊＊＊").click()
    expect(page.get_by_text("未显示评定内容。")).to_be_visible()
    desk.look("subject-person-masked")
    page.get_by_label("查询用途").select_option("监督检查")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("示例人34")
    expect(page.get_by_text("有公示中的记录")).to_be_visible()
    desk.look("subject-person")


def test_a_person_is_not_found_by_name(enter: Enter) -> None:
    page = enter("officer").page
    page.goto("/subjects?q=示例人34")
    expect(page.get_by_text("没有查到“示例人34”。")).to_be_visible()


@pytest.mark.parametrize("role", ["auditor", "administrator"])
def test_who_may_not_look_is_turned_away(enter: Enter, role: Role) -> None:
    page = enter(role).page
    for path in ("", f"/{FIRM}", f"/{FIRM}/facts", f"/{FIRM}/measures", f"/{FIRM}/repair", f"/{FIRM}/report"):
        answer = page.goto(f"/subjects{path}")
        assert answer is not None
        assert answer.status == HTTPStatus.FORBIDDEN
        expect(page.get_by_text(FIRM_NAME)).to_have_count(0)


def test_who_is_not_signed_in_is_asked_to(enter: Enter) -> None:
    page = enter(None).page
    page.goto(f"/subjects/{FIRM}?purpose=supervision")
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


def test_an_auditor_sees_the_receipts_of_a_subject(enter: Enter) -> None:
    officer = enter("officer").page
    officer.goto(f"/subjects/{FIRM}")
    desk = enter("auditor")
    desk.page.goto(f"/subjects/{FIRM}/receipts")
    expect(desk.page.get_by_role("cell", name="经办人员").first).to_be_visible()
    desk.look("subject-receipts")


def test_everybody_reads_published_lists_and_what_to_do(enter: Enter) -> None:
    desk = enter(None)
    page = desk.page
    page.goto("/")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="公示").click()
    desk.look("public-lists")
    page.get_by_role("link", name=PENALTIES, exact=True).click()
    expect(page.get_by_text("由公共信用信息工作机构认定")).to_be_visible()
    desk.look("public-list")
    page.get_by_role("link", name="被列入了怎么办").click()
    expect(page.get_by_role("heading", name="怎样提前退出")).to_be_visible()
    desk.look("public-listed")


def test_everybody_finds_by_the_whole_name_whether_a_firm_is_published(enter: Enter) -> None:
    desk = enter(None)
    page = desk.page
    page.goto("/public")
    page.get_by_label("单位的全称或者统一社会信用代码").fill(FIRM_NAME)
    page.get_by_role("main").get_by_role("button", name="查询").click()
    expect(page.get_by_role("heading", name=f"“{FIRM_NAME}”的公示信息")).to_be_visible()
    desk.look("public-found")
    page.get_by_label("单位的全称或者统一社会信用代码").fill("太原示例01")
    page.get_by_role("main").get_by_role("button", name="查询").click()
    expect(page.get_by_text("没有查到。")).to_be_visible()
