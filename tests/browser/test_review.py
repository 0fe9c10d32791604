"""Review and publication: an officer drafts, a reviewer approves, an approver publishes; nobody judges their own."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Enter
from tests.browser.desk import Desk

NOTES = "labour/wage-arrears.yaml"


def drafted(desk: Desk, title: str, old: str, new: str) -> str:
    """A draft by who sits at *desk* that has *new* in place of *old*, sent for review; gives its id."""
    page = desk.page
    page.goto("/reviews")
    csrf = page.locator("meta[name=csrf]").get_attribute("content") or ""
    headers = {"X-CSRF-Token": csrf}
    made = page.request.post("/v1/drafts", data={"title": title}, headers=headers).json()
    path = f"/v1/drafts/{made['id']}/files/{NOTES}"
    text = page.request.get(path).text()
    assert old in text
    sent = page.request.put(
        f"{path}?revision={made['revision']}", data=text.replace(old, new, 1).encode(),
        headers={**headers, "Content-Type": "application/yaml"},
    )  # fmt: skip
    assert sent.ok, sent.text()
    submitted = page.request.post(
        f"/v1/drafts/{made['id']}/submit", data={"revision": sent.json()["revision"]}, headers=headers
    )
    assert submitted.ok, submitted.text()
    return str(made["id"])


def opened(page: Page, title: str) -> None:
    """Open the change called *title* from the list."""
    page.goto("/reviews")
    page.get_by_role("link", name=title).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def test_a_change_is_reviewed_by_a_second_person_and_published_by_a_third(enter: Enter) -> None:
    officer = enter("officer")
    title = "拖欠工资名单改称"
    old = "title: 拖欠农民工工资失信联合惩戒对象名单"
    drafted(officer, title, old, "title: 拖欠农民工工资失信联合惩戒对象名单（试改）")
    opened(officer.page, title)
    expect(officer.page.get_by_text("您是本变更的起草人之一")).to_be_visible()
    expect(officer.page.get_by_role("button", name="批准")).not_to_be_visible()
    approved(enter("reviewer"), title)
    published(enter("approver"), title)


def approved(reviewer: Desk, title: str) -> None:
    """Have who sits at *reviewer* look at the change called *title*, have it examined, and approve of it."""
    page = reviewer.page
    page.goto("/reviews")
    reviewer.look("reviews")
    opened(page, title)
    expect(page.get_by_role("deletion").first).to_contain_text("拖欠农民工工资失信联合惩戒对象名单", timeout=120_000)
    expect(page.get_by_role("insertion").first).to_contain_text("（试改）")
    page.get_by_role("button", name="开始检验").click()
    expect(page.get_by_text("检验通过：没有问题，全部用例成立，可以发布。")).to_be_visible(timeout=400_000)
    page.get_by_label("意见", exact=True).fill("名称是否与文件一致？")
    page.get_by_role("button", name="发表意见").click()
    expect(page.get_by_text("意见已发表。")).to_be_visible()
    expect(page.get_by_text("名称是否与文件一致？")).to_be_visible()
    reviewer.look("review")
    page.get_by_label("审核意见（可不填）").fill("同意")
    page.get_by_role("button", name="批准").click()
    expect(page.get_by_text("已批准，等待发布。", exact=True)).to_be_visible()


def published(approver: Desk, title: str) -> None:
    """Have who sits at *approver* publish the change called *title*, and compare it with what was before."""
    page = approver.page
    opened(page, title)
    approver.look("review-approved")
    page.get_by_label("施行日").fill("2027-01-01")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="发布", exact=True).click()
    expect(page.get_by_text("已发布。")).to_be_visible()
    page.goto("/releases")
    row = page.get_by_role("row", name=re.compile(title))
    expect(row).to_contain_text("2027-01-01 起施行")
    approver.look("releases")
    page.get_by_role("button", name="比较两个版本").click(timeout=120_000)
    expect(page.get_by_role("insertion").first).to_contain_text("（试改）")


def test_a_change_is_sent_back_with_a_reason(enter: Enter) -> None:
    officer, reviewer = enter("officer"), enter("reviewer")
    drafted(officer, "待退回的变更", "title: 拖欠农民工", "title: 拖欠农民工之")
    opened(reviewer.page, "待退回的变更")
    reviewer.page.get_by_label("退回理由").fill("名称有误")
    reviewer.page.get_by_role("button", name="退回起草人").click()
    expect(reviewer.page.get_by_text("已退回起草人。")).to_be_visible()
    expect(reviewer.page.get_by_text("名称有误")).to_be_visible()


def test_an_earlier_release_is_published_again_with_a_reason(enter: Enter) -> None:
    desk = enter("approver")
    page = desk.page
    page.goto("/releases")
    page.get_by_role("row").last.get_by_role("link").click()
    expect(page.get_by_role("heading", name="重新发布（回退）")).to_be_visible()
    desk.look("release")
    page.get_by_label("理由").fill("新版本有误，先行恢复")
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="重新发布").click()
    expect(page.get_by_text("已发布。")).to_be_visible()
    expect(page.get_by_role("cell", name="新版本有误，先行恢复")).to_be_visible()


def test_who_reads_no_drafts_is_turned_away(enter: Enter) -> None:
    desk = enter("client")
    desk.page.goto("/reviews")
    expect(desk.page.get_by_role("main")).to_contain_text("您没有“查阅草案”的权限")
