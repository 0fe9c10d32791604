"""What somebody at a desk sends to the API beside the pages, as whom they are signed in."""

from __future__ import annotations

from typing import Any

from tests.browser.desk import Desk


def send(desk: Desk, method: str, path: str, body: object = None, text: str | None = None) -> Any:
    """What the API answers to *method* at *path*; *text* is a YAML file."""
    token = desk.page.locator("meta[name=csrf]").get_attribute("content") or ""
    headers = {"X-CSRF-Token": token}
    if text is not None:
        headers["Content-Type"] = "application/yaml"
    answer = desk.page.request.fetch(path, method=method, headers=headers, data=body if text is None else text)
    assert answer.ok, answer.text()
    return answer.json() if "json" in answer.headers.get("content-type", "") else answer.text()
