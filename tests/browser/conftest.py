"""A running service with sample data on a day that does not change, and browsers at it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from adapters.access.permissions import Role
from tests.browser.desk import Desk, chromium
from tests.service.running import Running

NOW = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
"""The moment at which the service begins: a Tuesday morning in Shanghai."""
_PASSWORD = re.compile(r"^(\w+): password (\S+)$", re.MULTILINE)

expect.set_options(timeout=30_000)

Enter = Callable[[Role | None], Desk]


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("service")
    shift = folder / "shift"
    shift.write_text(str(int((NOW - datetime.now(UTC)).total_seconds())), encoding="ascii")
    running = Running(folder / "data", XINHENG_CLOCK_SHIFT=str(shift))
    running.start("--demo")
    yield running
    running.close()


@pytest.fixture(scope="session")
def passwords(service: Running) -> dict[str, str]:
    return dict(_PASSWORD.findall(service.log()))


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def enter(browser: Browser, service: Running, passwords: dict[str, str]) -> Iterator[Enter]:
    """Sit somebody who has a role down at the service, signed in; with no role, somebody who is not."""
    desks = []

    def entered(role: Role | None) -> Desk:
        desk = Desk(browser, f"http://127.0.0.1:{service.port}")
        desks.append(desk)
        if role is not None:
            desk.sign_in(role, passwords[role])
        return desk

    yield entered
    for desk in desks:
        desk.close()
