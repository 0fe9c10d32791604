"""Trying it: facts entered, pasted or taken from a subject, a verdict with its reasons, and one fact changed."""

from __future__ import annotations

import re

import orjson
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter

LISTED = "91140800MA070K235G"
ARREARS = "拖欠农民工工资失信联合惩戒对象名单"
QUESTION = {
    "subject": {"id": "trial-9", "kind": "enterprise", "name": "试算示例公司", "region": "140100"},
    "facts": [
        {"id": "d-1", "type": "labour_directive", "date": "2026-03-02",
         "fields": {"directive_no": "示令〔2026〕1号", "outcome": "not_complied", "amount": "120500.00", "workers": 12,
                    "due": "2026-03-12", "reaches_provincial_figure": True}},
        {"id": "l-1", "type": "listing_decision", "date": "2026-04-01",
         "fields": {"policy": "labour/wage-arrears", "outcome": "list"}},
    ],
}  # fmt: skip


def pasted(page: Page) -> None:
    """Paste the question and have it be answered."""
    page.goto("/try")
    page.get_by_text("粘贴记录（JSON、YAML、CSV）").click()
    page.get_by_label("记录文本").fill(orjson.dumps(QUESTION).decode())
    page.get_by_role("button", name="读入").click()
    expect(page.get_by_role("heading", name="评定结果")).to_be_visible()


def signed_in(page: Page, password: str) -> None:
    """Sign in on the page that asks for it."""
    page.get_by_label("用户名").fill("officer")
    page.get_by_label("密码").fill(password)
    page.get_by_role("main").get_by_role("button", name="登录").click()


def test_facts_are_entered_by_a_form_and_the_verdict_is_said_with_its_reasons(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    page.goto("/try")
    desk.look("try-blank")
    page.get_by_label("名称").fill("试算示例公司")
    page.get_by_label("添加记录：记录类型").fill("责令支付拖欠工资")
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_text("信用记录（1 条）")).to_be_visible()
    page.get_by_label("日期", exact=True).fill("2026-03-02")
    page.get_by_label("文书号").fill("示令〔2026〕1号")
    page.get_by_label("拖欠总额（元）").fill("120500")
    page.get_by_label("被拖欠人数").fill("12")
    page.get_by_label("履行情况").select_option("逾期未支付")
    page.get_by_label("责令支付期限").fill("2026-03-12")
    page.get_by_label("是否达到本省高级人民法院确定的数额").select_option("是")
    desk.look("try-form")
    page.get_by_label("截至日").fill("2026-06-01")
    page.get_by_role("main").get_by_role("button", name="试算").click()
    expect(page.get_by_role("heading", name="评定结果")).to_be_focused()
    expect(page.get_by_text("拟列入，待有权机关决定")).to_be_visible()
    desk.look("try-answer")


def test_one_fact_is_changed_and_both_verdicts_stand_beside_each_other(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    pasted(page)
    expect(page.get_by_text("评定：已列入名单")).to_be_visible()
    page.get_by_role("button", name="保留此结果作对照").click()
    expect(page.get_by_text("两个结果相同。")).to_be_visible()
    page.get_by_text("责令支付拖欠工资", exact=True).first.click()
    page.get_by_label("履行情况").select_option("已按期支付")
    page.get_by_role("main").get_by_role("button", name="试算", exact=True).click()
    expect(page.get_by_text("名单、等级和措施都相同，但理由有所不同")).to_be_visible()
    page.get_by_text("列入决定", exact=True).first.click()
    page.get_by_role("combobox", name=re.compile("^结果")).select_option("不予列入")
    page.get_by_role("main").get_by_role("button", name="试算", exact=True).click()
    differences = page.get_by_role("region", name="与对照的不同")
    expect(differences.get_by_role("row", name=f"《{ARREARS}》的状态 已列入 未列入")).to_be_visible()
    expect(page.get_by_role("article", name="对照")).to_be_visible()
    expect(page.get_by_role("article", name="现在")).to_be_visible()
    desk.look("try-beside")
    page.get_by_role("button", name="不再对照").click()
    expect(page.get_by_role("article", name="对照")).not_to_be_visible()


def test_a_link_opens_the_same_trial_elsewhere(enter: Enter, passwords: dict[str, str]) -> None:
    page = enter("officer").page
    pasted(page)
    link = page.get_by_role("link", name="此次试算的固定链接").get_attribute("href")
    assert link is not None
    assert page.url.endswith(link)
    other = enter("reviewer").page
    other.goto(link)
    expect(other.get_by_text("评定：已列入名单")).to_be_visible()
    expect(other.get_by_label("名称")).to_have_value("试算示例公司")
    other.get_by_text("curl 命令").click()
    expect(other.get_by_text('curl -H "Authorization: Bearer $TOKEN"')).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("name", exact=True)).to_have_value("试算示例公司")
    stranger = enter(None).page
    stranger.goto(link)
    signed_in(stranger, passwords["officer"])
    expect(stranger.get_by_text("评定：已列入名单")).to_be_visible()


def test_whose_session_ends_while_they_try_loses_nothing(enter: Enter, passwords: dict[str, str]) -> None:
    desk = enter("officer")
    page = desk.page
    pasted(page)
    page.get_by_label("名称").fill("又一示例公司")
    page.context.clear_cookies(name="xinheng")
    page.get_by_role("button", name="试算", exact=True).last.click()
    expect(page.get_by_text("您刚才填写的内容还在")).to_be_visible()
    desk.look("sign-in-again")
    signed_in(page, passwords["officer"])
    expect(page.get_by_role("heading", name="内容尚未提交")).to_be_visible()
    desk.look("send-again")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_role("heading", name="评定结果")).to_be_visible()
    expect(page.get_by_label("名称")).to_have_value("又一示例公司")


def test_the_records_of_a_stored_subject_are_taken_and_whatever_is_changed_stays_here(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    page.goto("/try")
    page.get_by_text("取用已有主体的记录").click()
    page.get_by_label("主体编号或者名下代码").fill(LISTED)
    page.get_by_label("用途").select_option("监督管理")
    page.get_by_role("button", name="取用记录").click()
    expect(page.get_by_text("已填入 6 条记录。")).to_be_visible()
    expect(page.get_by_role("heading", name="当事人可以怎样做")).to_be_visible()
    desk.look("try-stored")
    page.get_by_label("主体编号或者名下代码").fill("nobody")
    page.get_by_role("button", name="取用记录").click()
    expect(page.get_by_role("alert").first).to_contain_text("nobody")


def test_it_works_without_scripts(enter: Enter) -> None:
    desk = enter("officer")
    context = desk.browser.new_context(base_url=desk.address, java_script_enabled=False, locale="zh-CN")
    context.add_cookies(desk.context.cookies())  # type: ignore[arg-type]  # as they were told
    page = context.new_page()
    pasted(page)
    page.get_by_role("button", name="保留此结果作对照").click()
    expect(page.get_by_text("两个结果相同。")).to_be_visible()
    context.close()


def test_who_may_try_nothing_is_turned_away(enter: Enter) -> None:
    desk = enter("administrator")
    desk.page.goto("/try")
    expect(desk.page.get_by_role("main")).to_contain_text("您没有“试算”的权限")
