"""Imports: a file sent, how far it is, and the rows that were not taken, mended in a table and taken in again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlencode

import orjson
from flask import request

from adapters.standards.limits import Limits
from engine.problems import FactError
from web.api.problems import Refusal
from web.pages.admin.area import admin, given, shown, typed, wrong_with
from web.pages.asking import ask, asked
from web.pages.frame import say
from web.pages.numbers import whole
from web.pages.signing_in import see

_MOST: Final = 50
_ROWS: Final = 20
FORMATS: Final = ("csv", "xlsx", "json", "ndjson", "yaml")
_ROOM: Final = 1 << 16
"""Bytes of a form beside its file."""
_BYTES: Final = "application/octet-stream"


@admin.add("/admin/imports", allow="data:import", methods=("GET", "POST"), most=Limits().size + _ROOM)
def imports_page() -> Any:
    """The imports; and a file sent, to be taken in by a job."""
    if request.method == "GET":
        return _list([])
    file = request.files.get("file")
    about = {"name": file.filename if file else None, "format": request.form.get("format") or None,
             "history": "true" if request.form.get("history") else None}  # fmt: skip
    if file is None or not file.filename:
        missing = Refusal(HTTPStatus.BAD_REQUEST, "no_file")
        return _list(wrong_with(missing)), missing.status.value
    try:
        made = _sent("/v1/imports", file.read(), about)
    except (Refusal, FactError) as error:
        status = error.status if isinstance(error, Refusal) else HTTPStatus.UNPROCESSABLE_ENTITY
        return _list(wrong_with(error)), status.value
    return see(f"/admin/imports/{made['id']}")


@admin.add("/admin/imports/<id_>", allow="data:import")
def import_page(id_: str) -> Any:
    """How far an import is, and what became of its rows."""
    return _one(id_, [])


@admin.add("/admin/imports/<id_>/mended", allow="data:import", methods=("POST",))
def take_mended(id_: str) -> Any:
    """Take in the rows that are ticked, as they are now; only these."""
    rows = [{"number": whole(one), "cells": _cells(one)} for one in request.form.getlist("row")]
    if not rows:
        nothing = {"location": {"pointer": None, "line": None}, "message": say("done.none_ticked"), "remedy": ""}
        return _one(id_, [nothing]), HTTPStatus.UNPROCESSABLE_ENTITY.value
    try:
        made = ask("POST", f"/v1/imports/{id_}/mended", body={"rows": rows})
    except (Refusal, FactError) as error:
        return _one(id_, wrong_with(error)), HTTPStatus.UNPROCESSABLE_ENTITY.value
    return see(f"/admin/imports/{made['id']}?done=rows_sent")


def _sent(path: str, data: bytes, query: dict[str, Any]) -> Any:
    """What the API answers to a file sent to *path*."""
    return orjson.loads(asked("POST", path, query=query, body=data, media=_BYTES).get_data())


def _cells(number: object) -> list[str]:
    """The cells of the row *number* as the table of the form has them, if one was sent."""
    found: list[str] = []
    while (cell := request.form.get(f"c-{number}-{len(found)}")) is not None:
        found.append(cell)
    return found


def _list(wrong: list[dict[str, Any]]) -> str:
    chosen = given("state", "cursor")
    found = ask("GET", "/v1/imports", query={**chosen, "limit": _MOST})
    more = {**chosen, "cursor": found["next"]} if found["next"] else None
    return shown(
        "imports", "imports", found=found["imports"], chosen=chosen, formats=FORMATS, wrong=wrong, typed=typed(),
        next=f"/admin/imports?{urlencode(more)}" if more else None,
    )  # fmt: skip


def _one(id_: str, wrong: list[dict[str, Any]]) -> str:
    told = ask("GET", f"/v1/imports/{id_}")
    after = request.args.get("after", "-1")
    after = after if isinstance(whole(after), int) else "-1"
    query = {"after": after, "limit": _ROWS}
    try:
        rows = ask("GET", f"/v1/imports/{id_}/rows", query=query)
    except Refusal as refusal:
        if refusal.status is not HTTPStatus.NOT_FOUND:
            raise
        rows = {"rows": [], "next": None, "others": True}  # another's
    tables = list(_tables([{**row, "cells": _cells(row["number"]) or row["cells"]} for row in rows["rows"]]))
    more = f"/admin/imports/{id_}?after={rows['next']}" if rows["next"] is not None else None
    return shown("import", "imports", told=told, one=told["job"], tables=tables, next=more, wrong=wrong,
                 others=rows.get("others", False), after=after, ticked=request.form.getlist("row"))  # fmt: skip


def _tables(rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """*rows* as tables, those of one header together; the columns something is wrong with come first."""
    begun: dict[str, Any] | None = None
    for row in rows:
        if begun is None or begun["titles"] != row["titles"] or begun["file"] != row["file"]:
            if begun is not None:
                yield _ordered(begun)
            begun = {"file": row["file"], "titles": row["titles"], "rows": []}
        begun["rows"].append(row)
    if begun is not None:
        yield _ordered(begun)


def _ordered(table: dict[str, Any]) -> dict[str, Any]:
    wide = max(len(row["cells"]) for row in table["rows"])
    titles = [*table["titles"], *(str(number + 1) for number in range(len(table["titles"]), wide))]
    wrong = {problem["column"] for row in table["rows"] for problem in row["problems"]}
    order = sorted(range(wide), key=lambda number: (titles[number] not in wrong, number))
    return {**table, "titles": titles, "order": order, "wrong": wrong}
