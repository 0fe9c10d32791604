"""`user` and `token`: what is said on the machine itself, with passwords that no command line holds."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import orjson
import pytest
from click.testing import Result
from sqlalchemy import select

from adapters.access.passwords import holds
from adapters.access.tokens import actor_of
from adapters.database.connect import Database
from adapters.database.migrate import upgrade
from adapters.database.tables.access import user
from adapters.database.tables.ledger import entry, payload
from tests.cli.run import run

PASSWORD = "correct horse battery"  # noqa: S105 - of nobody but these tests


@pytest.fixture
def url(tmp_path: Path) -> str:
    found = f"sqlite:///{tmp_path / 'xinheng.db'}"
    database = Database(found)
    upgrade(database)
    database.close()
    return found


def ran(url: str, *args: str, given: str = "") -> Result:
    return run(*args, given=given, XINHENG_DATABASE=url, XINHENG_WORKERS="1")


def add(url: str, *args: str) -> Result:
    return ran(url, "user", "add", "wang", "--role", "officer", *args, given=f"{PASSWORD}\n")


def test_a_user_has_the_password_that_the_input_holds_and_only_its_hash_is_kept(url: str) -> None:
    result = add(url, "--sector", "labour", "--name", "王五")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "added: wang\n")
    database = Database(url)
    with database.reading() as connection:
        kept = connection.scalar(select(user.c.password))
    database.close()
    assert kept is not None
    assert kept.startswith("$argon2id$")
    assert holds(kept, PASSWORD)
    assert not holds(kept, PASSWORD + " ")
    assert ran(url, "user", "list").stdout == "wang\t王五\tofficer\tlabour\tactive\n"


GUESSED = "the password is easily guessed (leave out the user's id, and use more than a few different characters)"


@pytest.mark.parametrize(
    ("id_", "password", "line"),
    [
        ("li", "short",
         "password:1:1: the password is too short (write 12 characters at least; several words do well)"),
        ("li", "a" * 257,
         f"password:1:1: {GUESSED}\npassword:1:1: the password is too long (write 256 characters at most)"),
        ("li", "aaaaaaaaaaaa", f"password:1:1: {GUESSED}"),
        ("zhangsan", "my name is Zhangsan", f"password:1:1: {GUESSED}"),
        ("Li Si", PASSWORD,
         ("id:1:1: `Li Si` cannot be a user's id "
         "(write 1 to 64 small letters, digits and `.`, `_`, `@`, `-`, a letter or digit first)")),
        ("wang", PASSWORD, "id:1:1: there is a user `wang` already (give the new one an id of their own)"),
    ],
)  # fmt: skip
def test_a_user_or_password_that_will_not_do_is_refused(url: str, id_: str, password: str, line: str) -> None:
    add(url)
    result = ran(url, "user", "add", id_, "--role", "officer", given=password + "\n")
    said = re.sub(r"  \[access\.[a-z_]+\]\n    → (.*)", r" (\1)", result.stderr)
    assert (result.exit_code, said) == (3, line + "\n")


def test_who_acts_for_a_department_is_of_one(url: str) -> None:
    result = ran(url, "user", "add", "desk", "--role", "department", given=f"{PASSWORD}\n")
    assert (result.exit_code, result.stderr) == (
        3,
        (
            "department:1:1: a user with the role `department` is of none  [access.no_department]\n"
            "    → say of which department\n"
        ),
    )
    assert ran(url, "user", "list").stdout == ""


def test_a_token_is_shown_once_and_can_be_revoked(url: str) -> None:
    add(url)
    secret = ran(
        url, "token", "issue", "wang", "--scope", "facts:read", "--days", "3", "--label", "desk"
    ).stdout.strip()
    database = Database(url)
    now = datetime.now(UTC)
    found = actor_of(database, secret, now)
    assert found is not None
    assert found.permissions == {"facts:read", "public", "policies:read"}
    known = json.loads(ran(url, "token", "list", "--user", "wang", "-f", "json").stdout)
    assert [(one["label"], one["scopes"]) for one in known] == [("desk", ["facts:read"])]
    assert secret not in json.dumps(known)
    assert ran(url, "token", "revoke", known[0]["id"]).stderr == f"revoked: {known[0]['id']}\n"
    assert actor_of(database, secret, now) is None
    database.close()
    again = ran(url, "token", "revoke", known[0]["id"])
    assert (again.exit_code, again.stderr.splitlines()[0]) == (
        1, f"error: there is no token `{known[0]['id']}` that holds",
    )  # fmt: skip


def test_who_is_shut_out_comes_in_again_when_let(url: str) -> None:
    add(url)
    assert ran(url, "user", "disable", "wang").exit_code == 0
    assert ran(url, "user", "list").stdout.endswith("\tshut out\n")
    assert ran(url, "user", "enable", "wang").exit_code == 0
    assert ran(url, "user", "list").stdout.endswith("\tactive\n")


def test_another_password_takes_the_place_of_the_first(url: str) -> None:
    add(url)
    assert ran(url, "user", "passwd", "wang", given="staple battery horse\n").exit_code == 0
    database = Database(url)
    with database.reading() as connection:
        kept = connection.scalar(select(user.c.password))
    database.close()
    assert (holds(kept, PASSWORD), holds(kept, "staple battery horse")) == (False, True)


@pytest.mark.parametrize("args", [("user", "passwd", "nobody"), ("user", "disable", "nobody"),
                                  ("token", "issue", "nobody")])  # fmt: skip
def test_a_user_that_is_not_known_is_said_so(url: str, args: tuple[str, ...]) -> None:
    result = ran(url, *args)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (1, "error: there is no user `nobody`")


def test_the_ledger_is_told_what_was_done_and_no_secret(url: str) -> None:
    add(url)
    secret = ran(url, "token", "issue", "wang").stdout.strip()
    database = Database(url)
    with database.reading() as connection:
        wanted = select(entry.c.what, payload.c.content).join_from(entry, payload).order_by(entry.c.number)
        rows = connection.execute(wanted).all()
    database.close()
    assert [(row.what, orjson.loads(row.content)) for row in rows] == [
        ("user_added", {"user": "wang", "roles": ["officer"], "sectors": []}),
        ("token_issued", {"user": "wang", "scopes": [], "label": ""}),
    ]
    assert not any(PASSWORD in row.content or secret in row.content for row in rows)


@pytest.mark.parametrize("command", ["user", "token"])
def test_the_help_of_every_command_says_what_it_does(command: str) -> None:
    listed = [line.split()[0] for line in run(command, "--help").stdout.partition("Commands:\n")[2].splitlines()[:3]]
    for one in listed:
        assert f"Usage: xinheng {command} {one} " in run(command, one, "--help").stdout
