"""The policy base in a browser: read by sectors, by any day, in a matrix, by what changed, and searched."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.sending import send

ARREARS = "/policies/labour/wage-arrears"
ROUNDS = ("/linkages", "/measures", "/departments", "/documents", "/fact-types", "/plan")


def heading(page: Page, name: str | re.Pattern[str]) -> None:
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_a_policy_is_found_by_its_sector_and_read_in_sentences_with_its_articles(enter: Enter) -> None:
    desk = enter(None)
    page = desk.page
    page.goto("/policies")
    desk.look("policies")
    page.get_by_role("link", name="劳动用工").first.click()
    page.get_by_role("link", name="拖欠农民工工资失信联合惩戒对象名单").click()
    heading(page, "拖欠农民工工资失信联合惩戒对象名单")
    desk.look("policy")
    page.get_by_role("navigation", name="本页内容").get_by_role("link", name="标准及其沿革").click()
    expect(page.get_by_role("img", name="“列入期限”的沿革")).to_be_visible()
    page.get_by_role("navigation", name="本页内容").get_by_role("link", name="用例").click()
    page.get_by_text("共 ").first.wait_for()
    expect(page.get_by_role("heading", name="谁改了什么")).to_have_count(0)  # who is not signed in reads no releases
    page.set_default_timeout(60_000)  # whoever asks first on a day waits until every sentence was gone through
    page.get_by_role("link", name="第5条第（1）项").first.click()
    expect(page.locator("main")).to_contain_text("拖欠农民工工资失信联合惩戒对象名单管理暂行办法")
    desk.look("document")


def test_every_sort_of_thing_is_listed_and_told(enter: Enter) -> None:
    desk = enter(None)
    page = desk.page
    for path in ROUNDS:
        page.goto(path)
        desk.look(f"catalogue{path.replace('/', '-')}")
        page.locator("main").get_by_role("rowheader").get_by_role("link").first.click()
        expect(page.get_by_role("heading", level=2).first).to_be_visible()
        assert page.url.split("?")[0] != f"{desk.address}{path}"
    desk.look("thing")


def test_the_law_of_another_day_is_read_by_choosing_the_day(enter: Enter) -> None:
    page = enter(None).page
    page.goto(ARREARS)
    page.get_by_label("规定的日期").fill("2019-05-01")
    page.get_by_role("button", name="查看").click()
    expect(page.get_by_role("status")).to_contain_text("以下不是现行规定")
    page.get_by_role("link", name="人力资源和社会保障部门").first.click()
    expect(page.get_by_role("status")).to_contain_text("2019-05-01")  # links keep to the day
    page.get_by_role("link", name="回到现行").click()
    expect(page.get_by_text("以下不是现行规定")).to_have_count(0)


def test_the_matrix_is_filtered_by_sector_department_and_strength(enter: Enter) -> None:
    desk = enter(None)
    page = desk.page
    page.goto("/matrix")
    desk.look("matrix")
    cells = page.get_by_role("link", name=re.compile("项措施$"))
    every = cells.count()
    form = page.get_by_role("form", name="筛选矩阵")
    form.get_by_label("领域").select_option(label="劳动用工")
    form.get_by_role("button", name="筛选").click()
    page.wait_for_url("**sector=labour**")
    labour = cells.count()
    assert 0 < labour < every
    form.get_by_label("强度").select_option(label="可以")
    form.get_by_role("button", name="筛选").click()
    page.wait_for_url("**strength=may**")
    assert cells.count() < labour
    form.get_by_label("部门").select_option(label="海关")
    form.get_by_label("领域").select_option(label="统计")
    form.get_by_role("button", name="筛选").click()
    expect(page.get_by_role("status")).to_contain_text("没有符合条件的措施")


def test_who_changed_what_tells_the_draft_that_wants_to_and_the_releases_that_did(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    policy = send(desk, "GET", "/v1/policies?sector=environment")["policies"][0]["id"]
    path = f"{policy}.yaml"
    draft = send(desk, "POST", "/v1/drafts", {"title": "环境领域措辞统一"})
    text = send(desk, "GET", f"/v1/drafts/{draft['id']}/files/{path}")
    send(desk, "PUT", f"/v1/drafts/{draft['id']}/files/{path}?revision=1", text=f"{text}# 措辞统一\n")
    page.goto(f"/policies/{policy}#history")
    expect(page.get_by_role("link", name="环境领域措辞统一")).to_be_visible()
    expect(page.get_by_text("首次收录")).to_be_visible()
    desk.look("policy-officer")


def test_search_suggests_while_typing_and_is_worked_by_keys(enter: Enter) -> None:
    desk = enter(None)
    page = desk.page
    page.goto("/policies")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="搜索政策、名单、记录类型和措施")
    expect(field).to_be_focused()
    field.press_sequentially("拖欠农民工工资失信联合惩戒对象")
    expect(page.get_by_role("option").first).to_contain_text("labour/wage-arrears")
    desk.look("suggestions")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_contain_text("labour/wage-arrears")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ARREARS}")


def test_everything_found_is_told_sort_by_sort_and_leads_to_its_place(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    page.goto("/policies")
    page.get_by_role("combobox").fill("拖欠")
    page.get_by_role("button", name="搜索").click()
    heading(page, "“拖欠”的搜索结果")
    for sort in ("政策", "参数", "记录类型", "法律文件", "规则", "用例"):
        expect(page.get_by_role("heading", level=2, name=re.compile(f"^{sort}"))).to_be_visible()
    desk.look("search")
    expect(page.get_by_role("link", name="在主体中查找“拖欠”")).to_be_visible()
    page.get_by_role("link", name=re.compile("^全部.*用例")).click()
    page.get_by_role("listitem").filter(has_text="拖欠农民工工资失信联合惩戒对象名单").get_by_role("link").first.click()
    expect(page.locator("details[open]")).to_have_count(1)  # the case that was found is unfolded
    page.goto("/search?q=没有这样的词")
    expect(page.get_by_role("status")).to_contain_text("没有找到")


def test_who_may_not_read_releases_is_turned_away_from_what_differs(enter: Enter) -> None:
    page = enter("administrator").page
    page.goto("/differences?before=" + "0" * 64 + "&after=" + "0" * 64)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("“查阅政策版本”")
    page.goto("/policies?release=" + "0" * 64)
    expect(page.locator("main")).to_contain_text("“查阅政策版本”")
