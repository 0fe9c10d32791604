"""The home page of each role: what needs doing, how large lists are, what was released; the landing for the public."""

from __future__ import annotations

from typing import Final

import pytest
from playwright.sync_api import expect

from adapters.access.permissions import Role
from tests.browser.conftest import Enter
from tests.browser.sending import send

HEADINGS: Final[dict[Role, tuple[str, ...]]] = {
    "officer": ("各名单在列数", "最近发布"),
    "reviewer": ("各名单在列数", "最近发布"),
    "approver": ("各名单在列数", "最近发布"),
    "client": ("各名单在列数", "最近发布"),
    "department": ("各名单在列数", "最近发布"),
    "auditor": ("审计日志", "最近发布"),
    "administrator": ("系统状况",),
}


@pytest.mark.parametrize("role", HEADINGS)
def test_the_home_of_a_role_has_what_is_for_it(enter: Enter, role: Role) -> None:
    desk = enter(role)
    desk.page.goto("/")
    expect(desk.page.get_by_role("heading", level=1)).to_contain_text("您好")
    for name in HEADINGS[role]:
        expect(desk.page.get_by_role("heading", name=name)).to_be_visible()
    desk.look(f"home-{role}")


def test_a_list_is_drawn_along_the_months_with_its_numbers_below(enter: Enter) -> None:
    page = enter("officer").page
    page.goto("/")
    drawn = page.get_by_role("img").first
    expect(drawn).to_be_visible()
    page.get_by_text("逐月数字").first.click()
    expect(page.get_by_role("columnheader", name="主体数").first).to_be_visible()


def test_a_draft_is_on_the_desk_of_who_wrote_it_and_once_submitted_on_that_of_the_reviewer(enter: Enter) -> None:
    desk = enter("officer")
    policy = send(desk, "GET", "/v1/policies?sector=statistics")["policies"][0]["id"]
    draft = send(desk, "POST", "/v1/drafts", {"title": "统计领域措辞统一"})
    text = send(desk, "GET", f"/v1/drafts/{draft['id']}/files/{policy}.yaml")
    made = send(desk, "PUT", f"/v1/drafts/{draft['id']}/files/{policy}.yaml?revision=1", text=f"{text}nonsense: 1\n")
    desk.page.goto("/")
    own = desk.page.get_by_role("region", name="我起草的政策")
    expect(own).to_contain_text("统计领域措辞统一")
    expect(own).to_contain_text("尚未检查")
    send(desk, "POST", f"/v1/drafts/{draft['id']}/submit", {"revision": made["revision"]})
    desk.page.goto("/")
    expect(desk.page.get_by_role("region", name="我提交的，等待审核或者发布")).to_contain_text("统计领域措辞统一")
    desk.look("home-officer-waiting")
    reviewer = enter("reviewer")
    waiting = reviewer.page.get_by_role("region", name="等待审核")
    expect(waiting.get_by_role("link", name="统计领域措辞统一")).to_be_visible()
    reviewer.look("home-reviewer-waiting")


def test_the_public_looks_a_name_up_from_the_first_page(enter: Enter) -> None:
    desk = enter(None)
    page = desk.page
    page.goto("/")
    expect(page.get_by_role("heading", name="正在公示的名单")).to_be_visible()
    desk.look("home-public")
    page.get_by_label("在公示名单中查询").fill("示例")
    page.get_by_role("main").get_by_role("button", name="查询").click()
    page.wait_for_url("**/public?q=**")
