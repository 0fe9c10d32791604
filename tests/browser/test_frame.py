"""The frame of the pages: signing in, the language, being turned away, working without a mouse."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Enter


def test_who_signs_in_is_greeted_and_who_signs_out_is_gone(enter: Enter) -> None:
    desk = enter(None)
    desk.page.goto("/")
    desk.look("home-public")
    desk.page.goto("/sign-in")
    desk.look("sign-in")
    desk = enter("officer")
    assert "您好" in desk.page.get_by_role("heading", level=1).inner_text()
    desk.look("home-officer")
    desk.page.get_by_role("button", name="退出").click()
    expect(desk.page.get_by_role("link", name="登录")).to_be_visible()


def test_a_wrong_password_is_told_and_the_name_is_kept(enter: Enter) -> None:
    page = enter(None).page
    page.goto("/sign-in")
    page.get_by_label("用户名").fill("officer")
    page.get_by_label("密码").fill("wrong")
    page.get_by_role("main").get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.get_by_label("用户名").input_value() == "officer"


def test_a_page_that_is_for_somebody_leads_there_after_signing_in(enter: Enter, passwords: dict[str, str]) -> None:
    page = enter(None).page
    page.goto("/account")
    page.get_by_label("用户名").fill("officer")
    page.get_by_label("密码").fill(passwords["officer"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/account")


def test_the_language_is_one_click_and_stays(enter: Enter) -> None:
    page = enter(None).page
    page.goto("/")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    page.goto("/sign-in")
    assert page.locator("html").get_attribute("lang") == "en"


def test_the_first_key_offers_to_skip_the_menu(enter: Enter) -> None:
    page = enter(None).page
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "x-main"


def test_who_goes_astray_is_told_so_on_a_page(enter: Enter) -> None:
    desk = enter(None)
    desk.page.goto("/nowhere")
    desk.look("not-found")
    expect(desk.page.get_by_role("link", name="回到首页")).to_be_visible()
