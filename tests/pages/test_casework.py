"""The pages of casework: what stands against a step, in words; whom matters are about, as far as one may know."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from adapters.access import sessions
from adapters.access.permissions import Role
from adapters.clock import FixedClock
from adapters.database.connect import Database
from adapters.database.tables.access import user
from adapters.parts import Parts
from tests.pages.conftest import COOKIE, CSRF
from tests.service.conftest import app, clock, office, officer, parts_on, sqlite_template
from tests.service.due_process import ARREARS, Office, opened, refuse
from web.pages.language import COOKIE as LANGUAGE

__all__ = ["app", "clock", "office", "officer", "sqlite_template"]  # fixtures
PERSON = "110101199001011237"
MASKED = "1101**********1237"
OTHER = "91140800MA070K235G"
EVIDENCE = {"text": "见卷宗", "reference": "", "day": ""}
Browser = Callable[[Role], FlaskClient]


@pytest.fixture
def parts(sqlite_template: Path, clock: FixedClock, tmp_path: Path) -> Iterator[Parts]:
    """The parts of a service on a store in SQLite."""
    shutil.copy(sqlite_template, tmp_path / "xinheng.db")
    database = Database(f"sqlite:///{tmp_path / 'xinheng.db'}")
    with parts_on(database, clock, tmp_path / "data") as made:
        yield made
    database.close()


@pytest.fixture
def browser(office: Office, clock: FixedClock) -> Browser:
    """A browser in which somebody of the office signed in who has a role."""

    def made(role: Role) -> FlaskClient:
        office.somebody(role)
        with office.parts.database.writing() as connection:
            secret = sessions.begin(connection, f"{role}-[]-None", clock.now())
        found = sessions.session_of(office.parts.database, secret, clock.now())
        assert found is not None
        client = office.app.test_client()
        client.set_cookie(COOKIE, secret)
        client.environ_base[CSRF] = found.csrf
        return client

    return made


def test_what_stands_against_a_step_is_told_by_names_and_not_by_codes(browser: Browser, officer: FlaskClient) -> None:
    proceeding = opened(officer)
    page = browser("officer").post(f"/casework/proceedings/{proceeding}/publish", data=EVIDENCE).text
    assert "“已立案”的事项不能办理“登记公布”" in page
    assert "目前可以办理：登记告知、登记异议、作出决定" in page
    assert ARREARS not in page.replace(f"/policies/{ARREARS}", "")


def test_what_is_chinese_on_a_page_in_english_says_so(browser: Browser, officer: FlaskClient) -> None:
    reviewer = browser("reviewer")
    reviewer.set_cookie(LANGUAGE, "en")
    page = reviewer.get(f"/casework/proceedings/{opened(officer)}").text
    assert '<span lang="zh-CN">拖欠工资失信联合惩戒对象名单</span>' in page
    assert re.search(r"<title>[^<]*<span", page) is None


def test_who_took_a_step_is_told_by_name(office: Office, browser: Browser, officer: FlaskClient) -> None:
    with office.parts.database.writing() as connection:
        connection.execute(update(user).where(user.c.id == 'officer-["labour"]-None').values(name="张三"))
    page = browser("reviewer").get(f"/casework/proceedings/{opened(officer)}").text
    assert '<span title="officer-[&#34;labour&#34;]-None">张三</span>' in page


def test_the_desk_calls_subjects_by_name_and_a_person_by_as_much_as_one_may_know(
    browser: Browser, officer: FlaskClient
) -> None:
    for id_, kind, name in ((OTHER, "enterprise", "太原示例建筑有限公司"), (PERSON, "natural_person", "王小明")):
        refuse(officer, id_, kind, name)
        proceeding = opened(officer, id_)
    reviewer, own = browser("reviewer"), browser("officer")
    for page in (one.get(at).text for one in (reviewer, own) for at in ("/casework", "/casework/proceedings")):
        assert f'太原示例建筑有限公司 <span class="code quiet">{OTHER}</span>' in page
        assert f'王＊＊＊ <span class="code quiet">{MASKED}</span>' in page
        assert "王小明" not in page
        assert PERSON not in page
    assert "王小明" not in reviewer.get(f"/casework/proceedings/{proceeding}").text
    assert "王小明" in own.get(f"/casework/proceedings/{proceeding}").text
