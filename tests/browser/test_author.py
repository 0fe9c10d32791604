"""Writing a policy: seen to fail and pass, changed in a form, by two people at once, begun from a template, sent on."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter

ARREARS = "labour/wage-arrears.yaml"
_SLOW = 60_000
"""Milliseconds: the first check of a draft reads the whole base."""


def begin(page: Page, title: str) -> str:
    """Begin a draft; gives its address."""
    page.goto("/drafts")
    page.get_by_label("草案名称").fill(title)
    page.get_by_role("button", name="开始编写").click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    return page.url


def editor(page: Page, address: str, path: str) -> None:
    """Open a file in the editor, and wait until it was checked."""
    page.goto(f"{address}/edit/{path}")
    expect(page.get_by_text("没有问题。")).to_be_visible(timeout=_SLOW)


def replace(page: Page, old: str, new: str) -> None:
    """Find *old* in the editor and have *new* be there, as one would by keys."""
    page.get_by_role("button", name="查找", exact=True).click()
    find = page.get_by_role("textbox", name="查找")
    find.fill(old)
    page.get_by_role("textbox", name="替换为").fill(new)
    page.get_by_role("button", name="全部替换").click()
    page.get_by_role("button", name="关闭", exact=True).click()


def test_an_author_sees_a_rule_fail_and_pass(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    page.goto("/drafts")
    desk.look("drafts")
    address = begin(page, "提高拖欠工资的列入金额")
    desk.look("draft-empty")
    editor(page, address, ARREARS)
    expect(page.get_by_text("125 个用例全部成立")).to_be_visible(timeout=_SLOW)
    desk.look("author-editor")
    replace(page, "{2013-01-23: 100000}", "{2013-01-23: 120000}")
    expect(page.get_by_text("个不成立")).to_be_visible(timeout=_SLOW)
    failing = page.get_by_role("button", name="ten workers and a hundred thousand yuan unpaid the day after")
    failing.click()
    expect(page.get_by_role("heading", name="这个用例")).to_be_visible()
    expect(page.get_by_text("已保存")).to_be_visible()
    desk.look("author-failing")
    replace(page, "{2013-01-23: 120000}", "{2013-01-23: 100000}")
    expect(page.get_by_text("125 个用例全部成立")).to_be_visible(timeout=_SLOW)
    fired = "触发的规则：拖欠达到数额且经责令逾期仍未支付"  # of the case looked at last
    expect(page.get_by_text(fired)).to_be_visible()
    desk.look("author-fired")


def test_what_is_wrong_is_underlined_and_told_and_who_signs_in_again_loses_nothing(
    enter: Enter, passwords: dict[str, str]
) -> None:
    desk = enter("officer")
    page = desk.page
    address = begin(page, "写错的主管部门")
    editor(page, address, ARREARS)
    replace(page, "authority: human_resources", "authority: human_resource")
    expect(page.get_by_role("button", name="6:12")).to_be_visible(timeout=_SLOW)
    problem = page.locator(".problem-list li")
    expect(problem.locator("code", has_text="human_resources")).to_be_visible()
    expect(problem).not_to_contain_text("`")
    expect(problem.locator(".quiet")).to_have_text(re.compile("[。？]$"))
    desk.look("author-problem")
    page.get_by_role("button", name="撤消").click()
    expect(page.get_by_text("没有问题。")).to_be_visible(timeout=_SLOW)
    expect(page.get_by_text("已保存")).to_be_visible()
    desk.context.clear_cookies(name="xinheng")
    replace(page, "authority: human_resources", "authority: human_resource")
    expect(page.get_by_text("登录已过期，尚未保存。")).to_be_visible()
    with desk.context.expect_page() as opened:
        page.get_by_role("link", name="在新窗口登录，之后自动保存").click()
    other = opened.value
    other.get_by_label("用户名").fill("officer")
    other.get_by_label("密码").fill(passwords["officer"])
    other.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_text("已保存")).to_be_visible()


def test_the_form_changes_a_threshold_and_the_comment_beside_it_stays(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    address = begin(page, "表单改数额")
    editor(page, address, ARREARS)
    replace(
        page,
        "values: {2013-01-23: 30000}, basis: jud2013/3-1(2)}",
        "values: {2013-01-23: 30000}, basis: jud2013/3-1(2)} # 由省里确定",
    )
    page.get_by_role("button", name="表单", exact=True).click()
    amount = page.get_by_label("数值 total_least 2013-01-23")
    expect(amount).to_have_value("30000")
    amount.fill("50000")
    amount.press("Tab")
    expect(page.get_by_text("2 个用例的结论与发布版不同")).to_be_visible(timeout=_SLOW)
    desk.look("author-form")
    page.get_by_role("button", name="文本", exact=True).click()
    text = page.get_by_role("textbox", name=f"{ARREARS} 的文本")
    expect(text).to_contain_text("values: {2013-01-23: 50000}, basis: jud2013/3-1(2)} # 由省里确定")
    expect(page.get_by_text("已保存")).to_be_visible()
    page.get_by_role("button", name="差异", exact=True).click()
    desk.look("author-text-difference")
    page.get_by_role("link", name="与发布版的差异").click()
    expect(page.get_by_text("30,000元 → 50,000元")).to_be_visible(timeout=_SLOW)
    expect(page.get_by_text("个用例的结论改变")).to_be_visible()
    desk.look("author-difference")


def test_the_form_chooses_a_measure_and_a_department(enter: Enter) -> None:
    page = enter("officer").page
    address = begin(page, "再加一项")
    editor(page, address, ARREARS)
    page.get_by_role("button", name="表单", exact=True).click()
    page.get_by_text("添加措施", exact=True).click()
    chosen = {"措施": "限制自有资金运用的规模和方式", "执行部门": "财政部门", "力度": "应当"}
    for label, choice in chosen.items():
        field = page.get_by_label(f"{label} 添加措施")
        field.focus()
        field.select_option(label=choice)
    page.get_by_label("依据 添加措施").fill("order45")
    page.get_by_role("button", name="添加", exact=True).last.click()
    page.get_by_role("button", name="文本", exact=True).click()
    text = page.get_by_role("textbox", name=f"{ARREARS} 的文本")
    text.press("Control+End")
    expect(text).to_contain_text("by: finance, strength: shall, basis: order45}")


def test_of_two_who_change_a_file_the_second_sees_both_and_chooses(enter: Enter) -> None:
    first, second = enter("officer"), enter("officer")
    address = begin(first.page, "两人同时修改")
    editor(first.page, address, ARREARS)
    editor(second.page, address, ARREARS)
    replace(first.page, "{2013-01-23: 5000}", "{2013-01-23: 6000}")
    expect(first.page.get_by_text("已保存")).to_be_visible()
    replace(second.page, "{2013-01-23: 20000}", "{2013-01-23: 25000}")
    dialog = second.page.get_by_role("dialog", name="另一人已修改了这份文件")
    expect(dialog).to_be_visible()
    second.look("author-conflict")
    expect(dialog.get_by_role("textbox")).to_have_count(2)
    dialog.get_by_role("button", name="采用对方的文本").click()
    text = second.page.get_by_role("textbox", name=f"{ARREARS} 的文本")
    expect(text).to_contain_text("{2013-01-23: 6000}")
    replace(second.page, "{2013-01-23: 20000}", "{2013-01-23: 25000}")
    expect(second.page.get_by_text("已保存")).to_be_visible()
    replace(first.page, "{2013-01-23: 6000}", "{2013-01-23: 7000}")
    dialog = first.page.get_by_role("dialog", name="另一人已修改了这份文件")
    dialog.get_by_role("button", name="保存您的文本").click()
    expect(first.page.get_by_text("已保存")).to_be_visible()
    first.page.reload()
    expect(first.page.get_by_role("textbox", name=f"{ARREARS} 的文本")).to_contain_text("{2013-01-23: 7000}")


def test_a_policy_is_begun_from_a_template_an_evaluation_kept_as_a_case_and_the_draft_sent_on(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    address = begin(page, "新建政策")
    page.get_by_label("正式名称").fill("试点名单")
    page.get_by_label("标识").fill("labour/pilot-list")
    page.get_by_label("主管部门").select_option(label="人力资源和社会保障部门")
    page.get_by_role("button", name="按模板新建").click()
    expect(page.get_by_role("heading", level=1, name="试点名单")).to_be_visible()
    expect(page.get_by_text("8 个用例全部成立")).to_be_visible(timeout=_SLOW)
    page.get_by_label("用例名称").fill("满一万元的，拟列入")
    page.get_by_label("试算日期").fill("2026-11-03")
    record = "- {id: f1, type: labour_pilot_list_act, date: 2026-10-08, document_no: 甲1, amount: 10000}"
    page.get_by_label("记录", exact=True).fill(record)
    page.get_by_role("button", name="试算", exact=True).click()
    expect(page.get_by_text("拟列入，待有权机关决定")).to_be_visible(timeout=_SLOW)
    desk.look("author-case")
    page.get_by_role("button", name="存为用例").click()
    expect(page.get_by_text("已存为用例。")).to_be_visible()
    expect(page.get_by_text("9 个用例全部成立")).to_be_visible(timeout=_SLOW)
    page.get_by_role("link", name="用例", exact=True).click()
    expect(page.get_by_text("9 个用例全部成立")).to_be_visible(timeout=_SLOW)  # the editor has its keys by then
    _ends_with(page, "labour/pilot-list.cases.yaml", "满一万元的，拟列入")
    page.goto(address)
    desk.look("draft")
    page.get_by_label("送审说明").fill("试点名单，请审核。")
    page.get_by_role("button", name="送审", exact=True).click()
    page.wait_for_url("**/reviews/*")
    page.goto(address)
    expect(page.get_by_text("待审核")).to_be_visible()


def _ends_with(page: Page, path: str, told: str) -> None:
    """See *told* at the end of the file in the editor, which draws the lines in sight alone."""
    text = page.get_by_role("textbox", name=f"{path} 的文本")
    text.press("Control+End")
    expect(text).to_contain_text(told)


def test_completion_offers_what_the_language_and_the_base_know(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    address = begin(page, "补全")
    editor(page, address, ARREARS)
    text = page.get_by_role("textbox", name=f"{ARREARS} 的文本")
    text.press("Control+End")
    page.keyboard.type("exclud")
    page.get_by_role("option", name="excluded_by").click()
    page.keyboard.type("tax/maj")
    expect(page.get_by_role("option", name="tax/major-violations")).to_be_visible()
    desk.look("author-completion", scrolled=True)  # what is offered goes where its place is out of sight
    page.keyboard.press("Escape")
    page.get_by_role("button", name="撤消").click()


def test_drafts_are_not_for_who_may_not_read_them(enter: Enter) -> None:
    page = enter("department").page
    page.goto("/drafts")
    expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")
