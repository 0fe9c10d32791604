"""Verifying a report: what its code vouches for, and no more."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final
from urllib.parse import quote

from flask import request

from web.api.problems import Refusal
from web.pages.asking import ask
from web.pages.frame import render
from web.pages.public.area import public
from web.pages.subjects.looking import mark_of, moment_told

_MOST: Final = 60


@public.add("/verify", allow="public")
def verify_page() -> Any:
    """Enter the code of a report, and see what it vouches for."""
    code = request.args.get("code", "").strip()[:_MOST]
    values: dict[str, Any] = {"code": code, "told": None, "mark": "", "unknown": False, "moment": moment_told}
    if code:
        try:
            values["told"] = told = ask("GET", f"/v1/public/reports/{quote(code, safe='')}")
            values["mark"] = mark_of(told["verdict_hash"])
        except Refusal as error:
            if error.status is not HTTPStatus.NOT_FOUND:
                raise
            values["unknown"] = True
    page = render("public/verify.html", **values)
    return (page, HTTPStatus.NOT_FOUND) if values["unknown"] else page
