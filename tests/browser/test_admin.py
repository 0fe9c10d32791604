"""Administration at the desk: users added and turned off, rows corrected, the chain verified; who is turned away."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from playwright.sync_api import expect

from tests.browser.conftest import Enter
from tests.browser.desk import Desk

SAMPLES: Final = Path(__file__).parents[2] / "samples"
_WAIT: Final = 60_000


def test_a_user_is_added_comes_in_and_is_turned_off(enter: Enter) -> None:
    desk = enter("administrator")
    page = desk.page
    page.goto("/admin")
    desk.look("admin-home")
    page.get_by_role("navigation", name="主菜单").get_by_role("link", name="管理").click()
    page.get_by_role("main").get_by_role("link", name="用户").click()
    page.get_by_label("用户名").fill("wang")
    page.get_by_label("姓名或者名称").fill("王经办")
    page.get_by_label("经办人员").check()
    page.get_by_text("限定领域").click()
    page.get_by_label("劳动用工").check()
    desk.look("admin-users")
    page.get_by_role("button", name="新增用户").click()
    told = page.get_by_role("status")
    expect(told).to_contain_text("wang 的密码")
    password = told.get_by_role("code").inner_text()
    desk.look("admin-user")

    other = enter(None)
    other.sign_in("wang", password)
    other.page.goto("/admin/users")
    expect(other.page.get_by_role("heading", level=1)).to_have_text("没有权限")

    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="停用").click()
    expect(page.get_by_text("停用", exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="重新启用")).to_be_visible()
    other.page.goto("/account")
    expect(other.page.get_by_role("heading", name="登录")).to_be_visible()


def test_what_is_wrong_with_a_new_user_is_told_and_what_was_typed_is_kept(enter: Enter) -> None:
    page = enter("administrator").page
    page.goto("/admin/users")
    page.get_by_label("用户名").fill("Wang")
    page.get_by_label("姓名或者名称").fill("王")
    page.get_by_role("checkbox", name="部门 执行措施").check()
    page.get_by_role("button", name="新增用户").click()
    expect(page.get_by_role("alert").get_by_role("listitem")).to_have_count(2)
    expect(page.get_by_label("用户名")).to_have_value("Wang")


def test_a_token_is_shown_once_and_revoked(enter: Enter) -> None:
    desk = enter("client")
    page = desk.page
    page.goto("/admin/tokens")
    page.get_by_label("用途").fill("许可窗口")
    page.get_by_role("button", name="签发令牌").click()
    expect(page.get_by_role("status").get_by_role("code")).to_contain_text("xh_")
    desk.look("admin-tokens")
    page.goto("/admin/tokens")
    expect(page.get_by_role("code").filter(has_text="xh_")).to_have_count(0)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("row", name="许可窗口").get_by_role("button", name="撤销").click()
    expect(page.get_by_role("row", name="许可窗口")).to_contain_text("已撤销")


def test_rejected_rows_are_corrected_in_a_table_and_only_they_are_sent_again(enter: Enter) -> None:
    desk = enter("officer")
    page = desk.page
    page.goto("/admin/imports")
    page.get_by_label("文件", exact=True).set_input_files(SAMPLES / "penalties-2026.csv")
    desk.look("admin-imports")
    page.get_by_role("button", name="上传").click()
    expect(page.get_by_text("完成", exact=True)).to_be_visible(timeout=_WAIT)
    rows = page.get_by_role("row").filter(has=page.get_by_role("checkbox"))
    expect(rows).to_have_count(3, timeout=_WAIT)
    expect(page.get_by_text("校验").first).to_be_visible()
    desk.look("admin-import-rejected")
    wrong = page.locator("input[aria-invalid=true]")
    code = wrong.filter(visible=True).first
    expect(code).to_have_value("91140100MA0GYGLUX0")
    code.fill("91140100MA0GYGLUXF")
    expect(rows.first.get_by_role("checkbox")).to_be_checked()
    page.get_by_role("button", name="提交勾选的行").click()
    expect(page.get_by_role("status")).to_have_text("已重新提交勾选的行。")
    expect(page.get_by_text("完成", exact=True)).to_be_visible(timeout=_WAIT)
    told = page.locator("dl").inner_text().split("\n")
    assert told[told.index("收下记录") + 1] == "1"
    assert told[told.index("没有收下的行") + 1] == "0"
    desk.look("admin-import-mended")


def test_the_log_is_filtered_and_its_chain_is_verified(enter: Enter) -> None:
    desk = enter("auditor")
    page = desk.page
    page.goto("/admin/audit")
    page.get_by_label("做了什么").select_option(label="登录")
    page.get_by_label("谁", exact=True).fill("auditor")
    page.get_by_role("button", name="筛选").click()
    page.wait_for_url("**actor=auditor**")
    expect(page.get_by_role("cell", name="登录").first).to_be_visible()
    page.get_by_text("查看", exact=True).first.click()
    page.get_by_role("button", name="核验整条链").click()
    expect(page.get_by_role("status")).to_contain_text("链条完整")
    expect(page.get_by_role("img", name="链条完整")).to_be_visible()
    desk.look("admin-audit")


def test_jobs_exports_exchange_and_health_are_looked_at(enter: Enter) -> None:
    officer = enter("officer")
    page = officer.page
    page.goto("/admin/exports")
    page.get_by_role("main").get_by_role("button", name="导出", exact=True).click()
    expect(page.get_by_role("link", name="penalties")).to_be_visible(timeout=_WAIT)
    officer.look("admin-exports")
    desk = enter("administrator")
    for path, name, heading in (
        ("jobs", "admin-jobs", "作业"),
        ("exchange", "admin-exchange", "实例交换"),
        ("service", "admin-service", "运行状况"),
    ):
        desk.page.goto(f"/admin/{path}")
        expect(desk.page.get_by_role("heading", level=1)).to_have_text(heading)
        desk.look(name)
    desk.page.goto("/admin/jobs")
    desk.page.get_by_role("link", name="导出").last.click()
    desk.look("admin-job")


def test_a_password_is_changed_by_who_knows_the_old_one(enter: Enter) -> None:
    administrator = enter("administrator").page
    administrator.goto("/admin/users")
    administrator.get_by_label("用户名").fill("li.si")
    administrator.get_by_label("姓名或者名称").fill("李四")
    administrator.get_by_label("审计人员").check()
    administrator.get_by_role("button", name="新增用户").click()
    old = administrator.get_by_role("status").get_by_role("code").inner_text()
    desk = enter(None)
    desk.sign_in("li.si", old)
    _change(desk, "wrong-wrong-wrong", "一个很长的新密码 2026")
    expect(desk.page.get_by_role("alert")).to_be_visible()
    desk.look("account")
    _change(desk, old, "一个很长的新密码 2026")
    expect(desk.page.get_by_role("status")).to_contain_text("密码已修改")


def _change(desk: Desk, old: str, new: str) -> None:
    desk.page.goto("/account")
    desk.page.get_by_label("现在的密码").fill(old)
    desk.page.get_by_label("新密码", exact=True).fill(new)
    desk.page.get_by_label("再输入一次新密码").fill(new)
    desk.page.get_by_role("button", name="修改密码").click()


def test_each_part_turns_away_who_it_is_not_for(enter: Enter) -> None:
    page = enter("client").page
    for part in ("users", "imports", "exports", "exchange", "audit", "service"):
        page.goto(f"/admin/{part}")
        expect(page.get_by_role("heading", level=1)).to_have_text("没有权限")
