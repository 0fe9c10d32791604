"""A change simulated before it takes effect: a parameter changed, who it reaches, one of them explained twice."""

from __future__ import annotations

import io

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter

_LONG = 400_000
"""Milliseconds that a simulation may take on a busy machine whose cache of machine code is empty."""


def asked_for(page: Page, title: str, years: str) -> None:
    """Have the general period of publication be so many *years*, for a few invented subjects."""
    page.goto("/simulations/new")
    page.get_by_label("选择要调整的政策").select_option(label="行政处罚信息公示（4）")
    page.get_by_role("button", name="显示其参数").click()
    page.get_by_label("名称", exact=True).fill(title)
    page.get_by_label("一般失信行为处罚信息最长公示期", exact=True).fill(years)
    page.get_by_label("主体数").fill("500")
    page.get_by_label("截止日（不填即今天）").fill("2026-06-30")


def started(page: Page) -> None:
    page.get_by_role("button", name="开始模拟").click()
    page.wait_for_url("**/simulations/*")


def done(page: Page) -> None:
    expect(page.get_by_role("link", name="导出网页")).to_be_visible(timeout=_LONG)


def test_an_officer_changes_a_period_sees_whom_it_reaches_and_why(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    page.goto("/")
    page.get_by_role("link", name="模拟", exact=True).click()
    page.get_by_role("link", name="新建模拟").click()
    asked_for(page, "一般公示期延至两年", "2")
    expect(page.get_by_role("button", name="恢复现行值")).to_have_count(1)
    page.get_by_text("扫描这个参数（可选）").first.click()
    page.get_by_label("从", exact=True).first.fill("1")
    page.get_by_label("到", exact=True).first.fill("3")
    desk.look("simulation-new")
    started(page)
    expect(page.get_by_role("progressbar")).to_be_visible()
    expect(page.get_by_text("从1年到3年，共 3 个值")).to_be_visible()
    desk.look("simulation-going")
    done(page)
    desk.look("simulation")
    expect(page.get_by_role("heading", name="参数扫描")).to_be_visible()

    _read_by_keys(page)
    page.get_by_role("link", name="查看受影响主体").click()
    page.get_by_label("变动").select_option(label="新列入")
    page.get_by_role("button", name="筛选").click()
    expect(page.get_by_text("符合条件")).to_be_visible()
    desk.look("simulation-subjects")
    page.get_by_role("row").nth(1).get_by_role("link").click()
    before = page.get_by_role("region", name="现行：随程序提供的版本")
    after = page.get_by_role("region", name="拟议：一般公示期延至两年")
    expect(after.get_by_text("一般失信行为处罚信息最长公示期为2年").first).to_be_visible(timeout=_LONG)
    expect(before.get_by_text("一般失信行为处罚信息最长公示期为2年")).to_have_count(0)
    desk.look("simulation-subject")


def _read_by_keys(page: Page) -> None:
    """Read the series value by value, and take one out of the drawing, without a mouse."""
    series = page.get_by_role("img", name="各月末在列主体数").first
    series.focus()
    page.keyboard.press("End")
    expect(page.get_by_role("paragraph").filter(has_text="2026-06-30 现行")).to_be_visible()
    shown = page.get_by_role("button", name="拟议减现行").first
    shown.press("Enter")
    expect(shown).to_have_attribute("aria-pressed", "false")


def test_two_runs_are_compared_and_exported(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    titles = ("公示期十八个月", "公示期三年")
    for title, years in zip(titles, ("1.5", "3"), strict=True):
        asked_for(page, title, years)
        if years == "1.5":  # of periods only whole numbers are any
            page.get_by_role("button", name="开始模拟").click()
            expect(page.get_by_role("alert")).to_contain_text("1.5 years 不是一般失信行为处罚信息最长公示期的有效取值")
            page.get_by_label("一般失信行为处罚信息最长公示期", exact=True).fill("18")
            page.get_by_label("一般失信行为处罚信息最长公示期的单位").select_option(label="个月")
        started(page)
        done(page)
    with page.expect_download() as told:
        page.get_by_role("link", name="导出 XLSX").click()
    assert "名单" in load_workbook(io.BytesIO(told.value.path().read_bytes())).sheetnames
    page.goto("/simulations")
    desk.look("simulations")
    for title in titles:
        page.get_by_label(f"对照《{title}》").check()
    page.get_by_role("button", name="对照所选两次").click()
    expect(page.get_by_role("heading", name="两次模拟对照")).to_be_visible()
    expect(page.get_by_role("row", name="行政处罚信息公示")).to_be_visible()
    desk.look("simulations-compared")


def test_one_that_is_cancelled_can_go_on_and_be_removed(enter: Enter) -> None:
    desk = enter("reviewer")
    page = desk.page
    asked_for(page, "取消的一次", "2")
    page.get_by_label("主体数").fill("20000")
    started(page)
    page.get_by_role("button", name="取消").click()
    expect(page.get_by_text("已经算出的部分保留")).to_be_visible(timeout=_LONG)
    page.reload()
    desk.look("simulation-cancelled")
    expect(page.get_by_role("button", name="继续")).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="删除").click()
    expect(page.get_by_text("模拟已删除。")).to_be_visible()


@pytest.mark.parametrize("role", ["client", "department"])
def test_who_does_not_simulate_is_turned_away(role: str, enter: Enter) -> None:
    page = enter(role).page  # type: ignore[arg-type]  # both are roles
    expect(page.get_by_role("link", name="模拟", exact=True)).to_have_count(0)
    answer = page.goto("/simulations")
    assert answer is not None
    assert answer.status == 403


def test_an_auditor_looks_and_does_not_run(enter: Enter) -> None:
    page = enter("auditor").page
    page.goto("/simulations")
    expect(page.get_by_role("heading", name="政策模拟")).to_be_visible()
    expect(page.get_by_role("link", name="新建模拟")).to_have_count(0)
    answer = page.goto("/simulations/new")
    assert answer is not None
    assert answer.status == 403
