"""Casework at the desk: a listing proposed, objected to, decided, repaired, with its letters; who is turned away."""

from __future__ import annotations

import re
from typing import Any, Final

from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.desk import Desk

SUBJECT: Final = "91140100MA0TAX0017"
POLICY: Final = "tax/major-violations"
TITLE: Final = "重大税收违法失信主体"
CASE: Final = {
    "id": "browser-tax-1", "type": "tax_case", "subject": SUBJECT, "date": "2026-03-02",
    "fields": {"document_no": "示税稽罚〔2026〕1号", "violation": "evasion", "final": True, "runaway": False,
               "years": [{"year": 2024, "unpaid": "1500000", "payable": "9000000"}]},
}  # fmt: skip
PLAN: Final = {
    "id": "browser-plan-1", "type": "reorganisation_plan", "subject": SUBJECT, "date": "2026-11-03",
    "fields": {"case_no": "（2026）示破1号", "tax_paid": True},
}  # fmt: skip


def send(page: Page, method: str, path: str, body: Any) -> None:
    """Have the API take *body*, as a system of the officer's would send it."""
    status = page.evaluate(
        """async ([method, path, body]) => (await fetch(path, {method, body: JSON.stringify(body), headers: {
            'Content-Type': 'application/json', 'X-CSRF-Token': document.querySelector('meta[name=csrf]').content,
        }})).status""",
        [method, path, body],
    )
    assert status in (200, 201), f"{method} {path}: {status}"


def take(page: Page, step: str, text: str, **said: str) -> None:
    """Fill in the form of *step* on the page of a matter, and send it."""
    form = page.locator("details").filter(has=page.locator("summary", has_text=re.compile(f"^{step}")))
    if form.get_attribute("open") is None:
        form.locator("summary").click()
    for label, value in said.items():
        if value == "是":
            form.get_by_label(label, exact=True).check()
        else:
            form.get_by_label(label, exact=True).fill(value)
    form.locator("textarea[required]").fill(text)
    form.get_by_role("button", name=step).click()
    page.wait_for_url("**done=step_taken")


def test_a_listing_is_proposed_objected_decided_and_repaired_and_each_letter_is_seen(enter: Enter) -> None:
    desk = enter("officer")
    _proposed(desk)
    _objected(desk.page)
    _decided(desk)
    _repaired(desk)


def _proposed(desk: Desk) -> None:
    page = desk.page
    send(page, "PUT", f"/v1/subjects/{SUBJECT}",
         {"kind": "enterprise", "name": "太原示例税案有限公司（虚构）", "region": "140100"})  # fmt: skip
    page.goto(f"/casework/proceedings/new?subject={SUBJECT}&policy={POLICY}")
    page.get_by_label("立案的事实与材料").fill("税务处理、处罚决定已经生效。")
    desk.look("casework-new")
    send(page, "POST", "/v1/facts", CASE)  # last, since what is proposed is soon drafted by itself, too
    page.get_by_role("button", name="立案").click()
    expect(page.get_by_role("status")).to_have_text("已登记。")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{TITLE}：太原示例税案有限公司（虚构）")

    begun = page.locator("details").filter(has=page.locator("summary", has_text="登记告知"))
    expect(begun.get_by_text("今天办理的，“陈述申辩”的期限为5日；届满日尚不可知。")).to_be_visible()
    take(page, "登记告知", "直接送达，有送达回证。")
    waits = page.locator("details").filter(has=page.locator("summary", has_text="作出决定"))
    expect(waits.get_by_text("今天尚不能办理")).to_be_visible()
    desk.look("casework-matter")
    page.get_by_role("link", name="拟列入告知书", exact=True).click()
    expect(page.get_by_role("article")).to_contain_text("逃避缴纳税款一百万元以上")
    expect(page.get_by_role("article")).to_contain_text("国家税务总局令第54号")
    desk.look("casework-letter-notice")
    page.get_by_role("link", name="返回案件").click()
    page.get_by_role("link", name="拟列入告知书（2026-11-03 送达）").click()
    expect(page.get_by_text("2026-11-03 送达，经办人员于 2026-11-03")).to_be_visible()
    expect(page.get_by_role("article")).to_contain_text("逃避缴纳税款一百万元以上")
    desk.look("casework-letter-served")
    page.goto("/casework?mine=true")
    due = page.get_by_role("row").filter(has_text="陈述申辩")
    expect(due.get_by_text(f"太原示例税案有限公司（虚构） {SUBJECT}")).to_be_visible()
    desk.look("casework-desk-mine")
    due.get_by_role("link", name=TITLE).click()


def _objected(page: Page) -> None:
    take(page, "登记陈述申辩", "对税款数额有意见。", 当事人明确放弃其余时间="是")
    take(page, "登记异议", "认为滞纳金计算有误。")
    expect(page.get_by_text("异议未处理").first).to_be_visible()
    page.get_by_role("link", name="异议受理通知书").click()
    expect(page.get_by_role("article")).to_contain_text("认为滞纳金计算有误。")
    page.go_back()


