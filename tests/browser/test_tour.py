"""The tour of the README: a threshold changed, who it reaches seen, the change sent for review, in ten steps.

By visible labels alone. Each step leaves its picture in `out/tour`, where `make tour` takes those of the README from.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.desk import SCREENS

PICTURES: Final = SCREENS.parent / "tour"
TITLE: Final = "十万元以上的罚款才予公布"
POLICY: Final = "政府采购严重违法失信行为信息记录"
_TRIES: Final = 60
_SLOW: Final = 60_000
_LONG: Final = 400_000
"""Milliseconds: a first check reads the whole base, a first simulation on a machine compiles."""


def test_the_tour_of_the_readme(enter: Enter, passwords: dict[str, str]) -> None:
    page = enter(None).page
    signs_in(page, passwords["officer"])
    reads_the_policy(page)
    changes_the_threshold(page)
    simulates_it(page)
    sends_it_for_review(page)


def signs_in(page: Page, password: str) -> None:
    page.goto("/sign-in")
    page.get_by_label("用户名").fill("officer")
    page.get_by_label("密码").fill(password)
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("您好")
    for _ in range(_TRIES):  # what the samples come to is found out behind the first requests
        if page.get_by_text("在列最多的").is_visible():
            break
        page.wait_for_timeout(1_000)
        page.reload()
    taken(page, 1)


def reads_the_policy(page: Page) -> None:
    page.get_by_label("搜索政策、名单、记录类型和措施").fill("政府采购严重违法失信")
    page.get_by_role("search").get_by_role("button", name="搜索").click()
    page.get_by_role("main").get_by_role("link", name=POLICY, exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(POLICY)
    taken(page, 2)


def changes_the_threshold(page: Page) -> None:
    """In the form, from a day on: the cases there are still hold, and one of one's own says what is meant."""
    page.get_by_role("link", name="编写", exact=True).click()
    page.get_by_label("草案名称").fill(TITLE)
    taken(page, 3)
    page.get_by_role("button", name="开始编写").click()
    page.get_by_label("政策或文件").select_option(label=f"{POLICY}（procurement/published-records）")
    page.get_by_role("button", name="打开").click()
    expect(page.get_by_text("没有问题。")).to_be_visible(timeout=_SLOW)
    page.get_by_role("button", name="表单", exact=True).click()
    taken(page, 4)
    page.get_by_text("添加新值（自某日起）").click()
    page.get_by_label("自何日起", exact=True).fill("2026-01-01")
    page.get_by_label("数值", exact=True).fill("100000")
    page.get_by_role("button", name="添加", exact=True).first.click()
    expect(page.get_by_label("数值 fine_published 2026-01-01")).to_have_value("100000", timeout=_SLOW)
    expect(page.get_by_text("13 个用例全部成立")).to_be_visible(timeout=_SLOW)
    keeps_a_case(page)
    page.get_by_label("数值 fine_published 2026-01-01").scroll_into_view_if_needed()
    taken(page, 5)
    page.get_by_role("link", name="与发布版的差异").click()
    expect(page.get_by_text(re.compile("30,000元.*→.*100,000元"))).to_be_visible(timeout=_SLOW)
    taken(page, 6)


def keeps_a_case(page: Page) -> None:
    """What the new threshold means, as a case that every later change is held to."""
    page.get_by_label("用例名称").fill("二〇二六年起罚款五万元的，不予公布")
    page.get_by_label("试算日期").fill("2026-06-01")
    fine = "kinds: [fine], fine: 50000, decided_on: 2026-03-01"
    page.get_by_label("记录", exact=True).fill(
        f"- {{id: f1, type: administrative_penalty, date: 2026-03-01, document_no: 甲1, sector: procurement, {fine}}}"
    )
    page.get_by_role("button", name="试算", exact=True).click()
    page.get_by_role("button", name="存为用例").click(timeout=_SLOW)
    expect(page.get_by_text("已存为用例。")).to_be_visible(timeout=_SLOW)
    expect(page.get_by_text("14 个用例全部成立")).to_be_visible(timeout=_SLOW)


def simulates_it(page: Page) -> None:
    """On an invented province: what it would do, and one of those it reaches, before and after."""
    page.get_by_role("link", name="模拟", exact=True).click()
    page.get_by_role("link", name="新建模拟").click()
    page.get_by_label("名称", exact=True).fill(TITLE)
    page.get_by_label("一份草案").check()
    page.get_by_label("草案", exact=True).select_option(label=f"{TITLE} · 经办人员")
    page.get_by_label("主体数").fill("2000")
    taken(page, 7)
    page.get_by_role("button", name="开始模拟").click()
    expect(page.get_by_role("link", name="导出网页")).to_be_visible(timeout=_LONG)
    taken(page, 8)
    page.get_by_role("link", name="查看受影响主体").click()
    page.get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.get_by_role("region", name="现行：随程序提供的版本")).to_be_visible(timeout=_LONG)
    taken(page, 9)


def sends_it_for_review(page: Page) -> None:
    page.get_by_role("link", name="编写", exact=True).click()
    page.get_by_role("link", name=TITLE).click()
    page.get_by_label("送审说明").fill("小额罚款不再公布，减轻小微企业负担。")
    page.get_by_role("button", name="送审", exact=True).click()
    expect(page.get_by_text("已送审。")).to_be_visible(timeout=_SLOW)
    taken(page, 10)


def taken(page: Page, step: int) -> None:
    """Keep what the screen shows at *step*."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.fonts.ready")
    page.screenshot(path=Path(PICTURES, f"{step:02}.png"))
