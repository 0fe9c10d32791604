"""What each page takes the server, beside an empty page in the same frame: the whole shipped base, 100,000 subjects.

The store is in SQLite, filled and rolled before anything is measured; each page is opened by somebody whose it is, a
few times before and a few times for the clock. It is the time of the server alone: nothing is sent over a wire.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Final

from flask import Flask
from flask.testing import FlaskClient

from adapters.access import sessions
from adapters.access.permissions import PERMITTED, ROLES, Role
from adapters.access.users import User, add
from adapters.cli.settings import SHIPPED
from adapters.folder import read_folder
from adapters.parts import Parts
from adapters.service import parts_of, prepare
from adapters.settings import settings_of
from adapters.state.rolling import roll
from bench.online import Target
from bench.service import filled
from bench.web_pages import Made, make
from web.app import create_app
from web.pages.areas import AREAS
from web.pages.frame import render
from web.pages.routes import Page, Pages, mount

LIMIT: Final = Target(0.3)
"""Seconds that a page may take."""
TYPING: Final = Target(0.15)
"""Seconds that checking a policy may take while somebody types."""
_BEFORE, _TIMES, _TYPED = 2, 5, 20
_OTHERS: Final = frozenset({"facts", "measures", "documents", "codes", "mappings", "calendar", "linkage", "regions"})
_ROLES: Final[Sequence[Role]] = [role for role in ROLES if role != "public"]


def main(arguments: Sequence[str] = ()) -> None:
    """Fill a store, measure, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.web")
    parser.add_argument("--subjects", type=int, default=100_000)
    parser.add_argument("--only", default="", help="pages whose path holds this")
    parser.add_argument("--data", type=Path, help="a folder to keep the store in, or one that holds it already")
    given = parser.parse_args(arguments)
    with TemporaryDirectory() as folder:
        kept = given.data or Path(folder)
        told = settings_of({"XINHENG_DATA": str(kept), "XINHENG_LOG": "warning"})
        begun = (kept / "filled").exists()
        prepare(told)
        with parts_of(told) as parts:
            if not begun:
                print(f"storing {given.subjects:,} subjects", flush=True)
                filled(parts, given.subjects)
                print("judging everybody", flush=True)
                roll(parts)
                (kept / "filled").touch()
            measure(parts, given.only)


def measure(parts: Parts, only: str = "") -> None:
    """Open every page whose path holds *only*, and print what each takes."""
    app = create_app(parts)
    empty = Pages("empty")
    empty.add("/empty", allow="public")(lambda: render("frame/empty.html"))
    mount(app, empty.known[0])
    clients = {role: _signed_in(app, parts, role) for role in _ROLES}
    base = _seconds(clients["officer"], "/empty")
    print(f"{'an empty page':<58}{base * 1000:>8.1f} ms")
    made = make(parts, clients)
    slow, failed = 0, []
    for page in (page for area in AREAS for page in area.known if "GET" in page.methods and only in page.path):
        path = made.address(page.path)
        if path is None:
            continue
        try:
            taken = _seconds(clients[_who(page)], path)
        except LookupError as error:
            failed.append(str(error))
            continue
        slow += taken > LIMIT.bound
        print(f"{page.path:<58}{taken * 1000:>8.1f} ms{taken / base:>8.1f} times  {LIMIT.said_of(taken)}", flush=True)
    _print_check(clients["officer"], made)
    if failed:
        raise SystemExit("\n".join(failed))
    print(f"{slow} pages take more than {LIMIT.bound * 1000:.0f} ms")


def _print_check(officer: FlaskClient, made: Made) -> None:
    """What checking the largest policy takes while somebody types: the text is another each time."""
    files = read_folder(SHIPPED)
    path = max(filter(_is_policy, files), key=lambda one: len(files[one]))
    text = officer.get(f"/v1/drafts/{made.draft}/files/{path}").get_data(as_text=True)
    taken = []
    for number in range(_BEFORE + _TYPED):
        body = {"path": path, "text": f"{text}# {number}\n"}
        begun = perf_counter()
        answer = officer.post(f"/v1/drafts/{made.draft}/check", json=body)
        taken.append(perf_counter() - begun)
        if answer.status_code != HTTPStatus.OK:
            raise SystemExit(answer.get_data(as_text=True))
    checked = median(taken[_BEFORE:])
    print(f"{'checking ' + path:<58}{checked * 1000:>8.1f} ms {'':>14} {TYPING.said_of(checked)}")


def _is_policy(path: str) -> bool:
    """Whether the file at *path* is a policy of a sector."""
    return path.count("/") == 1 and not path.endswith(".cases.yaml") and path.split("/", 1)[0] not in _OTHERS


def _who(page: Page) -> Role:
    """Somebody whose *page* is."""
    return next(
        role for role in ROLES if role != "public" and (page.allow == "public" or page.allow in PERMITTED[role])
    )


def _seconds(client: FlaskClient, path: str) -> float:
    """What opening *path* takes once it was opened before."""
    taken = []
    for _ in range(_BEFORE + _TIMES):
        begun = perf_counter()
        answer = client.get(path)
        taken.append(perf_counter() - begun)
        if answer.status_code != HTTPStatus.OK:
            raise LookupError(f"{path}: {answer.status}")
    return median(taken[_BEFORE:])


def _signed_in(app: Flask, parts: Parts, role: Role) -> FlaskClient:
    now = parts.clock.now()
    name = f"bench-{role}-{now:%H%M%S}"
    with parts.database.writing() as connection:
        add(connection, User(name, name, (role,), (), "tax" if role == "department" else None), None, now)
        secret = sessions.begin(connection, name, now)
    client = app.test_client()
    client.set_cookie("xinheng", secret)
    found = sessions.session_of(parts.database, secret, now)
    client.environ_base["HTTP_X_CSRF_TOKEN"] = found.csrf if found is not None else ""
    return client


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