def _decided(desk: Desk) -> None:
    page = desk.page
    open_ = page.locator("details").filter(has=page.locator("summary", has_text="作出决定"))
    open_.locator("summary").click()
    open_.get_by_label("列入", exact=True).check()
    open_.get_by_label("决定的事实与理由").fill("事实清楚。")
    open_.get_by_role("button", name="作出决定").click()
    expect(page.get_by_role("alert")).to_contain_text(
        "没有说明对当事人陈述或者异议的采纳情况。 请填写“对当事人意见的采纳情况”。"
    )
    desk.look("casework-refused")
    take(page, "作出决定", "事实清楚，证据确凿。", 列入="是", 对当事人意见的采纳情况="滞纳金计算无误，不予采纳。",
         文号="示税信决〔2026〕1号")  # fmt: skip
    take(page, "处理异议", "经复核，滞纳金计算无误。", 不成立="是")
    page.get_by_role("link", name="列入决定书", exact=True).click()
    letter = page.get_by_role("article")
    expect(letter).to_contain_text("示税信决〔2026〕1号")
    expect(letter).to_contain_text("滞纳金计算无误，不予采纳。")
    expect(letter).to_contain_text("列入之日：2026年11月3日")
    desk.look("casework-letter-decision")
    page.go_back()
    take(page, "登记公布", "在税务局网站公布。", 公布载体="税务局网站")
    expect(page.get_by_role("list", name="办理进程").locator("[aria-current]")).to_contain_text("已公布")


def _repaired(desk: Desk) -> None:
    page = desk.page
    send(page, "POST", "/v1/facts", PLAN)
    take(page, "登记修复申请", "重整计划经法院裁定批准，税款已经清缴。")
    expect(page.get_by_text("修复申请未决定").first).to_be_visible()
    take(page, "决定修复申请", "经核实，税务机关依法受偿已经完毕。", 准予修复="是", 文号="示税信修〔2026〕1号")
    expect(page.get_by_role("list", name="办理进程").locator("[aria-current]")).to_contain_text("已修复")
    desk.look("casework-repaired")
    page.get_by_role("link", name="信用修复决定书", exact=True).click()
    expect(page.get_by_role("article")).to_contain_text("决定：准予修复")
    desk.look("casework-letter-repair")
    page.go_back()
    page.get_by_role("link", name="移出通知书").click()
    expect(page.get_by_role("article")).to_contain_text("因准予信用修复，自2026年11月3日起移出")


def test_the_desk_tells_what_is_due_and_lists_of_each_kind(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    page.goto("/casework")
    expect(page.get_by_role("heading", name="期限（截至 2026-11-03）")).to_be_visible()
    page.get_by_label("类别").select_option(label="措施执行")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**kind=execution**")
    desk.look("casework-desk")
    for kind in ("名单案件", "申诉", "投诉", "异议与侵权主张", "措施执行"):
        page.get_by_role("navigation", name="办理").get_by_role("link", name=kind).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(kind)
    desk.look("casework-executions")


def test_a_claim_is_received_taken_up_and_decided(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    page.goto("/casework/claims")
    page.get_by_role("link", name="登记异议申请").click()
    page.get_by_label("主体", exact=True).fill("91140100MA0GYGLUXF")
    page.get_by_label("所涉政策（名单或者等级）").select_option(label="拖欠农民工工资失信联合惩戒对象名单")
    page.get_by_label("主张", exact=True).select_option(label="记录过期")
    page.get_by_label("主张的内容与证据").fill("已经清偿，记录仍在。")
    desk.look("casework-claim-new")
    page.get_by_role("button", name="登记", exact=True).click()
    take(page, "受理", "材料齐全。")
    take(page, "作出处理决定", "记录依规定保存，未过期。", 不成立="是")
    expect(page.get_by_role("list", name="办理进程").locator("[aria-current]")).to_contain_text("不成立")
    desk.look("casework-claim")


def test_a_department_acknowledges_a_measure_and_says_why_it_is_not_carried_out(enter: Enter) -> None:
    officer = enter("officer").page
    send(officer, "POST", "/v1/proceedings/follow", {"subjects": ["91140400MA0D2CWJ1Y"]})
    desk = enter("department")
    page = desk.page
    page.goto("/casework/executions?open=true")
    expect(page.get_by_role("heading", level=1)).to_have_text("措施执行")
    waiting = page.get_by_role("row").filter(has_text="待签收").first
    for _ in range(60):  # the sample is judged in the background, and its measures follow then
        if waiting.is_visible():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    desk.look("casework-department")
    waiting.get_by_role("link").click()
    take(page, "签收", "已经知悉。")
    take(page, "报告未执行", "该主体不在本部门优先服务范围。")
    expect(page.get_by_role("list", name="办理进程").locator("[aria-current]")).to_contain_text("未执行")
    expect(page.get_by_text("该主体不在本部门优先服务范围。")).to_be_visible()
    desk.look("casework-execution")


def test_an_officer_words_a_letter_and_goes_back_to_the_one_shipped(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    page.goto("/casework/letters")
    desk.look("casework-letters")
    page.get_by_role("row", name="移出通知书 中文").get_by_role("link").click()
    text = page.get_by_label("模板", exact=True)
    whole = text.input_value()
    text.fill(whole.replace("{{ today }}", "{{ todya }}"))
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("alert")).to_contain_text("没有名为 todya 的内容。")
    desk.look("casework-template-wrong")
    page.get_by_label("模板", exact=True).fill(whole.replace("通知书", "告知书"))
    page.get_by_label("修改说明").fill("改称告知书")
    page.get_by_role("button", name="保存").click()
    expect(page.get_by_role("status")).to_have_text("已保存。")
    expect(page.get_by_text("改称告知书")).to_be_visible()
    desk.look("casework-template")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="恢复随程序提供的文字").click()
    expect(page.get_by_label("模板", exact=True)).to_have_value(whole)


def test_who_may_not_see_casework_is_turned_away(enter: Enter) -> None:
    desk = enter("client")
    desk.page.goto("/casework")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("没有权限")
    desk.look("casework-forbidden")
    reviewer = enter("reviewer").page
    reviewer.goto("/casework/proceedings/new")
    expect(reviewer.get_by_role("heading", level=1)).to_have_text("没有权限")
