"""Somebody at a browser: what they see is Chinese, accessible, fits a small screen, and loads from one host alone."""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import gettempdir
from typing import Any, Final

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, ViewportSize

HERE: Final = Path(__file__).parent
AXE: Final = HERE / "node_modules" / "axe-core" / "axe.min.js"
SCREENS: Final = HERE.parents[1] / "out" / "screens"
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome")
_SMALL: Final = ViewportSize(width=360, height=780)
_BROAD: Final = ViewportSize(width=1280, height=900)
_GRAVE: Final = frozenset({"serious", "critical"})
_TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def chromium() -> str:
    """The Chromium of the machine, or the one that npm brought; unpacked by one process, while the others wait."""
    for name in _NAMES:
        if found := shutil.which(name):
            return found
    node = shutil.which("node") or str(Path(sys.executable).with_name("node"))
    with (Path(gettempdir()) / "chromium.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        told = subprocess.run([node, "chromium.mjs"], cwd=HERE, check=True, capture_output=True, text=True)
    return told.stdout.strip()


@dataclass
class Desk:
    """A browser of its own, at the service at *address*; *wrong* gathers what went wrong behind the page."""

    browser: Browser
    address: str
    language: str = "zh-CN"
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context: BrowserContext = self.browser.new_context(
            base_url=self.address, locale=self.language, viewport=_BROAD, timezone_id="Asia/Shanghai"
        )
        self.context.on("request", self._sent)
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))

    def _sent(self, request: Request) -> None:
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(f"a request left the host: {request.url}")

    def _told(self, message: ConsoleMessage) -> None:
        # That an answer was no success is told where it is expected, by the page itself.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.wrong.append(f"console: {message.text}")

    def sign_in(self, user: str, password: str) -> None:
        """Sign in by the page."""
        self.page.goto("/sign-in")
        self.page.get_by_label("用户名").fill(user)
        self.page.get_by_label("密码").fill(password)
        self.page.get_by_role("main").get_by_role("button", name="登录").click()
        self.page.get_by_role("button", name="退出").wait_for()

    def look(self, name: str, *, scrolled: bool = False) -> None:
        """Keep a screenshot of the page as *name*, and hold it to what every page must be; *scrolled* as it is."""
        page = self.page
        page.evaluate("document.fonts.ready")
        # Scrolled down, what sticks to the top would stand in the middle of the picture.
        if not scrolled:
            page.evaluate("scrollTo({top: 0, behavior: 'instant'})")
        SCREENS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=SCREENS / f"{name}.png", full_page=True)
        assert grave(page) == [], f"{name} is not accessible"
        page.set_viewport_size(_SMALL)
        wide = page.evaluate("document.documentElement.scrollWidth")
        page.screenshot(path=SCREENS / f"{name}-360.png", full_page=True)
        page.set_viewport_size(_BROAD)
        assert wide <= _SMALL["width"], f"{name} is {wide} pixels wide on a screen of {_SMALL['width']}"

    def close(self) -> None:
        """End it; raises `AssertionError` where something went wrong behind a page."""
        self.context.close()
        assert self.wrong == []


def grave(page: Page) -> list[Any]:
    """What axe finds serious on *page*: the rule, what it says, and where."""
    page.evaluate(AXE.read_text(encoding="utf-8") + "; null")
    found = page.evaluate("tags => axe.run({runOnly: {type: 'tag', values: tags}})", _TAGS)
    return [
        (one["id"], one["help"], [node["target"] for node in one["nodes"]][:5])
        for one in found["violations"]
        if one["impact"] in _GRAVE
    ]
